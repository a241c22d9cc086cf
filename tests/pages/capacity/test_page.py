"""The capacity page: a map is trained, cancelled and clicked on, and described in words."""

import re
from unittest.mock import patch
from urllib.parse import parse_qsl

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.laboratory.capacity import SIDE, Outcome, cells
from pages.capacity import map as capacity_map
from pages.capacity.settings import CapacitySettings, plan_of
from tests.pages.page import change, finish_job, markdown, open_page, printed
from web.jobs import jobs
from web.settings.limits import START, fit_to_page

pytestmark = pytest.mark.usefixtures("no_results")

QUICK = {"steps": "10", "seeds": "2"}


def buttons(app):
    return {button.key or button.label: button for button in app.button}


def know(found_by, **settings):
    """Store an outcome for each network: accuracies from a function of its depth, None for none."""
    for task in plan_of(CapacitySettings(**settings)).networks:
        accuracies = found_by(task.depth)
        if accuracies is not None:
            tiles = np.zeros((len(accuracies), SIDE, SIDE), np.uint8)
            jobs.RESULTS.put(task, Outcome(np.array(accuracies), tiles))


def solved_by(count, of=16):
    return [1.0] * count + [0.6] * (of - count)


def link(app):
    address = re.search(r"\(\./\?(.*?)\)", markdown(app)).group(1)
    return dict(parse_qsl(address))


def test_a_map_is_trained_cancelled_and_continued(monkeypatch):
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 1e-9)
    app = open_page("capacity", **QUICK)
    assert not app.exception
    assert "train all 49 networks for 10 steps, 2 seeds each" in markdown(app)
    app.button(key="capacity_run").click().run()
    while "Of 3 trained so far" not in markdown(app):
        app.run()
    app.button(key="capacity_cancel").click().run()
    assert not app.exception
    assert "Of 3 trained so far" in markdown(app)
    assert buttons(app)["capacity_run"].label == "Train all networks (46 left)"
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 60)
    app.button(key="capacity_run").click().run()
    finish_job(app, "capacity")
    assert "Of all networks" in markdown(app)
    assert buttons(app)["capacity_run"].disabled
    change(app, "section", "parameters")
    assert "Of 8 pairs of about equal size, deep" in markdown(app)


def test_one_network_alone_has_the_accuracies_of_its_code_and_of_a_trainer():
    app = open_page("capacity", depth="2", width="5", **QUICK)
    app.button(key="train_shown").click().run()
    finish_job(app, "capacity")
    assert "Of 1 trained so far" in markdown(app)
    config = RunConfig(
        n_points=400,
        hidden_layers=2,
        width=5,
        activation="relu",
        optimizer="adam",
        learning_rate=0.03,
        batch_size=None,
        ensemble_size=2,
    )
    accuracies = Trainer(config).train(10).scores().validation_accuracy.numpy()
    lines = printed(app).splitlines()
    assert lines[0] == "accuracies " + " ".join(f"{share:.4f}" for share in accuracies)
    assert lines[1] == f"median {np.median(accuracies):.4f}"
    assert lines[2] == f"solved by {(accuracies >= 0.95).sum()} of 2"
    assert f"median accuracy {100 * np.median(accuracies):.3g}%" in markdown(app)


def test_the_link_opens_the_network_on_the_playground():
    app = open_page("capacity", depth="3", width="7", activation="gelu", seed="5")
    config, problems = RunConfig.from_text(link(app), START)
    assert (config, problems) == (
        plan_of(CapacitySettings(depth=3, width=7, activation="gelu", seed=5)).shown.config,
        [],
    )
    assert fit_to_page(config) == (config, [])


def test_a_click_shows_a_cell_and_the_row_without_layers_keeps_the_width():
    state = {}
    with patch("streamlit.session_state", state):
        capacity_map._show_cell(7, 2)
        assert (state["depth"], state["width"]) == (2, 7)
        capacity_map._show_cell(11, 0)
        assert (state["depth"], state["width"]) == (0, 7)
        capacity_map._show_cell(40, 2)
        capacity_map._show_cell(3, -7)
        assert (state["depth"], state["width"]) == (0, 7)


def test_without_hidden_layers_it_says_that_the_width_means_nothing():
    know(lambda depth: solved_by(0) if depth == 0 else None)
    app = open_page("capacity", depth="0", width="9")
    assert not app.exception
    assert app.slider(key="width").disabled
    assert "**No hidden layer, 3 parameters**: a straight line, whatever the width" in markdown(app)
    assert "hidden_layers" in link(app)


