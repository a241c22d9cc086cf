"""The layers of a network as a table, one row a layer."""

from dataclasses import dataclass

from core.config import RunConfig
from core.ensemble import architecture_of
from core.initializers import INITIALIZERS
from core.layer_start import layer_starts
from core.source.network import activation, linear


@dataclass(frozen=True)
class LayerRow:
    """One layer: its torch modules, the shapes of its tensors, and its initializer.

    `parameters` counts weights and biases, `variance` is that of a weight by the initializer's
    formula.
    """

    name: str
    modules: str
    weight: tuple[int, int]
    bias: tuple[int]
    parameters: int
    initializer: str
    variance: float


def layer_table(config: RunConfig) -> list[LayerRow]:
    """The layers of one network of a run, from the first hidden layer to the output."""
    rows = []
    shapes = architecture_of(config).shapes
    for layer, (shape, start) in enumerate(zip(shapes, layer_starts(config), strict=True)):
        out, fan_in = shape
        hidden = layer < config.hidden_layers
        rows.append(
            LayerRow(
                f"hidden {layer + 1}" if hidden else "output",
                f"{linear(shape)}, {activation(config)}" if hidden else linear(shape),
                shape,
                (out,),
                out * (fan_in + 1),
                INITIALIZERS[start.initializer].label,
                start.weight_variance(fan_in, out),
            )
        )
    return rows
