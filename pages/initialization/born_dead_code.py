"""Networks that are dead at the start, as code to copy."""

from core.mechanics.born_dead import ONE_INPUT

INPUTS_ACROSS = 50
"""Inputs across the interval. The page tests only its ends, which suffices; the code tests more,
so that a reader need not know why."""


def code_of_born_dead(width: int, layers: int, draws: int, seed: int) -> str:
    """Code that counts dead networks of one width and depth, for one input and for many."""
    return f"""import torch

width, layers, networks = {width}, {layers}, {draws}
inputs = {{
    "one input": torch.tensor([{ONE_INPUT}]),
    "inputs across ±√3": torch.linspace(-(3**0.5), 3**0.5, {INPUTS_ACROSS}),
}}
for name, x in inputs.items():
    torch.manual_seed({seed})
    h = x.expand(networks, 1, -1)
    for _ in range(layers):
        fan_in = h.shape[1]
        weight = torch.randn(networks, width, fan_in) * (2 / fan_in) ** 0.5
        h = torch.relu(weight @ h)
    dead = (h == 0).flatten(start_dim=1).all(dim=1)
    print(f"{{name}}: {{dead.double().mean():.4f}} are dead")
print(f"formula for one input: {{1 - (1 - 2**-width) ** layers:.4f}}")
"""
