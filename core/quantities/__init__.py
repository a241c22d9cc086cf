"""Quantities of every layer, recorded while training goes on: one file each."""

from core.quantities.gradient_variance import gradient_variance
from core.quantities.recorded import LayerQuantity, Recorded

QUANTITIES: dict[str, LayerQuantity] = {
    "gradient_variance": gradient_variance,
}
"""Name of the column in `History.layers()` → how it is computed."""

__all__ = ["QUANTITIES", "LayerQuantity", "Recorded", "gradient_variance"]
