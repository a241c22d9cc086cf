"""The panels of the layer quantities, which are drawn alike."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.quantities import QUANTITIES
from web.live.panels import PANELS, Options, PanelContext
from web.live.panels.layer_curves import MOST_BANDS, layer_names

CONFIG = RunConfig(hidden_layers=2, width=3, n_points=40)


def curves(figure, name):
    return [t for t in figure["data"] if t.get("name") == name]


@pytest.fixture(scope="module", params=["tanh", "relu"])
def trainer(request):
    return Trainer(CONFIG.replace(activation=request.param)).train(20)


@pytest.mark.parametrize("name", QUANTITIES)
def test_a_curve_a_layer_is_what_was_recorded(trainer, name):
    figure = PANELS[name].draw(PanelContext(trainer))
    frame, drawn = trainer.history.layers(), 0
    for layer, layer_name in enumerate(layer_names(3)):
        recorded = frame[frame["layer"] == layer][name]
        if recorded.isna().all():
            assert not curves(figure, layer_name)
            continue
        (curve,) = curves(figure, layer_name)
        log = figure["layout"]["yaxis"].get("type") == "log"
        shown = recorded[recorded > 0] if log else recorded.dropna()
        np.testing.assert_array_equal(curve["y"], shown)
        drawn += 1
    assert drawn or figure["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize(
    ("name", "activation"), [("saturated_share", "relu"), ("dead_units", "tanh")]
)
def test_a_panel_of_what_the_network_does_not_have_says_so(name, activation):
    trainer = Trainer(CONFIG.replace(activation=activation)).train(3)
    figure = PANELS[name].draw(PanelContext(trainer))
    assert activation.lower() in figure["layout"]["annotations"][0]["text"].lower()


def test_the_median_of_the_members_and_a_band_a_layer():
    trainer = Trainer(CONFIG.replace(ensemble_size=5)).train(10)
    figure = PANELS["gradient_variance"].draw(PanelContext(trainer, picked=2))
    frame = trainer.history.layers()
    for layer, name in enumerate(layer_names(3)):
        (median,) = curves(figure, name)
        of_layer = frame[frame["layer"] == layer]
        expected = of_layer.groupby("step")["gradient_variance"].median()
        np.testing.assert_allclose(median["y"], expected)
    assert sum(t.get("fill") == "toself" for t in figure["data"]) == 3


def test_many_layers_have_no_bands():
    trainer = Trainer(CONFIG.replace(ensemble_size=5, hidden_layers=MOST_BANDS)).train(2)
    for spread in ("band", "lines"):
        figure = PANELS["gradient_variance"].draw(PanelContext(trainer, Options(spread=spread)))
        assert not any("fill" in t or "meta" in t for t in figure["data"])


def test_predictions_stand_at_step_0_in_the_layers_colours():
    trainer = Trainer(CONFIG).train(5)
    theory = {"gradient_variance": np.array([1e-3, 2e-3, 3e-3])}
    figure = PANELS["gradient_variance"].draw(PanelContext(trainer, theory=theory))
    (marks,) = [t for t in figure["data"] if "theory" in t.get("name", "")]
    assert (marks["x"] < 1).all()  # of 5 steps: at the start
    np.testing.assert_array_equal(marks["y"], theory["gradient_variance"])
    colours = [curves(figure, name)[0]["line"]["color"] for name in layer_names(3)]
    assert marks["marker"]["color"] == colours


def test_guides_of_the_gauges():
    relu = Trainer(CONFIG.replace(activation="relu", initializer="kaiming_normal"))
    (dead,) = [
        t
        for t in PANELS["dead_units"].draw(PanelContext(relu))["data"]
        if "born" in t.get("name", "")
    ]
    np.testing.assert_allclose(dead["y"], 1 - (1 - 1 / 8) ** 2)  # 3 units, 2 layers
    ratio = PANELS["update_to_weight_ratio"].draw(PanelContext(relu))["data"][0]
    np.testing.assert_allclose(ratio["y"], 1e-3)


@pytest.mark.parametrize("hidden_layers", [0, 12])
@pytest.mark.parametrize("name", QUANTITIES)
def test_every_depth_can_be_drawn(name, hidden_layers):
    trainer = Trainer(CONFIG.replace(hidden_layers=hidden_layers, ensemble_size=2)).train(2)
    assert PANELS[name].draw(PanelContext(trainer))["layout"]
