"""What the microscope is set to, and the controls that choose a weight of the present run."""

from dataclasses import dataclass

import streamlit as st

from core import RunConfig
from core.activations import ACTIVATIONS
from core.ensemble import architecture_of
from core.features import FEATURES
from core.mechanics.specimen import Weight
from pages import controls
from pages.address import put
from pages.limits import PAGE_LIMITS
from pages.panels.layer_curves import layer_names
from pages.settings import Settings, choice, number
from pages.view import LARGEST_SEED

_WIDEST = max(int(PAGE_LIMITS["width"].high), len(FEATURES))


class MicroscopeSettings(Settings):
    """Which weight, of which seed, and at which points; everything counts from 1."""

    layer: int = number(
        1,
        low=1,
        high=PAGE_LIMITS["hidden_layers"].high + 1,
        whole=True,
        title="layer",
        description="The layer that the weight belongs to.",
    )
    unit: int = number(
        1,
        low=1,
        high=_WIDEST,
        whole=True,
        title="to unit",
        description="The unit that the weight leads to.",
    )
    source: int = number(
        1,
        low=1,
        high=_WIDEST,
        whole=True,
        title="from",
        description="What the weight multiplies: a unit of the layer before, or an input.",
    )
    picked_seed: int | None = number(
        None,
        low=0,
        high=LARGEST_SEED,
        whole=True,
        title="seed",
        description="Which network of the run; the first one where it is empty.",
    )
    look_at: str = choice(
        "point",
        {"point": "one training point", "batch": "the next batch"},
        title="loss of",
        description="One point shows every factor; of a batch each path is a mean over its points.",
    )
    point: int = number(
        1,
        low=1,
        high=PAGE_LIMITS["n_points"].high,
        whole=True,
        title="point",
        description="Number of the training point.",
    )
    log10_h: float = number(
        -5.0,
        low=-12,
        high=0,
        title="step h, log₁₀",
        description="Step of the finite difference, as a power of ten.",
    )


_MOST_SIZES = 4
"""Hidden layers whose sizes are all written out."""


@dataclass(frozen=True)
class Chosen:
    """What is looked at, counted from 0; `point` None is the next batch."""

    weight: Weight
    member: int
    point: int | None


def choose(settings: MicroscopeSettings, config: RunConfig, n_train: int) -> Chosen:
    """Draw the controls; what the present network does not have is said, and the last one taken."""
    shapes = architecture_of(config).shapes
    layers = layer_names(len(shapes))
    layer = _menu("layer", settings.layer, layers)
    units, sources = shapes[layer]
    left, right = st.columns(2)
    with left:
        source = _menu("source", settings.source, source_names(config, layer, sources))
    with right:
        unit = _menu("unit", settings.unit, [f"unit {i + 1}" for i in range(units)])
    member = _choose_member(settings, config)
    controls.menu(MicroscopeSettings, "look_at")
    point = None
    if settings.look_at == "point":
        point = _within("point", settings.point, n_train) - 1
        controls.number_box(MicroscopeSettings, "point")
    controls.slider(MicroscopeSettings, "log10_h", step=0.5)
    return Chosen(Weight(layer, unit, source), member, point)


def source_names(config: RunConfig, layer: int, sources: int) -> list[str]:
    """What the weights of a layer multiply."""
    if layer == 0:
        return [FEATURES[name].label for name in config.features]
    return [f"unit {i + 1}" for i in range(sources)]


def route_to(weight: Weight, config: RunConfig) -> str:
    """The ends of a weight: x₀ → 1, or 3 → output."""
    layers = config.hidden_layers
    source = FEATURES[config.features[weight.source]].label if not weight.layer else None
    unit = "output" if weight.layer == layers else str(weight.unit + 1)
    return f"{source or weight.source + 1} → {unit}"


def shape_of(config: RunConfig) -> str:
    """The sizes of all layers, or of many hidden layers their number, and the activation."""
    hidden = [str(config.width)] * config.hidden_layers
    if config.hidden_layers > _MOST_SIZES:
        hidden = [hidden[0], f"… {config.hidden_layers} hidden layers …", hidden[0]]
    sizes = "–".join([str(len(config.features)), *hidden, "1"])
    return f"{sizes} {ACTIVATIONS[config.activation].label}" if hidden else sizes


def _choose_member(settings: MicroscopeSettings, config: RunConfig) -> int:
    """Draw the menu of seeds; return the index of the one that is picked."""
    seeds = range(config.seed, config.seed + config.ensemble_size)
    picked = settings.picked_seed
    if picked is not None and picked not in seeds:
        st.caption(f"seed: {picked} is not in the run; it has {seeds[0]} to {seeds[-1]}.")
        put("picked_seed", None)
        picked = None
    st.selectbox(
        options=seeds,
        index=None,
        placeholder=f"{config.seed}, the first",
        **controls.label_and_help(MicroscopeSettings.model_fields["picked_seed"], "picked_seed"),
    )
    return 0 if picked is None else picked - config.seed


def _menu(name: str, value: int, labels: list[str]) -> int:
    """Draw a menu of what there is; return the index of the choice."""
    value = _within(name, value, len(labels))
    st.selectbox(
        options=range(1, len(labels) + 1),
        format_func=lambda i: labels[i - 1],
        **controls.label_and_help(MicroscopeSettings.model_fields[name], name),
    )
    return value - 1


def _within(name: str, value: int, most: int) -> int:
    """The value, or the largest that there is; that the value is not, is said."""
    if value <= most:
        return value
    st.caption(f"{name}: {value} is not there; this takes a whole number from 1 to {most}.")
    put(name, most)
    return most
