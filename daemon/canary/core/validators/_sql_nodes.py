"""What the parser's nodes of SQL say of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# The columns that something offers, in lower case; None where they cannot be told.
Offer = frozenset[str] | None
Tables = Mapping[str, Offer]
SETS = frozenset({"union", "intersect", "except"})
_LEAVES = frozenset({"identifier", "literal", "var", "boolean", "null"})


def below(node: Any) -> list[Any]:
    """The nodes right below, without those that have nothing below themselves: half of all."""
    found = []
    for value in node.args.values():
        if value.__class__ is list:
            found += [each for each in value if getattr(each, "key", "null") not in _LEAVES]
        elif getattr(value, "key", "null") not in _LEAVES:
            found.append(value)
    return found


def parts(column: Any) -> list[str]:
    """``schema``, ``table`` and ``column`` as far as they are written, in lower case."""
    given = column.args
    return [folded(given[key]) for key in ("catalog", "db", "table", "this") if given.get(key)]


def folded(node: Any) -> str:
    """A node's name, in lower case."""
    name = node.args.get("this")
    return name.casefold() if name.__class__ is str else str(node.name).casefold()


def created(node: Any) -> Any:
    from sqlglot import exp

    return node.this.find(exp.Table) if node.this is not None else None


def source_name(node: Any) -> str:
    """The name that a query gives to a source; a table function without one goes by its own."""
    from sqlglot import exp

    inner = node.this
    if node.alias or not isinstance(inner, exp.Func):
        return str(node.alias_or_name).casefold()
    return str(inner.name if isinstance(inner, exp.Anonymous) else inner.sql_name()).casefold()


def list_of(node: Any) -> list[str]:
    """The columns that an alias lists: ``AS t(a, b)``."""
    alias = node.args.get("alias")
    columns = alias.args.get("columns") if alias is not None and alias.key == "tablealias" else None
    return [each.name.casefold() for each in columns or ()]


def renamed(offer: Offer, columns: list[str]) -> Offer:
    """After ``AS t(a, b)``; fewer names than columns leave those after them as they were."""
    if not columns:
        return offer
    return frozenset(columns) if offer is None or len(columns) >= len(offer) else offer.union(columns)


def declared(cte: Any) -> Offer:
    """What a common table expression offers to itself: its list, or the names of its first query."""
    if columns := list_of(cte):
        return frozenset(columns)
    first = cte.this
    while first.key in SETS or first.key == "subquery":
        first = first.this
    if first.key != "select" or any(each.is_star for each in first.expressions):
        return None
    return frozenset(each.output_name.casefold() for each in first.expressions)


def made(node: Any) -> Offer:
    """The columns of a table function, if it declares them, or makes plain numbers."""
    from sqlglot import exp

    definitions = (exp.ColumnDef, exp.JSONColumnDef, exp.OpenJSONColumnDef)
    declared = frozenset(each.name.casefold() for each in node.find_all(*definitions))
    if declared:
        return declared
    plain = node.key == "unnest" and all(isinstance(each, exp.GenerateSeries) for each in node.expressions)
    return frozenset(list_of(node)) or None if plain else None


def is_joined(inner: Any) -> bool:
    """Whether brackets stand around joined tables, and not around a query."""
    return inner.key == "table" or (inner.key == "subquery" and bool(inner.alias or inner.args.get("joins")))


def columns(node: Any) -> Iterator[str]:
    from sqlglot import exp

    return (each.name.casefold() for each in node.find_all(exp.Column))


def identifiers(nodes: Iterable[Any]) -> frozenset[str]:
    from sqlglot import exp

    return frozenset(found.name.casefold() for node in nodes for found in node.find_all(exp.Identifier))


def dotted(table: Any) -> str:
    """``catalog.schema.table``, in lower case."""
    return ".".join(each.name for each in table.parts).casefold()


def written(node: Any) -> str:
    return ".".join(each.name for each in node.parts)
