"""Activations and gradients across depth at the present step, as ridgelines."""

from typing import Any

import numpy as np

from core.quantities import Histogram
from web.charts.style import Figure, faded
from web.live.panels.context import PanelContext
from web.live.panels.histograms import histogram_of, outline, outline_places, why_flat
from web.live.panels.layer_curves import layer_names

_SIDES = {"activation_histogram": "activation", "gradient_histogram": "∂L/∂W"}
_OVERLAP = 1.5
"""Height of a ridge, in rows."""


def draw_layer_distributions(context: PanelContext) -> Figure:
    """Left the activations, right the weight gradients: a ridge a layer, the first at the top.

    The picture of Glorot and Bengio (2010, Fig. 6 and 7): where ridges grow narrow with depth, the
    signal or the gradient vanishes. Every ridge is as high as the others, whatever its density.
    """
    style = context.style
    figure: Figure = {"data": []}
    notes = []
    axes: dict[str, Any] = {}
    for side, (quantity, title) in enumerate(_SIDES.items()):
        found = histogram_of(context, quantity)
        number = "" if side == 0 else "2"
        figure["data"] += _ridges(context, found, number)
        if text := why_flat(found):
            notes.append(f"{title}: {text}")
        axes[f"xaxis{number}"] = {
            **style.title(title),
            "domain": [0, 0.47] if side == 0 else [0.53, 1],
            "anchor": "y",
            "automargin": True,
            "zeroline": False,
            "exponentformat": "power",
            "nticks": 4,
        }
    layers = len(found.densities)
    places = list(range(layers))
    figure["layout"] = style.layout(
        **axes,
        yaxis={
            "tickvals": places,
            "ticktext": layer_names(layers)[::-1],
            "range": [-0.1, layers - 1 + 1.1 * _OVERLAP],
            "showgrid": False,
        },
    )
    figure["layout"]["note"] = ", ".join(notes)
    return figure


def _ridges(context: PanelContext, found: Histogram, axis: str) -> list[Figure]:
    """One filled outline a layer; the upper layers first, so that the lower stand before them."""
    style, layers = context.style, len(found.densities)
    tops = np.maximum(found.densities.max(axis=1, keepdims=True), np.finfo(float).tiny)
    heights = _OVERLAP * found.densities / tops
    names, colours = layer_names(layers), style.layer_colours(layers)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": outline_places(found),
            "y": outline(heights[layer]) + (layers - 1 - layer),
            "xaxis": f"x{axis}",
            "fill": "toself",
            "fillcolor": faded(colours[layer], 0.6),
            "line": {"color": style.ink, "width": style.line_width / 3},
            "text": f"{names[layer]}: standard deviation",
            "customdata": np.full(2 * len(found.edges), found.deviations[layer]),
            "hoveron": "points",
            "hovertemplate": "%{text} %{customdata:.3g}<extra></extra>",
            "showlegend": False,
        }
        for layer in range(layers)
    ]
