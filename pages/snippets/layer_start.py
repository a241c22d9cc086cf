"""How a layer starts, as lines of `nn.init` that draw the same numbers."""

from collections.abc import Mapping

from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.layer_start import LayerStart
from core.source.inlined import inlined


def weight_lines(initializer: str, parameters: Mapping[str, float], weight: str) -> list[str]:
    """Lines that fill `weight`, an expression."""
    fill = INITIALIZERS[initializer].fill
    if fill.__module__ == "torch.nn.init":
        return [f"nn.init.{getattr(fill, '__name__')}({weight})"]  # noqa: B009
    lines, _ = inlined(fill, weight=weight, **_as_text(parameters))
    return lines


def start_lines(start: LayerStart, layer: str) -> list[str]:
    """Lines that fill weight and bias of `layer`, an expression for an `nn.Linear`."""
    fill = BIAS_INITIALIZERS[start.bias_initializer].fill
    bias, _ = inlined(
        fill, bias=f"{layer}.bias", fan_in=f"{layer}.in_features", **_as_text(start.bias_parameters)
    )
    return [*weight_lines(start.initializer, start.parameters, f"{layer}.weight"), *bias]


def imports(body: str) -> str:
    """The imports that code needs, and the code."""
    needed = {
        "math.": "import math\n",
        "np.": "import numpy as np",
        "torch.": "import torch",
        "nn.": "from torch import nn",
    }
    lines = [line for name, line in needed.items() if name in body]
    return "\n".join(lines) + "\n\n" + body


def indented(lines: list[str], levels: int) -> str:
    """The lines as one text."""
    return "\n".join("    " * levels + line for line in lines)


def _as_text(parameters: Mapping[str, float]) -> dict[str, str]:
    return {name: repr(value) for name, value in parameters.items()}
