"""Who is let in: at most so many sessions at once, the others in the order in which they came.

A session holds a ticket. Streamlit tells that a tab is gone, though it may come back, and forgets
the session some time later: the ticket then goes with it. Until then its place is kept while nobody
else needs it: a laptop may lose its network for half a minute. A page that is loaded anew is a new
session, and needs the place of the one before at once. A page that is open and forgotten counts as
gone too: otherwise a few tabs could keep everybody out all day.
"""

import logging
import time
from collections.abc import Callable
from itertools import count
from threading import Lock
from weakref import WeakKeyDictionary

import streamlit as st

from web.server.deployment import DEPLOYMENT
from web.server.metrics import METRICS

ASK_SECONDS = 2.0
"""Seconds after which a waiting page asks again."""

PATIENCE_SECONDS = 90.0
"""Seconds after its last question until a waiting page counts as closed: browsers let a hidden one
ask once a minute."""

IDLE_SECONDS = 600.0
"""Seconds without a run of the page, or of a part of it, after which a visitor counts as away:
longer than a lecturer talks about one picture."""

_log = logging.getLogger(__name__)


class Ticket:
    """What a session holds; `number` tells it from the others in the log."""

    _numbers = count(1)

    def __init__(self) -> None:
        self.number = next(self._numbers)


class Admission:
    """Lets in `places` sessions at once."""

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.places = places
        self._clock = clock
        self._present: WeakKeyDictionary[Ticket, float] = WeakKeyDictionary()
        """When each was here last."""
        # Whoever has been away for longest comes first.
        self._away: WeakKeyDictionary[Ticket, None] = WeakKeyDictionary()
        self._asked: WeakKeyDictionary[Ticket, float] = WeakKeyDictionary()
        self._lock = Lock()

    def place(self, ticket: Ticket) -> int:
        """0 for who is inside, and for the others their place in the queue, 1 being the next."""
        with self._lock:
            if ticket in self._present:
                self._present[ticket] = self._clock()
                return 0
            if ticket not in self._away:
                is_new = ticket not in self._asked
                self._asked[ticket] = self._clock()
                self._forget()
                place = 1 + list(self._asked).index(ticket)
                if place > self.places - len(self._present):
                    if is_new:
                        self._note("session waits", ticket)
                    return place
            self._let_in(ticket)
            return 0

    def leave(self, ticket: Ticket) -> None:
        """Note that the tab is gone."""
        with self._lock:
            self._asked.pop(ticket, None)
            if ticket in self._present:
                del self._present[ticket]
                self._away[ticket] = None
                self._note("session left", ticket)

    def count(self) -> tuple[int, int]:
        """Number of sessions that are inside, and in the queue."""
        with self._lock:
            self._forget()
            return len(self._present), len(self._asked)

    def _let_in(self, ticket: Ticket) -> None:
        """Give a place, one that is kept for somebody who is away if there is no other."""
        self._asked.pop(ticket, None)
        self._away.pop(ticket, None)
        self._present[ticket] = self._clock()
        self._note("session let in", ticket)
        kept = list(self._away)
        for longest_away in kept[: max(len(self._present) + len(kept) - self.places, 0)]:
            del self._away[longest_away]

    def _note(self, what: str, ticket: Ticket) -> None:
        """Tell the log who came or went, and how many there are then."""
        inside, waiting = len(self._present), len(self._asked)
        _log.info(what, extra={"session": ticket.number, "inside": inside, "waiting": waiting})

    def _forget(self) -> None:
        """Drop who has not asked for too long, and take who is idle for away."""
        now = self._clock()
        for ticket, seen in list(self._present.items()):
            if now - seen > IDLE_SECONDS:
                del self._present[ticket]
                self._away[ticket] = None
        for ticket, asked in list(self._asked.items()):
            if now - asked > PATIENCE_SECONDS:
                del self._asked[ticket]


ADMISSION = Admission(DEPLOYMENT.sessions)
"""The door of this process."""

METRICS.show("trainscope_sessions_inside", "Visitors let in.", lambda: ADMISSION.count()[0])
METRICS.show("trainscope_sessions_waiting", "Visitors in the queue.", lambda: ADMISSION.count()[1])
METRICS.show("trainscope_places", "Visitors let in at most.", lambda: ADMISSION.places)


def admit() -> None:
    """Go on where the session is in; else draw the waiting page, and stop there."""
    ticket = st.session_state.setdefault("ticket", Ticket())
    _watch(ticket)
    if ADMISSION.place(ticket):
        _wait(ticket)
        st.stop()


def keep_place() -> None:
    """Note that a visitor is here; who has been idle and lost the place draws the waiting page.

    For parts of a page that run by themselves.
    """
    ticket: Ticket | None = st.session_state.get("ticket")
    if ticket and ADMISSION.place(ticket):
        st.rerun()


@st.cache_resource(scope="session", on_release=lambda t: ADMISSION.leave(t), show_spinner=False)
def _watch(_ticket: Ticket) -> Ticket:
    """The ticket; Streamlit releases it when the tab is gone."""
    return _ticket


@st.fragment(run_every=ASK_SECONDS)
def _wait(ticket: Ticket) -> None:
    place = ADMISSION.place(ticket)
    if place == 0:
        st.rerun()
    ahead = "You are the next." if place == 1 else f"You are number {place} in the queue."
    st.title("Trainscope is full at the moment")
    st.markdown(
        f"This server has {ADMISSION.places} places for people who train, and all are taken. "
        f"**{ahead}** Leave this page open: it lets you in as soon as a place is free, and your "
        "address keeps all its settings."
    )
