"""How each layer of a run is initialized: which initializers, with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from torch import Generator, Tensor

from core.config import AUTO, RunConfig
from core.initializers import BIAS_INITIALIZERS, INITIALIZERS


@dataclass(frozen=True)
class LayerStart:
    """Names of the initializers of one layer's weight and bias, and the parameters of each."""

    initializer: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    bias_initializer: str = "zeros"
    bias_parameters: Mapping[str, float] = field(default_factory=dict)

    def fill(self, weight: Tensor, bias: Tensor, generator: Generator) -> None:
        """Draw the weight [out, in] and then the bias [out], in place."""
        INITIALIZERS[self.initializer].fill(weight, generator=generator, **self.parameters)
        BIAS_INITIALIZERS[self.bias_initializer].fill(
            bias, weight.shape[1], generator=generator, **self.bias_parameters
        )

    def weight_variance(self, fan_in: int, fan_out: int) -> float:
        """Variance of a weight, by the initializer's formula."""
        return INITIALIZERS[self.initializer].variance(fan_in, fan_out, **self.parameters)

    def bias_mean(self, fan_in: int) -> float:
        """Mean of a bias, by the initializer's formula."""
        return BIAS_INITIALIZERS[self.bias_initializer].mean(fan_in, **self.bias_parameters)

    def bias_variance(self, fan_in: int) -> float:
        """Variance of a bias, by the initializer's formula."""
        return BIAS_INITIALIZERS[self.bias_initializer].variance(fan_in, **self.bias_parameters)

    @property
    def weights_vary(self) -> bool:
        """Whether the weights are drawn at random, rather than all set to the same number."""
        return self.weight_variance(1, 1) > 0


def layer_starts(config: RunConfig) -> list[LayerStart]:
    """The start of every layer, from the first hidden layer to the output.

    A `bias_initializer` of AUTO is the one that belongs to the weight initializer of each layer.
    """
    layers = config.hidden_layers + 1
    own = [*config.layer_initializers, *[""] * layers][:layers]
    return [_layer_start(config, name or config.initializer) for name in own]


def _layer_start(config: RunConfig, name: str) -> LayerStart:
    bias = config.bias_initializer
    bias = INITIALIZERS[name].bias if bias == AUTO else bias
    return LayerStart(
        name,
        config.parameters_of("initializer", name),
        bias,
        config.parameters_of("bias_initializer", bias),
    )
