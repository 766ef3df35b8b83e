"""The few slips of the pen that YAML punishes with a riddle: which of them a fault looks like, and the way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

COMMENT = 'a "#" after a blank begins a comment; quote the value'
COLON = 'a value that holds ": " must stand in quotes'
ESCAPE = "a backslash in double quotes begins an escape; use single quotes"
_INDENT = "a value ends where the next line is indented deeper; check the indentation"
_INDICATOR = "a value that begins with one of @ ` % * & ! must stand in quotes"
_TAB = "YAML is indented with blanks, never with a tab"
_QUOTE = "a quote within quotes ends the value; use the other kind of quotes around it"

_COMMENT = re.compile(r"\s#[^\s#]")
_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*\"""")


def is_lost_value(rest: str) -> bool:
    """Whether what follows an empty key is a comment like ``#llm``, more likely meant as its value."""
    return re.match(r"\s+#[^\s#]", rest) is not None


def slip(said: str, lines: Sequence[str], opened: tuple[int, int], at: tuple[int, int]) -> str | None:
    """The likely slip behind the parser's word *said*, or None.

    *opened* and *at* are the (line, column), from 0 and within *lines*, where what failed began and where it failed.
    """
    line = lines[at[0]]
    before, after = line[: at[1]], line[at[1] :]
    if "escape" in said or "hexdecimal" in said:
        return ESCAPE
    if "mapping values are not allowed" in said:
        return COLON if re.search(r":\s", before) else _INDENT
    if "tab character" in said or after.startswith("\t"):
        return _TAB
    if "cannot start any token" in said or "alphabetic or numeric" in said:
        return _INDICATOR
    if "expected key" in said and before.rstrip().endswith(("'", '"')):
        return _QUOTE
    if "expected ',' or" in said or "node content" in said:
        return _in_brackets(lines, opened, at)
    return f"the quote opened in line {opened[0] + 1} is not closed" if "end of stream" in said else None


def _in_brackets(lines: Sequence[str], opened: tuple[int, int], at: tuple[int, int]) -> str:
    before, after = lines[at[0]][: at[1]], lines[at[0]][at[1] :]
    if after.startswith(":") and (at[0] == opened[0] or ": " in before):
        return COLON
    for number, line in enumerate(lines[opened[0] : at[0] + 1], opened[0] + 1):
        if _COMMENT.search(_QUOTED.sub("''", line)):
            return f"in line {number}, {COMMENT}"
    return f"a comma is missing, or the bracket opened in line {opened[0] + 1} is not closed"
