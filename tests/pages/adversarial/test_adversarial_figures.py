import numpy as np
import pytest

from core.laboratory.adversarial_point import AttackedPoint, Flip
from pages.adversarial.adversarial_figure import Plane, draw_attacked
from pages.adversarial.map_figure import draw_margins
from pages.adversarial.robustness_figure import draw_over
from web.charts.style import Style

STYLES = [Style(), Style(dark=True, projector=True)]
PLANE = Plane(
    np.linspace(0, 1, 9).reshape(3, 3), 2.0, np.array([[0.5, 1.0], [-1, 0]]), np.array([0.0, 1])
)
FLIPS = {
    "fgsm": Flip(0.6, np.array([0.4, 0.4])),
    "pgd": None,
    "gradient": Flip(1.0, np.array([0.6, 0.8])),
    "nearest_max": Flip(0.5, np.array([0.5, -0.5])),
    "nearest_l2": Flip(0.7, np.array([0.0, 0.7])),
}


def attacked(gradient=(3.0, 4.0), moved=(0.2, 0.2)):
    path = np.array([[0, 0], [0.1, 0.1], moved])
    return AttackedPoint(
        0.2, 0, np.array(gradient), np.array(gradient), np.array(moved), 0.4, path, 0.45
    )


def traces(figure):
    return {t["name"]: t for t in figure["data"] if t.get("name") and t.get("showlegend", True)}


def places(trace):
    return np.stack([trace["x"], trace["y"]], axis=1).tolist()


@pytest.mark.parametrize("style", STYLES)
def test_every_method_is_drawn_to_where_it_ends(style):
    drawn = traces(draw_attacked(PLANE, (0.0, 0.0), 0.2, attacked(), FLIPS, style))
    assert places(drawn["FGSM"]) == [[0, 0], [0.2, 0.2]]
    assert places(drawn["PGD"]) == [[0, 0], [0.1, 0.1], [0.2, 0.2]]
    assert places(drawn["along ∇ₓL"]) == [[0, 0], [0.6, 0.8]]
    assert places(drawn["nearest, L∞"]) == [[0, 0], [0.5, -0.5]]
    assert places(drawn["nearest, L₂"]) == [[0, 0], [0, 0.7]]
    ball = places(drawn["ε ball"])
    assert ball[0] == ball[-1]
    assert np.abs(ball).max() == np.abs(ball).min() == 0.2


def test_a_direction_without_a_flip_is_1_long_and_a_missing_boundary_is_not_drawn():
    flips = dict.fromkeys(FLIPS)
    drawn = traces(draw_attacked(PLANE, (1.0, 1.0), 0.2, attacked(), flips, Style()))
    assert places(drawn["along ∇ₓL"]) == [[1, 1], [1.6, 1.8]]
    assert places(drawn["nearest, L∞"]) == []


def test_an_arrow_of_no_length_has_no_head():
    found = attacked(gradient=(0.0, 0.0), moved=(0.0, 0.0))
    figure = draw_attacked(PLANE, (0.0, 0.0), 0.2, found, dict.fromkeys(FLIPS), Style())
    heads = [t for t in figure["data"] if t.get("marker", {}).get("symbol") == "arrow"]
    assert heads
    for head in heads:
        if head["mode"] == "markers":
            assert head["marker"]["size"].tolist() == [0, 0]


def test_only_the_nearest_boundary_and_points_answer_to_the_mouse():
    figure = draw_attacked(PLANE, (0.0, 0.0), 0.2, attacked(), FLIPS, Style())
    quiet = {t.get("name") for t in figure["data"] if t.get("hoverinfo") == "skip"}
    assert {"ε ball", "along ∇ₓL", "FGSM", "PGD"} <= quiet


@pytest.mark.parametrize("style", STYLES)
def test_the_map_leaves_out_what_is_infinite_or_not_known(style):
    distances = np.array([[0.1, np.inf, 0.3], [np.nan, 0.5, 0.6], [0.7, 0.8, 0.9]])
    figure = draw_margins(distances, PLANE, (0.5, -1.0), 2.0, style)
    heatmap, boundary, points, marked = figure["data"]
    expected = np.where(np.isinf(distances), np.nan, distances)
    np.testing.assert_array_equal(heatmap["z"], expected)
    assert (heatmap["x0"], heatmap["x0"] + 2 * heatmap["dx"]) == (-2, 2)
    assert (heatmap["zmin"], heatmap["zmax"]) == (0, 2.0)
    assert places(marked) == [[0.5, -1.0]]
    assert len(points["x"]) == 2
    assert boundary["type"] == "contour"


def test_curves_go_through_the_medians_in_which_infinite_ones_count():
    values = [
        np.array([1.0, 3.0, np.inf, np.nan]),
        np.empty(0),
        np.array([np.nan, np.inf]),
        np.array([5.0]),
    ]
    figure = draw_over(
        ["a", "b", "c", "d"], {"margin": (values, "#000000", "dash")}, "L2", None, Style()
    )
    dots, line = figure["data"]
    assert places(dots) == [[0, 1], [0, 3], [3, 5]]
    np.testing.assert_array_equal(places(line), [[0, 3], [2, np.nan], [3, 5]])
    assert figure["layout"]["xaxis"]["ticktext"] == ["a", "b", "c", "d"]


def test_a_picture_without_results_is_empty():
    figure = draw_over(
        ["a", "b"], {"right": ([np.empty(0)] * 2, "#000000", "dash")}, "L2", 1, Style()
    )
    assert all(not len(trace["x"]) for trace in figure["data"])
