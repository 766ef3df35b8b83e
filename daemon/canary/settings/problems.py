"""Collects what is wrong with one file, with its line, its key and what to write instead."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from copy import deepcopy
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from canary.errors import Problem
from canary.settings.document import Node, Path, dotted

Model = TypeVar("Model", bound=BaseModel)

MAX_SHOWN = 60


class Problems:
    """The problems of one file. What follows from a place that is already known to be broken is left out."""

    def __init__(self, file: str, root: Node) -> None:
        self.found: list[Problem] = []
        self._file = file
        self._root = root
        self._broken: set[Path] = set()

    def add(self, path: Path, message: str) -> None:
        """Something is wrong at *path*."""
        if not self.is_broken(path):
            self.found.append(Problem(self._file, self._root.line_of(path), dotted(path), message))

    def is_broken(self, path: Path) -> bool:
        """Whether something wrong is known of *path* or of what it stands in."""
        return any(path[:length] in self._broken for length in range(1, len(path) + 1))

    def broken(self, path: Path, message: str) -> None:
        """Something is wrong at *path* that makes every later word about it pointless."""
        self.add(path, message)
        self._broken.add(path)

    def validate(
        self, shape: type[Model], value: Any, base: Path = (), also_known: Iterable[str] = ()
    ) -> Model | None:
        """*value*, which stands at *base*, in its shape, after adding each thing wrong with it.

        What is wrong is then left out, so that the rest can be looked at as well; None if no shape remains.
        """
        try:
            return shape.model_validate(value)
        except ValidationError as error:
            wrong = [(tuple(item["loc"]), item) for item in error.errors(include_url=False)]
        for path, item in wrong:
            known = _known_keys(shape, path[:-1]) | (set(also_known) if len(path) == 1 else set())
            self.broken((*base, *path), self._explain(item, (*base, *path), known))
        try:
            return shape.model_validate(_without(value, [path for path, _ in wrong]))
        except ValidationError:
            return None

    def _explain(self, item: Mapping[str, Any], path: Path, known: set[str]) -> str:
        kind, context = item["type"], item.get("ctx", {})
        if kind == "extra_forbidden":
            return unknown("key", str(path[-1]), known)
        if kind == "literal_error":
            return unknown("value", self.shown(path, item["input"]), _literals(context["expected"]))
        if kind == "value_error":
            return str(context["error"])
        for words, message in _MESSAGES.items():
            if kind in words:
                return message.format(**context)
        return str(item["msg"])

    def shown(self, path: Path, value: object) -> str:
        """*value* for a message, unless it came from the environment."""
        node = self._root.find(path)
        return "<from the environment>" if node is not None and node.hidden else str(value)[:MAX_SHOWN]


_MESSAGES: dict[tuple[str, ...], str] = {
    ("missing",): "is missing",
    ("string_type",): "must be text; quote it",
    ("int_type", "int_parsing", "int_from_float", "int_parsing_size"): "must be a whole number",
    ("float_type", "float_parsing", "finite_number"): "must be a number",
    ("bool_type", "bool_parsing"): "must be true or false",
    ("model_type", "dict_type", "model_attributes_type"): "must be a mapping of keys to values",
    ("list_type",): "must be a list",
    ("greater_than",): "must be greater than {gt:g}",
    ("greater_than_equal",): "must be at least {ge:g}",
    ("less_than",): "must be less than {lt:g}",
    ("less_than_equal",): "must be at most {le:g}",
    ("too_short",): "needs at least {min_length} entry",
    ("too_long",): "may hold at most {max_length} entries",
    ("string_too_short",): "must not be empty",
    ("string_too_long",): "may be at most {max_length} characters long",
}


def unknown(what: str, given: str, known: Iterable[str]) -> str:
    """``unknown provider "opneai"; did you mean openai? known: openai, scripted``."""
    names = sorted(known)
    near = get_close_matches(given, names, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    return f'unknown {what} "{given[:MAX_SHOWN]}"; {guess}known: {", ".join(names) or "none"}'


def _without(value: Any, paths: Iterable[Path]) -> Any:
    """A copy of *value* that lacks what stands at *paths*; of a list's broken item the whole list is left out."""
    rest = deepcopy(value)
    for path in paths:
        keys = [*takewhile(lambda step: isinstance(step, str), path)]
        at = rest
        for key in keys[:-1]:
            at = at.get(key) if isinstance(at, dict) else None
        if keys and isinstance(at, dict):
            at.pop(keys[-1], None)
    return rest


def _literals(expected: str) -> list[str]:
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _known_keys(shape: type[BaseModel], path: Path) -> set[str]:
    at: type[BaseModel] | None = shape
    for step in path:
        if at is not None and isinstance(step, str):
            named = {field.alias or name: field.annotation for name, field in at.model_fields.items()}
            at = _model_in(named.get(step))
    return {field.alias or name for name, field in at.model_fields.items()} if at else set()


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part))), None)
