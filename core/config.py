"""RunConfig: every choice that a run has, what it may be, and how text spells it."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo

from core.activations import ACTIVATIONS
from core.allowed import (
    CheckedModel,
    ConfigError,
    FieldProblem,
    Limits,
    OneALayer,
    OneOf,
    Parameter,
    SomeOf,
    setting,
)
from core.datasets import OWN, PROBLEMS
from core.features import COORDINATES, FEATURES
from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.own_points import FEWEST_POINTS, MOST_POINTS, PointsError, read_points, too_few_to_split

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

ENGINE_AUTO = "auto"
"""The `engine` that is the compiled one where that can take the steps of the run."""

AUTO = "auto"
"""The `bias_initializer` that leaves the biases to the initializer."""

FULL_BATCH = "full"
"""How text (a URL, a command line) spells `batch_size=None`."""

ALL_LAYERS = "all"
"""How text spells `penalized_layer=None`."""

_SEEDS = Limits(0, 2**31 - 1, whole=True)
_DEPTHS = Limits(0, 64, whole=True)
_WHOLE_NUMBER = TypeAdapter(int)


class _OwnPoints:
    """Own points as text. Any text is allowed here: `_problem_with_points` is what checks it."""

    def __contains__(self, value: str) -> bool:
        return True

    def __str__(self) -> str:
        return f"it takes a text of {FEWEST_POINTS} to {MOST_POINTS} points, as addresses have it"


def _labels(catalogue: Mapping[str, Any]) -> dict[str, str]:
    return {name: entry.label for name, entry in catalogue.items()}


def _parameter(name: str) -> Any:
    """A field for one of PARAMETERS; None where the present choices have no such parameter."""
    parameter = PARAMETERS[name]
    return setting(None, parameter.limits, title=parameter.label, description=parameter.help)


class RunConfig(CheckedModel):
    """Everything that a run depends on: the same config gives the same numbers on one machine.

    Raises ConfigError, which names the field, the value and what is allowed. `parameters_of`
    collects the parameters of one choice.
    """

    dataset: str = setting(
        "xor",
        OneOf(_labels(PROBLEMS)),
        title="problem",
        description="Points of two classes in the plane, to be told apart.",
    )
    n_points: int = setting(
        200,
        Limits(2, 100_000, whole=True),
        title="points",
        description="Number of points, training and validation together.",
    )
    noise: float = setting(
        0.0,
        Limits(0, 1),
        title="noise",
        description="Standard deviation of the Gaussian jitter added to every point. "
        "The labels stay, so that the classes overlap.",
    )
    train_share: float = setting(
        0.5,
        Limits(0.05, 1),
        title="train share",
        description="Share of the points to train on; the others validate. With 1 all of them "
        "train, and the same ones validate: the start for own points that are too few to split.",
    )
    data_seed: int = setting(
        1, _SEEDS, title="data seed", description="Draws the points and the order of the batches."
    )
    features: tuple[str, ...] = setting(
        COORDINATES,
        SomeOf(_labels(FEATURES)),
        title="input features",
        description="What the network is given of a point: its coordinates, or functions of them.",
    )
    hidden_layers: int = setting(
        2,
        _DEPTHS,
        title="hidden layers",
        description="Number of layers between input and output; 0 is logistic regression.",
    )
    width: int = setting(
        4,
        Limits(1, 1024, whole=True),
        title="width",
        description="Number of units in every hidden layer.",
    )
    activation: str = setting(
        "tanh",
        OneOf(_labels(ACTIVATIONS)),
        title="activation",
        description="The nonlinearity after every hidden layer.",
    )
    initializer: str = setting(
        "xavier_normal",
        OneOf(_labels(INITIALIZERS)),
        title="initializer",
        description="The distribution that the initial weights are drawn from.",
    )
    layer_initializers: tuple[str, ...] = setting(
        (),
        OneALayer(_labels(INITIALIZERS)),
        title="initializers of layers",
        description="Initializers of single layers, one a layer from the first. "
        "A layer whose place is empty has the initializer of the run.",
    )
    bias_initializer: str = setting(
        AUTO,
        OneOf({AUTO: AUTO, **_labels(BIAS_INITIALIZERS)}),
        title="bias start",
        description="Where the biases start. Automatic is 0, "
        "but torch's default draws them like the weights.",
    )
    loss: str = setting(
        "bce",
        OneOf(_labels(LOSSES)),
        title="loss",
        description="The number that training makes small.",
    )
    optimizer: str = setting(
        "sgd",
        OneOf(_labels(OPTIMIZERS)),
        title="optimizer",
        description="The rule that turns gradients into steps.",
    )
    learning_rate: float = setting(
        0.03,
        Limits(1e-5, 10),
        title="learning rate",
        description="Scale of a step, η. It may change in the middle of a run.",
    )
    batch_size: int | None = setting(
        10,
        Limits(1, 100_000, whole=True, none=FULL_BATCH),
        title="batch size",
        description="Number of training points that each step looks at; full is all of them.",
    )
    l1: float = setting(
        0.0,
        Limits(0, 10),
        title="L1 penalty",
        description="Adds this times Σ|w| over all weights to the loss, "
        "which drives small weights to 0. It may change in the middle of a run.",
    )
    l2: float = setting(
        0.0,
        Limits(0, 10),
        title="L2 penalty",
        description="Adds this times Σw² over all weights to the loss, "
        "which keeps weights small. It may change in the middle of a run.",
    )
    penalized_layer: int | None = setting(
        None,
        Limits(
            0, _DEPTHS.high, whole=True, none=ALL_LAYERS, high_name="the number of hidden layers"
        ),
        title="penalized layer",
        description="The layer that L1 and L2 are for: 0 is the first hidden layer, "
        "and the last number is the output.",
    )
    seed: int = setting(
        1,
        _SEEDS,
        title="seed",
        description="Draws the initial weights. The same seed gives the same start.",
    )
    ensemble_size: int = setting(
        1,
        Limits(1, 10_000, whole=True),
        title="ensemble size",
        description="Number of networks that differ in initial weights only: "
        "member i draws with seed + i.",
    )
    device: str = setting(
        "cpu",
        OneOf({"cpu": "cpu", "cuda": "cuda"}),
        title="device",
        description="Where the run is computed.",
    )
    dtype: str = setting(
        "float32",
        OneOf({"float32": "float32", "float64": "float64"}),
        title="precision",
        description="Floating-point type of every number.",
    )
    engine: str = setting(
        ENGINE_AUTO,
        OneOf({ENGINE_AUTO: "automatic", "autograd": "autograd", "compiled": "compiled"}),
        title="engine",
        description="What takes the steps: PyTorch's autograd and optimizers, or compiled code "
        "that gives the same curve many times faster, in float32 on the CPU.",
    )
    points: str = setting(
        "",
        _OwnPoints(),
        title="own points",
        description="Points and labels of the problem 'own', in the form that an address has room "
        "for. `core.own_points` makes it of a CSV.",
    )

    momentum: float | None = _parameter("momentum")
    beta1: float | None = _parameter("beta1")
    beta2: float | None = _parameter("beta2")
    alpha: float | None = _parameter("alpha")
    rho: float | None = _parameter("rho")
    weight_decay: float | None = _parameter("weight_decay")
    weight_scale: float | None = _parameter("weight_scale")
    weight_constant: float | None = _parameter("weight_constant")
    bias_scale: float | None = _parameter("bias_scale")
    bias_constant: float | None = _parameter("bias_constant")

    @field_validator("features")
    @classmethod
    def _in_the_order_of_the_catalogue(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in FEATURES if name in names)

    @field_validator("layer_initializers")
    @classmethod
    def _leave_out_missing_layers(
        cls, names: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        return _of_layers(names, _number_of_layers(info.data.get("hidden_layers")))

    @field_validator("penalized_layer")
    @classmethod
    def _check_penalized_layer(cls, value: int | None, info: ValidationInfo) -> int | None:
        layers = _number_of_layers(info.data.get("hidden_layers"))
        if value is not None and value not in range(layers):
            raise ValueError(value)
        return value

    def __init__(self, /, **values: Any) -> None:
        # A parameter that no present choice has is None; passing None is like passing nothing.
        values = {k: v for k, v in values.items() if v is not None or k not in PARAMETERS}
        owned = _owned_parameters(values)
        problems = [
            FieldProblem(name, values.pop(name), "the present choices have no such parameter")
            for name in PARAMETERS
            if name in values and name not in owned
        ]
        if problem := _problem_with_points(values):
            problems.append(problem)
            values.pop("points", None)
        values = {name: parameter.default for name, parameter in owned.items()} | values
        if "train_share" not in values and _too_few_to_split(values):
            values["train_share"] = 1.0
        try:
            super().__init__(**values)
        except ValidationError as error:
            refused = [str(detail["loc"][0]) for detail in error.errors()]
            problems += [FieldProblem(f, values[f], self.allowed_in_words(f)) for f in refused]
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
                for field in named or {*values}:  # none: a field of `default` does not fit them
                    del values[field]

    def to_text(self, default: "RunConfig | None" = None) -> dict[str, str]:
        """Spell out what differs from `default`, as strings that `from_text` reads back."""
        # What `from_text` gives for these fields alone: defaults of parameters depend on them.
        fields = (*CATALOGUES, "hidden_layers", "layer_initializers", "points")
        start = dict((default or RunConfig()).replace(**{f: getattr(self, f) for f in fields}))
        start |= {field: getattr(default or RunConfig(), field) for field in fields}
        return {name: self.spell(name, value) for name, value in self if value != start[name]}

    def replace(self, /, **changes: Any) -> Self:
        """Copy with changes; what the new choices do not have is left behind.

        That is parameters, initializers of layers, the penalized layer (all are penalized then),
        and points of one's own.
        """
        values = dict(self) | changes
        left_behind = {*PARAMETERS} - {*_owned_parameters(values)}
        if (self.penalized_layer or 0) >= _number_of_layers(values["hidden_layers"]):
            left_behind.add("penalized_layer")
        if values["dataset"] != OWN:
            left_behind.add("points")
        left_behind -= {*changes}
        return type(self)(**{k: v for k, v in values.items() if k not in left_behind})

    def parameters_of(self, field: str, name: str | None = None) -> dict[str, float]:
        """Name → value of each parameter of an entry; by default the entry that is chosen."""
        owned = parameters_of(field, getattr(self, field) if name is None else name)
        return {name: getattr(self, name) for name in owned}


def _of_layers(names: Sequence[str], layers: int) -> tuple[str, ...]:
    """The names, one a layer, of the layers that there are, without empty ones at the end."""
    names = list(names[:layers])
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _number_of_layers(hidden_layers: object) -> int:
    """Number of layers with the output; the most allowed if `hidden_layers` is no whole number."""
    try:
        return 1 + _WHOLE_NUMBER.validate_python(hidden_layers)
    except ValidationError:
        return 1 + int(_DEPTHS.high)


def parameters_of(field: str, name: str) -> Mapping[str, Parameter]:
    """Parameters of one entry of a catalogue; none where there is no such entry."""
    return getattr(CATALOGUES[field].get(name), "parameters", {})


def _given(values: Mapping[str, Any], field: str) -> Any:
    """The value of a field, its default where there is none."""
    return values[field] if field in values else RunConfig.model_fields[field].default


def _owned_parameters(values: Mapping[str, Any]) -> dict[str, Parameter]:
    """Parameters that the choices in `values` have, defaults standing in for what is missing."""
    chosen = [(field, str(_given(values, field))) for field in CATALOGUES]
    names = RunConfig.allowed("layer_initializers").read(_given(values, "layer_initializers"))
    of_layers = _of_layers(names, _number_of_layers(_given(values, "hidden_layers")))
    chosen += [("initializer", name) for name in of_layers]
    return {
        name: parameter for choice in chosen for name, parameter in parameters_of(*choice).items()
    }


def _too_few_to_split(values: Mapping[str, Any]) -> bool:
    """Whether a run learns own points that are too few for a part of them to validate."""
    points = values.get("points")
    return values.get("dataset") == OWN and isinstance(points, str) and too_few_to_split(points)


def _problem_with_points(values: Mapping[str, Any]) -> FieldProblem | None:
    """What is wrong with own points; a value that is no text is for the field itself to refuse."""
    problem, points = _given(values, "dataset"), _given(values, "points")
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
