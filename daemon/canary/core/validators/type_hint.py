"""``type_hint``: annotations in the output are valid, their names resolve, and they mean what was expected."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import _annotations, _code, _hint_answer, _imports
from canary.core.validators._annotations import OWN, Hint, Scope
from canary.core.validators._code import Code, Defect
from canary.core.validators._hint_meaning import same
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.python import read_names

ALLOW, FAIL = "allow", "fail"
_WORD = re.compile(r"[A-Za-z_]\w*")
_TYPE_VAR = re.compile(r"\b([A-Za-z_]\w*)\s*=\s*(?:\w+\.)*TypeVar\(")
_NOWHERE = Scope({}, frozenset(), open=True, fragment=True)


@dataclass(frozen=True, slots=True)
class Rules:
    """The options, and the prompt's words: ``names`` that it speaks of or the options allow, ``usual`` names that
    keep their usual meaning, and its ``type_vars``."""

    expected: ast.expr | None
    bare_generics: str
    names: frozenset[str]
    usual: frozenset[str]
    type_vars: frozenset[str]


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output is one valid annotation, or code whose annotations are all valid.

    With ``expected``, the annotation - in code the first function's return, or without a function the first
    annotation - must mean the same.
    """
    rules = _rules(options, prompt)

    def judge(output: str) -> Verdict:
        code = _hint_answer.read(output)
        return _code.conclude(_defects(code, rules), code, verdicts)

    return _code.guarded(judge, verdicts)


def _rules(options: Mapping[str, Any], prompt: Prompt) -> Rules:
    expected, bare = options.get("expected"), options.get("bare_generics", ALLOW)
    if bare not in (ALLOW, FAIL):
        raise OptionsError("bare_generics must be allow or fail")
    node = _annotations.expression(expected) if isinstance(expected, str) else None
    if expected is not None and (node is None or list(_annotations.hint_defects(Hint("it", node), _NOWHERE))):
        raise OptionsError("expected must be an annotation, such as 'Optional[Dict[str, int]]'")
    text = "\n".join(message.content for message in prompt.messages)
    spoken = frozenset(_WORD.findall(text))
    new = _new_names(spoken)
    names = read_names(options.get("allow"), "allow") | new
    return Rules(node, bare, names, spoken - new, frozenset(_TYPE_VAR.findall(text)))


def _new_names(spoken: frozenset[str]) -> frozenset[str]:
    """Names that mean something in themselves keep that meaning, whatever the prompt says."""
    return frozenset(name for name in spoken if _NOWHERE.meaning(ast.Name(name)) == f"{OWN}.{name}")


def _defects(code: Code, rules: Rules) -> Iterator[Defect]:
    imports = _imports.read_imports(code.nodes)
    scope = _annotations.scope_of(code.nodes, imports, rules.names, rules.usual, rules.type_vars)
    written = list(_annotations.hints(code.nodes))
    values = list(_annotations.values(code.nodes, scope))
    found = [*written, *values]
    if not found:
        yield Defect(1, 1, "there is no type hint")
    yield from _imports.import_defects(imports.all)
    for hint in found:
        yield from _annotations.hint_defects(hint, scope)
        if rules.bare_generics == FAIL:
            yield from _annotations.bare_defects(hint, scope, _annotations.GENERICS)
    if found and rules.expected is not None:
        main = _main_hint(code, _candidates(written, values, rules.expected, scope))
        yield from _unexpected(main, rules.expected, scope)


def _candidates(written: list[Hint], values: list[Hint], expected: ast.expr, scope: Scope) -> list[Hint]:
    """The annotations, else the values; that something is an alias is an annotation only where that is expected."""
    if _annotations.is_alias(expected, scope):
        return written or values
    return [hint for hint in written if not _annotations.is_alias(hint.node, scope)] or values or written


def _main_hint(code: Code, found: list[Hint]) -> Hint:
    functions = [f for f in code.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef) if f.returns is not None]
    first = min(functions, key=lambda f: f.lineno, default=None)
    if first is None or first.returns is None:
        return min(found, key=lambda hint: hint.node.lineno)
    return Hint(f"the return of {first.name}", first.returns)


def _unexpected(hint: Hint, expected: ast.expr, scope: Scope) -> Iterator[Defect]:
    if not same(hint.node, expected, scope):
        yield _code.at(
            hint.node,
            f"the hint {_annotations.shown(hint.node)} for {hint.what} is not {_annotations.shown(expected)}",
        )


KIND = ValidatorKind(
    "type_hint",
    "hallucination",
    "type hints are valid, their names resolve, and they mean what was expected",
    build,
    more=("expected", "bare_generics", "allow"),
)
