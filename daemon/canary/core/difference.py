"""Two outputs -> what changed between them, as a few lines for people. Pure; bounded in size and in time.

The outputs are hostile: what comes out is clean of all that acts on a terminal, and still to be escaped for its medium.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import takewhile

from canary.core.escape import escape_terminal

_SCANNED = 20_000  # characters of an output that are looked at
_LINES = 120  # compared of each, from a little before they part: the matcher's time grows with their square
_WIDTH = 160  # a longer line is folded, lest one changed word show as two whole paragraphs
_AROUND = 2  # unchanged lines shown around a change

# Where a reader would break a long line: after a clause, then after any word.
_CLAUSE = re.compile(r"(?<=[,.;!?)\]}]) ")


def unified(old: str, new: str) -> str | None:
    """The lines that were taken out ("- ") and put in ("+ "), with a little around them; None if none differ.

    "@@" stands between changes that lie apart. Long lines are folded, so a piece of one counts as a line.
    """
    before, after = _lines(old), _lines(new)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(0, same - _AROUND)
    return "\n".join(_changes(before[start : start + _LINES], after[start : start + _LINES])) or None


def _lines(text: str) -> list[str]:
    cleaned = escape_terminal(text[:_SCANNED])
    return [piece for line in cleaned.splitlines() for piece in _folded(line)]


def _folded(line: str) -> Iterator[str]:
    if len(line) <= _WIDTH:
        yield line
        return
    for clause in _CLAUSE.split(line):
        yield from (clause[at : at + _WIDTH] for at in range(0, len(clause), _WIDTH))


def _changes(before: list[str], after: list[str]) -> Iterable[str]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield "@@"
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (f"  {line}" for line in before[i1:i2])
            else:
                yield from (f"- {line}" for line in before[i1:i2])
                yield from (f"+ {line}" for line in after[j1:j2])
