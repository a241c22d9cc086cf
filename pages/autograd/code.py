"""Programs that print the numbers of the sections of the autograd page."""

from core.mechanics.accumulation import Shape
from core.mechanics.descent import Descent
from core.mechanics.neuron import Neuron

_FUNCTIONS = {"identity": "{z}", "tanh": "torch.tanh({z})", "sigmoid": "torch.sigmoid({z})"}
_SLOPES = {"identity": "1", "tanh": "(1 - a**2)", "sigmoid": "a * (1 - a)"}


def code_of_neuron(neuron: Neuron, step: float) -> str:
    """Autograd, the formula and both differences."""
    output = _FUNCTIONS[neuron.activation].format(z="w * x + b")
    return f"""import torch

w, b = torch.tensor([{neuron.w!r}, {neuron.b!r}], dtype=torch.float64, requires_grad=True)
x, y, h = {neuron.x!r}, {neuron.y!r}, {step!r}

def loss(w, b):
    return (y - ({output})) ** 2

dw, db = torch.autograd.grad(loss(w, b), [w, b])
print("autograd", dw.item(), db.item())

with torch.no_grad():
    a = {output}
    error = -2 * (y - a) * {_SLOPES[neuron.activation]}
    print("formula ", (error * x).item(), error.item())
    dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    db = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    print("central ", dw.item(), db.item())
    dw = (loss(w + h, b) - loss(w, b)) / h
    db = (loss(w, b + h) - loss(w, b)) / h
    print("forward ", dw.item(), db.item())
"""


def code_of_chain(neuron: Neuron) -> str:
    """The chain, its local derivatives, and their products from either end."""
    return f"""from itertools import pairwise

import torch

b, x, y = {neuron.b!r}, {neuron.x!r}, {neuron.y!r}
u0 = torch.tensor({neuron.w!r}, dtype=torch.float64, requires_grad=True)
u1 = u0 * x
u2 = u1 + b
u3 = y - u2
u4 = u3**2
nodes = [u0, u1, u2, u3, u4]
local = [
    torch.autograd.grad(after, before, retain_graph=True)[0].item()
    for before, after in pairwise(nodes)
]

reverse = 1.0  # dL/du4
for i in reversed(range(4)):
    reverse *= local[i]
    print(f"dL/du{{i}} = {{reverse:.6g}}")

forward = 1.0  # du0/dw
for i in range(4):
    forward *= local[i]
    print(f"du{{i + 1}}/dw = {{forward:.6g}}")

u4.backward()
print("autograd", u0.grad.item())
"""


def code_of_costs(shape: Shape) -> str:
    """The Jacobian both ways, with the multiplications that torch's own counter sees."""
    n, m, h = shape.inputs, shape.outputs, shape.width
    return f"""import torch
from torch.func import jacrev, jvp, vjp, vmap
from torch.utils.flop_counter import FlopCounterMode

n, m, h = {n}, {m}, {h}
W1, W2, W3 = torch.randn(h, n), torch.randn(h, h) / h**0.5, torch.randn(m, h)
x = torch.randn(n)

def f(x):
    return torch.mv(W3, torch.tanh(torch.mv(W2, torch.tanh(torch.mv(W1, x)))))

_, pull = vjp(f, x)
with FlopCounterMode(display=False) as forward:
    by_columns = vmap(lambda dx: jvp(f, (x,), (dx,))[1])(torch.eye(n)).T
with FlopCounterMode(display=False) as reverse:
    (by_rows,) = vmap(pull)(torch.eye(m))

# The counter takes a multiplication with its addition as 2, and leaves out those by tanh'.
print("forward", forward.get_total_flops() // 2 + n * 2 * h)
print("reverse", reverse.get_total_flops() // 2 + m * 2 * h)
exact = jacrev(f)(x)
print((by_columns - exact).abs().max() < 1e-3, (by_rows - exact).abs().max() < 1e-3)
"""


def code_of_descent(neuron: Neuron, descent: Descent) -> str:
    """The steps that were taken, and the limit of the learning rate."""
    return f"""import torch

w, b = torch.tensor([{neuron.w!r}, {neuron.b!r}], dtype=torch.float64)
x, y, gamma = {neuron.x!r}, {neuron.y!r}, {descent.learning_rate!r}

def loss(place):
    return (y - (place[0] * x + place[1])) ** 2

place = torch.stack([w, b]).requires_grad_()
hessian = torch.autograd.functional.hessian(loss, place)
print("limit", 2 / torch.linalg.eigvalsh(hessian)[-1].item())

for step in range({len(descent.path) - 1}):
    (gradient,) = torch.autograd.grad(loss(place), place)
    with torch.no_grad():
        place -= gamma * gradient
print("w, b", place.tolist())
print("loss", loss(place).item())
"""
