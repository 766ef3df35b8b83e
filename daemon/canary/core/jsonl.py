"""Observations as JSON lines: one sample a line, as ``import``, ``export`` and ``backtest --from`` speak it.

Required: target, prompt, cycle, sample, and output or error. Unknown keys are passed over, so that a richer export of
another tool can be read. Parsing a line never touches a file; the caller adds where the line stood.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from canary.core.model import FailureKind

DEFAULT_SUITE = "default"
MAX_LINE = 8 * 1024 * 1024  # bytes

Cycle = int | datetime


class LineError(ValueError):
    """The line cannot be taken; the message says why and what would do."""


class Line(NamedTuple):
    """One sample as it stands in the file. ``error`` set means unmeasured, and then ``output`` is None."""

    target: str
    suite: str
    prompt: str
    cycle: Cycle
    sample: int
    output: str | None
    error: FailureKind | None
    at: datetime | None = None
    valid: bool | None = None
    model: str | None = None
    system_fingerprint: str | None = None
    latency_ms: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None


def parse(line: bytes | str) -> Line:
    """The sample of one line. Raises LineError."""
    value = _decode(line)
    target, prompt = _name(value, "target"), _name(value, "prompt")
    suite = _name(value, "suite") if value.get("suite") is not None else DEFAULT_SUITE
    output, error = _outcome(value)
    return Line(
        target,
        suite,
        prompt,
        _cycle(value),
        _whole(value, "sample", required=True) or 0,
        output,
        error,
        _time(value.get("at"), "at") if value.get("at") is not None else None,
        _valid(value),
        _text(value, "model"),
        _text(value, "system_fingerprint"),
        _number(value, "latency_ms"),
        _whole(value, "input_tokens"),
        _whole(value, "output_tokens"),
    )


def render(line: Line) -> bytes:
    """One line without its end; ``parse`` gives back an equal one."""
    value = line._asdict() | {
        "cycle": line.cycle if isinstance(line.cycle, int) else line.cycle.isoformat(),
        "at": line.at.isoformat() if line.at else None,
        "error": line.error.value if line.error else None,
    }
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate: the standard library escapes it
        return json.dumps(value).encode("ascii")


def _decode(line: bytes | str) -> Mapping[str, Any]:
    if len(line) > MAX_LINE:
        raise LineError(f"longer than {MAX_LINE} bytes")
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        value = _decode_slowly(line, error)
    if not isinstance(value, dict):
        raise LineError("not a JSON object")
    return value


def _decode_slowly(line: bytes | str, error: orjson.JSONDecodeError) -> Any:
    """Lone surrogates are legal in JSON escapes and occur in models' outputs; orjson refuses them."""
    if b"\\u" not in (line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")):
        raise LineError(f"not JSON: {error}") from None
    try:
        return json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise LineError(f"not JSON: {error}") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _name(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str) or not found:
        raise LineError(f"{key} must be a non-empty string{_was(value, key)}")
    return found


def _was(value: Mapping[str, Any], key: str) -> str:
    return f", not {_short(value[key])}" if key in value else "; it is missing"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:40] + "..."


def _outcome(value: Mapping[str, Any]) -> tuple[str | None, FailureKind | None]:
    if "output" not in value and "error" not in value:
        raise LineError("output or error is required; both are missing")
    output, error = value.get("output"), value.get("error")
    if output is not None and not isinstance(output, str):
        raise LineError(f"output must be a string or null, not {_short(output)}")
    if error is not None and not isinstance(error, str):
        raise LineError(f"error must be a failure kind or null, not {_short(error)}")
    if output is not None and error is not None:
        raise LineError("output and error are both set; a sample is answered or unmeasured")
    if output is not None:
        return output, None
    return None, FailureKind.parse(error) if error is not None else FailureKind.UNKNOWN


def _cycle(value: Mapping[str, Any]) -> Cycle:
    cycle = value.get("cycle")
    if isinstance(cycle, int) and not isinstance(cycle, bool):
        return cycle
    if isinstance(cycle, str):
        return _time(cycle, "cycle")
    raise LineError(f"cycle must be a whole number or an ISO 8601 time{_was(value, 'cycle')}")


def _time(text: Any, key: str) -> datetime:
    """Aware UTC; a time without an offset is taken as UTC."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise LineError(f"{key} must be an ISO 8601 time, not {_short(text)}") from None


def _valid(value: Mapping[str, Any]) -> bool | None:
    valid = value.get("valid")
    if valid is not None and not isinstance(valid, bool):
        raise LineError(f"valid must be true, false or null, not {_short(valid)}")
    return valid


def _text(value: Mapping[str, Any], key: str) -> str | None:
    text = value.get(key)
    if text is not None and not isinstance(text, str):
        raise LineError(f"{key} must be a string or null, not {_short(text)}")
    return text


def _number(value: Mapping[str, Any], key: str) -> float | None:
    number = value.get(key)
    if number is None:
        return None
    if (
        isinstance(number, bool)
        or not isinstance(number, (int, float))
        or not math.isfinite(number)
        or number < 0
    ):
        raise LineError(f"{key} must be a number from 0 on or null, not {_short(number)}")
    return float(number)


def _whole(value: Mapping[str, Any], key: str, *, required: bool = False) -> int | None:
    number = value.get(key)
    if number is None and not required:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise LineError(f"{key} must be a whole number from 0 on{_was(value, key)}")
    return number
