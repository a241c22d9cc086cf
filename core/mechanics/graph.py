"""The graph of a computation, as PyTorch recorded it: grad_fn by grad_fn."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.autograd.graph import get_gradient_edge

from core.mechanics.expressions import Span, names_in, parse, span
from core.mechanics.graph_forward import REFUSALS, GraphError, Result, Step, forward
from core.mechanics.graph_leaves import Leaf

GradFn = Any
"""A node of PyTorch's own graph, `torch.autograd.graph.Node`."""


@dataclass(frozen=True)
class GraphNode:
    """A leaf, a number, an operation, or a step that PyTorch adds to those of the expression.

    `name` is that of a leaf, else None. `text` is its part of the expression, at `span`; both are
    None for a step that PyTorch adds. `function` is the name of its node in PyTorch's graph: of its
    grad_fn, or, for a leaf, of the node that adds to its .grad. `requires_grad` and `is_leaf` are
    those of the tensor. `gradient` is ∂z/∂node (of z.sum() where z has several numbers), of the
    node's shape; None where PyTorch computes none.
    """

    name: str | None
    text: str | None
    span: Span | None
    value: Result | None
    function: str | None
    requires_grad: bool
    is_leaf: bool
    gradient: Tensor | None


@dataclass(frozen=True)
class GraphEdge:
    """The value of node `source` goes into node `target`, both indexes into `Graph.nodes`.

    `recorded` says that PyTorch's `next_functions` has this edge.
    """

    source: int
    target: int
    recorded: bool


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of computation, steps that PyTorch adds last, and edges between them.

    `z` is the index of the result. `refusal` is why PyTorch computed no gradient, None if it did.
    """

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    z: int
    refusal: str | None

    @property
    def result(self) -> Tensor:
        """The value of z."""
        value = self.nodes[self.z].value
        assert isinstance(value, Tensor)
        return value

    @property
    def leaves(self) -> dict[str, GraphNode]:
        """The leaves by name, in alphabetical order."""
        return {
            node.name: node
            for node in sorted(self.nodes, key=lambda node: node.name or "")
            if node.name
        }


def computation_graph(text: str, leaves: Mapping[str, Leaf], again: bool = False) -> Graph:
    """Graph of z = the expression, after `z.backward()` (`z.sum().backward()` if z is no scalar).

    Leaves whose `gradient` is "later" get requires_grad_() after z is computed; `again` computes z
    once more after that. Raises ExpressionError, and GraphError with PyTorch's own message.
    """
    expression = parse(text)
    names = names_in(expression)
    if not names:
        raise GraphError("z depends on no leaf: name at least one of a … h", 0, raised=False)
    tensors = {name: _tensor_of(name, leaves[name]) for name in names}
    steps = forward(text, expression, tensors)
    _require_gradients({name: tensors[name] for name in names if leaves[name].gradient == "later"})
    return _backward_graph(text, forward(text, expression, tensors) if again else steps)


def _tensor_of(name: str, leaf: Leaf) -> Tensor:
    try:
        return leaf.tensor()
    except REFUSALS as error:
        raise GraphError(f"PyTorch refuses the leaf {name}: {error}") from error


def _require_gradients(tensors: Mapping[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        try:
            tensor.requires_grad_()
        except RuntimeError as error:
            raise GraphError(f"PyTorch refuses {name}.requires_grad_(): {error}") from error


def _backward_graph(text: str, steps: list[Step]) -> Graph:
    """Run backward() from the last step, and collect what PyTorch recorded of every step."""
    z = steps[-1].value
    assert isinstance(z, Tensor)
    indexes = _node_indexes(z, steps)
    functions = {index: function for function, index in indexes.items()}
    recorded = [
        GraphEdge(indexes[earlier], index, recorded=True)
        for index, function in sorted(functions.items())
        for earlier in _next_functions(function)
    ]
    own = {index: functions[index] for index in sorted(functions) if index >= len(steps)}
    results = {index: _saved_result(function) for index, function in own.items()}
    gradients = _record_gradients(functions)
    refusal = _backward(z)
    nodes = [
        *(
            _node(text, step, functions.get(index), gradients.get(index))
            for index, step in enumerate(steps)
        ),
        *(
            _own_node(results[index], function, gradients.get(index))
            for index, function in own.items()
        ),
    ]
    edges = [*recorded, *_unrecorded(steps, recorded)]
    return Graph(nodes, edges, len(steps) - 1, refusal)


def _node_indexes(z: Tensor, steps: list[Step]) -> dict[GradFn, int]:
    """Node of PyTorch's graph of z → index of its step; nodes without a step get the next ones."""
    tensors = {index: step.value for index, step in enumerate(steps)}
    known = {
        get_gradient_edge(tensor).node: index
        for index, tensor in tensors.items()
        if isinstance(tensor, Tensor) and tensor.requires_grad
    }
    indexes: dict[GradFn, int] = {}
    new = len(steps)
    for function in _reachable(z):
        indexes[function] = known.get(function, new)
        new += function not in known
    return indexes


