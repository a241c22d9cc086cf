"""The chain from w to the loss, and how far each accumulation has come along it."""

import pandas as pd

from web.charts.style import CLASS_COLOURS, Figure, Style, faded
from web.charts.text import format_number

FORWARD_COLOUR, REVERSE_COLOUR = CLASS_COLOURS
"""Forward accumulation is orange, reverse is blue."""

_ROWS = {"forward": 1.0, "value": 0.0, "reverse": -1.0}
_NODE_SIZE = 2.8
"""Diameter of a node, in sizes of the type."""

_DIGITS = "₀₁₂₃₄"


def draw_accumulation_chain(chain: pd.DataFrame, stage: int, style: Style) -> Figure:
    """Nodes with values, edges with local derivatives; above forward's products, below reverse's.

    `chain` is what `core.mechanics.accumulation.chain` returns. The products after `stage`
    multiplications are shown.
    """
    last = len(chain) - 1
    arrived = {
        "forward": list(range(stage + 1)),
        "reverse": list(range(last - stage, last + 1)),
    }
    return {
        "data": [
            _edge([0, last], 0.0, style.ink, style, name=""),
            _edge([0, stage], _ROWS["forward"], FORWARD_COLOUR, style, name="forward: duᵢ/dw"),
            _edge(
                [last - stage, last],
                _ROWS["reverse"],
                REVERSE_COLOUR,
                style,
                name="reverse: dL/duᵢ",
            ),
            _nodes(range(last + 1), 0.0, style.ink, style, _names(chain)),
            _nodes(arrived["forward"], _ROWS["forward"], FORWARD_COLOUR, style),
            _nodes(arrived["reverse"], _ROWS["reverse"], REVERSE_COLOUR, style),
            _arrow(stage, _ROWS["forward"], FORWARD_COLOUR, "triangle-right", style),
            _arrow(last - stage, _ROWS["reverse"], REVERSE_COLOUR, "triangle-left", style),
        ],
        "layout": style.layout(
            xaxis={"visible": False, "range": [-0.45, last + 0.45], "fixedrange": True},
            yaxis={"visible": False, "range": [-1.6, 1.6], "fixedrange": True},
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
            annotations=[
                *_values(chain, style),
                *_locals(chain, stage, style),
                *_products(chain, arrived, style),
            ],
        ),
    }


def _names(chain: pd.DataFrame) -> list[str]:
    return [f"u{_DIGITS[i]}" for i in range(len(chain))]


def _edge(ends: list[int], y: float, colour: str, style: Style, name: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "showlegend": bool(name),
        "x": ends,
        "y": [y, y],
        "line": {"color": colour, "width": style.line_width * (2 if name else 0.75)},
        "hoverinfo": "skip",
    }


def _nodes(
    places: range | list[int], y: float, colour: str, style: Style, text: list[str] | None = None
) -> Figure:
    """Circles; those with text are large and hold it."""
    size = _NODE_SIZE * style.font_size if text else style.marker_size
    return {
        "type": "scatter",
        "mode": "markers+text" if text else "markers",
        "showlegend": False,
        "x": list(places),
        "y": [y] * len(places),
        "text": text or [],
        "marker": {
            "size": size,
            "color": style.paper if text else colour,
            "line": {"color": colour, "width": style.line_width},
        },
        "hoverinfo": "skip",
    }


def _arrow(place: int, y: float, colour: str, symbol: str, style: Style) -> Figure:
    """A triangle at the newest product of a row, in the direction of the row."""
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": [place],
        "y": [y],
        "marker": {"symbol": symbol, "size": 2 * style.marker_size, "color": colour},
        "hoverinfo": "skip",
    }


def _annotation(x: float, y: float, text: str, style: Style, **more: object) -> Figure:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "font": {"size": 1.1 * style.font_size, "color": style.ink},
        **more,
    }


def _values(chain: pd.DataFrame, style: Style) -> list[Figure]:
    """The expression and the value of every node, above it."""
    return [
        _annotation(
            i,
            0.0,
            f"{expression} = <b>{format_number(value)}</b>",
            style,
            yanchor="bottom",
            yshift=_NODE_SIZE / 2 * style.font_size + 2,
        )
        for i, (expression, value) in enumerate(
            zip(chain["expression"], chain["value"], strict=True)
        )
    ]


def _locals(chain: pd.DataFrame, stage: int, style: Style) -> list[Figure]:
    """The local derivative of every edge: bold where it was just multiplied."""
    last = len(chain) - 1
    just_used = {stage, last + 1 - stage} if stage else set()
    texts = {i: f"×{format_number(local)}" for i, local in enumerate(chain["local"]) if i}
    return [
        _annotation(
            i - 0.5,
            0.0,
            f"<b>{text}</b>" if i in just_used else text,
            style,
            yanchor="top",
            yshift=-2,
        )
        for i, text in texts.items()
    ]


def _products(chain: pd.DataFrame, arrived: dict[str, list[int]], style: Style) -> list[Figure]:
    """The products beside their rows; those that are not computed yet as pale names."""
    labels = {"forward": "du{i}/dw", "reverse": "dL/du{i}"}
    sides = {"forward": ("bottom", style.marker_size), "reverse": ("top", -style.marker_size)}
    found = []
    for way, label in labels.items():
        anchor, shift = sides[way]
        for i, product in enumerate(chain[way]):
            text = label.format(i=_DIGITS[i])
            if i in arrived[way]:
                text, colour = f"{text} = <b>{format_number(product)}</b>", style.ink
            else:
                colour = faded(style.ink, 0.45)
            font = {"size": 1.1 * style.font_size, "color": colour}
            found.append(
                _annotation(i, _ROWS[way], text, style, yanchor=anchor, yshift=shift, font=font)
            )
    return found
