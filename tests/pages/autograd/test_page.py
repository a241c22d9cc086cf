"""The autograd page: the book's numbers, its sections, and programs that print what it shows."""

import re

import pytest

from tests.pages.page import change, open_page, printed, words

SECTIONS = ("neuron", "accumulation", "cost", "descent")


def open_section(section, **address):
    app = open_page("autograd", section=section, **address)
    assert not app.exception
    return app


def numbers_of(program):
    """What a program prints, line by line: its numbers by its first words."""
    lines = {}
    for line in program.splitlines():
        name = re.match(r"[^\d\-=\[(]*[\w/]*", line).group().split(" ")[0]
        lines[name] = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[-+]\d+)?", line[len(name) :])]
    return lines


def test_every_section_opens_and_is_in_the_url():
    app = open_page("autograd")
    for section in reversed(SECTIONS):
        change(app, "section", section)
        assert app.query_params.get("section", "neuron") == section
        assert not app.warning


def test_the_books_derivatives_in_three_ways_and_a_program_that_prints_them():
    app = open_section("neuron")
    assert "z = w x + b = 1.9" in words(app)
    assert "L = (y - z)^2 = 0.04" in words(app)
    rows = re.findall(r"\$dL/d(\w)\$ \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|", words(app))
    shown = {name: [float(n) for n in numbers[:3]] for name, *numbers in rows}
    assert shown["w"] == pytest.approx([-0.56] * 3)
    assert shown["b"] == pytest.approx([-0.40] * 3)
    assert [row[4] for row in rows] == ["11", "11"]
    program = numbers_of(printed(app))
    for i, way in enumerate(("autograd", "formula", "central")):
        assert program[way] == pytest.approx([shown["w"][i], shown["b"][i]], rel=1e-14)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_bent_neuron_has_its_own_formula_and_program(activation):
    app = open_section("neuron", activation=activation, log10_h="-4")
    rows = re.findall(r"\$dL/d(\w)\$ \| (\S+) \| (\S+) \| (\S+) \|", words(app))
    program = numbers_of(printed(app))
    for i, way in enumerate(("autograd", "formula", "central")):
        assert program[way] == pytest.approx([float(row[i + 1]) for row in rows], rel=1e-12)
    assert program["central"] == pytest.approx(program["autograd"], rel=1e-6)


def test_settings_of_a_section_last_while_another_is_open():
    app = open_section("neuron")
    change(app, "w", 2.0)
    change(app, "section", "cost")
    change(app, "section", "descent")
    assert app.slider(key="w").value == 2.0
    assert app.query_params["w"] == "2.0"


def test_each_press_of_next_does_one_multiplication():
    app = open_section("accumulation")
    assert "Press Next to multiply." in words(app)
    reverse = ["1 · 0.4 = 0.4", "0.4 · (-1) = -0.4", "-0.4 · 1 = -0.4", "-0.4 · 1.4 = -0.56"]
    forward = ["1 · 1.4 = 1.4", "1.4 · 1 = 1.4", "1.4 · (-1) = -1.4", "-1.4 · 0.4 = -0.56"]
    for back, on in zip(reverse, forward, strict=True):
        next(button for button in app.button if button.label == "Next").click().run()
        assert f"= {back}" in words(app)
        assert f"= {on}" in words(app)
    assert app.query_params["stage"] == "4"
    assert "dL/dw = -0.56, dL/db = -0.4, dL/dx = -0.4, dL/dy = 0.4" in words(app)
    program = numbers_of(printed(app))
    assert program["dL/du0"] == program["du4/dw"] == [-0.56]
    assert program["autograd"] == pytest.approx([-0.56])
    next(button for button in app.button if button.label == "Back").click().run()
    assert app.session_state["stage"] == 3
    assert "= -0.4 · 1 = -0.4" in words(app)


@pytest.mark.parametrize(
    ("n", "m", "verdict"),
    [
        ("9", "1", "Reverse is cheaper here, by a factor of 9"),
        ("2", "6", "Forward is cheaper here, by a factor of 3"),
        ("5", "5", "Both cost the same"),
    ],
)
def test_costs_are_counted_and_printed_as_the_formula_has_them(n, m, verdict):
    app = open_section("cost", inputs=n, outputs=m, units="4")
    one_pass = 4 * int(n) + 16 + 4 * int(m) + 8
    forward, reverse = int(n) * one_pass, int(m) * one_pass
    assert f"| {forward:,} | {forward:,} |" in words(app)
    assert f"| {reverse:,} | {reverse:,} |" in words(app)
    assert verdict in words(app)
    assert numbers_of(printed(app))["forward"] == [forward]
    assert numbers_of(printed(app))["reverse"] == [reverse]


def test_descent_says_what_gamma_does_and_prints_where_it_ends():
    app = open_section("descent", gamma="0.2", steps="7")
    assert "γ = 0.2 overshoots and converges" in words(app)
    assert "The limit is γ* = 2/λ = 0.3378" in words(app)
    factor = 1 - 2 * 0.2 * (1.4**2 + 1)
    assert f"1 - γλ = {factor:.3g}" in words(app)
    program = numbers_of(printed(app))
    assert program["limit"] == pytest.approx([1 / (1.4**2 + 1)])
    assert program["loss"] == pytest.approx([0.04 * factor**14])
    assert f"L = {program['loss'][0]:.4g}" in words(app)


def test_a_button_sets_gamma_to_the_limit_and_past_it():
    app = open_section("descent")
    for label, sentence in {
        "γ*/2": "arrives in one step",
        "γ*": "γ = 0.3378 is the limit γ* = 2/λ = 0.3378",
        "1.1 γ*": "γ = 0.3716 diverges: it is past the limit γ* = 2/λ = 0.3378",
    }.items():
        next(button for button in app.button if button.label == label).click().run()
        assert not app.exception
        assert sentence in words(app)
    assert "so the loss grows by a factor of 1.44 per step" in words(app)


def test_a_descent_that_overflows_ends_at_its_last_number():
    app = open_section("descent", gamma="1.5", steps="200", x="3")
    assert "diverges" in words(app)
    assert "is no longer a finite number, so the path ends here" in words(app)
    assert "nan" not in words(app)
    assert numbers_of(printed(app))["loss"][0] < float("inf")


def test_at_the_minimum_nothing_moves():
    app = open_section("descent", x="2", y="2.5", gamma="1.5")
    assert "nothing moves, whatever γ" in words(app)


def test_refused_values_of_the_url_are_named():
    app = open_page("autograd", w="99", gamma="-1", section="nowhere")
    (warning,) = app.warning
    for name in ("w", "gamma", "section"):
        assert f"{name}" in warning.value
    assert not app.exception
