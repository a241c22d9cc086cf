"""What a session holds for admission and the scheduler."""

from dataclasses import dataclass, field
from itertools import count

import streamlit as st


class Ticket:
    """Identifies a session to `Admission`; `number` identifies it in the log."""

    _numbers = count(1)

    def __init__(self) -> None:
        self.number = next(self._numbers)


@dataclass
class ServerState:
    """What identifies a session while it lives."""

    ticket: Ticket | None = None
    """Made by `admit`; None where a page runs without the app around it."""

    account: object = field(default_factory=object)
    """What the scheduler charges; see `may_compute`."""


def server_state() -> ServerState:
    """The session's ServerState, made when it is first asked for."""
    state: ServerState = st.session_state.setdefault("server_state", ServerState())
    return state
