"""How panels look: colours, sizes, and what they share."""

from dataclasses import dataclass
from typing import Any

from plotly.colors import sample_colorscale

Figure = dict[str, Any]
"""A Plotly figure, {"data": [...], "layout": {...}}; numbers that move are NumPy arrays."""

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/): told apart by every kind of colour
# vision. Class 0 is orange, class 1 is blue; sets are told apart by green and purple.
CLASS_COLOURS = ("#E69F00", "#0072B2")
TRAIN_COLOUR = "#009E73"
VALIDATION_COLOUR = "#CC79A7"


@dataclass(frozen=True)
class Style:
    """Theme and size. Colours of text, grid and background come from the browser's theme."""

    dark: bool = False
    projector: bool = False

    @property
    def font_size(self) -> int:
        """Size of ticks and titles in pixels."""
        return 20 if self.projector else 12

    @property
    def line_width(self) -> float:
        """Width of a curve in pixels."""
        return 4 if self.projector else 2

    @property
    def marker_size(self) -> int:
        """Diameter of a point in pixels."""
        return 14 if self.projector else 8

    @property
    def ink(self) -> str:
        """The colour that stands out most from the background."""
        return "#FFFFFF" if self.dark else "#111111"

    @property
    def probability_scale(self) -> list[list[float | str]]:
        """Colours of P(class 1) from 0 to 1, with the background's own colour at one half."""
        low, high = CLASS_COLOURS
        middle = "#1B1F27" if self.dark else "#FFFFFF"
        return [[0, low], [0.5, middle], [1, high]]

    def layer_colours(self, n: int) -> list[str]:
        """One colour for each of n layers, in an order that can be seen: dark to bright.

        Cividis reads the same to every kind of colour vision; the end that would vanish in the
        background is left out.
        """
        low, high = (0.35, 1.0) if self.dark else (0.0, 0.85)
        places = [low + (high - low) * i / max(n - 1, 1) for i in range(n)]
        return list(sample_colorscale("Cividis", places))

    def layout(self, **more: Any) -> dict[str, Any]:
        """Give what every panel's layout has: tight margins, readable type."""
        size = self.font_size
        axis = {"automargin": True, "zeroline": False}
        layout: dict[str, Any] = {
            "font": {"size": size},
            "margin": {"l": 3 * size, "r": size, "t": size // 2, "b": 2 * size},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
            "hovermode": "closest",
        }
        for key, value in more.items():
            layout[key] = {**layout.get(key, {}), **value} if isinstance(value, dict) else value
        return layout

    def title(self, text: str) -> dict[str, Any]:
        """Title of an axis; on a projector its room is worth more to the curve."""
        return {} if self.projector else {"title": {"text": text, "standoff": self.font_size // 2}}
