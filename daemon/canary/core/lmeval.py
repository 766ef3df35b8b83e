"""Sample logs of EleutherAI's lm-evaluation-harness (``--log_samples``): one JSON object a line, one line a document
and filter.

Both shapes of ``arguments`` are read: the list of requests that its Python API gives, ``[[prompt, kwargs]]``, and the
mapping that its files hold since 0.4.2, ``{"gen_args_0": {"arg_0": prompt, "arg_1": kwargs}}``. A prompt is a text, or
JSON of chat messages, which newer versions wrap in a list of one. Written is the latter shape.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from canary.core.model import Message

MAX_LINE: Final = 8 * 1024 * 1024  # bytes
METRICS: Final = ("exact_match", "acc", "em")  # what counts as right or wrong, the first that a line has
STOPS: Final = 4  # as many stop sequences as chat APIs take


class LogError(ValueError):
    """The line cannot be taken; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One document of a log. ``targets`` are the right answers; ``right`` is what the log's metric says of ``response``,
    None if it says neither yes nor no."""

    doc_id: str
    filter: str
    messages: tuple[Message, ...]
    targets: tuple[str, ...]
    response: str | None
    right: bool | None
    metric: str | None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()


def parse(line: bytes | str) -> Logged:
    """One line of a log. Raises LogError."""
    if len(line) > MAX_LINE:
        raise LogError(f"longer than {MAX_LINE} bytes")
    return read(_decode(line))


def parse_array(text: bytes | str) -> list[Any]:
    """The samples of a log that is one JSON array, as versions before 0.4.2 wrote it, for ``read``. Raises LogError."""
    found = _decode(text)
    if not isinstance(found, list):
        raise LogError("neither JSON lines nor a JSON array")
    return found


def read(value: Any) -> Logged:
    """One sample of a log. Raises LogError."""
    if not isinstance(value, dict):
        raise LogError("not a JSON object")
    prompt, kwargs = _request(value.get("arguments"))
    metric = _metric(value)
    return Logged(
        _doc_id(value),
        str(value.get("filter", "none")),
        _messages(prompt),
        _targets(value.get("target")),
        _response(value.get("resps")),
        _right(value[metric]) if metric else None,
        metric,
        _max_tokens(kwargs),
        _stop(kwargs),
    )


def _decode(text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise LogError("not JSON; a sample log has one JSON object a line") from None


def _doc_id(value: Mapping[str, Any]) -> str:
    doc_id = value.get("doc_id")
    if isinstance(doc_id, bool) or not isinstance(doc_id, (int, str)):
        raise LogError("doc_id must be a number or a text; is this a log of --log_samples?")
    return str(doc_id)


def _request(arguments: Any) -> tuple[Any, Mapping[str, Any]]:
    """The prompt and the generation arguments of the one request of a document."""
    requests = _in_order(arguments, "gen_args_")
    if not requests:
        raise LogError("arguments hold no request")
    parts = _in_order(requests[0], "arg_")
    if not parts:
        raise LogError("arguments hold no prompt")
    kwargs = parts[1] if len(parts) > 1 else {}
    if len(requests) > 1 or not isinstance(kwargs, dict):
        raise LogError(
            "a request for likelihoods (a multiple_choice task), which hosted chat models do not answer; "
            "log the task's generative variant (output_type: generate_until) instead"
        )
    return parts[0], kwargs


def _in_order(value: Any, prefix: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return [value[f"{prefix}{i}"] for i in range(len(value)) if f"{prefix}{i}" in value]
    return []


def _messages(prompt: Any) -> tuple[Message, ...]:
    if isinstance(prompt, list) and len(prompt) == 1:
        prompt = prompt[0]  # how the harness' JSON of chat messages comes out of its own serialiser
    if not isinstance(prompt, str):
        raise LogError("the prompt must be a text, or JSON of chat messages")
    chat = _chat(prompt)
    return tuple(map(_message, chat)) if chat is not None else (Message("user", prompt),)


def _chat(prompt: str) -> list[dict[str, Any]] | None:
    if not prompt.lstrip().startswith("["):
        return None
    try:
        turns = json.loads(prompt)
    except (ValueError, RecursionError):
        return None
    is_chat = isinstance(turns, list) and turns and all(isinstance(t, dict) and "role" in t for t in turns)
    return turns if is_chat else None


def _message(turn: Mapping[str, Any]) -> Message:
    content = turn.get("content")
    if isinstance(content, list) and all(isinstance(p, dict) and p.get("type") == "text" for p in content):
        content = "".join(str(part.get("text", "")) for part in content)
    if not isinstance(content, str) or turn["role"] not in ("system", "user", "assistant"):
        raise LogError(
            "a chat message must have the role system, user or assistant and a text as its content"
        )
    return Message(turn["role"], content)


def _targets(target: Any) -> tuple[str, ...]:
    """The right answers. The harness writes a list as Python spells it, in a text."""
    if isinstance(target, str) and target.startswith("["):
        target = _literal_list(target)
    if isinstance(target, (list, tuple)) and target:
        return tuple(map(str, target))
    if target is None or target == []:
        raise LogError("there is no target to compare an answer with")
    return (str(target),)


def _literal_list(text: str) -> Any:
    if len(text) > 10_000:
        return text
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return found if isinstance(found, list) and all(isinstance(each, str) for each in found) else text


def _response(resps: Any) -> str | None:
    """The first answer that the log holds."""
    while isinstance(resps, list):
        if not resps:
            return None
        resps = resps[0]
    return resps if isinstance(resps, str) else None


def _metric(value: Mapping[str, Any]) -> str | None:
    named = value.get("metrics")
    own = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    return next((name for name in (*METRICS, *own) if _right(value.get(name)) is not None), None)


def _right(score: Any) -> bool | None:
    return bool(score) if isinstance(score, (bool, int, float)) and score in (0, 1) else None


def _max_tokens(kwargs: Mapping[str, Any]) -> int | None:
    for key in ("max_gen_toks", "max_tokens", "max_new_tokens"):
        if isinstance(kwargs.get(key), int) and not isinstance(kwargs[key], bool) and kwargs[key] > 0:
            return int(kwargs[key])
    return None


def _stop(kwargs: Mapping[str, Any]) -> tuple[str, ...]:
    until = kwargs.get("until")
    listed = [until] if isinstance(until, str) else until if isinstance(until, list) else []
    return tuple(each for each in listed if isinstance(each, str) and each)[:STOPS]


# --- writing -------------------------------------------------------------------------------------


def render(
    doc_id: int,
    doc: Mapping[str, Any],
    messages: Sequence[Message],
    target: str,
    kwargs: Mapping[str, Any],
    responses: Sequence[str],
    metrics: Mapping[str, float],
) -> str:
    """One line without its end: a document with its answers, its metrics being those of the first."""
    prompt = json.dumps([{"role": m.role, "content": m.content} for m in messages], ensure_ascii=False)
    value = {
        "doc_id": doc_id,
        "doc": doc,
        "target": target,
        "arguments": {"gen_args_0": {"arg_0": [prompt], "arg_1": dict(kwargs)}},
        "resps": [list(responses)],
        "filtered_resps": [responses[0]],
        "filter": "none" if len(responses) == 1 else "take_first",
        "metrics": list(metrics),
        "doc_hash": _hash(json.dumps(doc, indent=2, ensure_ascii=False)),
        "prompt_hash": _hash(prompt),
        "target_hash": _hash(target),
        **metrics,
    }
    return json.dumps(value, ensure_ascii=_has_surrogate(responses, prompt, target))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _has_surrogate(responses: Iterable[str], *texts: str) -> bool:
    """Whether UTF-8 cannot hold it, so that JSON's own escapes must."""
    return any(re.search("[\ud800-\udfff]", text) for text in (*responses, *texts))


def file_name(task: str, time: str) -> str:
    """How the harness calls the log of a task."""
    return f"samples_{re.sub(r'[^A-Za-z0-9._-]', '_', task)}_{time}.jsonl"


def task_of(name: str) -> str:
    """The task that a log's file name says, else the name without its ending."""
    found = re.fullmatch(r"samples_(.+?)(?:_\d{4}-\d\d-\d\dT[^_]*)?\.jsonl", name)
    return found[1] if found else name.rsplit(".", 1)[0]
