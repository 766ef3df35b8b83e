"""The command line as such: where options may stand, and what becomes of errors nobody foresaw."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from canary.cli import build_parser
from support.history import Lived, sqlite, write_config
from support.process import canary, environment

COMMAND = "import sys; from canary.cli import main; sys.exit(main())"


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, sqlite(tmp_path)), monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "f", "incidents", "ack", "1"],
        ["incidents", "--config", "f", "ack", "1"],
        ["incidents", "ack", "1", "--config", "f"],
        ["baseline", "show", "--config", "f"],
    ],
)
def test_the_configuration_may_stand_anywhere(words: list[str]) -> None:
    assert build_parser().parse_args(words).config == "f"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("words", [["report"], ["incidents", "list"], ["report", "--format", "json"]])
def test_a_full_disk_is_one_line_and_exit_2(fresh: Lived, words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "--config", str(fresh.path), *words],
            stdout=full, stderr=subprocess.PIPE, env=environment(), text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "No space left on device" in done.stderr


async def test_what_the_system_refuses_names_the_path_in_one_line(fresh: Lived, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = await canary("demo", "--keep", tmp_path / "file" / "below")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert str(tmp_path / "file" / "below") in err
    assert "Not a directory" in err
