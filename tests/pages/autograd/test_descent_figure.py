"""The pictures of gradient descent."""

import numpy as np
import pytest

from pages.autograd.descent_figure import draw_descent
from pages.autograd.descent_losses_figure import draw_descent_losses, draw_descent_rates
from web.charts.style import Style

STYLE = Style()
W, B = np.linspace(-1, 1, 5), np.linspace(0, 2, 4)


def paths(path, style=STYLE):
    surface, valley, line, head = draw_descent(W, B, np.ones((4, 5)), 2 - W, path, style)["data"]
    return surface, valley, line, head


@pytest.mark.parametrize("style", [Style(), Style(dark=True, projector=True)])
def test_the_path_lies_on_the_surface_and_grows(style):
    path = np.array([[0.0, 1.0], [0.5, 1.5]])
    surface, valley, line, head = paths(path, style)
    assert surface["z"].shape == (4, 5)
    np.testing.assert_array_equal(valley["y"], 2 - W)
    np.testing.assert_array_equal(line["x"], [0, 0.5])
    assert (line["meta"], head["meta"]) == ({"grows": True}, {"grows": "head"})


def test_a_path_that_runs_away_is_drawn_as_far_as_a_browser_can():
    path = np.array([[0.0, 1.0], [30.0, 40.0], [1e200, 1e200]])
    assert len(paths(path)[2]["x"]) == 2


def test_losses_beyond_the_picture_leave_it():
    losses = np.array([1.0, 0.0, 1e300, np.inf])
    drawn = draw_descent_losses(losses, Style())["data"][0]["y"]
    np.testing.assert_array_equal(drawn, [1, 1e-16, np.nan, np.nan])


def test_the_limit_is_a_line_over_the_learning_rates():
    rates = np.array([0.0, 0.5, 1.0])
    figure = draw_descent_rates(rates, np.array([1.0, 0.1, np.inf]), 0.4, (0.5, 0.1), Style())
    half, limit, curve, present = figure["data"]
    assert (half["x"][0], limit["x"][0]) == (0.2, 0.4)
    np.testing.assert_array_equal(curve["y"], [1, 0.1, np.nan])
    assert limit["y"].tolist() == [0.1, 1e16]
    assert (present["x"][0], present["y"][0]) == (0.5, 0.1)


def test_large_type_has_half_the_ticks_of_a_long_log_axis():
    losses = 10.0 ** -np.arange(13)
    small, large = (
        draw_descent_losses(losses, Style(projector=projector))["layout"]["yaxis"]["dtick"]
        for projector in (False, True)
    )
    assert large == 2 * small
    short = draw_descent_losses(losses[:2], Style(projector=True))["layout"]["yaxis"]
    assert short["dtick"] == "D2"
