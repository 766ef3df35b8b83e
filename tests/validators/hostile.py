"""Hostile outputs from a seed: what a model, or who talks through it, could send to break a parser."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from validators.mutants import mutant

ALPHABETS = (
    "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "\ud800\udfff\udc80a\ufffe\uffff\U0010ffff",
    "\u202e\u200b\u200d\u2066\ufeff\u0301\u0300\U0001f468e",
    '[]{}":,\\u0123456789eE+-.tfn ',
    "()[]<>*_~`#|!&'\"“”.,;:?…—",
    "ABCxyz0123456789-_/.:@ \n",
)
FRAGMENTS = (
    "TKT-10442", "TKT-1", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "order number ", "https://", "www.", "http://[::1]/(",
    "2026-11-20", "20.11.26", "Nov. ", "20th of ", "May 2026", "1,234.5", "6.02 × 10^", "-9e999", "help with that. ",
    "I'm sorry, but I can't ", "As an AI, ", "<think>", "</think>", "```json\n", "\n```\n", "~~~", "<!channel>", "\r",
    "\x1b[31m", '{"name": "stop", "arguments": "', '{"a":', "[", "]", "}", '"', "\\ud800", "\\u0000", "null", "&a [*a,*a]",
    "ſKſ", "İ", "ß", "def f(x: ", ") -> ", "import os\n", "op.create_table(", "SELECT * FROM ", "lambda: ", "f'{", "\t",
)  # fmt: skip
LARGE_UNITS = (
    "[", '{"a":', "a", " ", "\n", "(", "1,", "1 ", "ſ", "\ud800", "\x00", "```\n", ")", "www.)))", "I can't ", "20 ",
    "May ", "1.1.", "https://a.b/", "TKT-1 ", "<think>", '"', "\\", "\u0301", "9", "0x", "i am ", "-", "a.", "a|",
    "x=1\n", "(a,", "\r", "\u202e", "- ", "not ", "SELECT 1;", "a JOIN ", "x: int\n", "lambda:", "if x:\n ", "a[0]",
    "ORD-1 ", "{{", "/*", "--", "$$",
)  # fmt: skip


def hostile_outputs(count: int, seed: int = 7) -> Iterator[str]:
    """*count* outputs, the same for the same seed; most are short, some fill the bounds."""
    rng = random.Random(seed)
    makers: tuple[Callable[[random.Random], str], ...] = (
        _noise, _fragments, _fragments, _nested, _broken_json, _repeated, _bytes, mutant, mutant, mutant, mutant,
    )  # fmt: skip
    for _ in range(count):
        yield rng.choice(makers)(rng)


def large_outputs() -> Iterator[str]:
    """One of each kind of large output that would hurt a careless parser: within the bounds of all, up to 10 MB."""
    for size in (32_000, 100_000, 262_144, 1_000_000, 10_000_000):
        for unit in LARGE_UNITS:
            yield (unit * (size // len(unit) + 1))[:size]


def _noise(rng: random.Random) -> str:
    return "".join(rng.choices(rng.choice(ALPHABETS), k=rng.randrange(200)))


def _fragments(rng: random.Random) -> str:
    return "".join(rng.choice(FRAGMENTS) + rng.choice(("", " ", "\n")) for _ in range(rng.randrange(30)))


def _nested(rng: random.Random) -> str:
    depth = rng.choice((3, 100, 249, 250, 251, 255, 256, 1_023, 1_024, 5_000))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ("(", ")"), ('{"tool_calls":[', "]}")))
    return opening * depth + rng.choice(("1", "", '"\\ud800"')) + closing * (depth - rng.randrange(2))


def _broken_json(rng: random.Random) -> str:
    text = json.dumps(
        {"name": "stop", "arguments": {"a": [1, "TKT-1", None]}, "ids": ["x" * rng.randrange(50)]}
    )
    cut = rng.randrange(len(text))
    return text[:cut] + rng.choice(FRAGMENTS) + text[cut + rng.randrange(3) :]


def _repeated(rng: random.Random) -> str:
    return rng.choice(FRAGMENTS) * rng.choice((1, 10, 1_001, 3_000)) + rng.choice(FRAGMENTS)


def _bytes(rng: random.Random) -> str:
    return rng.randbytes(rng.randrange(300)).decode("utf-8", rng.choice(("surrogateescape", "replace")))