def _reachable(z: Tensor) -> list[GradFn]:
    """Nodes of PyTorch's graph that lead back from z, each once, z's own first."""
    found = [get_gradient_edge(z).node] if z.requires_grad else []
    for function in found:
        found.extend(
            earlier for earlier in dict.fromkeys(_next_functions(function)) if earlier not in found
        )
    return found


def _next_functions(function: GradFn) -> list[GradFn]:
    """The nodes that the gradient goes to from here, one entry for each use of a tensor."""
    return [earlier for earlier, _ in function.next_functions if earlier is not None]


def _record_gradients(functions: Mapping[int, GradFn]) -> dict[int, Tensor]:
    """Index → gradient that arrives there; backward() fills the dict."""
    gradients: dict[int, Tensor] = {}

    def keep(index: int) -> Callable[[tuple[Tensor, ...]], None]:
        return lambda arriving: gradients.update({index: arriving[0]})

    for index, function in functions.items():
        function.register_prehook(keep(index))
    return gradients


def _backward(z: Tensor) -> str | None:
    """Run backward(), which fills every .grad; return PyTorch's message if it refuses."""
    try:
        z.sum().backward()  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        return str(error)
    return None


def _node(text: str, step: Step, function: GradFn | None, gradient: Tensor | None) -> GraphNode:
    start, end = span(step.expression)
    tensor = step.value if isinstance(step.value, Tensor) else None
    name = step.expression.id if isinstance(step.expression, ast.Name) else None
    return GraphNode(
        name=name,
        text=text[start:end],
        span=(start, end),
        value=step.value if tensor is None else tensor.detach(),
        function=None if function is None else _function_name(function),
        requires_grad=tensor is not None and tensor.requires_grad,
        is_leaf=tensor is not None and tensor.is_leaf,
        gradient=tensor.grad if tensor is not None and name else gradient,
    )


def _own_node(value: Tensor | None, function: GradFn, gradient: Tensor | None) -> GraphNode:
    """A step that PyTorch adds: it computes 2 / a as a reciprocal and a product."""
    return GraphNode(None, None, None, value, _function_name(function), True, False, gradient)


def _function_name(function: GradFn) -> str:
    return str(function.name()).removeprefix("torch::autograd::")


def _saved_result(function: GradFn) -> Tensor | None:
    """The result of this step if PyTorch has saved it; backward() frees it."""
    result = getattr(function, "_saved_result", None)
    return result.detach() if isinstance(result, Tensor) else None


def _unrecorded(steps: list[Step], recorded: list[GraphEdge]) -> Iterator[GraphEdge]:
    """Edges into operations that PyTorch has not recorded."""
    for index, step in enumerate(steps):
        kept = Counter(_sources(index, len(steps), recorded))
        for argument in (Counter(step.arguments) - kept).elements():
            yield GraphEdge(argument, index, recorded=False)


def _sources(index: int, steps: int, recorded: list[GraphEdge]) -> Iterator[int]:
    """Indexes of the steps with recorded edges to a node, also through nodes that PyTorch adds."""
    for edge in recorded:
        if edge.target == index and edge.source < steps:
            yield edge.source
        elif edge.target == index:
            yield from _sources(edge.source, steps, recorded)
