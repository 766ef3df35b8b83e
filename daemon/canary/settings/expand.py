"""``${VAR}`` and ``${VAR:-default}`` in the values of the configuration. ``$${`` is a literal ``${``."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[^}:]*)(?::-(?P<default>[^}]*))?(?P<end>\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def expand(text: str, env: Mapping[str, str], unset: str | None = None) -> str:
    """*text* with its references replaced, once: a value is never searched for further references.

    As in a shell, the default of ``:-`` also stands for an empty variable. Raises ValueError naming each
    variable that is not set and each reference that is not well-formed. With *unset*, that is the whole
    answer where a variable is not set.
    """
    problems: list[str] = []
    missing: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match.group() == "$${":
            return "${"
        name, default = match["name"], match["default"]
        if not match["end"] or not _NAME.fullmatch(name):
            problems.append(
                f"{match.group()!r} is not a reference; write ${{NAME}} or ${{NAME:-default}}, or $${{ for a literal ${{"
            )
            return ""
        value = env.get(name)
        if default is not None:
            return value or default
        if value is None:
            missing.append(f"environment variable {name} is not set; set it, or write ${{{name}:-default}}")
        return value or ""

    expanded = _REFERENCE.sub(replace, text)
    if problems or (missing and unset is None):
        raise ValueError("; ".join([*problems, *missing]))
    return unset if missing and unset is not None else expanded
