"""Who is let in."""

import gc

from streamlit.testing.v1 import AppTest

from web.server import admission
from web.server.admission import IDLE_SECONDS, PATIENCE_SECONDS, Admission, Ticket


def places(door, tickets):
    return [door.place(ticket) for ticket in tickets]


def test_as_many_as_there_are_places_come_in_and_stay(clock):
    door, tickets = Admission(2, clock), [Ticket() for _ in range(4)]
    assert places(door, tickets) == [0, 0, 1, 2]
    clock.now += 10 * PATIENCE_SECONDS
    assert places(door, tickets[:2]) == [0, 0]
    assert door.count() == (2, 0)


def test_who_came_first_is_let_in_first(clock):
    door, inside, first, second = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, first, second]) == [0, 1, 2]
    del inside
    gc.collect()
    assert door.place(second) == 2
    assert door.place(first) == 0
    assert door.place(second) == 1
    assert door.count() == (1, 1)


def test_who_asks_no_more_has_left_the_queue(clock):
    door, inside, gone, patient = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, gone, patient]) == [0, 1, 2]
    clock.now += PATIENCE_SECONDS
    assert door.place(patient) == 2
    clock.now += 1
    assert door.place(patient) == 1


def test_a_place_is_kept_for_a_tab_that_is_gone_while_nobody_needs_it(clock):
    door, gone, other = Admission(2, clock), Ticket(), Ticket()
    assert places(door, [gone, other]) == [0, 0]
    door.leave(gone)
    assert door.count() == (1, 0)
    clock.now += 10 * PATIENCE_SECONDS
    assert places(door, [gone, other]) == [0, 0]


def test_who_comes_new_gets_the_place_of_who_has_been_away_for_longest(clock):
    door, one, two, three = Admission(3, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [one, two, three]) == [0, 0, 0]
    door.leave(two)
    door.leave(one)
    first, second, third = Ticket(), Ticket(), Ticket()
    assert door.place(first) == 0
    assert door.place(one) == 0  # it was two's place that is gone
    assert places(door, [two, second, third]) == [1, 2, 3]
    door.leave(one)
    assert places(door, [second, two]) == [2, 0]
    assert door.count() == (3, 2)


def test_a_class_that_loads_its_pages_anew_stays_inside(clock):
    door = Admission(40, clock)
    tabs = [Ticket() for _ in range(40)]
    for _ in range(5):
        assert not any(places(door, tabs))
        for tab in tabs:
            door.leave(tab)
        tabs = [Ticket() for _ in range(40)]


def test_who_is_away_takes_nobody_s_place_that_is_inside(clock):
    door, away, present = Admission(1, clock), Ticket(), Ticket()
    assert door.place(away) == 0
    door.leave(away)
    assert places(door, [present, away]) == [0, 1]


def test_a_forgotten_page_gives_up_its_place_when_somebody_needs_it(clock):
    door, busy, forgotten, first, second = Admission(2, clock), *(Ticket() for _ in range(4))
    assert places(door, [busy, forgotten]) == [0, 0]
    clock.now += IDLE_SECONDS
    assert places(door, [busy, first]) == [0, 1]
    clock.now += 1
    assert places(door, [busy, first]) == [0, 0]
    assert places(door, [forgotten, second]) == [1, 2]
    door.leave(busy)
    assert door.place(forgotten) == 0


def test_who_was_idle_goes_on_where_nobody_came(clock):
    door, idle = Admission(1, clock), Ticket()
    assert door.place(idle) == 0
    clock.now += 10 * IDLE_SECONDS
    assert door.count() == (0, 0)
    assert door.place(idle) == 0
    assert door.count() == (1, 0)


def test_a_closed_waiting_page_leaves_the_queue_at_once(clock):
    door, inside, gone, patient = Admission(1, clock), Ticket(), Ticket(), Ticket()
    assert places(door, [inside, gone, patient]) == [0, 1, 2]
    door.leave(gone)
    assert door.place(patient) == 1


def page():
    import streamlit as st

    from web.server.admission import admit

    admit()
    st.text("inside")


def test_who_has_lost_the_place_draws_the_page_again(monkeypatch, clock):
    door = Admission(1, clock)
    monkeypatch.setattr(admission, "ADMISSION", door)
    first, second = AppTest.from_function(page).run(), AppTest.from_function(page)
    clock.now += IDLE_SECONDS + 1
    assert second.run().text[0].value == "inside"
    assert door.place(first.session_state["ticket"]) == 1
    assert "You are the next." in first.run().markdown[0].value


def test_a_visitor_waits_outside_until_a_place_is_free(monkeypatch):
    door = Admission(1)
    monkeypatch.setattr(admission, "ADMISSION", door)
    first, second = AppTest.from_function(page), AppTest.from_function(page)
    assert first.run().text[0].value == "inside"
    assert not second.run().text
    assert "You are the next." in second.markdown[0].value
    door.leave(first.session_state["ticket"])
    assert second.run().text[0].value == "inside"
    assert not second.exception
