import numpy as np
import pytest
from plotly.colors import unlabel_rgb

from core import RunConfig, Trainer
from web.live.panels import PANELS, Options, PanelContext, Style

draw_panel = PANELS["gradient_variance"].draw


def draw(hidden_layers, **context):
    trainer = Trainer(RunConfig(n_points=40, hidden_layers=hidden_layers)).train(10)
    return trainer, draw_panel(PanelContext(trainer, **context))


def lines(figure):
    """The traces of layers, without the one that only spans the steps."""
    return [trace for trace in figure["data"] if "name" in trace]


@pytest.mark.parametrize("hidden_layers", [0, 1, 3, 12])
def test_one_line_a_layer_from_the_first_hidden_one_to_the_output(hidden_layers):
    trainer, figure = draw(hidden_layers)
    names = [*(f"hidden {i}" for i in range(1, hidden_layers + 1)), "output"]
    assert [trace["name"] for trace in lines(figure)] == names
    layers = trainer.history.layers()
    for layer, trace in enumerate(lines(figure)):
        rows = layers[layers["layer"] == layer]
        np.testing.assert_array_equal(trace["x"], rows["step"])
        np.testing.assert_array_equal(trace["y"], rows["gradient_variance"])
    assert figure["layout"]["yaxis"]["type"] == "log"


def test_smoothing_averages_the_logarithms():
    trainer, figure = draw(2, options=Options(smoothing=0.9))
    layers = trainer.history.layers()
    for layer, trace in enumerate(lines(figure)):
        recorded = layers.loc[layers["layer"] == layer, "gradient_variance"]
        expected = np.exp(np.log(recorded).ewm(alpha=0.1, adjust=False).mean())
        np.testing.assert_allclose(trace["y"], expected)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("n", [2, 3, 13])
def test_colours_of_the_layers_are_distinct_and_grow_brighter(dark, n):
    colours = Style(dark).layer_colours(n)
    brightness = [sum(unlabel_rgb(colour)) for colour in colours]
    assert len(set(colours)) == n
    assert brightness == sorted(brightness)


@pytest.mark.parametrize("dark", [False, True])
def test_lines_have_the_colours_of_their_layers(dark):
    _, figure = draw(3, style=Style(dark))
    expected = Style(dark).layer_colours(4)
    assert [trace["line"]["color"] for trace in lines(figure)] == expected
    assert [trace["marker"]["color"] for trace in lines(figure)] == expected


@pytest.mark.parametrize(("exponents", "most"), [((-3, 0), 4), ((-30, -1), 8), ((-200, 3), 8)])
def test_ticks_are_whole_decades_and_few(exponents, most):
    trainer = Trainer(RunConfig(n_points=40, hidden_layers=1))
    trainer.history.column("gradient_variance")[0, 0] = [10.0**e for e in exponents]
    dtick = draw_panel(PanelContext(trainer))["layout"]["yaxis"]["dtick"]
    ticks = (exponents[1] - exponents[0]) / dtick
    assert dtick == int(dtick)
    assert 1 <= ticks <= most


def test_within_a_decade_there_are_ticks_between():
    trainer = Trainer(RunConfig(n_points=40, hidden_layers=1))
    trainer.history.column("gradient_variance")[0, 0] = [0.2, 0.9]
    assert draw_panel(PanelContext(trainer))["layout"]["yaxis"]["dtick"] == "D2"


def test_gradients_that_vanished_altogether_are_said_to_be_0():
    trainer = Trainer(RunConfig(n_points=40, initializer="zeros", hidden_layers=3)).train(3)
    figure = draw_panel(PanelContext(trainer, Options(smoothing=0.5)))
    assert len(figure["data"][0]["y"]) == 0
    (said,) = figure["layout"]["annotations"]
    assert said["text"].replace("<br>", " ") == "exactly 0 in every layer since step 0"
    assert [*figure["data"][-1]["x"]] == [0, 3]


def test_gradients_beyond_all_numbers_still_draw():
    huge = RunConfig(
        activation="identity", initializer="normal", weight_scale=10, hidden_layers=12, width=64
    )
    trainer = Trainer(huge)
    assert trainer.history.layers()["gradient_variance"].max() == float("inf")
    for options in (Options(), Options(smoothing=0.5)):
        for trace in lines(draw_panel(PanelContext(trainer, options))):
            assert np.isfinite(trace["y"]).all()
