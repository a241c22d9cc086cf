import numpy as np
import pytest
import torch

from core.mechanics.race import race
from core.mechanics.surfaces import SURFACES, WINDOW
from core.optimizers import OPTIMIZERS
from pages.optimizers.race_figure import COLOURS, colours_of, draw_race
from web.charts.style import Style

NAMES = ("sgd", "adam")


def figure_of(surface, rate, style=Style(), steps=60):  # noqa: B008
    surface = SURFACES[surface]
    racers = race(surface, [(name, rate) for name in NAMES], surface.start, steps, 1e-3)
    racers = dict(zip(NAMES, racers, strict=True))
    return racers, draw_race(surface, racers, 1e-3, style)


def traces(figure, grows, axis):
    return [
        t
        for t in figure["data"]
        if t.get("meta") == {"grows": grows} and t.get("xaxis", "x") == axis
    ]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("style", [Style(), Style(dark=True, projector=True)])
def test_paths_and_losses_grow_step_by_step(surface, style):
    racers, figure = figure_of(surface, 0.003, style)
    for grows in (True, "head"):
        for racer, path, losses in zip(
            racers.values(), traces(figure, grows, "x"), traces(figure, grows, "x2"), strict=True
        ):
            np.testing.assert_array_equal(np.stack([path["x"], path["y"]], 1), racer.path)
            assert losses["x"].tolist() == list(range(61))
            np.testing.assert_allclose(losses["y"], np.maximum(racer.losses, 1e-30))


def test_the_surface_is_the_logarithm_of_the_loss_above_the_floor():
    surface = SURFACES["rosenbrock"]
    contour = figure_of("rosenbrock", 0.003)[1]["data"][0]
    rows, columns = contour["z"].shape
    at = torch.tensor([contour["x0"] + 15 * contour["dx"], contour["y0"] + 40 * contour["dy"]])
    assert contour["z"][40, 15] == pytest.approx(surface.function(at).log10().item(), rel=1e-5)
    assert contour["z"].min() == pytest.approx(contour["zmin"])
    assert contour["x0"] + (columns - 1) * contour["dx"] == pytest.approx(WINDOW)
    assert rows == columns


def test_who_diverges_leaves_the_picture_and_the_axes_stay():
    racers, figure = figure_of("ravine", 0.5)
    assert racers["sgd"].diverged_after
    path = traces(figure, True, "x")[0]
    assert abs(path["y"][-1]) > WINDOW
    assert np.abs(path["y"][:-1]).max() <= 3 * WINDOW
    assert figure["layout"]["xaxis"]["range"] == [-WINDOW, WINDOW]
    assert np.isfinite(figure["layout"]["yaxis2"]["range"]).all()
    for trace in figure["data"]:
        assert np.isfinite(np.asarray(trace.get("y", 0.0), dtype=np.float32)).all()


def test_any_six_optimizers_have_six_colours():
    for first in range(len(OPTIMIZERS)):
        names = [list(OPTIMIZERS)[(first + 2 * i) % len(OPTIMIZERS)] for i in range(6)]
        assert set(colours_of(names).values()) == set(COLOURS)
    assert colours_of(["sgd", "adam"])["sgd"] == colours_of(["momentum", "sgd"])["sgd"]
