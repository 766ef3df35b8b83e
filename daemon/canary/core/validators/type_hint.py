"""``type_hint``: annotations in the output are valid, their names resolve, and they mean what was expected."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import _annotations, _code, _imports
from canary.core.validators._annotations import Hint, Scope
from canary.core.validators._code import Code, Defect
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.python import read_names

ALLOW, FAIL = "allow", "fail"
_WORD = re.compile(r"[A-Za-z_]\w*")
_NOWHERE = Scope({}, frozenset(), open=True, fragment=True)


MAX_HINT = 4_096  # characters of a bare annotation; what is longer is read as code, and bounded there


@dataclass(frozen=True, slots=True)
class Rules:
    """The options. ``names`` are those that the prompt speaks of or the options allow."""

    expected: ast.expr | None
    bare_generics: str
    names: frozenset[str]


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output is one valid annotation, or code whose annotations are all valid.

    With ``expected``, the annotation - in code the first function's return, or without a function the first
    annotation - must mean the same.
    """
    rules = _rules(options, prompt)

    def check(output: str) -> Verdict:
        try:
            code = _read(output)
            return _code.conclude(_defects(code, rules), code, verdicts)
        except _code.UnreadableError as error:
            return _code.unreadable(error, verdicts)
        except RecursionError:
            return verdicts.fail("the code is nested too deeply")

    return check


def _rules(options: Mapping[str, Any], prompt: Prompt) -> Rules:
    expected, bare = options.get("expected"), options.get("bare_generics", ALLOW)
    if bare not in (ALLOW, FAIL):
        raise OptionsError("bare_generics must be allow or fail")
    node = _annotations.expression(expected) if isinstance(expected, str) else None
    if expected is not None and (node is None or list(_annotations.hint_defects(Hint("it", node), _NOWHERE))):
        raise OptionsError("expected must be an annotation, such as 'Optional[Dict[str, int]]'")
    spoken = {name for message in prompt.messages for name in _WORD.findall(message.content)}
    return Rules(node, bare, read_names(options.get("allow"), "allow") | _new_names(spoken))


def _new_names(spoken: set[str]) -> frozenset[str]:
    """Names that mean something in themselves keep that meaning, whatever the prompt says."""
    return frozenset(name for name in spoken if _NOWHERE.meaning(ast.Name(name)) == f"?.{name}")


def _read(output: str) -> Code:
    """The code; a bare annotation, with or without an arrow or backticks, as ``it: ANNOTATION``."""
    whole = output.strip()
    inline = whole[1:-1] if len(whole) > 2 and whole[0] == whole[-1] == "`" and whole[1] != "`" else whole
    bare = inline.removeprefix("->").strip()
    if len(bare) <= MAX_HINT and "\n" not in bare and _annotations.expression(bare) is not None:
        return _code.code_of(_annotated(bare, output[: output.index(bare)]), bare)
    code = _code.parse(output)
    match code.tree.body:
        case [ast.Expr(value=value)] if not isinstance(value, ast.Constant):
            return _code.code_of(_as_hint(value), code.text, fenced=code.fenced)
    return code


def _annotated(text: str, before: str) -> ast.Module:
    node = _annotations.expression(text)
    assert node is not None
    ast.increment_lineno(node, before.count("\n"))
    return _as_hint(node)


def _as_hint(node: ast.expr) -> ast.Module:
    target = ast.Name("it", ast.Load())  # not a name of the answer's own
    return ast.Module([ast.copy_location(ast.AnnAssign(target, node, None, 1), node)], [])


def _defects(code: Code, rules: Rules) -> Iterator[Defect]:
    imports = _imports.read_imports(code.nodes)
    scope = _annotations.scope_of(code.nodes, imports, rules.names)
    found = list(_annotations.hints(code.nodes))
    if not found:
        yield Defect(1, 1, "there is no type hint")
    yield from _imports.import_defects(imports.all)
    for hint in found:
        yield from _annotations.hint_defects(hint, scope)
        if rules.bare_generics == FAIL:
            yield from _annotations.bare_defects(hint, scope)
    if found and rules.expected is not None:
        yield from _unexpected(_main_hint(code, found), rules.expected, scope)


def _main_hint(code: Code, found: list[Hint]) -> Hint:
    functions = [f for f in code.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef) if f.returns is not None]
    first = min(functions, key=lambda f: f.lineno, default=None)
    if first is None or first.returns is None:
        return min(found, key=lambda hint: hint.node.lineno)
    return Hint(f"the return of {first.name}", first.returns)


def _unexpected(hint: Hint, expected: ast.expr, scope: Scope) -> Iterator[Defect]:
    written = _annotations.normal(hint.node, scope)
    # Names of the expected type resolve as in the answer where it knows them, else as usual.
    usual = scope._replace(fragment=True)
    if written != _annotations.normal(expected, usual):
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
