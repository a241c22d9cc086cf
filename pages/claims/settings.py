"""What the claims page is set to, and what its sections say of a claim in the same words."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.claims import CLAIMS, ClaimTask
from core.claims.claim import Measurement, Rows
from core.tasks import Task
from web.charts.text import format_number
from web.jobs.jobs import is_under_way, start
from web.settings.settings import Settings, choice

ALL = "all"
"""What `claim` is where all of them are shown."""

WORK = "claims"
"""What the work of this page is called; all of it is one job."""

TASKS = {name: ClaimTask(name) for name in CLAIMS}
"""Claim → the task that measures it."""

DIGITS = 4
"""Of a measured number."""

Found = Mapping[Task, Any]
"""Task → its Measurement, of those that are measured or under way."""


class ClaimsSettings(Settings):
    """What is shown."""

    claim: str = choice(
        ALL,
        {ALL: "All claims", **{name: claim.title for name, claim in CLAIMS.items()}},
        title="claim",
        description="The claim whose card is open.",
    )


def state(measurement: Measurement | None) -> str:
    """Markdown that says how it stands with a claim."""
    if measurement is None:
        return ":gray-badge[not measured yet]"
    if not measurement.finished:
        return ":blue-badge[… measuring]"
    results, failed = _counted(measurement.of_statement)
    words = (
        f":red-badge[✗ does not agree in {failed} of {results}]"
        if failed
        else f":green-badge[✓ agrees, all {results}]"
    )
    asides, aside = _counted(measurement.asides)
    return f"{words} :orange-badge[✗ not in {aside} of {asides} side remarks]" if aside else words


def _counted(rows: Rows) -> tuple[int, int]:
    """How many there are, and how many of them do not agree."""
    return len(rows), sum(not row.agrees for row in rows)


def said(numbers: tuple[float, ...]) -> str:
    """Measured numbers as text."""
    return ", ".join(format_number(number, DIGITS) for number in numbers)


def run_button(name: str, found: Found) -> None:
    """Draw the button that measures one claim; there is none where that is done or under way."""
    if TASKS[name] not in found:
        st.button(
            "Run",
            key=f"run_{name}",
            disabled=is_under_way(WORK),
            help="One at a time: wait, or cancel." if is_under_way(WORK) else None,
            on_click=start,
            args=(WORK, [TASKS[name]]),
        )
