"""The graph that PyTorch records while it computes an expression."""

import pandas as pd
import streamlit as st

from core.mechanics.expression_text import ExpressionError
from core.mechanics.expressions import names_in, parse
from core.mechanics.graph import Graph, computation_graph
from core.mechanics.graph_forward import GraphError
from core.mechanics.graph_leaves import Leaf
from pages.graph.code import graph_code
from pages.graph.graph_figure import graph_dot, graph_table, graph_words, least_width, type_size
from pages.graph.leaves import choose_leaf, show_error
from pages.graph.settings import GraphSettings
from web.charts.style import Style
from web.session.page_head import page_head, show_code
from web.settings import controls


def _draw(graph: Graph, style: Style) -> None:
    # Streamlit sets all type in the picture to one small size, whatever size room was made for,
    # and makes a wide picture fit, however small its type becomes.
    st.html(
        f"""<style>
        .stGraphVizChart {{ overflow: auto; max-height: 75vh; }}
        .stGraphVizChart svg {{ min-width: {least_width(graph, style)}px; }}
        .stGraphVizChart text {{ font-size: {type_size(style)}px; }}
        </style>"""
    )
    st.graphviz_chart(graph_dot(graph, style), alt=graph_words(graph))
    z = "z" if graph.result.dim() == 0 else "z.sum()"
    st.caption(
        "Filled: recorded by PyTorch, under the name of its `grad_fn`; gradient: how "
        f"{z} changes with that node, handed back along the solid arrows. "
        "Dashed: computed, but not recorded."
    )
    if graph.refusal:
        st.info(f"No gradient: `z.backward()` would raise “{graph.refusal}”.")
    st.table(pd.DataFrame(graph_table(graph)))


def _show(expression: str, leaves: dict[str, Leaf], again: bool, style: Style) -> None:
    """Draw the graph and its code, or show_error why there is none."""
    graph = None
    try:
        graph = computation_graph(expression, leaves, again)
    except GraphError as error:
        show_error(str(error), "z", expression, error.position)
        if not error.raised:
            return
    else:
        _draw(graph, style)
    show_code(graph_code(expression, leaves, again, graph))


settings, style = page_head(
    "Computation graph",
    "While PyTorch computes z it writes down how: the graph that backward() goes back along.",
    GraphSettings,
)
left, right = st.columns([1, 2])
with left:
    controls.text_box(GraphSettings, "expression")
try:
    names = names_in(parse(settings.expression))
except ExpressionError as error:
    with right:
        show_error(str(error), "z", error.text, error.position)
else:
    with left:
        chosen = {name: choose_leaf(name, settings) for name in names}
        leaves = {name: leaf for name, leaf in chosen.items() if isinstance(leaf, Leaf)}
        if any(leaf.gradient == "later" for leaf in leaves.values()):
            controls.toggle(GraphSettings, "again")
    with right:
        for name, wrong in chosen.items():
            if isinstance(wrong, ExpressionError):
                show_error(str(wrong), name, wrong.text, wrong.position)
        if len(leaves) == len(names):
            _show(settings.expression, leaves, settings.again, style)
