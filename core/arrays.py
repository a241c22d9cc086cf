"""The type of NumPy arrays of floats; their shapes are in the docstrings."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
