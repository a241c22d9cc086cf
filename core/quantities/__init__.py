"""What is measured while a network trains: layer quantities, probes and histograms."""

from core.quantities.activations import (
    activation_histogram,
    activation_mean,
    activation_variance,
    dead_units,
    saturated_share,
)
from core.quantities.gradient_noise import GradientNoise
from core.quantities.gradients import gradient_histogram, gradient_norm, gradient_variance
from core.quantities.histogram import Histogram, LayerHistogram
from core.quantities.probe import Objective, Probe
from core.quantities.recorded import LayerQuantity, Recorded
from core.quantities.sharpness import Sharpness
from core.quantities.weights import (
    distance_from_start,
    update_to_weight_ratio,
    weight_histogram,
    weight_norm,
)

QUANTITIES: dict[str, LayerQuantity] = {
    "gradient_variance": gradient_variance,
    "gradient_norm": gradient_norm,
    "activation_mean": activation_mean,
    "activation_variance": activation_variance,
    "saturated_share": saturated_share,
    "dead_units": dead_units,
    "weight_norm": weight_norm,
    "distance_from_start": distance_from_start,
    "update_to_weight_ratio": update_to_weight_ratio,
}
"""Column of `History.layers()` → the function that computes it for every recorded step."""

PROBES: dict[str, type[Probe]] = {"sharpness": Sharpness, "gradient_noise": GradientNoise}
"""Column of `History` → the probe that reads it, at most every `PROBE_EVERY` steps."""

HISTOGRAMS: dict[str, LayerHistogram] = {
    "weight_histogram": weight_histogram,
    "gradient_histogram": gradient_histogram,
    "activation_histogram": activation_histogram,
}
"""Name → the function that computes it from `Trainer.present()`; the history does not keep it."""

__all__ = [
    "HISTOGRAMS",
    "PROBES",
    "QUANTITIES",
    "Histogram",
    "LayerHistogram",
    "LayerQuantity",
    "Objective",
    "Probe",
    "Recorded",
]
