"""The losses page: the numbers of the formulas, the limits of float32, the losses that stall."""

import math

from tests.pages.page import change, markdown, open_page, printed


def row(app, label):
    """The cells of a table's row."""
    (line,) = [line for line in markdown(app).splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip(" *").replace("−", "-") for cell in line.split("|")[2:-1]]


def test_losses_and_gradients_are_those_of_the_formulas_and_of_the_code_that_is_shown():
    app = open_page("losses", z="-2", label="1", precision="float64")
    assert not app.exception
    p = 1 / (1 + math.exp(2))
    loss, by_autograd, by_formula = row(app, "BCE on logits")[1:4]
    assert loss == f"{-math.log(p):.6g}"
    assert by_autograd == by_formula == f"{p - 1:.6g}"
    loss, by_autograd, _ = row(app, "MSE after the sigmoid")[1:4]
    assert loss == f"{(p - 1) ** 2:.6g}"
    assert by_autograd == f"{2 * (p - 1) * p * (1 - p):.6g}"
    assert f"MSE after the sigmoid: loss {loss}, gradient {by_autograd}" in printed(app)
    assert not app.warning


def test_a_saturated_probability_is_a_warning_in_float32_but_not_in_float64():
    app = open_page("losses", z="20", label="0")
    assert row(app, "BCE on the probability")[1:4] == ["100", "0", "1"]
    (warning,) = app.warning
    assert "float32 σ(20) is 1" in warning.value
    change(app, "precision", "float64")
    assert row(app, "BCE on the probability")[1:4] == ["20", "1", "1"]
    assert not app.warning


def test_the_steps_of_every_loss_are_counted_and_in_the_url():
    app = open_page("losses", section="stalling", wrong_by="5")
    p = 1 / (1 + math.exp(5))
    assert f"**{1 - p:.3g}**" in markdown(app)
    assert f"**{2 * (1 - p) * p * (1 - p):.3g}**" in markdown(app)
    assert row(app, "BCE on logits")[1] == "6** steps"
    steps = row(app, "MSE after the sigmoid")[1].split("*")[0]
    assert f"MSE after the sigmoid: right after {steps} steps" in printed(app)
    change(app, "steps", 20)
    assert row(app, "MSE after the sigmoid")[1] == "not within 20 steps"
    assert app.query_params["steps"] == "20"


def test_a_loss_with_a_gradient_of_0_is_never_right():
    app = open_page("losses", section="stalling", wrong_by="40", label="0", steps="50")
    assert not app.exception
    assert row(app, "BCE on the probability")[1] == "never: the gradient is 0"
    assert row(app, "BCE on logits")[1] == "41** steps"
