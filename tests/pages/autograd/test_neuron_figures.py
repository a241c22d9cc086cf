"""The pictures of one neuron."""

import numpy as np
import pandas as pd
import pytest

from pages.autograd.neuron_digits_figure import draw_neuron_digits
from pages.autograd.neuron_slope_figure import draw_neuron_slope
from web.charts.style import Style


@pytest.mark.parametrize("style", [Style(), Style(dark=True, projector=True)])
def test_the_tangent_and_the_secant_of_a_parabola(style):
    places = np.linspace(-1, 3, 9)
    ends = np.array([0.0, 3.0])
    figure = draw_neuron_slope("w", (places, places**2), (1.0, 1.0), 2.0, (ends, ends**2), style)
    traces = {trace["name"]: trace for trace in figure["data"]}
    np.testing.assert_allclose(traces["tangent: autograd"]["y"], [-3, 5])
    np.testing.assert_allclose(traces["secant: central difference"]["y"], [-3, 9])
    np.testing.assert_array_equal(traces["± h"]["y"], [0, 9])


def test_a_step_that_changes_nothing_is_a_flat_secant():
    figure = draw_neuron_slope(
        "w", (np.arange(3.0), np.ones(3)), (1.0, 1.0), 0.0, (np.ones(2), np.ones(2)), Style()
    )
    np.testing.assert_array_equal(figure["data"][2]["y"], [1, 1])


def test_digits_have_a_curve_for_each_difference_and_a_line_at_the_present_step():
    digits = pd.DataFrame({"h": [1e-3, 1.0], "central_b": [5.0, 1.0], "forward_b": [3.0, 0.0]})
    central, forward, present = draw_neuron_digits(digits, "b", 1e-3, Style())["data"]
    np.testing.assert_array_equal(central["y"], [5, 1])
    np.testing.assert_array_equal(forward["y"], [3, 0])
    np.testing.assert_array_equal(present["x"], [1e-3, 1e-3])
