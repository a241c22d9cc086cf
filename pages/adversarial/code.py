"""FGSM and PGD as a program: it trains the network of the page and prints its numbers."""

from core import RunConfig
from core.laboratory.adversarial import PGD_STRIDE
from core.laboratory.adversarial_point import REACH, STOPS
from core.source import run_source


def code_of_attack(
    config: RunConfig, steps: int, point: tuple[float, float], epsilon: float, pgd_steps: int
) -> str:
    """The training, the attacks on one point, and the smallest ε that FGSM needs."""
    return f"""{run_source(config, steps)}

def input_gradient(x, label):
    x = x.clone().requires_grad_()
    # the cross-entropy; that of torch has no gradient where P(class 1) is rounded to 1
    loss = -nn.functional.logsigmoid((2 * label - 1) * network(x).squeeze(1))
    return torch.autograd.grad(loss, x)[0]


def show(name, x):
    print(f"{{name}}: P(class 1) = {{torch.sigmoid(network(x)).item():.6g}}")


x0 = torch.tensor([[{point[0]!r}, {point[1]!r}]], dtype=torch.float64)
label = (network(x0).detach().squeeze(1) > 0).double()
gradient = input_gradient(x0, label)
show("the point", x0)

# FGSM: one step along the sign of the gradient
show("FGSM", x0 + {epsilon!r} * gradient.sign())

# PGD: several steps, each followed by the way back into the ball
x = x0
for _ in range({pgd_steps}):
    x = x + {PGD_STRIDE!r} * {epsilon!r} / {pgd_steps} * input_gradient(x, label).sign()
    x = x0 + (x - x0).clamp(-{epsilon!r}, {epsilon!r})
show("PGD", x)

# The smallest ε of FGSM: the first that flips the class, and bisection before it
def flips(epsilon):
    return (network(x0 + epsilon * gradient.sign()).item() > 0) != bool(label)


stride = {REACH / STOPS!r}
high = next((i * stride for i in range(1, {STOPS} + 1) if flips(i * stride)), None)
if high:
    low = high - stride
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if flips(middle) else (middle, high)
print("smallest ε of FGSM:", "none" if high is None else f"{{high:.4g}}")
"""
