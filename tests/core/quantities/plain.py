"""Short runs, and the weights and activations of their networks by plain PyTorch."""

import numpy as np
from torch import Tensor, nn

from core import RunConfig, Trainer

STEPS = 5
SHORT = RunConfig(
    n_points=50,
    train_share=0.6,
    hidden_layers=2,
    width=3,
    batch_size=8,
    learning_rate=0.2,
    bias_initializer="uniform",
    dtype="float64",
    ensemble_size=3,
)


class ShortRun:
    """A short run: the recorded column `name` and a copy of each network [step][member]."""

    def __init__(self, name: str, **choices) -> None:
        self.trainer = Trainer(SHORT.replace(**choices), quantities=[name])
        self.networks = [self._members()]
        for _ in range(STEPS):
            self.trainer.train(1)
            self.networks.append(self._members())
        self.column = self.trainer.history.column(name)
        self.x_train = self.trainer.dataset.x_train

    def _members(self) -> list[nn.Sequential]:
        return [self.trainer.member(index) for index in range(SHORT.ensemble_size)]

    def assert_column(self, expected) -> None:
        """Assert that the column is `expected(step, member)`, which gives one number a layer."""
        numbers = [
            [[float(number) for number in expected(step, member)] for member in range(len(members))]
            for step, members in enumerate(self.networks)
        ]
        np.testing.assert_allclose(self.column, numbers, rtol=1e-9, atol=1e-12)


def weights(network: nn.Sequential) -> list[Tensor]:
    return [layer.weight.detach() for layer in network if isinstance(layer, nn.Linear)]


def activations(network: nn.Sequential, x: Tensor) -> list[Tensor]:
    """Output [points, out] of each layer, by hooks: after the activation, last the logit."""
    outputs: list[Tensor] = []
    modules = list(network)
    hooks = [
        module.register_forward_hook(lambda *passed: outputs.append(passed[-1].detach()))
        for module in [*modules[1:-1:2], modules[-1]]
    ]
    network(x)
    for hook in hooks:
        hook.remove()
    return outputs
