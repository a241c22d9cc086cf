"""What a page can be set to: every setting has its place in the address and its limits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo

from core.config import CATALOGUES, LIMITS, FieldProblem, Limits, RunConfig
from web.charts.style import Style


class Allowed(Protocol):
    """What a setting may be: `in` asks it, and `str` says it in words."""

    def __contains__(self, value: Any) -> bool: ...


@dataclass(frozen=True)
class OneOf:
    """One of these names; each has a label for the page."""

    options: Mapping[str, str]

    def __contains__(self, value: str) -> bool:
        return value in self.options

    def __str__(self) -> str:
        return f"choose one of {', '.join(self.options)}"


@dataclass(frozen=True)
class SomeOf:
    """One to `most` of these names; each has a label for the page."""

    options: Mapping[str, str]
    most: int

    def __contains__(self, value: tuple[str, ...]) -> bool:
        return 0 < len(value) <= self.most and set(value) <= set(self.options)

    def __str__(self) -> str:
        names = ", ".join(self.options)
        return f"name up to {self.most} of {names}, with commas between them"


@dataclass(frozen=True)
class Text:
    """At most so many characters."""

    longest: int

    def __contains__(self, value: str) -> bool:
        return len(value) <= self.longest

    def __str__(self) -> str:
        return f"it takes at most {self.longest} characters"


class TrueOrFalse:
    """A switch; pydantic reads what spells one."""

    def __contains__(self, value: bool) -> bool:
        return True

    def __str__(self) -> str:
        return "choose true or false"


def _setting(default: Any, allowed: Allowed, title: str, description: str) -> Any:
    extra: dict[str, Any] = {"allowed": allowed}
    return Field(default, title=title, description=description, json_schema_extra=extra)


def choice(default: str, options: Mapping[str, str], *, title: str, description: str) -> Any:
    """A setting that is one of the options, name → label."""
    return _setting(default, OneOf(options), title, description)


def several(
    default: tuple[str, ...], options: Mapping[str, str], most: int, *, title: str, description: str
) -> Any:
    """A setting that is a tuple of one to `most` options; in an address commas part them."""
    return _setting(default, SomeOf(options, most), title, description)


def number(
    default: float | None,
    low: float,
    high: float,
    whole: bool = False,
    *,
    title: str,
    description: str,
) -> Any:
    """A setting that is a number from `low` to `high`; its annotation is int where it is whole."""
    return _setting(default, Limits(low, high, whole), title, description)


def run_setting(
    name: str,
    default: Any,
    *,
    low: float | None = None,
    high: float | None = None,
    without: Collection[str] = (),
    description: str = "",
) -> Any:
    """A setting that a run has too: its title, its entries or its limits, and its sentence.

    `low` and `high` narrow the limits, `without` the entries; `description` stands in where the
    sentence does not fit.
    """
    field = RunConfig.model_fields[name]
    allowed: Allowed
    if name in CATALOGUES:
        entries = CATALOGUES[name].items()
        allowed = OneOf({entry: e.label for entry, e in entries if entry not in without})
    else:
        of_run = LIMITS[name]
        low, high = (of_run.low if low is None else low), (of_run.high if high is None else high)
        allowed = Limits(low, high, of_run.whole)
    return _setting(default, allowed, str(field.title), description or str(field.description))


def text(default: str, longest: int, *, title: str, description: str) -> Any:
    """A setting that is a text of at most `longest` characters."""
    return _setting(default, Text(longest), title, description)


def switch(default: bool, *, title: str, description: str) -> Any:
    """A setting that is on or off."""
    return _setting(default, TrueOrFalse(), title, description)


class Settings(BaseModel):
    """The settings of one page. A subclass names each as a field, with one of the functions above.

    The key of a setting's widget is its name, and its value stands in session state under it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    projector: bool = switch(
        False, title="projector", description="Large type and lines that fill the screen."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(cls.allowed(str(info.field_name)), SomeOf):
            return value
        names = value.split(",") if isinstance(value, str) else value
        return tuple(dict.fromkeys(names)) if isinstance(names, list | tuple) else names

    @field_validator("*")
    @classmethod
    def _check(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None and value not in cls.allowed(str(info.field_name)):
            raise ValueError(value)
        return value

    @classmethod
    def allowed(cls, name: str) -> Any:
        """What a setting may be; as text, in words."""
        return cls.model_fields[name].json_schema_extra["allowed"]  # type: ignore[index]

    @classmethod
    def from_text(cls, values: Mapping[str, Any]) -> tuple[Self, list[FieldProblem]]:
        """Read strings, as in a URL; a refused value takes its default and is named in the list."""
        values = dict(values)
        try:
            return cls(**values), []
        except ValidationError as error:
            refused = sorted({str(detail["loc"][0]) for detail in error.errors()})
            problems = [
                FieldProblem(name, values.pop(name), str(cls.allowed(name))) for name in refused
            ]
            return cls(**values), problems

    def style(self, dark: bool) -> Style:
        """Colours and sizes for a theme."""
        return Style(dark, self.projector)

    def to_text(self) -> dict[str, str]:
        """Spell out what differs from the defaults, as strings that `from_text` reads back."""
        fields = type(self).model_fields
        return {name: _spelled(value) for name, value in self if value != fields[name].default}


def _spelled(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
