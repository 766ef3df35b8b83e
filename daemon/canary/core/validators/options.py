"""Reads single options with one wording for what is wrong with them. All raise OptionsError."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from canary.core.validators.base import OptionsError

MAX_TEXT = 10_000
MAX_TEXTS = 1_000


def text(options: Mapping[str, Any], key: str) -> str:
    """A non-empty text of at most ``MAX_TEXT`` characters."""
    return _text(options.get(key), key)


def texts(options: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """One text or a list of them: at least one."""
    value = options.get(key)
    if isinstance(value, list) and 0 < len(value) <= MAX_TEXTS:
        return tuple(_text(item, f"{key}[{index}]") for index, item in enumerate(value))
    if isinstance(value, list):
        raise OptionsError(f"{key} must hold 1 to {MAX_TEXTS:,} texts")
    return (_text(value, key),)


def flag(options: Mapping[str, Any], key: str) -> bool:
    """true or false; false if it is not given."""
    value = options.get(key, False)
    if not isinstance(value, bool):
        raise OptionsError(f"{key} must be true or false")
    return value


def choice(options: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
    """One of *known*; the first if it is not given."""
    value = options.get(key, known[0])
    if value not in known:
        raise OptionsError(f"{key} must be one of: {', '.join(known)}")
    return str(value)


def number(options: Mapping[str, Any], key: str, default: float | None = None) -> float:
    """A finite number."""
    value = options.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
        raise OptionsError(f"{key} must be a number")
    return value


def count(options: Mapping[str, Any], key: str) -> int:
    """A whole number from 1 on."""
    value = options.get(key)
    if type(value) is not int or value < 1:
        raise OptionsError(f"{key} must be a whole number from 1 on")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise OptionsError(f"{where} must be a non-empty text; quote it in YAML with single quotes")
    if len(value) > MAX_TEXT:
        raise OptionsError(f"{where} is over {MAX_TEXT:,} characters")
    return value


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
