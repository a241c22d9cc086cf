"""The book's experiment ends where plain PyTorch ends, whoever draws numbers meanwhile."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from core.history import SCORES
from core.laboratory.book import FIGURES, SIDE, BookFigure, plane
from core.tasks import run_to_completion

SHORT = 3
"""Epochs in which everything that is random has had its turn."""


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class PlainNoisyLinear(nn.Module):
    """Noise of deviation 0.07 on two inputs, four outputs."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(nn.init.xavier_uniform_(torch.empty(2, 4)))
        self.b = nn.Parameter(torch.zeros(4))

    def forward(self, x):
        noise = torch.normal(0.0, 0.07, x.shape) if self.training else 0
        return torch.mm(x + noise, self.w) + self.b


class PlainModule(nn.Module):
    """The network of 13.4 as a module."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 4), nn.Linear(4, 4), nn.Linear(4, 1)])

    def forward(self, x):
        first, second, third = self.layers
        return torch.sigmoid(third(torch.relu(second(torch.relu(first(x))))))


def plain_training(network, loader, validation, learning_rate, epochs):
    """SCORES [epochs, 4], by nn.BCELoss and torch.optim, and the network."""
    loss_function = nn.BCELoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
    rows = []
    for _ in range(epochs):
        losses, accuracies = [], []
        for x, y in loader:
            network.train()
            answer = network(x)[:, 0]
            loss = loss_function(answer, y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            accuracies.append(((answer >= 0.5).float() == y).float().mean().item())
        network.eval()
        x, y = validation
        with torch.no_grad():
            answer = network(x)[:, 0]
        accuracy = ((answer >= 0.5).float() == y).float().mean().item()
        rows.append(
            [np.mean(losses), loss_function(answer, y).item(), np.mean(accuracies), accuracy]
        )
    return np.array(rows), network


def plain_sequence(epochs):
    """All figures one after the other, from the global random stream: number → scores, network."""
    points = np.random.RandomState(1).uniform(-1, 1, size=(200, 2))
    x = torch.tensor(points, dtype=torch.float32)
    y = torch.tensor(np.prod(points, axis=1) >= 0, dtype=torch.float32)
    validation = (x[100:], y[100:])

    def middle():
        return [nn.ReLU(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid()]

    found = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        loader = DataLoader(TensorDataset(x[:100], y[:100]), batch_size=2, shuffle=True)
        network = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
        torch.manual_seed(1)
        found["13.3"] = plain_training(network, loader, validation, 0.001, epochs)
        network = nn.Sequential(nn.Linear(2, 4), *middle())
        found["13.4"] = plain_training(network, loader, validation, 0.015, epochs)
        found["13.5"] = plain_training(PlainModule(), loader, validation, 0.015, epochs)
        torch.manual_seed(1)
        network = nn.Sequential(PlainNoisyLinear(), *middle())
        torch.manual_seed(1)
        found["13.6"] = plain_training(network, loader, validation, 0.015, epochs)
    return found


@pytest.fixture(scope="module")
def plain():
    return plain_sequence(SHORT)


@pytest.mark.parametrize("number", FIGURES)
def test_a_figure_by_itself_is_the_one_in_the_sequence(plain, number):
    """Although it trains alone: what was drawn before it is drawn again."""
    expected, network = plain[number]
    course = run_to_completion(BookFigure(number, SHORT).run())
    np.testing.assert_allclose(
        np.transpose([course.scores[name] for name in SCORES]), expected, rtol=1e-6
    )
    with torch.no_grad():
        surface = network(plane(SIDE)).numpy().reshape(SIDE, SIDE)
    np.testing.assert_allclose(course.surface, surface, rtol=1e-5)


@pytest.mark.parametrize("number", FIGURES)
def test_training_is_independent_of_the_global_generator(number):
    alone = run_to_completion(BookFigure(number, SHORT).run())
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        expected = [torch.rand(3) for _ in range(SHORT)]
        torch.manual_seed(7)
        work = BookFigure(number, SHORT).run()
        for numbers in expected:
            course = next(work).partial_result
            torch.testing.assert_close(torch.rand(3), numbers, rtol=0, atol=0)
    for name in SCORES:
        np.testing.assert_array_equal(course.scores[name], alone.scores[name])


@pytest.mark.parametrize("number", FIGURES)
def test_it_ends_where_the_book_ends(number):
    """In every digit that is known; each figure takes seconds."""
    course = run_to_completion(BookFigure(number).run())
    assert len(course) == 200
    found = course.last()
    for name, end in zip(SCORES, FIGURES[number].ends, strict=True):
        digits = 4 if name.endswith("loss") else 2
        assert round(found[name], digits) == end, name


@pytest.mark.long
def test_the_whole_sequence_ends_there_in_plain_pytorch():
    for number, (scores, _) in plain_sequence(200).items():
        *losses, train, validation = FIGURES[number].ends
        assert scores[-1][:2].round(4) == pytest.approx(losses, abs=1e-9)
        assert scores[-1][2:].round(2) == pytest.approx([train, validation], abs=1e-9)


def test_the_course_grows_epoch_by_epoch():
    lengths = [len(progress.partial_result) for progress in BookFigure("13.3", SHORT).run()]
    assert lengths == [1, 2, 3]
