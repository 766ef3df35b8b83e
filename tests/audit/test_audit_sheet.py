"""The sheet: inert in a spreadsheet, and read back as spreadsheets save it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.cli.audit.sheet import COLUMNS, LONGEST_CELL, Line, cell, parse, render
from canary.core.auditing import LABELS
from canary.storage.audits import Label

LINE = Line(7, "gpt", "tickets", "late", "Summarise.", 'He said "no",\nthen left.')


def sheet(
    *rows: tuple[str, ...], header: tuple[str, ...] = ("id", "label", "note"), separator: str = ","
) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n", delimiter=separator).writerows([header, *rows])
    return buffer.getvalue().encode()


def labels(content: bytes) -> list[Label]:
    reads, problems = parse(content, "f.csv")
    assert problems == []
    return [read.label for read in reads]


def told(content: bytes) -> list[tuple[int | None, str, str]]:
    return [(p.line, p.key, p.message) for p in parse(content, "f.csv")[1]]


def test_a_sheet_is_what_excel_takes() -> None:
    content = render([LINE])
    assert content.startswith(b"\xef\xbb\xbf")
    first, *rest = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert tuple(first) == COLUMNS
    assert rest == [["7", *LINE[1:], "", ""]]
    assert content.count(b"\r\n") == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\n=", "\uff1d", "\r="])
def test_what_a_spreadsheet_would_run_is_behind_an_apostrophe(start: str) -> None:
    assert cell(f"{start}HYPERLINK(1)").startswith("'")


@given(st.text(max_size=300))
def test_no_cell_runs_and_none_hides_anything(text: str) -> None:
    made = cell(text)
    assert not made.lstrip().startswith(("=", "+", "-", "@"))
    assert "\x00" not in made
    assert "\x1b" not in made
    content = render([LINE._replace(output=text)]).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content, newline=""))
    assert row[5] == made


def test_a_cell_fits_a_spreadsheet() -> None:
    assert len(cell("=" * 100_000)) <= LONGEST_CELL + 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_is_read_however_it_was_saved(separator: str) -> None:
    rows = [("1", "Right ", ""), ("2", "WRONG", "'=no such id"), ("3", "", "later")]
    wanted = [Label(1, "right"), Label(2, "wrong", "=no such id")]
    assert labels(sheet(*rows, separator=separator)) == wanted
    assert labels(b"\xef\xbb\xbf" + sheet(*rows, separator=separator)) == wanted
    assert labels(sheet(*rows, separator=separator).replace(b"\r\n", b"\n")) == wanted


def test_other_columns_and_empty_rows_are_passed_over() -> None:
    header = ("Label", "output", "ID")
    assert labels(sheet(("unsure", "=1+1", "9"), ("", "", ""), header=header)) == [Label(9, "unsure")]


def test_all_that_is_wrong_is_told_at_once_with_its_line() -> None:
    rows = [("1", "rihgt", ""), ("2\n", "right", ""), ("x", "wrong", ""), ("2", "wrong", ""), ("-3", "", "")]
    assert told(sheet(*rows)) == [
        (2, "label", '"rihgt" is none of right, wrong, unsure'),
        (5, "id", '"x" is no number'),
        (6, "id", "2 stands on line 3 already; keep one"),
        (7, "id", '"-3" is no number'),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "has no column id and none label"),
        (b"id,output\r\n1,a\r\n", "has no column label"),
        (b"id,label\r\n1,\xff\r\n", "is not UTF-8 (byte 12): save it as CSV UTF-8"),
        (b'id,label\r\n1,"right\r\n', "is no CSV: unexpected end of data"),
    ],
)
def test_what_is_no_sheet_is_told_as_such(content: bytes, said: str) -> None:
    assert [message for _, _, message in told(content)] == [said]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    parse(content, "f.csv")


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.text(max_size=60)), max_size=8))
def test_what_a_person_fills_in_comes_back(given_labels: list[tuple[str, str]]) -> None:
    lines = [LINE._replace(id=number) for number in range(len(given_labels))]
    rows = list(csv.reader(io.StringIO(render(lines).decode("utf-8-sig"), newline="")))
    for row, (label, note) in zip(rows[1:], given_labels, strict=True):
        row[6], row[7] = label, cell(note)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    assert [(each.id, each.label) for each in labels(buffer.getvalue().encode())] == [
        (number, label) for number, (label, _) in enumerate(given_labels)
    ]
