"""Which engine takes the steps of a run, and why not the other."""

from dataclasses import dataclass
from functools import cache

from torch import Tensor

from core.config import ENGINE_AUTO, RunConfig
from core.engine.autograd import AutogradEngine
from core.engine.engine import Engine
from core.ensemble import Ensemble

AUTOGRAD, COMPILED = "autograd", "compiled"


@dataclass(frozen=True)
class EngineChoice:
    """The engine that takes the steps of a run, and a sentence that says why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def choose_engine(config: RunConfig) -> EngineChoice:
    """The engine that a config asks for; autograd where the compiled one can't take its steps."""
    if config.engine == AUTOGRAD:
        return EngineChoice(AUTOGRAD, "The settings ask for it.")
    obstacle = _obstacle(config)
    if obstacle:
        return EngineChoice(AUTOGRAD, obstacle)
    asked = "The settings ask for it." if config.engine != ENGINE_AUTO else ""
    return EngineChoice(COMPILED, asked or "The run is in float32 and on the CPU.")


def build_engine(
    choice: EngineChoice,
    config: RunConfig,
    ensemble: Ensemble,
    inputs: Tensor,
    labels: Tensor,
    before: Tensor,
) -> Engine:
    """The engine itself; its arguments are those of `AutogradEngine`."""
    if choice.name == AUTOGRAD:
        return AutogradEngine(config, ensemble, inputs, labels, before)
    from core.engine.compiled import CompiledEngine  # Numba may be missing

    return CompiledEngine(config, ensemble, inputs, labels, before)


def _obstacle(config: RunConfig) -> str:
    """Why the compiled engine can't take the steps of a run; empty where it can."""
    if config.device != "cpu":
        return "The compiled engine runs on the CPU only."
    if config.dtype != "float32":
        return "The compiled engine computes in float32 only."
    if problem := prepare_compiled():
        return problem
    from core.engine import activations, losses, optimizers

    for field, forms in (
        ("activation", activations.COMPILED),
        ("loss", losses.COMPILED),
        ("optimizer", optimizers.COMPILED),
    ):
        name = getattr(config, field)
        if name not in forms:
            return f"The {field} {name!r} has no compiled form."
    return ""


@cache
def prepare_compiled() -> str:
    """Compile the engine, once a process; return why that is impossible here, or "".

    What an earlier process has compiled is loaded from the disk, in a second at most.
    """
    try:
        from core.engine.compiled import prepare
    except ImportError as error:
        return f"Numba can't be imported here: {error}."
    prepare()
    return ""
