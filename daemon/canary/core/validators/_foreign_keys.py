"""The foreign keys that a migration gives to columns: inline, as constraints, by operations and in SQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from canary.core.validators._code import walk
from canary.core.validators._columns import Call, Column, is_key, length
from canary.core.validators._operations import Module, argument

_NAME = r"[\"`\[]?(\w{1,128})[\"`\]]?"
_TARGET = r"references\s{1,99}((?:[\"`\[]?\w{1,128}[\"`\]]?\.?){1,4})\s{0,99}(?:\(([^)]{0,999})\))?"
_SQL_KEY = re.compile(
    rf"foreign\s{{1,99}}key\s{{0,99}}(?:\w{{1,128}}\s{{0,99}})?\(([^)]{{0,999}})\)(?:\s{{0,99}}{_TARGET})?",
    re.IGNORECASE,
)
_SQL_COLUMN = re.compile(  # bounded everywhere: the text is hostile
    r"(?:\badd\s{1,99}(?:column\s{1,99})?(?:if\s{1,99}not\s{1,99}exists\s{1,99})?|[(,]\s{0,99})"
    rf"{_NAME}(?:\s{{1,99}}[\w.]{{1,128}}(?:\([^)]{{0,99}}\))?){{1,8}}?\s{{1,99}}{_TARGET}",
    re.IGNORECASE,
)
_UNQUOTED = str.maketrans("", "", '"`[]')
_NO_COLUMN = {"constraint", "foreign", "column"}


class Key(NamedTuple):
    """What one column's foreign key refers to, ``users.id``, where the text tells; alone, or as a part of a longer key."""

    target: str | None
    alone: bool


Credits = dict[tuple[str | None, str], Key]  # by table and column


class Keys(NamedTuple):
    """The foreign keys of a file."""

    targets: Mapping[tuple[str | None, str], Key]
    types: frozenset[str]  # the types of columns with a key, as written
    opaque: bool  # there are keys whose columns only running it would tell

    def of(self, column: Column) -> bool:
        """Whether the column has a key, or may have."""
        if column.table is None:
            return any(name == column.name for _, name in self.targets)
        return self.key(column) is not None

    def key(self, column: Column) -> Key | None:
        """The column's key."""
        return self.targets.get((column.table, column.name)) or self.targets.get((None, column.name))


def read_keys(calls: list[Call], columns: list[Column], module: Module) -> Keys:
    """The keys that these calls give; *columns* are those that they make."""
    targets: Credits = {}
    opaque = False
    for column in columns:
        for inner in walk(column.node):
            if is_key(inner):
                targets[column.table, column.name] = Key(_inline_target(inner, module), alone=True)
            elif isinstance(inner, ast.Starred):
                targets.setdefault((column.table, column.name), Key(None, alone=False))
    for call in calls:
        found, unclear = _of_call(call, module)
        targets |= found
        opaque = opaque or unclear
    types = {
        ast.dump(c.type)
        for c in columns
        if c.type is not None and (c.table, c.name) in targets and length(c.type) is not None
    }
    return Keys(targets, frozenset(types), opaque)


def _inline_target(node: ast.AST, module: Module) -> str | None:
    return module.literal(argument(node, 0, "column")) if isinstance(node, ast.Call) else None


def table_of(text: str | None) -> str | None:
    """``users`` of ``public.users.id``."""
    return text.rpartition(".")[0].rpartition(".")[2] or None if text else None


def _of_call(call: Call, module: Module) -> tuple[Credits, bool]:
    """The columns that a call gives a key, and whether it gives some that only running it would tell."""
    node, verb, table = call.node, call.name, call.table
    if verb == "foreignkeyconstraint":
        targets = module.literals(argument(node, 1, "refcolumns"))
        return _credited(table, argument(node, 0, "columns"), targets, module)
    if verb == "create_foreign_key":
        return _of_operation(node, table, module)
    if verb in ("execute", "text", "ddl", "run_sql", "exec_driver_sql"):
        return _of_sql(node, module)
    return {}, False


def _of_operation(node: ast.Call, table: str | None, module: Module) -> tuple[Credits, bool]:
    on_op = isinstance(node.func, ast.Attribute) and module.is_op(node.func.value)
    shift = 1 if on_op or isinstance(node.func, ast.Name) else 0
    target = module.literal(argument(node, 1 + shift, "referent_table", "referent"))
    remote = module.literals(argument(node, 3 + shift, "remote_cols"))
    if on_op or isinstance(node.func, ast.Name):
        table = module.literal(argument(node, 1, "source_table", "source"))
    targets = tuple(f"{target}.{name}" for name in remote) if target else ()
    return _credited(table, argument(node, 2 + shift, "local_cols"), targets, module)


def _credited(
    table: str | None, local: ast.expr | None, targets: tuple[str, ...], module: Module
) -> tuple[Credits, bool]:
    names = module.literals(local)
    complete = isinstance(local, (ast.List, ast.Tuple)) and len(names) == len(local.elts)
    paired = targets if len(targets) == len(names) else (None,) * len(names)
    found = {(table, name): Key(to, len(names) == 1) for name, to in zip(names, paired, strict=True)}
    return found, not complete


def _of_sql(node: ast.Call, module: Module) -> tuple[Credits, bool]:
    parts = [n.value for n in walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    parts += [module.constants.get(n.id, "") for n in walk(node) if isinstance(n, ast.Name)]
    sql = " ".join(parts)
    if "references" not in sql.casefold():
        return {}, False
    found = dict(_sql_keys(sql))
    dynamic = any(isinstance(n, (ast.JoinedStr, ast.BinOp)) for n in walk(node))
    return {(None, name): Key(target, alone=False) for name, target in found.items()}, dynamic or not found


def _sql_keys(sql: str) -> Iterator[tuple[str, str | None]]:
    """Columns that SQL gives a key, with ``table.column`` that each refers to where the SQL says so."""
    for local, table, remote in _SQL_KEY.findall(sql):
        names, others = _split(local), _split(remote)
        paired = others if len(others) == len(names) else [""] * len(names)
        yield from ((name, _place(table, other)) for name, other in zip(names, paired, strict=True))
    for name, table, remote in _SQL_COLUMN.findall(sql):
        if name.casefold() not in _NO_COLUMN:
            yield name, _place(table, (_split(remote) or [""])[0])


def _split(names: str) -> list[str]:
    return [name for each in names.split(",") if (name := each.strip(' "`[]\n\t'))]


def _place(table: str, column: str) -> str | None:
    bare = table.translate(_UNQUOTED).strip(".")
    return f"{bare}.{column}" if bare else None
