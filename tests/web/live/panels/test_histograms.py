"""The panels of distributions at the present step."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.quantities import HISTOGRAMS
from web.live.panels import PANELS, PanelContext
from web.live.panels.layer_curves import layer_names

CONFIG = RunConfig(n_points=40, ensemble_size=3, hidden_layers=3)


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(20)


@pytest.mark.parametrize("name", HISTOGRAMS)
def test_every_layer_has_an_outline_whose_area_is_one(trainer, name):
    figure = PANELS[name].draw(PanelContext(trainer))
    assert [trace["name"] for trace in figure["data"]] == layer_names(4)
    for trace in figure["data"]:
        # The output has no activation.
        area = 0 if (name, trace["name"]) == ("activation_histogram", "output") else 1
        assert np.trapezoid(trace["y"], trace["x"]) == pytest.approx(area)
        assert trace["y"][0] == trace["y"][-1] == 0


def test_the_weight_histogram_is_that_of_numpy(trainer):
    traces = PANELS["weight_histogram"].draw(PanelContext(trainer))["data"]
    for layer, trace in enumerate(traces):
        edges = np.unique(trace["x"])
        weights = trainer.ensemble.weights()[layer].detach().numpy().ravel()
        expected, _ = np.histogram(weights, edges, density=True)
        np.testing.assert_allclose(trace["y"][1:-1:2], expected, rtol=1e-4, atol=1e-9)


def test_ridges_stand_one_above_the_other_with_the_first_layer_at_the_top(trainer):
    figure = PANELS["layer_distributions"].draw(PanelContext(trainer))
    assert figure["layout"]["yaxis"]["ticktext"] == layer_names(4)[::-1]
    for axis, quantity in (("x", "activation_histogram"), ("x2", "gradient_histogram")):
        ridges = [trace for trace in figure["data"] if trace["xaxis"] == axis]
        assert [trace["y"].min() for trace in ridges] == [3, 2, 1, 0]
        height = np.ptp(ridges[0]["y"])
        outlines = PANELS[quantity].draw(PanelContext(trainer))["data"]
        for ridge, outline in zip(ridges, outlines, strict=True):
            np.testing.assert_array_equal(ridge["x"], outline["x"])
            shape = outline["y"] / (outline["y"].max() or 1)
            np.testing.assert_allclose((ridge["y"] - ridge["y"].min()) / height, shape)


def test_deviations_are_told(trainer):
    ridge = PANELS["layer_distributions"].draw(PanelContext(trainer))["data"][0]
    activations = trainer.present().activations[0].detach().numpy()
    np.testing.assert_allclose(ridge["customdata"], activations.std(), rtol=1e-4)
