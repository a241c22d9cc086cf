"""A run as a script of plain PyTorch to copy, which computes the numbers of the `Trainer`."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from core.config import RunConfig
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.sizes import n_train
from core.source.imports import with_imports
from core.source.inlined import inlined
from core.source.network import layer_name, network_source
from core.source.points import points_source

IMPLEMENTATION = frozenset({"fused", "foreach", "capturable"})
"""Arguments of optimizers that affect how a step is computed, but not its result."""


def run_source(config: RunConfig, steps: int, form: str = "sequential") -> str:
    """A script that trains the first member of a run for `steps` steps and prints its loss.

    `form` is one of FORMS. Points, initial weights and batches are those of the run, to the last
    bit; sums are computed in another order, so that losses agree up to rounding. The script imports
    nothing but torch and NumPy.
    """
    sections = [
        network_source(config, form),
        points_source(config),
        _loss(config),
        "\n".join([_optimizer(config), *_batches(config), *_penalized(config, form)]),
        _training(config, steps),
    ]
    body = "\n\n".join(section for section in sections if section)
    return with_imports(f"{body}\n")


def loss_label(config: RunConfig) -> str:
    """Name of the loss that the script prints."""
    without = ", without the penalty" if config.l1 or config.l2 else ""
    return f"{LOSSES[config.loss].label}, mean over all {n_train(config)} training points{without}"


def loss_expression(name: str, logits: str, labels: str) -> str:
    """Expression of a loss of the catalogue, mean over the points, of two expressions."""
    function = LOSSES[name].function
    if function.__module__ == "torch.nn.functional":
        return f"F.{function.__name__}({logits}, {labels})"
    _, (value,) = inlined(function, logits=logits, targets=labels)
    return value


def _loss(config: RunConfig) -> str:
    value = loss_expression(config.loss, "network(x).squeeze(1)", "y")
    return f"\ndef loss(x, y):\n    return {value}\n"


def optimizer_expression(
    name: str, learning_rate: float, own: Mapping[str, float], parameters: str
) -> str:
    """Call of torch that builds an optimizer of the catalogue for `parameters`, an expression.

    It has the values of the optimizer's `own` parameters, and whatever is not torch's default.
    """
    parameter = [nn.Parameter(torch.zeros(1))]
    built = OPTIMIZERS[name].build(parameter, lr=learning_rate, **own)
    usual: dict[str, Any] = type(built)(parameter, lr=learning_rate).defaults  # type: ignore[call-arg]
    named = {"lr", *own, *(["betas"] if "beta1" in own else [])}
    arguments = [
        f"{name}={value!r}"
        for name, value in built.defaults.items()
        if name not in IMPLEMENTATION and (name in named or value != usual[name])
    ]
    return f"torch.optim.{type(built).__name__}({parameters}, {', '.join(arguments)})"


def _optimizer(config: RunConfig) -> str:
    own = config.parameters_of("optimizer")
    name, rate = config.optimizer, config.learning_rate
    return f"optimizer = {optimizer_expression(name, rate, own, 'network.parameters()')}"


def _batches(config: RunConfig) -> list[str]:
    """Lines that define the batches; none if a step uses all points."""
    if _full_batch(config):
        return []
    return [
        "",
        "",
        "def batches():",
        f"    generator = torch.Generator().manual_seed({config.data_seed})",
        "    while True:  # an epoch: every training point once, in a new order",
        "        order = torch.randperm(len(x), generator=generator)",
        f"        yield from order.split({config.batch_size})",
        "",
    ]


def _full_batch(config: RunConfig) -> bool:
    return config.batch_size is None or config.batch_size >= n_train(config)


def _only_penalized(config: RunConfig) -> int | None:
    """Index of the only layer that is penalized, or None if all are."""
    return config.penalized_layer if config.hidden_layers else 0


def _penalized(config: RunConfig, form: str) -> list[str]:
    """Lines that define the weights that are penalized."""
    if not (config.l1 or config.l2):
        return []
    only = _only_penalized(config)
    if only is not None:
        return ["", f"weight = {layer_name(config, form, only)}.weight"]
    layers = "layer.weight for layer in network.modules() if isinstance(layer, nn.Linear)"
    return ["", f"weights = [{layers}]"]


def _penalties(config: RunConfig) -> list[str]:
    """The terms that are added to the loss."""
    terms = {"abs": config.l1, "square": config.l2}
    one = _only_penalized(config) is not None
    return [
        f"{strength!r} * weight.{power}().sum()"
        if one
        else f"{strength!r} * sum(w.{power}().sum() for w in weights)"
        for power, strength in terms.items()
        if strength
    ]


def _training(config: RunConfig, steps: int) -> str:
    full, penalties = _full_batch(config), _penalties(config)
    loss = "loss(x, y)" if full else "loss(x[batch], y[batch])"
    backward = [f"{loss}.backward()"]
    if penalties:
        first, *second = penalties
        backward = [f"objective = {loss} + {first}", *(f"objective += {more}" for more in second)]
        backward.append("objective.backward()")
    return "\n".join(
        [
            f'print("Loss: {loss_label(config)}")',
            'print(f"at the start: {loss(x, y):.6g}")',
            f"for _ in range({steps}):"
            if full
            else f"for _, batch in zip(range({steps}), batches()):",
            "    optimizer.zero_grad()",
            *(f"    {line}" for line in backward),
            "    optimizer.step()",
            f'print(f"after {steps} steps: {{loss(x, y):.6g}}")',
        ]
    )
