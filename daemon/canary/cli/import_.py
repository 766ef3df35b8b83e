"""``canary import``: observations from JSON lines into the database.

Imported cycles are stored under a vantage of their own (``--vantage``, default ``import``), never that of a running
daemon: reports, exports and replays see them, live baselines and detectors do not.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO

from canary.cli.common import configure_logging, load_settings

if TYPE_CHECKING:
    from canary.core.model import Suite
    from canary.settings import Settings
    from canary.storage.engine import Database
    from canary.storage.importing import Item, Taken

NAME = "import"
HELP = "take observations in from JSON lines"
VANTAGE = "import"
BATCH_LINES = 1_000
BATCH_BYTES = 8_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="JSON lines, .gz if compressed; - for standard input")
    parser.add_argument(
        "--vantage",
        default=VANTAGE,
        type=_vantage,
        metavar="V",
        help=f"the place to file them under, apart from every live one; default: {VANTAGE}",
    )


def _vantage(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9._-]{1,64}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 to 64 of the characters a-z 0-9 . _ -")
    return text


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database
    from canary.cli.files import open_input
    from canary.errors import ImportLineError
    from canary.storage import rollups

    configure_logging(verbose=False)
    settings = load_settings(args)
    with open_database(settings) as database:
        _refuse_live(database, settings, args.vantage)
        importer = Importer(database, settings.suites, args.vantage)
        with open_input(args.file) as stream:
            problem = importer.take_all(stream)
        rollups.catch_up(database)
    if problem is not None:
        number, message = problem
        raise ImportLineError(args.file, number, f"{message}\nstored before it: {importer.told()}")
    print(importer.told())
    return 0


def _refuse_live(database: Database, settings: Settings, vantage: str) -> None:
    from canary.app import vantage_of
    from canary.errors import UsageError
    from canary.storage.importing import live_cycles

    if vantage == vantage_of(settings) or database.read(live_cycles, vantage):
        raise UsageError(
            f"--vantage {vantage}: live cycles are stored there, and imported ones would be taken for them; "
            "name another, such as import"
        )


class _Batch:
    """Lines that are stored together."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.size = 0

    @property
    def full(self) -> bool:
        return len(self.items) >= BATCH_LINES or self.size >= BATCH_BYTES


class Importer:
    """Takes the lines of one file, a batch a transaction, up to the first that cannot be taken."""

    def __init__(self, database: Database, suites: Mapping[str, Suite], vantage: str) -> None:
        from canary.storage.importing import Taken, judges_of

        self._database, self._suites, self._vantage = database, suites, vantage
        self._judge_of = judges_of(suites)
        self._sum: Taken = Taken()

    def told(self) -> str:
        """The counts so far, for a person."""
        done = self._sum
        return (
            f"{done.imported} imported ({done.unmeasured} of them unmeasured), "
            f"{done.skipped} skipped because they were there"
        )

    def take_all(self, stream: BinaryIO) -> tuple[int, str] | None:
        """Store every line; (number, why) of the one that cannot be taken, None if all were."""
        batch = _Batch()
        problem: tuple[int, str] | None = None
        for number, line in numbered(stream):
            problem = self._add(batch, number, line)
            if problem is not None:
                break
            if batch.full:
                problem = self._store(batch.items)
                batch = _Batch()
            if problem is not None:
                return problem
        return self._store(batch.items) or problem

    def _add(self, batch: _Batch, number: int, line: bytes | None) -> tuple[int, str] | None:
        from canary.core.jsonl import MAX_LINE, LineError, parse
        from canary.storage.importing import prepare

        try:
            if line is None:
                raise LineError(f"longer than {MAX_LINE} bytes")
            batch.items.append(prepare(number, parse(line), self._vantage, self._judge_of))
        except LineError as error:
            return number, str(error)
        batch.size += len(line)
        return None

    def _store(self, items: list[Item]) -> tuple[int, str] | None:
        from canary.app import utc_now
        from canary.storage.importing import take

        if not items:
            return None
        taken = self._database.call(take, items, self._suites, utc_now())
        self._sum.imported += taken.imported
        self._sum.skipped += taken.skipped
        self._sum.unmeasured += taken.unmeasured
        return taken.conflict


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """(number from 1, line) of the lines that are not empty; None for one that is too long to be held."""
    from canary.core.jsonl import MAX_LINE
    from canary.errors import UsageError

    number = 0
    try:
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                yield number, None
                return
            if line.strip():
                yield number, line
    except (OSError, EOFError) as error:  # a broken .gz
        raise UsageError(
            f"line {number + 1} cannot be read: {error}; what stood before it may be stored"
        ) from error
