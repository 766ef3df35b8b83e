"""Identifiers that have a usual look: UUIDs, ticket ids, order ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType

from canary.core.validators._grounding import Mention
from canary.core.validators.regex import compile_pattern

# What looks like a ticket's id and is the name of a standard, a model or a disease.
_NO_TICKETS = re.compile(
    rb"(?:AES|API|BLAKE|COVID|CRC|CSS|DDR|ES|GPT|HTML|HTTP|IEC|IEEE|IPV|ISO|JPEG|LF|MD|MP|MPEG|OCR|PEP|PM|RFC|RGB|RSA"
    rb"|SARS|SHA|SQL|SSL|TLS|TS|UCS|USB|UTC|UTF|WPA|X)-\d"
)
# An identifier is the last word of its match. Without groups, RE2's Python layer is twice as fast.
_LAST_WORD = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
_TICKET = (
    r"(?:^|[^\w-])[A-Z]{2,9}[A-Z0-9]?-\d{1,10}\b"
    r"|\b(?:INC|REQ|RITM|SCTASK|TASK|CHG|PRB)\d{5,10}\b"
    r"|(?i:\b(?:ticket|case|issue|incident)s?\s{0,3}(?:no\.?|number|id)?\s{0,3}[#:]{1,2}\s{0,3}\d{3,12}\b)"
)
_ORDER = (
    r"(?i:\b(?:ORD|ORDER|PO|SO|INV)[-_]?\d[A-Z0-9-]{1,20}\b"
    r"|\b\d{3}-\d{7}-\d{7}\b"
    r"|\b(?:order|invoice|purchase order)s?\s{0,3}(?:(?:no\.?|number|id)\s{0,3}[#:]{0,2}|[#:]{1,2})\s{0,3}"
    r"[A-Z]{0,5}[-_]?\d[A-Z0-9-]{2,20}\b)"
)
_UUID = r"(?i:\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)"


@dataclass(frozen=True, slots=True)
class IdKind:
    """How identifiers of a kind look, and which matches are none after all."""

    pattern: str
    real: Callable[[bytes], bool] = lambda _: True

    def finder(self, known: Set[str] = frozenset()) -> Callable[[bytes], Iterator[Mention]]:
        """UTF-8 text -> each identifier in it, in upper case at its byte offset; those of *known* are grounded."""
        compiled, real, last_word = compile_pattern(self.pattern), self.real, _LAST_WORD.search

        def find(encoded: bytes) -> Iterator[Mention]:
            for match in compiled.finditer(encoded):
                word = last_word(
                    encoded, *match.span()
                )  # one call: RE2's Python layer takes most of the time
                if word is None:
                    continue
                name = word[0].decode("ascii").upper()
                if (grounded := name in known) or real(word[0]):
                    yield Mention(name, word.start(), grounded)

        return find


def words(text: str) -> frozenset[str]:
    """Every word of a prompt that could be an identifier, in upper case: however it was announced, it was there."""
    return frozenset(word.rstrip("-_").upper() for word in re.findall(r"[A-Za-z0-9][A-Za-z0-9_-]*+", text))


def _no_standard(name: bytes) -> bool:
    return not _NO_TICKETS.match(name)


ID_KINDS: Mapping[str, IdKind] = MappingProxyType(
    {"uuid": IdKind(_UUID), "ticket": IdKind(_TICKET, _no_standard), "order": IdKind(_ORDER)}
)
