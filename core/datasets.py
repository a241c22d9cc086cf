"""Two-class problems in the plane."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from core.arrays import Floats
from core.own_points import read_points

Points = Floats
"""Points [N, 2]."""
Labels = Floats
"""Labels [N], each 0 or 1."""


@dataclass(frozen=True)
class Problem:
    """One recipe for points and labels: `sample(n_points, random)` gives Points and Labels.

    `sample` is None for the problem whose points are part of the config. A problem with `n_train`
    always has the same points, of which the first `n_train` are for training: number, noise, train
    share and data seed have no effect on it.
    """

    label: str
    formula: str
    sample: Callable[[int, np.random.Generator], tuple[Points, Labels]] | None
    n_train: int | None = None
    validates_on_training: bool = False

    @property
    def fixed(self) -> bool:
        """Whether the points are always the same."""
        return self.n_train is not None


@dataclass(frozen=True)
class Dataset:
    """Training and validation points x [N, 2] and labels y [N], 0 or 1, on the CPU."""

    x_train: Tensor
    y_train: Tensor
    x_validation: Tensor
    y_validation: Tensor

    @property
    def validates_on_training(self) -> bool:
        """Whether the validation points are the training points, all that there are."""
        return self.x_validation is self.x_train

    def half_width(self) -> float:
        """Half the side of the square around the origin that holds every point, with a margin."""
        reach = max(self.x_train.abs().max().item(), self.x_validation.abs().max().item())
        return max(1.0, reach) * 1.1


def xor_label(points: Points) -> Labels:
    """0 where the two coordinates differ in sign, 1 elsewhere."""
    return np.where(points[:, 0] * points[:, 1] < 0, 0.0, 1.0)


def xor(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """Points uniform in [−1, 1]²."""
    points = random.uniform(-1, 1, size=(n, 2))
    return points, xor_label(points)


def book_xor(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """The 200 points of Raschka, Liu, Mirjalili (2022), ch. 13, from NumPy's legacy seed 1."""
    points = np.random.RandomState(1).uniform(low=-1, high=1, size=(200, 2))
    return points, xor_label(points)


def playground_xor(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """XOR as TensorFlow Playground draws it: uniform in [−5, 5]², then 0.3 away from both axes."""
    points = random.uniform(-5, 5, size=(n, 2))
    points += np.where(points > 0, 0.3, -0.3)
    return points, xor_label(points)


def truth_table(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """The four rows of the XOR table, inputs 0 and 1."""
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return points, np.array([0.0, 1.0, 1.0, 0.0])


def _alternating_labels(n: int) -> Labels:
    """Labels [n] with equally many of both classes, or one more of class 0."""
    return np.arange(n, dtype=np.float64) % 2


def _on_circle(radius: Floats, angle: Floats) -> Points:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def circle(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """A disc of radius 0.5 (class 1) inside a ring from 0.7 to 1, each uniform over its area."""
    labels = _alternating_labels(n)
    inner, outer = np.where(labels == 1, 0.0, 0.7), np.where(labels == 1, 0.5, 1.0)
    radius = np.sqrt(random.uniform(inner**2, outer**2))
    return _on_circle(radius, random.uniform(0, 2 * np.pi, n)), labels


def gaussians(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """Two round clouds, standard deviation 0.2, around (−0.45, −0.45) and (0.45, 0.45)."""
    labels = _alternating_labels(n)
    centre = np.where(labels == 1, 0.45, -0.45)[:, None]
    return centre + random.normal(0, 0.2, size=(n, 2)), labels


def spiral(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """Two interlocked arms of 1¾ turns, denser towards the middle."""
    labels = _alternating_labels(n)
    along = random.uniform(0.05, 1, n)
    return _on_circle(along, 1.75 * 2 * np.pi * along + np.pi * labels), labels


def moons(n: int, random: np.random.Generator) -> tuple[Points, Labels]:
    """Two half circles that reach into each other."""
    labels = _alternating_labels(n)
    angle = random.uniform(0, np.pi, n)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return 0.65 * np.where(labels[:, None] == 1, -upper, upper), labels


def shuffled(points: Points, labels: Labels, random: np.random.Generator) -> tuple[Points, Labels]:
    """Points and labels in random order: files often have one class after the other."""
    order = random.permutation(len(points))
    return points[order], labels[order]


OWN = "own"
"""The problem whose points are part of the config."""

PROBLEMS = {
    "xor": Problem("XOR, uniform", r"y = [x_0 x_1 \ge 0],\; x \sim U[-1, 1]^2", xor),
    "book_xor": Problem("XOR, the book's points", r"y = [x_0 x_1 \ge 0]", book_xor, n_train=100),
    "playground_xor": Problem(
        "XOR, TF Playground's scale", r"y = [x_0 x_1 \ge 0],\; x \in [-5.3, 5.3]^2", playground_xor
    ),
    "truth_table": Problem(
        "XOR truth table",
        r"y = x_0 \oplus x_1,\; x \in \{0, 1\}^2",
        truth_table,
        n_train=4,
        validates_on_training=True,
    ),
    "circle": Problem("circle", r"y = [\lVert x \rVert < 0.5]", circle),
    "gaussians": Problem("two Gaussians", r"x \sim N(\pm 0.45, 0.2^2)", gaussians),
    "spiral": Problem("two spirals", r"r = t,\; \alpha = 3.5 \pi t + \pi y", spiral),
    "moons": Problem("two moons", r"\text{two half circles}", moons),
    OWN: Problem("own points", r"\text{points that you give}", None),
}


def train_size(name: str, n_points: int, train_share: float) -> int:
    """Number of training points of the problem `name`: at least 1, at most `n_points` − 1.

    A share of 1 is all of them.
    """
    fixed = PROBLEMS[name].n_train
    if fixed or train_share == 1:
        return fixed or n_points
    return min(max(round(train_share * n_points), 1), n_points - 1)


def make_dataset(
    name: str,
    n_points: int = 200,
    noise: float = 0.0,
    train_share: float = 0.5,
    seed: int = 1,
    dtype: torch.dtype = torch.float32,
    own: str = "",
) -> Dataset:
    """Draw the problem `name`; noise [same unit as x] is added to the points after labelling.

    `own` is the text of the points of the problem OWN, which the seed shuffles. At least one point
    is on each side of the split; with a `train_share` of 1 all are on both.
    """
    problem = PROBLEMS[name]
    random = np.random.default_rng(seed)
    points, labels = (
        problem.sample(n_points, random) if problem.sample else shuffled(*read_points(own), random)
    )
    if problem.n_train is None:
        points = points + random.normal(0, noise, size=points.shape)
    n_train = train_size(name, len(points), train_share)
    x, y = torch.as_tensor(points, dtype=dtype), torch.as_tensor(labels, dtype=dtype)
    if n_train == len(y):
        return Dataset(x, y, x, y)
    return Dataset(x[:n_train], y[:n_train], x[n_train:], y[n_train:])


def epoch_orders(n: int, seed: int) -> Iterator[Tensor]:
    """Yield, epoch after epoch, the order [n] in which it visits the n training points.

    A batch is the next `batch_size` of them; the last batch of an epoch may be smaller.
    """
    generator = Generator().manual_seed(seed)
    while True:
        yield torch.randperm(n, generator=generator)
