"""How a page shows a run. Nothing in here changes how the run trains."""

from core import RunConfig
from core.metrics import HALF
from web.live.panels import PANELS, Options
from web.live.run import DEFAULT_SPEED, SPEEDS
from web.server.deployment import DEPLOYMENT
from web.settings.settings import Settings, choice, number, several, switch

DEFAULT_PANELS = ("boundary", "loss", "wall", "gradient_variance")

MOST_PANELS = 6
"""More panels than that are too small on a projector."""

LARGEST_SEED = int(RunConfig.allowed("seed").high) + DEPLOYMENT.largest_ensemble - 1
"""Seed of the last member that a run can have."""

SPREADS = {"band": "median, 10–90% band", "lines": "a line a seed"}
"""How several members are drawn in one panel, and what the page calls it."""


class View(Settings):
    """The display switches; like the config, all of them stand in the address."""

    panels: tuple[str, ...] = several(
        DEFAULT_PANELS,
        {name: panel.label for name, panel in PANELS.items()},
        most=MOST_PANELS,
        title="panels",
        description=f"What is drawn of the run: up to {MOST_PANELS} panels.",
    )
    picked_seed: int | None = number(
        None,
        low=RunConfig.allowed("seed").low,
        high=LARGEST_SEED,
        whole=True,
        title="picked seed",
        description="Its decision boundary and its numbers are shown, and its curves stand out. "
        "A click on the wall or on a thin line picks one too.",
    )
    spread: str = choice(
        "band", SPREADS, title="seeds", description="How the curves of several seeds are drawn."
    )
    speed: str = choice(
        DEFAULT_SPEED,
        {name: speed.label for name, speed in SPEEDS.items()},
        title="speed",
        description="How many steps go by from picture to picture.",
    )
    log_loss: bool = switch(
        False,
        title="logarithmic loss",
        description="Small losses keep their shape on a logarithmic axis.",
    )
    smoothing: float = number(
        0.6,
        low=0,
        high=0.99,
        title="smoothing",
        description="Weight of the past in a moving average of every curve over the steps. "
        "0 shows what was measured.",
    )
    hard_classes: bool = switch(
        False,
        title="hard classes",
        description="Colours each place by the likelier class alone instead of its probability.",
    )
    threshold: float = number(
        HALF,
        low=0,
        high=1,
        title="threshold",
        description="P(class 1) above which a point counts as class 1: in the metrics, on the ROC "
        "and precision–recall curves, and for the line of the decision boundary.",
    )

    def options(self) -> Options:
        """What the panels need to know of it."""
        return Options(
            self.log_loss, self.smoothing, self.hard_classes, self.spread, self.threshold
        )
