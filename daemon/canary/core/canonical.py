"""Named, versioned canonical forms: what two outputs must share to count as the same answer.

Every form is total (it never raises), bounded (an output over ``MAX_CHARS`` is its own form) and
depends on nothing but the output: no parser of the running Python takes part, because its next
release would then look like a change of the model. Change what a form does, and its version goes up.
"""

from __future__ import annotations

import json as _json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MAX_CHARS = 131_072
# Sorting combining marks is quadratic in the length of their run: a longer line keeps its own spelling.
MAX_NORMALISED_LINE = 4_096

_TYPOGRAPHIC = {
    **dict.fromkeys("‘’‚‛′‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}
_TYPOGRAPHIC_MARK = re.compile(f"[{''.join(_TYPOGRAPHIC)}]")
_FENCE_LINE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*+•◦▪‣·][ \t]+", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]*(\d{1,3})[.)][ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Canonicaliser:
    """A named form. ``version`` takes part in every fingerprint made with it."""

    name: str
    version: int
    apply: Callable[[str], str]

    @property
    def scheme(self) -> str:
        """Name and version as they enter a fingerprint: ``text/1``."""
        return f"{self.name}/{self.version}"


def canonicalise(name: str, output: str) -> str:
    """The canonical form of that name; an output over ``MAX_CHARS`` characters is its own form.

    Raises KeyError for an unknown name; settings refuse those at load.
    """
    apply = CANONICALISERS[name].apply
    return apply(output) if len(output) <= MAX_CHARS else output


def fenced_block(output: str) -> str | None:
    """The body of the first closed Markdown code fence, or None."""
    if "```" not in output and "~~~" not in output:
        return None
    fences = _FENCE_LINE.finditer(output)
    opening = next(fences, None)
    if opening is None:
        return None
    mark = opening.group().strip()[:3]
    for closing in fences:
        if closing.group().strip().strip(mark[0]) == "":
            return output[opening.end() + 1 : closing.start()]
    return None


# --- text ----------------------------------------------------------------------------------------


def text(output: str) -> str:
    """Fold what carries no meaning in prose: NFKC, typographic quotes and dashes, code fences, bullets,
    white space and case."""
    folded = output if output.isascii() else _fold_unicode(output)
    if "```" in folded or "~~~" in folded:
        folded = _FENCE_LINE.sub("", folded)
    folded = _NUMBERED.sub(r"\1. ", _BULLET.sub("- ", folded))
    return " ".join(folded.casefold().split())


def _fold_unicode(output: str) -> str:
    return "\n".join(_fold_line(line) for line in output.split("\n"))


def _fold_line(line: str) -> str:
    if line.isascii() or len(line) > MAX_NORMALISED_LINE:
        return line
    plain = _TYPOGRAPHIC_MARK.sub(_plain_mark, unicodedata.normalize("NFKC", line))
    return plain if plain.isascii() else unicodedata.normalize("NFKC", plain.casefold())


def _plain_mark(mark: re.Match[str]) -> str:
    return _TYPOGRAPHIC[mark.group()]


def first_line(output: str) -> str:
    """The first line with anything on it, as ``text``: for answers that explain themselves afterwards."""
    for line in output.splitlines():
        form = text(line)
        if form:
            return form
    return ""


def raw(output: str) -> str:
    """The output itself."""
    return output


# --- json ----------------------------------------------------------------------------------------


def json(output: str) -> str:
    """Sorted, compact JSON of the output or of its first code fence; what is not JSON is taken as ``text``."""
    for candidate in (output, fenced_block(output)):
        if candidate is not None and (dumped := _canonical_dump(candidate)) is not None:
            return dumped
    return text(output)


def _canonical_dump(candidate: str) -> str | None:
    try:
        return _DUMP(_json.loads(candidate))
    except (ValueError, RecursionError, MemoryError):
        return None


_DUMP = _json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


# --- program text --------------------------------------------------------------------------------

# Possessive loops, and an unclosed string runs to its end: no input makes these patterns backtrack.
_PYTHON = re.compile(
    r"""(?P<string>[A-Za-z]{0,2}(?:
            \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?
          | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?
          | "(?:[^"\\\n]|\\.)*+"?
          | '(?:[^'\\\n]|\\.)*+'?))
      | (?P<comment>\#[^\n]*)
      | (?P<newline>(?:\n[ \t\r\f]*+)++)
      | (?P<space>(?:[ \t\r\f]|\\\n)++)
      | (?P<word>\w++)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


def python(output: str) -> str:
    """The code of the first fence (else the output) without comments, blank lines and optional white space.

    Works on tokens, not on a syntax tree: it takes any text, runs nothing, and gives the same form
    under every Python. Indentation counts by level, line breaks within brackets do not count, and a
    simple string has one kind of quotes.
    """
    return _Lines().read(fenced_block(output) or output)


class _Lines:
    """Joins tokens into logical lines, each with its level of indentation."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._indents = [0]
        self._indent = 0
        self._after_word = False

    def read(self, code: str) -> str:
        for kind, token in _tokens(_PYTHON, "\n" + code):
            self._take(kind, token)
        self._end_line()
        return "\n".join(self._done)

    def _take(self, kind: str, token: str) -> None:
        if kind == "newline":
            if not self._depth:
                self._end_line()
                self._indent = len(token.rpartition("\n")[2].expandtabs(8))
        elif kind not in ("space", "comment"):
            self._add(_one_quote(token) if kind == "string" else token, wordy=kind in ("word", "string"))

    def _add(self, token: str, *, wordy: bool) -> None:
        if wordy and self._after_word:
            self._line.append(" ")
        self._line.append(token)
        self._after_word = wordy
        if token in _OPEN:
            self._depth += 1
        elif token in _CLOSE:
            self._depth = max(0, self._depth - 1)

    def _end_line(self) -> None:
        if self._line:
            self._done.append(" " * self._level() + "".join(self._line))
        self._line, self._after_word = [], False

    def _level(self) -> int:
        while self._indents[-1] > self._indent:
            self._indents.pop()
        if self._indents[-1] < self._indent:
            self._indents.append(self._indent)
        return len(self._indents) - 1


def _one_quote(token: str) -> str:
    simple = token[0] == "'" and token[-1] == "'" and '"' not in token and "\\" not in token
    return f'"{token[1:-1]}"' if simple and len(token) > 1 and not token.startswith("'''") else token


_SQL = re.compile(
    r"""(?P<string>'(?:[^']|'')*+'? | "(?:[^"]|"")*+"? | `[^`]*+`?)
      | (?P<comment>--[^\n]* | /\*(?:[^*]|\*(?!/))*+(?:\*/)?)
      | (?P<space>\s++)
      | (?P<word>\w++)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


def sql(output: str) -> str:
    """The statement of the first fence (else the output): lower case outside quotes, no comments, no optional
    white space, no trailing semicolon."""
    parts: list[str] = []
    after_word = False
    for kind, token in _tokens(_SQL, fenced_block(output) or output):
        if kind in ("space", "comment"):
            continue
        wordy = kind != "mark"
        if wordy and after_word:
            parts.append(" ")
        parts.append(token if kind == "string" else token.casefold())
        after_word = wordy
    return "".join(parts).rstrip("; ")


def _tokens(pattern: re.Pattern[str], source: str) -> Iterator[tuple[str, str]]:
    for match in pattern.finditer(source):
        yield match.lastgroup or "mark", match.group()


CANONICALISERS: Mapping[str, Canonicaliser] = MappingProxyType(
    {
        form.name: form
        for form in (
            Canonicaliser("text", 1, text),
            Canonicaliser("json", 1, json),
            Canonicaliser("python", 1, python),
            Canonicaliser("sql", 1, sql),
            Canonicaliser("first_line", 1, first_line),
            Canonicaliser("raw", 1, raw),
        )
    }
)


def scheme(name: str) -> str:
    """``text/1`` for ``text``: the identity of a form, for hashes of what a baseline depends on."""
    return CANONICALISERS[name].scheme if name in CANONICALISERS else name
