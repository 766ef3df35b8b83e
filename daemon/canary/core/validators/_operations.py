"""What the functions of a migration do: its alembic operations, in either direction, as far as the text tells."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from canary.core.validators._code import Code, Nodes, children, dotted, walk
from canary.core.validators._imports import Imports
from canary.core.validators._known import STANDARD

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
OP = "alembic.op"
MAX_DEPTH = 8  # of helper functions that call helper functions
_CHANGES = {"create", "drop", "create_all", "drop_all", "invoke", "commit", "upgrade", "downgrade"}
_DATA = {
    "select",
    "insert",
    "update",
    "delete",
}  # statements that SQLAlchemy builds, and that change no schema
# A project's own helpers say what they do: add_columns, create_index_if_missing, drop_fks_for_table.
_HELPER = re.compile(
    r"_?(?:create|add|drop)_(?:\w+_)?(?:table|column|index|indices|constraint|fk|foreign_key)(?:e?s)?(?:_|$)"
)
_HARMLESS = {"print", "info", "warning", "warn", "debug", "get_bind", "get_context", "inspect", "text", "f"}


class Operation(NamedTuple):
    """One call of ``op.x`` or of a batch's ``x``. Names are None where only running it would tell."""

    verb: str
    node: ast.Call
    table: str | None
    name: str | None  # of the column, index or constraint; of the table for those of tables
    columns: tuple[str, ...] = ()
    target: str | None = None  # the table a foreign key refers to, the new name of what is renamed
    kind: str | None = None  # type_ of a dropped constraint


@dataclass(slots=True)
class Direction:
    """What upgrade() or downgrade() does."""

    operations: list[Operation] = field(default_factory=list)
    sql: list[str] = field(default_factory=list)  # texts of execute()
    helpers: list[ast.Call] = field(
        default_factory=list
    )  # imported, named for a change of the schema, and told of what
    opaque: bool = False  # also does what the text does not tell
    raises: bool = False

    @property
    def idle(self) -> bool:
        return not (self.operations or self.sql or self.opaque or self.raises)


