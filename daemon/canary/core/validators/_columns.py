"""The columns that a migration makes, with their types, as far as the text tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from canary.core.validators._code import children, dotted
from canary.core.validators._operations import Module, argument, is_batch

_WHOLE = {"integer", "int", "biginteger", "bigint", "smallinteger", "smallint", "mediumint", "bigserial"}
_UUID = {"uuid", "guid", "uuidtype", "uniqueidentifier"}
_BYTES = {"largebinary", "binary", "varbinary", "blob"}  # where a database has no UUID
_TEXT = {
    "string",
    "text",
    "varchar",
    "char",
    "unicode",
    "unicodetext",
    "nvarchar",
    "nchar",
    "autostring",
    "citext",
}
_NEVER = {
    "boolean",
    "bool",
    "date",
    "datetime",
    "time",
    "timestamp",
    "interval",
    "json",
    "jsonb",
    "float",
    "double",
} | {
    "array",
    "tsvector",
}


class Column(NamedTuple):
    """One column that a migration makes."""

    table: str | None
    name: str
    node: ast.Call
    type: ast.expr | None
    siblings: frozenset[str]  # names of the columns made with it
    key: bool  # alone the primary key of its table
    in_key: bool  # the primary key, or a part of it

    @property
    def title(self) -> str:
        """``column orders.user_id``."""
        return f"column {self.table}.{self.name}" if self.table else f"column {self.name}"


class Call(NamedTuple):
    """A call, with the table it is about: that of the create_table around it, or of its batch."""

    node: ast.Call
    name: str  # the last part of what is called, in lower case
    table: str | None
    batch: bool


def read_calls(trees: Iterable[ast.AST], module: Module) -> list[Call]:
    """Every call in these parts of the file."""
    return [call for tree in trees for call in _calls(tree, module, None, {})]


def read_columns(calls: Iterable[Call], module: Module) -> list[Column]:
    """The columns that these calls make."""
    return [column for call in calls for column in _columns(call, module)]


def _calls(
    tree: ast.AST, module: Module, table: str | None, batches: Mapping[str, str | None]
) -> Iterator[Call]:
    if isinstance(tree, (ast.With, ast.AsyncWith)):
        batches = {**batches, **_opened(tree, module)}
    elif isinstance(tree, ast.Call):
        name, batch = last(tree.func), False
        match tree.func:
            case ast.Attribute(value=ast.Name(id=local)) if local in batches:
                table, batch = batches[local], True
            case _ if _makes(name, "table"):
                table = module.literal(argument(tree, 0, "table_name"))
        yield Call(tree, name, table, batch)
    for child in children(tree):
        if not isinstance(child, (ast.Constant, ast.Name)):
            yield from _calls(child, module, table, batches)


def _columns(call: Call, module: Module) -> Iterator[Column]:
    """New columns: of create_table and of add_column, also of a batch."""
    if call.batch:
        if _makes(call.name, "column"):
            yield from _of_add(argument(call.node, 0, "column"), call.table, module)
    elif _makes(call.name, "table"):
        yield from _of_create(call.node, module)
    elif _makes(call.name, "column"):
        table = module.literal(argument(call.node, 0, "table_name"))
        for node in [*call.node.args[1:], *(keyword.value for keyword in call.node.keywords)]:
            yield from _of_add(node, table, module)


def _makes(name: str, what: str) -> bool:
    """``op.create_table``, ``op.add_column``, and helpers of a project that are named for the same."""
    return what in name and name.startswith(("create_", "_create_") if what == "table" else ("add_", "_add_"))


def _opened(node: ast.With | ast.AsyncWith, module: Module) -> dict[str, str | None]:
    return {
        item.optional_vars.id: module.literal(argument(item.context_expr, 0, "table_name"))
        for item in node.items
        if isinstance(item.optional_vars, ast.Name)
        and isinstance(item.context_expr, ast.Call)
        and is_batch(item.context_expr, module)
    }


def _of_create(call: ast.Call, module: Module) -> Iterator[Column]:
    table = module.literal(argument(call, 0, "table_name"))
    made = [
        (name, node)
        for node in call.args
        if isinstance(node, ast.Call) and (name := _column_name(node, module))
    ]
    names = frozenset(name for name, _ in made)
    if any(keyword.arg == "postgresql_partition_by" for keyword in call.keywords):
        return  # such tables are thinned by whole partitions, and often go without keys for it
    primary = _primary(call, made, module)
    for name, node in made:
        yield Column(table, name, node, _type(node), names, primary == {name}, name in primary)


def _of_add(node: ast.expr | None, table: str | None, module: Module) -> Iterator[Column]:
    name = _column_name(node, module)
    if name and isinstance(node, ast.Call):
        primary = flag(node, "primary_key")
        yield Column(table, name, node, _type(node), frozenset({name}), primary, primary)


def _column_name(node: ast.expr | None, module: Module) -> str | None:
    if isinstance(node, ast.Call) and last(node.func) == "column":
        return module.literal(argument(node, 0, "name"))
    return None


def _primary(call: ast.Call, made: list[tuple[str, ast.Call]], module: Module) -> set[str]:
    named = {name for name, node in made if flag(node, "primary_key")}
    for node in call.args:
        if isinstance(node, ast.Call) and last(node.func) == "primarykeyconstraint":
            named |= {text for arg in node.args if (text := module.literal(arg))}
    return named


def flag(node: ast.Call, name: str) -> bool:
    """The keyword of that name is given and True."""
    return any(
        k.arg == name and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
    )


def _type(node: ast.Call) -> ast.expr | None:
    given = argument(node, 1, "type_")
    return None if given is None or is_key(given) or isinstance(given, ast.Constant) else given


def is_key(node: ast.AST) -> bool:
    """``sa.ForeignKey(...)``."""
    return isinstance(node, ast.Call) and last(node.func) in ("foreignkey", "fk", "foreign_key")


def last(node: ast.AST) -> str:
    """The last part of a dotted name in lower case: ``integer`` for ``sa.Integer``."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr.casefold()  # most are sa.x, and this is asked of every call
    return (dotted(node) or "").rpartition(".")[2].casefold()


def type_name(node: ast.expr | None) -> str:
    """``integer`` of ``sa.Integer()``, also of one with variants."""
    while isinstance(node, ast.Call):
        inner = node.func
        node = inner.value if isinstance(inner, ast.Attribute) and inner.attr == "with_variant" else inner
    return last(node) if node is not None else ""


def family(node: ast.expr | None) -> str:
    """``whole``, ``uuid``, ``text``, ``never`` (no key has such a type), or nothing where its name does not tell."""
    name = type_name(node)
    if name in _BYTES and _length(node) == 16:
        return "uuid"
    families = (("whole", _WHOLE), ("uuid", _UUID), ("text", _TEXT), ("never", _NEVER))
    return next((kind for kind, names in families if name in names), "")


def length(node: ast.expr) -> int | None:
    """The length of a text, where it is written as a number."""
    return _length(node) if family(node) == "text" else None


def _length(node: ast.expr | None) -> int | None:
    given = argument(node, 0, "length") if isinstance(node, ast.Call) else None
    value = given.value if isinstance(given, ast.Constant) else None
    return value if isinstance(value, int) else None
