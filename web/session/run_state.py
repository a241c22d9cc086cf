"""What a session holds of its run.

Everything that a visitor's session holds stands in `st.session_state`, which Streamlit keeps for
some minutes after the browser has gone:

| key | what it is | who changes it, and when |
|---|---|---|
| the name of a setting, as `width` | its present value | its widget; before it is drawn also |
| | | `url.set_setting` and callbacks |
| `live` | the last request of the live view | the browser |
| `page_state` | PageState (web/settings/page_state.py) | `url` and `read_config`, at the start of |
| | | the script; `write_url`, once the widgets are drawn |
| `own_points_state` | OwnPointsState (web/settings/own_points.py) | its controls and callbacks |
| `live_state` | LiveState (web/live/live.py) | `handle_command` at the start of the script, |
| | | `live` where it is drawn |
| `run_state` | RunState | `run_of`, and what asks for another run |
| `job_state` | JobState (web/jobs/jobs.py) | `start`, `cancel` and the work itself |
| `chart_state` | ChartState (web/charts/chart.py) | a click on a chart; `work` |
| `server_state` | ServerState (web/server/server_state.py) | `admit`, once |

Get these objects from session state where you need them, and again after anything slow. If
Streamlit has started a new run of the script meanwhile, the old one ends when it next reads session
state.
"""

from collections import deque
from dataclasses import dataclass, field
from threading import Lock

import streamlit as st

from core.diagnosis import Applied
from web.live.run import Run


@dataclass
class RunState:
    """The run that trains, of which a session has one."""

    run: Run | None = None
    """Made by `run_of`; set it to None to have another one made."""

    applied: deque[Applied] = field(default_factory=lambda: deque(maxlen=100))
    """Remedies of findings that the visitor has applied, in their order."""

    lock: Lock = field(default_factory=Lock)
    """Held by `run_of`: two runs of the script may overlap for a moment."""


def run_state() -> RunState:
    """The session's RunState, made when it is first asked for."""
    state: RunState = st.session_state.setdefault("run_state", RunState())
    return state
