"""What a piece of code imports, what its names stand for, and which of them do not exist."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from canary.core.validators import _known
from canary.core.validators._code import Defect, Nodes, at, walk

_FALLBACKS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class Imported(NamedTuple):
    """One imported thing. ``name`` is None where a module itself is imported; ``origin`` what the local name means."""

    node: ast.Import | ast.ImportFrom
    module: str
    name: str | None
    local: str
    origin: str


class Imports(NamedTuple):
    """All imports of some code. ``origins`` leaves out names that the code binds anew; ``star`` if anything may come in."""

    all: tuple[Imported, ...]
    origins: Mapping[str, str]
    star: bool


def read_imports(nodes: Nodes) -> Imports:
    """Every import, wherever it stands, except one that an ``except ImportError`` provides for."""
    provided = _provided_for(nodes)
    found = tuple(
        each
        for node in nodes.of(ast.Import, ast.ImportFrom)
        if id(node) not in provided
        for each in _imported(node)
    )
    rebound = _rebound(nodes)
    origins = {each.local: each.origin for each in found if each.local not in rebound and each.name != "*"}
    return Imports(found, origins, any(each.name == "*" for each in found))


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[Imported]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            yield Imported(node, alias.name, None, alias.asname or root, alias.name if alias.asname else root)
    else:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            yield Imported(node, module, alias.name, alias.asname or alias.name, f"{module}.{alias.name}")


def _provided_for(nodes: Nodes) -> set[int]:
    return {
        id(inner)
        for node in nodes.of(ast.Try)
        if any(map(_catches, node.handlers))
        for part in (*node.body, *node.handlers)
        for inner in walk(part)
    }


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in _FALLBACKS for node in ast.walk(handler.type))


def _rebound(nodes: Nodes) -> set[str]:
    """Names that are assigned, deleted, or parameters of functions anywhere."""
    stored = {node.id for node in nodes.of(ast.Name) if not isinstance(node.ctx, ast.Load)}
    return stored | {node.arg for node in nodes.of(ast.arg)}


def import_defects(imported: Iterable[Imported]) -> Iterator[Defect]:
    """Imports of known packages that name a module or a member that is not there."""
    for each in imported:
        if _known.no_module(each.module):
            yield at(each.node, f"there is no module {each.module}{_module_hint(each.module)}")
        elif each.name not in (None, "*") and _known.missing(each.module, str(each.name)):
            yield at(
                each.node, f"{each.module} has no {each.name}{_known.suggestion(each.module, str(each.name))}"
            )


def _module_hint(module: str) -> str:
    parent, _, name = module.rpartition(".")
    return _known.suggestion(parent, name)


def attribute_defects(attributes: Iterable[ast.Attribute], origins: Mapping[str, str]) -> Iterator[Defect]:
    """``module.name`` where a known module has no such name."""
    for node in attributes:
        module = module_of(node.value, origins)
        if module is not None and _known.missing(module, node.attr):
            yield at(node, f"{module} has no {node.attr}{_known.suggestion(module, node.attr)}")


def module_of(node: ast.AST, origins: Mapping[str, str]) -> str | None:
    """The known module that a name or a chain of attributes stands for."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    origin = origins.get(node.id) if isinstance(node, ast.Name) else None
    if origin is None:
        return None
    module = ".".join([origin, *reversed(parts)])
    return module if module in _known.read_table() else None
