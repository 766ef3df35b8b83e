"""One drawn output after the other on a terminal, answered by single keys. What the validators said is not shown."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from canary.cli.audit.draws import Texts
from canary.core.auditing import RIGHT, UNSURE, WRONG
from canary.core.escape import escape_terminal, fit
from canary.storage.audits import StoredItem

KEYS = {"r": RIGHT, "w": WRONG, "u": UNSURE}
SKIP, BACK, QUIT = "s", "b", "q"
HELP = "(r)ight  (w)rong  (u)nsure  (s)kip  (b)ack  (q)uit: "
UNKNOWN = "\nno such key; "
MOST_LINES = 200  # of a prompt or an output; its middle is left out
LONGEST_LINE = 4_000


def ask(items: Sequence[StoredItem], texts: Texts, keep: Callable[[StoredItem, str], None]) -> int:
    """Ask for those without a label, in order; *keep* is called with each answer at once. Returns how many items were
    labelled: one that is labelled again counts once.

    Going back shows any item again. Ends at the last one, at q, or when the terminal is closed.
    """
    labels = {item.id: item.label for item in items}
    given: set[int] = set()
    at: int | None = _next(items, labels, 0)
    while at is not None:
        item = items[at]
        print("\n".join(_shown(item, texts, at + 1, len(items), labels[item.id])))
        key = _key()
        if key == QUIT:
            break
        if key in KEYS:
            keep(item, KEYS[key])
            labels[item.id] = KEYS[key]
            given.add(item.id)
        at = max(0, at - 1) if key == BACK else _next(items, labels, at + 1)
    return len(given)


def _next(items: Sequence[StoredItem], labels: dict[int, str | None], start: int) -> int | None:
    """The place of the next one without a label."""
    return next((i for i in range(start, len(items)) if labels[items[i].id] is None), None)


def _shown(item: StoredItem, texts: Texts, number: int, of: int, label: str | None) -> Iterator[str]:
    head = f"--- {number} of {of}, draw {item.draw}: {item.target}, {item.suite}/{item.prompt} "
    yield escape_terminal(head).ljust(80, "-")
    yield from _lines(texts.prompt(item))
    yield "--- output ".ljust(80, "-")
    yield from _lines(texts.output(item))
    yield "-" * 80
    if label is not None:
        yield f"labelled: {label}"


def _lines(text: str) -> list[str]:
    lines = [fit(line, LONGEST_LINE) for line in escape_terminal(text).split("\n")]
    if len(lines) <= MOST_LINES:
        return lines
    half = MOST_LINES // 2
    left = len(lines) - 2 * half
    return [*lines[:half], f"(... {left} lines left out; a sheet has them all ...)", *lines[-half:]]


def _key() -> str:
    """A key that means something; q where the terminal is closed. What others there are is said at one that does not."""
    _prompt()
    with _by_key():
        while True:
            read = os.read(sys.stdin.fileno(), 1)
            key = read.decode("ascii", "replace").lower()
            if not read or key == "\x04":
                key = QUIT
            if key in KEYS or key in (SKIP, BACK, QUIT):
                print(key)
                return key
            if key.isprintable() and key.isascii():  # so a letter with an accent, two bytes, asks not twice
                _prompt(UNKNOWN)


def _prompt(before: str = "") -> None:
    sys.stdout.write(before + HELP)
    sys.stdout.flush()


@contextmanager
def _by_key() -> Iterator[None]:
    """Keys come one by one and unseen; Ctrl-C still interrupts. The terminal is left as it was."""
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number, termios.TCSANOW)
        yield
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)
