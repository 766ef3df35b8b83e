"""The sheet that a person labels in a spreadsheet: CSV out and in again. Pure.

What a model said is hostile there too: a cell that a spreadsheet would take for a formula is put behind an apostrophe.
Read back are only the columns id, label and note.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from canary.core.auditing import LABELS
from canary.core.escape import escape_terminal, fit
from canary.errors import Problem
from canary.storage.audits import Label

COLUMNS = ("id", "target", "suite", "prompt", "prompt text", "output", "label", "note")
LONGEST_CELL = 32_000  # characters: spreadsheets cut at 32,767
LONGEST_NOTE = 2_000

_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # the wide forms count in some locales
_MARK = "\ufeff"  # by which Excel knows UTF-8


class Line(NamedTuple):
    """One row of the sheet."""

    id: int
    target: str
    suite: str
    prompt: str
    prompt_text: str
    output: str


def render(lines: Iterable[Line]) -> bytes:
    """The sheet with empty labels: UTF-8 with a byte order mark, rows ended by CRLF, every cell quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([line.id, *(cell(text) for text in line[1:]), "", ""])
    return (_MARK + buffer.getvalue()).encode("utf-8")


def cell(text: str) -> str:
    """*text* bounded, without what cannot be seen, and nothing that a spreadsheet would run."""
    shown = fit(text, LONGEST_CELL) if len(text) > LONGEST_CELL else escape_terminal(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) or shown.startswith(("\t", "\r")) else shown


def _plain(text: str) -> str:
    """A cell without the apostrophe that ``cell``, or a person, put before it."""
    bare = text.removeprefix("'")
    return bare if bare.lstrip().startswith(_FORMULA) else text


# --- reading -------------------------------------------------------------------------------------


class Read(NamedTuple):
    """One labelled row: where it stands, and what it says."""

    line: int
    label: Label


def parse(content: bytes, file: str) -> tuple[list[Read], list[Problem]]:
    """The rows with a label, and all that is wrong with any. Comma, semicolon and tab are understood as separators."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Problem(file, None, "", f"is not UTF-8 (byte {error.start}): save it as CSV UTF-8")]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        missing = [name for name in ("id", "label") if name not in header]
        if missing:
            return [], [Problem(file, 1, "header", f"has no column {' and none '.join(missing)}")]
        rows = list(_numbered(reader))
    except csv.Error as error:
        return [], [Problem(file, reader.line_num, "", f"is no CSV: {error}")]
    return _take(rows, header, file)


def _separator(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """(line that the row begins on, row); a quoted cell may span several."""
    begin = reader.line_num + 1
    for row in reader:
        if any(each.strip() for each in row):
            yield begin, row
        begin = reader.line_num + 1


def _take(
    rows: list[tuple[int, list[str]]], header: list[str], file: str
) -> tuple[list[Read], list[Problem]]:
    reads: list[Read] = []
    problems: list[Problem] = []
    seen: dict[int, int] = {}
    for line, row in rows:
        found = _row(dict(zip(header, row, strict=False)))
        if isinstance(found, Label) and found.id in seen:
            found = ("id", f"{found.id} stands on line {seen[found.id]} already; keep one")
        if isinstance(found, Label):
            seen[found.id] = line
            reads.append(Read(line, found))
        elif found is not None:
            problems.append(Problem(file, line, *found))
    return reads, problems


def _row(cells: Mapping[str, str]) -> Label | tuple[str, str] | None:
    """A label, what is wrong (key, message), or None for a row that is not labelled."""
    said = cells.get("label", "").strip().casefold()
    number = cells.get("id", "").strip()
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return "id", f"{_quoted(number)} is no number"
    if not said:
        return None
    if said not in LABELS:
        return "label", f"{_quoted(said)} is none of {', '.join(LABELS)}"
    note = _plain(cells.get("note", "").strip())[:LONGEST_NOTE]
    return Label(int(number), said, escape_terminal(note) or None)


def _quoted(text: str) -> str:
    return f'"{fit(text, 40)}"'
