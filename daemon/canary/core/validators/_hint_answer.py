"""An answer to a question about type hints -> code: a bare annotation, a signature, a method as it stood in its class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from canary.core.canonical import fenced_block
from canary.core.validators import _code
from canary.core.validators._code import Code, OverBoundError, UnreadableError
from canary.core.validators._type_parameters import rewrite

MAX_HINT = 4_096  # characters of a quoted annotation that stands alone; what is longer is a text
_IMPORTS = (ast.Import, ast.ImportFrom)
_ARROW = re.compile(r"^[ \t]*(?:->|:)", re.MULTILINE)
_NO_INDENT = re.compile(r"[^\S\n\t ]")
_BODY = "\n" + " " * 80 + "..."  # deeper than any signature stands


def read(output: str) -> Code:
    """The code of an answer, or of its first fence where the whole is none. Raises UnreadableError.

    An annotation that stands alone, after imports or not, with or without an arrow or colon, becomes
    ``it: ANNOTATION``.
    """
    text = _without_backticks(output.removeprefix("\ufeff").rstrip())
    body = fenced_block(output)
    if body is None:
        return _code_of(text)
    try:  # a fence may as well stand in a docstring
        return _code_of(text)
    except UnreadableError:
        lines = output[: output.index(body)].count("\n")
        return _code_of("\n" * lines + body.rstrip(), fenced=True)


def _without_backticks(text: str) -> str:
    """Spaces for what is around the answer: inline backticks, and white space that indents nothing."""
    inner = text.lstrip()
    around = _NO_INDENT.sub(" ", text[: len(text) - len(inner)])
    if len(inner) > 2 and inner[0] == inner[-1] == "`" and inner[1] != "`":
        return f"{around} {inner[1:-1]}"
    return around + inner


def _code_of(text: str, fenced: bool = False) -> Code:
    rewritten = rewrite(text)
    tree = rewritten.restore(_with_hint(_tree(rewritten.text)))
    return _code.code_of(tree, text, fenced=fenced)


def _tree(text: str) -> ast.Module:
    try:
        return _code.parse_text(text)
    except OverBoundError:
        raise
    except UnreadableError:
        if (tree := next(_readings(text), None)) is not None:
            return tree
        raise


def _readings(text: str) -> Iterator[ast.Module]:
    """What a text that is no Python may be a part of."""
    for each in (_indented(text), _signature(text), _after_arrow(text)):
        if each is not None:
            yield each


def _parsed(text: str) -> ast.Module | None:
    try:
        return _code.parse_text(text)
    except UnreadableError:
        return None


def _indented(text: str) -> ast.Module | None:
    """Code that is indented as a whole, with its own columns."""
    if not text.lstrip("\n").startswith((" ", "\t")) or (tree := _parsed(f"if 1:\n{text}")) is None:
        return None
    match tree.body:
        case [ast.If(body=body, orelse=[])]:
            return ast.increment_lineno(ast.Module(body, []), -1)
    return None


def _signature(text: str) -> ast.Module | None:
    """One function of which there is nothing but decorators and signature, the colon too or not."""
    if "def " not in text:
        return None
    for completed in (text + _BODY, f"{text}:{_BODY}"):
        tree = _parsed(completed) or _indented(completed)
        match [node for node in tree.body if not isinstance(node, _IMPORTS)] if tree else []:
            case [
                ast.FunctionDef(body=[ast.Expr(ast.Constant())])
                | ast.AsyncFunctionDef(body=[ast.Expr(ast.Constant())])
            ]:
                return tree
    return None


def _after_arrow(text: str) -> ast.Module | None:
    """``-> X:``, ``-> X`` and ``: X``, imports before it or not."""
    if (found := _ARROW.search(text)) is None:
        return None
    hint = text[found.end() :].removesuffix("...").rstrip().removesuffix(":")
    tree = _parsed(f"{text[: found.start()]}it:{hint}")
    match tree.body if tree else []:
        case [*others, ast.AnnAssign(value=None)] if all(isinstance(node, _IMPORTS) for node in others):
            return tree
    return None


def _with_hint(tree: ast.Module) -> ast.Module:
    """An expression that stands alone, after imports and assignments or not, is an annotation."""
    match tree.body:
        case [*before, ast.Expr(value=value)] if all(
            isinstance(node, (*_IMPORTS, ast.Assign)) for node in before
        ) and not _is_text(value):
            target = ast.Name("it", ast.Load())  # not a name of the answer's own
            hint = ast.copy_location(ast.AnnAssign(target, value, None, 1), value)
            return ast.Module([*before, hint], [])
    return tree


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > MAX_HINT
