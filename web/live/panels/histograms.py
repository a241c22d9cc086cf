"""One distribution a layer at the present step: what the panels of histograms share."""

import numpy as np

from core.arrays import Floats
from core.quantities import HISTOGRAMS, Histogram
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import layer_names
from web.live.panels.missing import NO_HIDDEN_LAYER


def draw_histogram(context: PanelContext, quantity: str, title: str) -> Figure:
    """The outline of every layer's histogram, of all members together, a colour a layer."""
    style = context.style
    found = histogram_of(context, quantity)
    layers = len(found.densities)
    text = why_flat(found)
    if quantity == "activation_histogram" and layers == 1:
        text = NO_HIDDEN_LAYER
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": outline_places(found),
                "y": outline(found.densities[layer]),
                "line": {"color": colour, "width": 0.7 * style.line_width},
                "hovertemplate": f"{name} %{{x:.3g}}: density %{{y:.3g}}<extra></extra>",
            }
            for layer, (name, colour) in enumerate(
                zip(layer_names(layers), style.layer_colours(layers), strict=True)
            )
        ],
        "layout": style.layout(
            xaxis={**style.title(title), "exponentformat": "power"},
            yaxis={**style.title("density"), "rangemode": "tozero", "exponentformat": "power"},
            **({"note": text} if np.isfinite(found.deviations).any() else style.message(text)),
        ),
    }


def why_flat(found: Histogram) -> str:
    """Why the histograms have no shape, in a sentence; "" where one has."""
    if np.isnan(found.deviations).all():
        return "no value is finite"
    return "" if np.nanmax(found.deviations) > 0 else "all values of a layer are equal"


def histogram_of(context: PanelContext, quantity: str) -> Histogram:
    """A histogram of the present step, of all members together."""
    return context.once(quantity, lambda: HISTOGRAMS[quantity](context.present, slice(None)))


def outline_places(histogram: Histogram) -> Floats:
    """Both ends of every bin, [2·bins + 2]: where the corners of an outline stand."""
    return np.repeat(histogram.edges, 2)


def outline(density: Floats) -> Floats:
    """The heights of the corners of one layer's outline, [2·bins + 2], down to 0 at both ends."""
    return np.concatenate([[0], np.repeat(density, 2), [0]])
