"""Calls that Alembic or SQLAlchemy would refuse: an argument is missing, one is too many, or nothing takes its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from canary.core.validators._code import Defect, at, walk
from canary.core.validators._columns import family
from canary.core.validators._imports import module_of
from canary.core.validators._known import BATCH
from canary.core.validators._operations import OP, Module, argument, batch_names, is_other_form
from canary.core.validators._signatures import Signature, read_signatures

_ALIASES = ("sqlalchemy.types.", "sqlalchemy.schema.", "sqlalchemy.sql.schema.", "sqlalchemy.sql.sqltypes.")
# Of SQLAlchemy's own dialects and of those that others keep; a keyword of theirs is mysql_engine, oracle_compress.
_OF_DIALECT = re.compile(
    r"(?:postgresql|mysql|mariadb|sqlite|mssql|oracle|firebird|sybase|cockroachdb|redshift|snowflake|clickhouse|bigquery"
    r"|databricks|duckdb|crate|trino|teradata(?:sql)?|vertica|starrocks|doris|tidb|ibm_db_sa|hana|exa(?:sol)?|spanner|access"
    r"|monetdb|(?:aws)?athena|hive|presto|impala|drill|druid|kinetica|informix|singlestoredb)_",
    re.IGNORECASE,
)


_TAKE_COLUMNS = {f"{OP}.create_table", f"{OP}.add_column", f"{BATCH}.add_column"}
# Where the columns of a foreign key stand among the arguments; those that they refer to follow.
_KEYS = {
    f"{OP}.create_foreign_key": 3,
    f"{BATCH}.create_foreign_key": 2,
    "sqlalchemy.ForeignKeyConstraint": 0,
}


def argument_defects(module: Module) -> Iterator[Defect]:
    """Calls of operations, schema items and types whose arguments do not fit."""
    batches = batch_names(module)
    spared = {id(inner) for node in module.nodes.of(ast.Try) if _tries(node) for inner in walk(node)}
    names: dict[object, str | None] = {}  # what is called is called over and over
    for call in module.nodes.of(ast.Call):
        func = call.func
        key: object = func
        if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
            key = (func.value.id, func.attr)
        if key not in names:
            names[key] = _called(func, module, batches)
        name = names[key]
        known = read_signatures().get(name) if name else None
        if name and known and id(call) not in spared:
            yield from _misfits(call, known, name)
            if name in _TAKE_COLUMNS:
                yield from _no_columns(call, name)
            elif name in _KEYS:
                yield from _unequal(call, name)


def _tries(node: ast.Try) -> bool:
    return any(map(is_other_form, node.handlers))


def _called(func: ast.expr, module: Module, batches: set[str]) -> str | None:
    """The full name of what is called, if it is Alembic's or SQLAlchemy's."""
    match func:
        case ast.Name(id=local):
            name = module.origins.get(local, "")
        case ast.Attribute(value=ast.Name(id=local) as value, attr=verb) if (
            module.is_op(value) or local in batches
        ):
            if module.is_op(value) and local in batches:
                return None
            return f"{BATCH if local in batches else OP}.{verb}"
        case ast.Attribute(value=value, attr=attribute):
            name = f"{module_of(value, module.origins)}.{attribute}"
        case _:
            return None
    alias = next((each for each in _ALIASES if name.startswith(each)), None)
    return f"sqlalchemy.{name.removeprefix(alias)}" if alias else name


def _title(name: str) -> str:
    last = name.rpartition(".")[2]
    if name.startswith(BATCH):
        return f"{last} of a batch"
    return f"op.{last}" if name.startswith(OP) else last


def _misfits(call: ast.Call, known: Signature, name: str) -> Iterator[Defect]:
    starred = any(isinstance(arg, ast.Starred) for arg in call.args)
    if known.most is not None and len(call.args) > known.most and not starred:
        most = known.most or "no"
        yield at(call, f"{_title(name)} takes {most} arguments by position, not {len(call.args)}")
    if len(call.args) < len(known.required) and not starred:
        given = {keyword.arg for keyword in call.keywords}
        missing = [each for each in known.required[len(call.args) :] if each not in given]
        if missing and None not in given:
            yield at(call, f"{_title(name)} needs {' and '.join(missing)}")
    for keyword in call.keywords:
        if keyword.arg and not _takes(known, keyword.arg):
            yield at(keyword, f"{_title(name)} takes no argument {keyword.arg}{_hint(known, keyword.arg)}")


def _takes(known: Signature, keyword: str) -> bool:
    """Also what only a dialect takes. A function that takes any keyword lets a misspelt one pass unheard."""
    if keyword in known.keywords or keyword.startswith("_"):
        return True
    if _OF_DIALECT.match(keyword):
        return known.more != "none"
    return known.more == "any" and not get_close_matches(keyword, known.keywords, n=1, cutoff=0.85)


def _hint(known: Signature, keyword: str) -> str:
    close = get_close_matches(keyword, sorted(known.keywords), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _no_columns(call: ast.Call, name: str) -> Iterator[Defect]:
    """What is given to add_column and create_table and is no column: its name, or its type, alone."""
    place = 0 if name.startswith(BATCH) else 1
    given = call.args[1:] if name.endswith("create_table") else [argument(call, place, "column")]
    for each in given:
        if isinstance(each, ast.Constant) or (each is not None and family(each)):
            yield at(each, f"{_title(name)} takes sa.Column(...), not {ast.unparse(each)}")


def _unequal(call: ast.Call, name: str) -> Iterator[Defect]:
    """A foreign key of some columns that refers to more of them, or to less."""
    local = _count(argument(call, _KEYS[name], "local_cols", "columns"))
    remote = _count(argument(call, _KEYS[name] + 1, "remote_cols", "refcolumns"))
    if local and remote and local != remote:
        yield at(call, f"{_title(name)} of {local} columns refers to {remote}: name as many")


def _count(node: ast.expr | None) -> int | None:
    plain = isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(e, ast.Starred) for e in node.elts)
    return len(node.elts) if isinstance(node, (ast.List, ast.Tuple)) and plain else None
