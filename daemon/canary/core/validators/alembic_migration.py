"""``alembic_migration``: a migration that can be undone, keeps its references, and names only what exists.

Read as text, never run. What cannot be told without running it - names that loops make up, SQL that is put together,
helpers of the project - is given the benefit of the doubt.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import _annotations, _code, _imports, _known
from canary.core.validators._code import Code, Defect, Nodes, at
from canary.core.validators._imports import Imports
from canary.core.validators._mirror import mirror_defects
from canary.core.validators._operations import OP, Module, is_batch
from canary.core.validators._references import judge_references
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.python import read_names
from canary.core.validators.type_hint import ALLOW, FAIL

_CORE = {"alembic", "sqlalchemy"}
_NOUNS = {
    "table",
    "column",
    "columns",
    "index",
    "foreign_key",
    "fk",
    "constraint",
    "unique",
    "primary_key",
    "check",
}
_USUAL = {"op": "from alembic import op", "sa": "import sqlalchemy as sa"}


@dataclass(frozen=True, slots=True)
class Rules:
    """The options, read."""

    references: Mapping[str, str | None]
    exempt: frozenset[str]
    operations: frozenset[str]
    bare_generics: str


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when upgrade() and downgrade() mirror each other, references carry foreign keys, names exist and hints are
    complete. Undecided where a defect is likely, but code that is not shown may make up for it."""
    rules = _rules(options)

    def check(output: str) -> Verdict:
        try:
            return _judge(_code.parse(output), rules, verdicts)
        except _code.UnreadableError as error:
            return _code.unreadable(error, verdicts)
        except RecursionError:
            return verdicts.fail("the code is nested too deeply")

    return check


def _rules(options: Mapping[str, Any]) -> Rules:
    bare = options.get("bare_generics", FAIL)
    if bare not in (ALLOW, FAIL):
        raise OptionsError("bare_generics must be allow or fail")
    exempt = read_names(options.get("no_references"), "no_references")
    operations = read_names(options.get("operations"), "operations")
    return Rules(_references(options.get("references")), exempt, operations, bare)


def _references(written: Any) -> Mapping[str, str | None]:
    if isinstance(written, Mapping):
        if not all(isinstance(text, str) for pair in written.items() for text in pair):
            raise OptionsError("references maps columns to the tables they refer to: {user_id: users}")
        return dict(written)
    return dict.fromkeys(read_names(written, "references"))


def _judge(code: Code, rules: Rules, verdicts: Verdicts) -> Verdict:
    imports = _imports.read_imports(code.nodes)
    module = Module(code, imports)
    unsure: list[str] = []
    defects = [*_hint_defects(code, imports, rules), *_name_defects(module, imports, rules, unsure)]
    absent = [name for name in ("upgrade", "downgrade") if not _bound(name, code.tree)]
    defects += [Defect(1, 1, f"there is no {name}()") for name in absent]
    if {"upgrade", "downgrade"} <= module.functions.keys():
        defects += mirror_defects(module, code)
    found = judge_references(module, rules.references, rules.exempt)
    unsure += found.unsure
    if not defects and not found.defects and unsure:
        return verdicts.undecided("; ".join(unsure))
    return _code.conclude([*defects, *found.defects], code, verdicts)


def _bound(name: str, tree: ast.Module) -> bool:
    """Defined, assigned or imported at the top of the file, or brought in by a star."""
    for node in tree.body:
        if getattr(node, "name", None) == name:
            return True
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if any((alias.asname or alias.name) in (name, "*") for alias in node.names):
                return True
        elif any(isinstance(n, ast.Name) and n.id == name for n in getattr(node, "targets", ())):
            return True
    return False


# --- names ---------------------------------------------------------------------------------------


def _name_defects(module: Module, imports: Imports, rules: Rules, unsure: list[str]) -> Iterator[Defect]:
    """Operations of alembic, and types and names of SQLAlchemy, that are not there."""
    yield from _imports.import_defects(
        [each for each in imports.all if each.module.partition(".")[0] in _CORE]
    )
    yield from _unimported(module.nodes, imports)
    origins = {local: origin for local, origin in imports.origins.items() if origin != OP}
    core = {local: o for local, o in origins.items() if o.partition(".")[0] in _CORE}
    yield from _imports.attribute_defects(module.nodes.of(ast.Attribute), core)
    own = _own_operations(imports)
    for node, verb, place in _used_operations(module):
        if verb in rules.operations or not _known.missing(place, verb):
            continue
        hint = _known.suggestion(place, verb)
        what = "alembic's op" if place == OP else "a batch operation"
        if own and not _misspelt(place, verb):
            unsure.append(f"line {node.lineno}: {what} has no {verb}, unless {own} adds it")
        else:
            yield at(node, f"{what} has no {verb}{hint}")


def _misspelt(place: str, verb: str) -> bool:
    """Close to an operation that is there, or about things that alembic has operations for: no plugin adds these."""
    alike = get_close_matches(verb, _known.read_table()[place], n=1, cutoff=0.85)
    return bool(alike) or verb.partition("_")[2] in _NOUNS


def _own_operations(imports: Imports) -> str | None:
    """A module of the project, or of a plugin, that may add operations."""
    roots = (each.module.partition(".")[0] for each in imports.all)
    return next((root or "the project" for root in roots if root not in _CORE | _known.STANDARD), None)


def _used_operations(module: Module) -> Iterator[tuple[ast.Attribute, str, str]]:
    batches = {
        item.optional_vars.id
        for node in module.nodes.of(ast.With, ast.AsyncWith)
        for item in node.items
        if is_batch(item.context_expr, module) and isinstance(item.optional_vars, ast.Name)
    }
    for node in module.nodes.of(ast.Attribute):
        if isinstance(node.value, ast.Name):
            if module.is_op(node.value):
                yield node, node.attr, OP
            elif node.value.id in batches:
                yield node, node.attr, _known.BATCH


def _unimported(nodes: Nodes, imports: Imports) -> Iterator[Defect]:
    names = {node.id: node for node in reversed(nodes.of(ast.Name))}
    bound = {each.local for each in imports.all} | {node.arg for node in nodes.of(ast.arg)}
    bound |= {node.id for node in nodes.of(ast.Name) if isinstance(node.ctx, ast.Store)}
    for name, way_out in _USUAL.items():
        if name in names and name not in bound and not imports.star:
            yield at(names[name], f"{name} is not defined: {way_out}")


# --- hints ---------------------------------------------------------------------------------------


def _hint_defects(code: Code, imports: Imports, rules: Rules) -> Iterator[Defect]:
    """Bare generics, and functions of whose parameters only some have a hint."""
    scope = _annotations.scope_of(code.nodes, imports, frozenset())
    scope = scope._replace(fragment=True)  # whether names are imported is not judged here
    if rules.bare_generics == FAIL:
        for hint in _annotations.hints(code.nodes):
            yield from _annotations.bare_defects(hint, scope)
    for node in code.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef):
        yield from _incomplete(node)


def _incomplete(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Defect]:
    given = [arg for arg in _annotations.parameters(node) if arg.arg not in ("self", "cls")]
    without = [arg for arg in given if arg.annotation is None]
    if without and len(without) < len(given):
        yield at(without[0], f"parameter {without[0].arg} of {node.name} has no type hint, but others have")


KIND = ValidatorKind(
    "alembic_migration",
    "hallucination",
    "a migration whose downgrade mirrors its upgrade, whose references carry foreign keys and whose names exist",
    build,
    more=("references", "no_references", "operations", "bare_generics"),
)
