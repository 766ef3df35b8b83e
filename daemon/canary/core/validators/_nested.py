"""Validators inside a validator: reading and building the inner ones.

The registry holds the compositions, and they look their parts up in it: hence the late imports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, ValidatorSpec
from canary.core.validators.base import Check, OptionsError

HOW_TO_WRITE = "a validator's name, or one name with its options: {regex: 'TKT-[0-9]+'}"


def spec_of(written: Any, where: str) -> ValidatorSpec:
    """A validator as a suite writes it. Raises OptionsError."""
    if isinstance(written, str):
        return ValidatorSpec(written)
    if isinstance(written, Mapping) and len(written) == 1:
        name, options = next(iter(written.items()))
        if isinstance(name, str):
            return ValidatorSpec(name, options)
    raise OptionsError(f"{where} must be {HOW_TO_WRITE}")


def build_inner(spec: ValidatorSpec, prompt: Prompt, where: str) -> Check:
    """The inner check. Raises OptionsError, which names it."""
    from canary.core.validators import build

    try:
        return build(spec, prompt)
    except RecursionError:
        raise OptionsError("validators are nested too deeply") from None
    except OptionsError as error:
        raise OptionsError(f"{where}: {error}") from None


def inner_category(spec: ValidatorSpec) -> str:
    """The category that the inner validator's own verdicts have. Raises OptionsError."""
    from canary.core.validators import category_of

    try:
        return category_of(spec)
    except RecursionError:
        raise OptionsError("validators are nested too deeply") from None
    except OptionsError as error:  # it is not the composition that is unknown
        raise OptionsError(str(error)) from None
