"""The graph of a computation: as DOT text for Graphviz, as words, and as a table."""

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

from torch import Tensor

from core.mechanics.graph import Graph, GraphEdge, GraphNode
from core.mechanics.graph_forward import Result
from web.charts.style import CLASS_COLOURS, TRAIN_COLOUR, Style
from web.charts.text import format_number

_LONGEST_TEXT = 14
"""Characters of a node's part of the expression; the rest is seen where the mouse rests on it."""

_FADED = "44"
"""Opacity of what fills a node, in hexadecimal."""

_FAINT = {True: "#9A9A9A", False: "#757575"}
"""Colour of what PyTorch does not keep, on dark and on light: 4.5 : 1 against the background."""


def type_size(style: Style) -> float:
    """Size of type in the graph, in the units of its drawing: 1/72 of an inch."""
    return 15 if style.projector else 11


def graph_dot(graph: Graph, style: Style) -> str:
    """DOT text, from the leaves on the left to z on the right.

    Filled is what PyTorch's graph has, by the name it has there: operations in blue, leaves that
    collect a gradient in green. Dashed is what was computed without being recorded.
    """
    size = type_size(style)
    head = f"""digraph {{
rankdir=LR bgcolor="transparent" nodesep=0.25 ranksep=0.28 margin=0.05
node [shape=box style="rounded,filled" fontname="Helvetica" fontsize={size}
  fontcolor="{style.ink}" color="{style.ink}" margin="0.09,0.06" width=0.4 height=0.4]
edge [arrowsize=0.7 penwidth={style.line_width * 0.75}]
"""
    return "\n".join([head, *_nodes(graph, style), *_edges(graph, style), "}"])


def least_width(graph: Graph, style: Style) -> float:
    """Pixels below which the picture could not be read; a page lets it scroll then."""

    @cache
    def column(place: int) -> int:
        sources = [edge.source for edge in graph.edges if edge.target == place]
        return 1 + max(map(column, sources), default=0)

    return column(graph.z) * 9 * type_size(style)


def _nodes(graph: Graph, style: Style) -> Iterator[str]:
    for index, node in enumerate(graph.nodes):
        lines = list(_label_lines(node, index == graph.z))
        # Rows of a matrix are left-aligned, below one another.
        end = (
            '<BR ALIGN="LEFT"/>'
            if isinstance(node.value, Tensor) and node.value.dim() > 1
            else "<BR/>"
        )
        attributes = " ".join(f'{key}="{value}"' for key, value in _node_style(node, style).items())
        width = style.line_width * (1.25 if index == graph.z else 0.5)
        label = end.join(lines) + (end if "LEFT" in end else "")
        yield f"{_node_id(index, node)} [label=<{label}> penwidth={width} {attributes}]"


def _node_style(node: GraphNode, style: Style) -> dict[str, str]:
    if node.function is None:
        faint = _FAINT[style.dark]
        return {"style": "rounded,dashed", "color": faint, "fontcolor": faint}
    colour = TRAIN_COLOUR if node.name else CLASS_COLOURS[1]
    return {"fillcolor": colour + _FADED, "color": colour}


def _label_lines(node: GraphNode, is_z: bool) -> Iterator[str]:
    """The text of a node, line by line, as Graphviz's HTML."""
    if node.function and not node.name:
        yield f"<B>{escape(node.function)}</B>"
    text = "z" if is_z else _shortened(node.text or "value")
    for line in _equation(text, node.value):
        yield f"<B>{line}</B>" if node.name or is_z else line
    if node.name and node.function:
        yield escape(node.function)
    elif node.name and node.requires_grad:
        yield from ("requires_grad=True,", "set after z was computed")
    if node.gradient is not None:
        yield from _equation(f"{node.name}.grad" if node.name else "gradient", node.gradient)


def _equation(text: str, value: Result | None) -> Iterator[str]:
    """The lines of "text = value"; each row of a matrix has its own line."""
    rows = [row.replace(" ", "&#160;") for row in spelled(value).split("\n")]
    if rows == [text]:
        yield text
    elif len(rows) == 1:
        yield f"{escape(text)} = {rows[0]}"
    else:
        yield from (f"{escape(text)} =", *rows)


def _edges(graph: Graph, style: Style) -> Iterator[str]:
    names = [_node_id(index, node) for index, node in enumerate(graph.nodes)]
    faint = f'color="{_FAINT[style.dark]}" style=dashed'
    for edge in graph.edges:
        look = f'color="{style.ink}"' if edge.recorded else faint
        yield f"{names[edge.source]} -> {names[edge.target]} [{look}]"


def _node_id(index: int, node: GraphNode) -> str:
    """Name of a node in DOT; the browser shows it where the mouse rests on the node."""
    return f'"step {index + 1}: {node.text or node.function}"'


def graph_words(graph: Graph) -> str:
    """What a screen reader says of the picture."""

    def described(index: int) -> str:
        node = graph.nodes[index]
        return f"{node.text or node.function} = {spelled(node.value)}"

    def described_edge(edge: GraphEdge) -> str:
        kept = "recorded" if edge.recorded else "not recorded"
        return f"{described(edge.source)} goes into {described(edge.target)}, {kept}"

    return "; ".join(
        [f"Computation graph. z is {spelled(graph.result)}", *map(described_edge, graph.edges)]
    )


def graph_table(graph: Graph) -> dict[str, dict[str, str]]:
    """Column → row → what the tensor says of itself; the rows are the leaves and z."""
    rows = {**graph.leaves, "z": graph.nodes[graph.z]}
    return {
        "value": {name: spelled(node.value) for name, node in rows.items()},
        "dtype": {name: _dtype(node.value) for name, node in rows.items()},
        "requires_grad": {name: str(node.requires_grad) for name, node in rows.items()},
        "is_leaf": {name: str(node.is_leaf) for name, node in rows.items()},
        "grad_fn": {
            name: "None" if node.is_leaf else str(node.function) for name, node in rows.items()
        },
        ".grad": {
            name: spelled(node.gradient) if node.is_leaf else "not kept"
            for name, node in rows.items()
        },
    }


def _dtype(value: Result | None) -> str:
    return str(value.dtype).removeprefix("torch.") if isinstance(value, Tensor) else ""


def spelled(value: Result | None) -> str:
    """A value with 4 digits: "1.5", "[1, 2]", a line for each row of rank 2; "None"."""
    if value is None:
        return "None"
    return _spelled_list(value.tolist()) if isinstance(value, Tensor) else _spelled_number(value)


def _spelled_list(value: Any) -> str:
    if not isinstance(value, list):
        return _spelled_number(value)
    separator = ",\n " if value and isinstance(value[0], list) else ", "
    return f"[{separator.join(map(_spelled_list, value))}]"


def _spelled_number(number: float) -> str:
    whole = isinstance(number, int) and abs(number) < 10**6
    return format_number(number, 6 if whole else 4)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
