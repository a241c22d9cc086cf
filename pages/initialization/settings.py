"""The settings of the initialization page; several sections share some of them."""

from typing import Any

from pydantic import create_model

from core.activations import ACTIVATIONS
from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.layer_start import LayerStart
from web.settings import controls
from web.settings.settings import Settings, choice, number, several

NOTHING = "nothing"
"""The value of `against` that shows one initializer alone."""

_LABELS = {name: entry.label for name, entry in INITIALIZERS.items()}
_ACTIVATIONS = {name: entry.label for name, entry in ACTIVATIONS.items()}

# The parameters of initializers come from their catalogues, as those of RunConfig do.
_parameters: dict[str, Any] = {
    name: (
        float,
        number(
            parameter.default,
            parameter.low,
            parameter.high,
            title=parameter.label,
            description=parameter.help,
        ),
    )
    for catalogue in (INITIALIZERS, BIAS_INITIALIZERS)
    for entry in catalogue.values()
    for name, parameter in getattr(entry, "parameters").items()  # noqa: B009
}
_Parameters: Any = create_model("_Parameters", __base__=Settings, **_parameters)


class InitializationSettings(_Parameters):  # type: ignore[misc]
    """What the sections are set to."""

    section: str = choice(
        "signal",
        {
            "signal": "Signal through the layers",
            "weights": "Distributions of weights",
            "symmetry": "Symmetry",
            "born_dead": "Born dead",
        },
        title="section",
        description="Which part of the page is open.",
    )
    initializer: str = choice(
        "xavier_normal",
        _LABELS,
        title="initializer",
        description="The distribution that the initial weights are drawn from.",
    )
    against: str = choice(
        "torch_default",
        {NOTHING: NOTHING, **_LABELS},
        title="against",
        description="A second initializer in the same picture.",
    )
    bias_initializer: str = choice(
        "zeros",
        {name: entry.label for name, entry in BIAS_INITIALIZERS.items()},
        title="bias start",
        description="Where the biases start.",
    )
    activation: str = choice(
        "tanh",
        _ACTIVATIONS,
        title="activation",
        description="The nonlinearity after every hidden layer.",
    )
    layers: int = number(
        20, low=1, high=50, whole=True, title="hidden layers", description="Depth of the network."
    )
    width: int = number(
        256,
        low=1,
        high=1024,
        whole=True,
        title="width",
        description="Units of every hidden layer, and inputs, each drawn from N(0, 1).",
    )
    batch: int = number(
        100,
        low=2,
        high=300,
        whole=True,
        title="samples",
        description="Inputs that go through the network together.",
    )
    draws: int = number(
        3,
        low=1,
        high=8,
        whole=True,
        title="draws",
        description="Networks that are drawn, with seed, seed + 1 and so on. Each is one line.",
    )
    seed: int = number(
        1, low=0, high=2**31 - 9, whole=True, title="seed", description="Draws the weights."
    )
    forward: str = choice(
        "second_moment",
        {"second_moment": "E[z²] of preactivations", "activation_std": "std of activations φ(z)"},
        title="forward",
        description="What the forward chart shows. Papers on mean-field theory and He et al. "
        "look at E[z²], Glorot and Bengio at the standard deviation of the activations.",
    )
    fan_out: int = number(
        2,
        low=1,
        high=1000,
        whole=True,
        title="out",
        description="Rows of the weight: units of the layer.",
    )
    fan_in: int = number(
        3,
        low=1,
        high=1000,
        whole=True,
        title="in",
        description="Columns of the weight: inputs of the layer.",
    )
    start: str = choice(
        "constant",
        {"constant": "constant", "zeros": "zeros"},
        title="equal start",
        description="All weights start as the same number.",
    )
    random_start: str = choice(
        "xavier_normal",
        _LABELS,
        title="compare with",
        description="The initializer of the network in the second picture.",
    )
    unit_activation: str = choice(
        "tanh",
        _ACTIVATIONS,
        title="activation",
        description="The nonlinearity of the hidden units.",
    )
    units: str = choice(
        "4",
        {"2": "2", "4": "4", "8": "8"},
        title="units",
        description="Units of the one hidden layer.",
    )
    steps: int = number(
        300, low=0, high=500, whole=True, title="steps", description="Steps of training."
    )
    nudge: float = number(
        0.0,
        low=0,
        high=0.1,
        title="nudge ε",
        description="Added to one weight of the equal start: from the first input to unit 1.",
    )
    widths: tuple[str, ...] = several(
        ("2", "3", "4"),
        {str(width): str(width) for width in (1, 2, 3, 4, 5, 6, 8)},
        most=4,
        title="widths",
        description="Units of every hidden layer. Each width has its own colour.",
    )
    depth: int = number(
        10,
        low=1,
        high=50,
        whole=True,
        title="hidden layers",
        description="The largest depth that is measured.",
    )
    networks: str = choice(
        "4000",
        {"250": "250", "1000": "1,000", "4000": "4,000"},
        title="networks",
        description="Networks that are drawn for each width. The bars are 95% intervals.",
    )

    def parameters_of(self, name: str) -> dict[str, float]:
        """Values of the parameters that an initializer has."""
        return {parameter: getattr(self, parameter) for parameter in INITIALIZERS[name].parameters}

    def layer_start(self, name: str) -> LayerStart:
        """The start of a layer: its weights by an initializer, its biases as the page is set."""
        bias = self.bias_initializer
        of_bias = {name: getattr(self, name) for name in BIAS_INITIALIZERS[bias].parameters}
        return LayerStart(name, self.parameters_of(name), bias, of_bias)


def parameter_boxes(*catalogued: Any) -> None:
    """Draw the parameters of some entries of the catalogues, each once."""
    names = dict.fromkeys(name for entry in catalogued for name in entry.parameters)
    for name in names:
        controls.number_box(InitializationSettings, name, format="%.6g")
