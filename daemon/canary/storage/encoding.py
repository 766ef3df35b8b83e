"""Between the domain's values and what a column can hold. Pure."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from canary.core.model import Outcome, TokenLogprob, Verdict

_PREFIX = "v1:sha256:"


def pack_fingerprint(fingerprint: str) -> bytes:
    """The 32 bytes of a ``v1:sha256:<hex>`` fingerprint. Raises ValueError for any other scheme."""
    if not fingerprint.startswith(_PREFIX):
        raise ValueError(f"not a {_PREFIX} fingerprint: {fingerprint[:40]!r}")
    return bytes.fromhex(fingerprint[len(_PREFIX) :])


def unpack_fingerprint(packed: bytes) -> str:
    """The fingerprint of those 32 bytes."""
    return _PREFIX + packed.hex()


def pack_text(text: str) -> tuple[str, bool]:
    """*text* as a UTF-8 text column can hold it, and whether it had to be escaped (NUL, lone surrogates)."""
    if "\x00" not in text:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            pass
        else:
            return text, False
    return json.dumps(text), True


def unpack_text(text: str, escaped: bool) -> str:
    """What ``pack_text`` was given."""
    return str(json.loads(text)) if escaped else text


def clean(text: str | None, limit: int = 500) -> str | None:
    """A short text from outside (a model's name, an error) made safe for any text column."""
    if text is None:
        return None
    return text[:limit].replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def pack_judge(judge: str) -> bytes:
    """16 bytes of a judge's content hash: enough to tell any two apart."""
    return bytes.fromhex(judge[:32])


def pack_logprobs(tokens: tuple[TokenLogprob, ...]) -> str | None:
    """JSON of [token, logprob, [[alternative, logprob], ...]] each; None of none."""
    if not tokens:
        return None
    rounded = [
        [each.token, round(each.logprob, 6), [[token, round(value, 6)] for token, value in each.top]]
        for each in tokens
    ]
    return json.dumps(rounded, separators=(",", ":"))


def unpack_logprobs(packed: str | None) -> tuple[TokenLogprob, ...]:
    """What ``pack_logprobs`` was given, to six decimals."""
    return tuple(
        TokenLogprob(token, value, tuple((other, its) for other, its in top))
        for token, value, top in json.loads(packed or "[]")
    )


def pack_verdicts(verdicts: tuple[Verdict, ...], *, words: bool = True) -> dict[str, Any]:
    """The verdict row of an output: categories failed and judged, and every verdict that is not a pass.

    Without *words* no reason is kept: reasons quote the output.
    """
    failed = {v.category for v in verdicts if v.outcome is Outcome.FAIL}
    judged = {v.category for v in verdicts if v.outcome is not Outcome.UNDECIDED}
    detail = [
        [v.validator, v.category, v.outcome.value, clean(v.reason) if words else "", v.line, v.column]
        for v in verdicts
        if v.outcome is not Outcome.PASS
    ]
    return {
        "failed": ",".join(sorted(failed)),
        "judged": ",".join(sorted(judged)),
        "detail": detail or None,
    }


def unpack_detail(detail: list[list[Any]] | None) -> tuple[Verdict, ...]:
    """The verdicts that were not a pass."""
    return tuple(
        Verdict(name, category, Outcome(outcome), reason or "", line, column)
        for name, category, outcome, reason, line, column in detail or ()
    )


@lru_cache(maxsize=1024)
def unpack_categories(text: str) -> frozenset[str]:
    """The set behind a comma-separated column."""
    return frozenset(text.split(",")) if text else frozenset()
