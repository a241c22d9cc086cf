"""The ROC curve: how much of class 1 is found, at the price of how much of class 0."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.threshold_curves import CurveKind, draw_threshold_curves

ROC = CurveKind(
    x="false_positive_rate",
    y="recall",
    area="area_under_roc",
    area_label="AUC",
    steps=False,
    chance=lambda share: (0.0, 1.0),  # noqa: ARG005
    chance_label="chance, AUC ½",
    titles=("false positive rate", "true positive rate"),
)


def draw_roc(context: PanelContext) -> Figure:
    """True over false positive rate at every threshold; a guess lies on the diagonal."""
    return draw_threshold_curves(context, ROC)
