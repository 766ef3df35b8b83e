"""Every error Canary raises on purpose, drawn once.

    CanaryError                   exit code 2 unless said otherwise
    ├── UsageError                the command line asks for something that is not there
    ├── SettingsError             canary.yaml or a suite is wrong; carries every problem at once
    ├── SchemaError               the database is not at the schema this program needs
    ├── StorageError              the database cannot be reached, or refused what we wrote
    ├── ImportLineError           a line of a JSON-lines file cannot be taken; names the line
    ├── NotMeasuredError          exit code 3: nothing could be measured, so nothing can be said
    └── DeliveryError             a sink did not take a notification; says whether trying again can help

A message says what happened, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class CanaryError(Exception):
    """Base of all errors a user can cause or must act upon."""

    exit_code = 2


class UsageError(CanaryError):
    """The command line names something that does not exist, or contradicts itself."""


class Problem(NamedTuple):  # no dataclass: their import costs every start of the command line 15 ms
    """One thing wrong with one file, at a line (from 1) and a key of it, or with the file as such (no line)."""

    file: str
    line: int | None
    key: str
    message: str


class SettingsError(CanaryError):
    """Configuration or suites are wrong. ``problems`` holds all of them, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(render_problems(self.problems))


def render_problems(problems: Sequence[Problem]) -> str:
    """Group by file, aligned, the way a person scans them."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.file, []).append(problem)
    return "\n".join(line for file, group in by_file.items() for line in _render_file(file, group))


def _render_file(file: str, group: Sequence[Problem]) -> Iterator[str]:
    yield from (f"{file}: {p.message}" for p in group if p.line is None)
    inside = sorted((p for p in group if p.line is not None), key=lambda p: (p.line or 0, p.key))
    if inside:
        yield f"{file}: {len(inside)} problem{'s' if len(inside) != 1 else ''}"
    width = max((len(p.key) for p in inside), default=0)
    for p in inside:
        where = f"line {p.line}"
        yield f"  {where:<9} {p.key:<{width}}  {p.message}"


class SchemaError(CanaryError):
    """The database's schema is older or newer than this program's."""


class StorageError(CanaryError):
    """The database cannot be reached or refused a write."""


class ImportLineError(CanaryError):
    """A line of an imported file cannot be taken."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.line = line
        super().__init__(f"{file}: line {line}: {message}")


class NotMeasuredError(CanaryError):
    """There is nothing measured to answer from."""

    exit_code = 3


class DeliveryError(CanaryError):
    """A sink did not take a notification.

    ``permanent`` means that sending the same thing again cannot help; ``retry_after`` is the
    sink's own wish in seconds, where it named one.
    """

    def __init__(self, message: str, *, permanent: bool, retry_after: float | None = None) -> None:
        self.permanent = permanent
        self.retry_after = retry_after
        super().__init__(message)
