"""Capacity: one network of the map, its order, and the numbers made of its seeds."""

import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from core.laboratory.capacity import (
    DEPTHS,
    MEASURES,
    SIDE,
    WIDTHS,
    Cell,
    Outcome,
    cell,
    cells,
    measured,
)
from core.tasks import run_to_completion
from tests.core.textbook import TextbookRun

BASE = RunConfig(
    n_points=60, activation="relu", optimizer="adam", batch_size=None, ensemble_size=3, seed=5
)


def outcome(*accuracies):
    return Outcome(np.array(accuracies), np.zeros((len(accuracies), SIDE, SIDE), np.uint8))


@pytest.mark.parametrize(("depth", "width"), [(0, 1), (1, 3), (3, 2)])
def test_a_cell_ends_where_textbook_runs_of_its_seeds_end(depth, width):
    task = cell(BASE, depth, width, steps=40)
    found = run_to_completion(task.run())
    start = Trainer(task.config)
    data = start.dataset
    axis = torch.linspace(-1, 1, SIDE) * data.half_width()
    rows, columns = torch.meshgrid(axis, axis, indexing="ij")
    plane = torch.stack([columns.ravel(), rows.ravel()], dim=1)
    for member in range(3):
        run = TextbookRun(start.member(member), task.config, data).train(40)
        with torch.no_grad():
            said = run.network(data.x_validation).squeeze(1) > 0
            probabilities = run.network(plane).sigmoid().numpy().reshape(SIDE, SIDE)
        right = (said == (data.y_validation > 0.5)).double().mean().item()
        assert found.accuracies[member] == pytest.approx(right)
        np.testing.assert_allclose(found.tiles[member] / 255, probabilities, atol=0.003)


@pytest.mark.parametrize(("depth", "width"), [(0, 1), (1, 16), (2, 7), (3, 4)])
def test_parameters_are_those_of_torchs_own_module(depth, width):
    task = cell(BASE, depth, width, steps=1)
    module = Trainer(task.config).member(0)
    assert task.n_parameters == sum(parameter.numel() for parameter in module.parameters())


def best_line(points, labels):
    """Highest accuracy of any straight line: one can be moved until it goes through two points.

    Each of the two may then be said to lie on either side, and either side may be class 1.
    """
    best = max(labels.mean(), 1 - labels.mean())
    for i in range(len(points)):
        for j in range(i):
            (dx, dy), from_here = points[i] - points[j], points - points[j]
            side = dx * from_here[:, 1] - dy * from_here[:, 0]
            others = np.delete(np.arange(len(points)), [i, j])
            right = ((side[others] > 0) == (labels[others] > 0.5)).sum()
            best = max(best, (max(right, len(others) - right) + 2) / len(points))
    return best


@pytest.mark.parametrize(
    "changes", [{"hidden_layers": 0}, {"hidden_layers": 3, "activation": "identity"}]
)
def test_what_draws_a_straight_line_is_no_better_than_the_best_of_them(changes):
    config = BASE.replace(n_points=120, learning_rate=0.1, **changes)
    found = run_to_completion(Cell(config, 300).run())
    data = Trainer(config).dataset
    best = best_line(data.x_validation.numpy().astype(float), data.y_validation.numpy())
    assert 0.55 < best < 0.85
    assert found.accuracies.max() <= best + 1e-6
    assert found.solved == 0


def test_a_network_with_hidden_units_is_better_than_any_line():
    config = BASE.replace(n_points=120, learning_rate=0.1, hidden_layers=2, width=8)
    assert run_to_completion(Cell(config, 300).run()).accuracies.min() > 0.85


@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_a_member_worse_than_its_start_has_diverged(activation):
    config = BASE.replace(activation=activation, optimizer="sgd", learning_rate=10, width=16)
    task = cell(config, 3, 16, steps=200)
    found, trainer = run_to_completion(task.run()), Trainer(task.config)
    before = trainer.scores().train_loss.numpy()
    trainer.train(200)
    worse = trainer.scores().train_loss.numpy() > 1.2 * before
    assert bool(trainer.divergence) == (activation == "identity")
    assert np.all(np.isnan(found.accuracies) == (worse | bool(trainer.divergence)))
    assert found.diverged == 3
    assert all(np.isnan(measured(found, measure)).all() for measure in MEASURES)


def test_a_run_that_has_hardly_begun_has_not_diverged():
    config = BASE.replace(dataset="playground_xor", initializer="normal", learning_rate=1e-5)
    task = cell(config, 2, 16, steps=1)
    assert Trainer(task.config).scores().train_loss.max() > 1.2 * np.log(2)
    assert run_to_completion(task.run()).diverged == 0


def test_the_map_has_every_network_once_and_the_corners_early():
    tasks = cells(BASE, 100)
    places = [(task.depth, task.width) for task in tasks]
    assert len(set(tasks)) == len(tasks) == 1 + 3 * 16
    assert places[0][0] == 0
    assert set(places[1:]) == {(depth, width) for depth in DEPTHS[1:] for width in WIDTHS}
    assert {(1, 2), (3, 2), (1, 16), (3, 16)} <= set(places[:13])


def test_without_a_hidden_layer_every_width_is_the_same_network():
    assert cell(BASE, 0, 3, 10) == cell(BASE, 0, 16, 10)
    assert cell(BASE, 1, 3, 10) != cell(BASE, 1, 16, 10)


def test_a_cell_costs_more_the_more_there_is_to_do():
    tasks = [cell(BASE, *size, steps=100) for size in ((0, 1), (1, 1), (1, 16), (3, 16))]
    costs = [task.cost for task in tasks]
    assert costs == sorted(set(costs))
    assert Cell(tasks[0].config, 200).cost == 2 * costs[0]


def test_measures_of_five_seeds():
    found = outcome(0.5, 0.96, 0.7, 1.0, 0.95)
    assert measured(found, "median") == pytest.approx((0.58, 0.95, 0.984))
    assert measured(found, "best") == (1, 1, 1)
    low, share, high = measured(found, "solved")
    assert share == pytest.approx(3 / 5)
    # Wilson's interval for 3 of 5, from the tables of Newcombe 1998.
    assert (low, high) == pytest.approx((0.2307, 0.8824), abs=1e-4)


def test_one_of_five_that_diverged_counts_as_wrong_and_half_of_them_as_no_number():
    found = outcome(np.nan, 0.9, 0.9, 0.9, 1.0)
    assert measured(found, "median")[1] == pytest.approx(0.9)
    assert measured(found, "solved")[1] == pytest.approx(0.2)
    assert measured(found, "best")[1] == 1
    half = outcome(np.nan, np.nan, 0.9, 1.0)
    assert all(np.isnan(measured(half, measure)).all() for measure in MEASURES)
