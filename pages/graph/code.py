"""The lines of PyTorch that compute an expression and its gradients."""

from collections.abc import Mapping

from core.mechanics.expressions import as_python, names_in, parse
from core.mechanics.graph import Graph
from core.mechanics.graph_leaves import Leaf, Value


def graph_code(text: str, leaves: Mapping[str, Leaf], again: bool, graph: Graph | None) -> str:
    """Code that runs as it is and prints z, its grad_fn and every .grad.

    `graph` is what the same arguments gave, None where PyTorch refused: the code then raises the
    same. Raises ExpressionError.
    """
    expression = parse(text)
    names = names_in(expression)
    compute = f"z = {as_python(expression)}"
    later = [f"{name}.requires_grad_()" for name in names if leaves[name].gradient == "later"]
    lines = [
        "import torch",
        "",
        *(f"{name} = {_tensor(leaves[name])}" for name in names),
        compute,
        *later,
        *([compute] if again and later else []),
        *(_readings(graph, names) if graph else []),
    ]
    return "\n".join(lines)


def _readings(graph: Graph, names: list[str]) -> list[str]:
    return [
        _backward(graph),
        'print("z =", z)',
        _link(graph),
        *(f'print("{name}.grad =", {name}.grad)' for name in names),
    ]


def _tensor(leaf: Leaf) -> str:
    dtype = "" if leaf.dtype == "float32" else f", dtype=torch.{leaf.dtype}"
    gradient = ", requires_grad=True" if leaf.gradient == "yes" else ""
    return f"torch.tensor({_literal(leaf)}{dtype}{gradient})"


def _literal(leaf: Leaf) -> str:
    """The value as Python writes it; without a dtype, a whole number would make an int64."""
    return repr(_floats(leaf.value) if leaf.dtype == "float32" else leaf.value)


def _floats(value: Value) -> object:
    return [_floats(part) for part in value] if isinstance(value, list) else float(value)


def _backward(graph: Graph) -> str:
    if graph.refusal:
        return f"# z.backward() would raise: {graph.refusal}"
    return "z.backward()" if graph.result.dim() == 0 else "z.sum().backward()"


def _link(graph: Graph) -> str:
    """A line that shows the first link of PyTorch's own graph, where there is one."""
    if graph.nodes[graph.z].is_leaf:
        return 'print("z.grad_fn =", z.grad_fn)'
    return 'print("z.grad_fn.next_functions =", z.grad_fn.next_functions)'
