"""``sql``: the output is SQL of a dialect, does only what it may, and names only tables and columns that exist."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from canary.core.canonical import fenced_block
from canary.core.model import Prompt, Verdict
from canary.core.validators import _code
from canary.core.validators._code import Defect, UnreadableError
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts, place
from canary.core.validators.python import read_names

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

MAX_SQL = 32_768
MAX_NESTING = 40  # of brackets: beyond, trying one reading after the other takes a parser too long
MAX_NAMES = 1_000  # resolving them takes time that grows with their square
READS = ("select",)
_KINDS = {
    "union": "select",
    "intersect": "select",
    "except": "select",
    "subquery": "select",
    "table": "select",
}
_CHANGES = ("insert", "update", "delete", "merge", "create", "alter", "drop", "truncatetable", "command")
_KNOWN_KINDS = (*READS, *_CHANGES)
_WRITES = (*_CHANGES, "into")


class Rules(NamedTuple):
    """The options. ``tables``: name -> columns, both in lower case; None for a table whose columns are not judged."""

    dialect: str | None
    tables: Mapping[str, frozenset[str] | None]
    statements: frozenset[str]


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when every statement parses, is of an allowed kind, and names known tables and columns only.

    Without ``tables`` names are not judged. ``statements`` are selects unless the options say otherwise.
    """
    rules = Rules(_dialect(options.get("dialect")), _tables(options.get("tables")), _statements(options))

    def check(output: str) -> Verdict:
        try:
            text, fenced = _text(output)
            return _code.report(_defects(_parse(text, rules.dialect), text, rules), fenced, verdicts)
        except UnreadableError as error:
            return _code.unreadable(error, verdicts)
        except RecursionError:
            return _code.unreadable(UnreadableError("the SQL is nested too deeply"), verdicts)

    return check


# --- options -------------------------------------------------------------------------------------


def _dialect(written: Any) -> str | None:
    from sqlglot.dialects.dialect import Dialect, Dialects

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it cannot read is told in the verdict
    if written is None:
        return None
    known = sorted(each.value for each in Dialects if each.value)
    if written not in known:
        raise OptionsError(f"unknown dialect {written!r}; known: {', '.join(known)}")
    Dialect.get_or_raise(written)  # loads it now, not with the first answer
    return str(written)


def _tables(written: Any) -> Mapping[str, frozenset[str] | None]:
    if not isinstance(written, Mapping):
        return {name.casefold(): None for name in read_names(written, "tables")}
    wrong = [table for table, columns in written.items() if not isinstance(columns, (list, type(None)))]
    if wrong or not all(isinstance(table, str) for table in written):
        raise OptionsError("tables must be a list of names, or map each table to a list of its columns")
    return {table.casefold(): _columns(columns) for table, columns in written.items()}


def _columns(written: list[Any] | None) -> frozenset[str] | None:
    return None if written is None else frozenset(str(name).casefold() for name in written)


def _statements(options: Mapping[str, Any]) -> frozenset[str]:
    names = read_names(options.get("statements", list(READS)), "statements")
    if unknown := sorted(names - set(_KNOWN_KINDS)):
        raise OptionsError(f"unknown statement {unknown[0]!r}; known: {', '.join(sorted(_KNOWN_KINDS))}")
    return names


# --- reading -------------------------------------------------------------------------------------


def _text(output: str) -> tuple[str, bool]:
    """The SQL, its lines where the output has them, and whether it stood in a code fence."""
    body = fenced_block(output)
    text = output if body is None else "\n" * output[: output.index(body)].count("\n") + body
    if not text or text.isspace():
        raise UnreadableError("the output is empty")
    if len(text) > MAX_SQL:
        raise UnreadableError(f"the SQL is over {MAX_SQL:,} characters")
    if _nesting(text) > MAX_NESTING:
        raise UnreadableError("the SQL is nested too deeply")
    return text, body is not None


def _nesting(text: str) -> int:
    depth = deepest = 0
    for char in text:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
    return deepest


def _parse(text: str, dialect: str | None) -> list[exp.Expr]:
    import sqlglot
    from sqlglot.errors import ParseError, SqlglotError

    try:
        statements = [each for each in sqlglot.parse(text, dialect=dialect) if each is not None]
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        reason = str(first.get("description") or error).splitlines()[0]
        raise UnreadableError(f"not SQL: {reason}", first.get("line"), first.get("col")) from None
    except (SqlglotError, ValueError) as error:
        raise UnreadableError(f"not SQL: {str(error).splitlines()[0]}") from None
    except (AttributeError, TypeError, KeyError, IndexError):  # the parser trips over some of what is no SQL
        raise UnreadableError("not SQL: it cannot be parsed") from None
    if not statements:
        raise UnreadableError("there is no statement")
    return statements


# --- judging -------------------------------------------------------------------------------------


