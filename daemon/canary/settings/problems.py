"""Collects what is wrong with one file, with its line, its key and what to write instead."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from canary.core.model import EMPTY
from canary.errors import Problem
from canary.settings.document import Node, Path, dotted
from canary.settings.slips import COMMENT

Model = TypeVar("Model", bound=BaseModel)

MAX_SHOWN = 60
MAX_ROUNDS = 10  # deeper than any shape: what is missing takes its section along, and that its own


class Problems:
    """The problems of one file. What follows from a place that is already known to be broken is left out."""

    def __init__(self, file: str, root: Node) -> None:
        self.found: list[Problem] = []
        self._file = file
        self._root = root
        self._broken: set[Path] = set()
        self._above: set[Path] = set()  # what a broken place stands in
        self._forgiven: set[Path] = set()

    def add(self, path: Path, message: str) -> None:
        """Something is wrong at *path*."""
        if not self.is_broken(path):
            line, hint = self._root.line_of(path), self._lost(path, message)
            self.found.append(Problem(self._file, line, dotted(path), message + hint))

    def _lost(self, path: Path, message: str) -> str:
        """The hint that what is missing at *path*, or just below, stands there as a comment."""
        node = self._root.find(path)
        if node is None or not (node.lost or any(below.lost for below in node.named(message))):
            return ""
        return f" ({COMMENT})"

    def is_broken(self, path: Path) -> bool:
        """Whether something wrong is known of *path* or of what it stands in, or is of no account."""
        up = [path[:length] for length in range(1, len(path) + 1)]
        return any(at in self._broken or at in self._forgiven for at in up)

    def broken(self, path: Path, message: str) -> None:
        """Something is wrong at *path* that makes every later word about it pointless."""
        self.add(path, message)
        self._broken.add(path)
        self._above.update(path[:length] for length in range(len(path)))

    def forgive(self, path: Path) -> None:
        """Whatever will be wrong at *path* is of no account."""
        self._forgiven.add(path)

    def validate(
        self,
        shape: type[Model],
        value: Any,
        base: Path = (),
        also_known: Iterable[str] = (),
        instead: Mapping[str, Any] = EMPTY,
    ) -> Model | None:
        """*value*, which stands at *base*, in its shape, after adding each thing wrong with it.

        What is wrong is then left out, so that the rest can be looked at as well; *instead* has stand-ins for
        keys that cannot be left out. None if no shape remains.
        """
        rest = value
        for _ in range(MAX_ROUNDS):
            try:
                return shape.model_validate(rest)
            except ValidationError as error:
                wrong = [(tuple(item["loc"]), item) for item in error.errors(include_url=False)]
            for path, item in wrong:
                known = _known_keys(shape, path[:-1]) | (set(also_known) if len(path) == 1 else set())
                self._wrong((*base, *path), item, known)
            rest = _without(rest, [path for path, _ in wrong], instead)
        return None

    def _wrong(self, path: Path, item: Mapping[str, Any], known: set[str]) -> None:
        if path not in self._above:  # else it only follows from what was left out
            self.broken(path, self._explain(item, path, known))

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
        return "<from the environment>" if self.from_environment(path) else str(value)[:MAX_SHOWN]

    def from_environment(self, path: Path) -> bool:
        """Whether the value at *path* holds something from the environment."""
        node = self._root.find(path)
        return node is not None and node.hidden


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


def twins(items: Any, key: str) -> Iterator[tuple[int, str]]:
    """Of a list of mappings as written: each whose *key* has the text of one before it, with its index."""
    seen: set[str] = set()
    for index, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            yield index, name
        elif isinstance(name, str):
            seen.add(name)


def _without(value: Any, paths: Iterable[Path], instead: Mapping[str, Any]) -> Any:
    """A copy of *value* that lacks what stands at *paths*; of a list's broken item the whole list is left out."""
    rest = deepcopy(value) if isinstance(value, dict) else {}
    for path in paths:
        _drop(rest, [str(step) for step in takewhile(lambda step: isinstance(step, str), path)])
    return {**instead, **rest}


def _drop(mapping: dict[str, Any], keys: list[str]) -> None:
    """Takes out what stands at *keys*; a section that lacks it goes as a whole."""
    at: Any = mapping
    for key in keys[:-1]:
        at = at.get(key) if isinstance(at, dict) else None
    if not keys or not isinstance(at, dict):
        return
    if keys[-1] in at:
        del at[keys[-1]]
    else:
        _drop(mapping, keys[:-1])


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
