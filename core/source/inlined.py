"""Source of a function of the core, inlined into generated code."""

import ast
import inspect
from collections.abc import Callable
from functools import cache
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any, cast

DROPPED = frozenset({"generator", "reduction"})
"""Keyword arguments that generated code leaves out: there torch's defaults are right."""


class _Replacement(ast.NodeTransformer):
    """Replaces names by expressions, and removes the DROPPED keyword arguments."""

    def __init__(self, expressions: dict[str, str]) -> None:
        self.expressions = {
            name: ast.parse(text, mode="eval").body for name, text in expressions.items()
        }

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.expressions.get(node.id, node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST | None:
        return None if node.arg in DROPPED else self.generic_visit(node)


def inlined(function: Callable[..., Any], **arguments: str) -> tuple[list[str], list[str]]:
    """The statements of a function's body, and the expressions that it returns, as text.

    `arguments` are expressions that replace its parameters; the body must not assign to these.
    """
    replacement = _Replacement({_public(name): text for name, text in arguments.items()})
    body = [replacement.visit(statement) for statement in _definition(function).body]
    if ast.get_docstring(_definition(function)):
        body = body[1:]
    if not isinstance(body[-1], ast.Return):
        return [_text(statement) for statement in body], []
    value = body.pop().value
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return [_text(statement) for statement in body], [_text(value) for value in values]


def definition(function: Callable[..., Any]) -> str:
    """The definition of the function, without annotations and leading underscores."""
    node = _definition(function)
    node.returns = None
    for argument in node.args.args:
        argument.annotation = None
    return _text(node)


def helpers(function: Callable[..., Any]) -> list[FunctionType]:
    """The functions of its own module that a function calls, callees first."""
    own = cast(FunctionType, function)
    called = [own.__globals__.get(name) for name in own.__code__.co_names]
    found: list[FunctionType] = []
    for helper in called:
        if isinstance(helper, FunctionType) and helper.__module__ == own.__module__:
            found += [*helpers(helper), helper]
    return list(dict.fromkeys(found))


def expression(function: Callable[..., Any]) -> str:
    """The body of a lambda as text; the lambda has to be the only one in its line."""
    tree = ast.parse(inspect.getsource(cast(ModuleType, inspect.getmodule(function))))
    line = cast(FunctionType, function).__code__.co_firstlineno
    (found,) = (
        node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == line
    )
    return _text(found.body)


@cache
def _source(function: Callable[..., Any]) -> str:
    return dedent(inspect.getsource(function))


def _definition(function: Callable[..., Any]) -> ast.FunctionDef:
    tree = ast.parse(_source(function))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = _public(node.id)
        elif isinstance(node, ast.FunctionDef):
            node.name = _public(node.name)
    return cast(ast.FunctionDef, tree.body[0])


def _public(name: str) -> str:
    return name.lstrip("_") or name


def _text(node: ast.AST) -> str:
    """Source of a node, in double quotes."""
    text = ast.unparse(node).replace("'", '"')
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        return text.replace("= (", "= ", 1).removesuffix(")")
    return text
