"""Which training points each step looks at."""

from collections.abc import Iterator

import torch
from torch import Generator, Tensor


def epoch_orders(n: int, seed: int) -> Iterator[Tensor]:
    """Yield for each epoch the order [n] in which it visits the n training points.

    A batch is the next `batch_size` of them; the last batch of an epoch may be smaller.
    """
    generator = Generator().manual_seed(seed)
    while True:
        yield torch.randperm(n, generator=generator)
