import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ConfigError, RunConfig
from core.allowed import FieldProblem, Limits, OneOf, Parameter
from core.config import AUTO, CATALOGUES, FULL_BATCH, PARAMETERS, parameters_of
from core.datasets import OWN
from tests.core.choices import FEW_POINTS, with_entry

ALLOWED = {field: RunConfig.allowed(field) for field in RunConfig.model_fields}
CHOICES = [field for field, allowed in ALLOWED.items() if isinstance(allowed, OneOf)]
NUMBERS = [
    field
    for field, allowed in ALLOWED.items()
    if isinstance(allowed, Limits) and field != "penalized_layer"  # it depends on hidden_layers
]
SHARED_NUMBERS = [field for field in NUMBERS if field not in PARAMETERS]
"""The numbers that every run has, whatever its choices."""


def numbers(field):
    low, high = ALLOWED[field].low, ALLOWED[field].high
    return st.integers(low, high) if ALLOWED[field].whole else st.floats(low, high)


@st.composite
def valid_values(draw):
    """Any values that a run can have, each field given or left out."""
    values = {
        field: draw(st.sampled_from([*ALLOWED[field].options]))
        for field in CHOICES
        if draw(st.booleans())
    }
    if values.get("dataset") == OWN:
        values["points"] = FEW_POINTS
    for field in SHARED_NUMBERS:
        if draw(st.booleans()):
            values[field] = draw(numbers(field))
    if draw(st.booleans()):
        values["batch_size"] = None
    defaults = RunConfig()
    for field in CATALOGUES:
        for name in parameters_of(field, values.get(field, getattr(defaults, field))):
            if draw(st.booleans()):
                values[name] = draw(numbers(name))
    return values


def test_public_defaults():
    """Code outside the repository relies on them."""
    expected = {
        "dataset": "xor",
        "n_points": 200,
        "noise": 0.0,
        "train_share": 0.5,
        "data_seed": 1,
        "hidden_layers": 2,
        "width": 4,
        "activation": "tanh",
        "initializer": "xavier_normal",
        "loss": "bce",
        "optimizer": "sgd",
        "learning_rate": 0.03,
        "batch_size": 10,
        "l1": 0.0,
        "l2": 0.0,
        "seed": 1,
        "ensemble_size": 1,
        "device": "cpu",
        "dtype": "float32",
        "engine": "auto",
    }
    assert expected.items() <= dict(RunConfig()).items()


def test_every_field_has_a_title_a_description_and_says_what_it_takes():
    for name, field in RunConfig.model_fields.items():
        assert field.title
        assert field.description
        assert str(RunConfig.allowed(name)).startswith(
            ("choose one of", "choose some of", "it takes a")
        )


@pytest.mark.parametrize("field", CATALOGUES)
def test_a_field_takes_the_names_of_its_catalogue(field):
    labels = {name: entry.label for name, entry in CATALOGUES[field].items()}
    automatic = {AUTO: AUTO} if field == "bias_initializer" else {}
    assert RunConfig.allowed(field).options == automatic | labels


def missing_or_different(name, parameter):
    """What RunConfig lacks of a parameter that an entry of a catalogue has; None if it is there."""
    wanted = f'`{name}: float | None = _parameter("{name}")` in RunConfig'
    field = RunConfig.model_fields.get(name)
    if field is None:
        return f"write {wanted}"
    written = (RunConfig.allowed(name), field.title, field.description, field.annotation)
    asked = (parameter.limits, parameter.label, parameter.help, float | None)
    return None if written == asked else f"{written} is not {asked}: is there {wanted}?"


@pytest.mark.parametrize(
    ("field", "entry", "name"),
    [
        (field, entry, name)
        for field, catalogue in CATALOGUES.items()
        for entry in catalogue
        for name in parameters_of(field, entry)
    ],
)
def test_every_parameter_of_a_catalogue_is_a_field(field, entry, name):
    parameter = parameters_of(field, entry)[name]
    problem = missing_or_different(name, parameter)
    assert problem is None, problem
    assert getattr(RunConfig(**{field: entry}), name) == parameter.default


def test_a_parameter_that_is_no_field_is_named():
    new = Parameter("new", 0.5, 0, 1, "A new number.")
    assert missing_or_different("novelty", new).startswith("write `novelty: float | None = ")
    assert "is there `momentum: float" in missing_or_different("momentum", new)


