"""The training loop of any PyTorch textbook: what the ensemble is held to.

Nothing here comes from `core` but the initial network, the data and the config.
"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Generator, Tensor, nn, optim
from torch.nn import functional as F

from core import RunConfig, Trainer
from core.datasets import Dataset

OPTIMIZERS = {
    "sgd": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "rmsprop": (optim.RMSprop, {"alpha": 0.99}),
    "adagrad": (optim.Adagrad, {}),
    "adadelta": (optim.Adadelta, {"rho": 0.9}),
    "adam": (optim.Adam, {"betas": (0.9, 0.999)}),
    "adamw": (optim.AdamW, {"betas": (0.9, 0.999), "weight_decay": 0.01}),
    "nadam": (optim.NAdam, {"betas": (0.9, 0.999)}),
    "radam": (optim.RAdam, {"betas": (0.9, 0.999)}),
    "adamax": (optim.Adamax, {"betas": (0.9, 0.999)}),
    "rprop": (optim.Rprop, {}),
}
"""Name in a config → the class in torch, and what it means by the defaults."""

LOSSES = {
    "bce": F.binary_cross_entropy_with_logits,
    "mse": lambda logits, labels: F.mse_loss(logits.sigmoid(), labels),
}


def batches(dataset: Dataset, batch_size: int | None, data_seed: int) -> Iterator[tuple]:
    """Points [batch, 2] and labels [batch]: all at once, or every epoch in a new order."""
    n = len(dataset.y_train)
    generator = Generator().manual_seed(data_seed)
    while batch_size is None or batch_size >= n:
        yield dataset.x_train, dataset.y_train
    while True:
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            yield dataset.x_train[batch], dataset.y_train[batch]


class TextbookRun:
    """One network, one optimizer of torch, one loop.

    `losses` holds for every step the loss of its batch without penalties, and `gradients` the
    gradient of each layer's weight.
    """

    def __init__(self, network: nn.Sequential, config: RunConfig, dataset: Dataset, **parameters):
        self.network, self.loss = network, LOSSES[config.loss]
        self.learning_rate, self.l1, self.l2 = config.learning_rate, config.l1, config.l2
        self.penalized_layer = config.penalized_layer
        self.losses: list[float] = []
        self.gradients: list[list[Tensor]] = []
        optimizer, defaults = OPTIMIZERS[config.optimizer]
        self.optimizer = optimizer(
            network.parameters(), lr=config.learning_rate, **defaults | parameters
        )
        self.batches = batches(dataset, config.batch_size, config.data_seed)

    def weights(self) -> list[Tensor]:
        return [layer.weight for layer in self.network if isinstance(layer, nn.Linear)]

    def train(self, steps: int) -> "TextbookRun":
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate
        weights = self.weights()
        penalized = weights if self.penalized_layer is None else [weights[self.penalized_layer]]
        for _ in range(steps):
            x, y = next(self.batches)
            self.optimizer.zero_grad()
            loss = self.loss(self.network(x).squeeze(-1), y)
            self.losses.append(loss.item())
            if self.l1:
                loss = loss + self.l1 * sum(w.abs().sum() for w in penalized)
            if self.l2:
                loss = loss + self.l2 * sum((w**2).sum() for w in penalized)
            loss.backward()
            self.gradients.append([w.grad.clone() for w in weights])
            self.optimizer.step()
        return self


def start_both(config: RunConfig, member: int = 0, **parameters) -> tuple[Trainer, TextbookRun]:
    """A trainer, and a textbook run from one of its members, both at step 0."""
    trainer = Trainer(config)
    return trainer, TextbookRun(trainer.member(member), config, trainer.dataset, **parameters)


def disagreement(trainer: Trainer, run: TextbookRun, member: int = 0) -> float:
    """Greatest relative difference between a member and its textbook run.

    Taken over the parameters, relative to the greatest of the network, and over the recorded
    gradient variance of every step and layer, relative to the greatest mean square gradient of
    that layer: a variance that is 0 but for rounding is 0 on the scale of what it is computed from.
    """
    ours = nn.utils.parameters_to_vector(trainer.member(member).parameters())
    theirs = nn.utils.parameters_to_vector(run.network.parameters())
    differences = [_relative((ours - theirs).abs().max(), theirs.abs().max())]
    recorded = torch.from_numpy(trainer.history.column("gradient_variance")[:, member])
    for layer, gradients in enumerate(zip(*run.gradients, strict=True)):
        steps = torch.stack(gradients).double().flatten(start_dim=1)
        expected = steps.var(dim=1, unbiased=False)
        expected = torch.cat([expected[:1], expected])
        scale = steps.square().mean(dim=1).max()
        differences.append(_relative((recorded[:, layer] - expected).abs().max(), scale))
    return float(np.max(differences))  # unlike max(), NaN if one is NaN


def _relative(difference: Tensor, scale: Tensor) -> float:
    return (difference / scale).item() if scale else difference.item()
