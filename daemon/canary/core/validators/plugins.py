"""Validators that other packages bring, by entry point. Nothing is looked up until a suite names one.

Such a package is code that its user installed: it is trusted as much as any import, and no more is loaded of it
than the one validator that was named.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from canary.core.model import Verdict
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


def guarded(kind: ValidatorKind, check: Check, verdicts: Verdicts) -> Check:
    """A foreign check that never raises: what it cannot decide is undecided, and says why."""

    def safe(output: str) -> Verdict:
        try:
            verdict: Any = check(output)
        except Exception as error:  # any bug of a plugin, and the cycle goes on
            return verdicts.undecided(f"{kind.name} raised {type(error).__name__}: {error}")
        if not isinstance(verdict, Verdict):
            return verdicts.undecided(f"{kind.name} returned {type(verdict).__name__} and no verdict")
        return verdict

    return safe


def build_guarded(kind: ValidatorKind, options: Any, prompt: Any, verdicts: Verdicts) -> Check:
    """A foreign check; whatever its building raises becomes an OptionsError."""
    try:
        check = kind.build(options, prompt, verdicts)
    except OptionsError:
        raise
    except Exception as error:
        raise OptionsError(f"{kind.name} cannot be built: {type(error).__name__}: {error}") from None
    return guarded(kind, check, verdicts)


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
