"""Which SQL may undo an operation of alembic's: told by its words, not by its grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from canary.core.validators._operations import Operation

Words = frozenset[str]

_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"--[^\n]*")
# What runs SQL that is put together while it runs, or may do anything.
_RUNS = frozenset({"do", "execute", "exec", "call", "sp_rename", "prepare"})
_DROPS = frozenset({"drop", "rename", "create"})
_MAKES = frozenset({"add", "create", "rename", "into"})
_ALTERS = frozenset({"alter", "modify", "change", "rename", "drop", "create", "writable_schema"})
_TAKES_BACK: Mapping[str, Words] = {
    "create_table": _DROPS,
    "drop_table": _MAKES,
    "add_column": _DROPS | {"change"},
    "drop_column": _MAKES | {"change"},
    "rename_table": _ALTERS,
    "alter_column": _ALTERS,
}


def may_undo(texts: tuple[str, ...], done: Operation) -> bool:
    """A statement of these names what was done, and is of the kind that takes it back."""
    kind = _TAKES_BACK.get(done.verb, _DROPS) | _RUNS
    statements, whole, named = _statements(texts)
    names = [name for each in (done.name, *done.columns) if each and (name := _words(each)) <= named]
    if names and any(words & kind and any(name <= words for name in names) for words in statements):
        return True
    table = _words(done.table or "")  # of an unknown one, any
    return table <= named and any(
        words & kind and table <= words for words in (whole if done.name else statements)
    )


@lru_cache(maxsize=1)  # asked for each operation of a migration
def _statements(texts: tuple[str, ...]) -> tuple[list[Words], list[Words], Words]:
    """The words of each statement, in lower case; those of whole tables apart; all words.

    What puts SQL together is taken as one statement.
    """
    found: set[Words] = set()
    for text in texts:
        bare = _COMMENT.sub(" ", text.casefold())
        parts = [bare] if _RUNS & _words(bare) else bare.split(";")
        found |= set(map(_words, parts))
    return list(found), [words for words in found if _of_whole_table(words)], frozenset[str]().union(*found)


def _words(text: str) -> Words:
    return frozenset(_WORD.findall(text.casefold()))


def _of_whole_table(words: Words) -> bool:
    return bool(words & ({"rename", "create"} | _RUNS)) or (
        {"drop", "table"} <= words and "alter" not in words
    )
