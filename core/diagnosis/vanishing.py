"""Signals that fade on their way through the layers, and gradients on their way back."""

import numpy as np

from core.activations import ACTIVATIONS
from core.arrays import Floats
from core.config import AUTO, RunConfig
from core.diagnosis.finding import (
    RECENT,
    Finding,
    above_chance,
    found,
    in_members,
    median,
    most,
    mostly_solved,
    needs,
    power_of_ten,
    since_change,
    spelled,
    suitable_initializer,
)
from core.trainer import Trainer

VANISHED = -6.0
"""log₁₀ of the mean squared gradient of the first layer over the last layer's. Medians over members
of healthy runs are −3 to +2 at every step, also once they are solved; sigmoid layers take off 1.3 a
layer: −4.9 at 4 hidden layers, −7 at 6, −16 at 12 (own measurement)."""

LOST = -5.0
"""log₁₀ of the logit's variance over the first layer's. Where it falls as the signal goes forwards,
gradients of all layers are small alike. Healthy starts have −3 to 0.5; tanh at torch's weights has
−4.1 at 6 hidden layers and −5.9 at 12, GELU at Xavier's −6.9 at 12 (own measurement)."""

LEARNED = 0.95
"""Share of the loss of an even guess below which a run has got over it."""

FEW_LAYERS, MANY_LAYERS = 4, 12
"""Hidden layers that hold a signal at whatever start, and that the right start still makes do."""


@needs("gradient_norm", "activation_variance", "train_loss")
def vanishing(trainer: Trainer) -> Finding | None:
    """The first layer's gradient is tiny beside the last one's, or the output beside the first.

    From the start and now. Layers are compared within a step, so that a run whose gradients are all
    small, being solved, is not blamed. Glorot and Bengio 2010, Figs. 6 and 7.
    """
    if trainer.config.hidden_layers < 2 or mostly_solved(trainer):
        return None
    sentence = _backwards(trainer) or _forwards(trainer)
    if sentence is None:
        return None
    config = trainer.config
    return found("vanishing", sentence, config, _fewer_layers(config), **_better_start(config))


def _backwards(trainer: Trainer) -> str | None:
    weights = np.array([out * given for out, given in trainer.ensemble.architecture.shapes])

    def fall(norms: Floats) -> Floats:
        squares = norms**2 / weights
        return _log_share(squares[..., 0], squares[..., -1])

    start = fall(trainer.history.column("gradient_norm")[:1])
    now = fall(since_change(trainer, "gradient_norm")[-RECENT:])
    members = (start < VANISHED) & (now < VANISHED)
    if not most(members):
        return None
    share = float(median(now[members]))
    if np.isfinite(share):
        a_layer = 10 ** (-share / trainer.config.hidden_layers)
        how_small = (
            f"{power_of_ten(share)} of the last layer's, a factor of {spelled(a_layer)} a layer"
        )
    else:
        how_small = f"smaller than {trainer.config.dtype} can hold"
    return (
        f"{in_members(members)} the gradient vanishes on its way back: in the first layer its mean "
        f"square is {how_small}."
    )


def _forwards(trainer: Trainer) -> str | None:
    if len(trainer.dataset.y_train) < 2:
        return None

    def reach(variances: Floats) -> Floats:
        return _log_share(variances[..., -1], variances[..., 0])

    start = reach(trainer.history.column("activation_variance")[:1])
    now = reach(since_change(trainer, "activation_variance")[-RECENT:])
    members = (start < LOST) & (now < LOST) & above_chance(trainer, LEARNED)
    if not most(members):
        return None
    share = float(median(now[members]))
    of_first = f"has {power_of_ten(share)} of the first layer's variance"
    return (
        f"{in_members(members)} the signal vanishes on its way through the layers: the output "
        f"{of_first if np.isfinite(share) else 'is the same for every point'}."
    )


def _better_start(config: RunConfig) -> dict[str, object]:
    activation = "tanh" if ACTIVATIONS[config.activation].bounds else config.activation
    deep, narrow = config.hidden_layers > MANY_LAYERS, config.width < 4
    return {
        "initializer": suitable_initializer(config.replace(activation=activation)),
        "activation": activation,
        "bias_initializer": AUTO,
        "hidden_layers": FEW_LAYERS if deep else config.hidden_layers,
        "width": 8 if narrow else config.width,
    }


def _fewer_layers(config: RunConfig) -> dict[str, object]:
    """For a start that is as good as it gets."""
    return {"hidden_layers": max(min(FEW_LAYERS, config.hidden_layers - 1), 1)}


def _log_share(part: Floats, whole: Floats) -> Floats:
    """log₁₀ of part over whole [members], median over rows; NaN where both are 0.

    −∞ where the part is smaller than its type can hold.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return median(np.log10(part / whole))
