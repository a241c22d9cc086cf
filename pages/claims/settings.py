"""The settings of the claims page, and what its sections share: state, numbers, button."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.claims import CLAIMS, ClaimTask
from core.claims.claim import Measurement, Rows
from core.tasks import Task
from web.charts.text import format_number, pluralize
from web.jobs.jobs import is_under_way, start
from web.settings.settings import Settings, choice

ALL = "all"
"""The value of `claim` that shows all claims."""

WORK = "claims"
"""The job of this page: it measures one claim or all."""

TASKS = {name: ClaimTask(name) for name in CLAIMS}
"""Claim → the task that measures it."""

Found = Mapping[Task, Any]
"""Task → its Measurement; a claim that is not measured yet is missing."""


class ClaimsSettings(Settings):
    """What is shown."""

    claim: str = choice(
        ALL,
        {ALL: "All claims", **{name: claim.title for name, claim in CLAIMS.items()}},
        title="claim",
        description="The claim whose card is open.",
    )


def state_badges(measurement: Measurement | None) -> str:
    """Markdown badges: whether a claim is measured, and how many of its results agree."""
    if measurement is None:
        return ":gray-badge[not measured yet]"
    if not measurement.finished:
        return ":blue-badge[… measuring]"
    results, failed = _counted(measurement.of_statement)
    badge = (
        f":red-badge[✗ {failed} of {pluralize(results, 'result')} disagree]"
        if failed
        else f":green-badge[✓ {results} of {pluralize(results, 'result')} agree]"
    )
    remarks, wrong = _counted(measurement.asides)
    if not wrong:
        return badge
    return f"{badge} :orange-badge[✗ {wrong} of {pluralize(remarks, 'side remark')} disagree]"


def _counted(rows: Rows) -> tuple[int, int]:
    """How many rows there are, and how many of them do not agree."""
    return len(rows), sum(not row.agrees for row in rows)


def format_measured(numbers: tuple[float, ...]) -> str:
    """Measured numbers as text, separated by commas."""
    return ", ".join(map(format_number, numbers))


def run_button(name: str, found: Found) -> None:
    """Draw the button that measures one claim, unless it is measured or being measured."""
    if TASKS[name] not in found:
        st.button(
            "Run",
            key=f"run_{name}",
            disabled=is_under_way(WORK),
            help="Another claim is being measured: wait, or cancel it."
            if is_under_way(WORK)
            else None,
            on_click=start,
            args=(WORK, [TASKS[name]]),
        )
