"""The gradient variance of every layer over the steps."""

import numpy as np
from numpy.typing import NDArray

from pages.panels.curves import curve, smooth_geometrically, step_axis
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_gradient_variance(moment: Moment) -> Figure:
    """One line a layer on a log axis: lines that fan out are vanishing or exploding gradients."""
    style = moment.style
    recorded = moment.history("gradient_variance")
    variances = smooth_geometrically(recorded, moment.options.smoothing)
    n = variances.shape[1]
    names = [*(f"hidden {i + 1}" for i in range(n - 1)), "output"]
    return {
        "data": [
            curve(
                moment,
                name,
                variances[:, layer],
                f"{name} %{{y:.3g}}",
                {"color": colour, "width": 0.7 * style.line_width},
            )
            for layer, (name, colour) in enumerate(zip(names, style.layer_colours(n), strict=True))
        ],
        "layout": style.layout(
            xaxis=step_axis(moment),
            yaxis={
                **style.title("variance of ∂L/∂W"),
                "type": "log",
                "exponentformat": "power",
                "dtick": _decades_a_tick(variances),
            },
        ),
    }


def _decades_a_tick(variances: NDArray[np.floating]) -> int:
    """Whole decades between ticks, so that there are about five of them."""
    positive = variances[(variances > 0) & np.isfinite(variances)]
    if not len(positive):
        return 1
    return max(1, round(float(np.log10(positive.max()) - np.log10(positive.min())) / 5))
