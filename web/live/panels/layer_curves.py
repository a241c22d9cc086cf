"""One curve a layer over the steps: what the panels of layer quantities share."""

import numpy as np

from core.arrays import Floats
from web.charts.axes import log_axis
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import member_curves, member_key, smoothed, step_axis, step_span
from web.live.panels.missing import what_is_missing

MOST_BANDS = 4
"""Layers that can have a band each before nothing can be told apart."""


def layer_names(layers: int) -> list[str]:
    """Names of the layers of a network, from the first hidden layer to the output."""
    return [*(f"hidden {i + 1}" for i in range(layers - 1)), "output"]


def draw_layer_quantity(
    context: PanelContext,
    quantity: str,
    title: str,
    *guides: Figure,
    log: bool = False,
    layers: range | None = None,
    missing: str = "",
) -> Figure:
    """The curves of one quantity, a colour a layer; on a log axis lines that fan out are seen.

    What theory says of the start stands at step 0. `layers` are those that have the quantity, all
    unless given; where there are none `missing` says why. Where a layer has no number that the
    axis has a place for, the panel says what it is, and since when.
    """
    style, predicted = context.style, context.predicted(quantity)
    shown = smoothed(context, "quantiles", quantity, log)
    n = shown.shape[-1]
    layers = range(n) if layers is None else layers
    names, colours = layer_names(n), style.layer_colours(n)
    spread = len(layers) <= MOST_BANDS
    curves = [
        trace
        for layer in layers
        for trace in member_curves(
            context,
            names[layer],
            quantity,
            "%{y:.3g}",
            {"color": colours[layer], "width": 0.7 * style.line_width},
            layer=layer,
            log=log,
            spread=spread,
        )
    ]
    theory = [] if predicted is None else [_at_the_start(context, predicted, names, colours)]
    lines = [] if predicted is None else [predicted]
    scale = log_axis(shown, *lines) if log else {"rangemode": "tozero"}
    empty = not np.isfinite(shown[..., list(layers)]).any()
    text = missing if not layers else what_is_missing(context, quantity, log, names[: len(layers)])
    # Where a guide or theory stands alone, its numbers are still read on the axis.
    ticks = not empty or bool(guides or theory)
    return {
        "data": [
            *guides,
            *curves,
            *theory,
            *(member_key(context, spread) if layers else []),
            step_span(context),
        ],
        "layout": style.layout(
            xaxis=step_axis(context),
            yaxis={**style.title(title), **scale, "showticklabels": ticks, "showgrid": ticks},
            **(style.message(text) if empty else {"note": text}),
        ),
    }


def _at_the_start(
    context: PanelContext, predicted: Floats, names: list[str], colours: list[str]
) -> Figure:
    """A dash a layer, in its colour and just inside of the axis: on it, ticks would hide it."""
    style = context.style
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "theory at step 0",
        "x": np.full(len(predicted), 0.02 * context.trainer.step),
        "y": predicted,
        "text": names,
        "marker": {
            "symbol": "line-ew-open",
            "size": 2 * style.marker_size,
            "color": colours,
            "line": {"width": 1.5 * style.line_width, "color": colours},
        },
        "hovertemplate": "%{text}, mean over starts of wide networks: %{y:.3g}<extra></extra>",
    }
