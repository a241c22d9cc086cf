"""The precision–recall curve: how pure what is found is, over how much of class 1 is found."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
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


def draw_precision_recall(context: PanelContext) -> Figure:
    """Precision over recall at every threshold; a guess is as pure as the set itself."""
    return draw_threshold_curves(context, PRECISION_RECALL)
