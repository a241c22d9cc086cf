"""The precision–recall curve: how pure what is found is, over how much of class 1 is found."""

from web.charts.style import Figure
from web.live.panels.moment import Moment
from web.live.panels.threshold_curves import CurveKind, draw_threshold_curves

PRECISION_RECALL = CurveKind(
    x="recall",
    y="precision",
    area="average_precision",
    area_label="AP",
    steps=True,
    chance=lambda share: (share, share),
    chance_label="chance: share of class 1",
    titles=("recall", "precision"),
)


def draw_precision_recall(moment: Moment) -> Figure:
    """Precision over recall at every threshold; a guess is as pure as the set itself."""
    return draw_threshold_curves(moment, PRECISION_RECALL)
