"""What the page of the computation graph can be set to."""

from typing import Any

from pydantic import create_model

from core.mechanics.expression_text import LONGEST, NAMES
from core.mechanics.graph_leaves import DTYPES, GRADIENTS, LONGEST_VALUE
from web.settings.settings import Settings, choice, switch, text

_VALUES = ("1", "2", "3", "-1", "-2", "0.5", "-0.5", "1.5")

_UNRECORDED = ("c",)
"""Leaves that ask for no gradient at first, so that the difference is seen at once."""


class _Expression(Settings):
    """What is computed."""

    expression: str = text(
        "2*(a - b) + c",
        longest=LONGEST,
        title="z =",
        description="Numbers, a … h, + − * / **, brackets, and sin cos exp log tanh sigmoid relu. "
        "Press Enter to compute it.",
    )
    again: bool = switch(
        False,
        title="compute z again",
        description="Compute z once more after `requires_grad_()`: only what is computed after it "
        "is recorded.",
    )


def _fields_of(name: str, value: str) -> dict[str, Any]:
    """Settings of a leaf: its value as text, its dtype, and whether it asks for a gradient."""
    gradient = "no" if name in _UNRECORDED else "yes"
    return {
        name: text(
            value,
            longest=LONGEST_VALUE,
            title=name,
            description=f"Value of {name}: a number, a list such as [1, 2], or rows such as "
            "[[1, 2], [3, 4]].",
        ),
        f"{name}_dtype": choice(
            "float32",
            {dtype: dtype for dtype in DTYPES},
            title=f"dtype of {name}",
            description=f"What the numbers of {name} are stored as. Only floating-point ones may "
            "require a gradient.",
        ),
        f"{name}_grad": choice(
            gradient,
            GRADIENTS,
            title=f"gradient of {name}",
            description=f"Whether PyTorch records what is done with {name}. `later` switches it on "
            "when z has been computed.",
        ),
    }


_leaf_fields: dict[str, Any] = {
    field: (str, words)
    for name, value in zip(NAMES, _VALUES, strict=True)
    for field, words in _fields_of(name, value).items()
}
GraphSettings: Any = create_model("GraphSettings", __base__=_Expression, **_leaf_fields)
