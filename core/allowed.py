"""What a value may be, and what is said about one that is refused.

`value in allowed` tells whether a value is allowed, and `str(allowed)` says in words what is. The
fields of a run and the settings of a page have such an object each, which widgets, the command line
and error messages read.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core.core_schema import ValidationInfo

NO_SUCH_SETTING = "there is no such setting"


class Allowed(Protocol):
    """What a value may be: `in` tests a value, and `str` says it in words."""

    def __contains__(self, value: Any) -> bool: ...


@dataclass(frozen=True)
class Limits:
    """A number from `low` to `high`, both included.

    `none` is how text spells None, where the field may be None. `high_name` is what messages call
    the highest number where it depends on another field.
    """

    low: float
    high: float
    whole: bool = False
    none: str = ""
    high_name: str = ""

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        high = self.high_name or f"{self.high:.10g}"
        also = f", or {self.none!r}" if self.none else ""
        return f"it takes {kind} from {self.low:.10g} to {high}{also}"


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
    """At least one of these names, and up to `most`; each has a label for the page."""

    options: Mapping[str, str]
    most: int | None = None

    def __contains__(self, value: tuple[str, ...]) -> bool:
        return 0 < len(value) <= (self.most or len(value)) and set(value) <= set(self.options)

    def __str__(self) -> str:
        some = "choose some" if self.most is None else f"name up to {self.most}"
        return f"{some} of {', '.join(self.options)}, with commas between them"

    def read(self, value: object) -> tuple[str, ...]:
        """The names, each once."""
        return tuple(dict.fromkeys(_names(value)))


@dataclass(frozen=True)
class OneALayer:
    """One of these names for each layer from the first; an empty one leaves its layer as it is."""

    options: Mapping[str, str]

    def __contains__(self, value: tuple[str, ...]) -> bool:
        return set(value) <= {"", *self.options}

    def __str__(self) -> str:
        names = ", ".join(self.options)
        return f"choose some of {names}, one a layer, with commas between them"

    def read(self, value: object) -> tuple[str, ...]:
        """The names, layer by layer."""
        return tuple(_names(value))


def _names(value: object) -> list[str]:
    """Names, whether they came in one text with commas or one by one."""
    given = value.split(",") if isinstance(value, str) else value
    return [str(name).strip() for name in (given if isinstance(given, Collection) else [given])]


@dataclass(frozen=True)
class Text:
    """At most so many characters."""

    longest: int

    def __contains__(self, value: str) -> bool:
        return len(value) <= self.longest

    def __str__(self) -> str:
        return f"it takes at most {self.longest} characters"


class Switch:
    """On or off; pydantic reads what spells one of the two."""

    def __contains__(self, value: bool) -> bool:
        return True

    def __str__(self) -> str:
        return "choose true or false"


@dataclass(frozen=True)
class Parameter:
    """A number that belongs to some choices only, such as the momentum of an optimizer."""

    label: str
    default: float
    low: float
    high: float
    help: str

    @property
    def limits(self) -> Limits:
        """What it may be."""
        return Limits(self.low, self.high)


def setting(default: Any, allowed: Allowed, *, title: str, description: str) -> Any:
    """A field of a `CheckedModel`: what it begins with, what it may be, and what it means."""
    extra: dict[str, Any] = {"allowed": allowed}
    return Field(default, title=title, description=description, json_schema_extra=extra)


class CheckedModel(BaseModel):
    """An immutable model. Each field is a `setting`, and refuses what that does not allow."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    _allowed: ClassVar[dict[str, Any]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        fields = cls.model_fields.items()
        cls._allowed = {
            name: field.json_schema_extra["allowed"]  # type: ignore[index]
            for name, field in fields
        }

    @classmethod
    def allowed(cls, name: str) -> Any:
        """What a field may be: Limits, OneOf or another class of this module."""
        return cls._allowed[name]

    @classmethod
    def allowed_in_words(cls, name: str) -> str:
        """What a field may be, for an error message; there need not be such a field."""
        return str(cls._allowed.get(name, NO_SUCH_SETTING))

    @classmethod
    def spell(cls, name: str, value: object) -> str:
        """The text of a field's value, as in a URL; validation reads it back."""
        if value is None:
            return str(cls.allowed(name).none)
        if isinstance(value, tuple):
            return ",".join(value)
        return str(value).lower() if isinstance(value, bool) else str(value)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        """Read names with commas between them, and what spells None."""
        allowed = cls._allowed[str(info.field_name)]
        if isinstance(allowed, SomeOf | OneALayer):
            return allowed.read(value)
        if isinstance(allowed, Limits) and allowed.none and value == allowed.none:
            return None
        return value

    @field_validator("*")
    @classmethod
    def _check(cls, value: Any, info: ValidationInfo) -> Any:
        if value is not None and value not in cls._allowed[str(info.field_name)]:
            raise ValueError(value)
        return value


@dataclass(frozen=True)
class FieldProblem:
    """One value that was refused: which field, what was given, what is allowed."""

    field: str
    value: object
    allowed: str

    def __str__(self) -> str:
        field, value = _shortened(self.field), _shortened(repr(self.value))
        return f"{field}: {value} is not allowed; {self.allowed}"


def _shortened(text: str) -> str:
    """One line of at most 41 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"


class ConfigError(ValueError):
    """Some values were refused; `problems` names each."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


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
