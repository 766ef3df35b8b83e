"""Type annotations as syntax: where they stand, what their names mean, and whether they are valid.

Valid means what the typing specification calls a type expression, as Python 3.12 has it.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from canary.core.validators import _known
from canary.core.validators._code import MAX_BITS, Defect, Nodes, at, dotted, is_huge, walk
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
# Beside them, what mypy --strict wants arguments of as well, and type, which says as little alone.
GENERICS: Mapping[str, int | None] = {
    **CONTAINERS,
    **dict.fromkeys(("type", "Awaitable", "Container", "Reversible", "KeysView", "ValuesView"), 1),
    **dict.fromkeys(("re.Pattern", "re.Match", "os.PathLike"), 1),
    **dict.fromkeys(("asyncio.Task", "asyncio.Future", "asyncio.Queue"), 1),
    **dict.fromkeys(("Callable", "ItemsView"), 2),
    **dict.fromkeys(("Coroutine", "Generator"), 3),
    **dict.fromkeys(("AsyncGenerator", "contextlib.AbstractContextManager"), None),
    "contextlib.AbstractAsyncContextManager": None,
}
_ARGUMENTS: Mapping[str, int | None] = {
    **GENERICS,
    **dict.fromkeys(("Optional", "ClassVar", "Final", "TypeGuard", "TypeIs", "Required", "NotRequired"), 1),
    "Generator": None,  # the last two have defaults
}
_NEEDS_ARGUMENTS = ("Optional", "Union", "Literal", "Annotated", "Required", "NotRequired")
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
_ELSEWHERE = {  # what typing only lends its name to
    "Pattern": "re.Pattern",
    "Match": "re.Match",
    "ContextManager": "contextlib.AbstractContextManager",
    "AsyncContextManager": "contextlib.AbstractAsyncContextManager",
}
_PLACES = ("typing", "typing_extensions", "collections", "collections.abc", "builtins")
_MODULES = {
    "typing",
    "collections",
    "datetime",
    "decimal",
    "fractions",
    "uuid",
    "pathlib",
    "enum",
    "types",
    "contextlib",
    "re",
    "asyncio",
}
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
        "contextlib": "AbstractContextManager AbstractAsyncContextManager",
        "types": "TracebackType ModuleType SimpleNamespace NoneType",
    }.items()
    for name in names.split()
}


OWN = "?"  # where a class of the code's own is from, whatever else has its name


# Not all in their brackets are types; so it is where a package passes them on from a module of its own.
_PASSED_ON = ("Literal", "Annotated")


class Hint(NamedTuple):
    """One annotation; ``what`` says whose: ``the return of load``, ``total``."""

    what: str
    node: ast.expr


class Scope(NamedTuple):
    """What names mean in the code that is judged. ``names`` resolve without further meaning, ``usual`` as ever."""

    origins: Mapping[str, str]
    names: frozenset[str]
    open: bool  # a star import: any name may be there
    fragment: bool  # no import at all: the code around it is not shown
    usual: frozenset[str] = frozenset()
    type_vars: frozenset[str] = frozenset()

    def meaning(self, node: ast.expr) -> str | None:
        """The canonical name of what a name or attribute stands for, None if it is unknown: ``dict`` for ``t.Dict``."""
        written = dotted(node)
        if written is None:
            return None
        root, _, rest = written.partition(".")
        origin = self._origin(root, bool(rest))
        return canonical_name(f"{origin}.{rest}" if rest else origin) if origin else None

    def generic(self, node: ast.Subscript) -> str | None:
        """The canonical name of what stands before the brackets."""
        meaning = self.meaning(node.value)
        place, _, name = (meaning or "").rpartition(".")
        passed_on = name in _PASSED_ON and place != OWN and place not in _known.read_table()
        return name if passed_on else meaning

    def _origin(self, root: str, module: bool) -> str | None:
        if root in self.origins:
            return self.origins[root]
        if root in self.names:
            return root
        if (self.fragment or root in self.usual) and (place := _fragment_place(root, module)):
            return place
        if hasattr(builtins, root):
            return f"builtins.{root}"
        return f"{OWN}.{root}" if self.open else None


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
        if name in _ELSEWHERE:
            return _ELSEWHERE[name]
        name = {"Set": "set"}.get(name, _SPELLINGS.get(name, name)).rpartition(".")[2]
    return name


def scope_of(
    nodes: Nodes,
    imports: Imports,
    names: frozenset[str],
    usual: frozenset[str] = frozenset(),
    type_vars: frozenset[str] = frozenset(),
) -> Scope:
    """Names of the code's own classes, and assignments, of its imports, and beside them *names*, *usual*, *type_vars*."""
    classes = {node.name for node in nodes.of(ast.ClassDef)}
    own = classes | {node.id for node in nodes.of(ast.Name) if isinstance(node.ctx, ast.Store)}
    imports_made = nodes.of(ast.Import, ast.ImportFrom)
    imported = {alias.asname or alias.name for node in imports_made for alias in node.names}
    origins = {**imports.origins, **{name: f"{OWN}.{name}" for name in classes}}
    return Scope(
        origins,
        frozenset(own | imported) | names,
        imports.star,
        not imports_made,
        usual,
        type_vars | frozenset(_type_vars(nodes)),
    )


