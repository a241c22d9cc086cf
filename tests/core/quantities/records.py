"""Records with numbers that a test sets."""

import torch
from torch import Tensor

from core.activations import ACTIVATIONS
from core.architecture import Architecture
from core.quantities import Recorded


def recorded(
    architecture: Architecture,
    *,
    activation: str = "tanh",
    inputs: Tensor | None = None,
    n_train: int | None = None,
    **rows: Tensor,
) -> Recorded:
    """One or more records of `architecture`; rows that are not given are zero."""
    inputs = torch.zeros(architecture.inputs, 1) if inputs is None else inputs
    n = len(next(iter(rows.values())))
    zeros = torch.zeros(n, architecture.n_parameters)
    flat = {name: rows.get(name, zeros) for name in ("parameters", "gradients", "updates")}
    return Recorded(
        architecture,
        ACTIVATIONS[activation],
        inputs,
        inputs.shape[1] if n_train is None else n_train,
        rows.get("start", zeros)[0],
        **flat,
    )
