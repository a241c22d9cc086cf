"""Distances to the other class, and accuracies, over the setting in which networks differ."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.arrays import Floats
from web.charts.style import Figure, Style


def draw_over(
    labels: Sequence[str],
    curves: Mapping[str, tuple[Sequence[Floats], str, str]],
    axis: str,
    highest: float | None,
    style: Style,
) -> Figure:
    """Curves over labelled places: name → values [members] for each place, colour, dash.

    A curve goes through the medians over the members; each member is a faint dot. A member that is
    NaN is left out. An infinite one counts, and the curve has a gap where the median is infinite. A
    place whose values are not known yet has none.
    """
    y = {"range": [0, highest]} if highest else {"rangemode": "tozero"}
    return {
        "data": [
            trace
            for name, (values, colour, dash) in curves.items()
            for trace in (_dots(values, colour, style), _medians(name, values, colour, dash, style))
        ],
        "layout": style.layout(
            xaxis={
                "tickvals": list(range(len(labels))),
                "ticktext": list(labels),
                "range": [-0.4, len(labels) - 0.6],
                **style.title(axis),
            },
            yaxis=y,
        ),
    }


def _dots(values: Sequence[Floats], colour: str, style: Style) -> Figure:
    places = np.repeat(np.arange(len(values)), [len(row) for row in values])
    every = np.concatenate([*values, np.empty(0)])
    seen = np.isfinite(every)
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": places[seen],
        "y": every[seen],
        "opacity": 0.35,
        "marker": {"symbol": "circle", "color": colour, "size": 0.7 * style.marker_size},
        "hovertemplate": "one seed: %{y:.3g}<extra></extra>",
    }


def _medians(name: str, values: Sequence[Floats], colour: str, dash: str, style: Style) -> Figure:
    known = [row[~np.isnan(row)] for row in values]
    places = [place for place, row in enumerate(known) if len(row)]
    medians = np.array([np.median(known[place]) for place in places])
    return {
        "type": "scatter",
        "mode": "lines+markers",  # a place between two gaps has no line
        "name": name,
        "x": np.array(places),
        "y": np.where(np.isfinite(medians), medians, np.nan),
        "line": {"color": colour, "width": style.line_width, "dash": dash},
        "marker": {"symbol": "circle", "color": colour, "size": style.marker_size},
        "hovertemplate": f"{name}, median %{{y:.3g}}<extra></extra>",
    }
