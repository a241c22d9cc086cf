"""The point under attack, the methods to reach the other class, and the network, in words."""

from core.activations import ACTIVATIONS
from core.laboratory.adversarial_boundary import L2
from core.laboratory.adversarial_point import METHODS, REACH, AttackedPoint, Flips
from pages.adversarial.settings import AdversarialSettings, Attacked
from web.charts.text import format_number, markdown_table, pluralize

CLOSE = 0.005
"""Share by which two distances may differ and still count as the same."""


def describe_point(settings: AdversarialSettings, found: AttackedPoint, flips: Flips) -> str:
    """The class of the point, and whether the attacks with this ε change it."""
    point = f"({format_number(settings.x0)}, {format_number(settings.x1)})"
    first = (
        f"The network calls {point} **class {found.label}**: "
        f"P(class 1) = {_probability(found.probability)}."
    )
    if not any(flips.values()):
        return (
            f"{first} It gives that class everywhere up to {format_number(REACH)} away: there is "
            "no boundary in reach, so no attack within that distance can succeed."
        )
    if not found.loss_gradient.any():
        return f"{first} {_describe_zero_gradient(settings, found)}"
    if not settings.epsilon:
        return f"{first} With ε = 0 nothing moves: raise ε to attack."
    return f"{first} {_describe_attacks(settings, found)}"


def _describe_attacks(settings: AdversarialSettings, found: AttackedPoint) -> str:
    fgsm = _outcome(found.fgsm_probability, found.label)
    pgd = _outcome(found.pgd_probability, found.label)
    return (
        f"With ε = {format_number(settings.epsilon)}, **FGSM** takes P(class 1) to "
        f"{_probability(found.fgsm_probability)}, {fgsm}; **PGD** in "
        f"{pluralize(settings.pgd_steps, 'step')} to "
        f"{_probability(found.pgd_probability)}, {pgd}."
    )


def _outcome(probability: float, label: int) -> str:
    flipped = (probability > 0.5) != bool(label)
    return f"**class {1 - label}: it succeeds**" if flipped else f"still class {label}"


def _describe_zero_gradient(settings: AdversarialSettings, found: AttackedPoint) -> str:
    """Why the attacks do not move, although there is a boundary."""
    if found.logit_gradient.any():
        return (
            "Here the network is so sure that the gradient of the loss, which shrinks like "
            "e^−|z|, is **exactly 0** in float64, although the logit z has a slope. FGSM and PGD "
            "do not move. The network is not robust: the search still finds the boundary."
        )
    return (
        f"Here the logit has **no slope at all** in float64, {_why_flat(settings)}. FGSM and PGD "
        "do not move. The network is not robust: the search still finds the boundary."
    )


def _why_flat(settings: AdversarialSettings) -> str:
    """How a network of this activation can have no slope."""
    activation = ACTIVATIONS[settings.activation]
    if activation.bounds:
        return (
            f"for example because every unit of a layer is saturated ({activation.label} is flat "
            "towards both ends)"
        )
    if activation.dies:
        return f"for example because every {activation.label} of a layer is off"
    return "for example because the product of the slopes of all layers is too small for it"


def table_of_methods(flips: Flips, pgd_steps: int) -> str:
    """Markdown: the distance to the other class by each method; the searches are bold."""
    rows = []
    for name, method in METHODS.items():
        label = f"{method.label}, {pluralize(pgd_steps, 'step')}" if name == "pgd" else method.label
        flip = flips[name]
        distance = format_number(flip.distance) if flip else f"none up to {format_number(REACH)}"
        mark = "**" if method.searched else ""
        rows.append((norm_of(name), f"{mark}{label}{mark}", f"{mark}{distance}{mark}"))
    return markdown_table(["", "method", "distance"], rows)


def norm_of(name: str) -> str:
    """The sign of the norm of a method: "L∞" or "L₂"."""
    return "L₂" if METHODS[name].norm is L2 else "L∞"


def why_they_differ(settings: AdversarialSettings, found: AttackedPoint, flips: Flips) -> str:
    """How much farther than to the nearest boundary FGSM has to go, and why."""
    straight, nearest = flips["fgsm"], flips["nearest_max"]
    if not found.loss_gradient.any():
        return ""
    if not settings.hidden_layers:
        return (
            "Without a hidden layer the boundary is a straight line, and the gradient has the same "
            "direction everywhere, so all methods with the same norm agree. With the logit "
            "z = w · x + b the distances are |z| / ‖w‖₁ in L∞ and |z| / ‖w‖₂ in L₂."
        )
    if nearest is None:
        return ""
    bound = "One direction gives only an upper bound; the search looks in all directions."
    if straight is None:
        return f"Along the sign of the gradient the class never changes. {bound}"
    excess = straight.distance / nearest.distance - 1
    if excess < CLOSE:
        return (
            "FGSM's smallest ε is the distance to the nearest boundary, to half a percent: "
            f"{_describe_boundary(flips)}"
        )
    return (
        f"FGSM goes **{excess:.0%} farther** than to the nearest boundary: it follows the gradient "
        f"at one place, but the boundary bends or lies in another direction. {bound}"
    )


def _describe_boundary(flips: Flips) -> str:
    """Whether the boundary is straight: FGSM alone cannot tell, it has only four directions."""
    along, nearest = flips["gradient"], flips["nearest_l2"]
    if along and nearest and along.distance / nearest.distance - 1 < CLOSE:
        return "from here the boundary looks straight, and perpendicular to the gradient."
    return (
        "in L∞ only the signs of the gradient count. But the boundary bends, or is not "
        "perpendicular to the gradient: in L₂ the two methods do not agree."
    )


def describe_network(network: Attacked) -> str:
    """How accurate the network is, and how the attacks and the search work."""
    return (
        f"After {network.steps} steps it is right at {network.train_accuracy:.0%} of the training "
        f"points and {network.validation_accuracy:.0%} of the validation points. An attack tries "
        "to change the class that the network gives, right or wrong. PGD starts at the point "
        "itself, not at a random place near it. The search finds every strip of the other class "
        "that is wider than a 16th of its distance. "
        "FGSM: Goodfellow, Shlens and Szegedy (2015), section 4; PGD: Madry et al. (2018)."
    )


def _probability(value: float) -> str:
    """P(class 1), written as 1 only where it is exactly 1."""
    text = format_number(value)
    return f"1 − {format_number(1 - value, 2)}" if text == "1" and value < 1 else text
