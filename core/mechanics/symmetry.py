"""Units that start equal get equal gradients, and stay equal."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core import RunConfig, Trainer
from core.arrays import Floats

LEARNING_RATE = 0.05


@dataclass(frozen=True)
class UnitPaths:
    """The parameters of one hidden layer and of the output over the steps 0 … n.

    `incoming` [n + 1, units, 2] and `biases` [n + 1, units] of the units, `outgoing`
    [n + 1, units] from them to the output, whose own bias is `output_bias` [n + 1]. `loss` and
    `accuracy` are those of the training points after the last step.
    """

    incoming: Floats
    biases: Floats
    outgoing: Floats
    output_bias: Floats
    loss: float
    accuracy: float

    def differences(self) -> Floats:
        """Largest difference between two units in any of their parameters, [n + 1]."""
        units = np.concatenate(
            [self.incoming, self.biases[..., None], self.outgoing[..., None]], axis=2
        )
        largest: Floats = np.ptp(units, axis=1).max(axis=1)
        return largest

    def moved(self) -> list[str]:
        """Names of the kinds of parameters that ever changed."""
        kinds = {
            "the weights of the units": self.incoming,
            "their biases": self.biases,
            "the weights to the output": self.outgoing,
            "the bias of the output": self.output_bias,
        }
        return [name for name, values in kinds.items() if (values != values[0]).any()]


def xor_config(
    initializer: str, activation: str, units: int, seed: int, **parameters: float
) -> RunConfig:
    """One hidden layer on the XOR points of the book: zero biases, BCE, Adam, float64.

    Float64, so that a nudge of 1e−8 is not lost to rounding. With 2, 4 or 8 units, equal ones stay
    equal to the last bit. With 3, 5, 6 or 7 units the processor's vector registers split the units
    unevenly and round some sums in another order, which differs by 1e−14 after 60 steps (own
    measurement).
    """
    return RunConfig(
        dataset="book_xor",
        hidden_layers=1,
        width=units,
        activation=activation,
        initializer=initializer,
        bias_initializer="zeros",
        optimizer="adam",
        learning_rate=LEARNING_RATE,
        batch_size=None,
        dtype="float64",
        seed=seed,
        **parameters,
    )


def watch_units(config: RunConfig, steps: int, nudge: float = 0.0) -> UnitPaths:
    """Train a network of one hidden layer and record its parameters at every step.

    Before the first step `nudge` is added to the weight from the first input to the first unit.
    """
    trainer = Trainer(config, quantities=(), scored=False)
    if nudge:
        start = trainer.ensemble.weights()[0][0, 0, 0].item()
        trainer.set_weight(0, 0, 0, 0, start + nudge)
    seen = [_parameters(trainer)]
    for _ in range(steps):
        trainer.train(steps=1)
        seen.append(_parameters(trainer))
    incoming, biases, outgoing, output_bias = (
        torch.stack(values).numpy() for values in zip(*seen, strict=True)
    )
    scores = trainer.scores()
    return UnitPaths(
        incoming,
        biases,
        outgoing,
        output_bias,
        scores.train_loss.item(),
        scores.train_accuracy.item(),
    )


def _parameters(trainer: Trainer) -> tuple[Tensor, ...]:
    (weight, bias), (outgoing, output_bias) = trainer.ensemble.layers
    parameters = (weight[0], bias[0, :, 0], outgoing[0, 0], output_bias[0, 0, 0])
    return tuple(parameter.detach().clone() for parameter in parameters)
