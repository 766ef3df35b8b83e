"""Does downgrade() undo what upgrade() does? Said only where the text of both tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import takewhile

from canary.core.validators._code import Code, Defect, at
from canary.core.validators._foreign_keys import Keys
from canary.core.validators._mirror_keys import drop_order_defects, keys_from_nowhere, lost_keys
from canary.core.validators._operations import Direction, FunctionNode, Module, Operation, alike, argument
from canary.core.validators._undoing_sql import may_undo

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
    r"|\binsert\s+into\b|\balter\s+table\b[^;]*\b(?:add|drop|rename|alter\s+column)\b"
    r"|\balter\s+index\b[^;]*\brename\b",
    re.IGNORECASE,
)


def mirror_defects(module: Module, code: Code, keys: Keys) -> Iterator[Defect]:
    """What upgrade() does and downgrade() does not undo."""
    up, down = module.direction("upgrade"), module.direction("downgrade")
    function = module.functions["downgrade"]
    if down.idle:
        yield from _idle_defects(up, function, code)
    elif not down.raises and not down.opaque and (down.operations or not _says_so(function, code)):
        lost = [each for each in _to_undo(up, down) if not _undone(each, up, down)]
        for each in [*lost, *_left_tight(up, down), *_copied(up, down)]:
            yield at(each.node, f"downgrade() does not undo {described(each)}: {_way_out(each)}")
        yield from lost_keys(up, down)
        yield from drop_order_defects(up, down, keys)
    if not up.opaque:
        yield from keys_from_nowhere(up, down)


# --- an empty downgrade() ------------------------------------------------------------------------


def _idle_defects(up: Direction, function: FunctionNode, code: Code) -> Iterator[Defect]:
    done = [
        each for each in up.operations if each.verb in _INVERSE or each.verb.startswith(("create_", "drop_"))
    ]
    if not done and not up.helpers and not any(map(_SQL_CHANGES.search, up.sql)):
        return
    if _says_so(function, code):
        return
    what = described(done[0]) if done else "the SQL of upgrade()"
    if not done and up.helpers:
        what = f"{ast.unparse(up.helpers[0].func)}()"
    at_line = [each.node.lineno for each in done] or [each.lineno for each in up.helpers]
    line = f" (line {at_line[0]})" if at_line else ""
    more = f" and {len(done) - 1} more" if len(done) > 1 else ""
    yield at(function, f"downgrade() is empty, but should undo {what}{line}{more}")


def _says_so(function: FunctionNode, code: Code) -> bool:
    """The text of the function's body, comments too, says that there is no way back."""
    lines = code.text.split("\n")
    after = function.end_lineno or function.lineno
    rest = takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), lines[after:])
    return bool(_STATED.search("\n".join([*lines[function.lineno : after], *rest])))


def _leaves_trace(done: Operation) -> bool:
    """Other than what a column allows or is filled with: that is often tightened in steps, and not loosened again."""
    if done.verb == "alter_column":
        return done.target is not None or argument(done.node, 99, "type_") is not None
    return done.verb in _INVERSE


def _left_tight(up: Direction, down: Direction) -> Iterator[Operation]:
    """Columns that stay as they were tightened, though others that were tightened with them are loosened again."""
    tightened = [each for each in up.operations if _nullable(each) is not None and not _leaves_trace(each)]
    again = {
        (each.table, each.name): _nullable(each) for each in down.operations if _nullable(each) is not None
    }
    loosened = {e.table for e in tightened if again.get((e.table, e.name)) is (not _nullable(e))}
    altered = {(each.table, each.name) for each in down.operations}
    unsure = any(each.verb == "alter_column" and None in (each.table, each.name) for each in down.operations)
    for each in tightened if not unsure else ():
        key = (each.table, each.name)
        if each.table in loosened and key not in altered and not _undone(each, up, down):
            yield each


def _nullable(each: Operation) -> bool | None:
    given = argument(each.node, 99, "nullable") if each.verb == "alter_column" and each.name else None
    value = given.value if isinstance(given, ast.Constant) else None
    return value if isinstance(value, bool) else None


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
        return alike(each.name, done.target) and alike(each.target, done.name)
    if done.verb == "alter_column":
        return alike(each.table, done.table) and _alters_back(each, done)
    if not done.columns and done.name is None:
        return True
    same_table = alike(each.table, done.table) or each.verb == "drop_index"
    return same_table and (alike(each.name, done.name) or _by_convention(each, done))


def _alters_back(each: Operation, done: Operation) -> bool:
    """Of a name, what gives it back; of a type, any change of that column."""
    if done.target is not None:
        renames = argument(each.node, 99, "new_column_name") is not None
        return renames and alike(each.name, done.target) and alike(each.target, done.name)
    return alike(each.name, done.name)


def _copied(up: Direction, down: Direction) -> list[Operation]:
    """Columns whose type downgrade() alters as upgrade() did, where it alters no other: it was copied, not reversed."""
    made = {ast.dump(each.node): each for each in up.operations if each.verb == "alter_column" and each.name}
    again = [ast.dump(each.node) for each in down.operations if each.verb == "alter_column"]
    if not all(each in made for each in again):
        return []
    return [made[each] for each in again if argument(made[each].node, 99, "type_") is not None]


def _by_convention(each: Operation, done: Operation) -> bool:
    """A constraint that is made as ``positive`` and dropped as ``ck_orders_positive``."""
    made, dropped = done.name or "", each.name or ""
    return (
        each.verb == "drop_constraint" and made != "" and dropped.casefold().endswith(f"_{made}".casefold())
    )


def _told_in_sql(done: Operation, down: Direction) -> bool:
    if done.name is None and done.table is None:
        return True
    return may_undo(tuple(down.sql), done)


def _gone_again(done: Operation, up: Direction) -> bool:
    """Undone or replaced within upgrade() itself: a table for the passage, an index dropped and made anew."""
    others = [each for each in up.operations if each is not done and each.name is not None]
    moved = [each for each in others if each.verb == "rename_table"]
    if done.table is not None and any(done.table in (each.name, each.target) for each in moved):
        return True
    if done.verb == "rename_table":
        return any(each.verb == "create_table" and each.name == done.name for each in others)
    return done.verb != "alter_column" and any(_undoes(each, done) for each in others)


def _to_undo(up: Direction, down: Direction) -> Iterator[Operation]:
    """What leaves a trace; without the steps that put a new column in an old one's place where downgrade() does likewise."""
    places = _places_taken(up) & _places_taken(down)
    steps = {
        (each.table, each.name) for each in up.operations if (each.table, each.target) in places
    } | places
    return (each for each in up.operations if _leaves_trace(each) and (each.table, each.name) not in steps)


def _places_taken(direction: Direction) -> set[tuple[str | None, str | None]]:
    """Tables and columns that were dropped, and whose name another column was then given."""
    dropped = {(each.table, each.name) for each in direction.operations if each.verb == "drop_column"}
    return dropped & {(each.table, each.target) for each in direction.operations if each.target is not None}


def _falls_with_more(done: Operation, down: Direction) -> bool:
    """Its table or one of its columns is dropped, made anew or renamed: an index falls with its column."""
    for each in down.operations:
        if each.verb in ("drop_table", "create_table", "rename_table") and alike(each.table, done.table):
            return True
        if each.verb == "rename_table" and alike(each.target, done.table):
            return True
        column = each.name in done.columns or each.name is None or not done.columns
        swept = column and done.verb not in ("add_column", "drop_column")
        if swept and each.verb in ("drop_column", "add_column") and alike(each.table, done.table):
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
