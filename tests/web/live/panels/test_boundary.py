import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from web.charts.style import CLASS_COLOURS
from web.live.panels import Options, PanelContext, Style
from web.live.panels.boundary import draw_boundary
from web.live.panels.context import GRID

CONFIG = RunConfig(n_points=60, noise=0.1, train_share=0.75, dataset="circle")
HALF_STEP = 0.5 / 65535  # of a 16-bit fraction


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(200)


@pytest.fixture(scope="module")
def figure(trainer):
    return draw_boundary(PanelContext(trainer))


def trace(figure, kind, part=""):
    """The one trace of a type, whose name or hover text has `part` in it."""
    (found,) = [
        t
        for t in figure["data"]
        if t["type"] == kind and part in f"{t.get('name')} {t.get('hovertemplate')}"
    ]
    return found


def torch_probabilities(trainer, points):
    with torch.no_grad():
        logits = trainer.member(0)(torch.as_tensor(points, dtype=torch.float32))
    return torch.sigmoid(logits).squeeze(-1).numpy()


@pytest.mark.parametrize("kind", ["heatmap", "contour"])
def test_surface_is_what_the_network_says_at_the_places_of_the_grid(trainer, figure, kind):
    surface = trace(figure, kind)
    x = surface["x0"] + surface["dx"] * np.arange(GRID)
    y = surface["y0"] + surface["dy"] * np.arange(GRID)
    rows = [torch_probabilities(trainer, np.stack([x, np.full(GRID, at)], 1)) for at in y]
    np.testing.assert_allclose(surface["z"] / 65535, rows, atol=HALF_STEP + 1e-6)
    assert surface["z"].dtype == np.uint16
    assert np.ptp(surface["z"]) > 0.2 * 65535  # so that a transposed grid would be noticed


def test_the_shown_square_holds_every_point(trainer, figure):
    half = trainer.dataset.half_width()
    for axis, edge in (("xaxis", "x0"), ("yaxis", "y0")):
        assert figure["layout"][axis]["range"] == [-half, half]
        assert trace(figure, "heatmap")[edge] == -half
    assert trainer.dataset.x_train.abs().max() < half
    assert trainer.dataset.x_validation.abs().max() < half


@pytest.mark.parametrize(("part", "n"), [("training", 45), ("validation (", 15)])
def test_points_stand_where_they_are_and_say_what_is_known_of_them(trainer, figure, part, n):
    points, split = trace(figure, "scatter", part), part.split()[0]
    x, y = {
        "training": (trainer.dataset.x_train, trainer.dataset.y_train),
        "validation": (trainer.dataset.x_validation, trainer.dataset.y_validation),
    }[split]
    assert len(x) == n
    np.testing.assert_array_equal(np.stack([points["x"], points["y"]], 1), x)
    np.testing.assert_array_equal(points["marker"]["color"], y)
    np.testing.assert_array_equal(points["customdata"][:, 0], y)
    np.testing.assert_allclose(
        points["customdata"][:, 1], torch_probabilities(trainer, x), rtol=1e-5
    )
    assert points["marker"]["colorscale"] == [[0, CLASS_COLOURS[0]], [1, CLASS_COLOURS[1]]]


def test_the_sets_are_told_apart_by_shape(figure):
    symbols = {
        name: trace(figure, "scatter", part)["marker"]["symbol"]
        for name, part in (("train", "training"), ("validation", "validation ("))
    }
    assert symbols["train"] != symbols["validation"]
    for name, symbol in symbols.items():
        (key,) = [t for t in figure["data"] if t.get("name") == name]
        assert key["marker"]["symbol"] == symbol


def test_wrong_points_are_those_on_the_other_side(trainer, figure):
    data = trainer.dataset
    x = torch.cat([data.x_train, data.x_validation]).numpy()
    y = torch.cat([data.y_train, data.y_validation]).numpy()
    wrong = torch_probabilities(trainer, x).round() != y
    assert 0 < wrong.sum() < len(y)
    crosses = trace(figure, "scatter", "wrong")
    np.testing.assert_array_equal(np.stack([crosses["x"], crosses["y"]], 1), x[wrong])


def test_hard_classes_colour_by_the_likelier_class_alone(trainer):
    figure = draw_boundary(PanelContext(trainer, Options(hard_classes=True)))
    hard, soft = trace(figure, "heatmap")["z"], trace(figure, "contour")["z"]
    assert set(np.unique(hard)) == {0, 65535}
    np.testing.assert_array_equal(hard == 65535, soft > 65535 / 2)


def test_places_that_are_not_a_number_have_the_colour_of_neither_class():
    trainer = Trainer(CONFIG)
    trainer.ensemble.flat.fill_(float("nan"))
    for hard in (False, True):
        z = trace(draw_boundary(PanelContext(trainer, Options(hard_classes=hard))), "heatmap")["z"]
        assert set(np.unique(z)) <= {32767, 32768}


@pytest.mark.parametrize("dark", [False, True])
def test_the_line_stands_where_the_colours_turn(trainer, dark):
    figure = draw_boundary(PanelContext(trainer, style=Style(dark)))
    line, plane = trace(figure, "contour"), trace(figure, "heatmap")
    assert line["contours"]["start"] == line["contours"]["end"] == 0.5
    assert (plane["zmin"], plane["zmax"]) == (0, 1)
    low, middle, high = plane["colorscale"]
    assert (low, high) == ([0, CLASS_COLOURS[0]], [1, CLASS_COLOURS[1]])
    assert middle[0] == 0.5


def test_line_crosses_and_classes_follow_the_threshold(trainer):
    options = Options(threshold=0.8, hard_classes=True)
    figure = draw_boundary(PanelContext(trainer, options))
    contours = trace(figure, "contour")["contours"]
    assert contours["start"] == contours["end"] == 0.8
    points = torch.cat([trainer.dataset.x_train, trainer.dataset.x_validation])
    labels = torch.cat([trainer.dataset.y_train, trainer.dataset.y_validation]).numpy()
    wrong = (torch_probabilities(trainer, points) > 0.8) != (labels == 1)
    crosses = trace(figure, "scatter", "wrong")
    assert crosses["x"].tolist() == points[wrong][:, 0].tolist()
    surface = trace(figure, "contour")["z"] / 65535
    coloured = trace(figure, "heatmap")["z"] > 0
    sure = abs(surface - 0.8) > HALF_STEP
    np.testing.assert_array_equal(coloured[sure], surface[sure] > 0.8)
