"""The pictures of the initialization page hold the numbers that they were given."""

import json

import numpy as np
import pytest

from core.mechanics.born_dead import Share
from pages.initialization.born_dead_figure import draw_born_dead
from pages.initialization.propagation_figure import Signal, draw_propagation
from pages.initialization.symmetry_figure import draw_differences, draw_units
from pages.initialization.weight_sample_figure import draw_weight_sample
from web.charts.style import Style

STYLE = Style()


def named(figure, name):
    (found,) = [t for t in figure["data"] if t["name"] == name and t.get("visible") != "legendonly"]
    return found


def test_a_signal_ends_where_it_is_0_or_infinite():
    """Numbers that float32 does not hold are drawn, so they are sent as text."""
    measured = np.array([[1.0, 1e-60, 0.0], [1.0, np.inf, np.nan]])
    figure = draw_propagation(
        [Signal("normal", measured, np.array([1.0, 1e-50, 1e-90]))], "E[z²]", STYLE
    )
    drawn = named(figure, "normal")
    assert drawn["y"] == [1.0, 1e-60, None, None, 1.0, None, None, None]
    assert drawn["x"] == [1, 2, 3, None] * 2
    assert named(figure, "mean-field theory")["y"] == [1.0, 1e-50, 1e-90]
    json.dumps(figure, allow_nan=False)


def test_the_axis_holds_the_deeper_of_two_networks():
    """A costly initializer is shown with fewer layers than the one beside it."""
    signals = [Signal(name, np.ones((1, n)), None) for name, n in (("short", 3), ("long", 9))]
    low, high = draw_propagation(signals, "E[z²]", STYLE)["layout"]["xaxis"]["range"]
    assert low < 1
    assert high > 9


def test_a_signal_that_stays_is_drawn_flat_and_one_that_is_0_says_so():
    steady = draw_propagation([Signal("a", np.full((1, 5), 3.0), None)], "E[z²]", STYLE)
    low, high = steady["layout"]["yaxis"]["range"]
    assert high - low >= 1
    nothing = draw_propagation([Signal("a", np.zeros((1, 5)), None)], "E[z²]", STYLE)
    assert "nothing is left" in nothing["layout"]["annotations"][0]["text"]


def test_bars_are_a_density():
    values = np.random.default_rng(1).normal(size=500)
    bars = draw_weight_sample(values, 1.0, None, STYLE)["data"][0]
    assert (bars["y"] * bars["width"]).sum() == pytest.approx(1)
    stem = draw_weight_sample(np.full(6, 0.5), 0.0, None, STYLE)["data"][0]
    assert stem["name"] == "all 6 weights"
    assert stem["x"] == [0.5, 0.5]


def test_equal_units_are_thinner_and_thinner_lines():
    incoming = np.zeros((3, 4, 2))
    lines = draw_units(incoming, (-1, 1), STYLE)["data"][:8]
    widths = [line["line"]["width"] for line in lines[::2]]
    assert widths == sorted(widths, reverse=True)
    assert len({line["line"]["color"] for line in lines}) == 4


def test_units_that_never_part_have_no_line_on_a_log_axis():
    figure = draw_differences({"equal": np.zeros(3), "drawn": np.array([0, 1.0, 2.0])}, STYLE)
    assert not named(figure, "equal: 0 at every step")["x"].size
    assert named(figure, "drawn")["x"].tolist() == [1, 2]


def test_measured_shares_are_within_their_intervals():
    share = Share(30, 100)
    figure = draw_born_dead({2: [0.25]}, {2: {"one input": [share]}}, STYLE)
    assert named(figure, "width 2")["y"] == [0.25]
    measured = named(figure, "width 2, one input")
    low, high = share.interval
    assert measured["y"] == [0.3]
    assert measured["y"] + measured["error_y"]["array"] == pytest.approx([high])
    assert measured["y"] - measured["error_y"]["arrayminus"] == pytest.approx([low])
