"""Settings of a deployment: `trainscope.toml`, overridden by environment variables."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from web.server.logs import Format, Level
from web.server.origins import check_host, check_site

FILE = Path(__file__).parents[2] / "trainscope.toml"

PREFIX = "TRAINSCOPE_"
"""What the names of environment variables begin with; the name of a setting in capitals follows."""


def _as_list(given: Any) -> Any:
    """A comma-separated string as a list; anything else unchanged."""
    if isinstance(given, str):
        return [value.strip() for value in given.split(",") if value.strip()]
    return given


Hosts = Annotated[tuple[Annotated[str, AfterValidator(check_host)], ...], BeforeValidator(_as_list)]
Sites = Annotated[tuple[Annotated[str, AfterValidator(check_site)], ...], BeforeValidator(_as_list)]


class DeploymentError(ValueError):
    """Invalid deployment settings; the message names each of them."""


class Deployment(BaseModel):
    """Settings of this server. The wider limits of `core` apply as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    largest_width: int = Field(64, ge=1, le=1024)
    largest_depth: int = Field(12, ge=0, le=64)
    largest_ensemble: int = Field(256, ge=1, le=10_000)
    most_points: int = Field(1000, ge=10, le=100_000)
    most_numbers_a_step: int = Field(3_000_000, ge=10_000)
    longest_replay: int = Field(1_000_000, ge=0)
    largest_sweep: int = Field(64, ge=1)
    sessions: int = Field(60, ge=1, le=10_000)
    training_share: float = Field(0.8, gt=0, le=1)
    allowed_hosts: Hosts = ()
    embedding_sites: Sites = ()
    log_format: Format = "text"
    log_level: Level = "info"

    @classmethod
    def read(cls, file: Path = FILE, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the file, if there is one, and the environment. Raises DeploymentError."""
        given: dict[str, Any] = {}
        origins: dict[str, str] = {}
        if file.exists():
            given = _read_toml(file)
            origins = dict.fromkeys(given, file.name)
        for name, value in environment.items():
            if name.startswith(PREFIX):
                setting = name.removeprefix(PREFIX).lower()
                given[setting], origins[setting] = value, f"the environment's {name}"
        try:
            return cls(**given)
        except ValidationError as error:
            problems = [
                f"{detail['loc'][0]}: {detail['input']!r} from {origins[str(detail['loc'][0])]} "
                f"is not allowed; {_allowed(detail['type'], detail['msg'])}"
                for detail in error.errors()
            ]
            raise DeploymentError("\n".join(problems)) from None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeploymentError(f"{file.name}: {error}") from None


def _allowed(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"the settings are {', '.join(Deployment.model_fields)}"
    message = message.removeprefix("Value error, ")
    return message[0].lower() + message[1:]


DEPLOYMENT = Deployment.read()
"""The settings of this process."""