class Module:
    """The functions, constants and aliases of one migration."""

    def __init__(self, code: Code, imports: Imports) -> None:
        self.tree, self.nodes, self.lines = code.tree, code.nodes, code.text.split("\n")
        tree = code.tree
        self.functions = {node.name: node for node in tree.body if isinstance(node, FunctionNode)}
        self.origins = imports.origins
        self.foreign = {local for local, origin in imports.origins.items() if _is_foreign(origin)}
        self.constants = _constants(code.nodes)
        self.op_names = {
            each.local for each in imports.all if each.origin == OP
        }  # also where a helper is handed it
        if not any(each.local == "op" for each in imports.all):
            self.op_names.add("op")  # its absence is told elsewhere
        self.verbs = {
            local: verb
            for local, origin in imports.origins.items()
            if (verb := origin.rpartition(".")[2]) in _READERS and local not in self.functions
        }

    def literal(self, node: ast.AST | None) -> str | None:
        """The text that an expression is, where the file says so."""
        match node:
            case ast.Constant(value=str()):
                return str(node.value)
            case ast.Name():
                return self.constants.get(node.id)
            case ast.Call(func=ast.Attribute(attr="f"), args=[inner, *_]):
                return self.literal(inner)
            case ast.Call(
                func=ast.Name(id="quoted_name") | ast.Attribute(attr="quoted_name"), args=[inner, *_]
            ):
                return self.literal(inner)
        return None

    def literals(self, node: ast.AST | None) -> tuple[str, ...]:
        """The texts of a list of them; those that the file does not say are left out."""
        elements = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
        return tuple(text for text in map(self.literal, elements) if text is not None)

    def direction(self, name: str) -> Direction:
        """What the function of that name does, its helpers in the same file included."""
        found = Direction()
        function = self.functions[name]
        _Reader(self, found, (name,)).read(function.body, {})
        return found

    def is_op(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in self.op_names


def _constants(nodes: Nodes) -> Mapping[str, str]:
    """Names that are bound once in the file, to a text."""
    bound = Counter(node.id for node in nodes.of(ast.Name) if not isinstance(node.ctx, ast.Load))
    bound.update(node.arg for node in nodes.of(ast.arg))
    found = {}
    for node in nodes.of(ast.Assign, ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        match targets, node.value:
            case [ast.Name(id=name)], ast.Constant(value=str(text)) if bound[name] == 1:
                found[name] = text
    return found


class _Reader:
    """Walks statements; *batches* maps the names of open batch operations to their tables."""

    def __init__(self, module: Module, found: Direction, calling: tuple[str, ...]) -> None:
        self._module, self._found, self._calling = module, found, calling

    def read(self, body: list[ast.stmt], batches: Mapping[str, str | None]) -> None:
        for statement in body:
            self._visit(statement, batches)

    def _visit(self, node: ast.AST, batches: Mapping[str, str | None]) -> None:
        if isinstance(node, (ast.With, ast.AsyncWith)):
            batches = {**batches, **dict(self._opened(node))}
        elif isinstance(node, (ast.Raise, ast.Assert)):
            self._found.raises = True
        elif isinstance(node, ast.Call):
            self._call(node, batches)
        elif isinstance(node, ast.ExceptHandler) and is_other_form(node):
            return
        for child in children(node):
            if not isinstance(child, (ast.Constant, ast.Name)):
                self._visit(child, batches)

    def _opened(self, node: ast.With | ast.AsyncWith) -> Iterator[tuple[str, str | None]]:
        for item in node.items:
            call, name = item.context_expr, item.optional_vars
            if is_batch(call, self._module) and isinstance(call, ast.Call) and isinstance(name, ast.Name):
                yield name.id, self._module.literal(argument(call, 0, "table_name"))

    def _call(self, node: ast.Call, batches: Mapping[str, str | None]) -> None:
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=verb) if name in batches:
                self._operation(verb, node, batch=True, table=batches[name])
            case ast.Attribute(value=value, attr=verb) if self._module.is_op(value):
                self._operation(verb, node, batch=False, table=None)
            case ast.Name(id=name) if name in self._module.functions:
                self._enter(name)
            case ast.Name(id=name) if name in self._module.verbs:
                self._operation(self._module.verbs[name], node, batch=False, table=None)
                self._found.opaque = self._found.opaque or name in self._module.foreign
            case ast.Attribute(attr="execute"):
                self._execute(node)
            case ast.Name(id=name) | ast.Attribute(attr=name) if name not in _HARMLESS:
                if self._is_helper(node, name):
                    self._found.helpers.append(node)
                self._found.opaque = self._found.opaque or _may_change(node, self._module)

    def _is_helper(self, node: ast.Call, name: str) -> bool:
        named = isinstance(node.func, ast.Name) and name in self._module.foreign and _HELPER.match(name)
        return bool(named and node.args and self._module.literal(node.args[0]))

    def _enter(self, name: str) -> None:
        if name not in self._calling and len(self._calling) < MAX_DEPTH:
            body = self._module.functions[name].body
            _Reader(self._module, self._found, (*self._calling, name)).read(body, {})

    def _operation(self, verb: str, node: ast.Call, batch: bool, table: str | None) -> None:
        if verb == "execute":
            self._execute(node)
        elif verb == "bulk_insert":
            self._found.sql.append("insert into")
        elif verb in _READERS:
            self._found.operations.append(_READERS[verb](self._module, verb, node, batch, table))
        elif verb not in _HARMLESS and verb not in ("batch_alter_table", "inline_literal"):
            self._found.opaque = True

    def _execute(self, node: ast.Call) -> None:
        texts = [
            part.value
            for part in walk(node)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        texts += [
            self._module.constants[n.id]
            for n in walk(node)
            if isinstance(n, ast.Name) and n.id in self._module.constants
        ]
        self._found.sql.append(" ".join(texts))
        plain = node.args and (texts and not any(isinstance(n, ast.JoinedStr) for n in walk(node)))
        plain = plain or any(_name_of(part) in _DATA for arg in node.args for part in walk(arg))
        self._found.opaque = self._found.opaque or not plain


def _name_of(node: ast.AST) -> str | None:
    """``update`` of ``sa.update(...)``, ``table.update()``."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return None


def _is_foreign(origin: str) -> bool:
    return origin.partition(".")[0] not in STANDARD | {"alembic", "sqlalchemy"}


def is_batch(node: ast.AST, module: Module) -> bool:
    """``op.batch_alter_table(...)``."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="batch_alter_table")):
            return module.is_op(value)
    return False


def batch_names(module: Module) -> set[str]:
    """The names of batch operations, also where a helper is handed them."""
    return {"batch_op"} | {
        item.optional_vars.id
        for node in module.nodes.of(ast.With, ast.AsyncWith)
        for item in node.items
        if is_batch(item.context_expr, module) and isinstance(item.optional_vars, ast.Name)
    }


def is_other_form(node: ast.AST) -> bool:
    """``except TypeError``: the same call once more, as other releases take it."""
    return isinstance(node, ast.ExceptHandler) and node.type is not None and dotted(node.type) == "TypeError"


def _may_change(node: ast.Call, module: Module) -> bool:
    """A call of what is not of this file, SQLAlchemy, or plain Python may do anything to the schema."""
    match node.func:
        case ast.Name(id=name):
            return name in module.foreign or not (name in module.origins or hasattr(builtins, name))
        case ast.Attribute(value=value, attr=name):
            root = (dotted(value) or "").partition(".")[0]
            return root in module.foreign or name in _CHANGES
    return False


def alike(one: str | None, other: str | None) -> bool:
    """The same name in any case, or one that only running it would tell."""
    return one is None or other is None or one.casefold() == other.casefold()


def argument(node: ast.Call, position: int, *keywords: str) -> ast.expr | None:
    """An argument by keyword, else by position; None where stars hide it."""
    for keyword in node.keywords:
        if keyword.arg in keywords:
            return keyword.value
    before = node.args[: position + 1]
    if len(before) <= position or any(isinstance(arg, ast.Starred) for arg in before):
        return None
    return before[position]


# --- how each operation is written ---------------------------------------------------------------


def _of_table(m: Module, verb: str, node: ast.Call, batch: bool, table: str | None) -> Operation:
    name = m.literal(argument(node, 0, "table_name", "old_table_name"))
    target = m.literal(argument(node, 1, "new_table_name")) if verb == "rename_table" else None
    return Operation(verb, node, name, name, (), target)


def _of_column(m: Module, verb: str, node: ast.Call, batch: bool, table: str | None) -> Operation:
    table = table if batch else m.literal(argument(node, 0, "table_name"))
    given = argument(node, 0 if batch else 1, "column_name", "column")
    name = m.literal(argument(given, 0, "name") if isinstance(given, ast.Call) else given)
    target = m.literal(argument(node, 99, "new_column_name"))
    return Operation(verb, node, table, name, (name,) if name else (), target)


def _of_index(m: Module, verb: str, node: ast.Call, batch: bool, table: str | None) -> Operation:
    name = m.literal(argument(node, 0, "index_name", "constraint_name"))
    table = table if batch else m.literal(argument(node, 1, "table_name"))
    given = argument(node, 1 if batch else 2, "columns")
    columns = m.literals(given) if verb not in ("drop_constraint", "create_check_constraint") else ()
    kind = m.literal(argument(node, 1 if batch else 2, "type_")) if verb == "drop_constraint" else None
    return Operation(verb, node, table, name, columns, kind=kind)


def _of_foreign_key(m: Module, verb: str, node: ast.Call, batch: bool, table: str | None) -> Operation:
    name = m.literal(argument(node, 0, "constraint_name"))
    table = table if batch else m.literal(argument(node, 1, "source_table", "source"))
    shift = 0 if batch else 1
    target = m.literal(argument(node, 1 + shift, "referent_table", "referent"))
    return Operation(verb, node, table, name, m.literals(argument(node, 2 + shift, "local_cols")), target)


_READERS = {
    **dict.fromkeys(("create_table", "drop_table", "rename_table"), _of_table),
    **dict.fromkeys(("add_column", "drop_column", "alter_column"), _of_column),
    **dict.fromkeys(("create_index", "drop_index", "create_unique_constraint", "drop_constraint"), _of_index),
    **dict.fromkeys(
        ("create_check_constraint", "create_primary_key", "create_exclude_constraint"), _of_index
    ),
    "create_foreign_key": _of_foreign_key,
}
