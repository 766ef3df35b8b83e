"""Dates in prose, in the usual notations: 2026-11-20, 20.11.2026, 20/11/26, 20 November 2026, Nov. 20th, May 2026."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBER_OF = {name[:length]: index + 1 for index, name in enumerate(MONTHS) for length in (3, 4, len(name))}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_GAP = r"[ \t\n\u00a0\u202f,-]{1,3}"
_NUMERIC = r"(?<![.,/-])"  # not the rest of a longer number
_AFTER = r"(?![-/]\d|[.,]\d)"
_DATE = re.compile(
    rf"""(?<!\w)(?=[\djfmasond])(?:
        {_NUMERIC}(?P<iso_y>\d{{4}})(?P<s>[-/.])(?P<iso_m>\d{{1,2}})(?P=s)(?P<iso_d>\d{{1,2}})(?=T\d|\b){_AFTER}
      | {_NUMERIC}(?P<a>\d{{1,2}})(?P<t>[-/.])(?P<b>\d{{1,2}})(?P=t)(?P<y>\d{{4}})\b{_AFTER}
      | {_NUMERIC}(?P<a2>\d{{2}})(?P<t2>[-.])(?P<b2>\d{{2}})(?P=t2)(?P<y2>\d{{2}})\b{_AFTER}
      | {_NUMERIC}(?P<a3>\d{{1,2}})(?P<t3>/)(?P<b3>\d{{1,2}})/(?P<y3>\d{{2}})\b{_AFTER}
      | (?<!\d[.,])(?P<day>{_DAY})\.?{_GAP}(?:of[ ])?(?P<month>{_MONTH})(?:{_GAP}(?P<year>\d{{4}})\b)?
      | (?P<month2>{_MONTH}){_GAP}(?:the[ ])?(?P<day2>{_DAY})(?![\w:]|[.,]\d)(?:{_GAP}(?P<year2>\d{{4}})\b)?
      | (?P<month3>{_MONTH}){_GAP}(?:of[ ])?(?P<year3>\d{{4}})\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_VERBS = frozenset({"may", "march", "mar"})


class Date(NamedTuple):
    """A date as far as it is given: a year or a day of the month may be missing."""

    year: int | None
    month: int
    day: int | None


class Written(NamedTuple):
    """A date as written, its offset in characters, and every date it may mean: 3/4/2026 means two."""

    text: str
    offset: int
    means: tuple[Date, ...]


def dates(text: str, guess: bool = False) -> Iterator[Written]:
    """All dates in *text*. What no calendar could hold (month 13) is no date but a version or a measure.

    "8 may" and "march 5" in lower case are dates with *guess* only: they may be verbs.
    """
    for match in _DATE.finditer(text):
        part = {name: text for name, text in match.groupdict().items() if text}
        means = tuple(date for date in _readings(part) if _possible(date))
        if means and (guess or not _may_be_verb(part)):
            yield Written(match.group().rstrip(" ,.-\n\t"), match.start(), means)


def _may_be_verb(part: dict[str, str]) -> bool:
    return bool(_VERBS & set(part.values())) and "year" not in part


def _readings(part: dict[str, str]) -> list[Date]:
    if "iso_y" in part:
        return [Date(int(part["iso_y"]), int(part["iso_m"]), int(part["iso_d"]))]
    for number in ("", "2", "3"):
        if f"y{number}" in part:
            return _in_figures(*(part[f"{key}{number}"] for key in "atby"))
    return [_in_words(part)]


def _in_figures(first: str, mark: str, second: str, year: str) -> list[Date]:
    """20.11.2026 has its day first; of 3/4/2026 and 3-4-2026 nobody knows."""
    day_first = Date(_year(year), int(second), int(first))
    return [day_first] if mark == "." else [day_first, Date(_year(year), int(first), int(second))]


def _in_words(part: dict[str, str]) -> Date:
    name = part.get("month") or part.get("month2") or part["month3"]
    year = part.get("year") or part.get("year2") or part.get("year3")
    day = part.get("day") or part.get("day2")
    return Date(int(year) if year else None, _month(name), int(re.sub(r"\D", "", day)) if day else None)


def _month(name: str) -> int:
    return _NUMBER_OF[name.lower().rstrip(".")]


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _possible(date: Date) -> bool:
    return 1 <= date.month <= 12 and (date.day is None or 1 <= date.day <= 31)
