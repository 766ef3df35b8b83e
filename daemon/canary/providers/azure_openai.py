"""OpenAI's models at Azure: chat completions of a deployment, by a dated version of the API or by its v1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

import httpx

from canary.core.model import Answer, Prompt, Target
from canary.providers import chat
from canary.providers.base import Endpoint
from canary.providers.failures import refusal
from canary.providers.openai import BOUND, KNOWN, PATH, RESERVED, payload
from canary.providers.parameters import connection_problems, param_problems
from canary.providers.reading import label
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "Azure OpenAI's chat completions"
API_VERSION: Final = "2024-10-21"  # the last dated one that is generally available; v1 followed it
ROOT: Final = "/openai"
V1: Final = "/openai/v1"


class AzureOpenAI:
    """The translation. ``model`` is the deployment's name; what it serves is told by the reply."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        headers = {"api-key": target.api_key.reveal()} if target.api_key else {}
        return post_json(_url(target), payload(prompt, target, BOUND), target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        answer = chat.answer(decode_json(body, headers.get("content-type", "")), headers)
        told = label(headers.get("x-request-id")) or label(headers.get("apim-request-id"))
        return replace(answer, request_id=told) if told else answer


def _url(target: Target) -> str:
    root, version = address(target), target.options.get("api_version")
    if root.endswith(V1):
        return f"{root}{PATH}" + (f"?{urlencode({'api-version': version})}" if version else "")
    deployment = f"/deployments/{quote(target.model, safe='')}"
    return f"{root}{deployment}{PATH}?{urlencode({'api-version': version or API_VERSION})}"


def address(target: Target) -> str:
    """The resource's ``/openai`` or ``/openai/v1``, whether or not base_url goes that far."""
    root = (target.base_url or "").rstrip("/")
    return root if root.endswith((ROOT, V1)) else f"{root}{ROOT}"


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(AzureOpenAI(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED)
    yield from chat.only_one(target.params)
    yield from connection_problems(target, [PATH])
    if target.base_url is None:
        yield "base_url", "is needed: the resource's endpoint, as https://RESOURCE.openai.azure.com"
    elif "/deployments/" in target.base_url:
        yield "base_url", "must end before /deployments/; model names the deployment"
    if target.api_key is None:
        yield "api_key", "is needed: one of the resource's two keys, as ${AZURE_OPENAI_API_KEY}"
    version = target.options.get("api_version")
    if version is not None and (not isinstance(version, str) or not version):
        yield "api_version", 'must be a text, as "2024-10-21": write it in quotes'
