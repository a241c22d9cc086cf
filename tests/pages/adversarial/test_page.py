"""The adversarial page: one point, the maps, and what makes a network robust."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core import Trainer
from core.laboratory.adversarial_margins import RobustnessTask
from core.laboratory.adversarial_point import METHODS, AttackedPoint, Flip
from core.trainer import make_dataset
from pages.adversarial.descriptions import describe_point
from pages.adversarial.settings import AdversarialSettings
from tests.pages.page import change, finish_job, open_page, printed, words
from web.jobs import jobs

pytestmark = pytest.mark.usefixtures("no_results")

QUICK = {"steps": "60", "width": "4"}


def distances(app):
    """The last column of the table, None where the other class is out of reach."""
    (table,) = [e.value for e in app.markdown if e.value.startswith("| | method")]
    cells = [line.split("|")[3].strip().strip("*") for line in table.splitlines()[2:]]
    return [None if cell.startswith("none") else float(cell) for cell in cells]


@pytest.mark.parametrize("address", [{}, {"x0": "-3", "x1": "2.5", "activation": "relu"}])
def test_the_page_shows_the_numbers_that_its_code_prints(address):
    app = open_page("adversarial", **QUICK, **address)
    assert not app.exception
    lines = dict(line.split(": ") for line in printed(app).splitlines()[-4:])
    text = words(app)
    for name in ("the point", "FGSM", "PGD"):
        probability = float(lines[name].removeprefix("P(class 1) = "))
        assert f"{probability:.4g}" in text, name
    fgsm = distances(app)[0]
    if fgsm is None:
        assert lines["smallest ε of FGSM"] == "none"
    else:
        assert float(lines["smallest ε of FGSM"]) == pytest.approx(fgsm, rel=1e-3)


def test_distances_of_logistic_regression_are_those_of_scikit_learn():
    """Scikit-learn gets the weights of this network: its own training would end at others."""
    app = open_page("adversarial", hidden_layers="0", dataset="gaussians", x0="0.2", x1="0.9")
    settings = AdversarialSettings(hidden_layers=0, dataset="gaussians")
    trainer = Trainer(settings.config, quantities=(), scored=False).train(settings.steps)
    layer = trainer.member(0)[0]
    peer = LogisticRegression()
    peer.coef_, peer.intercept_ = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    peer.classes_ = np.array([0, 1])
    z = abs(peer.decision_function([[0.2, 0.9]])[0])
    infinity, euclid = z / abs(peer.coef_).sum(), z / np.linalg.norm(peer.coef_)
    expected = [infinity, infinity, infinity, euclid, euclid]
    assert distances(app) == pytest.approx(expected, rel=1e-3)
    assert "all methods with the same norm agree" in words(app)


def test_with_an_epsilon_of_0_nothing_moves():
    app = open_page("adversarial", epsilon="0", **QUICK)
    assert "With ε = 0 nothing moves" in words(app)


def test_a_network_without_a_boundary_says_that_it_has_none():
    app = open_page("adversarial", l2="10", steps="300")
    assert "there is no boundary in reach" in words(app)
    assert distances(app) == [None] * len(METHODS)


def test_a_gradient_of_0_is_not_called_robustness():
    sure = {"hidden_layers": "0", "dataset": "gaussians", "learning_rate": "10", "steps": "600"}
    for place in (5.0, -5.0):  # of both classes
        app = open_page("adversarial", **sure, x0=str(place), x1=str(place))
        assert "is exactly 0 in float64" in words(app)
        assert "The network is not robust" in words(app)
        assert "agree" not in words(app)
        assert [d is None for d in distances(app)] == [not m.searched for m in METHODS.values()]


def test_the_code_of_a_sure_network_prints_what_the_page_says():
    """σ(z) is exactly 1 here: with torch's own cross-entropy the attacks would not move."""
    app = open_page(
        "adversarial", activation="gelu", hidden_layers="4", width="32", x0="0.4", x1="0.5"
    )
    assert "exactly 0" not in words(app)
    assert float(re.search(r"smallest ε of FGSM: (.+)", printed(app))[1]) == pytest.approx(
        distances(app)[0], rel=1e-3
    )


def test_a_point_far_outside_and_an_untrained_network_are_described():
    for address in ({"x0": "6", "x1": "-6"}, {"steps": "0"}, {"dataset": "truth_table"}):
        app = open_page("adversarial", **(QUICK | address))
        assert not app.exception
        assert "The network calls" in words(app)


