"""``tool_call``: the output is a JSON call of a known tool, with arguments that fit the tool's schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from canary.core.model import Prompt, Verdict
from canary.core.validators._compare import shown
from canary.core.validators._json_schema import Schema, pointer
from canary.core.validators._json_text import Parsed, parse, too_deep
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

MAX_CALLS = 100
NAME_KEYS = ("name", "tool")
ARGUMENT_KEYS = ("arguments", "input", "parameters", "args")

Path = tuple[str | int, ...]
Problem = str | None


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output is one call, a list of calls, or an object with ``tool_calls``, each of a tool of ``tools``.

    A call names its tool in ``name`` (or ``tool``, or ``function.name``), and has its arguments as an object, or as the
    JSON text of one, in ``arguments``, ``input``, ``parameters`` or ``args``; none are an empty object.
    """
    tools = _tools(options.get("tools"))

    def check(output: str) -> Verdict:
        read = parse(output, verdicts)
        if not isinstance(read, Parsed):
            return read
        calls = _calls(read.value)
        if len(calls) > MAX_CALLS:
            return verdicts.exceeded(f"more than {MAX_CALLS} calls")
        problem = next(_problems(calls, tools), None) if calls else "(root): no call of a tool"
        return read.passed if problem is None else verdicts.fail(problem)

    return check


def _tools(written: Any) -> dict[str, Schema]:
    if isinstance(written, str):
        written = [written]
    if isinstance(written, list) and all(isinstance(name, str) for name in written):
        written = dict.fromkeys(written)
    if not isinstance(written, Mapping) or not written or not all(isinstance(name, str) for name in written):
        raise OptionsError(
            "tools must be names, or map each name to the JSON Schema of its arguments: "
            "{search: {type: object, required: [query]}}"
        )
    return {name: _schema(name, schema) for name, schema in written.items()}


def _schema(name: str, written: Any) -> Schema:
    if not isinstance(written, (Mapping, bool, type(None))):
        raise OptionsError(f"tools.{name} must be a JSON Schema, or nothing for any arguments")
    try:
        return Schema(True if written is None else written)
    except OptionsError as error:
        raise OptionsError(f"tools.{name}: {error}") from None


def _calls(value: Any) -> list[tuple[Path, Any]]:
    """Every call with its place."""
    at: Path = ()
    if isinstance(value, dict) and "tool_calls" in value:
        at, value = ("tool_calls",), value["tool_calls"]
    if isinstance(value, list):
        return [((*at, index), call) for index, call in enumerate(value)]
    return [(at, value)]


def _problems(calls: list[tuple[Path, Any]], tools: Mapping[str, Schema]) -> Iterator[str]:
    for at, call in calls:
        problem = _problem(at, call, tools)
        if problem is not None:
            yield problem


def _problem(at: Path, call: Any, tools: Mapping[str, Schema]) -> Problem:
    if isinstance(call, dict) and isinstance(call.get("function"), dict):
        at, call = (*at, "function"), call["function"]
    key = next((key for key in NAME_KEYS if isinstance(call, dict) and key in call), None)
    if key is None:
        return f"{pointer(at)}: not a call: it names no tool"
    name = call[key]
    if not isinstance(name, str) or name not in tools:
        return f"{pointer((*at, key))}: unknown tool {shown(str(name))}; known: {', '.join(sorted(tools))}"
    return _argument_problem(at, call, tools[name])


def _argument_problem(at: Path, call: Mapping[str, Any], schema: Schema) -> Problem:
    key = next((key for key in ARGUMENT_KEYS if key in call), None)
    if key is None:
        return schema.violation({}, at)
    arguments = call[key]
    if isinstance(arguments, str):
        arguments = _decoded(arguments)
    if not isinstance(arguments, dict):
        return f"{pointer((*at, key))}: the arguments are no JSON object"
    return schema.violation(arguments, (*at, key))


def _decoded(text: str) -> Any:
    """Arguments that were written as JSON text, the way some APIs send them; None if they are none."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return None if too_deep(text, value) else value


KIND = ValidatorKind(
    "tool_call",
    "format",
    "the output is a JSON call of a known tool",
    build,
    main="tools",
    bare_mapping=True,
)
