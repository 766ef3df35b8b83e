"""Does downgrade() undo what upgrade() does? Said only where the text of both tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from canary.core.validators._code import Code, Defect, at
from canary.core.validators._operations import Direction, FunctionNode, Module, Operation

_INVERSE = {
    "create_table": "drop_table",
    "drop_table": "create_table",
    "add_column": "drop_column",
    "drop_column": "add_column",
    "create_index": "drop_index",
    "create_foreign_key": "drop_constraint",
    "create_unique_constraint": "drop_constraint",
    "create_check_constraint": "drop_constraint",
    "create_exclude_constraint": "drop_constraint",
    "rename_table": "rename_table",
    "alter_column": "alter_column",
}
_STATED = re.compile(
    r"irrevers|not revers|non-?revers|one-?way|no[- ]?op\b|no (?:down|roll)|not (?:supported|possible|needed|required)"
    r"|can(?:no|')t|nothing to|not undo|never|forward[- ]only|intentional|deliberate|on purpose|unsupported|won't|safe to",
    re.IGNORECASE,
)
# Left out on purpose: CREATE EXTENSION, CREATE SCHEMA and ALTER TYPE ... ADD VALUE, which projects seldom take back.
_SQL_CHANGES = re.compile(
    r"\bcreate\s+(?:or\s+replace\s+)?(?:unlogged\s+|materialized\s+|unique\s+)?"
    r"(?:table|view|index|trigger|policy|function|type)\b"
    r"|\balter\s+table\b[^;]*\b(?:add|drop|rename|alter\s+column)\b",
    re.IGNORECASE,
)


def mirror_defects(module: Module, code: Code) -> Iterator[Defect]:
    """What upgrade() does and downgrade() does not undo."""
    up, down = module.direction("upgrade"), module.direction("downgrade")
    function = module.functions["downgrade"]
    if down.idle:
        yield from _idle_defects(up, function, code)
    elif not down.raises and not down.opaque:
        lost = [each for each in up.operations if each.verb in _INVERSE and not _undone(each, up, down)]
        for each in lost:
            yield at(each.node, f"downgrade() does not undo {described(each)}: {_way_out(each)}")


def _idle_defects(up: Direction, function: FunctionNode, code: Code) -> Iterator[Defect]:
    done = [each for each in up.operations if each.verb in _INVERSE or each.verb.startswith("create_")]
    if not done and not any(map(_SQL_CHANGES.search, up.sql)):
        return
    if _STATED.search(_own_words(function, code)):
        return
    what = described(done[0]) if done else "the SQL of upgrade()"
    line = f" (line {done[0].node.lineno})" if done else ""
    more = f" and {len(done) - 1} more" if len(done) > 1 else ""
    yield at(function, f"downgrade() is empty, but should undo {what}{line}{more}")


def _own_words(function: FunctionNode, code: Code) -> str:
    """The text of the function's body, comments too: where its author says that there is no way back."""
    lines = code.text.split("\n")
    after = function.end_lineno or function.lineno
    return "\n".join(
        lines[function.lineno : after] + [line for line in lines[after : after + 1] if "#" in line]
    )


def _undone(done: Operation, up: Direction, down: Direction) -> bool:
    if any(_undoes(each, done) for each in down.operations):
        return True
    if _told_in_sql(done, down) or _gone_again(done, up):
        return True
    return done.verb not in ("create_table", "drop_table", "rename_table") and _falls_with_more(done, down)


def _undoes(each: Operation, done: Operation) -> bool:
    if each.verb != _INVERSE[done.verb]:
        return False
    if done.verb == "rename_table":
        return _alike(each.name, done.target) and _alike(each.target, done.name)
    if done.verb == "alter_column":
        return _alike(each.table, done.table)
    if not done.columns and done.name is None:
        return True
    same_table = _alike(each.table, done.table) or each.verb == "drop_index"
    return same_table and (_alike(each.name, done.name) or _by_convention(each, done))


def _by_convention(each: Operation, done: Operation) -> bool:
    """A constraint that is made as ``positive`` and dropped as ``ck_orders_positive``."""
    made, dropped = done.name or "", each.name or ""
    return (
        each.verb == "drop_constraint" and made != "" and dropped.casefold().endswith(f"_{made}".casefold())
    )


def _alike(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.casefold() == other.casefold()


def _told_in_sql(done: Operation, down: Direction) -> bool:
    words = {name for name in (done.name, done.table) if name}
    return not words or any(word.casefold() in sql.casefold() for sql in down.sql for word in words)


def _gone_again(done: Operation, up: Direction) -> bool:
    """Undone or replaced within upgrade() itself: a table for the passage, an index dropped and made anew."""
    others = [each for each in up.operations if each is not done and each.name is not None]
    moved = [each for each in others if each.verb == "rename_table"]
    if done.table is not None and any(done.table in (each.name, each.target) for each in moved):
        return True
    if done.verb == "rename_table":
        return any(each.verb == "create_table" and each.name == done.name for each in others)
    return done.verb != "alter_column" and any(_undoes(each, done) for each in others)


def _falls_with_more(done: Operation, down: Direction) -> bool:
    """Its table or one of its columns is dropped, made anew or renamed: an index falls with its column."""
    for each in down.operations:
        if each.verb in ("drop_table", "create_table", "rename_table") and _alike(each.table, done.table):
            return True
        if each.verb == "rename_table" and _alike(each.target, done.table):
            return True
        column = each.name in done.columns or each.name is None or not done.columns
        swept = column and done.verb not in ("add_column", "drop_column")
        if swept and each.verb in ("drop_column", "add_column") and _alike(each.table, done.table):
            return True
    return False


_NOUNS = {
    "foreign_key": "foreign key",
    "unique_constraint": "unique constraint",
    "check_constraint": "check constraint",
}


def described(each: Operation) -> str:
    """``the new column orders.user_id``."""
    verb, _, noun = each.verb.partition("_")
    noun = _NOUNS.get(noun, noun.replace("_", " "))
    name = each.name or "without a name"
    if noun == "column" and each.table:
        name = f"{each.table}.{name}"
    on = f" on {each.table}" if each.table and noun not in ("column", "table") else ""
    how = {"create": "new", "add": "new", "drop": "dropped", "alter": "altered", "rename": "renamed"}[verb]
    return f"the {how} {noun} {name}{on}"


def _way_out(each: Operation) -> str:
    return f"op.{_INVERSE[each.verb]} is missing"
