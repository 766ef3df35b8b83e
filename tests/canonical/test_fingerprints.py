"""Golden vectors: a fingerprint that is stored today must be made the same way for ever."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.fingerprint import canonical_fingerprint, fingerprint

RAW = {
    "": "v1:sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "Hello": "v1:sha256:185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969",
    "h\xe9llo\n": "v1:sha256:b95becd154aa095f76c4ca47a5aeb8350d6dfcb838404edfc9dae06628de938d",
    "\ud800": "v1:sha256:91a681b998555fb475479817b126c94e57e52011fa1842c5d188795a4a05226b",
    "a\x00b": "v1:sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138",
}

CANONICAL = {
    (
        "text",
        "Hello \u2014 \u201cWorld\u201d\n- x\n",
    ): "v1:sha256:e3d26cbdd74d29e11fd5335e21c8477a9b29b27ec1160f3e0d0c0208058e765e",
    (
        "json",
        '{"b":1, "a":[1.0,"\xe9"]}',
    ): "v1:sha256:4281c46e7fcc69494c7d9bc7337aa4928e0a14b1a18bb09d4240eb943421216b",
    (
        "python",
        "def f( x ):\n    return 'a'  # c\n",
    ): "v1:sha256:a4e37d3a979033a0c298926a6e9d2b69413fae8b9e126efb24316a7bcb0a8741",
    ("sql", "SELECT a FROM b;"): "v1:sha256:bfe67590fa4a9b1e0550a3b0c0771282bea837fa46676aaef3599c042dc0531c",
    (
        "first_line",
        "\nYes.\nBecause",
    ): "v1:sha256:3878de7a914c93c1808c2487e90cd44c56b303588308c02cf118d875ba957e0a",
    ("raw", "x "): "v1:sha256:61eaace1f1a5b24c93bc95de2fd938bb10d157d90e5bfca09900f26d2135e5b0",
}


@pytest.mark.parametrize(("text", "expected"), RAW.items())
def test_raw_fingerprints_never_change(text: str, expected: str) -> None:
    assert fingerprint(text) == expected


@pytest.mark.parametrize(("given_", "expected"), CANONICAL.items())
def test_canonical_fingerprints_change_only_with_their_forms_version(
    given_: tuple[str, str], expected: str
) -> None:
    assert canonical_fingerprint(*given_) == expected


def test_a_fingerprint_can_be_checked_with_any_sha256() -> None:
    assert fingerprint("Hello") == "v1:sha256:" + hashlib.sha256(b"Hello").hexdigest()


def test_the_form_and_its_version_take_part() -> None:
    expected = "v1:sha256:" + hashlib.sha256(b"text/1\0yes").hexdigest()
    assert canonical_fingerprint("text", "Yes") == expected
    assert canonical_fingerprint("first_line", "Yes") != expected


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_fingerprint(text: str) -> None:
    assert len(fingerprint(text)) == len("v1:sha256:") + 64


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_different_texts_have_different_fingerprints(one: str, other: str) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
