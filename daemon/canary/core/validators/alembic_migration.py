"""``alembic_migration``: a migration that can be undone, keeps its references, and names only what exists.

Read as text, never run. What cannot be told without running it - names that loops make up, SQL that is put together,
helpers of the project - is given the benefit of the doubt.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import _annotations, _code, _imports, _known
from canary.core.validators._arguments import argument_defects
from canary.core.validators._code import Code, Defect, Nodes, at
from canary.core.validators._column_types import type_defects
from canary.core.validators._columns import read_calls, read_columns
from canary.core.validators._foreign_keys import read_keys
from canary.core.validators._imports import Imports
from canary.core.validators._mirror import mirror_defects
from canary.core.validators._operations import OP, Module, batch_names
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
# Operations that GeoAlchemy2, alembic_utils and alembic-postgresql-enum add.
_ADDED = frozenset(
    f"{verb}_geospatial_{noun}" for verb in ("create", "add", "drop") for noun in ("table", "column", "index")
) | {"create_entity", "replace_entity", "drop_entity", "sync_enum_values"}
_USUAL = {"op": "from alembic import op", "sa": "import sqlalchemy as sa"}
# Known without an import: what every module has, and what Python 2 had, for old migrations still say it.
_GIVEN = frozenset(dir(builtins)) | {"__file__", "__path__", "__name__", "__doc__", "__spec__", "__package__"}
_GIVEN |= {
    "unicode",
    "basestring",
    "long",
    "xrange",
    "unichr",
    "reduce",
    "raw_input",
    "file",
    "cmp",
    "execfile",
}
# What alembic and SQLAlchemy hand to helpers, by the last word of its name (model_class): migrations that are fully typed
# otherwise leave these bare.
_HANDED = {
    "conn",
    "connection",
    "bind",
    "engine",
    "inspector",
    "insp",
    "session",
    "cursor",
    "op",
    "batch_op",
    "context",
    "row",
    "table",
    "expr",
    "model",
    "class",
    "stmt",
}


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

    def judge(output: str) -> Verdict:
        return _judge(_code.parse(output), rules, verdicts)

    return _code.guarded(judge, verdicts)


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
    defects += _awaited(module)
    calls = read_calls(
        [node for node in module.tree.body if getattr(node, "name", "") != "downgrade"], module
    )
    columns = read_columns(calls, module)
    keys = read_keys(calls, columns, module)
    if {"upgrade", "downgrade"} <= module.functions.keys():
        defects += mirror_defects(module, code, keys)
    found = judge_references(columns, keys, module, rules.references, rules.exempt)
    defects += argument_defects(module)
    defects += type_defects(columns, keys, module)
    unsure += found.unsure
    if not defects and not found.defects and unsure:
        return verdicts.undecided("; ".join(unsure))
    return _code.conclude([*defects, *found.defects], code, verdicts)


def _awaited(module: Module) -> Iterator[Defect]:
    for name in ("upgrade", "downgrade"):
        if isinstance(function := module.functions.get(name), ast.AsyncFunctionDef):
            yield at(
                function,
                f"alembic calls {name}() and awaits nothing, so it would do nothing: write def without async",
            )


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
    yield from _undefined(module.nodes, imports)
    origins = {local: origin for local, origin in imports.origins.items() if origin != OP}
    core = {local: o for local, o in origins.items() if o.partition(".")[0] in _CORE}
    yield from _imports.attribute_defects(module.nodes.of(ast.Attribute), core)
    own = _own_operations(imports)
    for node, verb, place in _used_operations(module):
        if verb in rules.operations | _ADDED or not _known.missing(place, verb):
            continue
        hint = _known.suggestion(place, verb)
        what = "alembic's op" if place == OP else "a batch operation"
        if own and not _misspelt(place, verb):
            unsure.append(f"line {node.lineno}: {what} has no {verb}, unless {own} adds it")
        else:
            yield at(node, f"{what} has no {verb}{hint}")


def _misspelt(place: str, verb: str) -> bool:
    """Close to an operation that is there, or about things that alembic has operations for: no plugin adds these."""
    alike = get_close_matches(verb, _known.read_table()[place] | _ADDED, n=1, cutoff=0.85)
    return bool(alike) or len(verb) < 3 or verb.partition("_")[2] in _NOUNS


def _own_operations(imports: Imports) -> str | None:
    """A module of the project, or of a plugin, that may add operations."""
    roots = (each.module.partition(".")[0] for each in imports.all)
    return next((root or "the project" for root in roots if root not in _CORE | _known.STANDARD), None)


def _used_operations(module: Module) -> Iterator[tuple[ast.Attribute, str, str]]:
    batches = batch_names(module)
    for node in module.nodes.of(ast.Attribute):
        if isinstance(node.value, ast.Name):
            if module.is_op(node.value):
                yield node, node.attr, OP
            elif node.value.id in batches:
                yield node, node.attr, _known.BATCH


def _undefined(nodes: Nodes, imports: Imports) -> Iterator[Defect]:
    """Names that nothing in the file binds: a misspelt type that was imported by its name, a missing import."""
    if imports.star:
        return
    names = {node.id: node for node in reversed(nodes.of(ast.Name)) if isinstance(node.ctx, ast.Load)}
    for name in sorted(names.keys() - _GIVEN - _bound_names(nodes)):
        way_out = _USUAL.get(name, "import it, or correct its spelling")
        yield at(names[name], f"{name} is not defined: {way_out}")


def _bound_names(nodes: Nodes) -> set[str]:
    """Every name that some scope of the file binds."""
    bound = {node.id for node in nodes.of(ast.Name) if not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in nodes.of(ast.arg)}
    bound |= {node.name for node in nodes.of(ast.FunctionDef, ast.AsyncFunctionDef)}
    bound |= {node.name for node in nodes.of(ast.ClassDef)}
    bound |= {alias.asname or alias.name.partition(".")[0] for alias in nodes.of(ast.alias)}
    bound |= {node.name for node in nodes.of(ast.ExceptHandler, ast.MatchAs) if node.name}
    bound |= {node.name for node in nodes.of(ast.MatchStar) if node.name}
    return bound | {node.rest for node in nodes.of(ast.MatchMapping) if node.rest}


# --- hints ---------------------------------------------------------------------------------------


def _hint_defects(code: Code, imports: Imports, rules: Rules) -> Iterator[Defect]:
    """Bare generics, and functions of whose parameters only some have a hint."""
    scope = _annotations.scope_of(code.nodes, imports, frozenset())
    scope = scope._replace(fragment=True)  # whether names are imported is not judged here
    if rules.bare_generics == FAIL:
        yield from _bare_defects(code.nodes, scope)
    for node in code.nodes.of(ast.FunctionDef, ast.AsyncFunctionDef):
        yield from _incomplete(node)


def _bare_defects(nodes: Nodes, scope: _annotations.Scope) -> Iterator[Defect]:
    """In signatures, which others rely on; what a function says of its own variables binds nobody."""
    for node in nodes.of(ast.FunctionDef, ast.AsyncFunctionDef):
        for hint in _annotations.function_hints(node):
            yield from _annotations.bare_defects(hint, scope)


def _incomplete(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Defect]:
    given = [
        arg
        for arg in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if arg.arg not in ("self", "cls") and (arg.annotation is not None or not _is_handed(arg.arg))
    ]
    without = [arg for arg in given if arg.annotation is None]
    if without and len(without) < len(given):
        yield at(without[0], f"parameter {without[0].arg} of {node.name} has no type hint, but others have")


def _is_handed(name: str) -> bool:
    return name in _HANDED or name.rpartition("_")[2] in _HANDED


KIND = ValidatorKind(
    "alembic_migration",
    "hallucination",
    "a migration whose downgrade mirrors its upgrade, whose references carry foreign keys and whose names exist",
    build,
    more=("references", "no_references", "operations", "bare_generics"),
)
