"""What an annotation means, in a form in which two that mean the same are equal."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from canary.core.validators._annotations import Scope, arguments, expression
from canary.core.validators._code import dotted, walk

_NONE = ("constant", "None")
_DEFAULTS = {"Generator": 3, "AsyncGenerator": 2}  # arguments that are None unless given (PEP 696)


def same(one: ast.expr, other: ast.expr, scope: Scope) -> bool:
    """Whether both mean the same, *one* with its names in *scope*.

    Names of *other* resolve as in *scope* where it knows them, else as usual. What ``Annotated`` adds counts if
    *other* adds something.
    """
    usual = scope._replace(fragment=True)
    metadata = any(
        usual.meaning(node) == "Annotated"
        for node in walk(other)
        if isinstance(node, (ast.Name, ast.Attribute))
    )
    return Reader(scope, metadata).read(one) == Reader(usual, metadata).read(other)


class Reader(NamedTuple):
    """Reads annotations with the names of a scope, and with or without what ``Annotated`` adds."""

    scope: Scope
    metadata: bool

    def read(self, node: ast.expr) -> object:
        """Equal for annotations that mean the same: unions in any order and spelling, aliases of ``typing``, strings."""
        match node:
            case ast.Constant(value=str()):
                inner = expression(str(node.value))
                return self.read(inner) if inner is not None else ("text", node.value)
            case ast.Constant():
                return ("constant", repr(node.value))
            case ast.BinOp(op=ast.BitOr()):
                return self._union([node.left, node.right])
            case ast.Name() | ast.Attribute():
                meaning = self.scope.meaning(node) or dotted(node)
                return _NONE if meaning == "types.NoneType" else meaning
            case ast.Subscript():
                return self._subscript(node)
            case ast.List() | ast.Tuple():
                return ("list", tuple(map(self.read, node.elts)))
            case ast.Starred():
                return ("Unpack", (self.read(node.value),))
        return ("other", ast.dump(node))

    def _subscript(self, node: ast.Subscript) -> object:
        meaning, given = self.scope.generic(node), arguments(node)
        match meaning:
            case "Optional":
                return self._union([*given, ast.Constant(None)])
            case "Union":
                return self._union(given)
            case "Annotated":
                return self._annotated(given)
            case "Literal":
                return _joined(map(self._literal, given))
        read = tuple(map(self.read, given))
        missing = _DEFAULTS.get(meaning or "", 0) - len(read)
        return (self.read(node.value), read + (_NONE,) * missing)

    def _union(self, members: list[ast.expr]) -> object:
        return _joined(map(self.read, members))

    def _annotated(self, given: list[ast.expr]) -> object:
        base = self.read(given[0])
        if not self.metadata:
            return base
        added = tuple(map(ast.dump, given[1:]))
        match base:
            case ("Annotated", inner, tuple(first)):
                return ("Annotated", inner, first + added)
        return ("Annotated", base, added)

    def _literal(self, node: ast.expr) -> object:
        match node:
            case ast.Constant(value=None):
                return _NONE
            case ast.Constant():
                return ("Literal", repr(node.value))
            case ast.Subscript() if self.scope.generic(node) == "Literal":
                return _joined(map(self._literal, arguments(node)))
        return ("Literal", dotted(node) or ast.dump(node))


def _joined(members: Iterable[object]) -> object:
    """The union of what was read, flat; one member alone is itself."""
    flat: set[object] = set()
    for member in members:
        match member:
            case ("union", frozenset(inner)):
                flat |= inner
            case _:
                flat.add(member)
    return ("union", frozenset(flat)) if len(flat) > 1 else next(iter(flat))
