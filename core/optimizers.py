"""Optimizers of `torch.optim` that update every parameter by itself.

Elementwise updates are what makes an ensemble exact: one optimizer on the flat tensor of all
members does for each of them what an optimizer of its own would do.
"""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from torch import Tensor, optim

from core.allowed import Parameter


def _allow_read_only_disk() -> None:
    """Let torch build optimizers where no file can be written: on a read-only or full disk.

    The first optimizer of a process asks for a cache folder for compiled code, even though nothing
    is compiled, and raises where there is no folder for temporary files. Any folder that exists
    will do.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path(__file__).parent))


_allow_read_only_disk()


@dataclass(frozen=True)
class Optimizer:
    """One update rule; `build(tensors, lr=..., **parameters)` returns the torch optimizer."""

    label: str
    formula: str
    build: Callable[..., optim.Optimizer]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


_MOMENTUM = {
    "momentum": Parameter(
        "momentum", 0.9, 0.001, 0.999, "Share of the previous step that is carried into the next."
    )
}
_BETAS = {
    "beta1": Parameter(
        "β₁", 0.9, 0.0, 0.9999, "How slowly the running mean of the gradient forgets."
    ),
    "beta2": Parameter(
        "β₂", 0.999, 0.0, 0.99999, "How slowly the running mean of the squared gradient forgets."
    ),
}
_ALPHA = {
    "alpha": Parameter(
        "smoothing α", 0.99, 0.0, 0.9999, "How slowly the mean of the squared gradient forgets."
    )
}
_RHO = {"rho": Parameter("ρ", 0.9, 0.0, 0.9999, "How slowly the running means of squares forget.")}
_WEIGHT_DECAY = {
    "weight_decay": Parameter(
        "weight decay", 0.01, 0.0, 1.0, "Share of every parameter taken off, times learning rate."
    )
}


def _with_betas(
    optimizer: Callable[..., optim.Optimizer], **fixed: object
) -> Callable[..., optim.Optimizer]:
    """Wrap an optimizer to take β₁ and β₂ by name, where torch takes a pair."""

    def build(
        tensors: list[Tensor], lr: float, beta1: float, beta2: float, **parameters: float
    ) -> optim.Optimizer:
        return optimizer(tensors, lr=lr, betas=(beta1, beta2), **fixed, **parameters)

    return build


# fused=True wherever torch has it: one kernel an update, three times as fast as the default.
OPTIMIZERS = {
    "sgd": Optimizer("SGD", r"w \leftarrow w - \eta g", partial(optim.SGD, fused=True)),
    "momentum": Optimizer(
        "SGD + momentum",
        r"v \leftarrow \mu v + g,\; w \leftarrow w - \eta v",
        partial(optim.SGD, fused=True),
        _MOMENTUM,
    ),
    "nesterov": Optimizer(
        "Nesterov",
        r"v \leftarrow \mu v + g,\; w \leftarrow w - \eta (g + \mu v)",
        partial(optim.SGD, nesterov=True, fused=True),
        _MOMENTUM,
    ),
    "rmsprop": Optimizer(
        "RMSprop",
        r"s \leftarrow \alpha s + (1 - \alpha) g^2,\; w \leftarrow w - \eta g / \sqrt{s}",
        optim.RMSprop,
        _ALPHA,
    ),
    "adagrad": Optimizer(
        "Adagrad",
        r"s \leftarrow s + g^2,\; w \leftarrow w - \eta g / \sqrt{s}",
        partial(optim.Adagrad, fused=True),
    ),
    "adadelta": Optimizer(
        "Adadelta",
        r"w \leftarrow w - \eta g \sqrt{u / s},\; u, s \text{ running means of } \Delta w^2, g^2",
        optim.Adadelta,
        _RHO,
    ),
    "adam": Optimizer(
        "Adam",
        r"w \leftarrow w - \eta\, \hat m / \sqrt{\hat s}",
        _with_betas(optim.Adam, fused=True),
        _BETAS,
    ),
    "adamw": Optimizer(
        "AdamW",
        r"w \leftarrow (1 - \eta\lambda) w - \eta\, \hat m / \sqrt{\hat s}",
        _with_betas(optim.AdamW, fused=True),
        _BETAS | _WEIGHT_DECAY,
    ),
    "nadam": Optimizer(
        "NAdam", r"\text{Adam with Nesterov momentum}", _with_betas(optim.NAdam), _BETAS
    ),
    "radam": Optimizer(
        "RAdam", r"\text{Adam with rectified variance}", _with_betas(optim.RAdam), _BETAS
    ),
    "adamax": Optimizer(
        "Adamax",
        r"u \leftarrow \max(\beta_2 u, |g|),\; w \leftarrow w - \eta\, \hat m / u",
        _with_betas(optim.Adamax),
        _BETAS,
    ),
    "rprop": Optimizer("Rprop", r"w \leftarrow w - \operatorname{sign}(g)\, \eta_w", optim.Rprop),
}
