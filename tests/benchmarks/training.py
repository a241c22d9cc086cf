"""Training speed against the textbook loop and scikit-learn, as ratios in one run.

All train with Adam on the full batch of the book's 100 points, on one thread. "Recording" means
that the gradient variance of every layer is kept at every step.
"""

import statistics
import warnings
from collections.abc import Callable

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from torch import nn

from core import RunConfig, Trainer
from tests.benchmarks.table import median_ratio, seconds_each, show

# hidden layers, width, steps a round, and the goals of the issue for one member and for 32
NETWORKS = [(2, 4, 300, 2, 40), (3, 16, 200, 2, 20), (6, 32, 60, 2, 10)]
ROUNDS = 7


def trainscope(config: RunConfig, steps: int) -> Callable[[], None]:
    trainer = Trainer(config, scored=False, history_capacity=100_000).train(steps)
    return lambda: void(trainer.train(steps))


def textbook(config: RunConfig, steps: int, recording: bool) -> Callable[[], None]:
    """What a tutorial writes: nn.Sequential, optimizer.zero_grad, backward, step."""
    trainer = Trainer(config)
    network, data = trainer.member(0), trainer.dataset
    optimizer = torch.optim.Adam(network.parameters(), lr=config.learning_rate)
    loss_function = nn.BCEWithLogitsLoss()
    labels = data.y_train[:, None]
    history = []

    def run() -> None:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = loss_function(network(data.x_train), labels)
            loss.backward()
            optimizer.step()
            if recording:
                layers = [m for m in network if isinstance(m, nn.Linear)]
                history.append([m.weight.grad.var(unbiased=False).item() for m in layers])

    return run


def scikit_learn(config: RunConfig, steps: int) -> Callable[[], None]:
    data = Trainer(config).dataset
    classifier = MLPClassifier(
        [config.width] * config.hidden_layers,
        activation="tanh",
        batch_size=len(data.y_train),
        max_iter=steps,
        n_iter_no_change=steps + 1,
        shuffle=False,
        tol=0,
    )
    x, y = data.x_train.numpy(), data.y_train.numpy()

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            classifier.fit(x, y)

    return run


def void(_: object) -> None:
    """Make a statement of an expression."""


def measure_training(device: str = "cpu") -> None:
    torch.set_num_threads(1)
    rows = []
    for layers, width, steps, goal_one, goal_many in NETWORKS:
        config = RunConfig(
            dataset="book_xor",
            hidden_layers=layers,
            width=width,
            optimizer="adam",
            batch_size=None,
            device=device,
        )
        times = seconds_each(
            {
                "textbook": textbook(config, steps, recording=False),
                "textbook, recording": textbook(config, steps, recording=True),
                "scikit-learn": scikit_learn(config, steps),
                "one": trainscope(config, steps),
                "32": trainscope(config.replace(ensemble_size=32), steps),
            },
            ROUNDS,
        )
        microseconds = {
            name: f"{1e6 * statistics.median(t) / steps:.0f}" for name, t in times.items()
        }
        one = median_ratio(times["textbook"], times["one"])
        many = 32 * median_ratio(times["textbook"], times["32"])
        one_fair = median_ratio(times["textbook, recording"], times["one"])
        many_fair = 32 * median_ratio(times["textbook, recording"], times["32"])
        rows.append(
            [
                "–".join(map(str, [2, *[width] * layers, 1])),
                *microseconds.values(),
                f"{one:.2f} ({one_fair:.2f}), goal {goal_one}",
                f"{many:.1f} ({many_fair:.1f}), goal {goal_many}",
                f"{median_ratio(times['scikit-learn'], times['one']):.2f}",
            ]
        )
    show(
        f"Training on {device}: microseconds a step, and ratios in member-steps a second",
        [
            "network",
            "textbook",
            "textbook, recording",
            "scikit-learn",
            "one member, recording",
            "32 members, recording",
            "one ÷ textbook (÷ textbook that records)",
            "32 ÷ textbook (÷ textbook that records)",
            "one ÷ scikit-learn",
        ],
        rows,
    )
