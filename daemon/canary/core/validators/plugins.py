"""Validators that other packages bring, by entry point. Nothing is looked up until a suite names one.

Such a package is code that its user installed: it is trusted as much as any import, and no more is loaded of it
than the one validator that was named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from canary.core.model import Prompt
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

GROUP = "canary.validators"


@cache
def plugin(name: str) -> ValidatorKind | None:
    """The kind that an installed package registers under *name*; None if none does.

    Raises OptionsError, which names the package, if it cannot be loaded, is no ValidatorKind, or is not alone.
    """
    found = tuple(entry_points(group=GROUP, name=name))
    if not found:
        return None
    if len(found) > 1:
        raise OptionsError(
            f"several packages bring a validator {name!r}: {', '.join(map(_package, found))}; remove all but one"
        )
    return _load(found[0])


def build_of(kind: ValidatorKind) -> Callable[[Mapping[str, Any], Prompt, Verdicts], Check]:
    """The ``build`` of a foreign kind; whatever it raises becomes an OptionsError."""

    def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
        try:
            return kind.build(options, prompt, verdicts)
        except OptionsError:
            raise
        except Exception as error:
            raise OptionsError(f"{kind.name} cannot be built: {type(error).__name__}: {error}") from None

    return build


def _load(entry: EntryPoint) -> ValidatorKind:
    try:
        kind = entry.load()
    except Exception as error:
        raise OptionsError(
            f"validator {entry.name!r} of {_package(entry)} cannot be loaded: {type(error).__name__}: {error}; "
            "repair or remove that package"
        ) from None
    if not isinstance(kind, ValidatorKind) or kind.name != entry.name:
        raise OptionsError(
            f"validator {entry.name!r} of {_package(entry)}: {entry.value} must be a ValidatorKind of that name"
        )
    return kind


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
