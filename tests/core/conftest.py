"""Every test of the core runs on one thread and draws the same examples every time."""

import torch
from hypothesis import settings

torch.set_num_threads(1)
settings.register_profile("core", derandomize=True, deadline=None, database=None)
settings.load_profile("core")
