"""A hundred seeds of the book's network, held to networks of plain PyTorch."""

import numpy as np
import pytest
import torch
from torch import nn

from core.datasets import make_dataset
from core.laboratory.book_seeds import MEMBERS, SIDE, BookSeeds, Seeds
from core.tasks import run_to_completion

EPOCHS, FIRST, ORDER = 4, 40, 6


@pytest.fixture(scope="module")
def seeds():
    return run_to_completion(BookSeeds(FIRST, ORDER, EPOCHS).run())


def plain_network(seed):
    """Trained like one member of the ensemble."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        hidden = [nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 4), nn.ReLU()]
        network = nn.Sequential(*hidden, nn.Linear(4, 1), nn.Sigmoid())
    data, orders = make_dataset("book_xor"), torch.Generator().manual_seed(ORDER)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.015)
    for _ in range(EPOCHS):
        for batch in torch.randperm(100, generator=orders).split(2):
            optimizer.zero_grad()
            nn.BCELoss()(network(data.x_train[batch])[:, 0], data.y_train[batch]).backward()
            optimizer.step()
    return network


@pytest.mark.parametrize("rank", [0, 1, MEMBERS // 2, MEMBERS - 1])
def test_a_seed_is_a_network_of_plain_pytorch(seeds, rank):
    network, data = plain_network(int(seeds.seeds[rank])), make_dataset("book_xor")
    with torch.no_grad():
        answers = network(data.x_validation)[:, 0]
    loss = nn.BCELoss()(answers, data.y_validation).item()
    right = ((answers >= 0.5) == (data.y_validation == 1)).double().mean().item()
    assert seeds.losses[rank] == pytest.approx(loss, rel=1e-4)
    assert seeds.accuracies[rank] == pytest.approx(right)


def test_all_seeds_are_there_from_the_best_to_the_worst(seeds):
    assert sorted(seeds.seeds) == list(range(FIRST, FIRST + MEMBERS))
    assert (np.diff(seeds.losses) >= 0).all()
    assert seeds.epochs == EPOCHS


@pytest.mark.parametrize("rank", [0, MEMBERS - 1])
def test_the_boundary_of_every_seed_is_kept(seeds, rank):
    network = plain_network(int(seeds.seeds[rank]))
    axis = torch.linspace(-1.1, 1.1, SIDE)
    x1, x0 = torch.meshgrid(axis, axis, indexing="ij")
    with torch.no_grad():
        expected = network(torch.stack([x0, x1], dim=-1)).squeeze(-1).numpy()
    np.testing.assert_allclose(seeds.tiles[rank] / 255, expected, atol=0.6 / 255)


def test_ranks_and_solved_seeds_are_counted():
    seeds = Seeds(
        200,
        np.arange(4),
        np.array([0.1, 0.2, 0.2, 0.7]),
        np.array([1.0, 0.95, 0.94, 0.5], dtype=np.float32),
        np.zeros((4, 2, 2), dtype=np.uint8),
    )
    assert [seeds.better(loss) for loss in (0.1, 0.2, 0.3, 0.8)] == [0, 1, 3, 4]
    assert seeds.solved == 2
    low, high = seeds.interval
    assert low < 0.5 < high


def test_seeds_are_shown_on_the_way():
    shares = [progress.share for progress in BookSeeds(epochs=1).run() if progress.partial_result]
    assert shares
    assert shares[-1] == 1
