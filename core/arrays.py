"""The type of arrays of numbers; their shapes are in the docstrings."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
