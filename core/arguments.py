"""Checks of what methods are given: a ConfigError names the argument, the value and the limits."""

from collections.abc import Collection, Iterable
from numbers import Integral, Real

from core.config import ConfigError, FieldProblem, Limits


def index_into(length: int) -> Limits:
    """What an index into `length` things may be; unlike Python's it does not count from behind."""
    return Limits(0, length - 1, whole=True)


def check_number(argument: str, value: float, limits: Limits) -> None:
    """Raise ConfigError where an argument is not a number within its limits."""
    kind = Integral if limits.whole else Real
    if isinstance(value, bool) or not isinstance(value, kind) or value not in limits:
        raise ConfigError([FieldProblem(argument, value, str(limits))])


def known_names(argument: str, names: Iterable[str], registry: Collection[str]) -> tuple[str, ...]:
    """The names as a tuple; raise ConfigError for those that the registry does not have."""
    names = (names,) if isinstance(names, str) else tuple(names)
    if unknown := [name for name in names if name not in registry]:
        allowed = f"it takes a list of {', '.join(registry)}"
        raise ConfigError([FieldProblem(argument, name, allowed) for name in unknown])
    return names
