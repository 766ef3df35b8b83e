"""What README and docs point to is there, and every command line they show is one the program takes."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary.cli import build_parser

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("**/*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
SYNOPSIS = re.compile(
    r"^canary ([a-z]+) (.*\[.*)$"
)  # `canary export [--since 7d]`: notation, not a command line
# Commands through which another machine or user runs ours: what follows the last "canary" is the command line.
WRAPPERS = {"docker", "systemd-run", "sudo"}

# Command lines that the parser refuses, each with the reason why it may stand there.
EXCEPTIONS: dict[str, str] = {}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    found = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


LINKS = [(page, link) for page in PAGES for link in LINK.findall(prose(page)) if "://" not in link]


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{name_of(p)} {link}" for p, link in LINKS])
def test_a_relative_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists()
    assert not anchor or anchor in anchors(target)


def command_lines(page: Path) -> Iterator[list[str]]:
    """The arguments of every ``canary ...`` in the page's shell blocks."""
    for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if language in ("sh", "bash", "console", ""):
            for line in block.replace("\\\n", " ").splitlines():
                if not SYNOPSIS.match(line):
                    yield from _commands(line.removeprefix("$ "))


def _commands(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.commenters = "#"
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:  # a quote that ends on another line: no command line of ours
        return
    command: list[str] = []
    for word in [*words, ";"]:
        if not set(word) <= set("|&;<>"):
            command.append(word)
            continue
        yield from _ours(command)
        command = []


def _ours(command: list[str]) -> Iterator[list[str]]:
    if not command:
        return
    if command[0].rpartition("/")[2] == "canary":
        yield command[1:]
    elif command[0] in WRAPPERS and "canary" in command[:-1]:
        ours = command[len(command) - command[::-1].index("canary") :]
        if not ours[0].startswith("-"):  # else it is a container's name
            yield ours


SHOWN = sorted({(name_of(page), shlex.join(words)) for page in PAGES for words in command_lines(page)})


def test_command_lines_were_found() -> None:
    assert ("README.md", "check --send-test") in SHOWN
    assert ("docs/operate.md", "db check") in SHOWN


@pytest.mark.parametrize(("page", "line"), SHOWN, ids=[f"{page} {line}" for page, line in SHOWN])
def test_a_command_line_is_one_the_program_takes(page: str, line: str) -> None:
    if line in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[line])
    try:
        args = build_parser().parse_args(shlex.split(line))
    except SystemExit as end:
        pytest.fail(f"{page}: canary {line}: exit {end.code}")
    assert isinstance(args, argparse.Namespace)


def test_an_exception_is_still_needed() -> None:
    assert set(EXCEPTIONS) <= {line for _, line in SHOWN}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_synopsis_names_options_that_are_there(page: Path) -> None:
    whole = "\n".join(block for _, block in FENCE.findall(page.read_text(encoding="utf-8")))
    for command, options in re.findall(SYNOPSIS.pattern, re.sub(r"\n +", " ", whole), re.MULTILINE):
        known = _subparser(command)._option_string_actions
        assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", options)) <= set(known), command


def _subparser(command: str) -> argparse.ArgumentParser:
    (found,) = [a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction)]
    parser: argparse.ArgumentParser = found.choices[command]
    return parser


SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)


def mentions(page: Path) -> Iterator[list[str]]:
    """The words after ``canary`` in the page's inline code; the last one, where another program runs it."""
    for _, span in SPAN.findall(prose(page)):
        before, ours, words = f" {span}".replace("\n", " ").rpartition(" canary ")
        if ours and (not before.strip() or before.split()[0] in WRAPPERS):
            yield words.split()


MENTIONED = sorted({(name_of(page), " ".join(words)) for page in PAGES for words in mentions(page)})


def test_mentions_were_found() -> None:
    assert ("docs/alerts.md", "incidents ack ID") in MENTIONED
    assert ("docs/operate.md", "check") in MENTIONED  # `docker exec canary canary check`


@pytest.mark.parametrize(("page", "mention"), MENTIONED, ids=[f"{page} {said}" for page, said in MENTIONED])
def test_a_mention_names_a_command_that_is_there(page: str, mention: str) -> None:
    problem = unknown(build_parser(), mention.split())
    assert problem is None, f"{page} mentions `canary {mention}`: {problem}"


def unknown(parser: argparse.ArgumentParser, words: list[str]) -> str | None:
    """The first command, action, choice or option among *words* that *parser* does not know.

    Words in capitals stand for what a person fills in.
    """
    subs = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if words and subs and words[0].islower() and not words[0].startswith("-"):
        known: dict[str, argparse.ArgumentParser] = dict(subs[0].choices)
        return unknown(known[words[0]], words[1:]) if words[0] in known else words[0]
    choices = [a.choices for a in parser._actions if not a.option_strings and a.choices and not subs]
    if words and choices and words[0].islower() and words[0] not in choices[0]:
        return words[0]
    options = {word for word in words if word.startswith("-")} - set(parser._option_string_actions)
    return min(options, default=None)


@pytest.mark.parametrize(
    "mention", ["repro --faster", "incidents snooze", "report moods", "run --twice", "baseline revoke 7"]
)
def test_a_mention_of_what_is_not_there_is_found(mention: str) -> None:
    assert unknown(build_parser(), mention.split())


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    fresh = set(reached)
    while fresh:
        found = {(page.parent / link.partition("#")[0]).resolve() for page, link in LINKS if page in fresh}
        fresh = {page for page in found if page in PAGES} - reached
        reached |= fresh
    assert {name_of(page) for page in set(PAGES) - reached} == set()
