"""The network itself: what every unit says over the plane, and the weights between them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.changes import WEIGHT_LIMITS
from core.features import FEATURES
from web.charts.style import Figure, Style
from web.live.panels.context import PanelContext, plane
from web.live.panels.layer_curves import layer_names

MOST_UNITS = 8
"""Units of one layer that are drawn: more could not be told apart on a screen."""

MAP_NUMBERS = 25_000
"""Numbers that all maps of a picture may take together; what they share decides their sides."""

SIDES = (8, 32)
"""Fewest and most rows and columns of a map."""

MOST_POINTS = 300
"""Training points that lie over a large map."""

Array = NDArray[Any]


def draw_network(context: PanelContext) -> Figure:
    """One member's units, each with its map over the plane, and the weights between them.

    Not a Plotly figure: `network.js` draws it. `columns` goes from the input features through the
    hidden layers to the output; `layers` has one entry less, `layers[i]` leading from `columns[i]`
    to `columns[i + 1]`. Of a wide layer only the strongest units are there.
    """
    trainer, half = context.trainer, context.half_width
    layers = [
        (w.detach()[context.member], b.detach()[context.member]) for w, b in trainer.ensemble.layers
    ]
    weights = [weight.cpu().numpy() for weight, _ in layers]
    biases = [bias[:, 0].cpu().numpy() for _, bias in layers]
    gradients = [
        gradient[0, context.member].cpu().numpy() for gradient in trainer.present().weight_gradients
    ]
    shown = shown_units(weights)
    side = _side(sum(map(len, shown)))
    outputs = trainer.unit_outputs(half * plane(side), context.member)
    labels = ["inputs", *layer_names(len(layers))]
    columns = [
        _column(label, output[units], units, len(output))
        for label, output, units in zip(labels, outputs, shown, strict=True)
    ]
    columns[0]["names"] = [FEATURES[name].label for name in trainer.config.features]
    x, y = trainer.dataset.x_train.numpy(), trainer.dataset.y_train.numpy()
    return {
        "drawing": "network",
        "columns": columns,
        "layers": [
            {
                "weights": weight[np.ix_(to, source)],
                "gradients": gradient[np.ix_(to, source)],
                "biases": bias[to],
            }
            for weight, gradient, bias, source, to in zip(
                weights, gradients, biases, shown[:-1], shown[1:], strict=True
            )
        ],
        "points": {"x": x[:MOST_POINTS], "label": y[:MOST_POINTS]},
        "side": side,
        "half_width": half,
        "weight_limits": [WEIGHT_LIMITS.low, WEIGHT_LIMITS.high],
        "activation": trainer.ensemble.activation.label,
        "note": _note(trainer.config.width if trainer.config.hidden_layers else 0),
        **_look(context.style),
    }


def shown_units(weights: list[Array]) -> list[NDArray[np.int64]]:
    """Indices of the units that each column shows, from the input features to the output.

    Of more than MOST_UNITS those with the largest outgoing weights, by their Euclidean norm.
    `weights` [out, in] go layer by layer.
    """
    shown = []
    for outgoing in weights:
        with np.errstate(over="ignore"):
            norms = np.nan_to_num(np.linalg.norm(outgoing, axis=0), nan=0.0)
        strongest = np.argsort(-norms, kind="stable")[:MOST_UNITS]
        shown.append(np.sort(strongest))
    return [*shown, np.arange(len(weights[-1]))]


def _side(maps: int) -> int:
    """Rows and columns that each of so many maps may have."""
    low, high = SIDES
    return int(np.clip(np.sqrt(MAP_NUMBERS / maps), low, high))


def _column(label: str, outputs: Array, units: NDArray[np.int64], width: int) -> Figure:
    """One column of the drawing, from what its shown units give [units, side²].

    A map is a fraction of the unit's `largest` output: 0 stands for −largest, one half for 0. What
    is not finite becomes 0.
    """
    finite = np.nan_to_num(outputs.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    largest = np.abs(finite).max(axis=1)
    fractions = 0.5 + 0.5 * finite / np.where(largest > 0, largest, 1)[:, None]
    return {
        "label": label,
        "width": width,
        "units": units,
        "maps": np.round(fractions * 65535).astype(np.uint16),
        "largest": largest,
    }


def _note(width: int) -> str:
    """Say what of the hidden layers is not shown, if anything."""
    if width <= MOST_UNITS:
        return ""
    return f"{MOST_UNITS} of {width} units shown: those with the largest outgoing weights"


def _look(style: Style) -> Figure:
    """Colours, those of class 0 and 1 for negative and positive, and the size of the type."""
    (_, negative), (_, middle), (_, positive) = style.probability_scale
    return {
        "colours": {"negative": negative, "middle": middle, "positive": positive, "ink": style.ink},
        "font_size": style.font_size,
    }
