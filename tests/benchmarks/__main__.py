"""`make bench`: all speeds, measured in one run."""

import sys

import torch

from tests.benchmarks.large_ensembles import measure_large_ensembles
from tests.benchmarks.live_page import measure_live_page
from tests.benchmarks.training import measure_engines, measure_gauges, measure_training

measure_training("cpu")
measure_engines()
measure_gauges()
if torch.cuda.is_available():
    measure_training("cuda")
    measure_large_ensembles()
else:
    print("\nTraining on cuda: skipped: no CUDA device")
if "--no-browser" not in sys.argv:
    measure_live_page()
