"""One bad file per mistake, with the exact words a person will read.

``NAME.txt`` beside ``NAME.yaml`` holds them. After a deliberate change of wording:
``CANARY_REWRITE_EXPECTED=1 pytest tests/settings/test_bad_files.py``, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from canary.core.validators import VALIDATORS
from canary.errors import SettingsError, render_problems
from canary.settings import load
from canary.settings.suites import load_suite

DATA = Path(__file__).parent.parent / "data" / "settings"
CONFIGS = sorted(path.stem for path in DATA.glob("*.yaml"))
SUITES = sorted(path.stem for path in (DATA / "bad-suites").glob("*.yaml"))


def compare(expected: Path, said: str) -> None:
    if os.environ.get("CANARY_REWRITE_EXPECTED"):
        expected.write_text(said + "\n", encoding="utf-8")
    assert said + "\n" == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CONFIGS)
def test_a_bad_configuration_is_refused_in_these_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DATA)
    with pytest.raises(SettingsError) as raised:
        load(Path(f"{name}.yaml"), {"KEY": "sk-hunter2-secret"})
    said = str(raised.value).replace(f"{DATA}{os.sep}", "")
    assert "hunter2" not in said
    compare(DATA / f"{name}.txt", said)


@pytest.mark.parametrize("name", SUITES)
def test_a_bad_suite_is_refused_in_these_words(name: str) -> None:
    suite, problems = load_suite(DATA / "bad-suites" / f"{name}.yaml")
    assert suite is None
    said = render_problems(problems).replace(f"{DATA}{os.sep}", "")
    said = said.replace(", ".join(sorted(VALIDATORS)), "<every validator>")
    compare(DATA / "bad-suites" / f"{name}.txt", said)
