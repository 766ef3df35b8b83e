"""JSON Schemas compiled so that nothing is fetched and no pattern is slow; violations as one bounded line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import jsonschema_rs

from canary.core.validators.base import OptionsError

MAX_SHOWN = 120


class Schema:
    """A compiled JSON Schema."""

    __slots__ = ("_validator",)

    def __init__(self, schema: Any) -> None:
        """Raises OptionsError for what is no JSON Schema, or needs one from elsewhere."""
        try:
            self._validator = jsonschema_rs.validator_for(
                dict(schema) if isinstance(schema, Mapping) else schema,
                offline=True,
                pattern_options=jsonschema_rs.RegexOptions(),
                validate_formats=True,
            )
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise OptionsError(f"not a JSON Schema: {_first_line(error)}") from None

    def violation(self, value: Any, at: Iterable[str | int] = ()) -> str | None:
        """The first violation as ``POINTER: what is wrong``, or None. *at* is where *value* stands in the output.

        *value* comes from ``_json_text.parse``, so its depth is bounded.
        """
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            return f"{pointer([*at, *error.instance_path])}: {_shorten(str(error.message))}"
        return None


def pointer(path: Iterable[str | int]) -> str:
    """A path as a JSON pointer (RFC 6901), bounded; the whole document is ``(root)``."""
    steps = list(path)[:10]
    return "".join(f"/{_escape(str(step)[:MAX_SHOWN])}" for step in steps) or "(root)"


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _shorten(message: str) -> str:
    """The message's end says what is wrong; its start quotes the value, which may be of any size."""
    if len(message) <= 2 * MAX_SHOWN:
        return message
    return f"{message[:40]}…{message[-MAX_SHOWN:]}"


def _first_line(error: Exception) -> str:
    return str(getattr(error, "message", error)).splitlines()[0][:200]
