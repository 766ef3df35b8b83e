"""What an HTTP response without an answer means: the status table, for every provider."""

from __future__ import annotations

import email.utils
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from canary.core.model import FailureKind
from canary.providers.base import Unmeasured, excerpt

_WAY_OUT: Final = {
    FailureKind.AUTH: "check the API key and what it may use",
    FailureKind.NOT_FOUND: "check model and base_url; the model may be retired",
    FailureKind.RATE_LIMIT: "lower limits.requests_per_minute or limits.concurrency",
    FailureKind.REJECTED: "check params and the prompt against the provider's reference",
}
_KIND_BY_STATUS: Final = {
    401: FailureKind.AUTH,
    402: FailureKind.RATE_LIMIT,
    403: FailureKind.AUTH,
    404: FailureKind.NOT_FOUND,
    408: FailureKind.TIMEOUT,
    429: FailureKind.RATE_LIMIT,
    504: FailureKind.TIMEOUT,
}
_GONE: Final = frozenset({"model_not_found", "model_decommissioned"})
_SPENT: Final = frozenset({"insufficient_quota", "billing_not_active", "billing_hard_limit_reached"})
_RETRYABLE: Final = frozenset({FailureKind.TIMEOUT, FailureKind.RATE_LIMIT, FailureKind.SERVER_ERROR})


def refusal(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    told: FailureKind | None = None,
    final: str | None = None,
) -> Unmeasured:
    """What a response outside 2xx means, for every provider whose errors are ``{"error": {"message", "code"}}``.

    Where an API's own codes say more than the status: *told* is the kind they name, *final* why asking again is no use.
    """
    if status < 400:
        where = excerpt(headers.get("location", "").split("?")[0])
        return Unmeasured(
            FailureKind.REJECTED,
            f"HTTP {status} redirects to {where or 'nowhere'}; redirects are not followed: set base_url to the API itself",
        )
    message, codes = _error_of(body)
    kind = told or _kind(status, codes)
    if status == 402 or codes & _SPENT:
        final = final or "the account's quota is used up: asking again cannot help until it is raised"
    detail = "; ".join(filter(None, (f"HTTP {status}", excerpt(message), final or _WAY_OUT.get(kind))))
    retryable = kind in _RETRYABLE and not final
    return Unmeasured(kind, detail, retryable, retry_after(headers) if retryable else None, status)


def _kind(status: int, codes: frozenset[str]) -> FailureKind:
    if status in (400, 422) and codes & _GONE:
        return FailureKind.NOT_FOUND
    return _KIND_BY_STATUS.get(status) or (
        FailureKind.SERVER_ERROR if status >= 500 else FailureKind.REJECTED
    )


def _error_of(body: bytes) -> tuple[str, frozenset[str]]:
    """An error body's message and its codes; both empty where it has none that can be read."""
    try:
        payload = json.loads(body[: 2**16])
    except (ValueError, RecursionError):
        return "", frozenset()
    error = payload.get("error", payload) if isinstance(payload, dict) else None
    if isinstance(error, str):
        return error, frozenset()
    if not isinstance(error, dict):
        return "", frozenset()
    return _words(error), frozenset(_strings(error, "code", "type"))


def _words(error: object, depth: int = 4) -> str:
    """The message, wherever servers put it: ``message``, or ``detail`` with what is wrong with each field."""
    if isinstance(error, str) or not depth:
        return error if isinstance(error, str) else ""
    if isinstance(error, list):
        return "; ".join(filter(None, (_words(each, depth - 1) for each in error[:5])))
    if not isinstance(error, dict):
        return ""
    if isinstance(error.get("msg"), str):
        place = error.get("loc")
        steps = place[:5] if isinstance(place, list) else []
        where = ".".join(str(step) for step in steps if isinstance(step, (str, int)))
        return f"{where}: {error['msg']}" if where else str(error["msg"])
    return next(filter(None, (_words(error.get(key), depth - 1) for key in ("message", "detail"))), "")


def _strings(error: Mapping[str, Any], *keys: str) -> Iterator[str]:
    return (error[key] for key in keys if isinstance(error.get(key), str))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server wants us to wait; None if it does not say so intelligibly.

    A date is taken against the response's own Date: no clock of ours, and no quarrel with the server's.
    """
    if (milliseconds := _seconds(headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000.0
    value = headers.get("retry-after", "")
    if (seconds := _seconds(value)) is not None:
        return seconds
    try:
        until = email.utils.parsedate_to_datetime(value)
        now = email.utils.parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _seconds(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
