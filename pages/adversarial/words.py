"""What the adversarial page says of a point and of a network."""

from core.activations import ACTIVATIONS
from core.laboratory.adversarial_boundary import L2
from core.laboratory.adversarial_point import METHODS, REACH, AttackedPoint, Flips
from pages.adversarial.settings import AdversarialSettings, Attacked
from web.charts.text import format_number

CLOSE = 0.005
"""Share by which an attack may miss the nearest boundary and still count as the same."""


def point_in_words(settings: AdversarialSettings, found: AttackedPoint, flips: Flips) -> str:
    """The class of the point, and what the attacks with this ε make of it."""
    point = f"({format_number(settings.x0)}, {format_number(settings.x1)})"
    first = (
        f"The network calls {point} **class {found.label}**: "
        f"P(class 1) = {_probability(found.probability)}."
    )
    if not any(flips.values()):
        return (
            f"{first} It does so everywhere up to {format_number(REACH)} away: there is no "
            "boundary in reach, and no attack that stays so near can succeed."
        )
    if not found.loss_gradient.any():
        return f"{first} {_no_gradient(settings, found)}"
    if not settings.epsilon:
        return f"{first} With ε = 0 nothing moves: an attack needs room."
    return f"{first} {_attacks_in_words(settings, found)}"


def _attacks_in_words(settings: AdversarialSettings, found: AttackedPoint) -> str:
    moved = _outcome(found.fgsm_probability, found.label)
    pushed = _outcome(found.pgd_probability, found.label)
    k = settings.pgd_steps
    return (
        f"With ε = {format_number(settings.epsilon)}, **FGSM** takes P(class 1) to "
        f"{_probability(found.fgsm_probability)}, {moved}; **PGD** in {k} "
        f"step{'s' if k > 1 else ''} to {_probability(found.pgd_probability)}, {pushed}."
    )


def _outcome(probability: float, label: int) -> str:
    flipped = (probability > 0.5) != bool(label)
    return f"**class {1 - label}: it succeeds**" if flipped else f"still class {label}"


def _no_gradient(settings: AdversarialSettings, found: AttackedPoint) -> str:
    """Why nothing moves, though there is a boundary."""
    if found.logit_gradient.any():
        return (
            "Here the network is so sure that the gradient of the loss, which shrinks like "
            "e^−|z|, is **exactly 0** in float64, although the logit z has a slope: FGSM and PGD "
            "stand still. That is no robustness; the search still finds the boundary."
        )
    return (
        f"Here the logit has **no slope at all** in float64{_flat(settings)}: the gradient is 0, "
        "and FGSM and PGD stand still. That is no robustness; the search still finds the boundary."
    )


def _flat(settings: AdversarialSettings) -> str:
    """How a network of this activation comes to have no slope."""
    activation = ACTIVATIONS[settings.activation]
    if activation.bounds:
        return (
            f", as where every unit of a layer is saturated ({activation.label} is flat towards "
            "both ends)"
        )
    if activation.dies:
        return f", as where every {activation.label} of a layer is off"
    return ", as where the product of all layers is below the size of a slope that it can hold"


def table_of_ways(flips: Flips, pgd_steps: int) -> str:
    """Markdown: how far the other class is by each way; the search of a norm stands out."""
    rows = []
    for name, way in METHODS.items():
        label = f"{way.label}, {pgd_steps} steps" if name == "pgd" else way.label
        flip = flips[name]
        distance = format_number(flip.distance) if flip else f"none up to {format_number(REACH)}"
        mark = "**" if way.searched else ""
        rows.append(f"| {norm_of(name)} | {mark}{label}{mark} | {mark}{distance}{mark} |")
    return "| | way to the other class | distance |\n|---|---|---|\n" + "\n".join(rows)


def norm_of(name: str) -> str:
    """How the norm of a way is written."""
    return "L₂" if METHODS[name].norm is L2 else "L∞"


def why_they_differ(settings: AdversarialSettings, found: AttackedPoint, flips: Flips) -> str:
    """How much farther than the nearest boundary FGSM has to go, and why."""
    straight, nearest = flips["fgsm"], flips["nearest_max"]
    if not found.loss_gradient.any():
        return ""
    if not settings.hidden_layers:
        return (
            "Without a hidden layer the boundary is a straight line, and the gradient has the same "
            "direction everywhere: all ways of a norm agree. At the logit z = w · x + b the "
            "distances are |z| / ‖w‖₁ in L∞ and |z| / ‖w‖₂ in L₂."
        )
    if nearest is None:
        return ""
    bound = "One direction can only give an upper bound: the search looks in all of them."
    if straight is None:
        return f"Along the sign of the gradient the class does not change. {bound}"
    excess = straight.distance / nearest.distance - 1
    if excess < CLOSE:
        return f"FGSM's smallest ε is the distance of the boundary itself, {_also_in_l2(flips)}"
    return (
        f"FGSM needs **{excess:.0%} more** than the nearest boundary: it follows the gradient of "
        f"one place, and the boundary bends or lies elsewhere. {bound}"
    )


def _also_in_l2(flips: Flips) -> str:
    """Whether the boundary is as straight as it looks to FGSM, which only knows four slants."""
    along, nearest = flips["gradient"], flips["nearest_l2"]
    if along and nearest and along.distance / nearest.distance - 1 < CLOSE:
        return (
            "to half a percent: from here the boundary looks straight, and at the same slant as "
            "the gradient says."
        )
    return (
        "to half a percent, though it bends or has another slant than the gradient says: in L₂ "
        "the two ways do not agree. In L∞ only the signs of the gradient count."
    )


def network_in_words(network: Attacked) -> str:
    """How good the network is: one that is always wrong cannot be attacked."""
    return (
        f"After {network.steps} steps it is right at {network.train_accuracy:.0%} of the training "
        f"points and {network.validation_accuracy:.0%} of the others. Attacks go for the class "
        "that the network gives, right or wrong. PGD begins at the point, without a random start. "
        "The search sees strips of a class that are wider than a 16th of their distance. "
        "FGSM: Goodfellow, Shlens and Szegedy (2015), section 4; PGD: Madry et al. (2018)."
    )


def _probability(value: float) -> str:
    """P(class 1); 1 only where it is 1 to the last digit."""
    text = format_number(value)
    return f"1 − {format_number(1 - value, 2)}" if text == "1" and value < 1 else text
