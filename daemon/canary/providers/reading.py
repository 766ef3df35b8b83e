"""Reading a provider's JSON reply: small pieces, each of which may be missing or of the wrong kind. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from canary.core.model import FailureKind, TokenLogprob
from canary.providers.base import Unmeasured, excerpt

MAX_LABEL: Final = 256  # characters of a name the server gives: model, fingerprint, request id
MAX_COUNT: Final = 2**31 - 1  # tokens
MAX_LOGPROBS: Final = 32  # first tokens whose log-probabilities are kept


def label(value: object) -> str | None:
    """A name the server gives, cut to a sane length; None for anything but a text that is not empty."""
    return value[:MAX_LABEL] if isinstance(value, str) and value else None


def count(value: object) -> int | None:
    """A number of tokens; None for anything else."""
    # type(), as bool is an int to isinstance.
    return value if type(value) is int and 0 <= value <= MAX_COUNT else None


def total(*values: int | None) -> int | None:
    """Their sum, those that are None left out; None if all are."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def logprob(value: object) -> float | None:
    """A natural log-probability; None for anything else, infinities among it: no JSON can keep them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) <= MAX_COUNT else None  # so that no NaN passes either


def logprobs(tokens: object) -> tuple[TokenLogprob, ...]:
    """Those of the first tokens, each ``{"token", "logprob", "top_logprobs"}`` as OpenAI and others write them."""
    return tuple(_logprobs(tokens[:MAX_LOGPROBS])) if isinstance(tokens, list) else ()


def _logprobs(tokens: list[object]) -> Iterator[TokenLogprob]:
    for each in tokens:
        if (known := _scored(each)) is not None:
            top = mapping(each).get("top_logprobs")
            others = map(_scored, top) if isinstance(top, list) else ()
            yield TokenLogprob(*known, tuple(other for other in others if other is not None))


def _scored(token: object) -> tuple[str, float] | None:
    """A token's text with its log-probability; None where one of them is missing."""
    text, value = mapping(token).get("token"), logprob(mapping(token).get("logprob"))
    return (text, value) if isinstance(text, str) and value is not None else None


def mapping(value: object) -> Mapping[str, Any]:
    """*value* if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def malformed(what: str, expected: str) -> Unmeasured:
    """An HTTP 200 that is no answer: *what* came where *expected* ("a chat completion") should be."""
    return Unmeasured(FailureKind.MALFORMED, f"HTTP 200 with {what}, where {expected} was expected")


def said(error: object) -> str | None:
    """The words of an error that came with HTTP 200, as some proxies send it; None if there is none."""
    message = error.get("message") if isinstance(error, dict) else error
    return f"an error: {excerpt(message)}" if isinstance(message, str) else None
