"""Links from a claim to pages that show the same thing."""

from urllib.parse import urlencode

from core import RunConfig
from core.claims import (
    born_dead,
    edge_of_stability,
    glorot,
    he,
    logistic_regression,
    orthogonal,
    symmetry,
    torch_default,
    xor_success,
)
from core.mechanics.propagation import DeepNetwork
from web.settings.limits import with_most_members
from web.settings.url import playground_url


def _initialization(**settings: object) -> str:
    """The URL of the initialization page with settings by their names there."""
    return f"./initialization?{urlencode(settings)}"


def _signal(network: DeepNetwork, against: str, seed: int, draws: int = 1) -> str:
    return _initialization(
        layers=network.layers,
        width=network.width,
        activation=network.activation,
        initializer=network.start.initializer,
        against=against,
        batch=max(network.batch, 2),
        seed=seed,
        draws=draws,
    )


def _playground(config: RunConfig, *panels: str) -> str:
    shown = urlencode({"panels": ",".join(panels)})
    return f"{playground_url(with_most_members(config))}&{shown}"


LINKS: dict[str, dict[str, str]] = {
    "logistic_regression": {
        "Train it on the playground": _playground(
            logistic_regression.CONFIG, "boundary", "loss", "accuracy"
        )
    },
    "symmetry": {
        "Watch the units": _initialization(
            section="symmetry",
            units=str(symmetry.UNITS),
            steps=symmetry.STEPS,
            seed=symmetry.SEED,
        )
    },
    "torch_default": {
        "See it layer by layer": _signal(
            torch_default.NETWORK, "xavier_uniform", torch_default.SEED
        )
    },
    "glorot": {
        "See it layer by layer": _signal(
            glorot.network("normalized"), glorot.STARTS["standard"][0], glorot.SEED
        )
    },
    "he": {
        "See it layer by layer": _signal(he.network("2/n"), he.STARTS["1/n"][0], he.SEED, draws=2)
    },
    "orthogonal": {
        "See it layer by layer": _signal(
            orthogonal.network("orthogonal"), "lecun_normal", orthogonal.SEED
        )
    },
    "born_dead": {
        "Count dead networks": _initialization(
            section="born_dead",
            depth=born_dead.LAYERS,
            networks=str(born_dead.DRAWS),
            seed=born_dead.SEED,
        )
    },
    "edge_of_stability": {
        descent.label: _playground(descent.config, "sharpness", "loss")
        for descent in edge_of_stability.DESCENTS
    },
    "xor_success": {
        f"{recipe.label}, 2 units, on the playground": _playground(
            recipe.config(2, xor_success.MEMBERS, xor_success.FIRST_SEED),
            "wall",
            "steps_to_solve",
            "loss",
        )
        for recipe in xor_success.RECIPES
    },
}
"""Claim → label → URL, relative to the claims page."""
