"""Confusion matrices and classification scores at the present step."""

import numpy as np

from core.metrics import classification_metrics, confusion
from pages.panels.moment import Moment
from pages.panels.style import CLASS_COLOURS, TRAIN_COLOUR, VALIDATION_COLOUR, Figure

SCORES = ("accuracy", "precision", "recall", "f1", "auc")


def draw_metrics(moment: Moment) -> Figure:
    """Scores of both sets as dots from 0 to 1, above the two confusion matrices."""
    style, data = moment.style, moment.trainer.dataset
    sets = {
        "training": (moment.train_probabilities, data.y_train.numpy(), TRAIN_COLOUR, "circle"),
        "validation": (
            moment.validation_probabilities,
            data.y_validation.numpy(),
            VALIDATION_COLOUR,
            "diamond",
        ),
    }
    traces: list[Figure] = []
    titles: list[Figure] = []
    for i, (name, (p, y, colour, symbol)) in enumerate(sets.items()):
        scores = classification_metrics(p[None], y)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": name,
                "x": np.array([scores[score][0] for score in SCORES]),
                "y": [score.upper() if len(score) < 4 else score for score in SCORES],
                "texttemplate": "%{x:.3f}",
                "textposition": "top center" if i else "bottom center",
                "textfont": {"color": colour},
                "marker": {"size": style.marker_size, "color": colour, "symbol": symbol},
                "hovertemplate": f"{name} %{{y}} %{{x:.4f}}<extra></extra>",
            }
        )
        axis = str(i + 2)
        traces.append(
            {
                "type": "heatmap",
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
                "x": ["said 0", "said 1"],
                "y": ["is 0", "is 1"],
                "z": confusion(p[None], y)[0],
                "zmin": 0,
                "zmax": len(y),
                "texttemplate": "%{z}",
                "textfont": {"size": int(1.5 * style.font_size)},
                "colorscale": [[0, "rgba(0,0,0,0)"], [1, CLASS_COLOURS[1]]],
                "showscale": False,
                "hovertemplate": f"{name}: %{{y}}, %{{x}}: %{{z}} points<extra></extra>",
            }
        )
        titles.append(
            {
                "text": name,
                "x": 0.25 + 0.5 * i,
                "y": 0.43,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "center",
                "showarrow": False,
            }
        )
    return {
        "data": traces,
        "layout": {
            **style.layout(
                xaxis={"range": [-0.05, 1.08], "domain": [0, 1]},
                yaxis={"domain": [0.56, 1], "autorange": "reversed", "type": "category"},
            ),
            "xaxis2": {"domain": [0.08, 0.46], "anchor": "y2"},
            "yaxis2": {"domain": [0, 0.38], "anchor": "x2", "autorange": "reversed"},
            "xaxis3": {"domain": [0.6, 1], "anchor": "y3"},
            "yaxis3": {"domain": [0, 0.38], "anchor": "x3", "autorange": "reversed"},
            "annotations": titles,
        },
    }
