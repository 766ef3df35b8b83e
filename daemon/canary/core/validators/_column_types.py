"""Columns whose type is none, or cannot be that of what they refer to."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from canary.core.validators._code import Defect, at
from canary.core.validators._columns import Column, family, last, type_name
from canary.core.validators._foreign_keys import Keys, table_of
from canary.core.validators._operations import Module, argument

_PLAIN = {
    "str": "sa.String()",
    "int": "sa.Integer()",
    "bool": "sa.Boolean()",
    "float": "sa.Float()",
    "dict": "sa.JSON()",
}


def type_defects(columns: list[Column], keys: Keys, module: Module) -> Iterator[Defect]:
    """Types that SQLAlchemy takes no column from, foreign keys of a type that no key has, and keys of another kind
    than what they refer to, as far as the file tells that."""
    for node in module.nodes.of(ast.Call):
        given = argument(node, 1, "type_") if last(node.func) == "column" else None
        if given is not None and (wrong := _no_type(given, module)):
            name = module.literal(argument(node, 0, "name"))
            yield at(given, f"column {name or 'of this line'} has {wrong} for a type{_way_out(given)}")
    yield from (
        at(
            column.node,
            f"{column.title} has no type, nor a foreign key to take it from: add one, as sa.String()",
        )
        for column in columns
        if _untyped(column) and not keys.of(column)
    )
    yield from _impossible(columns, keys)
    yield from _unlike(columns, keys)


def _untyped(column: Column) -> bool:
    starred = any(isinstance(given, ast.Starred) for given in column.node.args)
    if column.type is not None or starred or any(keyword.arg is None for keyword in column.node.keywords):
        return False
    given = argument(column.node, 1, "type_")
    return given is None or (isinstance(given, ast.Constant) and given.value is None)


def _no_type(given: ast.expr, module: Module) -> str | None:
    match given:
        case ast.Constant(value=str() | int() | float()):
            return f"the value {ast.unparse(given)}"
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)):
            plain = name not in module.origins and name not in module.functions and hasattr(builtins, name)
            return f"Python's {name}" if plain and isinstance(getattr(builtins, name), type) else None
    return None


def _way_out(given: ast.expr) -> str:
    name = given.id if isinstance(given, ast.Name) else ""
    return f": write {_PLAIN[name]}" if name in _PLAIN else ": write one of SQLAlchemy's, as sa.String()"


def _impossible(columns: list[Column], keys: Keys) -> Iterator[Defect]:
    """Dates and their like are no keys of their own; as a part of a longer one they are in use."""
    for column in columns:
        key = keys.key(column)
        if key is not None and key.alone and family(column.type) == "never":
            yield at(
                column.node,
                f"{column.title} is a foreign key of type {type_name(column.type)}: no key has that",
            )


def _unlike(columns: list[Column], keys: Keys) -> Iterator[Defect]:
    """Of another kind than the column it refers to, or than another that refers to the same."""
    known = {f"{c.table}.{c.name}": c for c in columns if c.table and _kind(c)}
    for column in columns:
        key = keys.key(column)
        if key is None or key.target is None or not _kind(column):
            continue
        place = f"{table_of(key.target)}.{key.target.rpartition('.')[2]}"
        like = known.setdefault(place, column)
        if {_kind(column), _kind(like)} in ({"whole", "text"}, {"whole", "uuid"}):
            theirs = "" if f"{like.table}.{like.name}" == place else f", which refers to {place} too,"
            title = f"{like.table}.{like.name}" if like.table else like.name
            yield at(
                column.node, f"{column.title} is {_written(column)}, but {title}{theirs} is {_written(like)}"
            )


def _kind(column: Column) -> str:
    return family(column.type)


def _written(column: Column) -> str:
    return ast.unparse(column.type) if column.type is not None else "without a type"
