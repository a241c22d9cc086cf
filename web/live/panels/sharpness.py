"""The largest eigenvalue of the Hessian over the steps."""

import numpy as np

from core.theory import edge_of_stability
from web.charts.axes import log_axis
from web.charts.style import CURVATURE_COLOUR, Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import guide, member_curves, member_key, smoothed, step_axis, step_span
from web.live.panels.missing import what_is_missing

_EDGES = {"sgd": "2/η", "momentum": "(2 + 2β)/η", "nesterov": "(2 + 2β)/((1 + 2β)η)"}


def draw_sharpness(context: PanelContext) -> Figure:
    """Sharpness on a log axis, and the edge above which gradient descent is not stable.

    The edge is that of gradient descent on full batches; adaptive optimizers have none.
    """
    config, style = context.trainer.config, context.style
    edge = edge_of_stability(config)
    shown = smoothed(context, "quantiles", "sharpness", True)
    empty = not np.isfinite(shown).any()
    text = what_is_missing(context, "sharpness", True)
    return {
        "data": [
            *([] if edge is None else [guide(context, _EDGES[config.optimizer], edge)]),
            *member_curves(
                context,
                "sharpness",
                "sharpness",
                "%{y:.3g}",
                {"color": CURVATURE_COLOUR},
                log=True,
            ),
            *member_key(context),
            step_span(context),
        ],
        "layout": style.layout(
            xaxis=step_axis(context),
            yaxis={
                **style.title("top Hessian eigenvalue"),
                **log_axis(shown, np.array([edge or np.nan])),
            },
            **(style.message(text) if empty else {"note": text}),
        ),
    }
