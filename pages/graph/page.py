"""The graph that PyTorch records while it computes an expression."""

import streamlit as st

from core.mechanics.expression_text import ExpressionError
from core.mechanics.expressions import names_in, parse
from core.mechanics.graph_leaves import Leaf
from pages.graph.drawing import show_graph
from pages.graph.leaves import choose_leaf, show_error
from pages.graph.settings import GraphSettings
from web.session.page_head import page_head
from web.settings import controls

settings, style = page_head(
    "Computation graph",
    "Type an expression: PyTorch records a graph while it computes z, and backward() follows it.",
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
            show_graph(settings.expression, leaves, settings.again, style)
