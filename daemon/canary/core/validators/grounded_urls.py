"""``grounded_urls``: every web address in the output occurs in the prompt. An invented one is a hallucination."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from canary.core.model import Prompt
from canary.core.validators import options as read
from canary.core.validators._grounding import Mention, judge, prompt_text
from canary.core.validators.base import Check, ValidatorKind, Verdicts

MAX_URL = 2_048
_CHARACTER = r"[^\s<>\"'`\\{}|^\[\]\x00-\x1f]"
_URL = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:https?|ftp)://(?:\[[0-9A-Fa-f:.]{{2,45}}\])?|www\.){_CHARACTER}{{1,{MAX_URL}}}",
    re.IGNORECASE,
)
# A prompt may name an address without a scheme; what it names is grounded with one as well.
_BARE = re.compile(
    rf"(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[A-Za-z]{{2,24}}(?::\d{{1,5}})?(?:/{_CHARACTER}{{0,{MAX_URL}}})?"
)
_DEFAULT_PORT = re.compile(r":(?:80|443|21)$")
_END = ".,;:!?*_~…"
_PAIRS = {")": "(", "]": "["}
SCOPES = ("url", "host")


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when each address in the output is in the prompt; with ``scope: host`` its host name is enough.

    Scheme, ``www.``, default ports, a last slash, percent-encoding and case of the host do not count.
    """
    key = _host if read.choice(options, "scope", SCOPES) == "host" else _whole
    text = prompt_text(prompt)
    known = {key(url) for url, _ in _urls(_URL, text)} | {key(url) for url, _ in _urls(_BARE, text)}
    return lambda output: judge(output, _mentions(output, key, known), verdicts, "addresses")


def _mentions(output: str, key: Callable[[str], str], known: set[str]) -> Iterator[Mention]:
    for url, offset in _urls(_URL, output):
        yield Mention(url, offset, key(url) in known)


def _urls(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    return ((_trim(match.group()), match.start()) for match in pattern.finditer(text))


def _trim(url: str) -> str:
    """Without the punctuation of the sentence around it: a bracket at its end belongs to it if it opens in it."""
    while url and (
        url[-1] in _END or (url[-1] in _PAIRS and url.count(_PAIRS[url[-1]]) < url.count(url[-1]))
    ):
        url = url[:-1]
    return url


def _whole(url: str) -> str:
    host, slash, rest = re.sub(r"^\w+://", "", url).partition("/")
    return _host_name(host) + (slash + unquote(rest)).rstrip("/")


def _host(url: str) -> str:
    return _host_name(re.split(r"[/?#]", re.sub(r"^\w+://", "", url), maxsplit=1)[0].rpartition("@")[2])


def _host_name(host: str) -> str:
    return _DEFAULT_PORT.sub("", host.lower()).removeprefix("www.")


KIND = ValidatorKind(
    "grounded_urls",
    "hallucination",
    "every web address in the output occurs in the prompt",
    build,
    more=("scope",),
)
