"""The graph of an expression as a picture, a table and code."""

import pandas as pd
import streamlit as st

from core.mechanics.graph import Graph, computation_graph
from core.mechanics.graph_forward import GraphError
from core.mechanics.graph_leaves import Leaf
from pages.graph.code import graph_code
from pages.graph.graph_figure import graph_dot, graph_table, graph_words, least_width, type_size
from pages.graph.leaves import show_error
from web.charts.style import Style
from web.session.page_head import show_code


def show_graph(expression: str, leaves: dict[str, Leaf], again: bool, style: Style) -> None:
    """Draw the graph and its code, or the error that keeps PyTorch from computing it."""
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


def _draw(graph: Graph, style: Style) -> None:
    # Streamlit sets all type in the picture to one small size, and shrinks a wide picture until it
    # fits, however small its type becomes.
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
        "Filled nodes are recorded by PyTorch, under the name of their `grad_fn`. A gradient says "
        f"how {z} changes with its node; backward() passes it back along the solid arrows. Dashed "
        "nodes are computed, but not recorded."
    )
    if graph.refusal:
        st.info(f"No gradient: `z.backward()` would raise “{graph.refusal}”.")
    st.table(pd.DataFrame(graph_table(graph)))
