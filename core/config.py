"""RunConfig: every choice that a run has, its limits, and its text form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import (
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
    field_validator,
)
from pydantic_core.core_schema import ValidationInfo

from core.activations import ACTIVATIONS
from core.choices import Parameter
from core.datasets import OWN, PROBLEMS
from core.features import COORDINATES, FEATURES
from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.own_points import FEWEST_POINTS, MOST_POINTS, PointsError, read_points


@dataclass(frozen=True)
class Limits:
    """What a number may be: from `low` to `high`, both included."""

    low: float
    high: float
    whole: bool = False

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        return f"it takes {kind} from {self.low:.10g} to {self.high:.10g}"


CATALOGUES: dict[str, Mapping[str, Any]] = {
    "dataset": PROBLEMS,
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "bias_initializer": BIAS_INITIALIZERS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
}
"""Field of RunConfig → the catalogue that its value names an entry of."""

PARAMETERS: dict[str, Parameter] = {
    name: parameter
    for catalogue in CATALOGUES.values()
    for choice in catalogue.values()
    for name, parameter in getattr(choice, "parameters", {}).items()
}
"""Every number that belongs to some choices only, by the name of its field in RunConfig."""

AUTO = "auto"
"""The `bias_initializer` that leaves the biases to the initializer."""

FULL_BATCH = "full"
"""How text (a URL, a command line) spells `batch_size=None`."""

ALL_LAYERS = "all"
"""How text spells `penalized_layer=None`."""

_NONE = {"batch_size": FULL_BATCH, "penalized_layer": ALL_LAYERS}

CHOICES: dict[str, tuple[str, ...]] = {
    **{field: tuple(catalogue) for field, catalogue in CATALOGUES.items()},
    "bias_initializer": (AUTO, *BIAS_INITIALIZERS),
    "device": ("cpu", "cuda"),
    "dtype": ("float32", "float64"),
}
"""Field of RunConfig → the names that it takes."""

LIMITS: dict[str, Limits] = {
    "n_points": Limits(2, 100_000, whole=True),
    "noise": Limits(0, 1),
    "train_share": Limits(0.05, 0.95),
    "data_seed": Limits(0, 2**31 - 1, whole=True),
    "hidden_layers": Limits(0, 64, whole=True),
    "width": Limits(1, 1024, whole=True),
    "learning_rate": Limits(1e-5, 10),
    "batch_size": Limits(1, 100_000, whole=True),
    "l1": Limits(0, 10),
    "l2": Limits(0, 10),
    "seed": Limits(0, 2**31 - 1, whole=True),
    "ensemble_size": Limits(1, 10_000, whole=True),
    **{name: Limits(parameter.low, parameter.high) for name, parameter in PARAMETERS.items()},
}
"""Field of RunConfig → the numbers that it takes."""


@dataclass(frozen=True)
class FieldProblem:
    """One value that was refused: which field, what was given, what is allowed."""

    field: str
    value: object
    allowed: str

    def __str__(self) -> str:
        field, value = _shortened(self.field), _shortened(repr(self.value))
        return f"{field}: {value} is not allowed; {self.allowed}"


def _shortened(text: str) -> str:
    """Return one line of text that a message can hold."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"


