"""One drawn weight, as code to copy."""

from collections.abc import Mapping

from core.source.imports import with_imports
from core.source.layer_start import weight_lines


def code_of_weight(
    initializer: str, out: int, fan_in: int, seed: int, parameters: Mapping[str, float]
) -> str:
    """Code that draws the weight and prints it with its mean and variance."""
    lines = "\n".join(weight_lines(initializer, parameters, "weight"))
    return with_imports(f"""torch.manual_seed({seed})
weight = torch.empty({out}, {fan_in})
{lines}
print(weight)
print(f"mean {{weight.mean():.4g}}, variance {{weight.var(correction=0):.4g}}")
""")
