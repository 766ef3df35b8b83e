"""``sql``: the output is SQL of a dialect, does only what it may, and names only tables and columns that exist."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from canary.core.canonical import fenced_block
from canary.core.model import Prompt, Verdict
from canary.core.validators import _code, _sql_tokens
from canary.core.validators import _sql_dialects as dialects
from canary.core.validators._code import Defect, OverBoundError, UnreadableError
from canary.core.validators._sql_names import Names
from canary.core.validators._sql_nodes import Tables, below
from canary.core.validators._sql_parser import parser
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts, place
from canary.core.validators.python import read_names

if TYPE_CHECKING:
    from sqlglot import Token, exp
    from sqlglot.errors import ParseError

MAX_SQL = 32_768
MAX_NESTING = 40  # of brackets: beyond, trying one reading after the other takes a parser too long
MAX_NODES = 6_000  # of all readings: each join without ON doubles them. 32 KB of plain SQL take 3,000
MAX_NAMES = 1_000  # resolving them takes time that grows with their square
READS = ("select",)
_KINDS = {
    "union": "select",
    "intersect": "select",
    "except": "select",
    "subquery": "select",
    "table": "select",
    "pivot": "select",
    "values": "select",
}
_CHANGES = ("insert", "update", "delete", "merge", "create", "alter", "drop", "truncatetable", "command")
_KNOWN_KINDS = (*READS, *_CHANGES)
_WRITES = (*_CHANGES, "into")
_ASKED = frozenset({*_WRITES, "table", "column"}) | dialects.CLAUSES


class Rules(NamedTuple):
    """The options."""

    dialect: str | None
    tables: Tables
    statements: frozenset[str]


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when every statement parses, is of an allowed kind, and names known tables and columns only.

    Without ``tables`` names are not judged. ``statements`` are selects unless the options say otherwise.
    """
    rules = Rules(_dialect(options.get("dialect")), _tables(options.get("tables")), _statements(options))

    def judge(output: str) -> Verdict:
        text, fenced = _text(output)
        return _code.report(_defects(_parse(text, rules.dialect), text, rules), fenced, verdicts)

    return _code.guarded(judge, verdicts, "the SQL")


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


def _tables(written: Any) -> Tables:
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
        raise OverBoundError(f"the SQL is over {MAX_SQL:,} characters")
    return text, body is not None


def _parse(text: str, written: str | None) -> list[exp.Expr]:
    from sqlglot.dialects.dialect import Dialect
    from sqlglot.errors import ParseError, SqlglotError

    dialect = Dialect.get_or_raise(written)
    try:
        tokens = _sql_tokens.tokens(text, dialect)
        _bound_nesting(tokens)
        _refuse_limit(tokens, written)
        parsed = parser(dialect, max_nodes=MAX_NODES).parse(tokens, text)
    except ParseError as error:
        raise _unreadable(error) from None
    except (SqlglotError, ValueError) as error:
        raise UnreadableError(f"not SQL: {str(error).splitlines()[0]}") from None
    except (AttributeError, TypeError, KeyError, IndexError):  # the parser trips over some of what is no SQL
        raise UnreadableError("not SQL: it cannot be parsed") from None
    statements = [
        each for each in parsed if each is not None and each.key != "semicolon"
    ]  # a last comment is one
    if not statements:
        raise UnreadableError("there is no statement")
    return statements


def _bound_nesting(tokens: list[Token]) -> None:
    """By tokens, for a bracket in a literal opens and closes nothing."""
    from sqlglot import TokenType

    steps = {TokenType.L_PAREN: 1, TokenType.L_BRACKET: 1, TokenType.L_BRACE: 1}
    steps |= {TokenType.R_PAREN: -1, TokenType.R_BRACKET: -1, TokenType.R_BRACE: -1}
    depth = 0
    for step in [steps[token.token_type] for token in tokens if token.token_type in steps]:
        depth = max(0, depth + step)
        if depth > MAX_NESTING:
            raise OverBoundError("the SQL is nested too deeply")


def _refuse_limit(tokens: list[Token], dialect: str | None) -> None:
    """T-SQL has TOP, which is parsed to the same."""
    from sqlglot import TokenType

    for token, after in zip(tokens, tokens[1:] if dialect == "tsql" else [], strict=False):
        if token.token_type is TokenType.LIMIT and after.token_type is TokenType.NUMBER:
            raise UnreadableError(
                "not SQL: tsql has no LIMIT", token.line, max(token.col - len("LIMIT"), 0) + 1
            )


def _unreadable(error: ParseError) -> UnreadableError:
    first = error.errors[0] if error.errors else {}
    reason = str(first.get("description") or error).splitlines()[0]
    if reason.startswith("Maximum number of AST nodes"):
        return OverBoundError("the SQL can be read in too many ways")
    return UnreadableError(f"not SQL: {reason}", first.get("line"), first.get("col"))


# --- judging -------------------------------------------------------------------------------------


def _defects(statements: list[exp.Expr], text: str, rules: Rules) -> Iterator[Defect]:
    names = Names(rules.tables, rules.dialect, text)
    for statement in statements:
        nodes = _nodes(statement)
        _refuse_clauses(nodes, text, rules.dialect)
        yield from _kind_defects(statement, nodes, text, rules.statements)
        if not rules.tables:
            continue
        if len(nodes.get("table", ())) + len(nodes.get("column", ())) > MAX_NAMES:
            yield Defect(1, 1, f"more than {MAX_NAMES:,} tables and columns are named")
        else:
            yield from (_at(each.node, text, each.message) for each in names.wrong(statement))


def _nodes(statement: exp.Expr) -> dict[str, list[Any]]:
    """The nodes that are asked for, by kind: walked once, for a walk takes a tenth of what parsing takes."""
    found: dict[str, list[Any]] = {}
    todo: list[Any] = [statement]
    while todo:
        node = todo.pop()
        key = node.key
        if key in _ASKED:
            found.setdefault(key, []).append(node)
        todo += below(node)
    return found


def _refuse_clauses(nodes: Mapping[str, list[Any]], text: str, dialect: str | None) -> None:
    for key in dialects.CLAUSES:
        for node in nodes.get(key, ()):
            clause = _clause(node)
            if dialect in dialects.REFUSED.get(clause, ()):
                line, column, message = _at(node, text, f"not SQL: {dialect} has no {clause}")
                raise UnreadableError(message, line, column)


def _clause(node: Any) -> str:
    """As it is written."""
    if node.key == "distinct":
        return "DISTINCT ON" if node.args.get("on") else "DISTINCT"
    if node.key == "onconflict":
        return "ON DUPLICATE KEY UPDATE" if node.args.get("duplicate") else "ON CONFLICT"
    if node.key == "lateral" and node.args.get("cross_apply") is not None:
        return "APPLY"
    return str(node.key).upper()


def _kind_defects(
    statement: exp.Expr, nodes: Mapping[str, list[Any]], text: str, allowed: frozenset[str]
) -> Iterator[Defect]:
    kinds = {_KINDS.get(statement.key, statement.key): statement}
    for written in _WRITES:
        if written in nodes:
            kinds.setdefault("create" if written == "into" else written, nodes[written][0])
    for kind, node in kinds.items():
        if kind == "select" or kind in _WRITES:
            if kind not in allowed:
                yield _at(node, text, f"{kind} is not allowed here, only {', '.join(sorted(allowed))}")
        else:
            yield _at(node, text, f"no SQL statement: {text.strip()[:40]!r}")


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
