"""Type annotations as syntax: where they stand, what their names mean, whether they are valid, and when two are equal.

Valid means what the typing specification calls a type expression, as Python 3.12 has it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from canary.core.validators import _known
from canary.core.validators._code import Defect, Nodes, at, dotted, walk
from canary.core.validators._imports import Imports, attribute_defects

# Containers that say nothing of what is in them when they stand alone, with the number of arguments they take;
# None: any number.
CONTAINERS: Mapping[str, int | None] = {
    **dict.fromkeys(
        ("list", "set", "frozenset", "deque", "Sequence", "MutableSequence", "Set", "MutableSet"), 1
    ),
    **dict.fromkeys(("Collection", "Iterable", "Iterator", "Counter", "AsyncIterable", "AsyncIterator"), 1),
    **dict.fromkeys(("dict", "defaultdict", "OrderedDict", "ChainMap", "Mapping", "MutableMapping"), 2),
    "tuple": None,
}
_ARGUMENTS: Mapping[str, int | None] = {
    **CONTAINERS,
    **dict.fromkeys(
        ("Optional", "type", "Awaitable", "ClassVar", "Final", "TypeGuard", "Required", "NotRequired"), 1
    ),
    "Callable": 2,
    "Coroutine": 3,
}
_NEEDS_ARGUMENTS = ("Optional", "Union", "Literal", "Annotated", "ClassVar", "Required", "NotRequired")
_NO_ARGUMENTS = (
    "int",
    "str",
    "float",
    "bool",
    "bytes",
    "complex",
    "object",
    "bytearray",
    "Any",
    "None",
    "NoReturn",
)
_SPELLINGS = {"List": "list", "Dict": "dict", "Tuple": "tuple", "FrozenSet": "frozenset", "Type": "type"} | {
    "DefaultDict": "defaultdict",
    "Deque": "deque",
    "Text": "str",
    "AbstractSet": "collections.abc.Set",
}
_PLACES = ("typing", "typing_extensions", "collections", "collections.abc", "builtins")
_MODULES = {"typing", "collections", "datetime", "decimal", "fractions", "uuid", "pathlib", "enum", "types"}
# What a fragment without imports may name, as the code around it would import it.
_USUAL = {
    name: module
    for module, names in {
        "datetime": "date datetime time timedelta timezone tzinfo",
        "decimal": "Decimal",
        "fractions": "Fraction",
        "uuid": "UUID",
        "pathlib": "Path PurePath",
        "enum": "Enum IntEnum StrEnum",
        "types": "TracebackType ModuleType SimpleNamespace",
    }.items()
    for name in names.split()
}


class Hint(NamedTuple):
    """One annotation; ``what`` says whose: ``the return of load``, ``total``."""

    what: str
    node: ast.expr


class Scope(NamedTuple):
    """What names mean in the code that is judged. ``names`` resolve without further meaning."""

    origins: Mapping[str, str]
    names: frozenset[str]
    open: bool  # a star import: any name may be there
    fragment: bool  # no import at all: the code around it is not shown

    def meaning(self, node: ast.expr) -> str | None:
        """The canonical name of what a name or attribute stands for, None if it is unknown: ``dict`` for ``t.Dict``."""
        written = dotted(node)
        if written is None:
            return None
        root, _, rest = written.partition(".")
        origin = self._origin(root, bool(rest))
        return canonical_name(f"{origin}.{rest}" if rest else origin) if origin else None

    def _origin(self, root: str, module: bool) -> str | None:
        if root in self.origins:
            return self.origins[root]
        if root in self.names:
            return root
        if self.fragment and (place := _fragment_place(root, module)):
            return place
        if hasattr(builtins, root):
            return f"builtins.{root}"
        return f"?.{root}" if self.open else None


def _fragment_place(name: str, module: bool) -> str | None:
    """What a name most likely is in a fragment: a module if something follows, else the usual class of that name."""
    if module and name in _MODULES:
        return name
    if hasattr(builtins, name):
        return None
    table = _known.read_table()
    places = (_USUAL.get(name), *(place for place in _PLACES[:4] if name in table[place]))
    if place := next(filter(None, places), None):
        return f"{place}.{name}"
    return None


def canonical_name(origin: str) -> str:
    """One name for all spellings: ``typing.List`` is ``list``, ``collections.abc.Sequence`` ``Sequence``."""
    place, _, name = origin.rpartition(".")
    if place not in _PLACES:
        return origin
    if place in ("typing", "typing_extensions"):
        name = {"Set": "set"}.get(name, _SPELLINGS.get(name, name)).rpartition(".")[2]
    return name


def scope_of(nodes: Nodes, imports: Imports, names: frozenset[str]) -> Scope:
    """Names of the code's own classes, and assignments, of its imports, and *names* beside."""
    own = {node.name for node in nodes.of(ast.ClassDef)}
    own |= {node.id for node in nodes.of(ast.Name) if isinstance(node.ctx, ast.Store)}
    imports_made = nodes.of(ast.Import, ast.ImportFrom)
    imported = {alias.asname or alias.name for node in imports_made for alias in node.names}
    fragment = not imports_made
    return Scope(imports.origins, frozenset(own | imported) | names, imports.star, fragment)


