"""How a page shows a run: nothing in here touches the numbers."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.config import LIMITS, FieldProblem
from pages.live.run import DEFAULT_SPEED, LARGEST_ENSEMBLE, SPEEDS
from pages.panels import PANELS, Options, Style

DEFAULT_PANELS = ("boundary", "loss", "wall", "gradient_variance")

MOST_PANELS = 6
"""More panels than that no projector can carry."""

LARGEST_SEED = int(LIMITS["seed"].high) + LARGEST_ENSEMBLE - 1
"""Seed of the last member that a run can have."""

SPREADS = {"band": "median, 10–90% band", "lines": "a line a seed"}
"""How several members are drawn in one panel, and what the page calls it."""

_ALLOWED = {
    "panels": f"name up to {MOST_PANELS} of {', '.join(PANELS)}, with commas between them",
    "spread": f"choose one of {', '.join(SPREADS)}",
    "picked_seed": f"it takes a whole number from 0 to {LARGEST_SEED}",
    "speed": f"choose one of {', '.join(SPEEDS)}",
    "smoothing": "it takes a number from 0 to 0.99",
    **dict.fromkeys(("projector", "log_loss", "hard_classes"), "choose true or false"),
}


class View(BaseModel):
    """The display switches; like the config, all of them stand in the address."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    panels: tuple[str, ...] = Field(
        DEFAULT_PANELS,
        title="panels",
        description=f"What is drawn of the run: up to {MOST_PANELS} panels.",
    )
    picked_seed: int | None = Field(
        None,
        ge=LIMITS["seed"].low,
        le=LARGEST_SEED,
        title="picked seed",
        description="Its decision boundary and its numbers are shown, and its curves stand out. "
        "A click on the wall or on a thin line picks one too.",
    )
    spread: str = Field(
        "band",
        title="seeds",
        description="How the curves of several seeds are drawn.",
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
        0.6,
        ge=0,
        le=0.99,
        title="smoothing",
        description="Weight of the past in a moving average of every curve over the steps. "
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
        chosen = tuple(dict.fromkeys(names))
        if len(chosen) > MOST_PANELS:
            raise ValueError(names)
        return chosen

    @field_validator("spread")
    @classmethod
    def _known_spread(cls, value: str) -> str:
        if value not in SPREADS:
            raise ValueError(value)
        return value

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
        return Options(self.log_loss, self.smoothing, self.hard_classes, self.spread)

    def style(self, dark: bool) -> Style:
        """Colours and sizes for a theme."""
        return Style(dark, self.projector)
