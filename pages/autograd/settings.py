"""The settings of the autograd page."""

import streamlit as st

from core.mechanics.accumulation import N_MULTIPLICATIONS
from core.mechanics.neuron import Neuron
from web.settings import controls
from web.settings.settings import Settings, choice, number


class AutogradSettings(Settings):
    """What the sections are set to; the neuron is the same in all of them."""

    section: str = choice(
        "neuron",
        {
            "neuron": "One neuron",
            "accumulation": "Forward and reverse",
            "cost": "What they cost",
            "descent": "Gradient descent",
        },
        title="section",
        description="Which part of the page is open.",
    )
    w: float = number(1.0, low=-3, high=3, title="w", description="Weight of the input.")
    b: float = number(0.5, low=-3, high=3, title="b", description="Bias.")
    x: float = number(1.4, low=-3, high=3, title="x", description="Input of the one data point.")
    y: float = number(2.1, low=-3, high=3, title="y", description="Its target.")
    activation: str = choice(
        "identity",
        {"identity": "none", "tanh": "tanh", "sigmoid": "sigmoid"},
        title="activation",
        description="What the neuron does to z = w x + b.",
    )
    parameter: str = choice(
        "w",
        {"w": "w", "b": "b"},
        title="over",
        description="The parameter on the axis of both charts.",
    )
    log10_h: float = number(
        -5.0,
        low=-16,
        high=0,
        title="step h, log₁₀",
        description="Step of the finite difference, as a power of ten.",
    )
    stage: int = number(
        0,
        low=0,
        high=N_MULTIPLICATIONS,
        whole=True,
        title="multiplications done",
        description="How many local derivatives each accumulation has multiplied.",
    )
    inputs: int = number(
        16, low=1, high=256, whole=True, title="inputs n", description="Inputs of the network."
    )
    outputs: int = number(
        4, low=1, high=256, whole=True, title="outputs m", description="Outputs of the network."
    )
    units: int = number(
        32, low=1, high=128, whole=True, title="width h", description="Units of each hidden layer."
    )
    gamma: float = number(
        0.1, low=0.001, high=1.5, title="learning rate γ", description="Scale of a step."
    )
    steps: int = number(
        20, low=0, high=200, whole=True, title="steps", description="How many steps are taken."
    )


def neuron_of(settings: AutogradSettings, activation: str = "identity") -> Neuron:
    """The neuron that the page is set to."""
    return Neuron(settings.w, settings.b, settings.x, settings.y, activation)


def neuron_sliders() -> None:
    """Draw the sliders of w, b, x and y, two beside each other."""
    left, right = st.columns(2)
    for column, names in ((left, "wx"), (right, "by")):
        with column:
            for name in names:
                controls.slider(AutogradSettings, name, step=0.1)
