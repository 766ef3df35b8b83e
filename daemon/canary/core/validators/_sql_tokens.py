"""SQL -> tokens: those of sqlglot's tokenizer, of plain SQL in a third of its time.

One regular expression reads words, numbers, strings and operators. Whatever else there is - an escape, a comment between
slashes, a parameter, a heredoc - is left to sqlglot, from the beginning: a rule that is written twice would in time be two
rules. A test holds both against each other in every dialect.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sqlglot import Token

_OPERATORS = frozenset("()[],.;=<>+-*/%|:!")  # which no dialect gives a meaning that is not an operator's
_WORD, _OPERATOR, _LINES, _NUMBER, _IDENTIFIER, _STRING, _OTHER = range(1, 8)  # groups of the expression


class _Reader(NamedTuple):
    """What a dialect reads.

    ``words``, in upper case, have the type of their token; a dict if they may be the second of a keyword of two words, with
    that keyword's type by its first; None if sqlglot has to read what follows.
    """

    scan: re.Pattern[str]
    words: dict[str, Any]
    operators: dict[str, Any]


def tokens(text: str, dialect: Any) -> list[Token]:
    """The tokens of *text*, without comments that are no hints. Raises sqlglot's TokenError."""
    from sqlglot import TokenType

    found = plain(text, dialect)
    if found is not None:
        return found
    read: list[Token] = dialect.tokenize(text)
    for token in read:
        if token.comments and token.token_type is not TokenType.HINT:
            token.comments = []  # sqlglot obeys some: "sqlglot.meta start=x" moves a name
    return read


def plain(text: str, dialect: Any) -> list[Token] | None:
    """The tokens of plain SQL, else None."""
    from sqlglot import Token, TokenType

    scan, words, operators = _reader(dialect.tokenizer_class)
    var, number, string, identifier = TokenType.VAR, TokenType.NUMBER, TokenType.STRING, TokenType.IDENTIFIER
    found: list[Token] = []
    line, broken = 1, -1  # where the line before ended
    group: int | None = None
    for match in scan.finditer(text.rstrip(" \t\n")):
        before, group = group, match.lastindex
        if group is None:  # a comment, to the end of its line
            continue
        start, end = match.span(group)
        written = match[group]
        if group == _WORD:
            kind = words.get(written.upper(), var)
            if kind is None:
                return None
            if kind.__class__ is dict:
                pair = kind.get(found[-1].text.upper() if found else "")
                if pair is None:
                    kind = kind[""]
                elif before == _WORD:
                    start = found.pop().start
                    written, kind = pair
                else:  # over a line break, which sqlglot does not count
                    return None
        elif group == _OPERATOR:
            kind = operators[written]
        elif group == _LINES:
            line += written.count("\n")
            broken = text.rfind("\n", start, end)
            continue
        elif group == _NUMBER:
            kind = number
        elif group == _OTHER:
            return None
        else:
            written, kind = written[1:-1], string if group == _STRING else identifier
            if "\n" in written:
                line += written.count("\n")
                broken = text.rfind("\n", start, end)
        found.append(Token(kind, written, line, end - 1 - broken, start, end - 1))
    return found


@cache
def _reader(made: Any) -> _Reader:
    """For a dialect's class of tokenizers."""
    comments = {each if isinstance(each, str) else each[0] for each in made.COMMENTS}
    operators = {**made.SINGLE_TOKENS, **made.KEYWORDS}
    quoted = [start for start, _ in _quotes(made.QUOTES + made.IDENTIFIERS)]
    taken = (made.HINT_START, *comments, *quoted)
    operators = {
        key: kind
        for key, kind in operators.items()
        if _OPERATORS.issuperset(key) and not key.startswith(taken)
    }
    return _Reader(re.compile(_expression(made, operators, comments)), _words(made), operators)


def _words(made: Any) -> dict[str, Any]:
    from sqlglot import TokenType

    kinds = {key: None if kind in made.COMMANDS else kind for key, kind in made.KEYWORDS.items()}
    found: dict[str, Any] = {key: kind for key, kind in kinds.items() if key.isidentifier()}
    for key, kind in kinds.items():
        parts = key.split()
        if len(parts) == 1 or not key[0].isalpha():
            continue
        first, second = parts[0], parts[1]
        if kind is None or len(parts) > 2 or found.get(second, kind) is None:
            found[second] = None
            continue
        if found.get(second).__class__ is not dict:
            found[second] = {"": found.get(second, TokenType.VAR)}
        found[second][first] = (key, kind)
    return found


def _quotes(written: list[Any]) -> list[tuple[str, str]]:
    return [(each, each) if isinstance(each, str) else (each[0], each[1]) for each in written]


def _expression(made: Any, operators: dict[str, Any], comments: set[str]) -> str:
    """One group for each kind of token, numbered as above; what no other reads, the last one does."""
    inner = (re.search(r"(?<=\w)[^\w\s].*", key) for key in made.KEYWORDS)  # USER-DEFINED is one word
    parts = sorted({re.escape(each[0]) for each in inner if each}) or ["(?!)"]
    breaks = set(made.SINGLE_TOKENS) - made.VAR_SINGLE_TOKENS - set("'\"`")
    first = {key[0] for key in (*operators, "--", "//") if len(key) > 1}
    alone = "".join(sorted(key for key in operators if key not in first and len(key) == 1))
    longest = sorted((key for key in operators if key not in alone), key=lambda key: (-len(key), key))
    signs = [f"[{re.escape(alone)}]", *map(re.escape, longest)]
    return "".join(
        (
            r"[ \t]*(?:",
            rf"([A-Za-z_][A-Za-z0-9_]*)(?=[\s{re.escape(''.join(breaks))}]|$)(?!(?i:{'|'.join(parts)}))",
            rf"|(?!--|//|/\*)({'|'.join(signs)})",
            r"|(\n[ \t\n]*)",
            r"|([0-9]+(?:\.[0-9]+)?)(?![\w.])",
            rf"|({_quoted(made.IDENTIFIERS)})",
            rf"|({_quoted(made.QUOTES)})",
            r"|--[^\n]*" if "--" in comments and not made.DASH_COMMENT_REQUIRES_BOUNDARY else "",
            r"|([\s\S]))",
        )
    )


def _quoted(written: list[Any]) -> str:
    """Between two of a mark; what is escaped or doubled is not plain."""
    marks = [start for start, end in _quotes(written) if start == end and len(start) == 1]
    return "|".join(rf"{mark}[^\\{mark}]*{mark}(?!{mark})" for mark in marks) or "(?!)"
