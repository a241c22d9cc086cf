"""The picture of the paths of a gradient."""

import pytest

from core.mechanics.member_snapshot import Weight
from core.mechanics.microscope import Path
from pages.microscope.microscope_figure import HEIGHT, NEGATIVE, POSITIVE, draw_microscope
from web.charts.style import Style

LABELS = ["inputs", "hidden 1", "hidden 2", "output"]
UNITS = [["x₀", "x₁"], ["1", "2", "3"], ["1", "2", "3"], ["output"]]


@pytest.mark.parametrize("style", [Style(), Style(dark=True, projector=True)])
def test_a_path_goes_through_its_units_and_is_as_wide_as_its_product(style):
    paths = [Path((0, 0), -2.0, 0.8), Path((2, 0), 0.5, 0.2)]
    figure = draw_microscope(UNITS, LABELS, Weight(0, 1, 1), paths, style)
    weak, strong, chosen, units = figure["data"]
    assert strong["y"] == [-0.5, 0, 1, 0]
    assert weak["y"] == [-0.5, 0, -1, 0]
    assert (strong["line"]["color"], weak["line"]["color"]) == (NEGATIVE, POSITIVE)
    assert strong["line"]["width"] > weak["line"]["width"]
    assert list(zip(units["x"], units["text"], strict=True)) == [
        *((0, "x₀"), (0, "x₁")),
        *((1, "1"), (1, "2"), (1, "3")),
        *((2, "1"), (2, "2"), (2, "3")),
        (3, ""),
    ]
    assert units["customdata"][3] == "hidden 1, 2"
    assert chosen["y"] == [-0.5, 0]


def test_a_group_ends_at_its_unit_and_a_picture_may_have_no_paths():
    group = draw_microscope(UNITS, LABELS, Weight(1, 0, 2), [Path((0,), 1.0, 1.0)], Style())
    assert group["data"][0]["x"] == [1, 2, 3]
    assert draw_microscope(
        [["x₀", "x₁"], ["output"]], ["inputs", "output"], Weight(0, 0, 0), [], Style()
    )["data"]


@pytest.mark.parametrize("style", [Style(), Style(projector=True)])
def test_units_are_named_where_their_names_have_room(style):
    wide = [["x₀"], [str(i + 1) for i in range(64)], ["output"]]
    figure = draw_microscope(wide, ["inputs", "hidden 1", "output"], Weight(0, 0, 0), [], style)
    _, units = figure["data"]
    assert not any(units["text"])
    assert units["marker"]["size"] * 64 < HEIGHT * 1.2
    assert units["customdata"][64] == "hidden 1, 64"
