"""What a page can be set to: every setting has its place in the address and its limits."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Self

from pydantic import ValidationError

from core import RunConfig
from core.allowed import (
    CheckedModel,
    FieldProblem,
    Limits,
    OneOf,
    SomeOf,
    Switch,
    Text,
    setting,
)
from web.charts.style import Style


def choice(default: str, options: Mapping[str, str], *, title: str, description: str) -> Any:
    """A setting that is one of the options, name → label."""
    return setting(default, OneOf(options), title=title, description=description)


def several(
    default: tuple[str, ...], options: Mapping[str, str], most: int, *, title: str, description: str
) -> Any:
    """A setting that is a tuple of one to `most` options; in an address commas part them."""
    return setting(default, SomeOf(options, most), title=title, description=description)


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
    return setting(default, Limits(low, high, whole), title=title, description=description)


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
    field, allowed = RunConfig.model_fields[name], RunConfig.allowed(name)
    if isinstance(allowed, Limits):
        low, high = allowed.low if low is None else low, allowed.high if high is None else high
        allowed = replace(allowed, low=low, high=high)
    else:
        allowed = OneOf({k: label for k, label in allowed.options.items() if k not in without})
    description = description or str(field.description)
    return setting(default, allowed, title=str(field.title), description=description)


def text(default: str, longest: int, *, title: str, description: str) -> Any:
    """A setting that is a text of at most `longest` characters."""
    return setting(default, Text(longest), title=title, description=description)


def switch(default: bool, *, title: str, description: str) -> Any:
    """A setting that is on or off."""
    return setting(default, Switch(), title=title, description=description)


class Settings(CheckedModel):
    """The settings of one page. A subclass names each as a field, with one of the functions above.

    The key of a setting's widget is its name, and its value stands in session state under it.
    """

    projector: bool = switch(
        False, title="projector", description="Large type and lines that fill the screen."
    )

    @classmethod
    def from_text(cls, values: Mapping[str, Any]) -> tuple[Self, list[FieldProblem]]:
        """Read strings, as in a URL; a refused value takes its default and is named in the list."""
        values = dict(values)
        try:
            return cls(**values), []
        except ValidationError as error:
            refused = sorted({str(detail["loc"][0]) for detail in error.errors()})
            problems = [
                FieldProblem(name, values.pop(name), cls.allowed_in_words(name)) for name in refused
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
