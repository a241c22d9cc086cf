"""Theoretical limits that do not depend on the data."""

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.layer_start import layer_starts


def edge_of_stability(config: RunConfig) -> float | None:
    """Sharpness above which gradient descent on a quadratic diverges; None if there is no limit.

    2/η for plain gradient descent, (2 + 2β)/η with momentum β, (2 + 2β)/((1 + 2β) η) with
    Nesterov's: there a root of the update's characteristic polynomial passes −1. Cohen et al. 2021,
    "Gradient descent on neural networks typically occurs at the edge of stability", Eq. 1 and
    appendix B. For optimizers that scale every parameter by itself, the limit does not depend on
    the learning rate alone: None.
    """
    beta = config.parameters_of("optimizer").get("momentum", 0.0)
    scaled_sharpness = {
        "sgd": 2.0,
        "momentum": 2 + 2 * beta,
        "nesterov": (2 + 2 * beta) / (1 + 2 * beta),
    }.get(config.optimizer)
    return None if scaled_sharpness is None else scaled_sharpness / config.learning_rate


def born_dead(width: int, hidden_layers: int) -> float:
    """Probability that some layer of a ReLU network outputs only 0 for one input at the start.

    1 − (1 − 2⁻ᵂ)ᴸ for W units in each of L hidden layers, with weights drawn symmetrically around 0
    and biases 0: a layer is dead if all its preactivations are negative. Exact for one input, an
    upper bound for many. Lu et al. 2019, "Dying ReLU and initialization: theory and numerical
    examples".
    """
    return 1 - (1 - 2.0**-width) ** hidden_layers


def born_dead_share(config: RunConfig) -> float | None:
    """`born_dead` for the networks of a config; None if its conditions do not hold."""
    if not (ACTIVATIONS[config.activation].dies and config.hidden_layers):
        return None
    hidden = layer_starts(config)[:-1]
    drawn = all(start.weights_vary and start.bias_initializer == "zeros" for start in hidden)
    return born_dead(config.width, config.hidden_layers) if drawn else None
