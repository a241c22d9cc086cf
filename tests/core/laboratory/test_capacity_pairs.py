"""Networks of about equal size, and who wins."""

from itertools import pairwise

import numpy as np
import pytest

from core import RunConfig
from core.laboratory.capacity import SIDE, Outcome, cell, cells
from core.laboratory.capacity_pairs import (
    DEEP_WINS,
    OPEN,
    SHALLOW_WINS,
    Pair,
    pairs,
    smallest_that_solve,
    tally,
    winner,
)

BASE = RunConfig(ensemble_size=16)
TASKS = cells(BASE, 100)


def solved_by(count, of=16):
    accuracies = np.where(np.arange(of) < count, 1.0, 0.6)
    return Outcome(accuracies, np.zeros((of, SIDE, SIDE), np.uint8))


def by_hand(depth, width):
    """Weights and biases of 2-width-…-width-1."""
    sizes = [2, *[width] * depth, 1]
    return sum(out * fan_in + out for fan_in, out in pairwise(sizes))


def test_pairs_are_the_nearest_of_all_shallow_networks():
    found = {(pair.deep.depth, pair.deep.width): pair.shallow.width for pair in pairs(TASKS)}
    expected = {}
    for depth in (2, 3):
        for width in range(1, 17):
            size = by_hand(depth, width)
            nearest = min(range(1, 17), key=lambda w: abs(by_hand(1, w) - size))
            if abs(by_hand(1, nearest) - size) <= 0.1 * size:
                expected[depth, width] = nearest
    assert found == expected
    assert found[3, 4] == 14  # 57 parameters each
    assert found[2, 6] == 16  # 67 against 65
    assert (3, 5) not in found  # 81 against 65


def test_pairs_go_from_small_to_large_and_need_both_sides():
    sizes = [pair.deep.n_parameters for pair in pairs(TASKS)]
    assert sizes == sorted(sizes)
    assert len(sizes) == 8
    assert pairs(task for task in TASKS if task.depth != 1) == []
    assert pairs([]) == []


@pytest.mark.parametrize(
    ("shallow", "deep", "expected"),
    [(4, 16, DEEP_WINS), (16, 4, SHALLOW_WINS), (16, 16, OPEN), (0, 0, OPEN), (8, 13, OPEN)],
)
def test_the_winner_is_open_if_the_intervals_overlap(shallow, deep, expected):
    pair = Pair(cell(BASE, 1, 14, 100), cell(BASE, 3, 4, 100))
    found = {pair.shallow: solved_by(shallow), pair.deep: solved_by(deep)}
    assert winner(pair, found) == expected
    assert tally([pair], found) == {expected: 1}
    assert tally([pair], {pair.deep: solved_by(deep)}) == {}


def test_the_smallest_network_that_half_of_the_seeds_solve_it_with():
    sizes = {(0, 1): 0, (1, 4): 7, (1, 6): 8, (1, 8): 16, (3, 3): 12}
    found = {cell(BASE, *size, 100): solved_by(count) for size, count in sizes.items()}
    assert {depth: task.width for depth, task in smallest_that_solve(found).items()} == {1: 6, 3: 3}
    assert smallest_that_solve({}) == {}
