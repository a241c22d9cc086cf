"""How panels look: colours, sizes, and what they share."""

import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any

from plotly.colors import hex_to_rgb, sample_colorscale, unlabel_rgb

Figure = dict[str, Any]
"""A Plotly figure, {"data": [...], "layout": {...}}; numbers that move are NumPy arrays."""

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/): told apart by every kind of colour
# vision. Class 0 is orange, class 1 is blue; sets are told apart by green and purple,
# and curvature, which belongs to neither, is light blue.
CLASS_COLOURS = ("#E69F00", "#0072B2")
TRAIN_COLOUR = "#009E73"
VALIDATION_COLOUR = "#CC79A7"
CURVATURE_COLOUR = "#56B4E9"


MESSAGE_LINE = 36
"""Most letters in a line of a message: as many as six panels on a small screen have room for."""


def faded(colour: str, opacity: float) -> str:
    """Return a colour, as #rrggbb or rgb(…), with an opacity."""
    red, green, blue = unlabel_rgb(colour) if colour.startswith("rgb") else hex_to_rgb(colour)
    return f"rgba({red:.0f}, {green:.0f}, {blue:.0f}, {opacity})"


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
    def paper(self) -> str:
        """The colour of the background."""
        return "#171614" if self.dark else "#FFFFFF"

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
        return list(_cividis(n, *((0.45, 1.0) if self.dark else (0.0, 0.85))))

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

    def message(self, text: str) -> dict[str, Any]:
        """Layout of a panel that has nothing to draw, and says why; {} where there is no text."""
        if not text:
            return {}
        return {
            "annotations": [
                {
                    "text": "<br>".join(textwrap.wrap(text, MESSAGE_LINE)),
                    "x": 0.5,
                    "y": 0.5,
                    "xref": "paper",
                    "yref": "paper",
                    "showarrow": False,
                    "bgcolor": self.paper,
                }
            ]
        }

    def title(self, text: str, in_caption: bool = False) -> dict[str, Any]:
        """Title of an axis; on a projector, where room is dear, `unit` for the panel's caption.

        {} there where the caption says the same already (`in_caption`).
        """
        if self.projector:
            return {} if in_caption else {"unit": text}
        return {"title": {"text": text, "standoff": self.font_size // 2}}


@cache
def _cividis(n: int, low: float, high: float) -> tuple[str, ...]:
    """n colours between two places of the scale, which Plotly takes long to look up."""
    places = [low + (high - low) * i / max(n - 1, 1) for i in range(n)]
    return tuple(sample_colorscale("Cividis", places))
