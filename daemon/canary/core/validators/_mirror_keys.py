"""Foreign keys in the mirror: those that only one direction knows of, and tables dropped before those that refer to them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from canary.core.validators._code import Defect, at, dotted, walk
from canary.core.validators._foreign_keys import Keys, table_of
from canary.core.validators._operations import Direction, Operation, alike

_KEY_NAME = re.compile(r"^fk_|_fk$|fkey|_fk_|_ibfk_|foreign", re.IGNORECASE)


def _drops_key(each: Operation) -> bool:
    """``drop_constraint`` of what is a foreign key by its type_ or, without one, by its name."""
    if each.verb != "drop_constraint" or each.name is None:
        return False
    return each.kind == "foreignkey" or (each.kind is None and bool(_KEY_NAME.search(each.name)))


def keys_from_nowhere(up: Direction, down: Direction) -> Iterator[Defect]:
    """downgrade() drops a key that upgrade() did not leave there: it was never made, or was dropped itself."""
    for each in _first_of_each_name(down):
        if not _drops_key(each) or _may_be_made(each, up) or _only_lifted(each, up, down):
            continue
        yield at(each.node, f"downgrade() drops the foreign key {each.name}, which upgrade() does not make")


def _only_lifted(dropped: Operation, up: Direction, down: Direction) -> bool:
    """Out of the way for the passage: made anew by downgrade() itself, and upgrade() did not touch it."""
    again = (each for each in down.operations if each.verb == "create_foreign_key")
    touched = any(each.name == dropped.name for each in up.operations)
    return not touched and any(alike(each.name, dropped.name) for each in again)


def _first_of_each_name(direction: Direction) -> list[Operation]:
    named = [each for each in reversed(direction.operations) if each.name is not None]
    return list(
        {each.name: each for each in named if "constraint" in each.verb or "key" in each.verb}.values()
    )


def _may_be_made(dropped: Operation, up: Direction) -> bool:
    if any(dropped.name and dropped.name.casefold() in sql.casefold() for sql in up.sql):
        return True
    return any(_may_make(dropped, each) for each in up.operations)


def _may_make(dropped: Operation, each: Operation) -> bool:
    if each.verb == "rename_table" and (alike(each.name, dropped.table) or alike(each.target, dropped.table)):
        return True
    if not alike(each.table, dropped.table):
        return False
    if each.verb == "create_foreign_key":
        return alike(each.name, dropped.name)
    return each.verb in ("create_table", "add_column") and _holds_key(each)


def _holds_key(each: Operation) -> bool:
    names = (dotted(node.func) or "" for node in walk(each.node) if isinstance(node, ast.Call))
    return any(name.rpartition(".")[2].startswith("ForeignKey") for name in names)


def lost_keys(up: Direction, down: Direction) -> Iterator[Defect]:
    """upgrade() drops a key, and nothing in downgrade() makes one on that table again."""
    for each in up.operations:
        if _drops_key(each) and not _made_again(each, up, down):
            yield at(
                each.node,
                f"downgrade() does not undo the dropped foreign key {each.name}: op.create_foreign_key is missing",
            )


def _made_again(dropped: Operation, up: Direction, down: Direction) -> bool:
    if any("references" in sql.casefold() for sql in down.sql):
        return True
    makers = (each for each in down.operations if alike(each.table, dropped.table))
    if any(each.verb == "create_foreign_key" or _holds_key(each) for each in makers):
        return True
    gone = ("drop_table", "drop_column", "rename_table", "create_foreign_key")
    return any(each.verb in gone and alike(each.table, dropped.table) for each in up.operations)


# --- the order of drops --------------------------------------------------------------------------


def drop_order_defects(up: Direction, down: Direction, keys: Keys) -> Iterator[Defect]:
    """downgrade() drops a table while one that upgrade() made with a foreign key to it is still there."""
    if down.sql or any(each.verb == "drop_constraint" for each in down.operations):
        return
    made = {each.name for each in up.operations if each.verb == "create_table"}
    drops = {each.name: n for n, each in enumerate(down.operations) if each.verb == "drop_table"}
    for (child, column), key in keys.targets.items():
        parent = table_of(key.target)
        if child == parent or child is None or not {child, parent} <= made & drops.keys():
            continue
        first = down.operations[drops[parent]]
        if drops[parent] < drops[child]:
            way_out = f"drop {child} first"
            yield at(
                first.node, f"downgrade() drops {parent} while {child}.{column} still refers to it: {way_out}"
            )
