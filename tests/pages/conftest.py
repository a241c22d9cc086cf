"""Every test of the pages runs on one thread and draws the same examples every time."""

import torch
from hypothesis import settings

torch.set_num_threads(1)
settings.register_profile("pages", derandomize=True, deadline=None, database=None)
settings.load_profile("pages")
