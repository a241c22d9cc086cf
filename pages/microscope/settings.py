"""The settings of the microscope, and the controls that choose a weight of the present run."""

from dataclasses import dataclass

import streamlit as st

from core import RunConfig
from core.activations import ACTIVATIONS
from core.allowed import FieldProblem, Limits
from core.features import FEATURES
from core.mechanics.member_snapshot import Weight
from core.sizes import n_train
from web.live.panels.layer_curves import layer_names
from web.live.view import LARGEST_SEED
from web.settings import controls
from web.settings.limits import PAGE_LIMITS
from web.settings.settings import Settings, choice, number

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
        description="A network of the run; the first one where this is empty.",
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
    """The chosen weight, member and point, counted from 0; `point` None is the next batch."""

    weight: Weight
    member: int
    point: int | None


def fit_to_run(
    settings: MicroscopeSettings, config: RunConfig
) -> tuple[MicroscopeSettings, list[FieldProblem]]:
    """Settings that this run has, and a problem for each setting that it did not have.

    A layer, unit, input or point that does not exist becomes the last one, a seed the first one.
    """
    fitted: dict[str, int | None] = {}
    allowed: dict[str, str] = {}
    layer = min(settings.layer, config.hidden_layers + 1)
    for name in ("layer", "unit", "source"):
        labels = _labels(name, layer, config)
        last = len(labels)
        if getattr(settings, name) > last:
            fitted[name] = last
            ends = dict.fromkeys((f"1 ({labels[0]})", f"{last} ({labels[-1]})"))
            allowed[name] = f"it takes {' to '.join(ends)}"
    points = Limits(1, n_train(config), whole=True)
    if settings.point not in points:
        fitted["point"], allowed["point"] = int(points.high), str(points)
    seeds = Limits(config.seed, config.seed + config.ensemble_size - 1, whole=True)
    if settings.picked_seed is not None and settings.picked_seed not in seeds:
        fitted["picked_seed"], allowed["picked_seed"] = None, str(seeds)
    problems = [FieldProblem(name, getattr(settings, name), allowed[name]) for name in fitted]
    return settings.model_copy(update=fitted), problems


def _labels(name: str, layer: int, config: RunConfig) -> list[str]:
    """The options of a menu; `layer` counts from 1."""
    if name == "layer":
        return layer_names(config.hidden_layers + 1)
    names = unit_names(config)[layer - 1 if name == "source" else layer]
    return [f"unit {name}" if name.isdecimal() else name for name in names]


def unit_names(config: RunConfig) -> list[list[str]]:
    """Names of the inputs, of the units of every hidden layer, and of the output."""
    hidden = [str(i + 1) for i in range(config.width)]
    inputs = [FEATURES[name].label for name in config.features]
    return [inputs, *[hidden] * config.hidden_layers, ["output"]]


def choose(settings: MicroscopeSettings, config: RunConfig) -> Chosen:
    """Draw the controls, and return what they choose. The settings must fit the run."""
    _menu("layer", settings.layer, config)
    left, right = st.columns(2)
    with left:
        _menu("source", settings.layer, config)
    with right:
        _menu("unit", settings.layer, config)
    member = _choose_member(settings, config)
    controls.menu(MicroscopeSettings, "look_at")
    point = None
    if settings.look_at == "point":
        point = settings.point - 1
        controls.number_box(MicroscopeSettings, "point")
    controls.slider(MicroscopeSettings, "log10_h", step=0.5)
    weight = Weight(settings.layer - 1, settings.unit - 1, settings.source - 1)
    return Chosen(weight, member, point)


def ends_of(weight: Weight, config: RunConfig) -> tuple[str, str]:
    """Names of the unit or input that a weight multiplies, and of the unit that it leads to."""
    names = unit_names(config)
    return names[weight.layer][weight.source], names[weight.layer + 1][weight.unit]


def describe_weight(weight: Weight, config: RunConfig) -> str:
    """Both ends of a weight in words: "from x₀ to unit 3 of hidden 1"."""
    layers = ["", *layer_names(config.hidden_layers + 1)]
    source, unit = (
        f"unit {name} of {layers[layer]}" if name.isdecimal() else name
        for layer, name in enumerate(ends_of(weight, config), weight.layer)
    )
    return f"from {source} to {unit}"


def shape_of(config: RunConfig) -> str:
    """The sizes of all layers and the activation; of many hidden layers only their number."""
    hidden = [str(config.width)] * config.hidden_layers
    if config.hidden_layers > _MOST_SIZES:
        hidden = [hidden[0], f"… {config.hidden_layers} hidden layers …", hidden[0]]
    sizes = "–".join([str(len(config.features)), *hidden, "1"])
    return f"{sizes} {ACTIVATIONS[config.activation].label}" if hidden else sizes


def _choose_member(settings: MicroscopeSettings, config: RunConfig) -> int:
    """Draw the menu of seeds; return the index of the one that is picked."""
    seeds = range(config.seed, config.seed + config.ensemble_size)
    st.selectbox(
        options=seeds,
        index=None,
        placeholder=f"{config.seed}, the first",
        **controls.widget_arguments(MicroscopeSettings.model_fields["picked_seed"], "picked_seed"),
    )
    return 0 if settings.picked_seed is None else settings.picked_seed - config.seed


def _menu(name: str, layer: int, config: RunConfig) -> None:
    """Draw a menu of the layers, or of the units or inputs of a layer."""
    labels = _labels(name, layer, config)
    st.selectbox(
        options=range(1, len(labels) + 1),
        format_func=lambda i: labels[i - 1],
        **controls.widget_arguments(MicroscopeSettings.model_fields[name], name),
    )
