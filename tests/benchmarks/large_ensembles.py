"""Thousands of members on a GPU, as the trainer takes a step and as a captured CUDA graph.

A graph replays the kernels of a step without the calls into torch that started them. The trainer
does not use one: this is what it would gain.
"""

from collections.abc import Callable

import torch
from torch.nn import functional as F

from core import RunConfig, Trainer
from tests.benchmarks.table import median_ratio, seconds_each, show
from tests.benchmarks.training import config_of

STEPS = 200
ROUNDS = 5
WARM_UP = 3
"""Steps before the capture, as torch asks for."""


def by_trainer(config: RunConfig) -> Callable[[], None]:
    trainer = Trainer(config, (), scored=False, history_capacity=2).train(WARM_UP)

    def run() -> None:
        trainer.train(STEPS)
        torch.cuda.synchronize()

    return run


def by_graph(config: RunConfig) -> Callable[[], None]:
    step = step_of(Trainer(config, (), scored=False, history_capacity=2))
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(WARM_UP):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()

    def run() -> None:
        for _ in range(STEPS):
            graph.replay()
        torch.cuda.synchronize()

    return run


def step_of(trainer: Trainer) -> Callable[[], None]:
    """One step of the trainer's ensemble with nothing that waits for the device."""
    ensemble = trainer.ensemble
    inputs, labels = (
        tensor.expand(len(ensemble), *tensor.shape).contiguous() for tensor in trainer.batch
    )
    scale = torch.tensor(float(len(ensemble)), device=ensemble.flat.device)
    on_device = ensemble.flat.is_cuda
    optimizer = torch.optim.Adam(
        [ensemble.parameters], lr=trainer.config.learning_rate, fused=True, capturable=on_device
    )

    def step() -> None:
        ensemble.gradient.zero_()
        loss = F.binary_cross_entropy_with_logits(ensemble(inputs), labels)
        torch.autograd.backward(loss, scale)
        optimizer.step()

    return step


def measure_large_ensembles() -> None:
    rows = []
    for members in (1024, 8192):
        config = config_of(3, 16, "cuda").replace(ensemble_size=members)
        times = seconds_each({"trainer": by_trainer(config), "graph": by_graph(config)}, ROUNDS)
        rows.append(
            [
                members,
                *(f"{members * STEPS / min(t):,.0f}" for t in times.values()),
                f"{median_ratio(times['trainer'], times['graph']):.1f}",
            ]
        )
    show(
        "Large ensembles of 2–16–16–16–1 on cuda: member-steps a second",
        ["members", "trainer", "CUDA graph", "graph ÷ trainer"],
        rows,
    )
