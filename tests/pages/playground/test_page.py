"""The playground page, without a browser."""

import pytest

from core.datasets import PROBLEMS
from core.initializers import INITIALIZERS
from core.optimizers import OPTIMIZERS
from tests.core.choices import with_entry
from tests.pages.page import change, header_of, open_page, run_of

STRUCTURE = {
    "dataset": "moons",
    "n_points": 100,
    "noise": 0.1,
    "train_share": 0.75,
    "data_seed": 7,
    "features": ["x0", "x0x1"],
    "hidden_layers": 0,
    "width": 6,
    "activation": "relu",
    "initializer": "kaiming_normal",
    "bias_initializer": "zeros",
    "loss": "mse",
    "optimizer": "adam",
    "batch_size": None,
    "ensemble_size": 4,
}
ON_THE_WAY = {"learning_rate": 0.5, "l1": 0.01, "l2": 0.01}
DISPLAY = {
    **{"panels": ["loss"], "log_loss": True, "smoothing": 0.5, "hard_classes": True},
    **{"spread": "lines", "picked_seed": 3},
}
SPELLED = {
    **{"batch_size": "full", "panels": "loss", "log_loss": "true", "hard_classes": "true"},
    "features": "x0,x0x1",
}
NUMBERS = {"seed", "data_seed", "picked_seed"}
"""Settings that always are a number to type."""


def test_opens_without_an_exception():
    app = open_page()
    assert not app.exception
    assert not app.warning
    assert not dict(app.query_params)
    assert run_of(app).trainer.step == 0


@pytest.mark.parametrize(
    ("name", "value"), (STRUCTURE | ON_THE_WAY | DISPLAY | {"seed": 9}).items()
)
def test_a_control_writes_a_url_that_opens_the_same_page_and_its_default_leaves_it(name, value):
    app = open_page()
    default = app.session_state[name]
    change(app, name, value)
    assert dict(app.query_params) == {name: SPELLED.get(name, str(value))}
    opened = open_page(**app.query_params)
    assert not opened.warning
    assert run_of(opened).config == run_of(app).config
    assert opened.session_state[name] == value
    change(app, name, default)
    assert not dict(app.query_params)


@pytest.mark.parametrize(("name", "value"), STRUCTURE.items())
def test_another_network_or_problem_starts_anew_from_the_same_seed(name, value):
    app = open_page(seed="3")
    run = run_of(app)
    run.trainer.train(5)
    change(app, name, value)
    assert run_of(app).number != run.number
    assert run_of(app).trainer.step == 0
    assert run_of(app).config == run.config.replace(**{name: value})
    assert run_of(app).config.seed == 3


@pytest.mark.parametrize(("name", "value"), (ON_THE_WAY | DISPLAY).items())
def test_other_controls_leave_the_run_going(name, value):
    app = open_page()
    run = run_of(app)
    run.trainer.train(5)
    change(app, name, value)
    assert run_of(app) is run
    assert run.trainer.step == 5
    if name in ON_THE_WAY:
        assert getattr(run.config, name) == value


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_parameters_come_and_go_with_their_optimizer(optimizer):
    app = open_page()
    owned = OPTIMIZERS[optimizer].parameters
    change(app, "optimizer", optimizer)
    numbers = {widget.key for widget in app.number_input} - NUMBERS
    assert numbers == set(owned)
    for name, parameter in owned.items():
        assert app.number_input(key=name).value == parameter.default
        change(app, name, 0.25)
        assert app.query_params[name] == "0.25"
        assert getattr(run_of(app).config, name) == 0.25
    change(app, "optimizer", "sgd")
    assert not dict(app.query_params)
    assert {widget.key for widget in app.number_input} == NUMBERS


@pytest.mark.parametrize("initializer", [n for n, i in INITIALIZERS.items() if i.parameters])
def test_parameters_come_and_go_with_their_initializer(initializer):
    app = open_page(initializer=initializer)
    owned = INITIALIZERS[initializer].parameters
    assert {widget.key for widget in app.number_input} == {*NUMBERS, *owned}
    change(app, "initializer", "zeros")
    assert {widget.key for widget in app.number_input} == NUMBERS


