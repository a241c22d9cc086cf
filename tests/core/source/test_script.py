"""The scripts that pages hand out are run, and held to the Trainer."""

import io
import re
from contextlib import redirect_stdout

import pytest
import torch

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.datasets import PROBLEMS
from core.features import FEATURES
from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.losses import LOSSES
from core.mechanics.run_losses import most_steps, run_losses
from core.optimizers import OPTIMIZERS
from core.source import FORMS, optimizer_expression, run_source
from tests.core import textbook
from tests.core.choices import with_entry

STEPS = 12


def entry(catalogue, turn):
    """One name of a catalogue after the other, and then from its beginning."""
    return [*catalogue][turn % len(catalogue)]


def covering():
    """One config a turn, in which every name of every catalogue has a turn."""
    catalogues = (PROBLEMS, ACTIVATIONS, INITIALIZERS, BIAS_INITIALIZERS, OPTIMIZERS, FEATURES)
    for turn in range(max(map(len, catalogues))):
        yield RunConfig(
            **with_entry("dataset", entry(PROBLEMS, turn)),
            activation=entry(ACTIVATIONS, turn),
            initializer=entry(INITIALIZERS, turn),
            bias_initializer=entry(["auto", *BIAS_INITIALIZERS], turn),
            optimizer=entry(OPTIMIZERS, turn),
            loss=entry(LOSSES, turn),
            features=("x0", "x1") if turn % 3 else ("x1", entry(FEATURES, turn), "x0x1"),
            noise=0.1 * (turn % 2),
            train_share=0.3,
            batch_size=[7, None, 1000][turn % 3],
            hidden_layers=turn % 4,
            learning_rate=0.01,
            l1=0.01 * (turn % 2),
            l2=0.02 * (turn % 3 == 1),
            seed=turn,
            data_seed=turn + 1,
            dtype=["float32", "float64"][turn % 2],
            ensemble_size=2,
        )


CONFIGS = [
    *covering(),
    RunConfig(),
    RunConfig(initializer="torch_default", dtype="float64"),
    RunConfig(initializer="torch_default", hidden_layers=1, l2=0.1),
    RunConfig(layer_initializers="uniform,torch_default,constant", l1=0.01, penalized_layer=1),
    RunConfig(layer_initializers=",zeros", l1=0.01, l2=0.1, penalized_layer=2, batch_size=None),
    RunConfig(optimizer="adamw", beta1=0.5, weight_decay=0.3, loss="mse"),
    RunConfig(**with_entry("dataset", "own"), data_seed=7, features="x0,x1,x0x1"),
    RunConfig(n_points=2, train_share=0.05, bias_initializer="constant", bias_constant=-0.3),
]


def execute(code):
    """What a script prints, and the names that it leaves."""
    names, output = {}, io.StringIO()
    with torch.random.fork_rng(), redirect_stdout(output):
        exec(compile(code, "script.py", "exec"), names)
    return output.getvalue(), names


def printed_losses(output):
    return [float(number) for number in re.findall(r": (\S+)$", output, re.MULTILINE)]


@pytest.mark.parametrize(
    ("config", "form"), [(config, entry(FORMS, turn)) for turn, config in enumerate(CONFIGS)]
)
def test_a_script_makes_the_numbers_of_the_trainer(config, form):
    """Points, labels and weights to the last bit; losses to what rounding leaves of them."""
    trainer = Trainer(config)
    _, names = execute(run_source(config, 0, form))
    weights = [*names["network"].parameters()]
    assert all(map(torch.equal, weights, trainer.member(0).parameters()))
    assert torch.equal(names["y"], trainer.dataset.y_train)
    inputs = trainer._training_points()[0][0].T
    assert torch.equal(names["x"], inputs)
    assert weights[0].dtype == names["x"].dtype == getattr(torch, config.dtype)

    start = trainer.scores().train_loss[0].item()
    end = trainer.train(STEPS).scores().train_loss[0].item()
    output, names = execute(run_source(config, STEPS, form))
    label = f"{LOSSES[config.loss].label}, mean over all {len(names['y'])} training points"
    penalized = ", without the penalty" if config.l1 or config.l2 else ""
    assert output.startswith(f"Loss: {label}{penalized}\nat the start: ")
    assert f"\nafter {STEPS} steps: " in output
    assert printed_losses(output) == pytest.approx([start, end], rel=1e-5)
    losses = run_losses(config, STEPS)
    assert (losses.start, losses.end) == pytest.approx((start, end), rel=1e-5)
    for ours, theirs in zip(
        trainer.member(0).parameters(), names["network"].parameters(), strict=True
    ):
        tolerance = 1e-4 if config.dtype == "float32" else 1e-9
        torch.testing.assert_close(ours, theirs, rtol=tolerance, atol=tolerance)


def test_a_script_says_what_there_is_and_nothing_else():
    plain = run_source(RunConfig(batch_size=None), 100)
    for word in ("batch", "penalty", "weights", "noise", "normal(0", "double", "math", "stack"):
        assert word not in plain
    assert "batches" in run_source(RunConfig(), 100)
    logistic = run_source(RunConfig(hidden_layers=0), 100)
    assert "nn.Sequential(nn.Linear(2, 1))" in logistic
    assert "Tanh" not in logistic
    for form, layer in {"sequential": "network[2]", "module": "network.hidden2"}.items():
        source = run_source(RunConfig(l1=0.1, penalized_layer=1), 100, form)
        assert f"weight = {layer}.weight\n" in source
        assert " + 0.1 * weight.abs().sum()\n" in source
    torchs_own = run_source(RunConfig(initializer="torch_default"), 1)
    assert "init" not in torchs_own.replace("initial", "")


@pytest.mark.parametrize("form", FORMS)
def test_scripts_are_written_like_code_by_hand(form):
    for config in CONFIGS:
        lines = run_source(config, 100, form).splitlines()
        assert max(map(len, lines)) <= 100
        assert not any(line != line.rstrip() for line in lines)
        assert "\n\n\n\n" not in "\n".join(lines)
        assert all(
            re.match(r"import (math|numpy as np|torch)$|from torch", line)
            for line in lines
            if re.match(r"(import|from) ", line)
        )


def test_a_diverged_run_is_said_to_be_one():
    huge = RunConfig(
        activation="identity", initializer="normal", weight_scale=10, learning_rate=10, l2=10,
    )  # fmt: skip
    losses = run_losses(huge, 300)
    assert losses.divergence is not None
    assert losses.divergence.step < 300
    output, _ = execute(run_source(huge, 300))
    assert "nan" in output
    assert run_losses(RunConfig(), 5).divergence is None


def test_more_steps_than_a_moment_has_are_not_taken():
    assert most_steps(RunConfig(ensemble_size=16), 1000) == 1000
    assert most_steps(RunConfig(hidden_layers=12, width=64), 1000) < 400
    assert most_steps(RunConfig(hidden_layers=64, width=1024, batch_size=None), 1000) == 1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_is_built_as_it_is_written(name):
    w = torch.zeros(1, requires_grad=True)
    own = {key: parameter.default for key, parameter in OPTIMIZERS[name].parameters.items()}
    built = eval(optimizer_expression(name, 0.03, own, "[w]"), {"torch": torch, "w": w})
    kind, parameters = textbook.OPTIMIZERS[name]
    assert type(built) is kind
    assert built.defaults == kind([w], lr=0.03, **parameters).defaults
