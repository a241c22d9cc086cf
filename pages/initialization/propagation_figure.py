"""A signal through the layers, as measured and as mean-field theory predicts it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from web.charts.axes import log_axis
from web.charts.style import CLASS_COLOURS, Figure, Style, faded


@dataclass(frozen=True)
class Signal:
    """One quantity of networks of one start: `measured` [draws, layers], `theory` [layers]."""

    name: str
    measured: Floats
    theory: Floats | None


def draw_propagation(signals: list[Signal], title: str, style: Style) -> Figure:
    """One quantity over the layers on a log axis: a line for each draw, theory dashed.

    A line ends where the quantity is 0 or no longer finite.
    """
    traces = []
    for signal, colour in zip(signals, reversed(CLASS_COLOURS), strict=False):
        traces.append(_draws(signal, colour, style))
        if signal.theory is not None:
            traces.append(_theory(signal, style))
    shown = np.concatenate([values.ravel() for s in signals for values in _all_of(s)])
    nothing = (
        "" if _drawable(shown).any() else "nothing is left to draw: all of it is 0 or infinite"
    )
    layers = max(signal.measured.shape[1] for signal in signals)
    return {
        "data": [*traces, *_key(signals, style)],
        "layout": style.layout(
            xaxis={**style.title("hidden layer"), **_layer_axis(layers)},
            yaxis={**style.title(title), **log_axis(shown), **_range(shown)},
            **style.message(nothing),
        ),
    }


def _draws(signal: Signal, colour: str, style: Style) -> Figure:
    """All draws as one trace, with a gap after each; as lists, since arrays become float32."""
    draws, layers = signal.measured.shape
    values = [[*_listed(draw), None] for draw in signal.measured]
    few = layers <= 10
    return {
        "type": "scatter",
        "mode": "lines+markers" if few or layers == 1 else "lines",
        "name": signal.name,
        "showlegend": False,
        "x": [*range(1, layers + 1), None] * draws,
        "y": [value for draw in values for value in draw],
        "connectgaps": False,
        "line": {"color": faded(colour, 0.75), "width": style.line_width},
        "marker": {"color": colour, "size": 0.75 * style.marker_size, "symbol": "circle"},
        "hovertemplate": f"{signal.name}, layer %{{x}}: %{{y:.4g}}<extra>measured</extra>",
    }


def _theory(signal: Signal, style: Style) -> Figure:
    assert signal.theory is not None
    return {
        "type": "scatter",
        "mode": "lines" if len(signal.theory) > 1 else "markers",
        "name": "mean-field theory",
        "showlegend": False,
        "x": list(range(1, len(signal.theory) + 1)),
        "y": _listed(signal.theory),
        "line": {"color": style.ink, "width": 0.75 * style.line_width, "dash": "dash"},
        "marker": {"color": style.ink, "size": style.marker_size, "symbol": "x-thin-open"},
        "hovertemplate": f"{signal.name}, layer %{{x}}: %{{y:.4g}}<extra>theory</extra>",
    }


def _key(signals: list[Signal], style: Style) -> list[Figure]:
    """Entries of the legend: a colour for each initializer, and the dashes."""
    lines = [
        {"name": signal.name, "line": {"color": colour, "width": style.line_width}}
        for signal, colour in zip(signals, reversed(CLASS_COLOURS), strict=False)
    ]
    if any(signal.theory is not None for signal in signals):
        lines.append({"name": "mean-field theory", "line": {"color": style.ink, "dash": "dash"}})
    return [{"type": "scatter", "mode": "lines", "visible": "legendonly", **line} for line in lines]


def _all_of(signal: Signal) -> list[Floats]:
    return [signal.measured] if signal.theory is None else [signal.measured, signal.theory]


def _drawable(values: Floats) -> NDArray[np.bool_]:
    return np.isfinite(values) & (values > 0)


def _listed(values: Floats) -> list[float | None]:
    drawn = _drawable(values)
    return [float(v) if ok else None for v, ok in zip(values, drawn, strict=True)]


def _layer_axis(layers: int) -> Figure:
    ticks = {"dtick": 1} if layers <= 12 else {"nticks": 8}
    return {**ticks, "range": [1 - 0.03 * layers, layers + 0.03 * layers]}


def _range(shown: Floats) -> Figure:
    """At least a decade, so that a signal that stays the same does not look like noise."""
    logs = np.log10(shown[_drawable(shown)])
    if not logs.size or np.ptp(logs) >= 1:
        return {}
    middle = (logs.min() + logs.max()) / 2
    return {"range": [middle - 0.55, middle + 0.55]}
