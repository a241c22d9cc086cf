"""Quantities, recorded while training goes on, and histograms of the present: one file each."""

from core.quantities.activation_histogram import activation_histogram
from core.quantities.activation_mean import activation_mean
from core.quantities.activation_variance import activation_variance
from core.quantities.dead_units import dead_units
from core.quantities.distance_from_start import distance_from_start
from core.quantities.gradient_histogram import gradient_histogram
from core.quantities.gradient_noise import GradientNoise
from core.quantities.gradient_norm import gradient_norm
from core.quantities.gradient_variance import gradient_variance
from core.quantities.histogram import Histogram, LayerHistogram
from core.quantities.probe import Objective, Probe
from core.quantities.recorded import LayerQuantity, Recorded
from core.quantities.saturated_share import saturated_share
from core.quantities.sharpness import Sharpness
from core.quantities.update_to_weight_ratio import update_to_weight_ratio
from core.quantities.weight_histogram import weight_histogram
from core.quantities.weight_norm import weight_norm

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
"""Name of the column in `History.layers()` → how it is computed."""

PROBES: dict[str, type[Probe]] = {"sharpness": Sharpness, "gradient_noise": GradientNoise}
"""Name of the column in `History` → the probe that reads it, at most every `PROBE_EVERY` steps."""

HISTOGRAMS: dict[str, LayerHistogram] = {
    "weight_histogram": weight_histogram,
    "gradient_histogram": gradient_histogram,
    "activation_histogram": activation_histogram,
}
"""Name → how it is computed from `Trainer.present()`; the history does not keep it."""

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
