"""``python``: the output is Python whose imports resolve, and the names it takes from known modules exist."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import _code, _imports, _known
from canary.core.validators._code import Defect
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output parses, every import is of the standard library or allowed, and names exist."""
    allowed = read_names(options.get("allow"), "allow")

    def judge(output: str) -> Verdict:
        code = _code.parse(output)
        return _code.conclude(_defects(code, allowed), code, verdicts)

    return _code.guarded(judge, verdicts)


def read_names(written: Any, option: str) -> frozenset[str]:
    """An option that is a list of names, or one name. Raises OptionsError."""
    names = [written] if isinstance(written, str) else list(written) if isinstance(written, list) else []
    if (written is not None and not (names or written == [])) or not all(
        isinstance(n, str) and n for n in names
    ):
        raise OptionsError(f"{option} must be a list of names")
    return frozenset(names)


def _defects(code: _code.Code, allowed: frozenset[str]) -> Iterator[Defect]:
    imports = _imports.read_imports(code.nodes)
    for each in imports.all:
        if not _resolves(each.module, allowed):
            yield _code.at(each.node, _unresolved(each.module))
    yield from _imports.import_defects(imports.all)
    yield from _imports.attribute_defects(code.nodes.of(ast.Attribute), imports.origins)


def _resolves(module: str, allowed: frozenset[str]) -> bool:
    parts = module.split(".", _known.MAX_PARTS)
    prefixes = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return parts[0] in _known.STANDARD or bool(prefixes & allowed)


def _unresolved(module: str) -> str:
    if module.startswith("."):
        return f"the relative import of {module} leads nowhere: the answer is no package"
    return f"{module} is neither in the standard library nor allowed"


KIND = ValidatorKind(
    "python",
    "hallucination",
    "the output is Python, its imports resolve and the names it takes from known modules exist",
    build,
    more=("allow",),
)
