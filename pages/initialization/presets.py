"""Buttons that set the signal section to figures of papers."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pages.initialization.settings import InitializationSettings


@dataclass(frozen=True)
class Preset:
    """A figure of a paper: its button, a sentence on what it shows, and its settings."""

    label: str
    sentence: str
    values: Mapping[str, object]


PRESETS = {
    "glorot": Preset(
        "Glorot 2010",
        "Five tanh layers: with the standard start (torch's, without biases) the signal fades; "
        "with Xavier it lasts (Glorot and Bengio 2010, Fig. 6 and 7).",
        {
            "activation": "tanh",
            "layers": 5,
            "width": 1000,
            "initializer": "xavier_uniform",
            "against": "torch_default",
            "bias_initializer": "zeros",
            "batch": 300,
            "draws": 2,
            "forward": "activation_std",
        },
    ),
    "he": Preset(
        "He 2015",
        "Thirty ReLU layers: weights of variance 2/n keep E[z²], those of variance 1/n halve it in "
        "every layer (He et al. 2015, Eq. 10).",
        {
            "activation": "relu",
            "layers": 30,
            "width": 512,
            "initializer": "kaiming_normal",
            "against": "lecun_normal",
            "bias_initializer": "zeros",
            "batch": 300,
            "draws": 2,
            "forward": "second_moment",
        },
    ),
    "saxe": Preset(
        "Saxe 2013",
        "A deep linear network: orthogonal matrices keep the length of every vector, Gaussian ones "
        "of the same variance only the average length (Saxe et al. 2013).",
        {
            "activation": "identity",
            "layers": 30,
            "width": 100,
            "initializer": "orthogonal",
            "against": "lecun_normal",
            "bias_initializer": "zeros",
            "batch": 300,
            "draws": 3,
            "forward": "second_moment",
        },
    ),
}


def show_presets(settings: InitializationSettings) -> None:
    """Draw the buttons, and the sentence of the figure that is set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, preset in PRESETS.items():
            st.button(
                preset.label,
                on_click=st.session_state.update,
                args=(preset.values,),
                help=preset.sentence,
                key=f"preset_{name}",
                type="primary" if _is_set(settings, preset) else "secondary",
            )
        for preset in PRESETS.values():
            if _is_set(settings, preset):
                st.caption(preset.sentence)


def _is_set(settings: InitializationSettings, preset: Preset) -> bool:
    return all(getattr(settings, name) == value for name, value in preset.values.items())
