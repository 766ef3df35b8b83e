"""``canary validate``: outputs that lie in files, through validators; for a look, a pre-commit hook, a pipeline."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from canary.cli.common import load_settings, print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from canary.core.model import Prompt, Suite, ValidatorSpec, Verdict
    from canary.core.validators.base import Check

NAME = "validate"
HELP = "judge outputs in files by validators, or as a suite's prompt would"

INVALID = 1
STDIN = "-"
_YAML_ESCAPES = '\\"/0nrtuUx'


class Judged(NamedTuple):
    """One file's verdicts."""

    file: str
    verdicts: tuple[Verdict, ...]

    @property
    def errors(self) -> list[Verdict]:
        """Every defect: a verdict that names several counts as so many."""
        return [part for verdict in self.verdicts if verdict.outcome == "fail" for part in _parts(verdict)]

    @property
    def undecided(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome == "undecided"]


def _parts(verdict: Verdict) -> tuple[Verdict, ...]:
    return verdict.parts or (verdict,)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="one output each; - is standard input")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--with",
        dest="validators",
        metavar="NAME[:OPTIONS]",
        action="append",
        help="a validator, its options as YAML: 'regex:{pattern: \"TKT-[0-9]+\"}'; may repeat",
    )
    what.add_argument("--prompt", metavar="SUITE/ID", help="the validators of this prompt")
    parser.add_argument(
        "--prompt-text", metavar="FILE", help="with --with: the prompt, for validators that look into it"
    )
    parser.add_argument("--format", choices=sorted(_WRITERS), default="json", help="default: json")


def run(args: argparse.Namespace) -> int:
    from canary.core.validators import build_all
    from canary.errors import UsageError

    if args.prompt and args.prompt_text:
        raise UsageError("--prompt brings its own text; --prompt-text goes with --with")
    if [*args.files, args.prompt_text].count(STDIN) > 1:
        raise UsageError("standard input (-) can be read once only")
    prompt = _configured(args) if args.prompt else _composed(args.validators, args.prompt_text)
    checks = build_all(prompt)
    outputs = [(name, _read(name)) for name in args.files]
    judged = [Judged(_printable(name), _verdicts(content, checks)) for name, content in outputs]
    _WRITERS[args.format](judged)
    return INVALID if any(each.errors for each in judged) else 0


# --- what is asked -------------------------------------------------------------------------------


def _composed(written: Sequence[str], prompt_text: str | None) -> Prompt:
    from canary.core.model import Message, Prompt

    messages = (Message("user", _prompt_text(prompt_text)),) if prompt_text else ()
    prompt = Prompt("validate", messages, validators=tuple(map(_spec, written)))
    for spec in prompt.validators:
        _check(spec, prompt)
    return prompt


def _spec(written: str) -> ValidatorSpec:
    import yaml

    from canary.core.model import ValidatorSpec
    from canary.errors import UsageError

    name, colon, options = written.partition(":")
    try:
        return ValidatorSpec(name.strip(), yaml.safe_load(_keep_escapes(options)) if colon else None)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        why = str(error).splitlines()[0]
        raise UsageError(
            f"--with {name}: the options are not YAML ({why}); quote them as one argument"
        ) from None