def _type_vars(nodes: Nodes) -> Iterator[str]:
    for node in nodes.of(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)):
                if (dotted(func) or "").rpartition(".")[2] == "TypeVar":
                    yield name


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


# --- types that stand where values do ---------------------------------------------------------------


def values(nodes: Nodes, scope: Scope) -> Iterator[Hint]:
    """Types that are no annotation: those of an alias, of ``NewType``, ``TypeVar`` and ``cast``."""
    for alias in nodes.of(ast.AnnAssign):
        if alias.value is not None and is_alias(alias.annotation, scope):
            yield Hint(dotted(alias.target) or "a name", alias.value)
    bound = scope._replace(names=scope.names | {each.arg for each in nodes.of(ast.arg)})
    for assigned in nodes.of(ast.Assign):
        match assigned.targets:
            case [ast.Name(id=name)] if _looks_like_type(assigned.value, bound):
                yield Hint(name, assigned.value)
    for call in nodes.of(ast.Call):
        yield from _given_types(call, bound)


def is_alias(annotation: ast.expr, scope: Scope) -> bool:
    """The annotation says that the value is a type: ``TypeAlias``, in quotes or not."""
    match annotation:
        case ast.Constant(value=str(text)):
            annotation = expression(text) or annotation
    return scope.meaning(annotation) == "TypeAlias"


def _looks_like_type(node: ast.expr, scope: Scope) -> bool:
    """Nothing but a type is written so: a known generic with arguments, or a union that holds such or a builtin class."""
    match node:
        case ast.Subscript():
            return _is_known(node.value, scope, _TAKES_TYPES)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return any(_looks_like_type(side, scope) or _is_builtin(side, scope) for side in (left, right))
    return False


def _is_known(node: ast.expr, scope: Scope, known: Collection[str]) -> bool:
    root = (dotted(node) or "").partition(".")[0]
    return (root not in scope.names or root in scope.origins) and scope.meaning(node) in known


def _is_builtin(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Name) and _is_known(node, scope, _BUILTIN_CLASSES)


def _given_types(call: ast.Call, scope: Scope) -> Iterator[Hint]:
    match (dotted(call.func) or "").rpartition(".")[2], call.args:
        case (("NewType" | "TypeAliasType"), [ast.Constant(value=str(name)), given, *_]):
            types = [given]
        case "TypeVar", [ast.Constant(value=str(name)), *constraints]:
            bounds = (each.value for each in call.keywords if each.arg in ("bound", "default"))
            types = [*constraints, *bounds]
        case (("cast" as name), [given, *_]) if _is_typings(call, scope):
            types = [given]
        case _:
            return
    yield from (Hint(name[:80], each) for each in types)


def _is_typings(call: ast.Call, scope: Scope) -> bool:
    """It is the cast of typing, and not that of SQLAlchemy; without an import, its argument tells."""
    imported = scope.meaning(call.func) == "cast" and not scope.fragment
    return imported or (scope.fragment and _looks_like_type(call.args[0], scope))


# --- whether they are valid ----------------------------------------------------------------------


def hint_defects(hint: Hint, scope: Scope) -> Iterator[Defect]:
    """What is wrong with one annotation."""
    attributes = (node for node in walk(hint.node) if isinstance(node, ast.Attribute))
    yield from attribute_defects(attributes, scope.origins)
    found = list(_invalid(hint.node, scope))
    whole = shown(hint.node) if found else ""  # once: to write a long hint takes a while
    for node, why in found:
        yield at(node, f"the hint {whole} for {hint.what} is not valid: {why}")


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


_TAKES_TYPES = frozenset({*_ARGUMENTS, *_NEEDS_ARGUMENTS})
_BUILTIN_CLASSES = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type))


def _no_class(name: str) -> bool:
    value = getattr(builtins, name, int)
    return value is not None and not isinstance(value, type)


def _import_hint(name: str) -> str:
    if name in _USUAL:
        return f"; from {_USUAL[name]} import {name}"
    return f"; from typing import {name}" if name in _known.read_table()["typing"] else ""


