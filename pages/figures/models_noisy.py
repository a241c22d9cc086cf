"""What a layer with noise on its input gives for one input, again and again."""

import numpy as np
from numpy.typing import NDArray

from core.mechanics.noisy_linear import NoisyPasses
from pages.panels.style import CLASS_COLOURS, TRAIN_COLOUR, Figure, Style

SHARE = 0.95
"""Share of the training passes that the ellipse is expected to hold."""


def draw_noisy_passes(passes: NoisyPasses, style: Style) -> Figure:
    """The two outputs of every training pass, the one of inference, and the expected ellipse."""
    outline, inference = passes.ellipse(SHARE), passes.inference[None]
    line = {"color": style.ink, "width": style.line_width / 2, "dash": "dash"}
    return {
        "data": [
            _marks("training", passes.training, TRAIN_COLOUR, "circle", style.marker_size * 0.75),
            {
                "type": "scatter",
                "mode": "lines",
                "name": f"{SHARE:.0%} expected inside",
                "x": outline[:, 0],
                "y": outline[:, 1],
                "line": line,
                "hoverinfo": "skip",
            },
            _marks("inference", inference, CLASS_COLOURS[1], "diamond", style.marker_size * 1.5),
        ],
        "layout": style.layout(
            xaxis=style.title("first output y₁"),
            yaxis={**style.title("second output y₂"), "scaleanchor": "x"},
        ),
    }


def _marks(
    name: str, points: NDArray[np.floating], colour: str, symbol: str, size: float
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": points[:, 0],
        "y": points[:, 1],
        "marker": {"color": colour, "symbol": symbol, "size": size},
        "hovertemplate": "(%{x:.4f}, %{y:.4f})" + f"<extra>{name}</extra>",
    }