@given(valid_values())
def test_valid_values_are_kept(values):
    config = RunConfig(**values)
    assert {field: getattr(config, field) for field in values} == values


@given(valid_values())
def test_text_round_trip(values):
    config = RunConfig(**values)
    text = config.to_text()
    assert all(isinstance(value, str) for value in text.values())
    assert RunConfig.from_text(text) == (config, [])


def test_text_spells_out_only_what_differs():
    assert RunConfig().to_text() == {}
    config = RunConfig(optimizer="momentum", momentum=0.9, batch_size=None, width=8)
    assert config.to_text() == {"optimizer": "momentum", "batch_size": "full", "width": "8"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[(field, "bogus") for field in CHOICES],
        *[(field, None) for field in CHOICES],
        *[(field, 3) for field in CHOICES],
        *[
            (field, bad)
            for field in SHARED_NUMBERS
            for bad in (
                ALLOWED[field].low - 1,
                ALLOWED[field].high + 1,
                math.nan,
                math.inf,
                -math.inf,
                "bogus",
                "",
                "nan",
                [1],
                10**400,
            )
        ],
        *[(field, 1.5) for field in NUMBERS if ALLOWED[field].whole],
        ("batch_size", "none"),
        ("learning_rate", None),
        ("width", None),
        ("bogus", 1),
    ],
)
def test_a_bad_value_is_named(field, value):
    """Field, value and what is allowed, in `problems` and in the message."""
    with pytest.raises(ConfigError, match=f"^{field}: ") as raised:
        RunConfig(**{field: value})
    (problem,) = raised.value.problems
    assert (problem.field, repr(problem.value)) == (field, repr(value))
    shown = repr(value)[:40]
    assert str(raised.value).startswith(f"{field}: {shown}")
    assert str(raised.value).endswith(f" is not allowed; {RunConfig.allowed_in_words(field)}")


@pytest.mark.parametrize("value", [-1, 2, math.nan, math.inf, "bogus"])
def test_a_bad_parameter_is_named(value):
    with pytest.raises(ConfigError, match=r"^momentum: .* from 0.001 to 0.999$"):
        RunConfig(optimizer="nesterov", momentum=value)


def test_what_is_allowed():
    assert RunConfig.allowed_in_words("loss") == "choose one of bce, mse"
    assert RunConfig.allowed_in_words("width") == "it takes a whole number from 1 to 1024"
    assert (
        RunConfig.allowed_in_words("batch_size")
        == "it takes a whole number from 1 to 100000, or 'full'"
    )
    assert RunConfig.allowed_in_words("l1") == "it takes a number from 0 to 10"
    assert RunConfig.allowed_in_words("bogus") == "there is no such setting"


def test_a_misplaced_parameter_is_named():
    with pytest.raises(ConfigError, match=r"momentum: 0.5 .* no such parameter"):
        RunConfig(optimizer="adam", momentum=0.5)


def test_all_problems_are_named_at_once():
    with pytest.raises(ConfigError) as raised:
        RunConfig(width=0, loss="bogus", momentum=0.5, bogus=1)
    assert {p.field for p in raised.value.problems} == {"width", "loss", "momentum", "bogus"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dataset": OWN}, "dataset: 'own' is not allowed; without `points` it has none"),
        ({"dataset": OWN, "points": ""}, "dataset: 'own' is not allowed; without `points`"),
        ({"points": FEW_POINTS}, "points: '.* is not allowed; only the problem 'own' has points"),
        ({"dataset": OWN, "points": "AAAA"}, "points: 'AAAA' is not allowed; this is not how"),
        ({"dataset": OWN, "points": 3}, "points: 3 is not allowed; it takes a text of 4 to 1000"),
        ({"dataset": OWN, "points": None}, "points: None is not allowed; it takes a text of 4"),
    ],
)
def test_own_points_without_their_problem_and_the_other_way_round_are_named(values, message):
    with pytest.raises(ConfigError, match=f"^{message}") as raised:
        RunConfig(**values)
    assert len(raised.value.problems) == 1


def test_own_points_stay_behind_with_their_problem():
    own = RunConfig(dataset=OWN, points=FEW_POINTS)
    assert own.to_text() == {"dataset": OWN, "points": FEW_POINTS}
    assert RunConfig.from_text(own.to_text()) == (own, [])
    assert own.replace(width=5).points == FEW_POINTS
    assert own.replace(dataset="moons") == RunConfig(dataset="moons")
    with pytest.raises(ConfigError, match=r"^points: "):
        own.replace(dataset="moons", points=FEW_POINTS)