def _invalid_subscript(node: ast.Subscript, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    meaning = scope.generic(node)
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
    if meaning == "Callable":
        yield from _invalid_callable(given, scope)
    for argument in given[:1] if meaning == "Annotated" else given:
        yield from _invalid_argument(argument, meaning, scope)


def _invalid_argument(node: ast.expr, meaning: str | None, scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    if (
        isinstance(node, ast.Constant)
        and node.value is ...
        and (meaning in ("tuple", "Callable", "Concatenate") or meaning not in _TAKES_TYPES)
    ):
        return
    if isinstance(node, ast.List) and (meaning == "Callable" or meaning not in _TAKES_TYPES):
        for each in node.elts:
            yield from _invalid(each, scope)
        return
    if not (isinstance(node, ast.Tuple) and not node.elts and meaning == "tuple"):
        yield from _invalid(node, scope)


def _invalid_callable(given: list[ast.expr], scope: Scope) -> Iterator[tuple[ast.expr, str]]:
    if len(given) != 2:
        return
    if not _may_be_parameters(given[0], scope):
        yield given[0], f"what Callable takes stands in brackets: Callable[[{shown(given[0])}], ...]"
    if isinstance(given[1], ast.List):
        yield given[1], f"{shown(given[1])} is no type"


def _may_be_parameters(node: ast.expr, scope: Scope) -> bool:
    """A list, ``...``, Concatenate, or a name that is not known to be anything but a ParamSpec."""
    match node:
        case ast.List() | ast.Constant(value=builtins.Ellipsis):
            return True
        case ast.Constant(value=str(text)):
            inner = expression(text)
            return inner is not None and _may_be_parameters(inner, scope)
        case ast.Subscript():
            return scope.meaning(node.value) == "Concatenate"
        case ast.Name() | ast.Attribute():
            return not _is_no_param_spec(node, scope)
        case ast.Tuple() | ast.Starred():
            return True  # is told of already
    return False


def _is_no_param_spec(node: ast.Name | ast.Attribute, scope: Scope) -> bool:
    written, meaning = dotted(node) or "", scope.meaning(node) or ""
    if written in scope.type_vars or scope.origins.get(written) == f"{OWN}.{written}":
        return True
    place = meaning.rpartition(".")[0]
    is_own = written in scope.names and written not in scope.origins
    return not is_own and (place in _known.read_table() if place else bool(meaning))


def arguments(node: ast.Subscript) -> list[ast.expr]:
    """What stands in the brackets."""
    inner = node.slice
    return list(inner.elts) if isinstance(inner, ast.Tuple) and inner.elts else [inner]


# --- bare generics -------------------------------------------------------------------------------


def bare_defects(
    hint: Hint, scope: Scope, generics: Mapping[str, int | None] = CONTAINERS
) -> Iterator[Defect]:
    """*generics* that do not say of what: ``dict`` in ``Optional[dict]``."""
    found = list(_bare(hint.node, scope, generics))
    whole = shown(hint.node) if found else ""
    for node in found:
        name = dotted(node) or shown(node)
        yield at(
            node, f"bare {name} in the hint {whole} for {hint.what}: say of what, as {_example(node, scope)}"
        )


_EXAMPLES = {
    **dict.fromkeys(("tuple", "Tuple"), "int, ..."),
    "Callable": "[int], str",
    "Generator": "str, None, None",
    "AsyncGenerator": "str, None",
    "Coroutine": "Any, Any, str",
}


def _example(node: ast.expr, scope: Scope) -> str:
    meaning = scope.meaning(node) or "tuple"
    arguments = _EXAMPLES.get(meaning, "str, Any" if GENERICS[meaning] == 2 else "str")
    return f"{dotted(node) or 'tuple'}[{arguments}]"


def _bare(node: ast.expr, scope: Scope, generics: Mapping[str, int | None]) -> Iterator[ast.expr]:
    if isinstance(node, ast.Subscript):
        meaning, given = scope.generic(node), arguments(node)
        for argument in () if meaning == "Literal" else given[:1] if meaning == "Annotated" else given:
            yield from _bare(argument, scope, generics)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        if scope.meaning(node) in generics:
            yield node
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        inner = expression(node.value)
        for found in _bare(inner, scope, generics) if inner is not None else ():
            yield ast.copy_location(found, node)
    else:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _bare(child, scope, generics)


# --- texts ----------------------------------------------------------------------------------------


def expression(text: str) -> ast.expr | None:
    """The expression that *text* is, None if it is none, or holds a number that could not be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape or number in an output is no matter of ours
            node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError):
        return None
    long = len(text) > MAX_BITS // 4  # such a number is at least that long
    return (
        None if long and any(is_huge(each) for each in walk(node) if isinstance(each, ast.Constant)) else node
    )


def shown(node: ast.AST) -> str:
    """The annotation as it would be written, within 80 characters."""
    text = ast.unparse(node)
    return text if len(text) <= 80 else f"{text[:79]}…"
