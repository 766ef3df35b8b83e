"""Tables for a terminal, a pipe, a spreadsheet and a page. Stored text is hostile in each of them, in its own way."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from canary.core.escape import escape_terminal, fit, one_line

Row = Mapping[str, Any]
LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Column:
    """What a person sees of a row under one heading. ``key`` is the row's own value, unless ``show`` makes another.

    ``extra`` ones are left out of a table that is wider than the terminal, the last first.
    """

    title: str
    key: str = ""
    show: Callable[[Row], str] | None = None
    right: bool = False
    extra: bool = False

    def text(self, row: Row) -> str:
        """The cell, safe for a terminal, on one line."""
        shown = self.show(row) if self.show is not None else plain(row[self.key])
        return fit(one_line(escape_terminal(shown)), LONGEST_CELL)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain values. ``keys`` are those that a spreadsheet gets, ``columns`` what a person sees."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    keys: Sequence[str] = ()


def plain(value: Any) -> str:
    """A value as a person reads it; a dash for none."""
    if value is None or value == "":
        return "-"
    if isinstance(value, datetime):
        return minute(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value) or "-"
    return str(value)


def minute(at: datetime | None) -> str:
    """An instant to the minute, UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%MZ}" if at is not None else "-"


def percent(share: float | None) -> str:
    """A share as a percentage, with a decimal where it matters."""
    if share is None:
        return "-"
    return f"{share:.0%}" if share in (0, 1) or 0.1 <= share <= 0.995 else f"{share:.1%}"


# --- media ---------------------------------------------------------------------------------------


def write_text(tables: Sequence[Table], notes: Sequence[str], out: TextIO) -> None:
    """For people: coloured and fitted on a terminal, plain and aligned anywhere else."""
    if out.isatty():
        _write_rich(tables, notes, out)
        return
    parts = [_aligned(table) for table in tables if table.rows]
    if notes:
        parts.append("".join(f"{escape_terminal(note)}\n" for note in notes))
    out.write("\n".join(parts))


def _aligned(table: Table) -> str:
    cells = [[column.text(row) for column in table.columns] for row in table.rows]
    lines = [[column.title for column in table.columns], *cells]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
    head = [table.title] if table.title else []
    return "\n".join([*head, *(_line(line, widths, table.columns) for line in lines)]) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    padded = zip(cells, widths, columns, strict=True)
    return "  ".join(c.rjust(w) if column.right else c.ljust(w) for c, w, column in padded).rstrip()


def _write_rich(tables: Sequence[Table], notes: Sequence[str], out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for table in tables:
        if table.rows:
            form = "csv" if table is tables[0] else "json"  # a spreadsheet gets the first table only
            columns = fitting(table, console.width)
            if table.title:
                console.print(Text(table.title, style="bold"), soft_wrap=True)
            console.print(_rich(table, columns))
            console.print(_left_out(len(table.columns) - len(columns), form), style="dim")
    for note in notes:
        console.print(Text(escape_terminal(note)), soft_wrap=True)


def _left_out(columns: int, form: str) -> str:
    return f"({columns} columns have no room here; --format {form} has all)\n" if columns else ""


def fitting(table: Table, width: int) -> list[Column]:
    """The columns that have room on a terminal of that width."""
    columns = list(table.columns)
    widths = {c.title: max(len(c.title), *(len(c.text(row)) for row in table.rows)) + 2 for c in columns}
    for column in reversed(table.columns):
        if column.extra and sum(widths[c.title] for c in columns) > width:
            columns.remove(column)
    return columns


def _rich(table: Table, columns: Sequence[Column]) -> Any:
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        drawn.add_column(column.title, justify="right" if column.right else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell, style=style_of(cell)) for cell in (c.text(row) for c in columns)))
    return drawn


def style_of(cell: str) -> str:
    """The colour of a cell that begins with a state."""
    styles = {"healthy": "green", "learning": "cyan", "info": "cyan", "warning": "yellow", "critical": "red"}
    return next((style for word, style in styles.items() if cell == word or cell.startswith(f"{word} ")), "")


def write_csv(table: Table, out: TextIO) -> None:
    """The first table's raw values under their keys. A text that a spreadsheet would run is put behind an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    keys = table.keys or [column.key for column in table.columns]
    writer.writerow(keys)
    writer.writerows([_cell(row[key]) for key in keys] for row in table.rows)
    out.write(buffer.getvalue())


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return iso(value)
    text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    text = one_line(escape_terminal(text))
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def iso(at: datetime) -> str:
    """An instant as JSON documents spell it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def write_markdown(tables: Sequence[Table], notes: Sequence[str], out: TextIO) -> None:
    """Pipe tables; nothing in a cell is mark-up."""
    parts = []
    for table in tables:
        if table.rows:
            parts.append((f"### {table.title}\n\n" if table.title else "") + _pipes(table))
    parts += ["".join(f"- {_inert(note)}\n" for note in notes)] if notes else []
    out.write("\n".join(parts))


def _pipes(table: Table) -> str:
    lines = [[column.title for column in table.columns]]
    lines.append(["---:" if column.right else "---" for column in table.columns])
    lines += [[_inert(column.text(row)) for column in table.columns] for row in table.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


_MARKUP = str.maketrans({c: f"\\{c}" for c in "\\`*_[]|~!#"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def _inert(text: str) -> str:
    return one_line(escape_terminal(text)).translate(_MARKUP)
