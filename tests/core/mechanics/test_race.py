import numpy as np
import pytest
import torch

from core.mechanics.race import LOST, RATES, race, race_at_best
from core.mechanics.surfaces import SURFACES
from core.optimizers import OPTIMIZERS
from tests.core import textbook

TARGET = 1e-3


def plain_run(name, surface, start, rate, steps):
    """Path [steps + 1, 2] of a torch optimizer in a loop of its own."""
    kind, parameters = textbook.OPTIMIZERS[name]
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], lr=rate, **parameters)
    path = [w.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        surface.function(w).backward()
        optimizer.step()
        path.append(w.tolist())
    return np.array(path)


@pytest.mark.parametrize("surface", ["saddle", "rosenbrock"])
def test_everybody_walks_as_alone(surface):
    surface = SURFACES[surface]
    entries = [(name, surface.learning_rate) for name in OPTIMIZERS]
    for (name, rate), racer in zip(
        entries, race(surface, entries, (-1.1, 0.9), 25, TARGET), strict=True
    ):
        path = plain_run(name, surface, (-1.1, 0.9), rate, 25)
        np.testing.assert_allclose(racer.path, path, rtol=1e-9, atol=1e-12)
        losses = surface.function(torch.tensor(path)).numpy()
        np.testing.assert_allclose(racer.losses, losses, rtol=1e-9, atol=1e-15)


def test_gradient_descent_on_the_ravine_shrinks_by_1_minus_rate_times_curvature():
    (racer,) = race(SURFACES["ravine"], [("sgd", 0.03)], (-2.0, 1.0), 200, TARGET)
    steps = np.arange(201)[:, None]
    expected = [-2.0, 1.0] * (1 - 0.03 * np.array([1, 25])) ** steps
    np.testing.assert_allclose(racer.path, expected, rtol=1e-9, atol=1e-14)
    losses = 0.5 * expected**2 @ [1, 25]
    assert racer.arrived_after == np.flatnonzero(losses <= TARGET)[0]
    assert racer.diverged_after is None


def test_a_rate_beyond_two_over_the_curvature_diverges_and_the_path_ends_in_time():
    (racer, other) = race(
        SURFACES["ravine"], [("sgd", 0.1), ("rprop", 0.1)], (-2.0, 1.0), 300, TARGET
    )
    first = int(np.argmax(1.5 ** np.arange(300) > LOST))
    assert racer.diverged_after == first == len(racer.path) == len(racer.losses)
    assert np.isfinite(racer.path).all()
    assert racer.arrived_after is None
    assert other.arrived_after is not None  # whom that does not touch


def test_passing_by_is_not_arriving():
    """Heavy-ball momentum swings through the minimum of a steep direction and out again."""
    (racer,) = race(SURFACES["neuron"], [("momentum", 0.03)], (-2.0, -1.0), 150, TARGET)
    below = racer.losses <= TARGET
    assert below[: racer.arrived_after].any()
    assert not below[racer.arrived_after - 1]
    assert below[racer.arrived_after :].all()


def test_the_best_rate_is_the_one_that_arrives_first():
    surface = SURFACES["ravine"]
    best = race_at_best(surface, ["sgd", "adadelta"], (-2.0, 1.0), 150, TARGET)
    for name, racer in zip(["sgd", "adadelta"], best, strict=True):
        all_of_them = race(surface, [(name, r) for r in RATES], (-2.0, 1.0), 150, TARGET)
        (chosen,) = [r for r in all_of_them if r.learning_rate == racer.learning_rate]
        np.testing.assert_array_equal(racer.losses, chosen.losses)
        arrived = [r.arrived_after for r in all_of_them if r.arrived_after is not None]
        if arrived:
            assert racer.arrived_after == min(arrived)
        else:
            assert racer.losses[-1] == min(
                r.losses[-1] for r in all_of_them if r.diverged_after is None
            )
    assert best[0].learning_rate == 0.03  # 0.1 is beyond 2/25


def test_momentum_does_not_care_how_the_ravine_lies_and_adam_does():
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    start = np.array([-1.5, 0.5])
    turned = tuple((turn.T @ start).tolist())
    entries = [("sgd", 0.03), ("momentum", 0.03), ("adam", 0.1)]
    straight = race(SURFACES["ravine"], entries, tuple(start.tolist()), 50, TARGET)
    across = race(SURFACES["turned_ravine"], entries, turned, 50, TARGET)
    for one, other in zip(straight[:2], across[:2], strict=True):
        np.testing.assert_allclose(other.path @ turn.T, one.path, atol=1e-12)
    assert abs(across[2].path @ turn.T - straight[2].path).max() > 0.1
