"""One claim: statement, source, setting, results and links."""

import pandas as pd
import streamlit as st

from core.claims import CLAIMS
from core.claims.claim import Row, Source
from pages.claims.links import LINKS
from pages.claims.settings import ALL, TASKS, Found, format_measured, run_button, state_badges
from web.settings import url


def show_card(name: str, found: Found) -> None:
    """Draw the card: what is claimed, by whom, how it is measured, and what comes out."""
    claim = CLAIMS[name]
    measurement = found.get(TASKS[name])
    if st.button("All claims", on_click=url.set_setting, args=("claim", ALL)):
        st.rerun()  # another section is drawn
    with st.container(border=True):
        st.markdown(f"**{claim.title}** {state_badges(measurement)}  \n{claim.statement}")
        st.markdown(f"**Source** {_cited(claim.source)}")
        st.markdown(f"**Setting** {claim.setting}")
        if claim.remark:
            st.markdown(f"**Remark** {claim.remark}")
        if measurement and measurement.rows:
            st.table(_numbers(measurement.rows))
        with st.container(horizontal=True, vertical_alignment="center"):
            run_button(name, found)
            for label, link in LINKS[name].items():
                st.markdown(f"[{label}]({link})")


def _cited(source: Source) -> str:
    return f"{source.authors} ({source.year}), [{source.title}]({source.url}), {source.place}."


def _numbers(rows: tuple[Row, ...]) -> pd.DataFrame:
    """One row for each result."""
    return pd.DataFrame(
        {
            "result": [row.what for row in rows],
            "expected": [row.expected for row in rows],
            "origin": [str(row.origin) for row in rows],
            "here": [format_measured(row.measured) for row in rows],
            "tolerance": [row.tolerance for row in rows],
            "agrees": ["✓ yes" if row.agrees else "**✗ no**" for row in rows],
        }
    ).set_index("result")
