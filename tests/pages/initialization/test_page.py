"""The initialization page: the numbers of the papers, and settings at their limits."""

import re

import pytest

from pages.initialization.presets import PRESETS
from pages.initialization.settings import InitializationSettings
from tests.pages.page import change, markdown, open_page


def opened(**address):
    app = open_page("initialization", **address)
    assert not app.exception
    assert not app.warning
    return app


def press(app, label):
    (button,) = [button for button in app.button if button.label == label]
    button.click().run()
    assert not app.exception


def test_the_figure_of_glorot():
    app = opened()
    press(app, "Glorot 2010")
    numbers = app.dataframe[0].value
    columns = {
        "Xavier uniform: std of activations φ(z)": [0.628, 0.487, 0.408, 0.358, 0.322],
        "Xavier uniform: gradient variance": [0.176, 0.364, 0.565, 0.793, 1],
        "torch default: std of activations φ(z)": [0.460, 0.249, 0.141, 0.081, 0.046],
        "torch default: gradient variance": [0.0070, 0.0315, 0.106, 0.329, 1],
    }
    for column, expected in columns.items():
        for name in (column, f"{column}, theory"):
            assert [float(n) for n in numbers[name]] == pytest.approx(expected, rel=0.06)
    assert "**Xavier uniform**: forward **healthy**" in markdown(app)
    assert "**torch default**: forward **vanishing**" in markdown(app)
    assert app.query_params["width"] == "1000"


def test_the_figure_of_he():
    app = opened(**{name: str(value) for name, value in PRESETS["he"].values.items()})
    totals = [
        float(found.replace("−", "-"))
        for found in re.findall(r"E\[z²\] [^;]*, ×\s(\S+) in all;", markdown(app))
    ]
    for total, expected in zip(totals, (1, 1.1e-9), strict=True):
        assert expected / 4 < total < 4 * expected


def test_the_singular_values_of_a_deep_linear_network_are_shown():
    text = markdown(opened(**{name: str(value) for name, value in PRESETS["saxe"].values.items()}))
    assert "for **orthogonal** from 1 to 1 and for **LeCun normal** from" in text


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_within_the_limits_of_the_page(preset):
    settings = InitializationSettings(**preset.values)
    assert settings.from_text(settings.to_text()) == (settings, [])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"initializer": "zeros", "against": "nothing"}, "E[z²] is 0 from the start"),
        ({"initializer": "constant", "weight_constant": "10"}, "**constant**: forward"),
        (
            {"initializer": "normal", "activation": "relu", "weight_scale": "10", "layers": "50"},
            "overflows in float32 after",
        ),
        ({"layers": "1", "width": "1", "batch": "2"}, "**healthy**"),
        (
            {"initializer": "orthogonal", "width": "1024", "layers": "50", "batch": "2"},
            "these are the first",
        ),
    ],
)
def test_settings_at_their_limits_are_described(address, words):
    assert words in markdown(opened(**{"against": "nothing", **address}))


def test_the_six_numbers_of_the_book():
    app = opened(section="weights")
    for number in ("0.4183", "0.1688", "0.0390", "0.3930", "-0.2858", "-0.1051"):
        assert number in markdown(app)
    table = app.table[0].value
    assert table.loc["Xavier normal", "promised variance"] == "0.4"
    assert set(table.index) == set(InitializationSettings.allowed("initializer").options.values())


@pytest.mark.parametrize("initializer", ["orthogonal", "constant", "kaiming_uniform"])
def test_a_weight_of_one_element(initializer):
    app = opened(section="weights", initializer=initializer, fan_in="1", fan_out="1")
    alone = r"\\begin\{bmatrix\}-?\d\.\d{4}\\end\{bmatrix\}"
    assert re.search(alone, markdown(app))


def test_equal_units():
    app = opened(section="symmetry", steps="30")
    assert "largest difference between two units is **exactly 0**" in markdown(app)
    change(app, "start", "zeros")
    assert "**Nothing moved but the bias of the output.**" in markdown(app)
    change(app, "nudge", 1e-6)
    assert "exactly 0" not in markdown(app)
    change(app, "steps", 0)
    assert "After 0 steps" in markdown(app)


def test_networks_born_dead():
    app = opened(section="born_dead")
    table = app.table[0].value
    assert table.loc["2", "formula, one input"] == "0.9437"
    one, across = (table.loc["2", f"measured, {name}"] for name in table.columns[1:].str[10:])
    assert float(one[:6]) == pytest.approx(0.9437, abs=0.015)
    assert float(across[:6]) == pytest.approx(0.914, abs=0.02)


def test_a_closed_section_keeps_its_settings():
    app = opened(layers="7", width="32")
    for section in ("weights", "born_dead", "signal"):
        change(app, "section", section)
    assert app.slider(key="layers").value == 7
    assert app.query_params == {"layers": "7", "width": "32"}
