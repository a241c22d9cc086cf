"""The map of networks, and the same over the number of parameters."""

import numpy as np
import pytest

from core import RunConfig
from core.laboratory.capacity import SIDE, Outcome, cell, measured
from pages.capacity.capacity_figure import MIDDLE, draw_map
from pages.capacity.parameters_figure import draw_parameters
from web.charts.style import Style

BASE = RunConfig(ensemble_size=4)


def network(depth, width):
    return cell(BASE, depth, width, 100)


def outcome(*accuracies):
    return Outcome(np.array(accuracies), np.zeros((4, SIDE, SIDE), np.uint8))


FOUND = {
    network(0, 1): outcome(0.6, 0.6, 0.7, 0.7),
    network(1, 4): outcome(0.5, 0.9, 1.0, 1.0),
    network(1, 16): outcome(1.0, 1.0, 1.0, 1.0),
    network(2, 4): outcome(np.nan, np.nan, 1.0, 1.0),
    network(2, 5): outcome(0.996, 0.996, 0.996, 0.996),
}


SHOWN = network(1, 4)


def the_map(found=FOUND, measure="median", shown=SHOWN):
    sentences = {cell: f"{cell.depth} of {cell.width}" for cell in found}
    return draw_map(found, measure, sentences, shown, Style())["data"]


@pytest.mark.parametrize("measure", ["median", "best", "solved"])
def test_every_network_that_is_known_has_its_value_in_its_place(measure):
    values, *_ = the_map(measure=measure)
    expected = np.full((4, 16), np.nan)
    for task, found in FOUND.items():
        columns = slice(task.width - 1, task.width) if task.depth else slice(None)
        expected[task.depth, columns] = measured(found, measure)[1]
    np.testing.assert_array_equal(values["z"], expected)
    assert values["customdata"][1][3] == "1 of 4"
    assert values["customdata"][3][3] == "not trained yet"
    assert values["zmin"] == (0 if measure == "solved" else 0.5)


def test_numbers_are_whole_percents_and_100_only_where_it_is_all():
    _, numbers, *_ = the_map()
    texts = {(x, y): t for x, y, t in zip(numbers["x"], numbers["y"], numbers["text"], strict=True)}
    assert texts.pop((MIDDLE, 0)).startswith("65 ·")
    assert texts == {(4, 1): "95", (16, 1): "100", (5, 2): "99"}


def test_a_network_that_diverged_has_a_cross_and_no_number():
    values, _, _, diverged, _ = the_map()
    assert (diverged["x"].tolist(), diverged["y"].tolist()) == ([4], [2])
    assert np.isnan(values["z"][2, 3])
    assert diverged["showlegend"]
    _, _, _, none, _ = the_map({network(1, 4): FOUND[network(1, 4)]})
    assert not none["showlegend"]


def test_the_network_without_hidden_layers_is_framed_across_all_widths():
    *_, frame = the_map(shown=network(0, 7))
    assert (min(frame["x"]), max(frame["x"])) == (0.5, 16.5)
    assert (min(frame["y"]), max(frame["y"])) == (-0.5, 0.5)
    *_, frame = the_map(shown=network(3, 7))
    assert (min(frame["x"]), max(frame["x"])) == (6.5, 7.5)
    assert (min(frame["y"]), max(frame["y"])) == (2.5, 3.5)


def test_a_map_without_results_has_cells_but_no_numbers():
    values, numbers, grid, *_ = the_map({})
    assert np.isnan(values["z"]).all()
    assert len(numbers["text"]) == 0
    assert np.isfinite(grid["x"]).any()


def test_lines_over_parameters_go_from_small_to_large():
    data = draw_parameters(FOUND, "median", network(1, 16), Style())["data"]
    bands, lines, ring = data[:4], data[4:8], data[8]
    none, one, two, three = lines
    assert none["x"].tolist() == [3]
    assert one["x"].tolist() == [17, 65]
    assert one["y"].tolist() == pytest.approx([0.95, 1.0])
    assert np.isnan(two["y"][0])  # it diverged
    assert two["x"].tolist() == [37, 51]
    assert len(three["x"]) == 0
    low, _, high = measured(FOUND[network(1, 4)], "median")
    assert {low, high} <= set(bands[1]["y"].tolist())
    assert (ring["x"].tolist(), ring["y"].tolist()) == ([65], [1.0])


def test_a_network_that_is_not_known_has_no_ring():
    figure = draw_parameters(FOUND, "solved", network(3, 16), Style())
    assert len(figure["data"][-1]["x"]) == 0
    assert figure["layout"]["note"] == "95% interval"
