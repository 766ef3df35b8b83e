"""The syntax of PEP 695 -> the older one that means the same, so that every Python that runs this judges it alike.

``def f[T: int](x: T)`` becomes ``def f(x: T)`` beside ``T = TypeVar("T", bound=int)``, and ``type A = X`` becomes
``A = TypeAliasType("A", X)``. Lines and, but for bounds, columns stay.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from canary.core.validators._code import MAX_CODE, OverBoundError, UnreadableError

_HEAD = re.compile(
    r"^[ \t]*(?:(?:(?:async[ \t]+)?def|class)[ \t]+\w+[ \t]*(?=\[)"
    r"|(?P<alias>type[ \t]+(?P<name>\w+))[ \t]*(?=\[|=(?!=)))",
    re.MULTILINE,
)
_OPAQUE = re.compile(  # strings and comments; one that has no end reaches to the end
    r"""'''(?:[^\\']|\\.?|'(?!''))*+(?:''')?|\"""(?:[^\\"]|\\.?|"(?!""))*+(?:\""")?"""
    r"""|'(?:[^'\\\n]|\\.?)*+'?|"(?:[^"\\\n]|\\.?)*+"?|\#[^\n]*""",
    re.DOTALL,
)
_NO_LINE_BREAK = re.compile(r"[^\n]")
_BRACKET = re.compile(r"[\[\](){}]")
_STARS = re.compile(r"(?:\A|,)\s*(\*{1,2})\s*(\w+)")
MAX_PARAMETERS = 1_000
MAX_HEADS = 1_000
_KINDS = {"*": "TypeVarTuple", "**": "ParamSpec"}


class Rewritten(NamedTuple):
    """Code without the new syntax, and what was taken out of it."""

    text: str
    declared: tuple[ast.stmt, ...] = ()
    aliases: frozenset[tuple[int, int]] = frozenset()  # line and 0-based column of each ``type`` statement

    def restore(self, tree: ast.Module) -> ast.Module:
        """Put what was taken out into the tree of ``text``."""
        for node in ast.walk(tree) if self.aliases else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=name)]) if (
                    node.lineno,
                    node.col_offset,
                ) in self.aliases:
                    node.value = _call("TypeAliasType", name, [node.value])
        tree.body.extend(self.declared)
        return tree


def rewrite(text: str) -> Rewritten:
    """*text* in the older syntax. Raises UnreadableError for type parameters that cannot be read, or too many of them."""
    if len(text) > MAX_CODE or not _HEAD.search(text):
        return Rewritten(text)
    bare = _OPAQUE.sub(lambda found: _NO_LINE_BREAK.sub(" ", found.group()), text)
    pieces: list[str] = []
    declared: list[ast.stmt] = []
    aliases: set[tuple[int, int]] = set()
    done = heads = 0
    while head := _HEAD.search(bare, done):
        if (heads := heads + 1) > MAX_HEADS:
            raise OverBoundError(f"the code has over {MAX_HEADS:,} aliases and generic definitions")
        close = _closing(bare, head.end()) if bare[head.end()] == "[" else head.end() - 1
        if close is None:
            break
        line = text.count("\n", 0, head.end()) + 1
        pieces += [text[done : head.start()], _shortened(head), _skipped(bare[head.end() : close + 1])]
        declared += _declared(text[head.end() + 1 : close], bare[head.end() + 1 : close], line)
        if head["alias"]:
            aliases.add((line, head.start("alias") - head.start()))
        done = close + 1
    return Rewritten("".join([*pieces, text[done:]]), tuple(declared), frozenset(aliases))


def _closing(bare: str, start: int) -> int | None:
    depth = 0
    for bracket in _BRACKET.finditer(bare, start):
        depth += 1 if bracket.group() in "[({" else -1
        if depth == 0:
            return bracket.start()
    return None


def _shortened(head: re.Match[str]) -> str:
    """The head as it is, but for ``type NAME`` that becomes ``NAME`` where ``type`` was."""
    if not head["alias"]:
        return head.group()
    return head.group().replace(head["alias"], head["name"].ljust(len(head["alias"])), 1)


def _skipped(parameters: str) -> str:
    return _NO_LINE_BREAK.sub(" ", parameters).replace("\n", "\\\n")


def _declared(written: str, bare: str, line: int) -> Iterator[ast.stmt]:
    """One assignment for each parameter, read as those of a function are, without their stars."""
    if bare.count(",") > MAX_PARAMETERS:
        raise OverBoundError(f"the code has over {MAX_PARAMETERS:,} type parameters in one place")
    starred = list(_STARS.finditer(bare))
    stars = {found[2]: found[1] for found in starred}
    letters = list(written)
    for found in starred:
        letters[slice(*found.span(1))] = " " * len(found[1])
    for arg, default in _parameters("".join(letters), line):
        types = [arg.annotation] if arg.annotation else []
        bounds = [] if types and isinstance(types[0], ast.Tuple) else types
        constraints = types[0].elts if types and isinstance(types[0], ast.Tuple) else []
        given = {"bound": bounds, "default": [default] if default else []}
        call = _call(_KINDS.get(stars.get(arg.arg, ""), "TypeVar"), arg.arg, constraints)
        call.keywords = [ast.keyword(key, value) for key, each in given.items() for value in each]
        yield ast.Assign([ast.Name(arg.arg, ast.Store())], call)


def _parameters(written: str, line: int) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    if not written.strip():
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(f"def it({written}\n): ...")
    except (SyntaxError, ValueError, MemoryError):
        raise UnreadableError("type parameters that cannot be read", line, 1, later=True) from None
    match ast.increment_lineno(tree, line - 1).body:
        case [ast.FunctionDef(args=ast.arguments(args=args, defaults=defaults))]:
            without: list[ast.expr | None] = [None] * (len(args) - len(defaults))
            yield from zip(args, [*without, *defaults], strict=True)


def _call(kind: str, name: str, types: list[ast.expr]) -> ast.Call:
    return ast.Call(ast.Name(kind, ast.Load()), [ast.Constant(name), *types], [])
