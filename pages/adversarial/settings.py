"""What the adversarial page is set to, and the network that it attacks."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
import torch

from core import RunConfig, Trainer
from core.arrays import Floats
from core.datasets import OWN, PROBLEMS
from core.laboratory.adversarial import Logit, logit_of
from core.laboratory.adversarial_margins import LARGEST_EPSILON
from core.laboratory.adversarial_point import METHODS, Flips, flips_of
from web.session.run_controls import LEARNING_RATES, PENALTIES
from web.settings import controls, url
from web.settings.limits import START
from web.settings.settings import Settings, choice, number, run_setting
from web.settings.url import playground_url

FARTHEST = 6.0
"""Largest coordinate of a point: five times as far as the points of most problems."""

GRID = 81
"""Rows and columns of the picture of P(class 1)."""


def _coordinate(start: float, title: str) -> float:
    value: float = number(
        start,
        low=-FARTHEST,
        high=FARTHEST,
        title=title,
        description="Coordinate of the point under attack. A click on the plane sets both.",
    )
    return value


class AdversarialSettings(Settings):
    """The point, the attack, and the network."""

    section: str = choice(
        "point",
        {"point": "One point", "map": "Margin map", "robustness": "What makes it robust"},
        title="section",
        description="Which part of the page is open.",
    )
    x0: float = _coordinate(0.3, "point, x₀")
    x1: float = _coordinate(-0.3, "point, x₁")
    epsilon: float = number(
        0.3,
        low=0,
        high=LARGEST_EPSILON,
        title="ε",
        description="How far an attack may move each coordinate: the radius of the L∞ ball.",
    )
    # Each step is a gradient: a map with 20 of them takes from half a minute to minutes.
    pgd_steps: int = number(
        10,
        low=1,
        high=20,
        whole=True,
        title="PGD steps K",
        description="Steps of projected gradient descent, each 2.5 ε / K long; 1 step is FGSM.",
    )
    way: str = choice(
        "fgsm",
        {name: method.label for name, method in METHODS.items() if not method.searched},
        title="attack",
        description="The attack that the maps compare with the nearest boundary.",
    )
    against: str = choice(
        "l2",
        {"l2": "L2 penalty", "width": "width"},
        title="what changes",
        description="The setting in which the compared networks differ.",
    )
    # All seeds are trained and searched for their boundary: 16 take twice as long as 8.
    seeds: int = number(
        8,
        low=1,
        high=16,
        whole=True,
        title="seeds",
        description="Networks of each kind. They differ only in their initial weights.",
    )
    dataset: str = run_setting(
        "dataset",
        "xor",
        without=(OWN,),  # its points would have no place in this address
        description="Points of two classes, 100 to train on and 100 to validate.",
    )
    noise: float = run_setting(
        "noise", 0.0, high=0.5, description="Standard deviation of their jitter."
    )
    # The network is trained while the page is drawn: at these limits in less than half a second.
    hidden_layers: int = run_setting("hidden_layers", 2, high=4)
    width: int = run_setting("width", 8, high=32)
    activation: str = run_setting("activation", "tanh")
    l2: float = run_setting(
        "l2",
        0.0,
        description="Adds this times Σw² over all weights to the loss of training.",
    )
    optimizer: str = run_setting("optimizer", "adam")
    learning_rate: float = run_setting("learning_rate", 0.03, description="Scale of a step, η.")
    steps: int = number(
        300,
        low=0,
        high=600,
        whole=True,
        title="steps",
        description="Steps of training, on all training points at once.",
    )
    seed: int = run_setting("seed", START.seed, description="Draws the initial weights.")

    @cached_property
    def config(self) -> RunConfig:
        """The run that trains the network; in float64, as attacks and their code compute."""
        names = ("dataset", "noise", "hidden_layers", "width", "activation", "l2", "optimizer")
        return START.replace(
            **{name: getattr(self, name) for name in (*names, "learning_rate", "seed")},
            ensemble_size=1,
            batch_size=None,
            dtype="float64",
        )

    @property
    def point(self) -> tuple[float, float]:
        """The point under attack."""
        return self.x0, self.x1


@dataclass(frozen=True)
class Attacked:
    """A trained network: its logit, and what it was trained on.

    `x` [n, 2] and `y` [n] are the training points; the plane that shows them is [−half, half]².
    `steps` is how many steps it was trained: fewer than asked for where it diverged.
    """

    logit: Logit
    x: Floats
    y: Floats
    half: float
    train_accuracy: float
    validation_accuracy: float
    steps: int
    diverged: str


@st.cache_resource(max_entries=32, show_spinner=False)
def network_of(config: RunConfig, steps: int) -> Attacked:
    """The network after its training. It is shared: do not change it."""
    trainer = Trainer(config, quantities=(), scored=False).train(steps)
    scores, data = trainer.scores(), trainer.dataset
    return Attacked(
        logit_of(trainer),
        data.x_train.numpy(),
        data.y_train.numpy(),
        data.half_width(),
        scores.train_accuracy.item(),
        scores.validation_accuracy.item(),
        trainer.step,
        str(trainer.divergence or ""),
    )


@st.cache_data(max_entries=64, show_spinner=False)
def surface_of(config: RunConfig, steps: int, half: float) -> Floats:
    """P(class 1) [GRID, GRID], row after row from x₁ = −half."""
    axis = torch.linspace(-half, half, GRID, dtype=torch.float64)
    x1, x0 = torch.meshgrid(axis, axis, indexing="ij")
    logits = network_of(config, steps).logit(torch.stack([x0, x1], dim=-1))
    surface: Floats = torch.sigmoid(logits).numpy().astype(np.float32)
    return surface


@st.cache_data(max_entries=256, show_spinner=False)
def flips_at(config: RunConfig, steps: int, point: tuple[float, float], pgd_steps: int) -> Flips:
    """The distance of a point to the other class, by all methods."""
    return flips_of(network_of(config, steps).logit, point, pgd_steps)


def show_divergence(network: Attacked) -> None:
    """Draw an error where the run diverged."""
    if network.diverged:
        st.error(
            f"This run diverged: {network.diverged}. Try a smaller learning rate or penalty. The "
            "page shows the network before that step."
        )


def choose_point(epsilon: bool = True) -> None:
    """Draw the controls of the point, and of the attack where `epsilon` matters."""
    for column, name in zip(st.columns(2), ("x0", "x1"), strict=True):
        with column:
            controls.slider(AdversarialSettings, name, step=0.01)
    if epsilon:
        controls.slider(AdversarialSettings, "epsilon", step=0.01)


def move_point(x: float, y: float) -> None:
    """Attack the place that was clicked on. For callbacks."""
    for name, value in (("x0", x), ("x1", y)):
        url.set_setting(name, round(float(np.clip(value, -FARTHEST, FARTHEST)), 2))


def choose_network(settings: AdversarialSettings, varied: str = "") -> None:
    """Draw the controls of the network, and a link to it; the setting `varied` is disabled."""
    fixed = PROBLEMS[settings.dataset].fixed
    controls.menu(AdversarialSettings, "dataset")  # names of problems need the whole width
    left, right = st.columns(2)
    with left:
        controls.slider(AdversarialSettings, "hidden_layers")
        controls.menu(AdversarialSettings, "activation")
        controls.scale(AdversarialSettings, "l2", PENALTIES, disabled=varied == "l2")
        controls.number_box(AdversarialSettings, "seed")
    with right:
        controls.slider(AdversarialSettings, "noise", step=0.01, disabled=fixed)
        disabled = varied == "width" or not settings.hidden_layers
        controls.slider(AdversarialSettings, "width", disabled=disabled)
        controls.menu(AdversarialSettings, "optimizer")
        controls.scale(AdversarialSettings, "learning_rate", LEARNING_RATES)
        controls.slider(AdversarialSettings, "steps", step=10)
    link = f"{playground_url(settings.config)}&step={settings.steps}"
    st.markdown(f"[Open this network on the playground]({link})")
