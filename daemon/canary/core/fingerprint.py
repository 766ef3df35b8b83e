"""Fingerprints: ``v1:sha256:<64 hex digits>``. The prefix is the scheme; a stored one stays comparable for ever."""

from __future__ import annotations

from hashlib import sha256

from canary.core.canonical import CANONICALISERS, canonicalise

PREFIX = "v1:sha256:"


def fingerprint(text: str) -> str:
    """SHA-256 over the UTF-8 bytes of *text*, lone surrogates kept (``surrogatepass``)."""
    return PREFIX + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical_fingerprint(name: str, output: str) -> str:
    """Fingerprint of the canonical form *name* of *output*; the form's name and version are hashed with it.

    Raises KeyError for an unknown form.
    """
    return fingerprint(f"{CANONICALISERS[name].scheme}\0{canonicalise(name, output)}")
