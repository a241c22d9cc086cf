"""How a page shows a run: nothing in here touches the numbers."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.config import FieldProblem
from pages.live.run import DEFAULT_SPEED, SPEEDS
from pages.panels import PANELS, Options, Style

DEFAULT_PANELS = ("boundary", "loss", "gradient_variance")

_ALLOWED = {
    "panels": f"name some of {', '.join(PANELS)}, with commas between them",
    "speed": f"choose one of {', '.join(SPEEDS)}",
    "smoothing": "it takes a number from 0 to 0.99",
    **dict.fromkeys(("projector", "log_loss", "hard_classes"), "choose true or false"),
}


class View(BaseModel):
    """The display switches; like the config, all of them stand in the address."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    panels: tuple[str, ...] = Field(
        DEFAULT_PANELS, title="panels", description="What is drawn of the run."
    )
    speed: str = Field(
        DEFAULT_SPEED, title="speed", description="How many steps go by from picture to picture."
    )
    log_loss: bool = Field(
        False,
        title="logarithmic loss",
        description="Small losses keep their shape on a logarithmic axis.",
    )
    smoothing: float = Field(
        0.0,
        ge=0,
        le=0.99,
        title="smoothing",
        description="Weight of the past in a moving average of loss and accuracy. "
        "0 shows what was measured.",
    )
    hard_classes: bool = Field(
        False,
        title="hard classes",
        description="Colours each place by the likelier class alone instead of its probability.",
    )
    projector: bool = Field(
        False, title="projector", description="Large type and lines that fill the screen."
    )

    @field_validator("panels", mode="before")
    @classmethod
    def _known_panels(cls, value: Any) -> Any:
        names = value.split(",") if isinstance(value, str) else value
        if not names or not set(names) <= set(PANELS):
            raise ValueError(names)
        return tuple(dict.fromkeys(names))

    @field_validator("speed")
    @classmethod
    def _known_speed(cls, value: str) -> str:
        if value not in SPEEDS:
            raise ValueError(value)
        return value

    @classmethod
    def from_text(cls, text: Mapping[str, Any]) -> tuple[Self, list[FieldProblem]]:
        """Read strings, as in a URL; a refused value takes its default and is named in the list."""
        values = dict(text)
        try:
            return cls(**values), []
        except ValidationError as error:
            refused = {str(detail["loc"][0]) for detail in error.errors()}
            problems = [
                FieldProblem(name, values.pop(name), _ALLOWED[name]) for name in sorted(refused)
            ]
            return cls(**values), problems

    def to_text(self) -> dict[str, str]:
        """Spell out what differs from the defaults, as strings that `from_text` reads back."""
        return {
            name: ",".join(value) if name == "panels" else str(value).lower()
            for name, value in self
            if value != type(self).model_fields[name].default
        }

    def options(self) -> Options:
        """What the panels need to know of it."""
        return Options(self.log_loss, self.smoothing, self.hard_classes)

    def style(self, dark: bool) -> Style:
        """Colours and sizes for a theme."""
        return Style(dark, self.projector)