# --- where they stand ----------------------------------------------------------------------------


def hints(nodes: Nodes) -> Iterator[Hint]:
    """Every annotation: parameters and returns of functions, async ones too, and annotated names."""
    for function in nodes.of(ast.FunctionDef, ast.AsyncFunctionDef):
        yield from function_hints(function)
    for node in nodes.of(ast.AnnAssign):
        yield Hint(dotted(node.target) or "a name", node.annotation)


def function_hints(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Hint]:
    for arg in parameters(node):
        if arg.annotation is not None:
            yield Hint(f"parameter {arg.arg} of {node.name}", arg.annotation)
    if node.returns is not None:
        yield Hint(f"the return of {node.name}", node.returns)


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    """All parameters in their order, ``*args`` and ``**kwargs`` among them."""
    args = node.args
    starred = [arg for arg in (args.vararg, args.kwarg) if arg is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *starred]


# --- whether they are valid ----------------------------------------------------------------------


def hint_defects(hint: Hint, scope: Scope) -> Iterator[Defect]:
    """What is wrong with one annotation."""
    attributes = (node for node in walk(hint.node) if isinstance(node, ast.Attribute))
    yield from attribute_defects(attributes, scope.origins)
    for node, why in _invalid(hint.node, scope):
        yield at(node, f"the hint {shown(hint.node)} for {hint.what} is not valid: {why}")