def test_a_parameter_shared_by_two_optimizers_keeps_its_value():
    app = open_page(optimizer="adam", beta1="0.5")
    change(app, "optimizer", "nadam")
    assert run_of(app).config.beta1 == 0.5
    assert dict(app.query_params) == {"optimizer": "nadam", "beta1": "0.5"}


@pytest.mark.parametrize("dataset", PROBLEMS)
def test_problems_with_given_points_take_no_sampling_controls(dataset):
    app = open_page(**with_entry("dataset", dataset))
    assert app.slider(key="n_points").disabled == (dataset == "own" or PROBLEMS[dataset].fixed)
    for name in ("noise", "train_share"):
        assert app.slider(key=name).disabled == PROBLEMS[dataset].fixed


def test_new_sample_moves_the_data_seed_on_and_from_the_last_to_the_first():
    app = open_page(data_seed=str(2**31 - 2))
    for seed in (2**31 - 1, 0, 1):
        (button,) = app.button
        button.click().run()
        assert not app.exception
        assert run_of(app).config.data_seed == seed


def test_a_url_beyond_the_stops_of_a_slider_is_kept():
    app = open_page(learning_rate="0.0123", l2="9.5", batch_size="7")
    assert not app.warning
    config = run_of(app).config
    assert (config.learning_rate, config.l2, config.batch_size) == (0.0123, 9.5, 7)
    change(app, "width", 5)
    assert run_of(app).config == config.replace(width=5)


def test_a_step_in_the_url_is_where_the_run_goes_once():
    app = open_page(step="12")
    assert run_of(app).target == 12
    assert run_of(app).catching_up
    assert dict(app.query_params) == {"step": "12"}  # a reload goes there again
    change(app, "width", 5)
    assert run_of(app).target == 0


def test_a_refused_url_is_said_and_corrected():
    app = open_page(width="65", activation="tanhh", seed="4")
    (warning,) = app.warning
    assert "width" in warning.value
    assert "tanhh" in warning.value
    assert "seed" not in warning.value
    assert run_of(app).config.width == 4
    assert dict(app.query_params) == {"seed": "4"}


def test_many_refused_values_do_not_fill_the_page():
    app = open_page(**{f"x{i}": "1" for i in range(100)})
    assert len(app.warning[0].value.splitlines()) < 15
    assert "and 92 more" in app.warning[0].value


@pytest.mark.parametrize(("name", "given"), [("panels", "accuracy"), ("features", "x0x1")])
def test_choices_that_were_all_switched_off_are_those_of_the_start(name, given):
    start = open_page().session_state[name]
    app = open_page(**{name: given})
    change(app, name, [])
    assert name not in app.query_params
    assert app.session_state[name] == start


def test_a_seed_that_the_run_does_not_have_is_named():
    app = open_page(picked_seed="20")
    assert any("has no seed 20: it has 1 to 16" in caption.value for caption in app.caption)
    assert header_of(app)["whose"] == ["16 seeds", "median"]


def test_numbers_are_those_of_the_picked_seed():
    app = open_page(picked_seed="3")
    header = header_of(app)
    assert header["whose"] == ["picked", "seed 3"]
    expected = run_of(app).trainer.metrics().loc[2]
    for name in ("train_loss", "validation_accuracy"):
        assert header["numbers"][0][name] == pytest.approx(expected[name], rel=1e-5)
    labels = {name: panel["label"] for name, panel in header["panels"].items()}
    assert labels["boundary"] == "Decision boundary, seed 3"
    assert labels["loss"] == "Loss"


def test_a_network_that_begins_beyond_all_numbers_opens():
    huge = {"activation": "identity", "initializer": "normal", "weight_scale": "10"}
    assert not open_page(**huge, hidden_layers="12", width="64").exception


def test_the_parameters_of_an_optimizer_come_and_go_with_it():
    app = open_page(optimizer="momentum", momentum="0.5")
    change(app, "optimizer", "sgd")
    assert run_of(app).config.momentum is None
    change(app, "optimizer", "momentum")
    assert run_of(app).config.momentum == app.number_input(key="momentum").value == 0.9
