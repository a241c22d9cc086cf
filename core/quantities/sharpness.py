"""Sharpness: the largest eigenvalue of the Hessian of the training loss."""

import math
from collections.abc import Callable

import torch
from torch import Generator, Tensor

from core.quantities.probe import Objective

FIRST_PRODUCTS = 20
"""Hessian-vector products of the first reading, which starts from a random direction."""

WARM_PRODUCTS = 4
"""Those of a later reading, which starts from the eigenvector that the last one found."""

# How much of the random start vector is mixed into the direction of the last reading. That may be
# an exact eigenvector (of a dead unit's weights, say): Hessian products would never leave it, and
# would miss another eigenvalue that has grown larger.
_FRESH_SHARE = 0.1

HessianProduct = Callable[[Tensor], Tensor]
"""Returns H v for vectors v; both are [members, parameters]."""


class Sharpness:
    """Largest eigenvalue [members] of the Hessian of the training loss with its penalties.

    Over all training points, weights and biases; the unit is loss per squared parameter. Full-batch
    gradient descent drives it up to `core.theory.edge_of_stability` and holds it there (Cohen et
    al. 2021, section 3).

    Computed by the Lanczos method (Golub and Van Loan 2013, section 10.1): Hessian-vector products
    by double backward (Pearlmutter 1994), and the largest Ritz value of the space that they span,
    which is never above the true eigenvalue. Power iteration would find the eigenvalue that is
    largest in absolute value, which is negative near a saddle. Each reading starts where the last
    one ended, so that a few products are enough.
    """

    per_layer = False

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self._leaves = [leaf for layer in objective.ensemble.layers for leaf in layer]
        self._sizes = [leaf[0].numel() for leaf in self._leaves]
        generator = Generator().manual_seed(0)
        start = torch.randn(sum(self._sizes), generator=generator, dtype=torch.float64)
        # The same vector for all members: a member's reading does not depend on its ensemble.
        start = (start / start.norm()).to(self._leaves[0])
        self._start = start.expand(len(objective.ensemble), -1)
        self._direction = self._start
        self._products = FIRST_PRODUCTS

    def __call__(self) -> Tensor:
        """Sharpness [members] at the present parameters; NaN where the Hessian is not finite."""
        basis, projected = _lanczos(self._hessian_product(), self._direction, self._products)
        finite = torch.isfinite(projected).flatten(1).all(dim=1)
        # eigh raises if any member is not finite: replace those by 0.
        values, vectors = torch.linalg.eigh(torch.where(finite[:, None, None], projected, 0))
        top = (vectors[:, None, :, -1] @ basis).squeeze(1)
        top = torch.where(finite[:, None], top, 0)
        self._direction = _normalized(top + _FRESH_SHARE * self._start)
        self._products = WARM_PRODUCTS
        return torch.where(finite, values[:, -1], math.nan)

    def _hessian_product(self) -> HessianProduct:
        """The product of every member's present Hessian with vectors.

        Members share no parameters, so that the Hessian of their summed loss is block-diagonal.
        """
        objective, members = self._objective, len(self._objective.ensemble)
        total = members * (objective.mean_loss() + objective.penalty())
        gradients = torch.autograd.grad(total, self._leaves, create_graph=True)

        def product(vectors: Tensor) -> Tensor:
            parts = [
                part.reshape(leaf.shape)
                for part, leaf in zip(
                    torch.split(vectors, self._sizes, dim=1), self._leaves, strict=True
                )
            ]
            products = torch.autograd.grad(
                gradients, self._leaves, parts, retain_graph=True, materialize_grads=True
            )
            return torch.cat([product.flatten(1) for product in products], dim=1)

        return product


def _lanczos(product: HessianProduct, start: Tensor, products: int) -> tuple[Tensor, Tensor]:
    """Orthonormal basis [members, k, parameters] from `start`, and H in it [members, k, k].

    k is `products`, or the number of parameters if that is smaller. Only the lower triangle of the
    symmetric matrix is filled: `torch.linalg.eigh` reads no more.
    """
    members, parameters = start.shape
    k = min(products, parameters)
    basis = start.new_zeros(members, k, parameters)
    projected = start.new_zeros(members, k, k)
    image = start
    for i in range(k):
        basis[:, i] = _orthonormal(image, basis[:, :i]) if i else start
        image = product(basis[:, i])
        projected[:, i, : i + 1] = (basis[:, : i + 1] @ image[:, :, None]).squeeze(2)
    return basis, projected


def _orthonormal(vectors: Tensor, basis: Tensor) -> Tensor:
    """Part of `vectors` [members, parameters] orthogonal to `basis`, of length 1, or 0.

    Classical Gram–Schmidt, done twice: otherwise rounding adds eigenvalues that are not there
    (Golub and Van Loan 2013, section 10.3).
    """
    for _ in range(2):
        coefficients = basis @ vectors[:, :, None]
        vectors = _normalized(vectors - (coefficients.mT @ basis).squeeze(1))
    return vectors


def _normalized(vectors: Tensor) -> Tensor:
    """The vectors [members, parameters] scaled to length 1; those of length 0 stay 0."""
    lengths: Tensor = torch.linalg.vector_norm(vectors, dim=1, keepdim=True)
    return vectors / lengths.clamp_min(torch.finfo(vectors.dtype).tiny)
