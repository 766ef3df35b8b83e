"""Python in an output -> its syntax tree, with the output's own line numbers. Parsed only: never compiled, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, TypeVar, overload

from canary.core.canonical import fenced_block
from canary.core.model import Verdict
from canary.core.validators.base import FORMAT, Check, Verdicts

Node = TypeVar("Node", bound=ast.AST)
Other = TypeVar("Other", bound=ast.AST)

MAX_CODE = 65_536
MAX_NODES = 20_000  # of the syntax tree. People and models write at most 10,000 in as much code
MAX_DOTS = 10_000  # Python's own parser takes time that grows with the square of a dotted name's parts
MAX_BITS = (
    14_000  # Python refuses to write a whole number of over 4,300 digits, and a message shows what is wrong
)
MAX_DEFECTS = 50
_TEXTS = frozenset(
    {"ctx", "attr", "arg", "module", "level", "asname", "type_comment", "is_async", "conversion", "simple"}
)
FENCED = "judged inside a code fence"

# What later releases of Python parse and the running one may not: type parameters and aliases (3.12), an f-string that
# reuses its quotes (3.12), several exceptions without brackets and template strings (3.14).
_LATER = re.compile(
    r"""^\s*(?:type\s+\w+.*=|(?:async\s+)?def\s+\w+\[|class\s+\w+\[|except\s+\w+\s*,)|\b[fFtT][rR]?["']"""
)


class Defect(NamedTuple):
    """One thing wrong, at a 1-based place of the output."""

    line: int
    column: int
    message: str


class Nodes:
    """All nodes of a tree by their type: walked once, for a walk costs as much as the parser."""

    def __init__(self, tree: ast.AST) -> None:
        """Raises OverBoundError for a tree of more than ``MAX_NODES``."""
        self._by_type: dict[type[ast.AST], list[Any]] = {}
        for number, node in enumerate(walk(tree)):
            if number == MAX_NODES:
                raise OverBoundError(f"the code has over {MAX_NODES:,} parts")
            self._by_type.setdefault(type(node), []).append(node)

    @overload
    def of(self, kind: type[Node], /) -> list[Node]: ...
    @overload
    def of(self, kind: type[Node], other: type[Other], /) -> list[Node | Other]: ...
    def of(self, *kinds: type[ast.AST]) -> list[Any]:
        """Every node of one or two types, those of one type in the order of the text."""
        return [node for kind in kinds for node in self._by_type.get(kind, ())]


class Code(NamedTuple):
    """What was parsed. ``text`` has as many lines before the code as the output has."""

    tree: ast.Module
    nodes: Nodes
    text: str
    fenced: bool


def code_of(tree: ast.Module, text: str, *, fenced: bool = False) -> Code:
    """A tree with its nodes. Raises OverBoundError for a number that could not be shown."""
    nodes = Nodes(tree)
    if any(map(is_huge, nodes.of(ast.Constant))):
        raise OverBoundError("a number in the code is over 4,200 digits")
    return Code(tree, nodes, text, fenced)


def is_huge(constant: ast.Constant) -> bool:
    """Whether it is a whole number of more digits than Python writes."""
    return isinstance(constant.value, int) and constant.value.bit_length() > MAX_BITS


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """The tree's nodes, parents first, without those that only say how a name is used."""
    todo = deque([tree])
    while todo:
        node = todo.popleft()
        yield node
        todo.extend(children(node))


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below."""
    found: list[ast.AST] = []
    kind: Any = node.__class__
    for name in _holding(kind):
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


@cache
def _holding(kind: Any) -> tuple[str, ...]:
    """The fields of such a node that may hold nodes: not the texts and numbers, nor how a name is used."""
    if issubclass(kind, (ast.Constant, ast.Name)):
        return ()
    named = {"name"} if kind.__name__ != "TypeAlias" else set()
    return tuple(field for field in kind._fields if field not in _TEXTS | named)


class UnreadableError(Exception):
    """The output is not Python; ``later`` if a later release of Python might read it."""

    def __init__(
        self, reason: str, line: int | None = None, column: int | None = None, later: bool = False
    ) -> None:
        super().__init__(reason)
        self.line, self.column, self.later = line, column, later


class OverBoundError(UnreadableError):
    """The output is too large, or nested too deeply, to be judged."""


def parse(output: str) -> Code:
    """The tree of the output, or of its first code fence where the whole is not Python. Raises UnreadableError."""
    output = output.removeprefix("\ufeff")
    body = fenced_block(output)
    if body is None:
        return code_of(parse_text(output), output)
    try:  # a fence may as well stand in a docstring
        return code_of(parse_text(output), output)
    except UnreadableError:
        text = "\n" * output[: output.index(body)].count("\n") + body
        return code_of(parse_text(text), text, fenced=True)


def parse_text(text: str) -> ast.Module:
    """The tree of *text* itself. Raises UnreadableError."""
    if not text or text.isspace():
        raise UnreadableError("the output is empty")
    if len(text) > MAX_CODE:
        raise OverBoundError(f"the code is over {MAX_CODE:,} characters")
    if text.count(".") > MAX_DOTS:
        raise OverBoundError(f"the code has over {MAX_DOTS:,} dots")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in an output is no matter of ours
            return ast.parse(text)
    except SyntaxError as error:
        raise _unreadable(error, text) from None
    except (RecursionError, MemoryError):
        raise OverBoundError("the code is nested too deeply") from None
    except ValueError:
        raise UnreadableError("the code holds characters that no source file may hold") from None


def _unreadable(error: SyntaxError, text: str) -> UnreadableError:
    line = min(error.lineno or 1, text.count("\n") + 1)
    later = bool(_LATER.search(text.split("\n")[line - 1]))
    return UnreadableError(f"not Python: {error.msg}", line, max(error.offset or 1, 1), later)


def unreadable(error: UnreadableError, verdicts: Verdicts) -> Verdict:
    """What cannot be read is a failed format, whatever the check is for; what a later Python may read is undecided.

    No composition turns what crosses a bound into a pass.
    """
    if isinstance(error, OverBoundError):
        return replace(verdicts.exceeded(str(error)), category=FORMAT)
    place = f"line {error.line}: " if error.line else ""
    if error.later:
        return verdicts.undecided(f"{place}{error} by the Python that runs this; a later one may read it")
    return replace(verdicts.fail(f"{place}{error}", error.line, error.column), category=FORMAT)


def guarded(judge: Check, verdicts: Verdicts, what: str = "the code") -> Check:
    """*judge*, whose answer to an output that cannot be read, or is nested too deeply, is a verdict as well."""

    def check(output: str) -> Verdict:
        try:
            return judge(output)
        except UnreadableError as error:
            return unreadable(error, verdicts)
        except RecursionError:
            return unreadable(OverBoundError(f"{what} is nested too deeply"), verdicts)

    return check


def conclude(defects: Iterable[Defect], code: Code, verdicts: Verdicts) -> Verdict:
    """The verdict on code with these defects."""
    return report(defects, code.fenced, verdicts)


def report(defects: Iterable[Defect], fenced: bool, verdicts: Verdicts) -> Verdict:
    """Pass without defects; else a fail at the first, whose reason names them all as far as there is room."""
    found = sorted(set(defects))
    if not found:
        return verdicts.passed_with(FENCED) if fenced else verdicts.passed
    each = [verdicts.fail(f"line {d.line}: {d.message}", d.line, d.column) for d in found[:MAX_DEFECTS]]
    if len(each) == 1:
        return each[0]
    whole = verdicts.fail("; ".join(verdict.reason for verdict in each), each[0].line, each[0].column)
    return replace(whole, parts=tuple(each))


def at(node: ast.AST, message: str) -> Defect:
    """A defect at the place of *node*."""
    return Defect(getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, message)


def dotted(node: ast.AST) -> str | None:
    """``a.b.c`` of a name or a chain of attributes of one, else None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None
