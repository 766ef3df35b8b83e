"""The registry: complete, and cheap to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import canary.providers
from canary.core.model import Target
from canary.providers import PROVIDERS, open_endpoint


def test_every_provider_file_is_registered_under_its_name() -> None:
    files = Path(canary.providers.__file__).parent.glob("*.py")
    providers = {path.stem for path in files if "\ndef open_endpoint(target" in path.read_text()} - {
        "__init__"
    }
    assert {kind.module for kind in PROVIDERS.values()} == providers
    assert all(name == kind.name for name, kind in PROVIDERS.items())


@pytest.mark.parametrize("name", PROVIDERS)
async def test_every_provider_opens_and_closes_without_asking(name: str) -> None:
    endpoint = open_endpoint(Target("t", name, "m", base_url="http://127.0.0.1:9/v1"))
    await endpoint.aclose()


def test_importing_the_registry_loads_no_http_library() -> None:
    code = (
        "import sys, canary.providers;"
        "print(sorted({'httpx', 'aiohttp', 'pydantic', 'asyncio', 'orjson'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_asking_a_scripted_target_loads_no_http_library() -> None:
    code = "import sys, canary.providers.scripted; print(sorted({'httpx', 'aiohttp'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
