"""How many members had solved the problem, at least once, by which step."""

import numpy as np

from core.success import FEWEST_POINTS, NOT_YET, can_tell, wilson_interval
from web.charts.axes import band
from web.charts.style import TRAIN_COLOUR, Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import step_axis

_FEW_POINTS = (
    f"fewer than {FEWEST_POINTS} validation points cannot tell who has solved the problem: "
    "raise Points, or lower Train share"
)


def draw_steps_to_solve(context: PanelContext) -> Figure:
    """The share of members that had solved the problem once by each step, with its 95% interval.

    Some of them may have lost it again.

    The distribution of the steps to a solution: where the curve is steep, many find it.
    """
    style, n = context.style, context.members
    solved = context.first_solved
    # From the present shares at the steps where one more member was done, up to the present step.
    steps, counts = np.unique(solved[solved != NOT_YET], return_counts=True)
    steps = np.concatenate([[0], steps, [max(context.trainer.step, 1)]])
    done = np.concatenate([[0], np.cumsum(counts), [counts.sum()]]).astype(int)
    low, high = np.array([wilson_interval(int(k), n) for k in done]).T
    # A band has no shape of steps: each step is drawn as two corners.
    corners, held = np.repeat(steps, 2)[1:], np.repeat(np.arange(len(steps)), 2)[:-1]
    return {
        "data": [
            band(corners, low[held], high[held], TRAIN_COLOUR),
            {
                "type": "scatter",
                "mode": "lines",
                "name": "solved once, with 95% interval",
                "x": steps,
                "y": done / n,
                "customdata": np.stack([done, low, high], axis=1),
                "line": {"shape": "hv", "color": TRAIN_COLOUR, "width": style.line_width},
                "hovertemplate": (
                    f"by step %{{x}}: %{{customdata[0]:.0f}} of {n}<br>95% interval "
                    "%{customdata[1]:.0%} to %{customdata[2]:.0%}<extra></extra>"
                ),
            },
        ],
        "layout": style.layout(
            xaxis=step_axis(context),
            yaxis={
                **style.title("solved once"),
                "tickformat": ".0%",
                "range": [0, 1.02],
            },
            **style.message("" if can_tell(context.trainer.dataset) else _FEW_POINTS),
        ),
    }
