"""A signal through a deep network, as code to copy."""

from textwrap import indent

from core.activations import ACTIVATIONS
from core.mechanics.propagation import CLASSES, DeepNetwork
from core.source.imports import with_imports
from core.source.layer_start import start_lines


def code_of_propagation(network: DeepNetwork, seed: int, draws: int) -> str:
    """Code that prints the values of both pictures, a line for each layer: medians of the draws."""
    activation = ACTIVATIONS[network.activation].layer.__name__
    start = indent("\n".join(start_lines(network.start, "layer")), "        ")
    sizes = f"{network.layers}, {network.width}, {network.batch}"
    return with_imports(f"""layers, width, samples = {sizes}
activation = nn.{activation}()
hidden = [nn.Linear(width, width) for _ in range(layers)]
output = nn.Linear(width, {CLASSES})
measured = []
for seed in range({seed}, {seed + draws}):
    torch.manual_seed(seed)
    for layer in [*hidden, output]:
{start}
    h = torch.randn(samples, width)
    labels = torch.randint({CLASSES}, (samples,))
    signals = []
    for layer in hidden:
        z = layer(h)
        z.retain_grad()
        h = activation(z)
        signals.append((z, h))
    nn.functional.cross_entropy(output(h), labels).backward()

    last = z.grad.double().var(correction=0)
    for z, h in signals:
        gradient = z.grad.double().var(correction=0) / last
        z, h = z.detach().double(), h.detach().double()
        measured += [z.square().mean(), h.std(correction=0), gradient]

measured = torch.tensor(measured).reshape({draws}, layers, 3).quantile(0.5, dim=0)
print("layer  E[z²]  std of φ(z)  gradient variance, of the last layer's")
for number, (moment, std, gradient) in enumerate(measured.tolist(), 1):
    print(f"{{number}}  {{moment:.3g}}  {{std:.3g}}  {{gradient:.3g}}")
""")
