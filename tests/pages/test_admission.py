"""Who is let in."""

import gc
import time

import pytest
from streamlit.testing.v1 import AppTest

from pages import admission
from pages.admission import PATIENCE_SECONDS, Admission, Ticket

AWAY_SECONDS = 45


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def places(door, tickets):
    return [door.place(ticket) for ticket in tickets]


def test_as_many_as_there_are_places_come_in_and_stay(clock):
    door, tickets = Admission(2, AWAY_SECONDS, clock), [Ticket() for _ in range(4)]
    assert places(door, tickets) == [0, 0, 1, 2]
    clock.now += 10 * PATIENCE_SECONDS
    assert places(door, tickets[:2]) == [0, 0]
    assert door.count() == (2, 0)


def test_who_came_first_is_let_in_first(clock):
    door, inside, first, second = Admission(1, AWAY_SECONDS, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, first, second]) == [0, 1, 2]
    del inside
    gc.collect()
    assert door.place(second) == 2
    assert door.place(first) == 0
    assert door.place(second) == 1
    assert door.count() == (1, 1)


def test_who_asks_no_more_has_left_the_queue(clock):
    door, inside, gone, patient = Admission(1, AWAY_SECONDS, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, gone, patient]) == [0, 1, 2]
    clock.now += PATIENCE_SECONDS
    assert door.place(patient) == 2
    clock.now += 1
    assert door.place(patient) == 1


def test_a_place_is_kept_for_a_while_for_a_tab_that_is_gone(clock):
    door, inside, waiting = Admission(1, AWAY_SECONDS, clock), Ticket(), Ticket()
    assert places(door, [inside, waiting]) == [0, 1]
    for passed in (1, AWAY_SECONDS):  # gone and back, and gone again
        door.leave(inside)
        clock.now += passed
        assert places(door, [waiting, inside]) == [1, 0]
    door.leave(inside)
    clock.now += AWAY_SECONDS + 1
    assert places(door, [waiting, inside]) == [0, 1]


def test_a_closed_waiting_page_leaves_the_queue_at_once(clock):
    door, inside, gone, patient = Admission(1, AWAY_SECONDS, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, gone, patient]) == [0, 1, 2]
    door.leave(gone)
    assert door.place(patient) == 1


def page():
    import streamlit as st

    from pages.admission import admit

    admit()
    st.text("inside")


def test_a_visitor_waits_outside_until_a_place_is_free(monkeypatch):
    door = Admission(1, AWAY_SECONDS)
    monkeypatch.setattr(admission, "ADMISSION", door)
    first, second = AppTest.from_function(page), AppTest.from_function(page)
    assert first.run().text[0].value == "inside"
    assert not second.run().text
    assert "You are the next." in second.markdown[0].value
    door.leave(first.session_state["ticket"])
    monkeypatch.setattr(door, "_clock", lambda: time.monotonic() + AWAY_SECONDS)
    assert second.run().text[0].value == "inside"
    assert not second.exception