def _keep_escapes(options: str) -> str:
    r"""In double quotes YAML refuses ``\d`` and takes ``\b`` for a backspace; a pattern means them as they stand."""
    import re

    def keep(found: re.Match[str]) -> str:
        if found[0][0] == "'":
            return found[0]
        return re.sub(
            r"\\(.)", lambda pair: pair[0] if pair[1] in _YAML_ESCAPES else "\\" + pair[0], found[0]
        )

    return re.sub(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""", keep, options)


def _check(spec: ValidatorSpec, prompt: Prompt) -> None:
    from canary.core.validators import OptionsError, build
    from canary.errors import UsageError

    try:
        build(spec, prompt)
    except OptionsError as error:
        raise UsageError(f"--with {spec.name}: {error}") from None


def _configured(args: argparse.Namespace) -> Prompt:
    """The prompt of a configured suite; of a starter suite where there is no configuration."""
    from canary.errors import UsageError

    wanted = args.prompt
    known = {f"{suite.name}/{p.id}": p for suite in _suites(args).values() for p in suite.prompts}
    found = [name for name in known if wanted in (name, name.partition("/")[2])]
    if len(found) != 1:
        from difflib import get_close_matches

        names = found or get_close_matches(wanted, known, n=5, cutoff=0.3) or sorted(known)[:20]
        why = "is not unique" if found else "is in no suite"
        raise UsageError(f"prompt {wanted} {why}; candidates: {', '.join(names)}")
    return known[found[0]]


def _suites(args: argparse.Namespace) -> Mapping[str, Suite]:
    import os

    from canary.errors import SettingsError
    from canary.settings import config_path
    from canary.settings.resources import data_dir
    from canary.settings.suites import load_suites

    if args.config or os.environ.get("CANARY_CONFIG") or config_path(None, os.environ).exists():
        return load_settings(args, secrets=False).suites
    suites, problems = load_suites(data_dir("canaries"))
    if problems:
        raise SettingsError(problems)
    return suites


def _prompt_text(name: str) -> str:
    from canary.errors import UsageError

    try:
        return _text(_read(name))
    except UnicodeDecodeError as error:
        raise UsageError(f"{_printable(name)}: {_not_utf8(error)}") from None


def _read(name: str) -> bytes:
    from canary.core.validators.base import MAX_OUTPUT
    from canary.errors import UsageError

    most = 4 * MAX_OUTPUT + 8  # what no validator reads need not be read here
    try:
        if name == STDIN:
            content = sys.stdin.buffer.read(most)
        else:
            with open(name, "rb") as file:
                content = file.read(most)
        return _whole_characters(content) if len(content) == most else content
    except OSError as error:
        raise UsageError(f"{_printable(name)}: cannot be read: {error.strerror}; check the name") from None


def _whole_characters(cut: bytes) -> bytes:
    """Without what the cut left of its last character."""
    start = len(cut) - 1
    while start > len(cut) - 4 and cut[start] & 0xC0 == 0x80:
        start -= 1
    return cut[:start]


def _text(content: bytes) -> str:
    """A file as a model's answer: the line break that ends its last line is the file's own."""
    return content.decode("utf-8").removesuffix("\n").removesuffix("\r")


def _not_utf8(error: UnicodeDecodeError) -> str:
    found = error.object[error.start]
    return f"not UTF-8: byte 0x{found:02x} at byte offset {error.start} (from 0); save it as UTF-8"


def _verdicts(content: bytes, checks: Sequence[Check]) -> tuple[Verdict, ...]:
    """What the checks say; of what is no text they are not asked, for the one error is that."""
    from canary.core.model import Outcome, Verdict

    try:
        text = _text(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (Verdict("utf-8", "format", Outcome.FAIL, _not_utf8(error), line),)
    return tuple(check(text) for check in checks)


def _printable(name: str) -> str:
    from canary.core.escape import escape_terminal, one_line

    return one_line(escape_terminal(name))


# --- what is said --------------------------------------------------------------------------------


def _write_json(judged: Sequence[Judged]) -> None:
    files = [_document(each) for each in judged]
    total = sum(len(each.errors) for each in judged)
    whole: dict[str, Any] = {"valid": total == 0, "error_count": total, "files": files}
    print_json({**files[0], **whole} if len(files) == 1 else whole)


def _document(judged: Judged) -> dict[str, Any]:
    return {
        "file": judged.file,
        "valid": not judged.errors,
        "error_count": len(judged.errors),
        "errors": [_fault(verdict) for verdict in judged.errors],
        "undecided": [_fault(verdict) for verdict in judged.undecided],
    }


def _fault(verdict: Verdict) -> dict[str, Any]:
    return {
        "validator": verdict.validator,
        "category": verdict.category,
        "message": verdict.reason,
        "line": verdict.line,
        "column": verdict.column,
    }


def _write_github(judged: Sequence[Judged]) -> None:
    """Workflow commands: GitHub shows them beside the lines."""
    for each in judged:
        for verdict in each.errors:
            print(_command("error", each.file, verdict))
        for verdict in each.undecided:
            print(_command("warning", each.file, verdict))


def _command(level: str, file: str, verdict: Verdict) -> str:
    places = {
        "file": file,
        "line": verdict.line,
        "col": verdict.column,
        "title": f"canary {verdict.validator}",
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
    return f"::{level} {properties}::{_data(verdict.reason)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _write_junit(judged: Sequence[Judged]) -> None:
    """One test case for each file and validator."""
    from xml.etree import ElementTree

    cases = [(each.file, verdict) for each in judged for verdict in each.verdicts]
    failed = [verdict for _, verdict in cases if verdict.outcome == "fail"]
    skipped = [verdict for _, verdict in cases if verdict.outcome == "undecided"]
    counts = {"tests": str(len(cases)), "failures": str(len(failed)), "skipped": str(len(skipped))}
    root = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "canary validate", "errors": "0", **counts})
    for file, verdict in cases:
        names = {"classname": file, "name": verdict.validator, "file": file}
        case = ElementTree.SubElement(suite, "testcase", names)
        _add_outcome(case, verdict)
    ElementTree.indent(root)
    print('<?xml version="1.0" encoding="UTF-8"?>')
    print(ElementTree.tostring(root, encoding="unicode"))


def _add_outcome(case: Any, verdict: Verdict) -> None:
    from xml.etree import ElementTree

    if verdict.outcome == "fail":
        failure = {"message": verdict.reason, "type": verdict.category}
        reasons = [part.reason for part in _parts(verdict)]
        ElementTree.SubElement(case, "failure", failure).text = "\n".join(reasons)
    elif verdict.outcome == "undecided":
        ElementTree.SubElement(case, "skipped", {"message": verdict.reason})


_WRITERS: Mapping[str, Callable[[Sequence[Judged]], None]] = {
    "github": _write_github,
    "json": _write_json,
    "junit": _write_junit,
}
