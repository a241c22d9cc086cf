"""One network of the capacity map as code to copy: plain PyTorch, one seed after the other."""

from textwrap import indent

from core.laboratory.capacity import Cell
from core.sizes import n_train, trains_on_all
from core.source import loss_expression, optimizer_expression
from core.source.imports import with_imports
from core.source.network import network_source
from core.source.points import points_source


def code_of_cell(cell: Cell) -> str:
    """Code that trains every seed of a cell, and prints their validation accuracies."""
    config = cell.config
    fixed_seed = f"torch.manual_seed({config.seed})"
    network = network_source(config, "sequential").replace(fixed_seed, "torch.manual_seed(seed)")
    own = config.parameters_of("optimizer")
    optimizer = optimizer_expression(
        config.optimizer, config.learning_rate, own, "network.parameters()"
    )
    loss = loss_expression(config.loss, "network(x).squeeze(1)", "y")
    rest = "" if trains_on_all(config) else f"[{n_train(config)}:]"
    return with_imports(f"""{points_source(config)}
x_validation = torch.tensor(points{rest}, dtype=torch.{config.dtype})
y_validation = torch.tensor(labels{rest})


def accuracy(seed):
{indent(network, "    ")}
    optimizer = {optimizer}
    for _ in range({cell.steps}):
        optimizer.zero_grad()
        loss = {loss}
        loss.backward()
        optimizer.step()
    predicted = network(x_validation).squeeze(1) > 0
    return (predicted == (y_validation > 0.5)).double().mean().item()


first, seeds = {config.seed}, {config.ensemble_size}
accuracies = [accuracy(seed) for seed in range(first, first + seeds)]
print("accuracies", *(f"{{share:.4f}}" for share in accuracies))
print(f"median {{torch.tensor(accuracies).quantile(0.5):.4f}}")
print(f"solved by {{sum(share > 0.95 - 1e-6 for share in accuracies)}} of {{seeds}}")
""")
