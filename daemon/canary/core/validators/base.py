"""What every validator shares: the shape of a kind, its verdicts, and the checks of its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from canary.core.model import Outcome, Prompt, Verdict

Check = Callable[[str], Verdict]

# A reply over this many characters is judged by its size alone; a bounded reason always fits a message.
MAX_OUTPUT = 1_000_000
MAX_REASON = 300
FORMAT = "format"
RAISED = "raised"  # how the reason of a verdict reads that a validator's own bug left undecided


class OptionsError(ValueError):
    """A validator's options are wrong; the message says what they should be."""


@dataclass(frozen=True, slots=True)
class OverBound(Verdict):
    """A fail that says only that the output is too large to be judged."""


class Verdicts:
    """Makes the verdicts of one validator; the plain pass is made once."""

    __slots__ = ("_category", "_name", "passed")

    def __init__(self, name: str, category: str) -> None:
        self._name = name
        self._category = category
        self.passed = Verdict(name, category, Outcome.PASS)

    def passed_with(self, note: str) -> Verdict:
        """A pass that has something to tell."""
        return Verdict(self._name, self._category, Outcome.PASS, printable(note))

    def fail(self, reason: str, line: int | None = None, column: int | None = None) -> Verdict:
        """A fail for *reason*, at a 1-based place of the output where there is one."""
        return Verdict(self._name, self._category, Outcome.FAIL, printable(reason), line, column)

    def unreadable(self, reason: str, line: int | None = None, column: int | None = None) -> Verdict:
        """The output cannot be read at all: that is a failed format, and nothing that a check of its content
        (category hallucination, refusal, ...) could decide."""
        if self._category != FORMAT:
            return self.undecided(reason)
        return self.fail(reason, line, column)

    def exceeded(self, reason: str) -> Verdict:
        """A fail because a bound is crossed, whatever the category: no composition turns it into a pass."""
        return OverBound(self._name, self._category, Outcome.FAIL, printable(reason))

    def undecided(self, reason: str) -> Verdict:
        """Neither: counts as no judgement at all."""
        return Verdict(self._name, self._category, Outcome.UNDECIDED, printable(reason))


@dataclass(frozen=True, slots=True)
class ValidatorKind:
    """A kind of validator: its category, and how one is built from checked options and a prompt.

    ``options`` turns the options as written (without ``category``) into what ``build`` takes, and raises
    OptionsError. ``main`` is the key that bare options stand for: ``regex: X`` is ``regex: {pattern: X}``;
    None for a kind where no option stands out. ``more`` are the keys beside it. What is given beyond them is
    refused here; ``build`` checks the values.
    """

    name: str
    category: str
    summary: str
    build: Callable[[Mapping[str, Any], Prompt, Verdicts], Check]
    main: str | None = None
    bare_mapping: bool = False  # the main option is itself a mapping (a JSON Schema)
    more: tuple[str, ...] = ()
    inherit: Callable[[Mapping[str, Any]], str] | None = None  # category by the options, where they name none
    example: str = ""  # as a suite writes it, where the name alone does not tell

    @property
    def option_names(self) -> tuple[str, ...]:
        """Every key that the options may have, the main one first."""
        return (*((self.main,) if self.main else ()), *self.more, "category")

    def read_options(self, written: Any) -> tuple[dict[str, Any], str]:
        """Options by name, and the category: the kind's own unless the options name another."""
        options = self._named(written)
        category = options.pop("category", None)
        if category is None:
            category = self.inherit(options) if self.inherit else self.category
        if not isinstance(category, str) or not category.isidentifier():
            raise OptionsError("category must be a word such as hallucination, format or refusal")
        return options, category

    def _named(self, written: Any) -> dict[str, Any]:
        if isinstance(written, Mapping) and (not self.bare_mapping or self._is_long(written)):
            return _only(dict(written), self.option_names, self.name)
        if self.main is not None and written is not None:
            return {self.main: written}
        if self.main is not None:
            such_as = f", for example {self.example}" if self.example else ""
            raise OptionsError(f"{self.name} needs {self.main}{such_as}")
        if written is None:
            return {}
        raise OptionsError(_no_bare(self.name, self.option_names))

    def _is_long(self, written: Mapping[str, Any]) -> bool:
        return self.main in written and set(written) <= set(self.option_names)


def _no_bare(name: str, known: tuple[str, ...]) -> str:
    if known == ("category",):
        return f"{name} takes no options but category; write just: {name}"
    return f"the options of {name} are written by name; known: {', '.join(sorted(known))}"


def _only(options: dict[str, Any], known: tuple[str, ...], name: str) -> dict[str, Any]:
    for key in options:
        if key not in known:
            raise OptionsError(f"unknown option {key!r} of {name}; known: {', '.join(sorted(known))}")
    return options


def printable(reason: str) -> str:
    """*reason* within ``MAX_REASON`` characters, control characters and lone surrogates spelt out."""
    cut = reason if len(reason) <= MAX_REASON else reason[: MAX_REASON - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def place(output: str, offset: int) -> tuple[int, int]:
    """1-based line and column of a character offset."""
    return output.count("\n", 0, offset) + 1, offset - output.rfind("\n", 0, offset)
