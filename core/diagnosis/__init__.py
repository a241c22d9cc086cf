"""What the quantities say, in words, with the evidence: one file a finding."""

from collections.abc import Sequence

from core.diagnosis.dead import dead
from core.diagnosis.exploding import exploding
from core.diagnosis.finding import Applied, Check, Finding
from core.diagnosis.learning_rate_too_large import learning_rate_too_large
from core.diagnosis.learning_rate_too_small import learning_rate_too_small
from core.diagnosis.nothing import nothing_found
from core.diagnosis.overfitting import overfitting
from core.diagnosis.past_the_edge import past_the_edge
from core.diagnosis.penalty_too_strong import penalty_too_strong
from core.diagnosis.plateau import plateau
from core.diagnosis.saturated import saturated
from core.diagnosis.slow import slow
from core.diagnosis.solved import solved
from core.diagnosis.stuck import stuck
from core.diagnosis.symmetric import symmetric
from core.diagnosis.vanishing import vanishing
from core.trainer import Trainer

FINDINGS: dict[str, Check] = {
    "symmetric": symmetric,
    "exploding": exploding,
    "penalty_too_strong": penalty_too_strong,
    "saturated": saturated,
    "dead": dead,
    "vanishing": vanishing,
    "learning_rate_too_large": learning_rate_too_large,
    "learning_rate_too_small": learning_rate_too_small,
    "past_the_edge": past_the_edge,
    "slow": slow,
    "stuck": stuck,
    "plateau": plateau,
    "overfitting": overfitting,
    "solved": solved,
}
"""Name of a finding → what looks for it; causes come before their consequences."""

_STANDS_STILL = frozenset({"stuck", "slow", "plateau"})

CONSEQUENCES: dict[str, frozenset[str]] = {
    "symmetric": _STANDS_STILL - {"stuck"}
    | {"exploding", "saturated", "dead", "vanishing", "learning_rate_too_small"},
    "exploding": _STANDS_STILL
    | {"saturated", "dead", "vanishing", "learning_rate_too_large", "past_the_edge"},
    "penalty_too_strong": _STANDS_STILL
    | {"saturated", "dead", "vanishing", "learning_rate_too_small"},
    "saturated": frozenset({"vanishing", "learning_rate_too_small", "past_the_edge"}),
    "dead": frozenset({"vanishing", "learning_rate_too_small", "slow", "plateau"}),
    "vanishing": frozenset({"learning_rate_too_small", "slow", "plateau"}),
    "learning_rate_too_large": _STANDS_STILL | {"past_the_edge", "overfitting"},
    "learning_rate_too_small": _STANDS_STILL,
    "slow": frozenset({"stuck", "plateau"}),
    "stuck": frozenset({"plateau"}),
}
"""Name of a finding → findings that it explains, and that are not listed beside it: mending the
cause mends them, or shows whether anything is left to mend."""


def diagnose(trainer: Trainer, applied: Sequence[Applied] = ()) -> list[Finding]:
    """What there is to say about a run as it is, causes first; nothing about a healthy young one.

    Findings speak of the members: they judge by the half of them and by several recorded steps, not
    by an odd member or a noisy step. A finding whose quantities are not recorded is silent.

    `applied` are remedies that led to this run. A finding that is there in spite of its own remedy
    does not advise it again, whatever the number in it: it has another one, or none.
    """
    findings, explained = list[Finding](), set[str]()
    for name, check in FINDINGS.items():
        finding = check(trainer) if name not in explained else None
        if finding:
            tried = {
                frozenset(remedy.remedy)
                for remedy in applied
                if remedy.finding == name and remedy.still_in(trainer.start)
            }
            findings.append(finding.without(tried) if tried else finding)
            explained |= CONSEQUENCES.get(name, frozenset())
    return findings


__all__ = ["CONSEQUENCES", "FINDINGS", "Applied", "Finding", "diagnose", "nothing_found"]
