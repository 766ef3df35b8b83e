"""``grounded_dates``: every date in the output occurs in the prompt, in whatever notation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators._dates import Date, dates
from canary.core.validators._grounding import Mention, judge, prompt_text
from canary.core.validators.base import Check, ValidatorKind, Verdicts

MAX_DATED = 262_144


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when each date in the output may mean one of the prompt's.

    A date without a year, or a month without a day, is grounded by a fuller one. A year is invented when neither the
    prompt's date nor anything else in the prompt names it. Weekdays and "tomorrow" are not judged.
    """
    known = _Known(prompt_text(prompt))

    def check(output: str) -> Verdict:
        if len(output) > MAX_DATED:
            return verdicts.exceeded(
                f"the output is over {MAX_DATED:,} characters, too many to look for dates"
            )
        return judge(output, known.mentions(output), verdicts, "dates")

    return check


class _Known:
    """The dates of a prompt, each also in its shorter forms."""

    def __init__(self, text: str) -> None:
        self._dates: set[Date] = {
            form for written in dates(text, guess=True) for date in written.means for form in _forms(date)
        }
        years: set[int | None] = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)}
        self._years = years | {date.year for date in self._dates}

    def mentions(self, output: str) -> Iterator[Mention]:
        for text, offset, means in dates(output):
            yield Mention(text, offset, any(self._has(date) for date in means))

    def _has(self, date: Date) -> bool:
        return date in self._dates or (date.year in self._years and self._undated(date))

    def _undated(self, date: Date) -> bool:
        """The prompt has this day without saying of which year."""
        alone = date._replace(year=None)
        of_a_year = any(known.year and known._replace(year=None) == alone for known in self._dates)
        return alone in self._dates and not of_a_year


def _forms(date: Date) -> set[Date]:
    year, month, day = date
    return {date, Date(None, month, day), Date(year, month, None), Date(None, month, None)}


KIND = ValidatorKind(
    "grounded_dates", "hallucination", "every date in the output occurs in the prompt", build
)
