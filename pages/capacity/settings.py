"""What the capacity page is set to, and the networks that this asks for."""

import streamlit as st

from core import RunConfig
from core.datasets import OWN
from core.laboratory.capacity import DEPTHS, MEASURES, WIDTHS, Cell, cell, cells
from web.session.run_controls import LEARNING_RATES
from web.settings import controls
from web.settings.limits import START
from web.settings.settings import Settings, choice, number, run_setting

N_POINTS = 400
"""Half of them to train on, and so many to validate on that one is half a percent."""

JOB = "capacity"
"""The work of both sections: what one has begun goes on in the other."""


class CapacitySettings(Settings):
    """What is trained, how it is looked at, and the network that is looked at."""

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
        description="Units in every hidden layer of that network; without such a layer it means "
        "nothing.",
    )
    measure: str = choice(
        "median",
        {name: measure.label for name, measure in MEASURES.items()},
        title="measure",
        description="What is said of the seeds of a network. The best seed shows what it can "
        "represent, the others how often training finds it.",
    )
    dataset: str = run_setting(
        "dataset",
        "xor",
        without=(OWN,),  # its points would have no place in this address
        description=f"Points of two classes. Of {N_POINTS} that are drawn, half validate.",
    )
    activation: str = run_setting("activation", "relu")
    optimizer: str = run_setting(
        "optimizer",
        "adam",
        description="The rule that turns gradients into steps, with the defaults of its own "
        "numbers.",
    )
    learning_rate: float = run_setting("learning_rate", 0.03, description="Scale of a step, η.")
    # 49 networks take about a minute at 500 steps: four times as much is what a person waits for.
    steps: int = number(
        500,
        low=10,
        high=2000,
        whole=True,
        title="steps",
        description="Steps of training; each looks at all training points.",
    )
    # A server keeps a picture of every seed.
    seeds: int = number(
        16,
        low=1,
        high=32,
        whole=True,
        title="seeds",
        description="Networks of every depth and width, which differ in initial weights only.",
    )
    seed: int = number(
        START.seed,
        low=RunConfig.allowed("seed").low,
        high=RunConfig.allowed("seed").high,
        whole=True,
        title="first seed",
        description="Draws the initial weights; the other seeds are the next ones.",
    )


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


def tasks_of(settings: CapacitySettings) -> tuple[Cell, ...]:
    """All networks of the map."""
    return cells(base_of(settings), settings.steps)


def shown_of(settings: CapacitySettings) -> Cell:
    """The network whose boundaries are shown."""
    return cell(base_of(settings), settings.depth, settings.width, settings.steps)


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
