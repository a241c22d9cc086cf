"""Expressions that a person types: text → tree of Python's `ast`. Nothing of the text is ever run.

The tree has nodes of these kinds only: numbers, the leaves' names, + - * / **, a minus with nothing
on its left, and calls of the functions with one argument. Python's own grammar says what binds how
tightly.
"""

import ast
import re
from copy import deepcopy

from core.mechanics.expression_text import FUNCTIONS, NAMES, ExpressionError, python_text

Span = tuple[int, int]
"""Where a node stands in its text: its first character, and the one behind its last."""

_BEFORE_SIGN = re.compile(r"[\s)]*")
"""What may stand between an operand and the sign behind it."""

_SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


def parse(text: str) -> ast.expr:
    """Tree of an expression. Raises ExpressionError, which knows the place, if it is none."""
    return read_tree(python_text(text))


def read_tree(text: str) -> ast.expr:
    """Tree of what is an expression of Python. Raises ExpressionError for nodes not allowed here.

    Columns of the tree are places in the text; the text is ASCII, so that its bytes, which Python
    counts, are its characters.
    """
    try:
        # In brackets it may begin with spaces, and on a line of its own columns count from 0.
        tree = ast.parse(f"(\n{text}\n)", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ExpressionError(f"Python can't read this: {error}", text, 0) from None
    unchecked = [tree]
    while unchecked:
        node = unchecked.pop()
        if not _is_allowed(node):
            raise ExpressionError(f"{type(node).__name__} is not allowed", text, node.col_offset)
        unchecked += arguments_of(node)
    return tree


def _is_allowed(node: ast.expr) -> bool:
    """Whether a node may stand in a tree, whatever its arguments are."""
    match node:
        case ast.Constant(value=value):
            return type(value) in (int, float)
        case ast.Name(id=name):
            return name in NAMES
        case ast.UnaryOp(op=sign):
            return isinstance(sign, ast.USub)
        case ast.BinOp(op=sign):
            return isinstance(sign, _SIGNS)
        case ast.Call(func=ast.Name(id=function), args=[_], keywords=[]):
            return function in FUNCTIONS
    return False


def arguments_of(node: ast.expr) -> list[ast.expr]:
    """What an operation is done to; none for a number or a name."""
    match node:
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call(args=arguments):
            return arguments
    return []


def span(node: ast.expr) -> Span:
    """Where a node of `parse` stands in its text, without brackets around the whole of it."""
    assert node.end_col_offset is not None
    return node.col_offset, node.end_col_offset


def sign_position(node: ast.expr, text: str) -> int:
    """Where the sign, or the function, of an operation in `text` stands."""
    if not isinstance(node, ast.BinOp):
        return node.col_offset
    sign = _BEFORE_SIGN.match(text, span(node.left)[1])
    assert sign is not None
    return sign.end()


def names_in(tree: ast.expr) -> list[str]:
    """Leaves that occur in it, each once, in alphabetical order."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return sorted(names - set(FUNCTIONS))


def is_number(tree: ast.expr) -> bool:
    """Whether it is arithmetic of numbers alone, which Python does before PyTorch sees it."""
    return not any(isinstance(node, ast.Name) for node in ast.walk(tree))


def as_python(tree: ast.expr) -> str:
    """Python code that computes it from tensors with the leaves' names, and with `torch`."""
    return ast.unparse(_WithTorch().visit(deepcopy(tree))).replace(" ** ", "**")


class _WithTorch(ast.NodeTransformer):
    """Calls the functions of torch, which take no numbers: these become tensors."""

    def visit_Call(self, call: ast.Call) -> ast.Call:
        assert isinstance(call.func, ast.Name)
        (argument,) = call.args
        taken = _torch_call("tensor", argument) if is_number(argument) else self.visit(argument)
        return _torch_call(call.func.id, taken)


def _torch_call(function: str, argument: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("torch"), function), [argument], [])
