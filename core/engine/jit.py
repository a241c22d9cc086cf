"""How Numba is to compile: what the kernels may and may not do with numbers.

NaN and infinity mean something here, a run that diverges ends by them: no flag that assumes them
away ("nnan", "ninf"), and division follows IEEE 754 rather than raising as Python's does.
"""

from functools import partial

from numba import njit

formula = partial(njit, error_model="numpy", fastmath={"contract"}, forceinline=True)
"""For a function of one number: a·b + c may be rounded once. Its terms stay in their order, since
those of `core.engine.elementary` cancel on purpose."""

_ANY_ORDER = {"contract", "reassoc", "nsz"}

loops = partial(njit, error_model="numpy", fastmath=_ANY_ORDER, nogil=True)
"""For loops over arrays: sums may be taken in any order, so that several run side by side."""
