"""Training from an equal start, as code to copy."""

from textwrap import indent

from core import RunConfig
from core.activations import ACTIVATIONS
from core.layer_start import layer_starts
from core.mechanics.symmetry import LEARNING_RATE
from core.source.imports import with_imports
from core.source.layer_start import start_lines


def code_of_symmetry(config: RunConfig, steps: int, nudge: float) -> str:
    """Code that trains and prints how far two units are apart."""
    activation = ACTIVATIONS[config.activation].layer.__name__
    units = config.width
    start = indent("\n".join(start_lines(layer_starts(config)[0], "layer")), "    ")
    push = f"with torch.no_grad():\n    network[0].weight[0, 0] += {nudge!r}\n" if nudge else ""
    return with_imports(f"""np.random.seed(1)
points = np.random.uniform(low=-1, high=1, size=(200, 2))[:100]
x = torch.tensor(points)
y = (x[:, 0] * x[:, 1] >= 0).double()

network = nn.Sequential(nn.Linear(2, {units}), nn.{activation}(), nn.Linear({units}, 1)).double()
torch.manual_seed({config.seed})
for layer in (network[0], network[2]):
{start}
{push}
optimizer = torch.optim.Adam(network.parameters(), lr={LEARNING_RATE})
for _ in range({steps}):
    optimizer.zero_grad()
    nn.functional.binary_cross_entropy_with_logits(network(x).squeeze(1), y).backward()
    optimizer.step()

logits = network(x).squeeze(1)
loss = nn.functional.binary_cross_entropy_with_logits(logits, y)
accuracy = ((logits > 0) == (y > 0)).double().mean()
hidden, _, output = network
units = torch.cat([hidden.weight, hidden.bias[:, None], output.weight.T], dim=1)
difference = (units.amax(dim=0) - units.amin(dim=0)).max()
print(f"loss {{loss:.4g}}, accuracy {{accuracy:.2f}}")
print(f"largest difference between two units {{difference:.3g}}")
""")
