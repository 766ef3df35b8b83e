"""The unit is free of mistakes systemd would only log, and as closed as we promise."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from canary.service import LAST_RESORT, STALE

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNIT = SYSTEMD / "canary.service"
EXPOSURE = 20  # tenths: systemd calls 2.0 and less "OK", the best grade but one

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is not installed; the unit was not verified",
)


def analyze(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *args], capture_output=True, text=True, timeout=60)


def installed(folder: Path, unit: str) -> Path:
    """A copy with the drop-in in place, whose program exists here: verify fails on one that does not."""
    copy = folder / "canary.service"
    lines = ["ExecStart=/bin/true" if line.startswith("ExecStart=") else line for line in unit.splitlines()]
    copy.write_text("\n".join(lines) + "\n")
    drop_ins = folder / "canary.service.d"
    drop_ins.mkdir()
    shutil.copy(SYSTEMD / "keys.conf", drop_ins)
    return copy


@needs_systemd
def test_systemd_finds_nothing_to_say_of_the_unit_and_its_drop_in(tmp_path: Path) -> None:
    done = analyze("verify", "--man=no", installed(tmp_path, UNIT.read_text()))
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_a_misspelt_key_would_be_noticed(tmp_path: Path) -> None:
    done = analyze("verify", "--man=no", installed(tmp_path, UNIT.read_text().replace("UMask=", "UMsk=")))
    assert "UMsk" in done.stderr


@needs_systemd
def test_the_hardening_is_scored_two_or_better() -> None:
    done = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", UNIT)
    assert done.returncode == 0, done.stdout


def test_systemd_waits_longer_than_the_daemon_takes() -> None:
    service = configparser.ConfigParser(strict=False, interpolation=None)
    service.optionxform = str  # type: ignore[assignment, method-assign]
    service.read(UNIT)
    assert seconds(service["Service"]["TimeoutStopSec"]) > LAST_RESORT
    assert seconds(service["Service"]["WatchdogSec"]) > STALE, (
        "/healthz should speak before the watchdog bites"
    )


def seconds(written: str) -> float:
    return float(written.removesuffix("s"))


def test_no_line_of_the_environment_example_sets_anything() -> None:
    lines = (SYSTEMD / "canary.env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
