"""The networks of the book's XOR experiment, trained with the random numbers that it drew.

Raschka, Liu, Mirjalili (2022), ch. 13: figures 13.3 to 13.6. The book draws everything from torch's
global random stream, in the order of the program. Here each figure has a generator of its own that
draws the same numbers, so that it neither affects nor is affected by other random draws.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from core.arrays import Floats
from core.datasets import make_dataset
from core.history import SCORES
from core.layer_start import LayerStart
from core.mechanics.noisy_linear import NoisyLinear
from core.tasks import Progress, TaskRun

SEED = 1
EPOCHS = 200
BATCH_SIZE = 2

HALF_WIDTH = 1.1
"""Half the side of the square on which the decision boundary is drawn."""

SIDE = 48
"""Rows and columns of that picture."""

_TORCH_DEFAULT = LayerStart("torch_default", bias_initializer="torch_default")


@dataclass(frozen=True)
class Figure:
    """The network that a figure of the book shows, and its training.

    `sigma` is the standard deviation of the noise on the input of the first layer in training; 0
    for an ordinary layer. If a figure `follows` another one, its random stream continues where that
    one's ended; otherwise the stream is seeded before the network is built, and again before it is
    trained. `ends` are the SCORES of the last epoch when the sequence runs in plain PyTorch 2.13 on
    a CPU.
    """

    hidden: tuple[int, ...]
    learning_rate: float
    ends: tuple[float, float, float, float]
    sigma: float = 0.0
    follows: str | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer, the inputs first."""
        return (2, *self.hidden, 1)


FIGURES = {
    "13.3": Figure((), 0.001, (0.6850, 0.6797, 0.64, 0.71)),
    "13.4": Figure((4, 4), 0.015, (0.2382, 0.3611, 0.89, 0.85), follows="13.3"),
    "13.5": Figure((4, 4), 0.015, (0.0376, 0.1233, 0.98, 0.95), follows="13.4"),
    "13.6": Figure((4, 4), 0.015, (0.0444, 0.0918, 1.00, 0.96), sigma=0.07),
}
"""Number in the book → what is trained. 13.4 and 13.5 are the same network, written as
`nn.Sequential` and as a subclass of `nn.Module`: they differ only in their random numbers."""


@dataclass(frozen=True)
class Course:
    """The course of a training: `scores`, each [epochs], by the names SCORES, and its boundary.

    Training scores are means over the batches of the epoch, each taken before its step; validation
    scores are taken after the epoch. `surface` [SIDE, SIDE] is P(class 1) after the last epoch,
    with x₀ along a row and x₁ from row to row, each from −HALF_WIDTH to HALF_WIDTH.
    """

    scores: dict[str, Floats]
    surface: Floats

    def __len__(self) -> int:
        return len(self.scores["train_loss"])

    def last(self) -> dict[str, float]:
        """The scores of the last epoch."""
        return {name: float(values[-1]) for name, values in self.scores.items()}


@dataclass(frozen=True)
class BookFigure:
    """The task of training one of FIGURES; its result is a Course of all epochs.

    With fewer `epochs` the figures that it follows are shortened as well.
    """

    number: str
    epochs: int = EPOCHS

    @property
    def cost(self) -> float:
        """In epochs of a network with two hidden layers; one without costs about half."""
        return self.epochs * (1.0 if FIGURES[self.number].hidden else 0.5)

    def run(self) -> TaskRun[Course]:
        """Train; every epoch yields the Course up to there."""
        rows, course = [], None
        for row, surface in _trained(self.number, self.epochs):
            rows.append(row)
            columns = np.array(rows).T
            course = Course(dict(zip(SCORES, columns, strict=True)), surface)
            yield Progress(len(rows) / self.epochs, partial_result=course)
        assert course is not None
        return course


