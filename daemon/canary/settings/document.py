"""Strict YAML that remembers its lines: every value knows where it stands, so that every problem can say so.

Plain scalars follow YAML 1.2's core schema (``yes``, ``12:30`` and dates are text). Refused are duplicate
keys, tags, merge keys, several documents, and files whose size, depth or aliases exceed a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from canary.settings.slips import is_lost_value, slip

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_NODES = 200_000  # aliases count for all that they repeat

Path = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFERENCE = re.compile(r"""\$\{(\w*(?::-[^{}\n"']*)?)\}""")
_OPENED, _CLOSED = "\uf8f0", "\uf8f1"  # private use: no text of ours holds them
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,4000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,5})?")


class DocumentError(ValueError):
    """The file is not the YAML we read; ``line`` is 1-based."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


@dataclass(slots=True)
class Node:
    """A value with its place. ``value`` is a scalar, a list of nodes or a dict of nodes."""

    line: int
    value: Any
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1
    hidden: bool = False  # holds something from the environment: never shown
    lost: bool = False  # empty, but a comment like #llm follows: more likely meant as the value

    def plain(self) -> Any:
        """The value without its lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def find(self, path: Path) -> Node | None:
        """The node at *path*, or None."""
        node: Node | None = self
        for step in path:
            node = node.child(step) if node is not None else None
        return node

    def child(self, step: str | int) -> Node | None:
        if isinstance(self.value, dict):
            found = self.value.get(step)
        elif isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            found = self.value[step]
        else:
            return None
        return found if isinstance(found, Node) else None

    def named(self, text: str) -> Iterator[Node]:
        """What stands under the keys that *text* speaks of."""
        if isinstance(self.value, dict):
            yield from (node for key, node in self.value.items() if key in text)

    def line_of(self, path: Path) -> int:
        """The line of the deepest part of *path* that exists: of the key, where the last step is one."""
        line, node = self.line, self
        for step in path:
            child = node.child(step)
            if child is None:
                break
            line = node.key_lines.get(str(step), child.line) if isinstance(node.value, dict) else child.line
            node = child
        return line

    def scalars(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """Every scalar below with its path."""
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.scalars((*path, key))
        elif isinstance(self.value, list):
            for index, node in enumerate(self.value):
                yield from node.scalars((*path, index))
        else:
            yield path, self


def dotted(path: Path) -> str:
    """``targets[2].provider``; ``(top)`` for the document itself."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(top)"


def read_document(source: bytes) -> Node:
    """The one document of *source*. An empty file is an empty mapping. Raises DocumentError."""
    if len(source) > MAX_BYTES:
        raise DocumentError(1, f"the file is over {MAX_BYTES:,} bytes")
    try:
        text = _shield(source.decode("utf-8-sig"))
        return _Builder(yaml.parse(text, Loader=_LOADER), text).document()
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text) from None
    except UnicodeDecodeError as error:
        raise DocumentError(source.count(b"\n", 0, error.start) + 1, "not UTF-8 text") from None
    except yaml.YAMLError as error:
        raise DocumentError(1, f"not YAML: {str(error).splitlines()[0]}") from None


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> DocumentError:
    lines = text.rstrip().splitlines() or [""]
    end = (len(lines) - 1, len(lines[-1]))  # an unclosed bracket is missed only after the end
    mark, opened = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    at, since = (min((m.line, m.column), end) if m else (0, 0) for m in (mark, opened))
    hint = slip(str(error.problem), lines, since, at)
    return DocumentError(1 + at[0], f"not YAML: {error.problem}" + (f"; likely: {hint}" if hint else ""))


def _shield(text: str) -> str:
    """``${NAME}`` may stand unquoted in ``{a: ${NAME}}``: its braces are hidden from YAML."""
    return _REFERENCE.sub(rf"{_OPENED}\1{_CLOSED}", text)


def _unshield(text: str) -> str:
    return text.replace(_OPENED, "${").replace(_CLOSED, "}") if _OPENED in text else text


class _Builder:
    """Builds nodes from the parser's events, which unlike its composer do not nest without a bound."""

    def __init__(self, events: Any, text: str) -> None:
        self._events: Any = events
        self._lines = text.splitlines()
        self._anchors: dict[str, Node] = {}
        self._total = 0

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise DocumentError(_line(event), "a second document begins here; keep one per file")
                root = self._node(next(self._events), 0)
        if root is None or root.value is None:
            return Node(1, {})
        return root

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        if depth > MAX_DEPTH:
            raise DocumentError(line, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, line)
        if event.tag not in (None, "!"):
            raise DocumentError(line, f"tag {event.tag!r} is not supported; write the plain value")
        node = self._value(event, line, depth)
        self._count(1, line)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, line: int) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise DocumentError(line, f"alias *{event.anchor} stands for nothing before it")
        self._count(node.size, line)
        return node

    def _count(self, nodes: int, line: int) -> None:
        self._total += nodes
        if self._total > MAX_NODES:
            raise DocumentError(line, f"holds over {MAX_NODES:,} values once its aliases are written out")

    def _value(self, event: Any, line: int, depth: int) -> Node:
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(line, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth)
        quoted = bool(event.style) or event.tag == "!"
        text = _unshield(event.value)
        return Node(line, text if quoted else _plain_scalar(text), lost=not event.value and self._lost(event))

    def _lost(self, event: Any) -> bool:
        mark = event.end_mark
        return (
            not event.style
            and mark.line < len(self._lines)
            and is_lost_value(self._lines[mark.line][mark.column :])
        )

    def _sequence(self, line: int, depth: int) -> Node:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Node(line, items, size=1 + sum(node.size for node in items))

    def _mapping(self, line: int, depth: int) -> Node:
        made = Node(line, {})
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, key_line = _key(event), _line(event)
            if key in made.value:
                raise DocumentError(
                    key_line, f"key {key!r} is given twice (first in line {made.key_lines[key]})"
                )
            made.key_lines[key] = key_line
            node = self._node(next(self._events), depth + 1)
            made.value[key] = node
            made.size += node.size
        return made


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _key(event: Any) -> str:
    line = _line(event)
    if not isinstance(event, yaml.ScalarEvent):
        braces = isinstance(event, yaml.MappingStartEvent) and event.flow_style
        hint = '; quote a placeholder: "{{prompt}}"' if braces else ""
        raise DocumentError(line, f"a key must be plain text{hint}")
    if event.value == "<<" and not event.style:
        raise DocumentError(line, "merge keys (<<) are not supported; write the values out")
    return _unshield(event.value)


def _plain_scalar(text: str) -> Any:
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
