"""The code of the initialization page runs as it is, and prints what the page shows."""

import re

import numpy as np
import pytest

from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.layer_start import LayerStart
from core.mechanics.born_dead import born_dead_shares
from core.mechanics.propagation import DeepNetwork, propagate
from core.mechanics.symmetry import watch_units, xor_config
from core.mechanics.weight_sample import draw_weight
from pages.initialization.born_dead_code import code_of_born_dead
from pages.initialization.propagation_code import code_of_propagation
from pages.initialization.symmetry_code import code_of_symmetry
from pages.initialization.weight_sample_code import code_of_weight


@pytest.fixture
def printed(capsys):
    def run(code):
        exec(code, {})
        return capsys.readouterr().out

    return run


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?", text)]


def halves(entry):
    return dict.fromkeys(entry.parameters, 0.5)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_weight_of_every_initializer(printed, name):
    parameters = halves(INITIALIZERS[name])
    drawn = draw_weight(name, 3, 2, 1, parameters)
    *weight, mean, variance = numbers(printed(code_of_weight(name, 3, 2, 1, parameters)))
    np.testing.assert_allclose(weight, drawn.weight.ravel(), atol=1e-4)
    assert [mean, variance] == pytest.approx([drawn.mean, drawn.variance], rel=1e-3, abs=1e-8)


@pytest.mark.parametrize("bias", BIAS_INITIALIZERS)
def test_signals_with_every_bias(printed, bias):
    start = LayerStart("torch_default", {}, bias, halves(BIAS_INITIALIZERS[bias]))
    network = DeepNetwork(3, 12, "gelu", start, batch=8)
    _, *rows = printed(code_of_propagation(network, 5, draws=2)).splitlines()
    measured = propagate(network, 5, draws=2)
    expected = np.median(
        [measured.second_moment, measured.activation_std, measured.relative_gradient_variance],
        axis=1,
    )
    for layer, row in enumerate(rows):
        assert numbers(row) == pytest.approx([layer + 1, *expected[:, layer]], rel=0.01)
    assert len(rows) == 3


@pytest.mark.parametrize(("initializer", "nudge"), [("constant", 0.0), ("xavier_normal", 1e-3)])
def test_training_from_a_start(printed, initializer, nudge):
    config = xor_config(initializer, "tanh", 4, 3)
    seen = watch_units(config, 25, nudge)
    loss, accuracy, difference = numbers(printed(code_of_symmetry(config, 25, nudge)))
    assert loss == pytest.approx(seen.loss, rel=1e-3)
    assert accuracy == pytest.approx(seen.accuracy, abs=0.005)
    assert difference == pytest.approx(seen.differences()[-1], rel=0.01)


def test_dead_networks(printed):
    lines = printed(code_of_born_dead(2, 5, 300, 7)).splitlines()
    for line, across in zip(lines[:2], (False, True), strict=True):
        share = born_dead_shares(2, 5, 300, 7, across)[-1].share
        assert numbers(line.split(":")[1]) == [pytest.approx(share, abs=1e-4)]
    assert numbers(lines[2].split(":")[1]) == [pytest.approx(1 - 0.75**5, abs=1e-4)]