def _trained(number: str, epochs: int) -> Iterator[tuple[tuple[float, ...], Floats]]:
    """Yield the SCORES of every epoch, and the surface after it."""
    network, generator = _beginning(number, epochs)
    optimizer = torch.optim.SGD(network.parameters(), lr=FIGURES[number].learning_rate)
    data, points = make_dataset("book_xor"), plane(SIDE)
    for _ in range(epochs):
        order = _next_order(generator, len(data.y_train))
        trained = _train_epoch(network, optimizer, data.x_train[order], data.y_train[order])
        network.eval()
        with torch.no_grad():
            validated = _scores(network(data.x_validation)[:, 0], data.y_validation)
            surface = network(points).numpy().reshape(SIDE, SIDE)
        (train_loss, train_accuracy), (loss, accuracy) = trained, validated
        yield (train_loss, loss, train_accuracy, accuracy), surface


def _train_epoch(
    network: nn.Sequential, optimizer: torch.optim.SGD, x: Tensor, y: Tensor
) -> tuple[float, float]:
    """Train on every batch of these points; return mean loss and accuracy before the steps.

    The mean over the points is that over the batches too: all batches have the same size.
    """
    network.train()
    answers = []
    for batch, labels in zip(torch.split(x, BATCH_SIZE), torch.split(y, BATCH_SIZE), strict=True):
        probabilities = network(batch)[:, 0]
        optimizer.zero_grad()
        torch.autograd.backward(F.binary_cross_entropy(probabilities, labels))
        optimizer.step()
        answers.append(probabilities.detach())
    return _scores(torch.cat(answers), y)


def _scores(probabilities: Tensor, labels: Tensor) -> tuple[float, float]:
    """Mean loss and accuracy."""
    right = (probabilities >= 0.5) == (labels > 0.5)
    return F.binary_cross_entropy(probabilities, labels).item(), right.double().mean().item()


def _beginning(number: str, epochs: int) -> tuple[nn.Sequential, Generator]:
    """The network of a figure before its first step, and the generator in its state then.

    What a training draws does not depend on what is learned: for the figures before this one only
    the draws are repeated.
    """
    figure = FIGURES[number]
    if figure.follows is None:
        generator = Generator().manual_seed(SEED)
        network = _built(figure, generator)
        return network, generator.manual_seed(SEED)
    _, generator = _beginning(figure.follows, epochs)
    for _ in range(epochs):
        _draw_seeds(generator)
    return _built(figure, generator), generator


def _built(figure: Figure, generator: Generator) -> nn.Sequential:
    """The network, with the weights that PyTorch draws when it builds it."""
    first, *others = pairwise(figure.sizes)
    modules: list[nn.Module] = (
        [NoisyLinear(*first, figure.sigma, generator)]
        if figure.sigma
        else [_linear(*first, generator)]
    )
    for fan_in, out in others:
        modules += [nn.ReLU(), _linear(fan_in, out, generator)]
    return nn.Sequential(*modules, nn.Sigmoid())


def _linear(fan_in: int, out: int, generator: Generator) -> nn.Linear:
    # On the meta device it draws nothing from the global generator.
    layer = nn.Linear(fan_in, out, device="meta").to_empty(device="cpu")
    with torch.no_grad():
        _TORCH_DEFAULT.fill(layer.weight, layer.bias, generator)
    return layer


def _next_order(generator: Generator, n: int) -> Tensor:
    """The order [n] in which `DataLoader(shuffle=True)` visits n points in its next epoch."""
    return torch.randperm(n, generator=Generator().manual_seed(_draw_seeds(generator)))


def _draw_seeds(generator: Generator) -> int:
    """The seed of an epoch's order.

    A DataLoader draws it in RandomSampler, after a seed for its worker processes, which is drawn
    even if there are no workers.
    """
    workers, order = (torch.empty((), dtype=torch.int64) for _ in range(2))
    workers.random_(generator=generator)
    return int(order.random_(generator=generator))


def plane(side: int) -> Tensor:
    """Points [side², 2] of a grid over the plane, row after row from the bottom."""
    axis = torch.linspace(-HALF_WIDTH, HALF_WIDTH, side)
    return torch.cartesian_prod(axis, axis).flip(1)
