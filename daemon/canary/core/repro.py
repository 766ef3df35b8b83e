"""How reproducible a prompt's answers are: which distinct ones there are, how often, and where they part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Said(NamedTuple):
    """One answer, with the fingerprints of its raw and of its canonical form."""

    text: str
    raw: str
    canonical: str


class Parting(NamedTuple):
    """The first place, from 1, at which two texts differ: its character and its word (parted by white space)."""

    character: int
    word: int


@dataclass(frozen=True, slots=True)
class Form:
    """One distinct output. ``parting`` is where it leaves the most frequent one, None for that one itself."""

    text: str
    raw: str
    canonical: str
    count: int
    share: float
    parting: Parting | None


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What a number of answers to one prompt have in common.

    ``forms`` are the distinct outputs, the most frequent (of equals the first received) first. Agreement is measured
    against that one: ``prefix`` is the mean length of the common beginning in characters, over all answers,
    ``prefix_share`` the same as a share of its length. ``equal_pairs`` is the share of all pairs of answers that are
    equal: how likely two calls agree; None of a single answer.
    """

    answered: int
    forms: tuple[Form, ...]
    distinct_canonical: int
    parting: Parting | None
    prefix: float
    prefix_share: float
    equal_pairs: float | None
    equal_pairs_canonical: float | None


def reproduced(answers: Sequence[Said]) -> Reproduced:
    """Count and compare. ValueError of no answers."""
    if not answers:
        raise ValueError("there are no answers to compare")
    counts = Counter(said.raw for said in answers)
    first = {said.raw: said for said in reversed(answers)}
    mode = first[counts.most_common(1)[0][0]].text
    forms = tuple(_form(first[raw], count, len(answers), mode) for raw, count in counts.most_common())
    prefixes = [form.count * common_prefix(form.text, mode) for form in forms]
    prefix = sum(prefixes) / len(answers)
    canonical = Counter(said.canonical for said in answers)
    return Reproduced(
        len(answers),
        forms,
        len(canonical),
        min((form.parting for form in forms if form.parting is not None), default=None),
        prefix,
        prefix / len(mode) if mode else float(len(forms) == 1),
        _equal_pairs(counts.values()),
        _equal_pairs(canonical.values()),
    )


def _form(said: Said, count: int, of: int, mode: str) -> Form:
    parting = None if said.text == mode else parting_of(said.text, mode)
    return Form(said.text, said.raw, said.canonical, count, count / of, parting)


def _equal_pairs(counts: Iterable[int]) -> float | None:
    counts = list(counts)
    n = sum(counts)
    return sum(c * (c - 1) for c in counts) / (n * (n - 1)) if n > 1 else None


def common_prefix(one: str, other: str) -> int:
    """How many characters from the start are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def parting_of(text: str, other: str) -> Parting:
    """Where *text* first differs from *other*."""
    same = common_prefix(text, other)
    return Parting(same + 1, _words_before(text, same) + 1)


def _words_before(text: str, at: int) -> int:
    """Whole words before a position: one that is cut there is not whole."""
    head = text[:at]
    cut = bool(head) and not head[-1].isspace()
    return len(head.split()) - cut
