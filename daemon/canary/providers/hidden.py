"""A target's secrets, kept out of what others say: servers and programs repeat what they were given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from canary.core.model import Secret, Target, secrets_in
from canary.providers.base import Unmeasured

SHORTEST: Final = (
    8  # characters: what is shorter is no secret, and replacing it would make nonsense of the words
)
_CUT: Final = "…"  # how an excerpt ends that was cut
_SHOWN: Final = str(Secret(""))


class Hidden:
    """What must not be shown of one target: its key, the texts of its options that may hold secrets, and their words
    (of ``Bearer abc`` a server repeats ``abc``)."""

    __slots__ = ("_secrets",)

    def __init__(self, target: Target) -> None:
        found = set(_words(secrets_in(target.options)))
        if target.api_key is not None:
            found.add(target.api_key.reveal())
        self._secrets = sorted(filter(None, found), key=len, reverse=True)

    def out_of(self, failure: Unmeasured) -> Unmeasured:
        """The same failure without them."""
        detail = self.masked(failure.detail)
        if detail == failure.detail:
            return failure
        return Unmeasured(failure.kind, detail, failure.retryable, failure.retry_after, failure.status)

    def masked_body(self, body: bytes) -> bytes:
        """An error's *body* without them, before any words are taken out of it."""
        for secret in self._secrets:
            body = body.replace(secret.encode("utf-8", "surrogatepass"), _SHOWN.encode())
        return body

    def masked(self, text: str) -> str:
        """*text* without them, also where an excerpt has cut one in two."""
        for secret in self._secrets:
            text = text.replace(secret, _SHOWN)
            if _CUT in text:
                text = _without_beginning(text, secret)
        return text


def _without_beginning(text: str, secret: str) -> str:
    for length in range(len(secret) - 1, min(len(secret), SHORTEST) // 2, -1):
        text = text.replace(secret[:length] + _CUT, _SHOWN + _CUT)
    return text


def _words(secrets: Iterator[str]) -> Iterator[str]:
    for secret in secrets:
        yield from (word for word in (secret, *secret.split()) if len(word) >= SHORTEST)
