"""Changes made by hand in the middle of a run. Config, changes and step determine a run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.allowed import ConfigError, FieldProblem, Limits, check_number, index_into
from core.config import RunConfig
from core.ensemble import architecture_of

CHANGEABLE = ("learning_rate", "l1", "l2")
"""Fields of RunConfig that may change in the middle of a run."""

WEIGHT = "weight"
"""`Change.field` of a change of one weight."""

WEIGHT_LIMITS = Limits(-1000, 1000)
"""Values that a weight may be set to by hand."""

MOST_CHANGES = 40
"""Most changes that a URL can hold."""

ALLOWED = (
    f"it takes up to {MOST_CHANGES} changes of {', '.join(CHANGEABLE)} or a weight in the order of "
    "their steps, such as 0-l2-0.0~500-l2-0.1~500-weight.0.1.2.0--0.5"
)

_CHANGE = re.compile(r"(?P<step>[0-9]{1,9})-(?P<field>[a-z0-9_]+)(?P<place>[.0-9]*)-(?P<value>.+)")


@dataclass(frozen=True)
class Change:
    """After `step` steps, a field of CHANGEABLE or one weight is set to `value`.

    For a weight, `place` is (member, layer, unit, source); for a field it is empty.
    """

    step: int
    field: str
    value: float
    place: tuple[int, ...] = ()

    def __str__(self) -> str:
        where = ".".join([self.field, *map(str, self.place)])
        return f"{self.step}-{where}-{float(self.value)!r}"


def check_weight(config: RunConfig, place: Sequence[int], value: float) -> None:
    """Raise ConfigError if the config has no weight at `place`, or `value` is not allowed."""
    member, layer, unit, source = place
    shapes = architecture_of(config).shapes
    check_number("member", member, index_into(config.ensemble_size))
    check_number("layer", layer, index_into(len(shapes)))
    check_number("unit", unit, index_into(shapes[layer][0]))
    check_number("source", source, index_into(shapes[layer][1]))
    check_number("value", value, WEIGHT_LIMITS)


def spell_changes(start: RunConfig, changes: Sequence[Change]) -> str:
    """The changes of a run that began with `start`, as text for `read_changes`.

    The text begins with the start values of the fields that changed.
    """
    fields = dict.fromkeys(c.field for c in changes if c.field in CHANGEABLE)
    at_start = [Change(0, field, getattr(start, field)) for field in fields]
    return "~".join(map(str, [*at_start, *changes]))


def read_changes(text: str, config: RunConfig) -> tuple[dict[str, float], list[Change]]:
    """Read the changes of a run whose config is now `config`.

    Returns the start values of the fields that changed, and the changes.
    Raises ConfigError for a text that `spell_changes` does not write.
    """
    try:
        parts = text.split("~", MOST_CHANGES - 1) if text else []
        changes = [_read(part, config) for part in parts]
    except ValueError:
        raise _refused(text) from None
    if sorted(changes, key=lambda change: change.step) != changes:
        raise _refused(text)
    at_start = {c.field: c.value for c in changes if not c.step and c.field in CHANGEABLE}
    return at_start, [c for c in changes if c.step or c.field == WEIGHT]


def _read(text: str, config: RunConfig) -> Change:
    """Read one change. Raises ValueError if it is not a change of a run of this config."""
    parts = _CHANGE.fullmatch(text)
    if not parts:
        raise ValueError(text)
    step, field, value = int(parts["step"]), parts["field"], float(parts["value"])
    if field == WEIGHT:
        _, *place = parts["place"].split(".")
        change = Change(step, field, value, tuple(map(int, place)))
        check_weight(config, change.place, value)
        return change
    if field not in CHANGEABLE or parts["place"] or value not in RunConfig.allowed(field):
        raise ValueError(text)
    return Change(step, field, value)


def _refused(text: str) -> ConfigError:
    return ConfigError([FieldProblem("changes", text, ALLOWED)])
