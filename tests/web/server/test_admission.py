"""Which sessions are admitted, and which wait in the queue."""

import gc

from streamlit.testing.v1 import AppTest

from web.server import admission as admission_module
from web.server.admission import IDLE_SECONDS, QUEUE_TIMEOUT_SECONDS, Admission
from web.server.server_state import Ticket


def positions(admission, tickets):
    return [admission.queue_position(ticket) for ticket in tickets]


def test_as_many_sessions_as_places_are_admitted_and_stay(clock):
    admission, tickets = Admission(2, clock), [Ticket() for _ in range(4)]
    assert positions(admission, tickets) == [0, 0, 1, 2]
    clock.now += 10 * QUEUE_TIMEOUT_SECONDS
    assert positions(admission, tickets[:2]) == [0, 0]
    assert admission.count() == (2, 0)


def test_the_queue_is_first_come_first_served(clock):
    admission, inside, first, second = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert positions(admission, [inside, first, second]) == [0, 1, 2]
    del inside
    gc.collect()
    assert admission.queue_position(second) == 2
    assert admission.queue_position(first) == 0
    assert admission.queue_position(second) == 1
    assert admission.count() == (1, 1)


def test_a_waiting_page_that_stops_asking_leaves_the_queue(clock):
    admission, inside, gone, patient = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert positions(admission, [inside, gone, patient]) == [0, 1, 2]
    clock.now += QUEUE_TIMEOUT_SECONDS
    assert admission.queue_position(patient) == 2
    clock.now += 1
    assert admission.queue_position(patient) == 1


def test_a_closed_tab_keeps_its_place_while_nobody_needs_it(clock):
    admission, gone, other = Admission(2, clock), Ticket(), Ticket()
    assert positions(admission, [gone, other]) == [0, 0]
    admission.leave(gone)
    assert admission.count() == (1, 0)
    clock.now += 10 * QUEUE_TIMEOUT_SECONDS
    assert positions(admission, [gone, other]) == [0, 0]


def test_a_new_session_takes_the_place_that_has_been_away_for_longest(clock):
    admission, one, two, three = Admission(3, clock), Ticket(), Ticket(), Ticket()
    assert positions(admission, [one, two, three]) == [0, 0, 0]
    admission.leave(two)
    admission.leave(one)
    first, second, third = Ticket(), Ticket(), Ticket()
    assert admission.queue_position(first) == 0
    assert admission.queue_position(one) == 0  # `two` went away first, so `first` has its place
    assert positions(admission, [two, second, third]) == [1, 2, 3]
    admission.leave(one)
    assert positions(admission, [second, two]) == [2, 0]
    assert admission.count() == (3, 2)


def test_a_class_that_reloads_its_pages_stays_admitted(clock):
    admission = Admission(40, clock)
    tabs = [Ticket() for _ in range(40)]
    for _ in range(5):
        assert not any(positions(admission, tabs))
        for tab in tabs:
            admission.leave(tab)
        tabs = [Ticket() for _ in range(40)]


def test_a_session_that_returns_takes_no_active_session_s_place(clock):
    admission, away, present = Admission(1, clock), Ticket(), Ticket()
    assert admission.queue_position(away) == 0
    admission.leave(away)
    assert positions(admission, [present, away]) == [0, 1]


def test_an_idle_session_loses_its_place_when_somebody_needs_it(clock):
    admission, busy, forgotten, first, second = Admission(2, clock), *(Ticket() for _ in range(4))
    assert positions(admission, [busy, forgotten]) == [0, 0]
    clock.now += IDLE_SECONDS
    assert positions(admission, [busy, first]) == [0, 1]
    clock.now += 1
    assert positions(admission, [busy, first]) == [0, 0]
    assert positions(admission, [forgotten, second]) == [1, 2]
    admission.leave(busy)
    assert admission.queue_position(forgotten) == 0


def test_an_idle_session_goes_on_if_nobody_needs_its_place(clock):
    admission, idle = Admission(1, clock), Ticket()
    assert admission.queue_position(idle) == 0
    clock.now += 10 * IDLE_SECONDS
    assert admission.count() == (0, 0)
    assert admission.queue_position(idle) == 0
    assert admission.count() == (1, 0)


def test_a_closed_waiting_page_leaves_the_queue_at_once(clock):
    admission, inside, gone, patient = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert positions(admission, [inside, gone, patient]) == [0, 1, 2]
    admission.leave(gone)
    assert admission.queue_position(patient) == 1


def page():
    import streamlit as st

    from web.server.admission import admit

    admit()
    st.text("inside")


def test_a_session_that_lost_its_place_gets_the_waiting_page(monkeypatch, clock):
    admission = Admission(1, clock)
    monkeypatch.setattr(admission_module, "ADMISSION", admission)
    first, second = AppTest.from_function(page).run(), AppTest.from_function(page)
    clock.now += IDLE_SECONDS + 1
    assert second.run().text[0].value == "inside"
    assert admission.queue_position(first.session_state["server_state"].ticket) == 1
    assert "You are next." in first.run().markdown[0].value


def test_a_session_gets_the_waiting_page_until_a_place_is_free(monkeypatch):
    admission = Admission(1)
    monkeypatch.setattr(admission_module, "ADMISSION", admission)
    first, second = AppTest.from_function(page), AppTest.from_function(page)
    assert first.run().text[0].value == "inside"
    assert not second.run().text
    assert "You are next." in second.markdown[0].value
    admission.leave(first.session_state["server_state"].ticket)
    assert second.run().text[0].value == "inside"
    assert not second.exception
