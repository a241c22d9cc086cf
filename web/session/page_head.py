"""What the pages around the playground share: a head, a URL, and code to copy."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import RunConfig
from core.allowed import FieldProblem
from web.charts.style import Style
from web.charts.text import as_plain_text
from web.session import run_controls, session
from web.session.run_state import run_state
from web.settings import url
from web.settings.page_state import page_state
from web.settings.url import PageSettings

Fit = Callable[[PageSettings, RunConfig], tuple[PageSettings, list[FieldProblem]]]
"""Takes settings and the run's config; returns settings that fit the run, and what it replaced."""

_STYLE = """<style>
.stAppHeader {{ background: {paper} !important; }}
.stMainBlockContainer {{ padding: 2.9rem 1.6rem 1rem; }}
.page-head {{ margin: 0; padding: 0; font-size: 1.25rem; font-weight: 600; }}
.page-head small {{ margin-left: 0.7rem; font-size: 1rem; font-weight: 400; }}
</style>"""
"""Room for the page list above the head, and a background that hides what scrolls below it."""

_PROJECTOR = """<style>
html { font-size: 130%; }
.stMarkdown :is(th, td) { padding: 0.35rem 0.45rem; }
.stMultiSelect div { max-height: none; }
</style>"""
"""Everything in Streamlit scales with the root's font size. Tables of long numbers get narrower
cells, and menus show all that is chosen."""


def page_head(
    title: str,
    intro: str,
    settings: type[PageSettings],
    of_run: bool = False,
    fit: Fit[PageSettings] | None = None,
) -> tuple[PageSettings, Style]:
    """Draw the head of a page; return what the page is set to, and how its figures look.

    `intro` says in a sentence what there is to see. A page `of_run` is about the run that trains on
    the playground, and has its config and step in the URL as well. `fit` replaces settings that the
    run cannot have, such as a layer that does not exist; those are named below the head.
    """
    st.set_page_config(page_title=f"{title} · Trainscope")
    if not url.open_page(title, settings, of_run, has_run=run_state().run is not None):
        url.follow_browser(run_moved=of_run and run_controls.read_config())
    config = page_state().config if of_run else None
    values, problems = _fitted(settings, config, fit)
    url.write_url(title, values, config)
    style = values.style(st.context.theme.type == "dark")
    st.html(_STYLE.format(paper=style.paper) + (_PROJECTOR if values.projector else ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<h1 class="page-head">{title}<small>{intro}</small></h1>')
        st.button(
            "Projector",
            on_click=session.toggle_projector,
            shortcut="p",
            type="primary" if values.projector else "secondary",
            help=settings.model_fields["projector"].description,
        )
    url.show_url_problems()
    for problem in problems:
        st.caption(as_plain_text(f"{problem}."))
    return values, style


def _fitted(
    settings: type[PageSettings], config: RunConfig | None, fit: Fit[PageSettings] | None
) -> tuple[PageSettings, list[FieldProblem]]:
    """The page's settings after `fit`, and a problem for each that it replaced."""
    values = url.settings_of(settings)
    if config is None or fit is None:
        return values, []
    fitted, problems = fit(values, config)
    for problem in problems:
        url.set_setting(problem.field, getattr(fitted, problem.field))
    return url.settings_of(settings), problems


def columns() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two columns: the left one for controls, the right one, three times as wide, for charts."""
    left, right = st.columns([1, 3], gap="medium")
    return left, right


def show_code(code: str, label: str = "The PyTorch that does it") -> None:
    """Show code that a person can copy and run as it is."""
    st.markdown(f"**{label}**")
    st.code(code, language="python")
