"""docs/commands.md and the parser say the same: every command, every option, every default."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from canary.cli import build_parser
from canary.settings.durations import parse_duration

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
COMMON = {"--help", "--config", "--version"}


@dataclass(frozen=True)
class Option:
    """One row of a command's table."""

    names: tuple[str, ...]
    default: str
    meaning: str


def parsers(
    parser: argparse.ArgumentParser, path: str = "canary"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """(path, parser) of every command, those with actions of their own included."""
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                yield from parsers(sub, f"{path} {name}")


COMMANDS = {path: parser for path, parser in parsers(build_parser()) if path != "canary"}


def documented() -> dict[str, dict[str, Option]]:
    """Command -> option's first name without its argument -> its row."""
    parts = re.split(r"^##+ `(canary [a-z ]+)`$", PAGE, flags=re.MULTILINE)
    return {path: dict(rows(text)) for path, text in zip(parts[1::2], parts[2::2], strict=True)}


def rows(section: str) -> Iterator[tuple[str, Option]]:
    table = re.search(r"^\| option .*\n\|[-|]+\n((?:\|.*\n?)+)", section, re.MULTILINE)
    for line in table.group(1).splitlines() if table else ():
        first, default, meaning = (cell.strip() for cell in line.strip("|").split(" | "))
        names = tuple(re.findall(r"`([^`]+)`", first))
        yield names[0].split()[0], Option(names, default.strip("`"), meaning)


DOCUMENTED = documented()


def own(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The actions that belong to this command alone."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction) and not COMMON & set(action.option_strings):
            yield action


def names(action: argparse.Action) -> tuple[str, ...]:
    """As the page should write them: ``--since D``."""
    metavar = action.metavar if isinstance(action.metavar, str) else None
    if not action.option_strings:
        return ((metavar or action.dest).upper(),)
    argument = f" {metavar}" if metavar and action.nargs != 0 else ""
    return tuple(f"{name}{argument}" for name in action.option_strings)


CASES = [(path, action) for path, parser in COMMANDS.items() for action in own(parser)]


def test_the_page_has_a_section_for_every_command_and_none_besides() -> None:
    assert set(DOCUMENTED) == set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_is_described_with_all_its_options_and_none_besides(path: str) -> None:
    assert sorted(option.names for option in DOCUMENTED[path].values()) == sorted(
        map(names, own(COMMANDS[path]))
    )


@pytest.mark.parametrize(("path", "action"), CASES, ids=[f"{p} {names(a)[0]}" for p, a in CASES])
def test_an_option_is_described_with_its_default_and_its_choices(path: str, action: argparse.Action) -> None:
    option = DOCUMENTED[path][names(action)[0].split()[0]]
    assert option.default
    assert option.meaning
    assert_default(action, option.default)
    for choice in action.choices or ():
        assert f"`{choice}`" in option.meaning


def assert_default(action: argparse.Action, said: str) -> None:
    if action.required:
        assert said == "required"
    elif isinstance(action.default, bool):
        assert said == ("on" if action.default else "off")
    elif isinstance(action.default, timedelta):
        assert parse_duration(said) == action.default
    elif isinstance(action.default, list):
        assert (said, action.default) == ("all", [])
    elif action.default is not None:
        assert said == str(action.default)
    else:
        assert said != "required"  # what it means not to be given is for words to say


def test_the_options_of_every_command_are_described_once() -> None:
    assert set(dict(rows(PAGE.split("## Exit codes")[0]))) == COMMON
    commands = [parser for path, parser in COMMANDS.items() if path.count(" ") == 1]
    assert all("--config" in parser._option_string_actions for parser in commands)


def test_the_exit_codes_are_those_the_program_states() -> None:
    stated: Mapping[str, str] = dict(re.findall(r"(\d+) ([a-z][^;\n]*)", build_parser().epilog or ""))
    section = PAGE.split("## Exit codes")[1].split("\n## ")[0]
    assert set(stated) == {"0", "1", "2", "3", "130"}
    for code, words in stated.items():
        assert re.search(rf"^\| {code} \| {re.escape(words.strip())}", section, re.MULTILINE), (code, words)
