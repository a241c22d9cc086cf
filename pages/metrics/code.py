"""Classification metrics from probabilities and labels, as code to copy."""

import textwrap

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats


def code_of_metrics(probabilities: Floats, labels: Floats, threshold: float, source: str) -> str:
    """Code that counts and prints every metric of P(class 1) [N] and labels [N], 0 or 1.

    `source` says in a comment where the numbers come from.
    """
    dtype = ", dtype=torch.float64" if probabilities.dtype == np.float64 else ""
    return f"""import torch

# {source}
y = torch.tensor({_as_list(labels.astype(int))})
p = torch.tensor({_as_list(probabilities)}{dtype})

predicted = p > {threshold}  # which points count as class 1
tp = (predicted & (y == 1)).sum().item()
fp = (predicted & (y == 0)).sum().item()
fn = (~predicted & (y == 1)).sum().item()
tn = (~predicted & (y == 0)).sum().item()
print("confusion matrix", [[tn, fp], [fn, tp]])
print("accuracy", (tp + tn) / len(y))
print("precision", tp / (tp + fp) if tp + fp else 0.0)
print("recall", tp / (tp + fn) if tp + fn else 0.0)
print("F1", 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0)

# AUC: how often a point of class 1 scores above one of class 0; a tie counts half.
ones, zeros = p[y == 1][:, None], p[y == 0]
wins = (ones > zeros).double() + (ones == zeros).double() / 2
print("AUC", wins.mean().item())
"""


def _as_list(numbers: NDArray[np.generic]) -> str:
    """Python's text of a list of numbers with all their digits, over several lines where long."""
    text = ", ".join('float("nan")' if number != number else str(number) for number in numbers)
    if len(text) <= 60:
        return f"[{text}]"
    lines = textwrap.fill(text, 96, initial_indent="    ", subsequent_indent="    ")
    return f"[\n{lines}\n]"
