"""The largest eigenvalue of the Hessian over the steps."""

import numpy as np

from core.theory import edge_of_stability
from web.charts.axes import log_axis
from web.charts.style import CURVATURE_COLOUR, Figure
from web.live.panels.curves import (
    guide,
    member_curves,
    member_key,
    nothing_to_draw,
    smoothed,
    step_axis,
)
from web.live.panels.moment import Moment

_EDGES = {"sgd": "2/η", "momentum": "(2 + 2β)/η", "nesterov": "(2 + 2β)/((1 + 2β)η)"}


def draw_sharpness(moment: Moment) -> Figure:
    """Sharpness on a log axis, and the edge above which gradient descent is not stable.

    The edge is that of gradient descent on full batches; adaptive optimizers have none.
    """
    config, style = moment.trainer.config, moment.style
    edge = edge_of_stability(config)
    shown = smoothed(moment, "quantiles", "sharpness", True)
    return {
        "data": [
            *([] if edge is None else [guide(moment, _EDGES[config.optimizer], edge)]),
            *member_curves(
                moment,
                "sharpness",
                "sharpness",
                "%{y:.3g}",
                {"color": CURVATURE_COLOUR},
                log=True,
            ),
            *member_key(moment),
        ],
        "layout": style.layout(
            xaxis=step_axis(moment),
            yaxis={
                **style.title("top Hessian eigenvalue"),
                **log_axis(shown, np.array([edge or np.nan])),
            },
            **style.message(nothing_to_draw(moment, "sharpness", shown)),
        ),
    }
