"""A limit on sessions: some are admitted, the others wait in a queue, first come, first served.

Each session holds a ticket. A session whose tab is closed, or which has been idle for too long, is
"away": it keeps its place only until somebody else needs it. A laptop may lose its network for half
a minute and keeps its place that way; a page that is reloaded is a new session, and can take the
place of the one before at once; and a few forgotten tabs cannot keep everybody else out.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock
from weakref import WeakKeyDictionary

import streamlit as st

from web.server.ask_again import ask_again
from web.server.deployment import DEPLOYMENT
from web.server.metrics import METRICS
from web.server.server_state import Ticket, server_state

POLL_SECONDS = 2.0
"""Seconds after which a waiting page asks again."""

QUEUE_TIMEOUT_SECONDS = 90.0
"""Seconds after which a waiting page that has not asked again counts as closed. Browsers run the
timers of a hidden page once a minute."""

IDLE_SECONDS = 600.0
"""Seconds without a run of the page or of a fragment after which a session counts as away: longer
than a lecturer talks about one picture."""

_log = logging.getLogger(__name__)


class Admission:
    """Admits up to `places` sessions at once, and queues the others.

    A ticket whose session Streamlit has forgotten is garbage collected, and its place is free.
    """

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.places = places
        self._clock = clock
        self._admitted: WeakKeyDictionary[Ticket, float] = WeakKeyDictionary()
        """Ticket → when its session was last active."""
        self._away: WeakKeyDictionary[Ticket, None] = WeakKeyDictionary()
        """In the order in which they went away."""
        self._queue: WeakKeyDictionary[Ticket, float] = WeakKeyDictionary()
        """Ticket → when its page last asked, in the order of arrival."""
        self._lock = Lock()

    def queue_position(self, ticket: Ticket) -> int:
        """0 if the session is admitted, else its position in the queue; 1 is the next.

        Counts as activity of the session, and admits it if there is a place.
        """
        with self._lock:
            if ticket in self._admitted:
                self._admitted[ticket] = self._clock()
                return 0
            if ticket not in self._away:
                is_new = ticket not in self._queue
                self._queue[ticket] = self._clock()
                self._expire()
                position = 1 + list(self._queue).index(ticket)
                if position > self.places - len(self._admitted):
                    if is_new:
                        self._log_event("session waits", ticket)
                    return position
            self._admit(ticket)
            return 0

    def leave(self, ticket: Ticket) -> None:
        """Note that the tab was closed."""
        with self._lock:
            self._queue.pop(ticket, None)
            if ticket in self._admitted:
                del self._admitted[ticket]
                self._away[ticket] = None
                self._log_event("session left", ticket)

    def count(self) -> tuple[int, int]:
        """Number of sessions that are admitted, and number in the queue."""
        with self._lock:
            self._expire()
            return len(self._admitted), len(self._queue)

    def _admit(self, ticket: Ticket) -> None:
        """Give the session a place: if none is free, that of whoever has been away for longest."""
        self._queue.pop(ticket, None)
        self._away.pop(ticket, None)
        self._admitted[ticket] = self._clock()
        self._log_event("session admitted", ticket)
        away = list(self._away)
        for longest_away in away[: max(len(self._admitted) + len(away) - self.places, 0)]:
            del self._away[longest_away]

    def _log_event(self, event: str, ticket: Ticket) -> None:
        inside, waiting = len(self._admitted), len(self._queue)
        _log.info(event, extra={"session": ticket.number, "inside": inside, "waiting": waiting})

    def _expire(self) -> None:
        """Take pages that stopped asking out of the queue, and count idle sessions as away."""
        now = self._clock()
        for ticket, active_at in list(self._admitted.items()):
            if now - active_at > IDLE_SECONDS:
                del self._admitted[ticket]
                self._away[ticket] = None
        for ticket, asked_at in list(self._queue.items()):
            if now - asked_at > QUEUE_TIMEOUT_SECONDS:
                del self._queue[ticket]


ADMISSION = Admission(DEPLOYMENT.sessions)
"""The admission of this process."""

METRICS.add_gauge("trainscope_sessions_inside", "Sessions admitted.", lambda: ADMISSION.count()[0])
METRICS.add_gauge(
    "trainscope_sessions_waiting", "Sessions in the queue.", lambda: ADMISSION.count()[1]
)
METRICS.add_gauge("trainscope_places", "Sessions admitted at most.", lambda: ADMISSION.places)


def admit() -> None:
    """Return if the session is admitted; otherwise draw the waiting page and stop the script."""
    state = server_state()
    ticket = state.ticket = state.ticket or Ticket()
    _watch(ticket)
    if ADMISSION.queue_position(ticket):
        _draw_waiting_page(ticket)
        st.stop()


def keep_place() -> None:
    """Note that the session is active; if it has lost its place, rerun to draw the waiting page.

    For fragments, which run without the rest of the page.
    """
    ticket = server_state().ticket
    if ticket and ADMISSION.queue_position(ticket):
        st.rerun()


@st.cache_resource(scope="session", on_release=lambda t: ADMISSION.leave(t), show_spinner=False)
def _watch(_ticket: Ticket) -> Ticket:
    """Return the ticket; Streamlit calls `on_release` when the tab is closed."""
    return _ticket


@st.fragment
def _draw_waiting_page(ticket: Ticket) -> None:
    position = ADMISSION.queue_position(ticket)
    if position == 0:
        st.rerun()
    ahead = "You are next." if position == 1 else f"You are number {position} in the queue."
    st.title("Trainscope is full at the moment")
    st.markdown(
        f"This server has {ADMISSION.places} places for people who train, and all are taken. "
        f"**{ahead}** Leave this page open: it lets you in as soon as a place is free, and your "
        "address keeps all its settings."
    )
    ask_again(POLL_SECONDS, hidden=True)
