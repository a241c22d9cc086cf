"""The settings of the models page."""

from core.source import FORMS
from web.settings.settings import Settings, choice, number

LARGEST_SEED = 2**31 - 1
MOST_STEPS = 1000
"""About as many steps as the smallest network takes in a moment; see `most_steps`."""


def _input(position: int) -> float:
    value: float = number(
        0.0, low=-3, high=3, title=f"input {position}", description="One number of the input x."
    )
    return value


class ModelsSettings(Settings):
    """What the sections are set to; the network itself is that of the run."""

    section: str = choice(
        "sequential",
        {**FORMS, "noisy": "A custom layer: NoisyLinear"},
        title="section",
        description="Which part of the page is open.",
    )
    n_steps: int = number(
        100,
        low=0,
        high=MOST_STEPS,
        whole=True,
        title="steps n",
        description="How many steps the code trains.",
    )
    sigma: float = number(
        0.1,
        low=0,
        high=2,
        title="noise σ",
        description="Standard deviation of the noise on every input, in training.",
    )
    layer_seed: int = number(
        1,
        low=0,
        high=LARGEST_SEED,
        whole=True,
        title="seed",
        description="Draws the weight, and then the noise of every pass.",
    )
    passes: int = number(
        200,
        low=1,
        high=1000,
        whole=True,
        title="training passes",
        description="How often the layer is given the same input.",
    )
    x1: float = _input(1)
    x2: float = _input(2)
    x3: float = _input(3)
    x4: float = _input(4)
