"""``fields``: the output is a JSON object whose fields have the given types, written as in Python and pydantic."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from canary.core.model import Prompt
from canary.core.validators import options as read
from canary.core.validators._json_schema import Schema
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.json_schema import fits

JsonSchema = dict[str, Any]

MAX_NESTING = 20
MAX_TYPE = 500
NAMES: Mapping[str, JsonSchema] = MappingProxyType(
    {
        "str": {"type": "string"},
        "int": {"type": "integer"},
        "float": {"type": "number"},
        "bool": {"type": "boolean"},
        "null": {"type": "null"},
        "list": {"type": "array"},
        "dict": {"type": "object"},
        "date": {"type": "string", "format": "date"},
        "datetime": {"type": "string", "format": "date-time"},
        "uuid": {"type": "string", "format": "uuid"},
        "url": {"type": "string", "format": "uri"},
        "any": {},
    }
)
KNOWN = f"{', '.join(NAMES)}, list[T], dict[str, T], T | U, Optional[T], Literal['a', 'b']"


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output is a JSON object in which every field is there and has its type.

    ``name?`` may be missing; a mapping stands for a nested object; ``closed`` refuses fields that are not named.
    """
    schema = _object(options.get("fields"), read.flag(options, "closed"), "fields", 0)
    return fits(Schema(schema), verdicts)


def _object(fields: Any, closed: bool, where: str, depth: int) -> JsonSchema:
    if not isinstance(fields, Mapping) or not fields or not all(isinstance(name, str) for name in fields):
        raise OptionsError(f"{where} must map names to types, such as {{summary: str, ids: 'list[str]'}}")
    if depth > MAX_NESTING:
        raise OptionsError(f"{where} is nested over {MAX_NESTING} levels")
    doubled = next((name for name in fields if f"{name}?" in fields), None)
    if doubled is not None:
        raise OptionsError(f"{where} has both {doubled} and {doubled}?; keep one")
    properties = {
        name.removesuffix("?"): _type(kind, closed, f"{where}.{name}", depth) for name, kind in fields.items()
    }
    required = [name for name in fields if not name.endswith("?")]
    rest: JsonSchema = {"additionalProperties": False} if closed else {}
    return {"type": "object", "properties": properties, "required": required, **rest}


def _type(kind: Any, closed: bool, where: str, depth: int) -> JsonSchema:
    if kind is None:
        return NAMES["null"]
    if isinstance(kind, Mapping):
        return _object(kind, closed, where, depth + 1)
    if isinstance(kind, list) and len(kind) == 1:
        return {"type": "array", "items": _type(kind[0], closed, f"{where}[]", depth + 1)}
    if not isinstance(kind, str) or len(kind) > MAX_TYPE:
        raise OptionsError(f"{where} must be a type, a mapping of fields, or a list of one type")
    try:
        return _annotation(ast.parse(kind.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise OptionsError(f"{where}: {kind!r} is not a type; known: {KNOWN}") from None


def _annotation(node: ast.expr) -> JsonSchema:
    """The schema of a parsed type. Raises ValueError for what is none."""
    if isinstance(node, ast.Constant) and node.value is None:
        return NAMES["null"]
    if isinstance(node, ast.Name) and node.id in NAMES:
        return NAMES[node.id]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right])
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _generic(node.value.id, arguments)
    raise ValueError(ast.dump(node))


def _generic(name: str, arguments: list[ast.expr]) -> JsonSchema:
    try:
        return GENERICS[name](arguments)
    except KeyError:
        raise ValueError(name) from None


def _list(arguments: list[ast.expr]) -> JsonSchema:
    (item,) = arguments
    return {"type": "array", "items": _annotation(item)}


def _dict(arguments: list[ast.expr]) -> JsonSchema:
    key, value = arguments
    if not isinstance(key, ast.Name) or key.id != "str":
        raise ValueError("the keys of a JSON object are texts")
    return {"type": "object", "additionalProperties": _annotation(value)}


def _optional(arguments: list[ast.expr]) -> JsonSchema:
    (item,) = arguments
    return _union([item, ast.Constant(None)])


def _literal(arguments: list[ast.expr]) -> JsonSchema:
    values = [ast.literal_eval(argument) for argument in arguments]
    if not all(isinstance(value, (str, int, float, type(None))) for value in values):
        raise ValueError("a JSON value is a text, a number, true, false or null")
    return {"enum": values}


def _union(members: list[ast.expr]) -> JsonSchema:
    """One list of type names where that says it all, for its message is the clearer one."""
    schemas = [_annotation(member) for member in members]
    if all(set(schema) == {"type"} for schema in schemas):
        return {"type": list(dict.fromkeys(name for schema in schemas for name in _names(schema["type"])))}
    return {"anyOf": schemas}


def _names(written: str | list[str]) -> list[str]:
    return [written] if isinstance(written, str) else written


GENERICS: Mapping[str, Callable[[list[ast.expr]], JsonSchema]] = MappingProxyType(
    {"list": _list, "dict": _dict, "Optional": _optional, "Literal": _literal, "Union": _union}
)
KIND = ValidatorKind(
    "fields",
    "format",
    "the output is a JSON object with fields of the given types",
    build,
    main="fields",
    bare_mapping=True,
    more=("closed",),
)
