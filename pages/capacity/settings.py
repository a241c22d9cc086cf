"""What the capacity page is set to, and the networks that this asks for."""

from dataclasses import dataclass

import streamlit as st

from core import RunConfig
from core.datasets import OWN
from core.laboratory.capacity import DEPTHS, MEASURES, WIDTHS, Cell, cells
from web.session.run_controls import LEARNING_RATES
from web.settings import controls
from web.settings.limits import START
from web.settings.settings import Settings, choice, number, run_setting

N_POINTS = 400
"""Half of them to train on; of the other half each is half a percent of the accuracy."""

JOB = "capacity"
"""The job of both sections: training that one has started continues in the other."""


class CapacitySettings(Settings):
    """What is trained, the measure that is drawn, and the network whose boundaries are shown."""

    section: str = choice(
        "map",
        {"map": "Depth and width", "parameters": "Deep against wide"},
        title="section",
        description="Which part of the page is open.",
    )
    depth: int = run_setting(
        "hidden_layers",
        1,
        low=DEPTHS[0],
        high=DEPTHS[-1],
        description="Depth of the network whose boundaries are shown. "
        "A click on the map chooses it too.",
    )
    width: int = run_setting(
        "width",
        4,
        low=WIDTHS[0],
        high=WIDTHS[-1],
        description="Units in every hidden layer of that network. Without a hidden layer it has no "
        "effect.",
    )
    measure: str = choice(
        "median",
        {name: measure.label for name, measure in MEASURES.items()},
        title="measure",
        description="One number for all seeds of a network. The best seed shows what the network "
        "can represent, the others how often training finds it.",
    )
    dataset: str = run_setting(
        "dataset",
        "xor",
        without=(OWN,),  # its points would have no place in this address
        description=f"Points of two classes: {N_POINTS // 2} to train on and as many to validate.",
    )
    activation: str = run_setting("activation", "relu")
    optimizer: str = run_setting(
        "optimizer",
        "adam",
        description="The rule that turns gradients into steps. Its own parameters have their "
        "default values.",
    )
    learning_rate: float = run_setting("learning_rate", 0.03, description="Scale of a step, η.")
    # 49 networks take about a minute at 500 steps. Nobody waits longer than four times that.
    steps: int = number(
        500,
        low=10,
        high=2000,
        whole=True,
        title="steps",
        description="Steps of training. Each step uses all training points.",
    )
    # The server keeps a picture of every seed.
    seeds: int = number(
        16,
        low=1,
        high=32,
        whole=True,
        title="seeds",
        description="Networks of each depth and width. They differ only in their initial weights.",
    )
    seed: int = number(
        START.seed,
        low=RunConfig.allowed("seed").low,
        high=RunConfig.allowed("seed").high,
        whole=True,
        title="first seed",
        description="Draws the initial weights; the other seeds are the next ones.",
    )


@dataclass(frozen=True)
class Plan:
    """All networks of the map, and the one of them whose boundaries are shown."""

    networks: tuple[Cell, ...]
    shown: Cell


def plan_of(settings: CapacitySettings) -> Plan:
    """The networks that these settings ask for. A run of the page builds them once."""
    networks = cells(base_of(settings), settings.steps)
    width = settings.width if settings.depth else networks[0].width
    shown = next(cell for cell in networks if (cell.depth, cell.width) == (settings.depth, width))
    return Plan(networks, shown)


def base_of(settings: CapacitySettings) -> RunConfig:
    """What all networks of the page have in common."""
    return START.replace(
        dataset=settings.dataset,
        n_points=N_POINTS,
        activation=settings.activation,
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=None,
        ensemble_size=settings.seeds,
        seed=settings.seed,
    )


def choose_networks(settings: CapacitySettings) -> None:
    """Draw the controls: the network that is shown, and what all of them have in common."""
    left, right = st.columns(2)
    with left:
        controls.slider(CapacitySettings, "depth")
    with right:
        controls.slider(CapacitySettings, "width", disabled=settings.depth == 0)
    controls.menu(CapacitySettings, "measure")
    controls.menu(CapacitySettings, "dataset")
    left, right = st.columns(2)
    with left:
        controls.menu(CapacitySettings, "activation")
        controls.scale(CapacitySettings, "learning_rate", LEARNING_RATES)
        controls.slider(CapacitySettings, "seeds")
    with right:
        controls.menu(CapacitySettings, "optimizer")
        controls.slider(CapacitySettings, "steps", step=10)
        controls.number_box(CapacitySettings, "seed")