def test_where_only_one_norm_agrees_the_boundary_is_not_called_straight():
    app = open_page("adversarial", x0="6", x1="6", epsilon="2")
    fgsm, _, nearest, straight, nearest_l2 = distances(app)
    assert fgsm == pytest.approx(nearest, rel=0.005)
    assert straight > 1.005 * nearest_l2
    assert "looks straight" not in words(app)
    assert "the boundary bends, or is not perpendicular to the gradient" in words(app)


@pytest.mark.parametrize(
    ("activation", "reason"),
    [("tanh", "flat towards both ends"), ("relu", "off"), ("leaky_relu", "too small for it")],
)
def test_a_logit_without_slope_is_explained_by_the_activation(activation, reason):
    flat = AttackedPoint(0.9, 1, *[np.zeros(2)] * 3, 0.9, np.zeros((2, 2)), 0.9)
    flips = dict.fromkeys(METHODS) | {"nearest_l2": Flip(1.0, np.ones(2))}
    text = describe_point(AdversarialSettings(activation=activation), flat, flips)
    assert "no slope at all" in text
    assert reason in text


def test_a_run_that_diverges_is_an_error_and_its_last_network_is_shown():
    diverging = {"optimizer": "sgd", "activation": "relu", "learning_rate": "10", "l2": "10"}
    for section in ("point", "map"):
        app = open_page("adversarial", section=section, hidden_layers="3", **diverging)
        assert not app.exception
        assert "This run diverged" in app.error[0].value
        before = int(re.search(r"after step (\d+)", app.error[0].value)[1]) - 1
        if section == "point":
            assert any(f"After {before} steps it is right" in c.value for c in app.caption)


def test_what_is_not_allowed_is_named():
    app = open_page("adversarial", x0="7", epsilon="-1", pgd_steps="21", way="nearest_l2", **QUICK)
    text = app.warning[0].value.replace("\\", "")
    for name in ("x0: '7'", "epsilon: '-1'", "pgd_steps: '21'", "way: 'nearest_l2'"):
        assert f"{name} is not allowed" in text


def test_the_maps_are_computed_on_request_and_a_finished_one_survives_cancel(monkeypatch):
    # Short enough for the second map to be unfinished when the first is done, on any machine.
    monkeypatch.setattr("web.jobs.jobs.SLICE_SECONDS", 0.03)
    app = open_page("adversarial", section="map", **QUICK)
    assert "two maps" in words(app).lower()
    app.button(key="margins_run").click().run()
    while "Median over the" not in words(app):
        app.run()
        assert not app.exception
    app.button(key="margins_cancel").click().run()
    assert [button.label for button in app.button if button.key == "margins_run"] == [
        "Compute both maps (1 left)"
    ]
    app.button(key="margins_run").click().run()
    finish_job(app, "margins")
    numbers = re.search(r"right: ([\d.]+) by the attack, ([\d.]+) to the nearest", words(app))
    attack, nearest = map(float, numbers.groups())
    assert nearest <= attack


def test_robustness_counts_what_stays_right_and_the_seeds_that_give_one_class():
    app = open_page("adversarial", section="robustness", seeds="2", epsilon="0.1", **QUICK)
    app.button(key="robustness_run").click().run()
    finish_job(app, "robustness")
    text = words(app)
    assert "L2 = 0.1: 2 of 2 seeds give one class everywhere" in text
    value, share = re.search(r"most points stay right with L2 = ([\d.e-]+): (\d+)%", text).groups()
    settings = AdversarialSettings(steps=60, width=4)
    task = RobustnessTask(settings.config.replace(l2=float(value), ensemble_size=2), 60)
    result = jobs.result_of(task)
    data = make_dataset("xor")
    assert result.right.shape == (2, len(data.y_validation))
    kept = [(r & (n > 0.1)).mean() for r, n in zip(result.right, result.nearest, strict=True)]
    assert round(100 * np.median(kept)) == int(share)
    change(app, "epsilon", 2.0)  # farther than any boundary within the square is
    assert re.search(r"With ε = 2 (every value|most points stay right)", words(app))
    change(app, "epsilon", 0.0)  # nothing is trained anew
    assert app.button(key="robustness_run").disabled


def test_seeds_that_diverge_are_counted():
    diverging = {"optimizer": "sgd", "activation": "relu", "learning_rate": "10", "l2": "10"}
    app = open_page(
        "adversarial", section="robustness", against="width", seeds="2", **diverging, steps="60"
    )
    app.button(key="robustness_run").click().run()
    finish_job(app, "robustness")
    for width in (1, 2, 4, 8, 16, 32):
        assert f"width = {width}: 2 of 2 seeds diverged." in words(app)
    assert "most points stay right" not in words(app)
