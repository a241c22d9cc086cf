"""Deep networks as the papers on initialization have them."""

from core.layer_start import LayerStart
from core.mechanics.propagation import DeepNetwork


def deep_network(
    layers: int, width: int, activation: str, initializer: str, batch: int
) -> DeepNetwork:
    """A network whose weights are drawn with an initializer and whose biases are 0."""
    return DeepNetwork(layers, width, activation, LayerStart(initializer, {}, "zeros", {}), batch)
