"""Settings read addresses and write them, for any page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunConfig
from core.activations import ACTIVATIONS
from core.allowed import Limits
from web.settings.settings import Settings, choice, number, run_setting, several, switch, text


class Example(Settings):
    weight: float = number(1.0, low=-3, high=3, title="weight", description="A weight.")
    steps: int = number(20, low=0, high=200, whole=True, title="steps", description="Steps.")
    seed: int | None = number(None, low=0, high=9, whole=True, title="seed", description="A seed.")
    start: str = choice("a", {"a": "Alpha", "b": "Beta"}, title="start", description="A start.")
    rules: tuple[str, ...] = several(
        ("x",), {"x": "Ex", "y": "Why", "z": "Zed"}, most=2, title="rules", description="Rules."
    )
    formula: str = text("a + b", longest=10, title="formula", description="A formula.")
    exact: bool = switch(False, title="exact", description="Exactly.")


examples = st.builds(
    Example,
    weight=st.floats(-3, 3),
    steps=st.integers(0, 200),
    seed=st.none() | st.integers(0, 9),
    start=st.sampled_from(["a", "b"]),
    rules=st.lists(st.sampled_from("xyz"), min_size=1, max_size=2, unique=True),
    formula=st.text(max_size=10),
    exact=st.booleans(),
    projector=st.booleans(),
)


@given(examples)
def test_text_reads_back_as_the_same_settings(settings):
    assert Example.from_text(settings.to_text()) == (settings, [])


def test_defaults_take_no_text():
    assert Example().to_text() == {}


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("weight", "3.1", "it takes a number from -3 to 3"),
        ("weight", "nan", "it takes a number from -3 to 3"),
        ("weight", "one", "it takes a number from -3 to 3"),
        ("steps", "1.5", "it takes a whole number from 0 to 200"),
        ("seed", "10", "it takes a whole number from 0 to 9"),
        ("start", "Alpha", "choose one of a, b"),
        ("rules", "x,q", "name up to 2 of x, y, z, with commas between them"),
        ("rules", "x,y,z", "name up to 2 of x, y, z, with commas between them"),
        ("rules", "", "name up to 2 of x, y, z, with commas between them"),
        ("rules", 7, "name up to 2 of x, y, z, with commas between them"),
        ("formula", "a + b + c + d", "it takes at most 10 characters"),
        ("exact", "perhaps", "choose true or false"),
    ],
)
def test_a_refused_value_is_named_and_nothing_else_is_lost(name, value, allowed):
    settings, (problem,) = Example.from_text({name: value, "projector": "true"})
    assert settings == Example(projector=True)
    assert (problem.field, problem.value, problem.allowed) == (name, value, allowed)


@given(st.dictionaries(st.sampled_from(list(Example.model_fields)), st.text() | st.integers()))
def test_no_value_of_any_kind_raises(values):
    settings, problems = Example.from_text(values)
    assert {problem.field for problem in problems} <= set(values)
    assert Example.from_text(settings.to_text()) == (settings, [])


def test_a_setting_that_a_run_has_too_takes_over_what_the_run_says_of_it():
    class OfRun(Settings):
        activation: str = run_setting("activation", "relu")
        width: int = run_setting("width", 4, high=16, description="Narrow.")

    of_run = RunConfig.model_fields["activation"]
    assert OfRun.model_fields["activation"].description == of_run.description
    assert set(OfRun.allowed("activation").options) == set(ACTIVATIONS)
    assert OfRun.allowed("width") == Limits(1, 16, whole=True)
    assert OfRun.model_fields["width"].description == "Narrow."
    settings, problems = OfRun.from_text({"activation": "step", "width": "17"})
    assert (settings.activation, settings.width) == ("relu", 4)
    assert [problem.field for problem in problems] == ["activation", "width"]
