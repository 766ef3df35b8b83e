"""OpenAI's chat completions at Azure."""

from __future__ import annotations

import json
from typing import Any

from canary.core.model import Secret, Target
from providers.cases import KEY, Case, Sdk
from providers.cases.openai import ANSWER, PARAMS, REPLY, params, reads
from support.captured import captured

PASSED = {"filtered": False, "severity": "safe"}
FILTERED = {"hate": PASSED, "jailbreak": {"filtered": False, "detected": False}}
PATH = "/openai/deployments/canary-mini/chat/completions?api-version=2024-10-21"


def target(root: str) -> Target:
    return Target("t", "azure-openai", "canary-mini", base_url=root, api_key=Secret(KEY), params=PARAMS)


def error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"code": str(status), "message": message, "innererror": {"code": "Unspecified"}}}


def accepts(body: Any) -> None:
    """Azure's client of the SDK sends the same, to the same place, with the key in the same header."""
    import openai

    def call(client: Any) -> object:
        azure = openai.AzureOpenAI(
            azure_endpoint="https://canary.openai.azure.com",
            api_version="2024-10-21",
            api_key=KEY,
            http_client=client,
        )
        return azure.chat.completions.create(**body)

    seen, _ = captured(call, json.dumps(REPLY).encode())
    assert seen.body == body
    assert seen.url == f"https://canary.openai.azure.com{PATH}"
    assert seen.headers["api-key"] == KEY


CASE = Case(
    provider="azure-openai",
    target=target,
    path=PATH,
    roots=("", "/", "/openai", "/openai/"),
    reply={
        **REPLY,
        "choices": [{**REPLY["choices"][0], "content_filter_results": FILTERED}],  # type: ignore[index]
        "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": FILTERED}],
    },
    headers={"apim-request-id": "req_4f1b"},
    answer=ANSWER,
    error=error,
    sdk=Sdk("openai", accepts, reads, params),
    aimock=target,
)
