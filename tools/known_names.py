"""Adds the names that the installed libraries offer to core/validators/_known.py; nothing is ever taken out.

Run it under another release of SQLAlchemy or Alembic (PYTHONPATH) to add that release's names: old migrations use
names that newer releases dropped. Those of the standard library come from mypy's stubs, for every Python from 3.11 on.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "daemon" / "canary" / "core" / "validators" / "_known.py"
SKIPPED = {"testing", "cyextension", "mypy", "connectors", "plugin", "util", "autogenerate", "templates"}
OLDEST = (3, 11)


def main() -> None:
    from canary.core.validators import _known

    names = {module: set(known) for module, known in _known.read_table().items()}
    for module, found in [*stubs(), *library("sqlalchemy"), *library("alembic"), *operations()]:
        names.setdefault(module, set()).update(found)
    head, _, _ = TABLE.read_text(encoding="utf-8").partition('_TABLE = """')
    TABLE.write_text(
        f'{head}_TABLE = """\\\n{"".join(map(entry, sorted(names.items())))}"""\n', encoding="utf-8"
    )


def entry(item: tuple[str, set[str]]) -> str:
    text = f"{item[0]}: {' '.join(sorted(item[1]))}".rstrip()
    lines = textwrap.wrap(text, 118, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


# --- the standard library ------------------------------------------------------------------------


def stubs() -> Iterator[tuple[str, set[str]]]:
    import mypy

    folder = Path(mypy.__file__).parent / "typeshed" / "stdlib"
    gone = {name for name, last in versions(folder) if last and last < OLDEST}
    for path in sorted(folder.rglob("*.pyi")):
        parts = path.relative_to(folder).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        module = ".".join(parts)
        private = any(part.startswith("_") and part != "__future__" for part in parts)
        if not private and not any(f"{module}.".startswith(f"{name}.") for name in gone):
            submodules = {p.stem for p in path.parent.iterdir()} if path.stem == "__init__" else set()
            yield module, {n for n in stub_names(path, folder) | submodules if not n.startswith("_")}


def versions(folder: Path) -> Iterator[tuple[str, tuple[int, ...] | None]]:
    for line in (folder / "VERSIONS").read_text(encoding="utf-8").splitlines():
        module, _, span = line.partition("#")[0].partition(":")
        last = span.strip().partition("-")[2]
        if module.strip():
            yield module.strip(), tuple(map(int, last.split("."))) if last else None


def stub_names(path: Path, folder: Path) -> set[str]:
    return set(_bound(ast.parse(path.read_text(encoding="utf-8")).body, path, folder))


def _bound(body: list[ast.stmt], path: Path, folder: Path) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.If() | ast.Try():
                yield from _bound([*node.body, *node.orelse], path, folder)
            case ast.Assign() | ast.AnnAssign():
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (name.id for t in targets for name in ast.walk(t) if isinstance(name, ast.Name))
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                yield from _starred(node, path, folder)
            case ast.Import() | ast.ImportFrom():
                yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)


def _starred(node: ast.ImportFrom, path: Path, folder: Path) -> set[str]:
    base = path.parents[node.level - 1] if node.level else folder
    found = base.joinpath(*(node.module or "").split("."))
    source = found.with_suffix(".pyi")
    return stub_names(source if source.exists() else found / "__init__.pyi", folder)


# --- SQLAlchemy and Alembic ----------------------------------------------------------------------


def library(package: str) -> Iterator[tuple[str, set[str]]]:
    """Public modules and their names, three levels deep."""
    try:
        module = importlib.import_module(package)
    except ImportError as error:
        print(f"{package} is left out: {error}", file=sys.stderr)
        return
    children = [m.name for m in pkgutil.iter_modules(getattr(module, "__path__", []))]
    public = {name for name in children if not name.startswith("_")}
    yield package, {name for name in dir(module) if not name.startswith("_")} | public
    if package.count(".") < 2:
        for name in sorted(public - SKIPPED):
            yield from library(f"{package}.{name}")


def operations() -> Iterator[tuple[str, set[str]]]:
    from alembic.operations import BatchOperations, Operations

    inner = {"create_module_class_proxy", "register_operation", "implementation_for", "context"}
    for module, kind in (("alembic.op", Operations), ("alembic.op.batch_alter_table", BatchOperations)):
        yield module, {name for name in dir(kind) if not name.startswith("_")} - inner
    yield "alembic.context", {"config", "script"}  # there only while a migration runs


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
