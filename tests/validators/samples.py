"""One or more of each validator, built over a prompt with ids, addresses and dates, for whoever needs all of them."""

from __future__ import annotations

from typing import Any

from canary.core.model import Message, Prompt, ValidatorSpec
from canary.core.validators import Check, build

PROMPT = Prompt(
    "p",
    (
        Message("system", "Answer in JSON. Tickets: TKT-10442, order number 90817."),
        Message("user", "See https://help.example.com/a before 20 November 2026. 17 × 23?"),
    ),
)
SCHEMA = {"type": "object", "properties": {"ids": {"type": "array", "items": {"pattern": "^(a+)+$"}}}}
OPTIONS: tuple[tuple[str, Any], ...] = (
    ("alembic_migration", None),
    ("any_of", [{"equals": "unknown"}, {"number": 3}, "json"]),
    ("any_of:code", ["sql", "json", {"type_hint": {"expected": "dict[str, int] | None"}}]),
    ("contains", ["refund", "ab" * 20]),
    ("contains:fold", {"texts": "straße", "ignore_case": True}),
    ("equals", "Paris"),
    ("equals:json", {"value": '{"a": 1}', "canonical": "json"}),
    ("equals:python", {"value": "x = 1", "canonical": "python"}),
    ("fields", {"name": "str", "arguments?": "dict[str, int | list[str]]", "due?": "date | null"}),
    ("grounded_dates", None),
    ("grounded_ids", r"TKT-\d+"),
    ("grounded_ids:kinds", {"kinds": ["uuid", "ticket", "order"]}),
    ("grounded_urls", None),
    ("grounded_urls:host", {"scope": "host"}),
    ("json", None),
    ("json_schema", SCHEMA),
    ("max_length", {"characters": 500, "words": 50, "lines": 5}),
    ("min_length", {"characters": 5, "words": 2, "lines": 1}),
    ("nonempty", None),
    ("not", {"json_schema": SCHEMA}),
    ("not:any_of", {"any_of": ["refusal", {"not": "python"}]}),
    ("not_regex", "(a+)+b|TODO"),
    ("number", {"value": 391, "rel": 0.01}),
    ("number:only", {"value": 391, "which": "only"}),
    ("one_of", ["A", "B", "C"]),
    ("python", None),
    ("refusal", None),
    ("refusal:also", {"also": ["(?i)lo siento"]}),
    ("regex", r"(a+)+$|\bb.{0,99}c\b"),
    ("similarity", {"reference": "The parcel is late. " * 20, "threshold": 0.1}),
    ("sql", None),
    (
        "sql:tables",
        {"dialect": "postgres", "tables": {"orders": ["id", "status"], "customers": None, "a": ["a"]}},
    ),
    ("sql:all", {"dialect": "bigquery", "statements": ["select", "insert", "update", "create", "drop"]}),
    ("tool_call", {"stop": None, "search": {"type": "object", "required": ["query"]}}),
    ("type_hint", None),
    ("type_hint:expected", {"expected": "Optional[Dict[str, int]]", "bare_generics": "fail"}),
)


def built_checks() -> dict[str, Check]:
    """``KIND`` or ``KIND:variant`` -> the built check."""
    return {name: build(ValidatorSpec(name.partition(":")[0], options), PROMPT) for name, options in OPTIONS}
