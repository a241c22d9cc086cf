"""Classification scores and confusion matrices at the present step and threshold."""

import numpy as np

from core.metrics import classification_metrics, confusion
from web.charts.style import CLASS_COLOURS, Figure, Style
from web.live.panels.context import PanelContext

SCORES = {
    "accuracy": "accuracy",
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "auc": "AUC",
}

PREDICTED = ["predicted 0", "predicted 1"]


def draw_metrics(context: PanelContext) -> Figure:
    """Three tables: the scores of both sets, and below them each set's confusion matrix."""
    style, data = context.style, context.trainer.dataset
    train = context.train_probabilities[None], data.y_train.numpy()
    validation = context.validation_probabilities[None], data.y_validation.numpy()
    threshold = context.options.threshold
    scores = [classification_metrics(*of_set, threshold) for of_set in (train, validation)]
    classes = {"x": PREDICTED, "y": ["true 0", "true 1"]}
    return {
        "data": [
            {
                **_table(style, "%{z:.3f}"),
                "x": list(SCORES.values()),
                "y": ["training", "validation"],
                "z": np.array([[of_set[name][0] for name in SCORES] for of_set in scores]),
                "zmax": 2,
                "hovertemplate": "%{y} %{x} %{z:.4f}<extra></extra>",
            },
            *(
                {
                    **_table(style, "%{z}"),
                    **classes,
                    "z": confusion(*of_set, threshold)[0],
                    "zmax": len(of_set[1]),
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "hovertemplate": "%{y}, %{x}: %{z} points<extra></extra>",
                }
                for axis, of_set in ((2, train), (3, validation))
            ),
        ],
        "layout": {
            **style.layout(
                xaxis={"side": "top", "showgrid": False},
                yaxis={"domain": [0.58, 1], "autorange": "reversed", "showgrid": False},
            ),
            "note": f"threshold {threshold:g}",
            "annotations": [_heading("training", 0.21), _heading("validation", 0.79)],
            "xaxis2": {"domain": [0, 0.42], "anchor": "y2", **_predicted(style)},
            "yaxis2": {
                "domain": [0, 0.42],
                "anchor": "x2",
                "autorange": "reversed",
                "showgrid": False,
            },
            "xaxis3": {"domain": [0.58, 1], "anchor": "y3", **_predicted(style)},
            "yaxis3": {
                "domain": [0, 0.42],
                "anchor": "x3",
                "autorange": "reversed",
                "showgrid": False,
            },
        },
    }


def _predicted(style: Style) -> Figure:
    """Columns of a confusion matrix; where type is large their names take two lines."""
    names = [name.replace(" ", "<br>") if style.projector else name for name in PREDICTED]
    return {"tickvals": PREDICTED, "ticktext": names, "automargin": True, "showgrid": False}


def _heading(text: str, x: float) -> Figure:
    """What stands above a confusion matrix whose middle is at x."""
    place = {"x": x, "y": 0.43, "xref": "paper", "yref": "paper", "yanchor": "bottom"}
    return {"text": text, "showarrow": False, **place}


def _table(style: Style, template: str) -> Figure:
    """A heat map that is read as a table: a number a cell, the colour growing with it."""
    return {
        "type": "heatmap",
        "zmin": 0,
        "texttemplate": template,
        "textfont": {"size": int(1.2 * style.font_size), "color": style.ink},
        "colorscale": [[0, "rgba(0,0,0,0)"], [1, CLASS_COLOURS[1]]],
        "opacity": 0.8,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
