"""``canary init``: a configuration and suites to begin with."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canary.settings import Settings

NAME = "init"
HELP = "write a starter canary.yaml and canaries/"

CONFIG = """\
# What Canary watches and whom it tells. Every key: docs/configuration.md, or `canary check --schema`.
# ${{NAME}} is taken from the environment; keys and tokens belong there, never in this file.
database: sqlite:///canary.db      # production: postgresql+psycopg://canary:${{PGPASSWORD}}@db/canary
listen: 127.0.0.1:9464             # /metrics, /healthz, /readyz and the status page
suites: canaries/                  # one file a suite; docs/suites.md says how to write your own
schedule: {{every: 1h, jitter: 5m}}
state_dir: .
budget: {{usd_per_day: 5.00}}        # a hard stop over all targets
baseline: {{cycles: 72, over: 3d}}   # what "as usual" is learned from

targets:
{targets}
alerts:
  repeat_every: 4h
  # Slack: make an app with the scope chat:write, invite it to the channel, then:
  # slack: {{bot_token: ${{SLACK_BOT_TOKEN}}, channel: "#llm-oncall"}}
  # or an incoming webhook, which cannot edit its messages:
  # slack: {{webhook_url: ${{SLACK_WEBHOOK_URL}}}}
"""

# Each model is the vendor's small one, pinned down as far as its API allows: temperature, seed, no reasoning.
OPENAI = """\
  - name: gpt-5.4-mini
    provider: openai
    model: gpt-5.4-mini
{base_url}    api_key: ${{OPENAI_API_KEY}}
    params: {{temperature: 0, reasoning_effort: none}}
    suites: [starter]
    samples: 1
"""
OPENAI_BASE_URL = "    base_url: ${OPENAI_BASE_URL}\n"

ANTHROPIC = """\
  - name: claude-haiku-4-5
    provider: anthropic
    model: claude-haiku-4-5-20251001
    api_key: ${ANTHROPIC_API_KEY}
    params: {temperature: 0}
    suites: [starter]
    samples: 1
"""

GEMINI = """\
  - name: gemini-3.5-flash-lite
    provider: gemini
    model: gemini-3.5-flash-lite
    api_key: ${{{key}}}
    params: {{temperature: 0, seed: 7, thinkingConfig: {{thinkingLevel: minimal}}}}
    suites: [starter]
    samples: 1
"""

MISTRAL = """\
  - name: mistral-small
    provider: mistral
    model: mistral-small-latest
    api_key: ${MISTRAL_API_KEY}
    params: {temperature: 0, random_seed: 7}
    suites: [starter]
    samples: 1
"""

AZURE = """\
  - name: azure-openai
    provider: azure-openai
    model: ${{AZURE_OPENAI_DEPLOYMENT:-gpt-5.4-mini}}    # the name of your deployment
    base_url: ${{AZURE_OPENAI_ENDPOINT}}
    api_key: ${{AZURE_OPENAI_API_KEY}}
{api_version}    params: {{temperature: 0}}
    suites: [starter]
    samples: 1
"""
AZURE_API_VERSION = "    api_version: ${OPENAI_API_VERSION}\n"

OLLAMA = """\
  - name: ollama
    provider: ollama
    model: ${{OLLAMA_MODEL:-llama3.2}}    # one that `ollama list` shows
    base_url: {base_url}
    params: {{temperature: 0, seed: 7}}
    price: {{input_per_mtok: 0, output_per_mtok: 0}}
    limits: {{concurrency: 1, timeout: 5m}}
    suites: [starter]
    samples: 1
"""

SCRIPTED = """\
  # No provider's key was in the environment: this target plays a model by a script, so that everything can be
  # tried. Its answers waver a little, as a model's do. docs/providers.md tells how to make it drift.
  - name: scripted
    provider: scripted
    script: {seed: 7, nondeterminism: 0.05, latency: 20ms}
    suites: [starter]
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", nargs="?", default=".", metavar="DIR", help="where to; default here")


def run(args: argparse.Namespace) -> int:
    from canary.settings import data_dir, load

    folder = Path(args.dir)
    suites = sorted(data_dir("canaries").glob("*.yaml"))
    files = {folder / "canary.yaml": config_text(os.environ)}
    files |= {folder / "canaries" / suite.name: suite.read_text(encoding="utf-8") for suite in suites}
    _write(files)
    settings = load(folder / "canary.yaml", os.environ)
    print("\n".join(_report(settings, folder, files)))
    return 0


def config_text(env: Mapping[str, str]) -> str:
    """The starter configuration for an environment. It names variables and never holds their values."""
    return CONFIG.format(targets="".join(_targets(env)) or SCRIPTED)


def _targets(env: Mapping[str, str]) -> Iterator[str]:
    """A target for each provider that the environment has a key for, or an address where none is needed."""
    if env.get("OPENAI_API_KEY"):
        yield OPENAI.format(base_url=OPENAI_BASE_URL if env.get("OPENAI_BASE_URL") else "")
    if env.get("ANTHROPIC_API_KEY"):
        yield ANTHROPIC
    for key in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        if env.get(key):
            yield GEMINI.format(key=key)
            break
    if env.get("MISTRAL_API_KEY"):
        yield MISTRAL
    if env.get("AZURE_OPENAI_API_KEY") and env.get("AZURE_OPENAI_ENDPOINT"):
        yield AZURE.format(api_version=AZURE_API_VERSION if env.get("OPENAI_API_VERSION") else "")
    if host := env.get("OLLAMA_HOST"):
        yield OLLAMA.format(base_url=_ollama_url(host))


def _ollama_url(host: str) -> str:
    """OLLAMA_HOST as an address. Ollama reads it without a scheme too, and then without a port."""
    if "://" in host:
        return "${OLLAMA_HOST}"
    port = "" if host.rpartition(":")[2].isdigit() else ":11434"
    return f"http://${{OLLAMA_HOST}}{port}"


def _write(files: Mapping[Path, str]) -> None:
    """All of *files*, or none: what is there already is somebody's work."""
    from canary.errors import UsageError

    there = [str(path) for path in files if path.exists() or path.is_symlink()]
    if there:
        raise UsageError(f"{', '.join(there)} already there; name another folder: canary init DIR")
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as handle:
                handle.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {error.filename}: {error.strerror}; name another folder") from None


def _report(settings: Settings, folder: Path, files: Iterable[Path]) -> Iterable[str]:
    from canary.settings.estimate import ASSUMPTIONS, estimate

    yield from (f"wrote {path}" for path in files)
    yield ""
    for target in settings.targets:
        day = estimate(target, settings.suites_of(target), settings.schedule_of(target.name))
        yield f"{target.name}: {day.prompts} prompts x {day.samples} sample x {day.cycles:g} cycles a day; {_cost(day.usd)}"
    yield ASSUMPTIONS
    yield ""
    go = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    yield f"next: {go}canary check --online, then canary run, then canary daemon"


def _cost(usd: float | None) -> str:
    if usd is None:
        return "no price is known for it, so no cost can be said"
    return f"at most about ${usd:.2f} a day" if usd else "it costs nothing"
