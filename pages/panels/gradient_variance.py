"""The gradient variance of every layer over the steps."""

from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_gradient_variance(moment: Moment) -> Figure:
    """One line a layer on a log axis: lines that fan out are vanishing or exploding gradients."""
    style, variances = moment.style, moment.history("gradient_variance")
    n = variances.shape[1]
    names = [*(f"hidden {i + 1}" for i in range(n - 1)), "output"]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": moment.steps(),
                "y": variances[:, layer],
                "line": {"color": colour, "width": style.line_width},
                "hovertemplate": f"step %{{x}}<br>{name} %{{y:.3g}}<extra></extra>",
            }
            for layer, (name, colour) in enumerate(zip(names, style.layer_colours(n), strict=True))
        ],
        "layout": style.layout(
            xaxis={"title": {"text": "step"}},
            yaxis={
                "title": {"text": "variance of ∂L/∂W"},
                "type": "log",
                "exponentformat": "power",
            },
        ),
    }
