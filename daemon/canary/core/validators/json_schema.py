"""``json_schema``: the output is JSON and fits a JSON Schema. One Markdown fence around it is taken off, and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import orjson

from canary.core.canonical import fenced_block
from canary.core.model import Prompt, Verdict
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

MAX_JSON = 262_144
MAX_SHOWN = 120
FENCED = "valid inside a code fence"


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output, or the body of its code fence where the output starts with one, fits the schema."""
    validator = compile_schema(options.get("schema"))

    def check(output: str) -> Verdict:
        if len(output) > MAX_JSON:
            return verdicts.unreadable(f"the JSON is over {MAX_JSON:,} characters")
        body = fenced_block(output) if output.lstrip()[:3] in ("```", "~~~") else None
        note = verdicts.passed if body is None else verdicts.passed_with(FENCED)
        try:
            validator.validate(orjson.loads(output if body is None else body))
        except orjson.JSONDecodeError as error:
            return _not_json(error, output, body, verdicts)
        except jsonschema_rs.ValidationError as error:
            return verdicts.fail(_violation(error))
        except (ValueError, RecursionError):
            return verdicts.unreadable("the JSON is nested too deeply")
        return note

    return check


def compile_schema(schema: Any) -> Any:
    """A compiled schema that fetches nothing and matches patterns in linear time. Raises OptionsError."""
    if not isinstance(schema, (Mapping, bool)):
        raise OptionsError(
            "json_schema needs a JSON Schema: a mapping such as {type: object, required: [id]}"
        )
    try:
        return jsonschema_rs.validator_for(
            dict(schema) if isinstance(schema, Mapping) else schema,
            offline=True,
            pattern_options=jsonschema_rs.RegexOptions(),
            validate_formats=True,
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        raise OptionsError(f"not a JSON Schema: {_first_line(error)}") from None


def _not_json(error: orjson.JSONDecodeError, output: str, body: str | None, verdicts: Verdicts) -> Verdict:
    before = 0 if body is None else output[: output.index(body)].count("\n")
    reason = error.msg.split(":")[0] if output.strip() else "the output is empty"
    return verdicts.unreadable(f"not JSON: {reason}", error.lineno + before, error.colno)


def _violation(error: jsonschema_rs.ValidationError) -> str:
    pointer = "".join(f"/{_escape(str(step)[:MAX_SHOWN])}" for step in error.instance_path[:10])
    return f"{pointer or '(root)'}: {_shorten(str(error.message))}"


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _shorten(message: str) -> str:
    """The message's end says what is wrong; its start quotes the value, which may be of any size."""
    if len(message) <= 2 * MAX_SHOWN:
        return message
    return f"{message[:40]}…{message[-MAX_SHOWN:]}"


def _first_line(error: Exception) -> str:
    return str(getattr(error, "message", error)).splitlines()[0][:200]


KIND = ValidatorKind(
    "json_schema",
    "format",
    "the output is JSON that fits a JSON Schema",
    build,
    main="schema",
    bare_mapping=True,
)
