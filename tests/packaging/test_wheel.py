"""The wheel carries everything a machine without the repository needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="hatchling is not installed; the wheel was not built")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [("migrations", "versions/*.py"), ("canaries", "*.yaml"), ("monitoring", "*.yml")],
)
def test_the_wheel_carries_its_data(names: set[str], folder: str, pattern: str) -> None:
    ours = {
        f"canary/_data/{folder}/{path.relative_to(ROOT / folder)}" for path in (ROOT / folder).glob(pattern)
    }
    assert ours
    assert ours <= names


def test_the_wheel_carries_no_database_key_or_byte_code(names: set[str]) -> None:
    unwanted = (".db", ".env", ".pyc", ".lock", "canary.yaml")
    assert [name for name in names if name.endswith(unwanted)] == []


def test_an_unpacked_wheel_finds_its_own_data(wheel: Path, tmp_path: Path) -> None:
    """As installed: from the package, not from the checkout beside it."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    ask = "from canary.settings.resources import data_dir; print(data_dir('migrations'))"
    asked = [sys.executable, "-c", ask]
    done = subprocess.run(
        asked, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == str(tmp_path / "canary/_data/migrations"), done.stderr
