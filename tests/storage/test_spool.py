"""The spool's files: who owns one, what outlives a process, what a full or foreign one does."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from canary.core.model import Answer, Observation
from canary.storage.observations import Stored
from canary.storage.spool import Spool

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(number: int, text: str = "abc") -> Stored:
    return Stored(1, SLOT, Observation("p", number, SLOT, Answer(text)), b"judge", 0.5)


def items(count: int, begin: int = 0) -> list[Stored]:
    return [item(number) for number in range(begin, begin + count)]


def spool(folder: Path, fingerprint: str = "0123456789ab", **more: int) -> Spool:
    return Spool(folder / "spool", fingerprint, "sqlite:///x.db", **more)


def read(given: Spool, most: int = 3) -> list[int]:
    """The sample numbers of all that waits, each batch done with."""
    numbers: list[int] = []
    while (held := given.next(most)) is not None:
        numbers += [each.observation.sample for each in held.items]
        given.done(held)
    return numbers


def files(folder: Path) -> list[Path]:
    return sorted((folder / "spool").glob("*"))


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    mine = spool(tmp_path)
    assert mine.adopt() == 0
    assert mine.next(5) is None
    mine.close()
    assert files(tmp_path) == []


def test_what_is_appended_is_read_in_order_and_then_gone(tmp_path: Path) -> None:
    mine = spool(tmp_path)
    mine.append(items(4))
    (file,) = files(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    mine.append(items(3, 4))
    assert mine.waiting == 7
    assert read(mine) == list(range(7))
    assert mine.waiting == 0
    assert files(tmp_path) == []
    mine.append(items(1))
    assert read(mine) == [0]


def test_what_comes_while_it_is_read_is_read_too(tmp_path: Path) -> None:
    mine = spool(tmp_path)
    mine.append(items(2))
    held = mine.next(10)
    assert held is not None
    mine.append(items(2, 2))
    assert held.own == 2
    mine.done(held)
    assert read(mine) == [2, 3]
    assert files(tmp_path) == []


def test_a_living_process_keeps_its_file_and_a_dead_ones_is_taken_over_once(tmp_path: Path) -> None:
    first, second, third = spool(tmp_path), spool(tmp_path), spool(tmp_path)
    first.append(items(5))
    assert second.adopt() == 0
    first.close()
    assert second.adopt() == 5
    assert third.adopt() == 0
    second.append(items(1, 5))
    assert (second.waiting, second.left_behind) == (6, 5)
    assert read(second) == list(range(6))  # the older first
    assert files(tmp_path) == []


def test_files_of_several_dead_processes_are_read_from_the_oldest_on(tmp_path: Path) -> None:
    for number in range(4):
        dead = spool(tmp_path)
        dead.append(items(1, number))
        dead.close()
        (file,) = (path for path in files(tmp_path) if path.stat().st_mtime > 1_000_000)
        os.utime(file, (number, number))
    mine = spool(tmp_path)
    mine.append(items(1, 4))
    assert mine.adopt() == 4
    assert read(mine, 10) == [0, 1, 2, 3, 4]


WRITES = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
from test_spool import item, spool
mine = spool(Path({folder!r}))
number = 0
while True:
    mine.append([item(number), item(number + 1)])
    number += 2
    print(number, flush=True)
"""


def test_what_was_appended_before_a_kill_9_is_there(tmp_path: Path) -> None:
    code = WRITES.format(path=[str(Path(__file__).parent)], folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = 0
    while said < 40:
        said = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    said = max([said, *map(int, process.stdout.read().split())])
    process.wait()
    process.stdout.close()
    mine = spool(tmp_path)
    mine.adopt()
    found = read(mine, 100)
    assert found == list(range(len(found)))
    assert len(found) >= said


def test_a_torn_last_record_is_skipped_and_told(tmp_path: Path) -> None:
    dead = spool(tmp_path)
    dead.append(items(3))
    dead.close()
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-7])
    mine = spool(tmp_path)
    assert mine.adopt() == 2
    with capture_logs() as told:
        assert read(mine, 10) == [0, 1]
    (line,) = told
    start = whole.rfind(b"\x1e")
    assert (line["file"], line["offset"], line["bytes"]) == (str(file), start, len(whole) - 7 - start)
    assert files(tmp_path) == []


def test_a_damaged_record_of_our_own_is_not_waited_for(tmp_path: Path) -> None:
    mine = spool(tmp_path)
    mine.append(items(5))
    (file,) = files(tmp_path)
    data = bytearray(file.read_bytes())
    data[data.find(b"\x1e", data.find(b"\x1e") + 1) + 12] ^= 0xFF
    file.write_bytes(data)
    settled = 0
    while (held := mine.next(2)) is not None:
        settled += held.own
        mine.done(held)
    assert settled == 5
    assert mine.waiting == 0


def test_a_record_of_another_version_is_set_aside_as_it_is(tmp_path: Path) -> None:
    from canary.storage.spool_format import frame

    dead = spool(tmp_path)
    dead.append(items(1))
    dead.close()
    (file,) = files(tmp_path)
    strange = frame(json.dumps({"colour": "red"}).encode())
    file.write_bytes(file.read_bytes() + strange)
    mine = spool(tmp_path)
    assert mine.adopt() == 2
    held = mine.next(10)
    assert held is not None
    assert (len(held.items), held.unreadable) == (1, strange)
    path = mine.set_aside(held.unreadable)
    assert path == mine.set_aside(b"more\n")
    assert path.suffix == ".refused"
    assert path.read_bytes().endswith(strange + b"more\n")
    mine.done(held)
    assert files(tmp_path) == [path]


def test_a_spool_of_another_database_is_kept_and_named_once(tmp_path: Path) -> None:
    other = spool(tmp_path, "ffffffffffff")
    other.append(items(2))
    mine = spool(tmp_path)
    with capture_logs() as told:
        assert mine.adopt() == 0
    assert told == []  # its process lives: what it is for is its own business
    other.close()
    (file,) = files(tmp_path)
    with capture_logs() as told:
        assert mine.adopt() == mine.adopt() == 0
    (line,) = told
    assert line["file"] == str(file)
    assert "another database" in line["error"]
    assert files(tmp_path) == [file]
    _, told_from, told_to = line["help"].rsplit(" ", 2)
    Path(told_from).rename(told_to)  # the way out that it names
    assert mine.adopt() == 2
    assert read(mine) == [0, 1]


def test_a_full_spool_takes_nothing_of_a_batch_and_says_why(tmp_path: Path) -> None:
    mine = spool(tmp_path, limit=1_500)
    mine.append(items(2))
    with pytest.raises(OSError, match="the spool is full"):
        mine.append(items(200, 2))
    mine.append(items(1, 2))
    assert read(mine) == [0, 1, 2]


def test_the_bound_is_of_all_files_in_the_folder(tmp_path: Path) -> None:
    other = spool(tmp_path, limit=1_500)
    other.append([item(0, "x" * 1_000)])
    mine = spool(tmp_path, limit=1_500)
    with pytest.raises(OSError, match="the spool is full"):
        mine.append([item(1, "x" * 1_000)])


def test_a_folder_that_cannot_be_made_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way")
    mine = spool(tmp_path)
    assert mine.adopt() == 0
    with pytest.raises(OSError, match="exists"):
        mine.append(items(1))
