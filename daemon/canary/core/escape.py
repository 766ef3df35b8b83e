"""Hostile text made safe for the medium that shows it, and cut without breaking what a reader sees as one character.

Model output can hold terminal sequences, bidirectional overrides, zero-width characters, mentions that page a
channel and links. What reaches a person is first cleaned, then escaped for its medium, then bounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

ELLIPSIS = "…"

# Every alternative stops before the next introducer, so a hostile text cannot make this quadratic.
_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movement
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, hyperlinks, clipboard
    r"|\x9d[^\x07\x1b\x9c\x9d]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"
)
_NEWLINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Letters and marks that take no room and are no format characters: Hangul fillers, joiners, variation selectors.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0") | {
    chr(code) for code in range(0xE0100, 0xE01F0)
}
_MARKS_PER_LETTER = 4
_PLAIN = re.compile(r"[\n\t\x20-\x7e]*")


def escape_terminal(text: str) -> str:
    """*text* without anything a terminal acts upon or a reader cannot see.

    Escape sequences, control characters (but newline and tab), bidirectional controls, zero-width characters and
    lone surrogates are taken out, and more than four marks on one letter; every kind of line break becomes a newline.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _NEWLINE.sub("\n", _SEQUENCE.sub("", text))
    return _limit_marks("".join(filter(_seen, text)))


def _seen(char: str) -> bool:
    return char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cf", "Cs") and char not in _UNSEEN)


def _limit_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if marks <= _MARKS_PER_LETTER:
            kept.append(char)
    return "".join(kept)


# Slack has no escape character for its mark-up. Look-alikes are the one thing that is certainly inert.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb", "@": "\uff20"})
_QUOTE = re.compile(r"^([ \t]*)>", re.MULTILINE)
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # inside a word it means nothing
_SHORTCODE = re.compile(r":(?=[\w+'-]+:)")


def escape_mrkdwn(text: str) -> str:
    """*text* as Slack prose: no mention, link, emoji or formatting in it comes to life."""
    text = _QUOTE.sub("\\1\u203a", _defang(escape_terminal(text)))
    text = _SHORTCODE.sub("\u2236", _EDGE_UNDERSCORE.sub("\uff3f", text))
    return text.translate(_LOOKALIKES).translate(_ENTITIES)


def escape_mrkdwn_code(text: str) -> str:
    """*text* for the inside of a Slack code span or fence: it cannot close it, mention anyone or link."""
    return _defang(escape_terminal(text)).replace("`", "\u02cb").translate(_ENTITIES)


def _defang(text: str) -> str:
    return text.replace("://", "[:]//")


def one_line(text: str) -> str:
    """*text* on one line, its white space collapsed."""
    return " ".join(text.split())


def units(text: str) -> int:
    """Length in UTF-16 units, the strictest way a sink may count."""
    return len(text) + sum(char > "\uffff" for char in text)


def fit(text: str, limit: int, escape: Callable[[str], str] = escape_terminal) -> str:
    """*text* escaped, in at most *limit* UTF-16 units; what was cut is replaced by an ellipsis.

    The cut is made before escaping, so it never halves an entity, and never inside a grapheme.
    """
    head = text[: 16 * limit + 64]  # a megabyte is not cleaned to show a line of it
    bounded = len(head) < len(text)
    text = escape_terminal(head)
    if not bounded and len(text) <= limit and units(whole := escape(text)) <= limit:
        return whole
    if limit < 1:
        return ""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if units(escape(text[:middle])) < limit:
            low = middle
        else:
            high = middle - 1
    return escape(cut(text, low)) + ELLIPSIS


def cut(text: str, length: int) -> str:
    """The first *length* code points of *text*, or fewer where that would halve a grapheme."""
    if length >= len(text):
        return text
    while length > 0 and _one_grapheme(text, length):
        length -= 1
    return text[:length]


def _one_grapheme(text: str, at: int) -> bool:
    """Whether what stands before and after *at* is shown as one (UAX 29, without the Indic conjuncts)."""
    before, after = text[at - 1], text[at]
    if (
        unicodedata.category(after).startswith("M")
        or after == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    ):
        return True
    if before == "\u200d" or (before, after) == ("\r", "\n"):
        return True
    if _regional(before) and _regional(after):
        return _regional_run(text, at) % 2 == 1
    return _jamo(before, after)


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regional_run(text: str, at: int) -> int:
    start = at
    while start > 0 and _regional(text[start - 1]):
        start -= 1
    return at - start


def _jamo(before: str, after: str) -> bool:
    """Leading, vowel and trailing Hangul letters that make one syllable."""
    if "\u1100" <= before <= "\u115f":
        return "\u1100" <= after <= "\u11a7" or "\uac00" <= after <= "\ud7a3"
    if "\u1160" <= before <= "\u11a7" or "\uac00" <= before <= "\ud7a3":
        return "\u1160" <= after <= "\u11ff"
    return "\u11a8" <= before <= "\u11ff" and "\u11a8" <= after <= "\u11ff"
