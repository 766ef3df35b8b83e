"""Numbers in prose: -1,234.5 and 1.234,5 and 1 234.5 (no-break spaces) and 6.02e23. Identifiers and dates are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_DIGITS = 400
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,.'’_\u00a0\u202f]\d{3})+\Z")
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z][-−])(?:"
    r"(?P<other>\d{4}-\d\d-\d\d(?!\d)|\d{1,2}:\d\d(?::\d\d)?(?!\d))"  # a day, a time of day
    rf"|(?P<sign>[-+−]?)(?P<digits>\d[\d.,'’_\u00a0\u202f]{{0,{MAX_DIGITS}}})"
    r"(?P<power>[eE][-+−]?\d{1,3}(?!\w)|[ ]?[×x*][ ]?10(?:\^|\*\*)\{?[-+−]?\d{1,3}\}?)?)"
)
_POINTS = str.maketrans(dict.fromkeys("'’_\u00a0\u202f", ""))


def numbers(text: str) -> Iterator[float]:
    """Every number of *text* in order; 1,2,3 are three."""
    for match in _NUMBER.finditer(text):
        if match["other"]:
            continue
        sign = "-" if match["sign"] in ("-", "−") else ""
        for digits in _parts(match["digits"].rstrip(".,'’_\u00a0\u202f")):
            yield float(f"{sign}{digits}e{_exponent(match['power'])}")


def _parts(written: str) -> Iterator[str]:
    whole = _plain(written)
    for digits in [whole] if whole is not None else map(_plain, written.split(",")):
        if digits is not None:
            yield digits


def _plain(written: str) -> str | None:
    """Digits with a decimal point at most; None for what is no number, such as 1.2.3 or 20.11.2026."""
    comma, point = written.rfind(","), written.rfind(".")
    if comma >= 0 and point >= 0:
        return _split(written, max(comma, point))
    mark = max(comma, point)
    if mark < 0 or (_GROUPED.match(written) and (comma >= 0 or written.count(".") > 1)):
        return _digits(written, None)
    return _split(written, mark)


def _split(written: str, at: int) -> str | None:
    """The whole part, which may be grouped, and the decimals after the mark at *at*."""
    whole, decimals = written[:at], written[at + 1 :]
    if not decimals.isdecimal() or written[at] in whole:
        return None
    return _digits(whole, decimals)


def _digits(whole: str, decimals: str | None) -> str | None:
    if not whole.isdecimal() and not _GROUPED.match(whole):
        return None
    plain = whole.translate(_POINTS).replace(",", "").replace(".", "")
    return plain if decimals is None else f"{plain}.{decimals}"


def _exponent(power: str | None) -> str:
    if not power:
        return "0"
    return re.split(r"[eE^*]", power.replace("−", "-"))[-1].strip("{} ")
