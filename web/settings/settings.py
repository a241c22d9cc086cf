"""The settings of a page: each has its limits, and its place in the URL."""

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
    """A setting that is a tuple of one to `most` options; in a URL, commas separate them."""
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
    """A setting with the title, description and limits (or entries) of a field of RunConfig.

    `low` and `high` narrow the limits, `without` leaves out entries, `description` replaces that of
    the field.
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
    """The settings of one page. A subclass declares each as a field, with a function from above.

    A setting's name is also the key of its widget, and so of its value in session state.
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
        return {
            name: self.spell(name, value) for name, value in self if value != fields[name].default
        }
