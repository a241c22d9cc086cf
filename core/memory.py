"""When memory is too small."""

import torch


def is_out_of_memory(error: BaseException) -> bool:
    """Whether something did not fit into memory. On the CPU torch says so by a RuntimeError."""
    kinds = (MemoryError, torch.OutOfMemoryError)
    return isinstance(error, kinds) or "DefaultCPUAllocator: can't allocate" in str(error)
