"""How Numba is to compile, and where it keeps what it has compiled.

NaN and infinity mean something here, a run that diverges ends by them: no flag that assumes them
away ("nnan", "ninf"), and division follows IEEE 754 rather than raising as Python's does.
"""

import hashlib
from functools import cache, partial
from pathlib import Path

from numba import config, njit
from numba.core.caching import InTreeCacheLocator, UserProvidedCacheLocator, UserWideCacheLocator

formula = partial(njit, error_model="numpy", fastmath={"contract"}, forceinline=True)
"""For a function of one number: a·b + c may be rounded once. Its terms stay in their order, since
those of `core.engine.elementary` cancel on purpose."""

_ANY_ORDER = {"contract", "reassoc", "nsz"}

loops = partial(njit, error_model="numpy", fastmath=_ANY_ORDER, nogil=True)
"""For loops over arrays: sums may be taken in any order, so that several run side by side."""


@cache
def sources_hash() -> str:
    """A hash of all that is compiled. Numba itself looks at one file, not at those it imports."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


class _StampedBySources:
    def get_source_stamp(self):
        return sources_hash()


class InChosenFolder(_StampedBySources, UserProvidedCacheLocator):
    """The folder that NUMBA_CACHE_DIR names."""


class BesideSource(_StampedBySources, InTreeCacheLocator):
    """`__pycache__`, where that can be written, or where a kernel was compiled at installation."""

    def ensure_cache_path(self):
        """Raise OSError where nothing is kept there and nothing can be."""
        if not any(Path(self.get_cache_path()).glob("*.nbi")):
            super().ensure_cache_path()


class InHome(_StampedBySources, UserWideCacheLocator):
    """The user's cache folder."""


_FOLDERS = ",".join(f"{__name__}.{c.__name__}" for c in (InChosenFolder, BesideSource, InHome))


def entry(function):
    """Compile what Python calls, once for this machine: the next process loads it from the disk.

    Where no folder can be written, every process compiles for itself.
    """
    usual = config.CACHE_LOCATOR_CLASSES
    config.CACHE_LOCATOR_CLASSES = _FOLDERS
    try:
        return loops(cache=True)(function)
    except RuntimeError:  # "no locator available"
        return loops(function)
    finally:
        config.CACHE_LOCATOR_CLASSES = usual