def test_networks_that_diverged_are_counted_and_have_no_accuracy():
    know(lambda depth: [np.nan] * 16 if depth else solved_by(1), learning_rate=10)
    app = open_page("capacity", learning_rate="10")
    assert not app.exception
    assert "**48 networks diverged**" in markdown(app)
    assert "Try a learning rate below 10" in markdown(app)
    assert "17 parameters**: 16 of 16 seeds diverged ·" in markdown(app)
    assert "Of all networks, none solves" in markdown(app)
    change(app, "section", "parameters")
    assert "cannot tell" in markdown(app)


def test_a_run_that_diverges_is_marked():
    hot = {"learning_rate": "10", "optimizer": "sgd", "activation": "identity", "depth": "3"}
    app = open_page("capacity", width="16", **{**QUICK, "steps": "60"}, **hot)
    app.button(key="train_shown").click().run()
    finish_job(app, "capacity")
    assert "2 of 2 seeds diverged" in markdown(app)
    assert "however deep" in markdown(app)


@pytest.mark.parametrize(
    ("deep", "wide", "verdict", "tally"),
    [
        (16, 2, "agrees", "wins 8, shallow and wide 0, and in 0"),
        (2, 16, "disagrees", "wins 0, shallow and wide 8, and in 0"),
        (12, 9, "cannot tell", "wins 0, shallow and wide 0, and in 8"),
    ],
)
def test_the_page_says_whether_the_rule_holds(deep, wide, verdict, tally):
    know(lambda depth: solved_by(deep if depth > 1 else wide))
    app = open_page("capacity", section="parameters")
    assert not app.exception
    assert verdict in markdown(app)
    assert tally in markdown(app)
    row = "| 2-4-4-4-1 | 57 | {} of 16 ({}) | 2-14-1 | 57 | {} of 16 ({}) |"
    intervals = {16: "81–100%", 2: "3–36%", 12: "51–90%", 9: "33–77%"}
    assert row.format(deep, intervals[deep], wide, intervals[wide]) in markdown(app)


def test_the_rule_holds_only_for_some_sizes_where_both_sides_win():
    know(lambda depth: solved_by((0, 8, 16, 0)[depth]))
    app = open_page("capacity", section="parameters")
    assert "Here it holds only for some sizes." in markdown(app)
    assert "wins 4, shallow and wide 4, and in 0" in markdown(app)


def test_boundaries_are_sorted_best_first_with_seed_and_accuracy():
    outcome = Outcome(
        np.array([0.9, np.nan, 0.965]),
        np.stack([np.full((SIDE, SIDE), shade, np.uint8) for shade in (0, 127, 255)]),
    )
    plane, _, names, solved = capacity_map._draw_boundaries(
        outcome, 7, CapacitySettings().style(dark=False)
    )["data"]
    assert names["text"] == ["9 · 96.5%", "7 · 90%", "8 · diverged"]
    assert plane["z"][0, : 3 * SIDE : SIDE].tolist() == [65535, 0, 32639]
    assert len(solved["x"]) == 1


def test_one_plan_is_built_for_a_run_of_the_page(monkeypatch):
    built = []
    monkeypatch.setattr(
        "pages.capacity.settings.cells", lambda *base: built.append(base) or cells(*base)
    )
    app = open_page("capacity", **QUICK)
    assert not app.exception
    assert len(built) == 1


@pytest.mark.parametrize(("depth", "width"), [(0, 9), (1, 16), (3, 1)])
def test_the_shown_network_is_one_of_the_plan(depth, width):
    plan = plan_of(CapacitySettings(depth=depth, width=width))
    assert len(plan.networks) == len(set(plan.networks)) == 49
    assert plan.shown in plan.networks
    assert plan.shown.depth == depth
    assert depth == 0 or plan.shown.width == width


def test_bad_values_are_named():
    app = open_page("capacity", width="17", seeds="99", measure="luck", steps="1e9")
    assert not app.exception
    (warning,) = app.warning
    text = warning.value.replace("\\", "")
    for problem in ("width: '17'", "seeds: '99'", "measure: 'luck'", "steps: '1e9'"):
        assert f"{problem} is not allowed" in text