class ConfigError(ValueError):
    """Some values of a RunConfig were refused; `problems` names each."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


# The parameters of optimizers and initializers come from their catalogues, so that a new one is
# one entry there. None: the present choices have no such parameter.
_parameter_fields: dict[str, Any] = {
    name: (float | None, Field(None, title=parameter.label, description=parameter.help))
    for name, parameter in PARAMETERS.items()
}
_Parameters: Any = create_model("_Parameters", **_parameter_fields)

_WHOLE_NUMBER = TypeAdapter(int)


class RunConfig(_Parameters):  # type: ignore[misc]
    """Everything that a run depends on: the same config gives the same numbers on one machine.

    Besides the fields below there is one for each parameter of an optimizer or initializer:
    `RunConfig(optimizer="momentum", momentum=0.8)`; `parameters_of` collects them.
    Raises ConfigError, which names the field, the value and what is allowed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    dataset: str = Field(
        "xor", title="problem", description="Points of two classes in the plane, to be told apart."
    )
    n_points: int = Field(
        200, title="points", description="Number of points, training and validation together."
    )
    noise: float = Field(
        0.0,
        title="noise",
        description="Standard deviation of the Gaussian jitter added to every point. "
        "The labels stay, so that the classes overlap.",
    )
    train_share: float = Field(
        0.5,
        title="train share",
        description="Share of the points to train on; the others validate.",
    )
    data_seed: int = Field(
        1, title="data seed", description="Draws the points and the order of the batches."
    )
    features: tuple[str, ...] = Field(
        COORDINATES,
        title="input features",
        description="What the network is given of a point: its coordinates, or functions of them.",
    )
    hidden_layers: int = Field(
        2,
        title="hidden layers",
        description="Number of layers between input and output; 0 is logistic regression.",
    )
    width: int = Field(4, title="width", description="Number of units in every hidden layer.")
    activation: str = Field(
        "tanh", title="activation", description="The nonlinearity after every hidden layer."
    )
    initializer: str = Field(
        "xavier_normal",
        title="initializer",
        description="The distribution that the initial weights are drawn from.",
    )
    layer_initializers: tuple[str, ...] = Field(
        (),
        title="initializers of layers",
        description="Initializers of single layers, one a layer from the first. "
        "A layer whose place is empty has the initializer of the run.",
    )
    bias_initializer: str = Field(
        AUTO,
        title="bias start",
        description="Where the biases start. Automatic is 0, "
        "but torch's default draws them like the weights.",
    )
    loss: str = Field("bce", title="loss", description="The number that training makes small.")
    optimizer: str = Field(
        "sgd", title="optimizer", description="The rule that turns gradients into steps."
    )
    learning_rate: float = Field(
        0.03,
        title="learning rate",
        description="Scale of a step, η. It may change in the middle of a run.",
    )
    batch_size: int | None = Field(
        10,
        title="batch size",
        description="Number of training points that each step looks at; full is all of them.",
    )
    l1: float = Field(
        0.0,
        title="L1 penalty",
        description="Adds this times Σ|w| over all weights to the loss, "
        "which drives small weights to 0. It may change in the middle of a run.",
    )
    l2: float = Field(
        0.0,
        title="L2 penalty",
        description="Adds this times Σw² over all weights to the loss, "
        "which keeps weights small. It may change in the middle of a run.",
    )
    penalized_layer: int | None = Field(
        None,
        title="penalized layer",
        description="The layer that L1 and L2 are for: 0 is the first hidden layer, "
        "and the last number is the output.",
    )
    seed: int = Field(
        1,
        title="seed",
        description="Draws the initial weights. The same seed gives the same start.",
    )
    ensemble_size: int = Field(
        1,
        title="ensemble size",
        description="Number of networks that differ in initial weights only: "
        "member i draws with seed + i.",
    )
    device: str = Field("cpu", title="device", description="Where the run is computed.")
    dtype: str = Field(
        "float32", title="precision", description="Floating-point type of every number."
    )
    points: str = Field(
        "",
        title="own points",
        description="Points and labels of the problem 'own', in the form that an address has room "
        "for. `core.own_points` makes it of a CSV.",
    )

    @field_validator(*CHOICES)
    @classmethod
    def _check_choice(cls, value: str, info: ValidationInfo) -> str:
        if value not in CHOICES[str(info.field_name)]:
            raise ValueError(value)
        return value

    @field_validator("features", mode="before")
    @classmethod
    def _check_features(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        names = _names(value)
        if not names or not set(names) <= set(FEATURES):
            raise ValueError(value)
        return tuple(name for name in FEATURES if name in names)

    @field_validator("layer_initializers", mode="before")
    @classmethod
    def _check_layer_initializers(
        cls, value: str | tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        names = _names(value)
        if not set(names) <= {"", *INITIALIZERS}:
            raise ValueError(value)
        return _of_layers(names, _number_of_layers(info.data))

    @field_validator("penalized_layer")
    @classmethod
    def _check_penalized_layer(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value is not None and value not in range(_number_of_layers(info.data)):
            raise ValueError(value)
        return value

    @field_validator(*LIMITS)
    @classmethod
    def _check_limits(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and value not in LIMITS[str(info.field_name)]:
            raise ValueError(value)
        return value

    def __init__(self, /, **values: Any) -> None:
        # None is what a parameter reads where no choice has it: the same as not given.
        values = {k: v for k, v in values.items() if v is not None or k not in PARAMETERS}
        for name, spelling in _NONE.items():
            if values.get(name) == spelling:
                values[name] = None
        owned = _owned_parameters(values)
        problems = [
            FieldProblem(name, values.pop(name), "the present choices have no such parameter")
            for name in PARAMETERS
            if name in values and name not in owned
        ]
        if problem := _problem_with_points(values):
            problems.append(problem)
            values.pop("points", None)
        defaults = {name: parameter.default for name, parameter in owned.items()}
        try:
            super().__init__(**defaults | values)
        except ValidationError as error:
            problems += [
                FieldProblem(str(detail["loc"][0]), detail["input"], allowed(str(detail["loc"][0])))
                for detail in error.errors()
            ]
        if problems:
            raise ConfigError(problems)

    @classmethod
    def from_text(
        cls, text: Mapping[str, str], default: "RunConfig | None" = None
    ) -> tuple["RunConfig", list[FieldProblem]]:
        """Read strings, as in a URL, on top of `default`.

        A refused value takes its default and is named in the list.
        """
        values, refused = dict(text), list[FieldProblem]()
        while True:
            try:
                return (default or cls()).replace(**values), refused
            except ConfigError as error:
                refused += error.problems
                named = {problem.field for problem in error.problems} & {*values}
                for field in named or {*values}:  # where the default is refused with them
                    del values[field]

    def to_text(self, default: "RunConfig | None" = None) -> dict[str, str]:
        """Spell out what differs from `default`, as strings that `from_text` reads back."""
        # What `from_text` starts from where only the choices are given.
        fields = (*CATALOGUES, "hidden_layers", "layer_initializers", "points")
        start = dict((default or RunConfig()).replace(**{f: getattr(self, f) for f in fields}))
        start |= {field: getattr(default or RunConfig(), field) for field in fields}
        return {name: _spelled(name, value) for name, value in self if value != start[name]}

    def replace(self, /, **changes: Any) -> Self:
        """Copy with changes; what the new choices do not have is left behind.

        That is parameters, initializers of layers, the penalized layer (all are penalized then),
        and points of one's own.
        """
        values = dict(self) | changes
        left_behind = {*PARAMETERS} - {*_owned_parameters(values)}
        if (self.penalized_layer or 0) >= _number_of_layers(values):
            left_behind.add("penalized_layer")
        if values["dataset"] != OWN:
            left_behind.add("points")
        left_behind -= {*changes}
        return type(self)(**{k: v for k, v in values.items() if k not in left_behind})

    def parameters_of(self, field: str, name: str | None = None) -> dict[str, float]:
        """Values of the parameters that an entry has, by name; by default the present choice."""
        owned = parameters_of(field, getattr(self, field) if name is None else name)
        return {name: getattr(self, name) for name in owned}


def _spelled(field: str, value: object) -> str:
    """Write one value of a config as text."""
    if value is None:
        return _NONE[field]
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _names(value: object) -> list[str]:
    """Names, whether they came in one text with commas or one by one."""
    given = value.split(",") if isinstance(value, str) else value
    return [str(name).strip() for name in (given if isinstance(given, Collection) else [given])]


def _of_layers(names: list[str], layers: int) -> tuple[str, ...]:
    """Those of the names, one a layer, that have a layer, without empty ones at the end."""
    names = names[:layers]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _number_of_layers(values: Mapping[str, Any]) -> int:
    """Number of layers that `values` ask for, the output with them; the most where unclear."""
    try:
        return 1 + _WHOLE_NUMBER.validate_python(values.get("hidden_layers"))
    except ValidationError:
        return 1 + int(LIMITS["hidden_layers"].high)


def parameters_of(field: str, name: str) -> Mapping[str, Parameter]:
    """Parameters of one entry of a catalogue; none where there is no such entry."""
    return getattr(CATALOGUES[field].get(name), "parameters", {})


def _owned_parameters(values: Mapping[str, Any]) -> dict[str, Parameter]:
    """Parameters that the choices in `values` have, defaults standing in for what is missing."""
    values = {name: field.default for name, field in RunConfig.model_fields.items()} | dict(values)
    chosen = [(field, str(values[field])) for field in CATALOGUES]
    of_layers = _of_layers(_names(values["layer_initializers"]), _number_of_layers(values))
    chosen += [("initializer", name) for name in of_layers]
    return {
        name: parameter for choice in chosen for name, parameter in parameters_of(*choice).items()
    }


def _problem_with_points(values: Mapping[str, Any]) -> FieldProblem | None:
    """What is wrong with own points; a value that is no text is for the field itself to refuse."""
    problem, points = (
        values.get(field, RunConfig.model_fields[field].default) for field in ("dataset", "points")
    )
    if problem != OWN:
        only = f"only the problem {OWN!r} has points of its own"
        return FieldProblem("points", points, only) if points else None
    if points == "":
        return FieldProblem("dataset", OWN, "without `points` it has none")
    try:
        if isinstance(points, str):
            read_points(points)
    except PointsError as error:
        return FieldProblem("points", points, str(error))
    return None


def allowed(field: str) -> str:
    """Say in words what a field may be."""
    if field in CHOICES:
        return f"choose one of {', '.join(CHOICES[field])}"
    if field == "features":
        return f"choose some of {', '.join(FEATURES)}, with commas between them"
    if field == "layer_initializers":
        names = ", ".join(INITIALIZERS)
        return f"choose some of {names}, one a layer, with commas between them"
    if field == "points":
        return f"it takes a text of {FEWEST_POINTS} to {MOST_POINTS} points, as addresses have it"
    if field == "penalized_layer":
        return f"it takes a whole number from 0 to the number of hidden layers, or {ALL_LAYERS!r}"
    if field in LIMITS:
        also = f", or {FULL_BATCH!r}" if field == "batch_size" else ""
        return f"{LIMITS[field]}{also}"
    return "there is no such setting"