def _invalid(node: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    match node:
        case ast.Name() | ast.Attribute():
            yield from _invalid_name(node, scope)
        case ast.Subscript():
            yield from _invalid_subscript(node, scope)
        case ast.BinOp(op=ast.BitOr()):
            yield from _invalid(node.left, scope)
            yield from _invalid(node.right, scope)
        case ast.Constant(value=str()):
            yield from _invalid_text(node, scope)
        case ast.Constant(value=None):
            pass
        case ast.Starred():
            yield from _invalid(node.value, scope)
        case _:
            yield node, f"{shown(node)} is no type"


def _invalid_text(node: ast.Constant, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    inner = expression(str(node.value))
    if inner is None:
        yield node, f"{shown(node)} holds no type"
        return
    yield from ((node, why) for _, why in _invalid(inner, scope))


def _invalid_name(node: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    meaning = scope.meaning(node)
    if meaning is None:
        written = dotted(node)
        yield node, f"{written or shown(node)} is not defined{_import_hint(written or '')}"
    elif meaning in _known.read_table() and meaning not in scope.names - scope.origins.keys():
        yield node, f"{dotted(node)} is a module"
    elif isinstance(node, ast.Name) and node.id not in scope.names and _no_class(node.id):
        yield node, f"{node.id} is a function, no type{_import_hint(node.id.capitalize())}"
    elif meaning in _NEEDS_ARGUMENTS:
        yield node, f"{meaning} needs a type in brackets"


def _no_class(name: str) -> bool:
    value = getattr(builtins, name, int)
    return value is not None and not isinstance(value, type)


def _import_hint(name: str) -> str:
    if name in _USUAL:
        return f"; from {_USUAL[name]} import {name}"
    return f"; from typing import {name}" if name in _known.read_table()["typing"] else ""


def _invalid_subscript(node: ast.Subscript, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    meaning = scope.meaning(node.value)
    if meaning not in _NEEDS_ARGUMENTS:
        yield from _invalid(node.value, scope)
    given = arguments(node)
    wanted = _ARGUMENTS.get(meaning or "")
    if meaning in _NO_ARGUMENTS:
        yield node, f"{meaning} takes no types in brackets"
    elif wanted is not None and len(given) != wanted and not any(isinstance(g, ast.Starred) for g in given):
        yield node, f"{meaning} takes {wanted} type{'s' * (wanted > 1)} in brackets, not {len(given)}"
    if meaning == "Literal":
        return
    for argument in given[:1] if meaning == "Annotated" else given:
        yield from _invalid_argument(argument, meaning, scope)


def _invalid_argument(node: ast.expr, meaning: str | None, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    if (
        isinstance(node, ast.Constant)
        and node.value is ...
        and meaning in ("tuple", "Callable", "Concatenate")
    ):
        return
    if isinstance(node, ast.List) and meaning not in CONTAINERS and meaning not in ("Optional", "Union"):
        for each in node.elts:
            yield from _invalid(each, scope)
        return
    if not (isinstance(node, ast.Tuple) and not node.elts and meaning == "tuple"):
        yield from _invalid(node, scope)


def arguments(node: ast.Subscript) -> list[ast.expr]:
    """What stands in the brackets."""
    inner = node.slice
    return list(inner.elts) if isinstance(inner, ast.Tuple) and inner.elts else [inner]


# --- bare generics -------------------------------------------------------------------------------


def bare_defects(hint: Hint, scope: Scope) -> Iterator[Defect]:
    """Containers that do not say of what: ``dict`` in ``Optional[dict]``."""
    for node in _bare(hint.node, scope):
        name = dotted(node) or shown(node)
        yield at(
            node,
            f"bare {name} in the hint {shown(hint.node)} for {hint.what}: say of what, as {_example(node, scope)}",
        )


def _example(node: ast.expr, scope: Scope) -> str:
    takes = CONTAINERS[scope.meaning(node) or "tuple"]
    name = dotted(node) or "tuple"
    return f"{name}[{'str, Any' if takes == 2 else 'int, ...' if takes is None else 'str'}]"


def _bare(node: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    if isinstance(node, ast.Subscript):
        if scope.meaning(node.value) == "Literal":
            return
        for argument in arguments(node):
            yield from _bare(argument, scope)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        if scope.meaning(node) in CONTAINERS:
            yield node
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        inner = expression(node.value)
        for found in _bare(inner, scope) if inner is not None else ():
            yield ast.copy_location(found, node)
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _bare(child, scope)


# --- when two are equal --------------------------------------------------------------------------


def normal(node: ast.expr, scope: Scope) -> object:
    """Equal for annotations that mean the same: unions in any order and spelling, aliases of ``typing``, strings."""
    match node:
        case ast.Constant(value=str()):
            inner = expression(str(node.value))
            return normal(inner, scope) if inner is not None else ("text", node.value)
        case ast.Constant():
            return ("constant", repr(node.value))
        case ast.BinOp(op=ast.BitOr()):
            return _union([node.left, node.right], scope)
        case ast.Name() | ast.Attribute():
            return scope.meaning(node) or dotted(node)
        case ast.Subscript():
            return _normal_subscript(node, scope)
        case ast.List() | ast.Tuple():
            return ("list", tuple(normal(each, scope) for each in node.elts))
    return ("other", ast.dump(node))


def _normal_subscript(node: ast.Subscript, scope: Scope) -> object:
    meaning, given = scope.meaning(node.value), arguments(node)
    if meaning == "Optional":
        return _union([*given, ast.Constant(None)], scope)
    if meaning == "Union":
        return _union(given, scope)
    if meaning == "Annotated":
        return normal(given[0], scope)
    if meaning == "Literal":
        return ("Literal", frozenset(map(ast.dump, given)))
    return (normal(node.value, scope), tuple(normal(each, scope) for each in given))


def _union(members: list[ast.expr], scope: Scope) -> object:
    flat: set[object] = set()
    for member in members:
        found = normal(member, scope)
        flat |= found[1] if isinstance(found, tuple) and found[0] == "union" else {found}
    return ("union", frozenset(flat)) if len(flat) > 1 else next(iter(flat))


def expression(text: str) -> ast.expr | None:
    """The expression that *text* is, None if it is none."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError):
        return None


def shown(node: ast.AST) -> str:
    """The annotation as it would be written, within 80 characters."""
    text = ast.unparse(node)
    return text if len(text) <= 80 else f"{text[:79]}…"
