"""``json_schema``: the output is JSON and fits a JSON Schema. One Markdown fence around it is taken off, and told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators._json_schema import Schema
from canary.core.validators._json_text import Parsed, parse
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output, or the body of its code fence where the output starts with one, fits the schema."""
    written = options.get("schema")
    if not isinstance(written, (Mapping, bool)):
        raise OptionsError(
            "json_schema needs a JSON Schema: a mapping such as {type: object, required: [id]}"
        )
    return fits(Schema(written), verdicts)


def fits(schema: Schema, verdicts: Verdicts) -> Check:
    """The check that an output is JSON of that schema."""

    def check(output: str) -> Verdict:
        read = parse(output, verdicts)
        if not isinstance(read, Parsed):
            return read
        violation = schema.violation(read.value)
        return read.passed if violation is None else verdicts.fail(violation)

    return check


KIND = ValidatorKind(
    "json_schema",
    "format",
    "the output is JSON that fits a JSON Schema",
    build,
    main="schema",
    bare_mapping=True,
)
