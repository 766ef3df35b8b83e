"""How a reply lies on disk while it waits for the database. Pure.

One record a line: RS, eight hex digits of CRC-32, JSON, LF (RFC 7464 with a checksum). Neither RS nor LF can stand
inside the JSON, so whatever is torn or damaged, the next whole record is found.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from zlib import crc32

from canary.core.model import Answer
from canary.storage.observations import Stored

_RECORD = re.compile(rb"\x1e([0-9a-f]{8})([^\x1e\n]*)\n")
_HEAD = b"# canary spool 1 "


def head(address: str) -> bytes:
    """The first line of a file, for people: what its records wait for. *address* must hold no password."""
    return _HEAD + re.sub(rb"[\x00-\x1f]", b"?", address.encode("utf-8", "replace")) + b"\n"


def is_head(line: bytes) -> bool:
    """Whether this line is a file's first."""
    return line.startswith(_HEAD) and line.endswith(b"\n") and b"\x1e" not in line


def encode(item: Stored) -> bytes:
    """The line that holds *item*. Of a suite that keeps no text, it holds none."""
    # The standard library, not orjson: a lone surrogate, and two of them side by side, must come back as they were.
    text = json.dumps(_mute(item), default=_plain, ensure_ascii=False, separators=(",", ":"))
    return frame(text.encode("utf-8", "surrogatepass"))


def frame(content: bytes) -> bytes:
    """The line that holds *content*."""
    return b"\x1e%08x%b\n" % (crc32(content), content)


def check(line: bytes) -> tuple[bytes | None, int]:
    """The content of the record that a line (up to its LF) ends with, None if there is none whole; and how many
    bytes of the line are damage."""
    start = max(line.rfind(b"\x1e"), 0)
    found = _RECORD.fullmatch(line, start)
    if found is None or crc32(found[2]) != int(found[1], 16):
        return None, len(line)
    return found[2], start


def decode(content: bytes) -> Stored:
    """What ``encode`` was given. Raises ValueError or TypeError for what another version wrote and we cannot read."""
    item = _typed(Stored, json.loads(content.decode("utf-8", "surrogatepass")))
    assert isinstance(item, Stored)
    return item


def _mute(item: Stored) -> Stored:
    """*item* without a word of what was said, if its suite keeps none; only the output's length stays."""
    if item.keeps_text:
        return item
    seen = item.observation
    muted = _mute_said(seen)
    if muted.answer is not None:
        stages = tuple(_mute_said(each) for each in muted.answer.stages)
        muted = replace(muted, answer=replace(muted.answer, stages=stages))
    if muted.failure is not None:
        stages = tuple(_mute_said(each) for each in muted.failure.stages)
        muted = replace(muted, failure=replace(muted.failure, stages=stages))
    return replace(item, observation=muted)


def _mute_said(said: Any) -> Any:
    """An observation or a stage's reply, muted."""
    if said.answer is not None:
        said = replace(said, answer=_mute_answer(said.answer))
    if said.judgement is not None:
        verdicts = tuple(replace(each, reason="", parts=()) for each in said.judgement.verdicts)
        said = replace(said, judgement=replace(said.judgement, verdicts=verdicts))
    return said


def _mute_answer(answer: Answer) -> Answer:
    reasoning = None if answer.reasoning is None else ""
    return replace(answer, text="x" * len(answer.text), reasoning=reasoning, logprobs=())


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: held for name, held in pairs if held is not None}
    raise TypeError(f"{type(value).__name__} has no place in a spool")


def _typed(kind: Any, plain: Any) -> Any:
    """*plain* JSON as a value of type *kind*."""
    if plain is None:
        return None
    if NoneType in get_args(kind):  # X | None
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        parts = get_args(kind)
        each = [parts[0]] * len(plain) if parts[-1] is Ellipsis else parts
        return tuple(_typed(its, value) for its, value in zip(each, plain, strict=True))
    if is_dataclass(kind):
        return _made(kind, plain)
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if kind is bytes:
        return bytes.fromhex(plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return plain


def _made(kind: Any, plain: dict[str, Any]) -> Any:
    hints = _hints(kind)
    if unknown := sorted(plain.keys() - hints.keys()):
        raise ValueError(f"{kind.__name__} has no {', '.join(unknown)}")
    absent = {
        field.name: None
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    return kind(**absent | {name: _typed(hints[name], value) for name, value in plain.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
