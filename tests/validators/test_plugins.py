"""Validators of other packages: real entry points of a real distribution on the path."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary.core.model import Outcome, Prompt, ValidatorSpec
from canary.core.validators import OptionsError, UnknownValidatorError, build
from canary.core.validators.plugins import plugin
from canary.settings.suites import load_suite
from validators.kinds import passes, reason, verdict

MODULE = """
from canary.core.validators.base import OptionsError, ValidatorKind

def shouts(options, prompt, verdicts):
    if options.get("marks") == 0:
        raise KeyError("marks")
    failed = verdicts.fail("no shout")
    return lambda output: verdicts.passed if output.endswith("!") else failed

def raises(options, prompt, verdicts):
    return lambda output: output[99]

SHOUTS = ValidatorKind("shouts", "format", "it ends in !", shouts, main="marks")
RAISES = ValidatorKind("raises", "format", "never", raises)
RETURNS = ValidatorKind("returns", "format", "never", lambda *_: lambda output: True)
OTHER = ValidatorKind("another_name", "format", "never", shouts)
TEXT = "no kind"
"""
ENTRIES = """[canary.validators]
shouts = canary_shouts:SHOUTS
raises = canary_shouts:RAISES
returns = canary_shouts:RETURNS
renamed = canary_shouts:OTHER
text = canary_shouts:TEXT
gone = canary_shouts_gone:KIND
missing = canary_shouts:MISSING
nonempty = canary_shouts:RAISES
"""


def install(folder: Path, package: str, entries: str) -> None:
    information = folder / f"{package.replace('-', '_')}-1.2.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
    (information / "entry_points.txt").write_text(entries)


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "canary_shouts.py").write_text(MODULE)
    install(tmp_path, "canary-shouts", ENTRIES)
    monkeypatch.syspath_prepend(tmp_path)
    plugin.cache_clear()
    yield tmp_path
    plugin.cache_clear()
    sys.modules.pop("canary_shouts", None)


def test_an_installed_validator_works_like_a_built_in_one() -> None:
    assert passes("shouts", 1, "Hey!")
    assert reason("shouts", {"marks": 1, "category": "length"}, "Hey") == "no shout"
    assert passes("not", {"shouts": 1}, "Hey")
    assert reason("shouts", 1, "a" * 1_000_001) == "the output is over 1,000,000 characters"


def test_a_suite_may_name_it(tmp_path: Path) -> None:
    text = "suite: s\nprompts:\n- id: p\n  messages: [{role: user, content: x}]\n  validate: [{shouts: 1}, gone]\n"
    (tmp_path / "s.yaml").write_text(text)
    problems = load_suite(tmp_path / "s.yaml")[1]
    assert [problem.key for problem in problems] == ["prompts[0].validate[1]"]


def test_nothing_is_imported_until_a_suite_names_it() -> None:
    verdict("nonempty", None, "x")
    assert "canary_shouts" not in sys.modules
    verdict("shouts", 1, "x")
    assert "canary_shouts" in sys.modules


def test_a_built_in_name_cannot_be_taken() -> None:
    assert passes("nonempty", None, "x")
    assert "canary_shouts" not in sys.modules


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone", "validator 'gone' of canary-shouts 1.2 cannot be loaded: ModuleNotFoundError: No module named"),
        ("missing", "validator 'missing' of canary-shouts 1.2 cannot be loaded: AttributeError: "),
        ("text", "validator 'text' of canary-shouts 1.2: canary_shouts:TEXT must be a ValidatorKind of that name"),
        ("renamed", "validator 'renamed' of canary-shouts 1.2: canary_shouts:OTHER must be a ValidatorKind"),
    ],
)  # fmt: skip
def test_a_broken_plugin_is_one_clear_error_when_the_suite_loads(name: str, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        build(ValidatorSpec(name), Prompt("p", ()))
    assert str(raised.value).startswith(message)


def test_two_packages_with_one_name_are_refused(installed: Path) -> None:
    install(installed, "canary-cries", "[canary.validators]\nshouts = canary_shouts:SHOUTS\n")
    with pytest.raises(
        OptionsError, match=r"several packages bring a validator 'shouts': .*; remove all but one"
    ):
        build(ValidatorSpec("shouts", 1), Prompt("p", ()))


def test_what_its_building_raises_is_an_error_of_its_options() -> None:
    with pytest.raises(OptionsError, match="shouts cannot be built: KeyError: 'marks'"):
        verdict("shouts", 0, "")
    with pytest.raises(OptionsError, match="shouts needs marks"):
        verdict("shouts", None, "")


def test_a_plugin_that_raises_or_returns_nonsense_is_undecided() -> None:
    raised, returned = verdict("raises", None, "x"), verdict("returns", None, "x")
    assert (raised.outcome, raised.reason) == (
        Outcome.UNDECIDED,
        "raises raised IndexError: string index out of range",
    )
    assert (returned.outcome, returned.reason) == (Outcome.UNDECIDED, "returns returned no verdict")


def test_a_name_that_nobody_knows_is_still_unknown() -> None:
    with pytest.raises(UnknownValidatorError, match="unknown validator 'shoutz'; known: "):
        build(ValidatorSpec("shoutz"), Prompt("p", ()))
