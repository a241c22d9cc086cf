"""Training speed against the textbook loop, scikit-learn and JAX, as ratios in one run.

All train with Adam on the full batch of the book's 100 points, on one thread. "Recording" means
that the gradient variance of every layer is kept at every step; "all gauges" that everything is
which the page shows without being asked: losses, accuracies and every layer quantity.
"""

import importlib.util
import statistics
import warnings
from collections.abc import Callable

import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from torch import nn

from core import RunConfig, Trainer
from core.quantities import PROBES
from core.quantities.probe import PROBE_EVERY
from tests.benchmarks.table import median_ratio, seconds_each, show
from web.live.run import HISTORY_ROWS

# hidden layers, width, steps a round, and the goals of the issue for one member and for 32
NETWORKS = [(2, 4, 300, 2, 40), (3, 16, 200, 2, 20), (6, 32, 60, 2, 10)]
ROUNDS = 7


PAGE_STEPS = 3000
GAUGES_NETWORK = (3, 16)
GAUGES_GOAL = 15
PROBE_GOAL = 10


def config_of(layers: int, width: int, device: str = "cpu") -> RunConfig:
    """The configuration that all contestants train."""
    return RunConfig(
        dataset="book_xor",
        hidden_layers=layers,
        width=width,
        optimizer="adam",
        batch_size=None,
        device=device,
    )


def trainscope(config: RunConfig, steps: int) -> Callable[[], None]:
    trainer = Trainer(config, ["gradient_variance"], scored=False, history_capacity=100_000)
    trainer.train(steps)
    return lambda: void(trainer.train(steps))


def with_all_gauges(config: RunConfig, steps: int, rows: int) -> Callable[[], None]:
    """A run from its start, with everything recorded that the page records, `rows` rows at most."""
    return lambda: void(Trainer(config, history_capacity=rows).train(steps))


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


def in_jax(config: RunConfig, steps: int) -> Callable[[], None] | None:
    """The same ensemble in JAX; None where it is not installed."""
    if not all(map(importlib.util.find_spec, ("jax", "optax"))):
        return None
    from tests.benchmarks.jax_ensemble import jax_ensemble

    return jax_ensemble(config, steps)


def void(_: object) -> None:
    """Make a statement of an expression."""


def measure_training(device: str = "cpu") -> None:
    torch.set_num_threads(1)
    rows = []
    for layers, width, steps, goal_one, goal_many in NETWORKS:
        config = config_of(layers, width, device)
        contestants = {
            "textbook": textbook(config, steps, recording=False),
            "textbook, recording": textbook(config, steps, recording=True),
            "scikit-learn": scikit_learn(config, steps),
            "one": trainscope(config, steps),
            "32": trainscope(config.replace(ensemble_size=32), steps),
        }
        jax = in_jax(config.replace(ensemble_size=32), steps)
        times = seconds_each(contestants | ({"JAX": jax} if jax else {}), ROUNDS)
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
                *(microseconds.get(name, "not installed") for name in [*contestants, "JAX"]),
                f"{one:.2f} ({one_fair:.2f}), goal {goal_one}",
                f"{many:.1f} ({many_fair:.1f}), goal {goal_many}",
                f"{median_ratio(times['scikit-learn'], times['one']):.2f}",
                f"{median_ratio(times['JAX'], times['32']):.2f}" if jax else "",
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
            "32 members in JAX, recording",
            "one ÷ textbook (÷ textbook that records)",
            "32 ÷ textbook (÷ textbook that records)",
            "one ÷ scikit-learn",
            "32 ÷ 32 in JAX, goal 1",
        ],
        rows,
    )


def bare(config: RunConfig, steps: int) -> Callable[[], None]:
    """Steps of which none is recorded but every 2^20th."""
    trainer = Trainer(config, (), scored=False, history_capacity=2)
    trainer.history.stride = 2**20
    trainer.train(steps)
    return lambda: void(trainer.train(steps))


def measure_engines() -> None:
    """A step of each engine, with nothing recorded, beside the textbook loop."""
    torch.set_num_threads(1)
    cases = [
        (config_of(layers, width).replace(ensemble_size=members), steps)
        for layers, width, steps, *_ in NETWORKS
        for members in (1, 32)
    ]
    cases.append((RunConfig(ensemble_size=16), 500))
    rows = []
    for config, steps in cases:
        contestants = {
            "textbook": textbook(config.replace(ensemble_size=1), steps, recording=False),
            "autograd": bare(config.replace(engine="autograd"), steps),
            "compiled": bare(config.replace(engine="compiled"), steps),
        }
        times = seconds_each(contestants, ROUNDS)
        members = config.ensemble_size
        rows.append(
            [
                "–".join(map(str, [2, *[config.width] * config.hidden_layers, 1])),
                config.batch_size or "full",
                members,
                *(f"{1e6 * statistics.median(t) / steps:.1f}" for t in times.values()),
                f"{members * median_ratio(times['textbook'], times['compiled']):.0f}",
                f"{median_ratio(times['autograd'], times['compiled']):.1f}",
            ]
        )
    show(
        "Engines: microseconds a step with nothing recorded, one thread",
        [
            *("network", "batch", "members", "textbook, one member", "autograd", "compiled"),
            *("compiled ÷ textbook, in member-steps a second", "compiled ÷ autograd"),
        ],
        rows,
    )


def measure_gauges() -> None:
    """What it costs to record everything, and what a reading of a probe costs."""
    layers, width = GAUGES_NETWORK
    config = config_of(layers, width)
    many = config.replace(ensemble_size=32)
    times = seconds_each(
        {
            "textbook": textbook(config, PAGE_STEPS, recording=False),
            "page": with_all_gauges(many, PAGE_STEPS, HISTORY_ROWS),
            "every step": with_all_gauges(many, PAGE_STEPS, PAGE_STEPS + 1),
        },
        rounds=3,
    )
    ratios = {name: 32 * median_ratio(times["textbook"], times[name]) for name in times}
    rows = [
        [
            f"32 members ÷ textbook, all gauges, first {PAGE_STEPS} steps as the page records them",
            f"{ratios['page']:.1f}",
            f"≥ {GAUGES_GOAL}",
        ],
        [
            "32 members ÷ textbook, all gauges, every step recorded",
            f"{ratios['every step']:.1f}",
            "",
        ],
    ]
    for name in PROBES:
        for members in (1, 32):
            cost = probe_cost(config.replace(ensemble_size=members), name)
            goal = f"≤ {PROBE_GOAL}" if name == "sharpness" else ""
            rows.append([f"a reading of {name}, {members} members, in steps", f"{cost:.1f}", goal])
    rows.append(["steps between two readings, at least", str(PROBE_EVERY), ""])
    show("Gauges, 2–16–16–16–1", ["", "measured", "goal"], rows)


def probe_cost(config: RunConfig, name: str) -> float:
    """How many training steps a reading takes that is not the first."""
    bare, probed = (
        Trainer(config, (), False, 100_000, probes).train(PROBE_EVERY) for probes in ((), (name,))
    )
    times = seconds_each(
        {
            "bare": lambda: void(bare.train(10 * PROBE_EVERY)),
            "probed": lambda: void(probed.train(10 * PROBE_EVERY)),
        },
        ROUNDS,
    )
    return (median_ratio(times["probed"], times["bare"]) - 1) * PROBE_EVERY
