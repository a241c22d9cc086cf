"""The book's experiment in plain PyTorch, as programs that print its last scores."""

import inspect

from core.laboratory.book import BATCH_SIZE, EPOCHS, FIGURES, SEED, Figure
from core.laboratory.book_seeds import DEEP
from core.mechanics.noisy_linear import NoisyLinear

_POINTS = """points = np.random.RandomState(1).uniform(-1, 1, size=(200, 2))
x = torch.tensor(points, dtype=torch.float32)
y = (x[:, 0] * x[:, 1] >= 0).float()
x_train, x_validation, y_train, y_validation = x[:100], x[100:], y[:100], y[100:]
loss_function = nn.BCELoss()


def accuracy(probabilities, labels):
    return ((probabilities >= 0.5) == (labels > 0.5)).float().mean()
"""


def code_of_figure(number: str, epochs: int = EPOCHS) -> str:
    """A program that trains one figure and prints its losses and accuracies of the last epoch."""
    figure = FIGURES[number]
    definition, network = _network(figure, as_module=number == "13.5")
    return f"""import numpy as np
import torch
{"from torch import Tensor, nn" if figure.sigma else "from torch import nn"}
from torch.utils.data import DataLoader, TensorDataset

{_POINTS}

{definition}training_points = TensorDataset(x_train, y_train)
loader = DataLoader(training_points, batch_size={BATCH_SIZE}, shuffle=True)
{_beginning(number, network, epochs)}
optimizer = torch.optim.SGD(network.parameters(), lr={figure.learning_rate})
for _ in range({epochs}):
    network.train()
    losses, accuracies = [], []
    for batch, labels in loader:
        probabilities = network(batch)[:, 0]
        loss = loss_function(probabilities, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        accuracies.append(accuracy(probabilities, labels).item())

network.eval()
with torch.no_grad():
    probabilities = network(x_validation)[:, 0]
loss = loss_function(probabilities, y_validation)
print(f"loss {{np.mean(losses):.4f}} / {{loss:.4f}}")
print(f"accuracy {{np.mean(accuracies):.2f}} / {{accuracy(probabilities, y_validation):.2f}}")
"""


def _beginning(number: str, network: str, epochs: int) -> str:
    """Lines that leave the network of a figure, and the random stream as it is then."""
    figure, seed = FIGURES[number], f"torch.manual_seed({SEED})"
    if figure.follows is None:
        return f"{seed}\nnetwork = {network}\n{seed}"
    return f"{_drawn_before(figure.follows, epochs)}\nnetwork = {network}"


def _drawn_before(number: str, epochs: int) -> str:
    """Lines that draw what a figure draws, and train nothing."""
    figure = FIGURES[number]
    begin = (
        f"torch.manual_seed({SEED})"
        if figure.follows is None
        else f"{_drawn_before(figure.follows, epochs)}\n{_sequential(figure)}"
    )
    return f"""{begin}
for _ in range({epochs}):  # what figure {number} draws while it trains
    next(iter(loader))"""


def _network(figure: Figure, as_module: bool) -> tuple[str, str]:
    """Definitions that a network needs, and the expression that builds it."""
    if as_module:
        return _module(figure), "Network()"
    definition = f"{inspect.getsource(NoisyLinear)}\n\n" if figure.sigma else ""
    return definition, _sequential(figure)


def _sequential(figure: Figure) -> str:
    *hidden, output = _layers(figure)
    lines = [*(f"    {layer}, nn.ReLU()," for layer in hidden), f"    {output}, nn.Sigmoid(),"]
    return "\n".join(["nn.Sequential(", *lines, ")"])


def _layers(figure: Figure) -> list[str]:
    sizes = list(zip(figure.sizes, figure.sizes[1:], strict=False))
    layers = [f"nn.Linear({fan_in}, {out})" for fan_in, out in sizes]
    if figure.sigma:
        fan_in, out = sizes[0]
        layers[0] = f"NoisyLinear({fan_in}, {out}, sigma={figure.sigma})"
    return layers


def _module(figure: Figure) -> str:
    """The network as a class of its own."""
    names = [f"hidden{i}" for i, _ in enumerate(figure.hidden, 1)]
    built = zip([*names, "output"], _layers(figure), strict=True)
    lines = [f"        self.{name} = {layer}" for name, layer in built]
    steps = [f"        x = torch.relu(self.{name}(x))" for name in names]
    return "\n".join(
        [
            "class Network(nn.Module):",
            "    def __init__(self):",
            "        super().__init__()",
            *lines,
            "",
            "    def forward(self, x):",
            *steps,
            "        return torch.sigmoid(self.output(x))",
            "\n\n",
        ]
    )


def code_of_seed(seed: int, order: int, epochs: int = EPOCHS) -> str:
    """A program that trains one seed of the ensemble and prints its validation scores."""
    return f"""import numpy as np
import torch
from torch import nn

{_POINTS}
torch.manual_seed({seed})
network = {_sequential(DEEP)}
optimizer = torch.optim.SGD(network.parameters(), lr={DEEP.learning_rate})
orders = torch.Generator().manual_seed({order})
for _ in range({epochs}):
    for batch in torch.randperm(len(x_train), generator=orders).split({BATCH_SIZE}):
        optimizer.zero_grad()
        loss_function(network(x_train[batch])[:, 0], y_train[batch]).backward()
        optimizer.step()

with torch.no_grad():
    probabilities = network(x_validation)[:, 0]
loss = loss_function(probabilities, y_validation)
print(f"seed {seed}: loss {{loss:.4f}}, accuracy {{accuracy(probabilities, y_validation):.2f}}")
"""
