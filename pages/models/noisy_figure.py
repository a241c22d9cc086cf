"""The outputs of a layer with noise on its input, for one input."""

from core.arrays import Floats
from core.mechanics.noisy_linear import NoisyPasses
from web.charts.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure, Style

SHARE = 0.95
"""Share of the training passes that the ellipse is expected to hold."""


def draw_noisy_passes(passes: NoisyPasses, style: Style) -> Figure:
    """The two outputs of every training pass, the one of inference, and the expected ellipse."""
    outline, inference = passes.ellipse(SHARE), passes.inference[None]
    line = {"color": style.ink, "width": style.line_width / 2, "dash": "dash"}
    return {
        "data": [
            _marks("training", passes.training, "circle", TRAIN_COLOUR, style),
            {
                "type": "scatter",
                "mode": "lines",
                "name": f"{SHARE:.0%} expected inside",
                "x": outline[:, 0],
                "y": outline[:, 1],
                "line": line,
                "hoverinfo": "skip",
            },
            _marks("inference", inference, "diamond", VALIDATION_COLOUR, style, scale=2.0),
        ],
        "layout": style.layout(
            xaxis=style.title("y₁", in_caption=True),
            yaxis={**style.title("y₂", in_caption=True), "scaleanchor": "x"},
        ),
    }


def _marks(
    name: str,
    points: Floats,
    symbol: str,
    colour: str,
    style: Style,
    scale: float = 0.75,
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": points[:, 0],
        "y": points[:, 1],
        "marker": {
            "color": colour,
            "symbol": symbol,
            "size": scale * style.marker_size,
            "line": {"color": style.paper, "width": style.line_width / 4},
        },
        "hovertemplate": "(%{x:.4f}, %{y:.4f})" + f"<extra>{name}</extra>",
    }
