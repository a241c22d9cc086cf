"""The drawing of the network, held to plain torch modules."""

import numpy as np
import pytest
import torch
from torch import nn

from core import RunConfig, Trainer
from core.features import FEATURES
from web.charts.packing import pack
from web.live.panels import PanelContext, Style
from web.live.panels.network import MAP_NUMBERS, MOST_UNITS, SIDES, draw_network, shown_units

HALF_STEP = 0.5 / 65535  # of a 16-bit fraction
EVERY_FEATURE = tuple(FEATURES)


def trained(steps=20, **config):
    return Trainer(RunConfig(n_points=40, **config)).train(steps)


def plane(figure):
    """Points [side², 2] of the maps, row after row from the bottom."""
    axis = np.linspace(-figure["half_width"], figure["half_width"], figure["side"])
    return torch.tensor([[x0, x1] for x1 in axis for x0 in axis], dtype=torch.float32)


def outputs_by_hooks(network, points):
    """What each unit of an ordinary network gives [units, N]: inputs, activations, the logit."""
    seen = []
    for module in network:
        if not isinstance(module, nn.Linear):
            module.register_forward_hook(lambda _, __, output: seen.append(output))
    with torch.no_grad():
        logit = network(points)
    if len(seen) == sum(isinstance(module, nn.Linear) for module in network) - 1:
        seen.insert(0, points)  # without a module of features the points are the inputs
    return [output.T.numpy() for output in (*seen, logit)]


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"hidden_layers": 0},
        {"hidden_layers": 0, "features": ("x0x1",)},
        {"features": EVERY_FEATURE, "width": 8, "hidden_layers": 3, "activation": "relu"},
        {"width": 20, "ensemble_size": 3, "dtype": "float64"},
    ],
    ids=str,
)
def test_maps_are_what_plain_torch_gives_over_the_plane(config):
    trainer = trained(**config)
    member = len(trainer.ensemble) - 1
    figure = draw_network(PanelContext(trainer, picked=member))
    points = plane(figure).to(trainer.ensemble.flat.dtype)
    expected = outputs_by_hooks(trainer.member(member), points)
    assert len(figure["columns"]) == len(expected) == trainer.config.hidden_layers + 2
    for column, outputs in zip(figure["columns"], expected, strict=True):
        assert column["width"] == len(outputs)
        assert column["maps"].dtype == np.uint16
        shown = outputs[column["units"]]
        largest = np.abs(shown).max(axis=1)
        np.testing.assert_allclose(column["largest"], largest, rtol=1e-5)
        parts = column["maps"] / 65535 * 2 - 1
        np.testing.assert_allclose(
            parts * largest[:, None], shown, atol=2 * HALF_STEP * largest.max() + 1e-5
        )


@pytest.mark.parametrize("width", [3, 8, 9, 64])
def test_weights_biases_and_gradients_are_those_of_the_shown_units(width):
    trainer = trained(width=width, ensemble_size=2, batch_size=40, train_share=0.5)
    before = trainer.member(1)
    trainer.train(1)
    figure = draw_network(PanelContext(trainer, picked=1))
    loss = nn.functional.binary_cross_entropy_with_logits(
        before(trainer.dataset.x_train).squeeze(1), trainer.dataset.y_train
    )
    loss.backward()
    linears = [
        [module for module in network if isinstance(module, nn.Linear)]
        for network in (trainer.member(1), before)
    ]
    for i, (layer, now, then) in enumerate(zip(figure["layers"], *linears, strict=True)):
        source, to = (figure["columns"][i + j]["units"] for j in (0, 1))
        picked = np.ix_(to, source)
        np.testing.assert_array_equal(layer["weights"], now.weight.detach().numpy()[picked])
        np.testing.assert_array_equal(layer["biases"], now.bias.detach().numpy()[to])
        np.testing.assert_allclose(
            layer["gradients"], then.weight.grad.numpy()[picked], rtol=1e-4, atol=1e-7
        )


def test_of_a_wide_layer_the_units_with_the_largest_outgoing_weights_are_shown():
    outgoing = np.zeros((2, 12))
    outgoing[:, [11, 3, 5, 7, 0, 9, 2, 6]] = [[3.0], [4.0]]
    outgoing[:, 1] = 4.9, 0.0  # a norm below 5, though its one weight is larger than theirs
    shown = shown_units([np.ones((12, 2)), outgoing, np.ones((1, 2))])
    assert [list(units) for units in shown] == [[0, 1], [0, 2, 3, 5, 6, 7, 9, 11], [0, 1], [0]]


def test_it_says_what_is_not_shown():
    wide = draw_network(PanelContext(trained(width=64)))
    assert wide["note"] == "8 of 64 units shown: those with the largest outgoing weights"
    for column in wide["columns"][1:-1]:
        assert len(column["units"]) == MOST_UNITS
    for config in ({"width": 8}, {"width": 64, "hidden_layers": 0}):
        assert draw_network(PanelContext(trained(**config)))["note"] == ""


def test_the_first_column_is_the_features():
    figure = draw_network(PanelContext(trained(features=EVERY_FEATURE)))
    first = figure["columns"][0]
    assert first["names"] == [feature.label for feature in FEATURES.values()]
    assert list(first["units"]) == list(range(7))
    assert [column["label"] for column in figure["columns"]] == [
        *("inputs", "hidden 1", "hidden 2", "output")
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 3e38])
@pytest.mark.parametrize("width", [4, 9])
def test_numbers_that_are_not_finite_do_not_break_it(value, width):
    trainer = trained(width=width, activation="relu")
    trainer.ensemble.flat.fill_(value)
    figure = draw_network(PanelContext(trainer))
    pack([{"network": figure}], {})
    for column in figure["columns"]:
        assert np.isfinite(column["largest"]).all()


@pytest.mark.parametrize(
    ("config", "side"),
    [({}, SIDES[1]), ({"hidden_layers": 12, "width": 64}, 15), ({"hidden_layers": 64}, 9)],
    ids=str,
)
def test_many_maps_are_small_ones(config, side):
    figure = draw_network(PanelContext(trained(0, **config)))
    numbers = sum(column["maps"].size for column in figure["columns"])
    assert figure["side"] == side
    assert numbers <= MAP_NUMBERS


def test_colours_are_those_of_the_classes_and_type_is_larger_on_a_projector():
    trainer = trained()
    for dark in (False, True):
        style = Style(dark, projector=dark)
        figure = draw_network(PanelContext(trainer, style=style))
        low, _, high = (colour for _, colour in style.probability_scale)
        assert (figure["colours"]["negative"], figure["colours"]["positive"]) == (low, high)
        assert figure["font_size"] == style.font_size


def test_the_picture_is_a_copy():
    trainer = trained()
    figure = draw_network(PanelContext(trainer))
    before = [layer["weights"].copy() for layer in figure["layers"]]
    trainer.train(50)
    for layer, weights in zip(figure["layers"], before, strict=True):
        np.testing.assert_array_equal(layer["weights"], weights)
