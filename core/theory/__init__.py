"""Theoretical predictions, which are drawn beside the measured numbers."""

from core.theory.limits import born_dead, born_dead_share, edge_of_stability
from core.theory.mean_field import (
    backward_factor,
    next_variance,
    predict_activation_variance,
    predict_gradient_variance,
)

__all__ = [
    "backward_factor",
    "born_dead",
    "born_dead_share",
    "edge_of_stability",
    "next_variance",
    "predict_activation_variance",
    "predict_gradient_variance",
]