def _defects(statements: list[exp.Expr], text: str, rules: Rules) -> Iterator[Defect]:
    for statement in statements:
        yield from _kind_defects(statement, text, rules.statements)
        if rules.tables:
            yield from _name_defects(statement, text, rules.tables)


def _kind_defects(statement: exp.Expr, text: str, allowed: frozenset[str]) -> Iterator[Defect]:
    kinds = {_KINDS.get(statement.key, statement.key): statement}
    for node in statement.walk():
        if node.key in _WRITES:
            kinds.setdefault("create" if node.key == "into" else node.key, node)
    for kind, node in kinds.items():
        if kind == "select" or kind in _WRITES:
            if kind not in allowed:
                yield _at(node, text, f"{kind} is not allowed here, only {', '.join(sorted(allowed))}")
        else:
            yield _at(node, text, f"no SQL statement: {text.strip()[:40]!r}")


def _name_defects(
    statement: exp.Expr, text: str, tables: Mapping[str, frozenset[str] | None]
) -> Iterator[Defect]:
    from sqlglot import exp

    names = sum(1 for _ in statement.find_all(exp.Table, exp.Column))
    if names > MAX_NAMES:
        yield Defect(1, 1, f"more than {MAX_NAMES:,} tables and columns are named")
        return
    own = {each.alias_or_name.casefold() for each in statement.find_all(exp.CTE)}
    if isinstance(statement, exp.Create):
        own |= {each.name.casefold() for each in [statement.find(exp.Table)] if each is not None}
    for table in statement.find_all(exp.Table):
        name = table.name.casefold()
        if name and name not in own and name not in tables:
            yield _at(table, text, f"there is no table {table.name}{_hint(name, tables)}")
    yield from _column_defects(statement, text, tables)


def _column_defects(
    statement: exp.Expr, text: str, tables: Mapping[str, frozenset[str] | None]
) -> Iterator[Defect]:
    from sqlglot.errors import OptimizeError
    from sqlglot.optimizer.scope import traverse_scope

    try:
        scopes = list(traverse_scope(statement))
    except OptimizeError as error:
        yield Defect(1, 1, str(error).splitlines()[0])
        return
    for scope in scopes:
        view = _view(scope, tables)
        for column in scope.columns:
            if column.parent_select in (scope.expression, None):  # else of a query within, judged by itself
                yield from _judge_column(column, view, text)


class View(NamedTuple):
    """What a query sees: columns by source, None where they cannot be told, and its own names for what it selects."""

    sources: Mapping[str, frozenset[str] | None]
    aliases: frozenset[str]


def _view(scope: Scope, tables: Mapping[str, frozenset[str] | None]) -> View:
    from sqlglot import exp

    selected = getattr(scope.expression, "selects", ())
    aliases = frozenset(each.alias.casefold() for each in selected if isinstance(each, exp.Alias))
    sources = {name: _offered(source, tables) for name, source in _visible(scope).items()}
    return View(sources, aliases)


def _judge_column(column: exp.Column, view: View, text: str) -> Iterator[Defect]:
    name, table = column.name.casefold(), column.table.casefold()
    if table and table not in view.sources:
        yield _at(column, text, f"{column.table} in {column.sql()} is no table of this query")
        return
    offered = [view.sources[table]] if table else list(view.sources.values())
    if name == "*" or None in offered or not offered or name in view.aliases:
        return
    known = frozenset().union(*(each for each in offered if each is not None))
    if name not in known:
        yield _at(column, text, f"there is no column {column.sql()}{_hint(name, known)}")


def _visible(scope: Scope) -> dict[str, Any]:
    """Tables and subqueries by the names they have in a query, those of the queries around it too."""
    outer = _visible(scope.parent) if scope.parent is not None else {}
    return outer | {str(name).casefold(): source for name, source in scope.sources.items()}


def _offered(source: Any, tables: Mapping[str, frozenset[str] | None]) -> frozenset[str] | None:
    """The columns of a source; None if they cannot be told."""
    from sqlglot import exp

    if isinstance(source, exp.Table):
        return tables.get(source.name.casefold())
    names = [name.casefold() for name in getattr(source.expression, "named_selects", ())]
    renamed = source.expression.parent is not None and source.expression.parent.alias_column_names
    return None if not names or "*" in names or renamed or source.is_udtf else frozenset(names)


def _hint(name: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _at(node: exp.Expr, text: str, message: str) -> Defect:
    from sqlglot import exp

    starts = [each.meta["start"] for each in node.find_all(exp.Identifier) if "start" in each.meta]
    return Defect(*place(text, min(starts, default=len(text) - len(text.lstrip()))), message)


KIND = ValidatorKind(
    "sql",
    "hallucination",
    "the output is SQL that does only what it may and names only tables and columns that exist",
    build,
    more=("dialect", "tables", "statements"),
)
