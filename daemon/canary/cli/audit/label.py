"""``canary audit label``: labels from a filled sheet, all or none; or one at a time, in the terminal."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence

from canary.app import utc_now
from canary.cli.audit import sheet, terminal
from canary.cli.audit.draws import Texts, chosen
from canary.cli.audit.sheet import Read
from canary.cli.files import open_input
from canary.core.auditing import LABELS
from canary.errors import Problem, UsageError, render_problems
from canary.settings import Settings
from canary.storage import audits
from canary.storage.audits import Label, StoredItem
from canary.storage.engine import Database


def run(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    by = args.by or getpass.getuser()
    if args.file is not None:
        return _from_sheet(database, args.file, args.draw, by)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "labelling one at a time needs a terminal; elsewhere fill in a sheet (`canary audit sample -o "
            "FILE.csv`) and give its name: `canary audit label FILE.csv`"
        )
    return _in_terminal(database, settings, chosen(database, args.draw), by)


# --- from a sheet --------------------------------------------------------------------------------


def _from_sheet(database: Database, file: str, draw: str | None, by: str) -> int:
    with open_input(file) as stream:
        reads, problems = sheet.parse(stream.read(), file)
    known = database.read(audits.find_items, [read.label.id for read in reads])
    problems += [
        problem for read in reads for problem in _unknown(read, known.get(read.label.id), draw, file)
    ]
    if problems:
        raise UsageError(f"{render_problems(problems)}\nnothing was stored")
    if not reads:
        raise UsageError(f"{file}: no row has a label; write {', '.join(LABELS)} into the column label")
    database.call(audits.store_labels, [read.label for read in reads], by, utc_now())
    changed = sum(known[r.label.id].label not in (None, r.label.label) for r in reads)
    print(f"{_counted([read.label for read in reads])}; {changed} of them had another label before")
    for name in sorted({item.draw for item in known.values()}):
        _left(database, name)
    return 0


def _unknown(read: Read, item: StoredItem | None, draw: str | None, file: str) -> list[Problem]:
    if item is None:
        return [Problem(file, read.line, "id", f"{read.label.id} was never drawn here")]
    if draw is not None and item.draw != draw:
        return [Problem(file, read.line, "id", f"{read.label.id} is of draw {item.draw}, not of {draw}")]
    return []


def _counted(labels: Sequence[Label]) -> str:
    said = [label.label for label in labels]
    parts = ", ".join(f"{said.count(name)} {name}" for name in LABELS)
    return f"{len(said)} labelled: {parts}"


def _left(database: Database, name: str) -> None:
    left = sum(item.label is None for item in database.read(audits.items, name))
    if left:
        print(f"draw {name}: {left} left to label")
    print(f"See what they say: canary audit report --draw {name}")


# --- in the terminal -----------------------------------------------------------------------------


def _in_terminal(database: Database, settings: Settings, name: str, by: str) -> int:
    items = database.read(audits.items, name)
    if all(item.label is not None for item in items):
        print(
            f"draw {name}: all {len(items)} are labelled. See what they say: canary audit report --draw {name}"
        )
        return 0

    def keep(item: StoredItem, label: str) -> None:
        database.call(audits.store_labels, [Label(item.id, label)], by, utc_now())

    given = terminal.ask(items, Texts(database, settings, items), keep)
    print(f"{given} labelled now")
    _left(database, name)
    return 0
