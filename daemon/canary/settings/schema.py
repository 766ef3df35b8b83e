"""The JSON Schema of canary.yaml, for editors and for ``canary check --schema``."""

from __future__ import annotations

from typing import Any

from canary.providers import PROVIDERS
from canary.settings.shape import ConfigShape
from canary.sinks import SINKS


def config_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the whole file, with the providers and their own keys, and the sinks."""
    schema = ConfigShape.model_json_schema()
    target = schema["$defs"]["TargetShape"]["properties"]
    target["provider"]["enum"] = sorted(PROVIDERS)
    for key in sorted({key for kind in PROVIDERS.values() for key in kind.option_keys}):
        owners = " ".join(sorted(kind.name for kind in PROVIDERS.values() if key in kind.option_keys))
        target[key] = {"description": f"of provider {owners}; see docs/providers.md"}
    schema["$defs"]["RouteShape"]["properties"]["sinks"]["items"]["enum"] = sorted(SINKS)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "canary.yaml",
        **_without_titles(schema),
    }


def _without_titles(value: Any) -> Any:
    """Pydantic titles every key by its own name, which tells an editor nothing."""
    if isinstance(value, dict):
        return {k: _without_titles(v) for k, v in value.items() if not (k == "title" and isinstance(v, str))}
    return [_without_titles(item) for item in value] if isinstance(value, list) else value
