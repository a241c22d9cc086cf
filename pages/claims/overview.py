"""All claims at a glance."""

import streamlit as st

from core.claims import CLAIMS
from pages.claims.settings import TASKS, Found, format_measured, run_button, state_badges
from web.settings import url

COLUMNS = 3


def show_overview(found: Found) -> None:
    """Draw a small card for each claim."""
    names = list(CLAIMS)
    for first in range(0, len(names), COLUMNS):
        row = st.columns(COLUMNS, gap="small")
        for column, name in zip(row, names[first : first + COLUMNS], strict=False):
            with column, st.container(border=True, height="stretch", gap="xsmall"):
                _show_small_card(name, found)


def _show_small_card(name: str, found: Found) -> None:
    claim = CLAIMS[name]
    measurement = found.get(TASKS[name])
    st.markdown(f"**{claim.title}** {state_badges(measurement)}")
    st.markdown(f":small[{claim.statement}]")
    for row in measurement.rows if measurement else ():
        if not row.agrees:
            remark = " (side remark)" if row.is_aside else ""
            st.markdown(
                f":small[✗ {row.what}: **{format_measured(row.measured)}**, expected "
                f"{row.expected}{remark}]"
            )
    with st.container(horizontal=True, vertical_alignment="center"):
        run_button(name, found)
        if st.button("Details", key=f"open_{name}", on_click=url.set_setting, args=("claim", name)):
            st.rerun()  # another section is drawn
        st.caption(f"[{claim.source}]({claim.source.url})")
