"""The text that stands in an address, held to Python's struct and base64."""

import base64
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.own_points import FEWEST_POINTS, MOST_POINTS, PointsError, read_points, spell_points

steps = st.integers(-10_000, 10_000)
rows = st.lists(st.tuples(steps, steps, st.integers(0, 1)), min_size=FEWEST_POINTS, max_size=60)


def packed(rows):
    """The text of rows (x, y, label), coordinates in steps."""
    raw = b"".join(struct.pack("<hh", x, 2 * y + label) for x, y, label in rows)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


GOOD = packed([(0, 0, 0), (5, -7, 1), (10_000, -10_000, 1), (-10_000, 10_000, 0)])


@given(rows)
def test_round_trip(rows):
    rows[:2] = [(*rows[0][:2], 0), (*rows[1][:2], 1)]
    table = np.array(rows)
    text = spell_points(table[:, :2] / 10_000, table[:, 2].astype(float))
    assert text == packed(rows)
    points, labels = read_points(text)
    assert np.array_equal(points, table[:, :2] / 10_000)
    assert np.array_equal(labels, table[:, 2])


def test_coordinates_are_rounded_to_four_decimals():
    random = np.random.default_rng(1)
    points, labels = random.uniform(-1, 1, (50, 2)), np.arange(50) % 2.0
    found, _ = read_points(spell_points(points, labels))
    assert np.array_equal(found, np.round(points, 4))


def test_an_address_has_room_for_the_most_points():
    random = np.random.default_rng(1)
    text = spell_points(random.uniform(-1, 1, (MOST_POINTS, 2)), np.arange(MOST_POINTS) % 2.0)
    assert len(text) == 5334
    assert len(read_points(text)[1]) == MOST_POINTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 points are too few; at least 4 are needed"),
        (packed([(0, 0, 0), (1, 1, 1)]), "2 points are too few"),
        (packed([(i, i, 1) for i in range(9)]), "all points are of one class"),
        (packed([(0, 0, i % 2) for i in range(MOST_POINTS + 1)]), "more than 1,000 points have"),
        ("A" * 10**6, "1,000,000 characters are more"),
        (packed([(10_001, 0, 0), *[(0, 0, 1)] * 3]), "a point lies outside"),
        (packed([(0, -10_001, 0), *[(0, 0, 1)] * 3]), "a point lies outside"),
        (packed([(0, -(2**14), 0), *[(0, 0, 1)] * 3]), "a point lies outside"),
        (GOOD[:-1], "it may have lost its end"),
        (GOOD[:-2], "it may have lost its end"),
        (f"{GOOD}==", "this is not how points are spelled"),
        (f"{GOOD[:-1]}B", "this is not how points are spelled"),  # bits that mean nothing
        (f"{GOOD}\n", "this is not how points are spelled"),
        (f" {GOOD}", "this is not how points are spelled"),
        (GOOD.replace("A", "+", 1), "this is not how points are spelled"),
        ("ключ", "this is not how points are spelled"),
        ("\ud800", "this is not how points are spelled"),
    ],
)
def test_another_text_is_refused_in_words(text, said):
    assert len(read_points(GOOD)[1]) == 4
    with pytest.raises(PointsError) as raised:
        read_points(text)
    assert said in str(raised.value)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")))
def test_what_is_read_is_written_the_same(text):
    try:
        points, labels = read_points(text)
    except PointsError:
        return
    assert spell_points(points, labels) == text
