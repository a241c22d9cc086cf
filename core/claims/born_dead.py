"""Deep narrow ReLU networks that give the same for every input before they have learned."""

from core.claims.claim import Claim, Origin, Rows, Source, between, rate, undivided
from core.mechanics.born_dead import born_dead_shares
from core.theory import born_dead

WIDTH, LAYERS, DRAWS, SEED = 2, 10, 4000, 101

EARLIER = {5: 0.628, 9: 0.880, 10: 0.914}
"""Hidden layers → share of dead networks across the interval, in an earlier run of 4,000 draws."""

EARLIER_DRAWS = 4000


def one_input() -> Rows:
    """Dead for one input, against the formula."""
    shares = born_dead_shares(WIDTH, LAYERS, DRAWS, SEED, across=False)
    return tuple(
        rate(
            f"one input, {layers} hidden layers",
            born_dead(WIDTH, layers),
            Origin.DERIVED,
            shares[layers - 1].dead,
            DRAWS,
        )
        for layers in EARLIER
    )


def across() -> Rows:
    """Dead for every input of the interval, against the paper and an earlier run."""
    shares = born_dead_shares(WIDTH, LAYERS, DRAWS, SEED, across=True)
    printed = between(
        f"inputs across ±√3, {LAYERS} hidden layers",
        "about 0.9",
        Origin.PRINTED,
        shares[-1].share,
        0.85,
        0.95,
        "one printed digit",
    )
    earlier = (
        rate(
            f"inputs across ±√3, {layers} hidden layers",
            share,
            Origin.OWN,
            shares[layers - 1].dead,
            DRAWS,
            EARLIER_DRAWS,
        )
        for layers, share in EARLIER.items()
    )
    return (printed, *earlier)


CLAIM = Claim(
    title="Born dead",
    statement="A deep and narrow ReLU network is probably dead at the start: for one input with "
    "probability 1 − (1 − 2⁻ᴺ)ᴸ, where L layers have N units each, and of ten layers of two units "
    "about nine in ten.",
    source=Source(
        "Lu, Shin, Su and Karniadakis",
        2019,
        "Dying ReLU and initialization: theory and numerical examples",
        "on the probability of being born dead",
        "https://arxiv.org/abs/1903.06733",
    ),
    setting=f"{DRAWS:,} networks with N = {WIDTH} units in each of L hidden layers, He normal "
    f"weights, zero biases, one number in, seed {SEED}. Dead: the same output for every input from "
    "−√3 to √3.",
    remark="L counts hidden layers here; the paper may count the output among its layers, which we "
    "have not verified.",
    experiments=(undivided(0.02, one_input), undivided(0.02, across)),
)
