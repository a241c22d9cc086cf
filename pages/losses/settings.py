"""The settings of the losses page."""

import torch

from web.settings.settings import Settings, choice, number


class LossesSettings(Settings):
    """What the sections are set to; label and precision are the same in both."""

    section: str = choice(
        "functions",
        {"functions": "Losses and gradients", "stalling": "Why MSE after a sigmoid stalls"},
        title="section",
        description="Which part of the page is open.",
    )
    label: str = choice(
        "1", {"0": "0", "1": "1"}, title="label y", description="True class of the one point."
    )
    precision: str = choice(
        "float32",
        {"float32": "float32", "float64": "float64"},
        title="precision",
        description="Type of all numbers in the computation; torch's default is float32.",
    )
    z: float = number(
        -4.0, low=-120, high=120, title="logit z", description="The logit that both charts mark."
    )
    reach: float = number(
        8.0, low=2, high=120, title="drawn up to |z| =", description="Half the width of the charts."
    )
    wrong_by: float = number(
        6.0,
        low=0,
        high=40,
        title="start: wrong by |z₀|",
        description="How far on the wrong side of 0 the logit begins.",
    )
    rate: float = number(
        1.0, low=0.01, high=100, title="learning rate η", description="Scale of a step."
    )
    steps: int = number(
        400, low=1, high=1000, whole=True, title="steps", description="Steps of gradient descent."
    )


def dtype_of(settings: LossesSettings) -> torch.dtype:
    """The torch type of the chosen precision."""
    return torch.float64 if settings.precision == "float64" else torch.float32
