"""What panels say of what they can't draw."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.quantities import PROBES
from web.live.panels import PANELS, PanelContext
from web.live.panels.missing import what_is_missing

CONFIG = RunConfig(n_points=40, hidden_layers=3, width=3)
NAMES = ("hidden 1", "hidden 2", "hidden 3", "output")


def said(name, trainer):
    """The sentence in a panel; "" where there is none."""
    layout = PANELS[name].draw(PanelContext(trainer))["layout"]
    in_plot = [note["text"].replace("<br>", " ") for note in layout.get("annotations", [])]
    return " ".join([*in_plot, layout.get("note", "")]).strip()


def history_of(rows, members=1):
    """A run whose gradient variance was `rows` [steps, layers], or [steps, members, layers]."""
    trainer = Trainer(CONFIG.replace(ensemble_size=members), history_capacity=64)
    rows = np.array(rows, dtype=float).reshape(-1, members, 4)
    trainer.history.forget_after(-1)
    trainer.history.append([*range(len(rows))], {"gradient_variance": rows})
    return PanelContext(trainer)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([[1, 1, 1, 1]], ""),
        ([[0, 0, 0, 0], [1, 1, 1, 1]], ""),
        ([[1, 1, 1, 1], [0, 0, 0, 0]], "exactly 0 in every layer since step 1"),
        ([[1, 1, 1, 0], [1, 1, 1, 0]], "exactly 0 in output since step 0"),
        ([[1, 1, 1, 1], [1, 0, 0, 0]], "exactly 0 from hidden 2 to output since step 1"),
        ([[0, 1, 0, 1]], "exactly 0 in hidden 1, hidden 3 since step 0"),
        (
            [[1, 1, 1, 1], [1, 1, 1, 0], [0, 0, 0, 0]],
            "exactly 0 in every layer since step 2, in output since step 1",
        ),
        ([[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 1, 1]], "exactly 0 in hidden 1 since step 0"),
        (
            [[0, np.inf, np.nan, 1]],
            "exactly 0 in hidden 1 since step 0; infinite in hidden 2 since step 0; "
            "not a number in hidden 3 since step 0",
        ),
    ],
)
def test_says_what_it_is_where_and_since_when(rows, sentence):
    assert what_is_missing(history_of(rows), "gradient_variance", True, NAMES) == sentence


def test_of_several_members_it_tells_all_from_the_median():
    dead, alive = [0, 0, 0, 0], [1, 1, 1, 1]
    for members, whom in (
        ([dead] * 3, "of all 3 seeds"),
        ([dead, alive, dead], "median exactly 0"),
    ):
        text = what_is_missing(history_of([members], 3), "gradient_variance", True, NAMES)
        assert whom in text
    assert not what_is_missing(
        history_of([[alive, alive, dead]], 3), "gradient_variance", True, NAMES
    )


def test_on_a_linear_axis_0_has_a_place():
    context = history_of([[0, 0, np.nan, 0]])
    text = what_is_missing(context, "gradient_variance", False, NAMES)
    assert text == "not a number in hidden 3 since step 0"


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_that_was_not_read_yet_says_when_it_will_be(name):
    assert "every 16th step" in said(name, Trainer(CONFIG))
    assert not said(name, Trainer(CONFIG, probes=[name]).train(20))


@pytest.mark.parametrize("name", ["distance_from_start", "update_to_weight_ratio"])
def test_what_is_divided_by_0_says_by_what(name):
    text = said(name, Trainer(CONFIG.replace(initializer="zeros")).train(3))
    assert text.startswith("not a number in every layer since step 0, as ‖W")


def test_there_is_no_update_before_the_first_step():
    trainer = Trainer(CONFIG)
    assert "no update" in said("update_to_weight_ratio", trainer)
    assert not said("update_to_weight_ratio", trainer.train(1))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_units_that_cannot_die_or_saturate_point_to_the_panel_that_can_tell(activation):
    trainer = Trainer(CONFIG.replace(activation=activation)).train(1)
    dies, saturates = ACTIVATIONS[activation].dies, ACTIVATIONS[activation].bounds is not None
    dead, saturated = said("dead_units", trainer), said("saturated_share", trainer)
    assert bool(dead) is not dies
    assert bool(saturated) is not saturates
    assert ("see Saturation" in dead) is saturates
    assert ("see Dead units" in saturated) is dies


@pytest.mark.parametrize("name", ["dead_units", "saturated_share", "activation_histogram"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_without_hidden_layers_the_panels_of_them_say_so(name, activation):
    trainer = Trainer(CONFIG.replace(hidden_layers=0, activation=activation))
    assert said(name, trainer).startswith("no hidden layer")


def test_an_empty_axis_spans_the_steps():
    for name in ("gradient_variance", "distance_from_start"):
        trainer = Trainer(CONFIG.replace(initializer="zeros")).train(30)
        figure = PANELS[name].draw(PanelContext(trainer))
        assert [*figure["data"][-1]["x"]] == [0, 30]
        assert not figure["layout"]["yaxis"]["showticklabels"]


def test_where_theory_stands_alone_its_axis_has_numbers():
    dead = RunConfig(hidden_layers=8, width=2, activation="relu", initializer="kaiming_normal")
    trainer = Trainer(dead.replace(ensemble_size=16)).train(5)
    theory = {"gradient_variance": np.logspace(-6, -2, 9)}
    figure = PANELS["gradient_variance"].draw(PanelContext(trainer, theory=theory))
    assert figure["layout"]["yaxis"]["showticklabels"]
    assert [*figure["data"][-1]["x"]] == [0, 5]


@pytest.mark.parametrize("name", ["weight_histogram", "gradient_histogram"])
def test_histograms_without_a_shape_say_why(name):
    assert "are equal" in said(name, Trainer(CONFIG.replace(initializer="zeros")))
    assert not said(name, Trainer(CONFIG))
    broken = Trainer(CONFIG)
    broken.ensemble.flat.fill_(float("nan"))
    assert said("weight_histogram", broken) == "no value is finite"


def test_curves_over_thresholds_say_why_there_are_none():
    one_class = Trainer(RunConfig(n_points=2, train_share=0.5, noise=0.1))
    assert "points of both classes" in said("roc", one_class)
    broken = Trainer(CONFIG)
    broken.ensemble.flat.fill_(float("nan"))
    assert "not all finite" in said("roc", broken)


def test_steps_to_solve_says_where_too_few_points_can_tell():
    assert "fewer than 10 validation points" in said(
        "steps_to_solve", Trainer(CONFIG.replace(n_points=10))
    )
    assert not said("steps_to_solve", Trainer(CONFIG))
