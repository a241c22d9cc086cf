"""Initialization of a layer as lines of torch code that draw the same numbers."""

from collections.abc import Mapping

from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.layer_start import LayerStart
from core.source.inlined import inlined


def start_lines(start: LayerStart, layer: str) -> list[str]:
    """Lines that draw the weight and then the bias of the `nn.Linear` that `layer` evaluates to."""
    if is_torchs_own(start):
        return [f"{layer}.reset_parameters()"]
    bias, _ = inlined(
        BIAS_INITIALIZERS[start.bias_initializer].fill,
        bias=f"{layer}.bias",
        fan_in=f"{layer}.in_features",
        **_as_text(start.bias_parameters),
    )
    return [*weight_lines(start.initializer, start.parameters, f"{layer}.weight"), *bias]


def weight_lines(initializer: str, parameters: Mapping[str, float], weight: str) -> list[str]:
    """Lines that draw the tensor that the expression `weight` evaluates to."""
    fill = INITIALIZERS[initializer].fill
    if fill.__module__ == "torch.nn.init":
        return [f"nn.init.{getattr(fill, '__name__')}({weight})"]  # noqa: B009
    lines, _ = inlined(fill, weight=weight, **_as_text(parameters))
    return lines


def is_torchs_own(start: LayerStart) -> bool:
    """Whether the constructor of `nn.Linear` draws these numbers by itself."""
    return start.initializer == start.bias_initializer == "torch_default"


def _as_text(parameters: Mapping[str, float]) -> dict[str, str]:
    return {name: repr(value) for name, value in parameters.items()}
