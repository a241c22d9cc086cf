"""What every panel owes."""

from copy import deepcopy

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.quantities import PROBES
from web.live.panels import PANELS, Options, PanelContext, Style

CONFIGS = {
    "ensemble": RunConfig(n_points=40, ensemble_size=5),
    "ensemble of ReLU": RunConfig(n_points=40, ensemble_size=5, activation="relu"),
    "usual": RunConfig(n_points=40),
    "logistic regression": RunConfig(n_points=40, hidden_layers=0),
    "truth table": RunConfig(dataset="truth_table", batch_size=4, hidden_layers=1, width=2),
    "deep": RunConfig(n_points=40, hidden_layers=12),
    "dead from the start": RunConfig(n_points=40, initializer="zeros"),
    "one class": RunConfig(n_points=2, train_share=0.5, noise=0.1),
}
STYLES = [Style(dark, projector) for dark in (False, True) for projector in (False, True)]
EVERY_OPTION = Options(log_loss=True, smoothing=0.9, hard_classes=True, spread="lines")

each_panel = pytest.mark.parametrize("name", PANELS)
each_figure = pytest.mark.parametrize("name", [name for name in PANELS if name != "network"])
"""Panels that Plotly draws."""


def draw(name, trainer, options=EVERY_OPTION, style=Style()):  # noqa: B008
    return PANELS[name].draw(PanelContext(trainer, options, style, picked=0))


def places_of_arrays(node, path=()):
    """Where the arrays of a figure stand."""
    if isinstance(node, np.ndarray):
        return [path]
    if not isinstance(node, dict | list | tuple):
        return []
    children = node.items() if isinstance(node, dict) else enumerate(node)
    return [place for key, child in children for place in places_of_arrays(child, (*path, key))]


@each_figure
@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_draws_finite_numbers_at_the_start_and_later(name, config):
    trainer = Trainer(config)
    for steps in (0, 1, 5):
        trainer.train(steps)
        for options in (Options(), EVERY_OPTION):
            for trace in draw(name, trainer, options)["data"]:
                for key in ("x", "y", "z"):
                    values = trace.get(key)
                    if isinstance(values, np.ndarray) and name != "metrics":  # AUC of one class
                        broken = np.isnan(trace["x"]) if key != "z" else False  # a break in a line
                        assert (np.isfinite(values) | broken).all()


@each_figure
def test_a_diverged_run_can_still_be_drawn(name):
    trainer = Trainer(CONFIGS["usual"])
    trainer.ensemble.flat.fill_(float("nan"))
    trainer.train(5)
    assert trainer.divergence
    figure = draw(name, trainer)
    assert figure["data"] or figure["layout"]["annotations"]


@each_figure
@pytest.mark.parametrize("style", STYLES)
def test_draws_in_every_style(name, style):
    layout = draw(name, Trainer(CONFIGS["usual"]), style=style)["layout"]
    titled = any("title" in axis for key, axis in layout.items() if "axis" in key)
    assert layout["font"]["size"] == style.font_size
    if style.projector:
        assert layout["font"]["size"] >= 20
        assert not titled
    else:
        assert layout["font"]["size"] < 20
        assert titled == (name not in ("metrics", "wall"))  # which have no axes to name


@each_panel
@pytest.mark.parametrize("probes", [(), tuple(PROBES)])
@pytest.mark.parametrize("config", ["usual", "ensemble", "ensemble of ReLU"])
def test_the_arrays_of_later_pictures_stand_in_the_same_places(name, config, probes):
    """The live view sends the rest once a tick. A probe is first read on the way, at step 16."""
    trainer = Trainer(CONFIGS[config]).train(14)
    trainer.probes = probes
    before = places_of_arrays(draw(name, trainer))
    for _ in range(3):
        assert places_of_arrays(draw(name, trainer.train(1))) == before


@each_panel
def test_drawing_leaves_the_run_alone(name):
    drawn, plain = Trainer(CONFIGS["usual"]), Trainer(CONFIGS["usual"])
    for _ in range(4):
        draw(name, drawn.train(2))
        plain.train(2)
    assert drawn.step == plain.step
    assert drawn.ensemble.flat.equal(plain.ensemble.flat)
    assert drawn.history.frame().equals(plain.history.frame())
    assert drawn.history.layers().equals(plain.history.layers())
    assert drawn.dataset.x_train.equal(plain.dataset.x_train)


@each_panel
def test_a_picture_does_not_change_when_training_goes_on(name):
    trainer = Trainer(CONFIGS["usual"]).train(3)
    picture = draw(name, trainer, Options())
    before = deepcopy(picture)
    trainer.train(50)
    np.testing.assert_equal(picture, before)


@each_panel
def test_is_labelled_and_described(name):
    assert PANELS[name].label
    assert len(PANELS[name].describe.split()) > 5