def test_text_that_takes_the_points_from_a_default_is_refused():
    own = RunConfig(dataset=OWN, points=FEW_POINTS)
    config, (problem,) = RunConfig.from_text({"points": "", "width": "8"}, own)
    assert config == own
    assert problem.field == "dataset"


def test_long_values_are_cut():
    assert len(str(FieldProblem("width", "9" * 1000, "nothing"))) < 100


@pytest.mark.parametrize("field", CATALOGUES)
def test_parameters_start_at_their_defaults(field):
    for name in CATALOGUES[field]:
        config = RunConfig(**with_entry(field, name))
        expected = {p: parameter.default for p, parameter in parameters_of(field, name).items()}
        assert config.parameters_of(field) == expected


def test_none_leaves_a_parameter_at_its_default():
    """So that dict(config) can be read back, where None says that no choice has the parameter."""
    assert RunConfig(optimizer="momentum", momentum=None).momentum == 0.9
    for config in (RunConfig(), RunConfig(optimizer="adam", beta1=0.5)):
        assert RunConfig(**dict(config)) == config


def test_full_batch_has_two_spellings():
    assert RunConfig(batch_size=FULL_BATCH).batch_size is None
    assert RunConfig(batch_size=None).batch_size is None


def test_replace():
    config = RunConfig(optimizer="momentum", momentum=0.5, width=7, batch_size=None)
    nesterov = config.replace(optimizer="nesterov")
    assert (nesterov.momentum, nesterov.width, nesterov.batch_size) == (0.5, 7, None)
    adam = config.replace(optimizer="adam", beta1=0.8)
    assert (adam.momentum, adam.beta1, adam.beta2, adam.width) == (None, 0.8, 0.999, 7)
    assert config.optimizer == "momentum"
    with pytest.raises(ConfigError, match=re.escape("width: 0 is not allowed")):
        config.replace(width=0)
    with pytest.raises(ConfigError, match=re.escape("momentum: 0.5 is not allowed")):
        config.replace(optimizer="sgd", momentum=0.5)


@given(valid_values(), valid_values())
def test_replace_by_everything_is_a_new_config(old, new):
    everything = dict(RunConfig(**new))
    assert RunConfig(**old).replace(**everything) == RunConfig(**new)


FIELDS = st.sampled_from([*RunConfig.model_fields])
WORDS = st.sampled_from([FULL_BATCH, "nan", "inf", "-1", "0", "1", "0.5", "1e400", "None", "True"])
NAMES = st.sampled_from([name for field in CHOICES for name in ALLOWED[field].options])
GARBAGE = st.dictionaries(FIELDS | st.text() | st.just("self"), WORDS | NAMES | st.text())


@given(GARBAGE)
def test_text_of_any_kind_is_read(text):
    """What is refused is named with its value; what is not refused is kept."""
    config, refused = RunConfig.from_text(text)
    assert len({problem.field for problem in refused}) == len(refused)
    for problem in refused:
        assert problem.value == text[problem.field]
        assert "\n" not in str(problem)
        if problem.field in RunConfig.model_fields:
            assert str(problem).startswith(f"{problem.field}: ")
    names = {problem.field for problem in refused}
    assert config == RunConfig(**{name: text[name] for name in text.keys() - names})


def test_refused_text_takes_its_default():
    config, refused = RunConfig.from_text(
        {"optimizer": "bogus", "momentum": "0.5", "width": "8", "seed": "x"}
    )
    assert config == RunConfig(width=8)
    assert {problem.field for problem in refused} == {"optimizer", "momentum", "seed"}


def test_a_config_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        RunConfig().width = 5


@pytest.mark.parametrize("momentum", [0.8, 0.9, 0.7])
def test_text_reads_back_on_top_of_another_default(momentum):
    default = RunConfig(optimizer="momentum", momentum=0.8, ensemble_size=16)
    config = default.replace(momentum=momentum, width=5)
    text = config.to_text(default)
    assert RunConfig.from_text(text, default) == (config, [])
    assert ("momentum" in text) == (momentum != 0.8)
    adam = RunConfig(optimizer="adam", beta1=0.5)
    assert RunConfig.from_text(adam.to_text(default), default) == (adam, [])


def test_blanks_between_names_are_allowed():
    assert RunConfig(features="x0, x1").features == ("x0", "x1")
