"""What the figures of the book's page draw."""

import numpy as np
import pytest

from core.datasets import make_dataset
from core.history import SCORES
from core.laboratory.book import EPOCHS, FIGURES, BookFigure, Course
from core.laboratory.book_seeds import Seeds
from core.tasks import run_to_completion
from pages.book.book_figure import draw_course, draw_two_boundaries, draw_two_courses
from pages.book.seeds_figure import draw_ranks, draw_wall
from web.charts.style import TRAIN_COLOUR, Style

ENDS = FIGURES["13.4"].ends


def course(epochs=5, factor=1.0):
    scores = {
        name: factor * np.linspace(0.6, 0.5 - i / 10, epochs) for i, name in enumerate(SCORES)
    }
    return Course(scores, np.linspace(0, 1, 16).reshape(4, 4))


def seeds(n=6):
    ranks = np.arange(n)
    accuracies = np.array([0.99, 0.95, 0.94, 0.9, 0.8, 0.5])
    return Seeds(EPOCHS, 10 - ranks, 0.1 * (ranks + 1), accuracies, np.zeros((n, 2, 2), np.uint8))


def curves(figure):
    return [trace for trace in figure["data"] if trace.get("meta") == {"grows": True}]


def on_axis(traces, axis):
    return [trace for trace in traces if trace.get("xaxis") == axis]


def test_a_curve_begins_at_the_first_epoch_and_grows():
    drawn = course()
    for axis, score in (("x", "loss"), ("x2", "accuracy")):
        train, validation = on_axis(curves(draw_course(drawn, ENDS, Style())), axis)
        np.testing.assert_array_equal(train["x"], range(6))
        assert np.isnan(train["y"][0])
        np.testing.assert_array_equal(train["y"][1:], drawn.scores[f"train_{score}"])
        np.testing.assert_array_equal(validation["y"][1:], drawn.scores[f"validation_{score}"])
        assert train["line"]["color"] == TRAIN_COLOUR
        assert validation["line"]["dash"] == "dash"


def test_no_accuracy_of_the_weakest_figure_is_below_its_axis():
    drawn = run_to_completion(BookFigure("13.3", 30).run())
    low, high = draw_course(drawn, ENDS, Style())["layout"]["yaxis2"]["range"]
    accuracies = [drawn.scores["train_accuracy"], drawn.scores["validation_accuracy"]]
    assert low < np.min(accuracies)
    assert np.max(accuracies) < high


def test_the_expected_last_scores_are_marked_before_training():
    figure = draw_course(None, ENDS, Style())
    assert curves(figure) == []
    squares = [t for t in figure["data"] if "x" in t and t["marker"].get("symbol") == "square"]
    assert [trace["x"].tolist() for trace in squares] == [[EPOCHS]] * 4
    assert [trace["y"].item() for trace in squares] == list(ENDS)
    assert not [trace for trace in figure["data"] if trace["type"] in ("heatmap", "contour")]


def test_the_plane_has_the_points_and_what_is_learned():
    figure, data = draw_course(course(), ENDS, Style()), make_dataset("book_xor")
    heat, line, train, validation = on_axis(figure["data"], "x3")
    np.testing.assert_allclose(heat["z"] / 65535, course().surface, atol=1e-5)
    assert line["contours"]["start"] == 0.5
    np.testing.assert_array_equal(train["y"], data.x_train[:, 1])
    np.testing.assert_array_equal(validation["marker"]["color"], data.y_validation)


def test_one_epoch_is_seen():
    assert {curve["mode"] for curve in curves(draw_course(course(1), ENDS, Style()))} == {"markers"}


def test_two_runs_have_their_own_colours_and_the_same_axes():
    figure = draw_two_courses({"13.4": course(), "13.5": course(factor=0.5)}, Style())
    losses = on_axis(curves(figure), "x")
    assert [trace["line"]["dash"] for trace in losses] == ["solid", "dash"] * 2
    first, second = losses[::2]
    np.testing.assert_allclose(second["y"][1:], first["y"][1:] / 2)
    colours = [trace["line"]["color"] for trace in losses]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    names = [trace["name"] for trace in figure["data"] if trace.get("visible") == "legendonly"]
    assert names == ["13.4", "13.5", "training", "validation"]


def test_two_boundaries_are_side_by_side():
    figure = draw_two_boundaries({"13.4": course(), "13.5": course()}, Style())
    assert len(on_axis(figure["data"], "x")) == len(on_axis(figure["data"], "x2")) == 4
    layout = figure["layout"]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]
    assert layout["xaxis2"]["title"]["text"] == "13.5"


@pytest.mark.parametrize("courses", [{}, {"13.5": course()}])
def test_a_run_that_is_not_trained_yet_is_left_out(courses):
    assert len(curves(draw_two_courses(courses, Style()))) == 4 * len(courses)
    assert len(draw_two_boundaries(courses, Style())["data"]) == 4 * len(courses)


def test_seeds_are_drawn_at_their_ranks():
    solved, others, *_ = on_axis(draw_ranks(seeds(), {}, Style())["data"], "x")
    assert solved["name"] == "95% right"
    np.testing.assert_array_equal(solved["x"], [0, 1])
    np.testing.assert_allclose(solved["y"], [0.1, 0.2])
    np.testing.assert_array_equal(others["x"], [2, 3, 4, 5])
    np.testing.assert_array_equal(others["customdata"], [8, 7, 6, 5])


def test_a_run_is_marked_between_better_and_worse_seeds():
    run = Course({name: np.array([0.35]) for name in SCORES}, np.zeros((4, 4)))
    figure = draw_ranks(seeds(), {"13.4": run}, Style())
    for axis in ("x", "x2"):
        *_, line, mark = on_axis(figure["data"], axis)
        assert mark["name"] == "figure 13.4"
        assert (mark["x"].item(), mark["y"].item()) == (2.5, 0.35)
        assert line["y"].tolist() == [0.35, 0.35]


def test_the_wall_has_a_tile_for_each_seed():
    names = next(trace for trace in draw_wall(seeds(), Style())["data"] if "text" in trace)
    np.testing.assert_array_equal(names["text"], [10, 9, 8, 7, 6, 5])
