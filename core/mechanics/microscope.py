"""The gradient of one weight as a sum over the paths that lead from it to the loss."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.mechanics.finite_difference import central_difference, matching_digits
from core.mechanics.member_snapshot import MemberSnapshot, Weight, check_weight

MOST_PATHS = 50_000
"""Up to this many paths are multiplied out; more are summed in groups, one a next unit."""

_MOST_PRODUCTS = 2_000_000
"""Most products (paths × points) that are held in memory at a time."""


@dataclass(frozen=True)
class Path:
    """A path from a weight to the loss, or all paths that begin with the same next unit.

    `units` are those after the weight's own, layer by layer; for a group only the first. `factors`
    are the factors of the product, from the source to the loss, if there is a single point; with
    several points there are none, and the product is a mean over them. `share` is
    |product| / Σ|product|.
    """

    units: tuple[int, ...]
    product: float
    share: float
    factors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Magnified:
    """The gradient of one weight, computed as a sum of paths, by autograd and by a difference.

    `paths` are the largest ones first, or groups of paths if `grouped`. `total` is the sum over all
    `n_paths`, and `n_parts` the number of paths or groups that were multiplied out. `rounding` is
    the approximate error of the difference due to the rounding of the loss, ε L / h. `zero` says
    why the gradient is 0: one of ZEROS, or "" if it is not, or if paths cancel each other.
    """

    value: float
    loss: float
    n_points: int
    n_paths: int
    n_parts: int
    grouped: bool
    paths: tuple[Path, ...]
    total: float
    magnitude: float
    autograd: float
    difference: float
    rounding: float
    zero: str

    @property
    def digits_of_sum(self) -> float:
        """Number of digits in which the sum over the paths agrees with autograd."""
        return matching_digits(self.total, self.autograd)

    @property
    def digits_of_difference(self) -> float:
        """Number of digits in which the finite difference agrees with autograd."""
        return matching_digits(self.difference, self.autograd)

    @property
    def finite(self) -> bool:
        """Whether the loss and its derivative are finite numbers."""
        numbers = (self.loss, self.total, self.autograd, self.difference)
        return all(map(math.isfinite, numbers))


ZEROS = {
    "source": "what the weight is multiplied by is 0 at every point",
    "unit": "the slope φ′ of the weight's own unit is 0 at every point",
    "loss": "the loss does not change with the logit at any point",
    "paths": "every path meets a factor that is 0",
}
"""Why a gradient is exactly 0, in the order in which the reasons are tested."""


def magnify(
    snapshot: MemberSnapshot, weight: Weight, step: float = 1e-5, most: int = 12
) -> Magnified:
    """Compute the gradient of one weight over its paths, by autograd, and by a difference.

    The gradient of w[unit, source] in layer l is the sum over all paths from its unit to the output
    of h·φ′(z)·Π(w·φ′(z))·dL/dlogit, and the mean of that over the points (the multivariable chain
    rule; Rumelhart et al. 1986 add up the paths layer by layer, from the output).
    `most` paths are listed; `step` is the h of the difference. Raises ConfigError for a weight that
    does not exist.
    """
    check_weight(snapshot, weight)
    factors = _Factors(snapshot, weight)
    n_paths = factors.count()
    grouped = n_paths > MOST_PATHS
    products = factors.of_groups() if grouped else factors.of_paths()
    autograd, loss = _by_autograd(snapshot, weight)
    return Magnified(
        value=float(snapshot.weights[weight.layer][weight.unit, weight.source]),
        loss=loss,
        n_points=len(snapshot.labels),
        n_paths=n_paths,
        n_parts=len(products),
        grouped=grouped,
        paths=tuple(factors.strongest(products, most, grouped)),
        total=float(products.sum()),
        magnitude=float(products.abs().sum()),
        autograd=autograd,
        difference=_by_difference(snapshot, weight, step),
        rounding=torch.finfo(torch.float64).eps * abs(loss) / step,
        zero="" if autograd else factors.zero(products),
    )


class _Factors:
    """The factors along the paths of one weight, at every point."""

    def __init__(self, snapshot: MemberSnapshot, weight: Weight) -> None:
        self.snapshot, self.weight = snapshot, weight
        self.outputs, self.slopes = _outputs_and_slopes(snapshot)
        self.by_logit = _by_logit(snapshot, self.outputs[-1][0])
        self.source = self.outputs[weight.layer][weight.source]
        self.own_slope = self.slopes[weight.layer][weight.unit]
        self.later = snapshot.weights[weight.layer + 1 :]
        self.later_slopes = self.slopes[weight.layer + 1 :]

    def count(self) -> int:
        """Number of paths from the weight's unit to the output."""
        return math.prod(len(weights) for weights in self.later)

    def of_paths(self) -> Tensor:
        """Product of every path, mean over the points [paths]; the last layer's unit runs fastest.

        Computed layer by layer from the weight to the loss, in chunks of points to bound the
        memory.
        """
        n = len(self.by_logit)
        size = max(1, _MOST_PRODUCTS // self.count())
        chunks = [slice(start, start + size) for start in range(0, n, size)]
        return torch.stack([self._paths_at(chunk).sum(dim=1) for chunk in chunks]).sum(dim=0) / n

    def _paths_at(self, points: slice) -> Tensor:
        """Product of every path [paths, points] at some of the points."""
        # [paths up to the layer before, units of the layer, points]; first only the weight's unit.
        products = (self.source * self.own_slope)[points][None, None]
        edges = [weights[:, [self.weight.unit]] for weights in self.later[:1]] + self.later[1:]
        for weights, slopes in zip(edges, self.later_slopes, strict=True):
            steps = weights.T[..., None] * slopes[:, points]
            products = (products[:, :, None] * steps).flatten(0, 1)
        return products.flatten(0, 1) * self.by_logit[points]

    def of_groups(self) -> Tensor:
        """Sum of the paths through each unit of the next layer, mean over the points [units].

        By backpropagation: dL/dz of a unit is the sum over all paths from it to the loss.
        """
        behind = self.by_logit[None]
        for weights, slopes in zip(self.later[:0:-1], self.later_slopes[-2::-1], strict=True):
            behind = (weights.T @ behind) * slopes
        next_weights = self.later[0][:, self.weight.unit, None]
        return (self.source * self.own_slope * next_weights * behind).mean(dim=1)

    def strongest(self, products: Tensor, most: int, grouped: bool) -> list[Path]:
        """The paths (or groups) with the largest absolute products, without those that are 0."""
        sizes = products.abs()
        order = torch.argsort(sizes, descending=True, stable=True)[:most]
        everything = float(sizes.sum())
        paths = []
        for index in order.tolist():
            if not sizes[index]:
                break
            units = (index,) if grouped else self._units(index)
            product = float(products[index])
            factors = () if grouped else self._along(units)
            paths.append(Path(units, product, float(sizes[index]) / everything, factors))
        return paths

    def _units(self, path: int) -> tuple[int, ...]:
        """The units after the weight's own that a path goes through."""
        shape = tuple(len(weights) for weights in self.later)
        return tuple(int(unit) for unit in np.unravel_index(path, shape)) if shape else ()

    def _along(self, units: tuple[int, ...]) -> tuple[tuple[str, float], ...]:
        """Names and values of the factors of a path; () if there are several points."""
        if len(self.by_logit) > 1:
            return ()
        factors = [("source", float(self.source))]
        if self.later:
            factors.append(("slope", float(self.own_slope)))
        before = self.weight.unit
        hidden = len(self.later) - 1
        for place, (unit, weights) in enumerate(zip(units, self.later, strict=True)):
            factors.append(("weight", float(weights[unit, before])))
            if place < hidden:
                factors.append(("slope", float(self.later_slopes[place][unit])))
            before = unit
        return (*factors, ("loss", float(self.by_logit)))

    def zero(self, products: Tensor) -> str:
        """Which of ZEROS explains a gradient of 0; "" if the paths cancel each other."""
        if not self.source.any():
            return "source"
        if not self.own_slope.any():
            return "unit"
        if not self.by_logit.any():
            return "loss"
        return "" if products.any() else "paths"


def _outputs_and_slopes(snapshot: MemberSnapshot) -> tuple[list[Tensor], list[Tensor]]:
    """Inputs of every layer and the logits, and φ′(z) of every layer, each [units, points].

    The slope of the output, which has no activation, is 1.
    """
    outputs, slopes = [snapshot.inputs], []
    layers = list(zip(snapshot.weights, snapshot.biases, strict=True))
    for weights, bias in layers[:-1]:
        z = (weights @ outputs[-1] + bias[:, None]).requires_grad_()
        h = snapshot.activation(z)
        slopes.append(torch.autograd.grad(h.sum(), z)[0])
        outputs.append(h.detach())
    weights, bias = layers[-1]
    outputs.append(weights @ outputs[-1] + bias[:, None])
    return outputs, [*slopes, torch.ones_like(outputs[-1])]


def _by_logit(snapshot: MemberSnapshot, logits: Tensor) -> Tensor:
    """Derivative dL/dz [points] by the logit z, of the loss of each point."""
    logits = logits.detach().requires_grad_()
    loss = snapshot.loss(logits, snapshot.labels, reduction="sum")
    return torch.autograd.grad(loss, logits)[0]


def _by_autograd(snapshot: MemberSnapshot, weight: Weight) -> tuple[float, float]:
    """The gradient by a backward pass through the whole network, and the mean loss."""
    logits = snapshot.network(snapshot.inputs.T).squeeze(1)
    loss = snapshot.loss(logits, snapshot.labels, reduction="mean")
    layers = [module for module in snapshot.network if isinstance(module, nn.Linear)]
    (gradient,) = torch.autograd.grad(loss, layers[weight.layer].weight)
    return gradient[weight.unit, weight.source].item(), loss.item()


def _by_difference(snapshot: MemberSnapshot, weight: Weight, step: float) -> float:
    """The central difference of the mean loss over the weight, with step h."""

    def mean_loss(value: Tensor) -> Tensor:
        weights = [w.clone() for w in snapshot.weights]
        weights[weight.layer][weight.unit, weight.source] = value
        h = snapshot.inputs
        for w, bias in zip(weights[:-1], snapshot.biases[:-1], strict=True):
            h = snapshot.activation(w @ h + bias[:, None])
        logits = (weights[-1] @ h + snapshot.biases[-1][:, None]).squeeze(0)
        return snapshot.loss(logits, snapshot.labels, reduction="mean")

    at = snapshot.weights[weight.layer][weight.unit, weight.source]
    h = torch.tensor(step, dtype=torch.float64, device=at.device)
    return float(central_difference(mean_loss, at, h))
