"""Which new columns of a migration refer to another table, and which of them carry no foreign key.

A column refers if the options declare it, or by convention: it is named ``x_id`` and its type is one that keys have
(an integer, a UUID, a text as long as one). A text of another kind refers only where the file itself says so: it makes
the table ``x``, or gives a column of that name or very type a foreign key. It does not refer if it is its own table's
key, half of a polymorphic pair (``object_id`` beside ``object_type``), or named for something outside the database.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from canary.core.validators._code import Defect, at, children, dotted, walk
from canary.core.validators._operations import Module, argument, is_batch

_WHOLE = {"integer", "int", "biginteger", "bigint", "smallinteger", "smallint", "mediumint", "bigserial"}
_UUID = {"uuid", "guid", "uuidtype", "uniqueidentifier"}
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
    "largebinary",
    "array",
    "tsvector",
}
_KEY_LENGTHS = {32, 36}
_OUTSIDE = re.compile(
    r"^(?:external|remote|foreign|legacy|old|upstream|public|unique|global|native|third_?party|end_transaction|parent_span"
    r"|idempotency|process|pid|tax|national|passport|gov|hardware|api_key|message_thread|chat|object|entity|aggregate)$"
    r"|^(?:related|last|latest|first|previous|prev|next|max|min|since|until)_"
    r"|(?:^|_)(?:external|ext|stripe|paypal|telegram|tg|discord|guild|slack|github|gitlab|google|facebook|fb|twitter|apple"
    r"|steam|spotify|youtube|linkedin|instagram|azure|aws|oauth|ldap|saml|sso|tmdb|imdb|tvdb|mal|anilist|igdb|osm|wikidata"
    r"|jira|shopify|salesforce|hubspot|twilio|razorpay|plaid|xero|ebay|amazon|trace|span|correlation|celery|vk|whatsapp"
    r"|strava)(?:_|$)",
    re.IGNORECASE,
)
# Words for things in and outside the database alike: a plain integer points to a row, a UUID or big number may not.
_EITHER = re.compile(
    r"^(?:request|session|transaction|thread|content|resource|record|item|target|subject|related|source|ref|reference"
    r"|provider|vendor|device|client|app|key|channel|message|event|job|task|chain|block|tx|worker)$",
    re.IGNORECASE,
)
_LOG_TABLES = re.compile(
    r"(?:_versions?|_history|_archives?|_snapshots?|_backup|_bak|_tmp|_staging)$|^(?:_alembic_tmp|tmp_|stg_)"
)
_SQL_KEY = re.compile(r"foreign\s+key\s*\(([^)]*)\)", re.IGNORECASE)
_SQL_COLUMN = re.compile(r"[\"`\[]?(\w+)[\"`\]]?(?:\s+\w+(?:\([^)]*\))?){1,4}?\s+references\b", re.IGNORECASE)


Credits = dict[tuple[str | None, str], str | None]


class Column(NamedTuple):
    """One column that upgrade() makes."""

    table: str | None
    name: str
    node: ast.Call
    type: ast.expr | None
    siblings: frozenset[str]  # names of the columns made with it
    key: bool  # alone the primary key of its table


class Keys(NamedTuple):
    """The foreign keys of the file: (table, column) -> the table it refers to, None where the text does not tell."""

    targets: Mapping[tuple[str | None, str], str | None]
    types: frozenset[str]  # the types of columns with a key, as written
    opaque: bool  # there are keys whose columns only running it would tell

    def of(self, column: Column) -> bool:
        return any((table, column.name) in self.targets for table in (column.table, None)) or (
            column.table is None and any(name == column.name for _, name in self.targets)
        )


class Found(NamedTuple):
    """Defects, and what cannot be told."""

    defects: list[Defect]
    unsure: list[str]


def judge_references(module: Module, declared: Mapping[str, str | None], exempt: frozenset[str]) -> Found:
    """Columns that should carry a foreign key and do not. *declared*: ``column`` or ``table.column`` -> table or None."""
    trees = [node for node in module.tree.body if getattr(node, "name", "") != "downgrade"]
    calls = [call for tree in trees for call in _calls(tree, module, None, {})]
    columns = [column for call in calls for column in _columns(call, module)]
    keys = _keys(calls, columns, module)
    found = Found([], [])
    for column in columns:
        if _should_refer(column, columns, keys, declared, exempt) and not keys.of(column):
            _tell(column, keys, found)
    found.defects.extend(_undeclared(columns, keys, declared))
    found.defects.extend(_wrong_types(columns, keys))
    return found


def _tell(column: Column, keys: Keys, found: Found) -> None:
    title = _title(column)
    if keys.opaque:
        found.unsure.append(
            f"line {column.node.lineno}: {title} may have its foreign key from code that is not run here"
        )
        return
    found.defects.append(
        at(
            column.node,
            f"{title} refers to another table but has no foreign key: add sa.ForeignKey(...) or op.create_foreign_key",
        )
    )


def _title(column: Column) -> str:
    return f"column {column.table}.{column.name}" if column.table else f"column {column.name}"


# --- columns -------------------------------------------------------------------------------------


class Call(NamedTuple):
    """A call outside downgrade(), with the table it is about: that of the create_table around it, or of its batch."""

    node: ast.Call
    table: str | None
    batch: bool


def _calls(
    tree: ast.AST, module: Module, table: str | None, batches: Mapping[str, str | None]
) -> Iterator[Call]:
    batch = False
    if isinstance(tree, (ast.With, ast.AsyncWith)):
        batches = {**batches, **_opened(tree, module)}
    elif isinstance(tree, ast.Call):
        match tree.func:
            case ast.Attribute(value=value, attr="create_table") if module.is_op(value):
                table = module.literal(argument(tree, 0, "table_name"))
            case ast.Attribute(value=ast.Name(id=name)) if name in batches:
                table, batch = batches[name], True
        yield Call(tree, table, batch)
    for child in children(tree):
        yield from _calls(child, module, table, batches)


def _columns(call: Call, module: Module) -> Iterator[Column]:
    """New columns: of create_table and of add_column, also of a batch."""
    match call.node.func:
        case ast.Attribute(value=value, attr="create_table") if module.is_op(value):
            yield from _of_create(call.node, module)
        case ast.Attribute(value=value, attr="add_column") if module.is_op(value):
            table = module.literal(argument(call.node, 0, "table_name"))
            yield from _of_add(argument(call.node, 1, "column"), table, module)
        case ast.Attribute(attr="add_column") if call.batch:
            yield from _of_add(argument(call.node, 0, "column"), call.table, module)


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
        yield Column(table, name, node, _type(node), names, primary == {name})


def _of_add(node: ast.expr | None, table: str | None, module: Module) -> Iterator[Column]:
    name = _column_name(node, module)
    if name and isinstance(node, ast.Call):
        yield Column(table, name, node, _type(node), frozenset({name}), _flag(node, "primary_key"))


def _column_name(node: ast.expr | None, module: Module) -> str | None:
    if isinstance(node, ast.Call) and _last(node.func) == "column":
        return module.literal(argument(node, 0, "name"))
    return None


def _primary(call: ast.Call, made: list[tuple[str, ast.Call]], module: Module) -> set[str]:
    named = {name for name, node in made if _flag(node, "primary_key")}
    for node in call.args:
        if isinstance(node, ast.Call) and _last(node.func) == "primarykeyconstraint":
            named |= {text for arg in node.args if (text := module.literal(arg))}
    return named


def _flag(node: ast.Call, name: str) -> bool:
    return any(
        k.arg == name and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
    )


def _type(node: ast.Call) -> ast.expr | None:
    given = argument(node, 1, "type_")
    return None if given is None or _is_key(given) or isinstance(given, ast.Constant) else given


def _last(node: ast.AST) -> str:
    """The last part of a dotted name in lower case: ``integer`` for ``sa.Integer``."""
    return (dotted(node) or "").rpartition(".")[2].casefold()


def _type_name(node: ast.expr | None) -> str:
    while isinstance(node, ast.Call):
        inner = node.func
        node = inner.value if isinstance(inner, ast.Attribute) and inner.attr == "with_variant" else inner
    return _last(node) if node is not None else ""


# --- keys ----------------------------------------------------------------------------------------


def _keys(calls: list[Call], columns: list[Column], module: Module) -> Keys:
    targets: Credits = {}
    opaque = False
    for column in columns:
        for inner in walk(column.node):
            if _is_key(inner) or isinstance(inner, ast.Starred):
                targets[column.table, column.name] = _inline_target(inner, module)
    for call in calls:
        found, unclear = _of_call(call.node, call.table, module)
        targets |= found
        opaque = opaque or unclear
    types = {
        ast.dump(c.type)
        for c in columns
        if c.type is not None and (c.table, c.name) in targets and _has_length(c.type)
    }
    return Keys(targets, frozenset(types), opaque)


def _is_key(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _last(node.func) in ("foreignkey", "fk", "foreign_key")


def _inline_target(node: ast.AST, module: Module) -> str | None:
    text = module.literal(argument(node, 0, "column")) if isinstance(node, ast.Call) else None
    return _table_of(text)


def _table_of(text: str | None) -> str | None:
    """``users`` of ``public.users.id``."""
    return text.rpartition(".")[0].rpartition(".")[2] or None if text else None


def _of_call(node: ast.Call, table: str | None, module: Module) -> tuple[Credits, bool]:
    """The columns that a call gives a key, and whether it gives some that only running it would tell."""
    verb = _last(node.func)
    if verb == "foreignkeyconstraint":
        target = next(iter(module.literals(argument(node, 1, "refcolumns"))), None)
        return _credited(table, argument(node, 0, "columns"), _table_of(target), module)
    if verb == "create_foreign_key":
        return _of_operation(node, table, module)
    if verb in ("execute", "text", "ddl", "run_sql", "exec_driver_sql"):
        return _of_sql(node, module)
    return {}, False


def _of_operation(node: ast.Call, table: str | None, module: Module) -> tuple[Credits, bool]:
    on_op = isinstance(node.func, ast.Attribute) and module.is_op(node.func.value)
    shift = 1 if on_op else 0
    target = module.literal(argument(node, 1 + shift, "referent_table", "referent"))
    if on_op:
        table = module.literal(argument(node, 1, "source_table", "source"))
    return _credited(table, argument(node, 2 + shift, "local_cols"), target, module)


def _credited(
    table: str | None, local: ast.expr | None, target: str | None, module: Module
) -> tuple[Credits, bool]:
    names = module.literals(local)
    complete = isinstance(local, (ast.List, ast.Tuple)) and len(names) == len(local.elts)
    return {(table, name): target for name in names}, not complete


def _of_sql(node: ast.Call, module: Module) -> tuple[Credits, bool]:
    parts = [n.value for n in walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    parts += [module.constants.get(n.id, "") for n in walk(node) if isinstance(n, ast.Name)]
    sql = " ".join(parts)
    if "references" not in sql.casefold():
        return {}, False
    names = [name.strip(' "`[]') for found in _SQL_KEY.findall(sql) for name in found.split(",")]
    names += _SQL_COLUMN.findall(sql)
    dynamic = any(isinstance(n, (ast.JoinedStr, ast.BinOp)) for n in walk(node))
    return {(None, name): None for name in names if name}, dynamic or not names


# --- what refers ---------------------------------------------------------------------------------


def _should_refer(
    column: Column,
    columns: list[Column],
    keys: Keys,
    declared: Mapping[str, str | None],
    exempt: frozenset[str],
) -> bool:
    names = {column.name, f"{column.table}.{column.name}"}
    if names & exempt:
        return False
    if names & declared.keys():
        return True
    stem = re.sub(r"_id$", "", column.name, flags=re.IGNORECASE)
    if stem == column.name or not stem or column.key or _own(column, stem):
        return False
    if _said_so(column, stem, columns, keys):
        return _family(column.type) != "never"
    return not _elsewhere(column, stem) and _key_type(column, keys)


def _own(column: Column, stem: str) -> bool:
    made_up = any(_flag(column.node, flag) for flag in ("autoincrement",))
    generated = any(
        _last(n.func) in ("identity", "sequence") for n in walk(column.node) if isinstance(n, ast.Call)
    )
    return made_up or generated or _same_noun(stem, column.table or "")


def _elsewhere(column: Column, stem: str) -> bool:
    low = {name.casefold() for name in column.siblings}
    pair = any(
        f"{stem}_{kind}".casefold() in low for kind in ("type", "kind", "table", "model", "class", "entity")
    )
    either = _EITHER.search(stem) and _type_name(column.type) not in ("integer", "int")
    return (
        pair
        or bool(either or _OUTSIDE.search(stem))
        or bool(_LOG_TABLES.search((column.table or "").casefold()))
    )


def _said_so(column: Column, stem: str, columns: list[Column], keys: Keys) -> bool:
    """The file makes a table of that name with a key of that kind, or gives a column of that name a key elsewhere."""
    if any(name == column.name for _, name in keys.targets):
        return True
    made = (c for c in columns if c.key and c.table and c.table != column.table and _same_noun(stem, c.table))
    return any(_family(c.type) == _family(column.type) for c in made)


def _same_noun(stem: str, table: str) -> bool:
    one, other = stem.casefold(), table.casefold()
    return other in {one, f"{one}s", f"{one}es", f"{one[:-1]}ies" if one.endswith("y") else one}


def _key_type(column: Column, keys: Keys) -> bool:
    if column.type is None:
        return False
    if _family(column.type) in ("whole", "uuid"):
        return True
    return ast.dump(column.type) in keys.types or _length(column.type) in _KEY_LENGTHS


def _family(node: ast.expr | None) -> str:
    name = _type_name(node)
    for family, names in (("whole", _WHOLE), ("uuid", _UUID), ("text", _TEXT), ("never", _NEVER)):
        if name in names:
            return family
    return ""


def _length(node: ast.expr) -> int | None:
    given = argument(node, 0, "length") if isinstance(node, ast.Call) and _family(node) == "text" else None
    value = given.value if isinstance(given, ast.Constant) else None
    return value if isinstance(value, int) else None


def _has_length(node: ast.expr) -> bool:
    return _length(node) is not None


# --- declared, and typed -------------------------------------------------------------------------


def _undeclared(columns: list[Column], keys: Keys, declared: Mapping[str, str | None]) -> Iterator[Defect]:
    for written, target in declared.items():
        name = written.rpartition(".")[2]
        found = {to for (_, column), to in keys.targets.items() if column == name}
        if not found and all(column.name != name for column in columns):
            yield Defect(1, 1, f"there is no foreign key on {written}")
        elif target and found and not found & {target, None}:
            yield Defect(
                1, 1, f"{written} must refer to {target}, not to {', '.join(sorted(map(str, found)))}"
            )


def _wrong_types(columns: list[Column], keys: Keys) -> Iterator[Defect]:
    """A key of a type that no key has, or of another kind than the key of the table made in the same file."""
    primary = {column.table: column for column in columns if column.key and column.table}
    for column in columns:
        place = next(
            (p for p in ((column.table, column.name), (None, column.name)) if p in keys.targets), None
        )
        if place is None:
            continue
        target = primary.get(keys.targets[place] or "")
        mine, other = _family(column.type), _family(target.type) if target is not None else ""
        if mine == "never":
            yield at(
                column.node,
                f"{_title(column)} is a foreign key of type {_type_name(column.type)}: no key has that",
            )
        elif target is not None and mine and other and mine != other and {mine, other} != {"uuid", "text"}:
            wanted = f"{target.table}.{target.name} is {ast.unparse(target.type)}" if target.type else ""
            yield at(
                column.node, f"{_title(column)} is {ast.unparse(column.type or column.node)}, but {wanted}"
            )
