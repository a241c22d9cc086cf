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
    """A leaf, a number, an operation, or a step of PyTorch's own that the expression has not.

    `name` is that of a leaf of the expression, else None. `text` is its part of the expression,
    which stands at `span`; None for a step of PyTorch's own. `function` is the name of its node in
    PyTorch's graph: of its grad_fn, or, for a leaf, of what adds to its .grad. `requires_grad` and
    `is_leaf` are what the tensor says of itself. `gradient` is ∂z/∂node (of z.sum() where z has
    several numbers), of the node's shape; None where PyTorch computes none.
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
    """What one node hands to another, by index; `recorded` if PyTorch's `next_functions` has it."""

    source: int
    target: int
    recorded: bool


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of computation, steps of PyTorch's own last, and the edges between them.

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

    Leaves that require a gradient later are switched on when z is there; `again` computes z once
    more after that. Raises ExpressionError, and GraphError with PyTorch's own words.
    """
    expression = parse(text)
    names = names_in(expression)
    if not names:
        raise GraphError("z depends on no leaf: name at least one of a … h", 0, raised=False)
    tensors = {name: _made(name, leaves[name]) for name in names}
    steps = forward(text, expression, tensors)
    _switch_on({name: tensors[name] for name in names if leaves[name].gradient == "later"})
    return _read(text, forward(text, expression, tensors) if again else steps)


def _made(name: str, leaf: Leaf) -> Tensor:
    try:
        return leaf.tensor()
    except REFUSALS as error:
        raise GraphError(f"PyTorch refuses the leaf {name}: {error}") from error


def _switch_on(tensors: Mapping[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        try:
            tensor.requires_grad_()
        except RuntimeError as error:
            raise GraphError(f"PyTorch refuses {name}.requires_grad_(): {error}") from error


def _read(text: str, steps: list[Step]) -> Graph:
    """Run backward from the last step, and collect what PyTorch knows of every one."""
    z = steps[-1].value
    assert isinstance(z, Tensor)
    places = _places(z, steps)
    functions = {place: function for function, place in places.items()}
    recorded = [
        GraphEdge(places[earlier], place, recorded=True)
        for place, function in sorted(functions.items())
        for earlier in _next(function)
    ]
    own = {place: functions[place] for place in sorted(functions) if place >= len(steps)}
    results = {place: _saved_result(function) for place, function in own.items()}
    gradients = _watch(functions)
    refusal = _backward(z)
    nodes = [
        *(
            _node(text, step, functions.get(place), gradients.get(place))
            for place, step in enumerate(steps)
        ),
        *(
            _own_node(results[place], function, gradients.get(place))
            for place, function in own.items()
        ),
    ]
    edges = [*recorded, *_unrecorded(steps, recorded)]
    return Graph(nodes, edges, len(steps) - 1, refusal)


def _places(z: Tensor, steps: list[Step]) -> dict[GradFn, int]:
    """Every node of PyTorch's graph of z → index of the step that it is of, or a new one behind."""
    tensors = {place: step.value for place, step in enumerate(steps)}
    known = {
        get_gradient_edge(tensor).node: place
        for place, tensor in tensors.items()
        if isinstance(tensor, Tensor) and tensor.requires_grad
    }
    places: dict[GradFn, int] = {}
    new = len(steps)
    for function in _reachable(z):
        places[function] = known.get(function, new)
        new += function not in known
    return places


def _reachable(z: Tensor) -> list[GradFn]:
    """Nodes of PyTorch's graph that lead back from z, each once, z's own first."""
    found = [get_gradient_edge(z).node] if z.requires_grad else []
    for function in found:
        found.extend(earlier for earlier in dict.fromkeys(_next(function)) if earlier not in found)
    return found


def _next(function: GradFn) -> list[GradFn]:
    """Where the gradient goes from here; one entry for each use of a tensor."""
    return [earlier for earlier, _ in function.next_functions if earlier is not None]


def _watch(functions: Mapping[int, GradFn]) -> dict[int, Tensor]:
    """A dict that backward fills: place → gradient that arrives there."""
    gradients: dict[int, Tensor] = {}

    def keep(place: int) -> Callable[[tuple[Tensor, ...]], None]:
        return lambda arriving: gradients.update({place: arriving[0]})

    for place, function in functions.items():
        function.register_prehook(keep(place))
    return gradients


def _backward(z: Tensor) -> str | None:
    """Fill every .grad; what PyTorch says where it refuses."""
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
    """A step of PyTorch's own: it writes 2 / a as a reciprocal and a product."""
    return GraphNode(None, None, None, value, _function_name(function), True, False, gradient)


def _function_name(function: GradFn) -> str:
    return str(function.name()).removeprefix("torch::autograd::")


def _saved_result(function: GradFn) -> Tensor | None:
    """What this step gave, where PyTorch has kept it; backward lets go of it."""
    result = getattr(function, "_saved_result", None)
    return result.detach() if isinstance(result, Tensor) else None


def _unrecorded(steps: list[Step], recorded: list[GraphEdge]) -> Iterator[GraphEdge]:
    """What goes into an operation and PyTorch has not kept an edge for."""
    for place, step in enumerate(steps):
        kept = Counter(_sources(place, len(steps), recorded))
        for argument in (Counter(step.arguments) - kept).elements():
            yield GraphEdge(argument, place, recorded=False)


def _sources(place: int, steps: int, recorded: list[GraphEdge]) -> Iterator[int]:
    """Steps that recorded edges lead from to a place, through PyTorch's own steps too."""
    for edge in recorded:
        if edge.target == place and edge.source < steps:
            yield edge.source
        elif edge.target == place:
            yield from _sources(edge.source, steps, recorded)
