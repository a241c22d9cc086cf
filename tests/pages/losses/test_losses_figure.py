import numpy as np
import pytest

from core.mechanics.loss_curves import LOGIT_LOSSES, loss_curve
from core.mechanics.stalling import escapes
from pages.losses.losses_figure import LINES, draw_escapes, draw_loss_curves
from web.charts.style import Style


@pytest.mark.parametrize("quantity", ["loss", "gradient"])
def test_every_loss_has_a_curve_and_a_point(quantity):
    logits = np.linspace(-5, 5, 11)
    curves = {name: loss_curve(name, logits, 1) for name in LOGIT_LOSSES}
    here = {name: loss_curve(name, np.array([2.0]), 1) for name in LOGIT_LOSSES}
    figure = draw_loss_curves(curves, logits, here, 2.0, quantity, Style())
    lines, points = figure["data"][:4], figure["data"][4:]
    for (name, loss), line, point in zip(LOGIT_LOSSES.items(), lines, points, strict=True):
        assert line["name"] == loss.label
        np.testing.assert_array_equal(line["y"], getattr(curves[name], quantity))
        (place,) = np.flatnonzero(logits == 2)
        assert point["y"] == pytest.approx([line["y"][place]])
        assert point["marker"]["color"] == line["line"]["color"]


@pytest.mark.parametrize("quantity", ["losses", "probabilities"])
def test_escapes_are_drawn_from_the_first_step_on(quantity):
    found = escapes(tuple(LOGIT_LOSSES), 1, -3.0, 1.0, 30)
    figure = draw_escapes(found, quantity, Style(projector=True))
    for (name, escape), line in zip(found.items(), figure["data"], strict=True):
        assert line["x"].tolist() == list(range(1, 31))
        np.testing.assert_array_equal(line["y"], getattr(escape, quantity)[1:])
        assert line["line"]["color"] == LINES[name]["color"]
    assert figure["layout"]["xaxis"]["type"] == "log"


def test_every_loss_has_a_line_of_its_own():
    assert set(LINES) == set(LOGIT_LOSSES)
    assert len({(line["color"], line["dash"]) for line in LINES.values()}) == len(LINES)
