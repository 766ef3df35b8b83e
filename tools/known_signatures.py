"""Adds to core/validators/_signatures.py the arguments that Alembic's operations and SQLAlchemy's items and types take.

Run it under another release (PYTHONPATH), newest first, to add what that release took as well: nothing is ever taken out.
"""

from __future__ import annotations

import importlib
import inspect
import textwrap
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from canary.core.validators._signatures import Signature, read_signatures

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "daemon" / "canary" / "core" / "validators" / "_signatures.py"
ITEMS = {
    "Column",
    "ForeignKey",
    "ForeignKeyConstraint",
    "UniqueConstraint",
    "PrimaryKeyConstraint",
    "CheckConstraint",
    "Index",
    "Identity",
    "Sequence",
    "Computed",
}
DIALECTS = ("postgresql", "mysql", "sqlite", "mssql", "oracle")
INNER = {"register_operation", "implementation_for", "invoke", "run_async"}
OPEN = {"args", "kwargs"}  # of releases that look at their arguments inside


def main() -> None:
    found = dict(read_signatures())
    for name, function in [*operations(), *items()]:
        new = signature(function)
        if new is not None:
            found[name] = merged(found[name], new) if name in found else new
    for module in (
        "alembic.op",
        "alembic.op.batch_alter_table",
    ):  # hands what it does not know on to the constraint
        made = found[f"{module}.create_foreign_key"]
        extra = found["sqlalchemy.ForeignKeyConstraint"].keywords - {"columns", "refcolumns", "name", "table"}
        found[f"{module}.create_foreign_key"] = made._replace(keywords=made.keywords | extra)
    head, _, _ = TABLE.read_text(encoding="utf-8").partition('_TABLE = """')
    entries = "".join(entry(name, each) for name, each in sorted(found.items()))
    TABLE.write_text(f'{head}_TABLE = """\\\n{entries}"""\n', encoding="utf-8")


def entry(name: str, known: Signature) -> str:
    text = f"{name}: {known.written()}".rstrip()
    lines = textwrap.wrap(text, 118, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def operations() -> Iterator[tuple[str, Callable[..., Any]]]:
    from alembic.operations import BatchOperations, Operations

    for module, kind in (("alembic.op", Operations), ("alembic.op.batch_alter_table", BatchOperations)):
        for name in dir(kind):
            if not name.startswith("_") and name not in INNER and inspect.isfunction(getattr(kind, name)):
                yield f"{module}.{name}", bound(getattr(kind, name))


def items() -> Iterator[tuple[str, Callable[..., Any]]]:
    sqlalchemy = importlib.import_module("sqlalchemy")
    types = importlib.import_module("sqlalchemy.types").TypeEngine
    for module in ("sqlalchemy", *(f"sqlalchemy.dialects.{name}" for name in DIALECTS)):
        members = vars(importlib.import_module(module))
        for name, kind in members.items():
            if inspect.isclass(kind) and issubclass(kind, types) and not name.startswith("_"):
                yield f"{module}.{name}", constructor(kind)
    yield from (
        (f"sqlalchemy.{name}", constructor(vars(sqlalchemy)[name]))
        for name in ITEMS
        if name in vars(sqlalchemy)
    )


def bound(function: Callable[..., Any]) -> Callable[..., Any]:
    """The method as its caller sees it: without self, or without the operations that older releases hand on."""
    return function.__get__(object())  # type: ignore[no-any-return]


def constructor(kind: type) -> Callable[..., Any]:
    made = inspect.getattr_static(kind, "__init__")
    return bound(made) if inspect.isfunction(made) else nothing


def nothing() -> None:
    """Takes no arguments, as types without an __init__ do."""


def signature(function: Callable[..., Any]) -> Signature | None:
    """What the function takes; None where it looks at its arguments inside."""
    parameters = inspect.signature(function).parameters.values()
    stars = {p.name for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    if stars == OPEN and len(parameters) == 2:
        return None
    by_position = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p.name for p in by_position if p.default is p.empty]
    keywords = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    more = next((p.name for p in parameters if p.kind is p.VAR_KEYWORD), None)
    return Signature(
        tuple(required),
        None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(by_position),
        frozenset(name for name in keywords if not name.startswith("_")),
        "none" if more is None else "dialect" if more.startswith("dialect") else "any",
    )


def merged(known: Signature, new: Signature) -> Signature:
    """What either release takes; the one that is known already says which keywords are open."""
    most = None if known.most is None or new.most is None else max(known.most, new.most)
    required = known.required[: min(len(known.required), len(new.required))]
    return Signature(required, most, known.keywords | new.keywords, known.more)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
