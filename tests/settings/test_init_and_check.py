"""``canary init`` writes what ``canary check`` then finds fine; ``check`` finds what is not."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
import structlog

from canary.cli import check, init
from canary.core.model import Message, Price, Prompt, Stage, Suite, Target
from canary.errors import SettingsError, UsageError
from canary.providers.prices import price_of
from canary.settings import load
from canary.settings.document import read_document
from canary.settings.estimate import cycles_per_day, estimate
from canary.settings.schema import config_schema
from canary.settings.values import Schedule
from canary.sinks import SINKS
from support.servers import Received, Server, always, chat_completion, error, llm_server, response, serve
from support.slack_server import refuse, slack_server

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "settings"
HOURLY = Schedule(timedelta(hours=1), None, timedelta(0))


def run(command: ModuleType, *argv: str, config: Path | None = None) -> int:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    args = parser.parse_args(argv, argparse.Namespace(config=str(config) if config else None))
    return int(command.run(args))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    vendors = ("OPENAI_", "ANTHROPIC_", "GEMINI_", "GOOGLE_", "MISTRAL_", "AZURE_OPENAI_", "OLLAMA_")
    for name in [name for name in os.environ if name.startswith((*vendors, "CANARY_CONFIG"))]:
        monkeypatch.delenv(name)
    yield
    structlog.reset_defaults()  # `check` sets logging up on a stream that ends with the test


# --- init ---


def test_without_a_key_the_target_is_the_scripted_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(init, str(tmp_path / "new")) == 0
    settings = load(tmp_path / "new" / "canary.yaml", {})
    assert [target.provider for target in settings.targets] == ["scripted"]
    assert sum(len(suite.prompts) for suite in settings.suites_of(settings.targets[0])) == 12
    said = capsys.readouterr().out
    assert "12 prompts x 1 sample x 24 cycles a day; it costs nothing" in said
    assert f"next: cd {tmp_path / 'new'} && canary check --online" in said


def test_a_key_in_the_environment_makes_a_target_and_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hunter2")
    assert run(init, str(tmp_path)) == 0
    written = (tmp_path / "canary.yaml").read_text()
    assert "${OPENAI_API_KEY}" in written
    said = capsys.readouterr().out
    assert "hunter2" not in written + said
    assert re.search(
        r"gpt-5.4-mini: 12 prompts x 1 sample x 24 cycles a day; at most about \$0\.\d\d a day", said
    )


def test_a_base_url_in_the_environment_is_honoured_and_its_price_not_guessed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert run(init, str(tmp_path)) == 0
    settings = load(tmp_path / "canary.yaml", {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://h/v1"})
    assert settings.targets[0].base_url == "http://h/v1"
    assert "no price is known for it" in capsys.readouterr().out


EVERYBODY = {
    "OPENAI_API_KEY": "sk-hunter2",
    "ANTHROPIC_API_KEY": "sk-ant-hunter2",
    "GEMINI_API_KEY": "g-hunter2",
    "GOOGLE_API_KEY": "g-hunter2",
    "MISTRAL_API_KEY": "m-hunter2",
    "AZURE_OPENAI_API_KEY": "a-hunter2",
    "AZURE_OPENAI_ENDPOINT": "https://canary.openai.azure.com",
    "OPENAI_API_VERSION": "2025-04-01-preview",
    "OLLAMA_HOST": "127.0.0.1",
}


def test_each_provider_whose_key_is_there_gets_a_target_that_checks_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in EVERYBODY.items():
        monkeypatch.setenv(name, value)
    assert run(init, str(tmp_path)) == 0
    assert "hunter2" not in (tmp_path / "canary.yaml").read_text() + capsys.readouterr().out
    assert run(check, config=tmp_path / "canary.yaml") == 0
    targets = {t.provider: t for t in load(tmp_path / "canary.yaml", EVERYBODY).targets}
    assert targets.keys() == {"openai", "anthropic", "gemini", "mistral", "azure-openai", "ollama"}
    assert targets["azure-openai"].base_url == "https://canary.openai.azure.com"
    assert targets["azure-openai"].options == {"api_version": "2025-04-01-preview"}
    priced = [name for name, target in targets.items() if price_of(target) is not None]
    assert sorted(priced) == ["anthropic", "gemini", "mistral", "ollama", "openai"]


@pytest.mark.parametrize(
    ("env", "provider", "address"),
    [
        ({"GOOGLE_API_KEY": "g"}, "gemini", None),
        ({"OLLAMA_HOST": "10.0.0.7"}, "ollama", "http://10.0.0.7:11434"),
        ({"OLLAMA_HOST": "10.0.0.7:8080"}, "ollama", "http://10.0.0.7:8080"),
        ({"OLLAMA_HOST": "https://ollama.example"}, "ollama", "https://ollama.example"),
        ({"AZURE_OPENAI_API_KEY": "a"}, "scripted", None),
        ({"OPENAI_API_KEY": "", "MISTRAL_API_KEY": "m"}, "mistral", None),
    ],
)
def test_what_the_environment_says_of_one_provider(
    tmp_path: Path, env: dict[str, str], provider: str, address: str | None
) -> None:
    shutil.copytree(ROOT / "canaries", tmp_path / "canaries")
    (tmp_path / "canary.yaml").write_text(init.config_text(env))
    (target,) = load(tmp_path / "canary.yaml", env).targets
    assert (target.provider, target.base_url) == (provider, address)


@pytest.mark.parametrize("there", ["canary.yaml", "canaries/starter.yaml"])
def test_init_overwrites_nothing_and_then_writes_nothing(tmp_path: Path, there: str) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")
    with pytest.raises(UsageError, match="already there; name another folder"):
        run(init, str(tmp_path))
    assert [path.read_text() for path in tmp_path.rglob("*.yaml")] == ["mine"]


def test_init_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        run(init, str(tmp_path / "file"))


def test_the_commented_slack_lines_are_right(tmp_path: Path) -> None:
    text = init.config_text({"OPENAI_API_KEY": "k"})
    shutil.copytree(DATA / "canaries", tmp_path / "canaries")
    (tmp_path / "canaries" / "smoke.yaml").write_text(
        (DATA / "canaries" / "smoke.yaml").read_text().replace("suite: smoke", "suite: starter")
    )
    for way in ("bot_token", "webhook_url"):
        (tmp_path / "canary.yaml").write_text(text.replace(f"# slack: {{{way}", f"slack: {{{way}"))
        env = {
            "OPENAI_API_KEY": "k",
            "SLACK_BOT_TOKEN": "xoxb",
            "SLACK_WEBHOOK_URL": "https://hooks.example/x",
        }
        assert load(tmp_path / "canary.yaml", env).alerts.slack is not None


# --- check ---


def project(
    folder: Path, *, suite: str = "", base_url: str = "http://127.0.0.1:9/v1", alerts: str = ""
) -> Path:
    (folder / "canaries").mkdir()
    shutil.copy(DATA / "canaries" / "smoke.yaml", folder / "canaries")
    if suite:
        (folder / "canaries" / "own.yaml").write_text(suite)
    (folder / "canary.yaml").write_text(
        "targets:\n"
        f"  - {{name: t, provider: openai, model: m, base_url: '{base_url}', limits: {{timeout: 5s}}, suites: [smoke]}}\n"
        + alerts
    )
    return folder / "canary.yaml"


def test_a_fresh_start_checks_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(init, str(tmp_path))
    assert run(check, config=tmp_path / "canary.yaml") == 0
    said = capsys.readouterr().out
    assert "Targets of known price: at most about $0.00 a day together." in said
    assert re.search(r"note: no target is asked .*\bdeterminism\b", said)
    assert said.count("no target is asked") == 1


def test_an_unknown_price_is_said_to_be_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(check, config=project(tmp_path)) == 0
    said = capsys.readouterr().out
    assert "unknown price" in said
    assert "1 target of unknown price: set price to have it counted" in said


def test_an_example_that_is_judged_otherwise_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suite = (
        "suite: own\nprompts:\n- id: p\n  messages: [{role: user, content: x}]\n  validate: [regex: '^yes']\n"
        "  examples: {pass: ['yes', 'no'], fail: ['yes!']}\n"
    )
    assert run(check, config=project(tmp_path, suite=suite)) == 1
    said = capsys.readouterr().out
    assert "own/p: passing example 2 does not pass regex: no match for '^yes'" in said
    assert "own/p: failing example 1 fails no validator; tighten one, or move the example to pass" in said


def test_a_broken_configuration_is_refused(tmp_path: Path) -> None:
    config = project(tmp_path)
    config.write_text("targets: []")
    with pytest.raises(SettingsError):
        run(check, config=config)


def test_a_budget_below_the_expected_cost_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = project(tmp_path)
    text = config.read_text().replace("suites: [smoke]", "price: {input_per_mtok: 1e6, output_per_mtok: 0}")
    config.write_text(text + "budget: {usd_per_day: 1}\n")
    assert run(check, config=config) == 0
    assert "over the budget of $1.00 a day" in capsys.readouterr().out


async def test_online_reports_latency_maker_and_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with llm_server(lambda asked: "hello") as server:
        config = project(tmp_path, base_url=f"{server.url}/v1")
        assert await asyncio.to_thread(run, check, "--online", config=config) == 0
        assert len(server.journal) == 1
    said = capsys.readouterr().out
    assert re.search(r"target t: ok, \d+ ms, served by \S+, hello: valid", said)
    assert "sink log: ok" in said


async def test_online_escapes_what_a_server_says_of_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = chat_completion("hello") | {"model": "evil\x1b[2J\nmodel"}
    body = json.dumps(whole).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )
    async with serve(always(head + body)) as server:
        config = project(tmp_path, base_url=f"{server.url}/v1")
        assert await asyncio.to_thread(run, check, "--online", config=config) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "served by evil" in said


async def test_a_target_that_cannot_be_asked_is_exit_3_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serve(always(error(401, "bad key"))) as server:
        config = project(tmp_path, base_url=f"{server.url}/v1")
        assert await asyncio.to_thread(run, check, "--online", config=config) == 3
    said = capsys.readouterr().out
    assert "target t: auth" in said
    assert "way out: check the key" in said


async def test_many_targets_that_fail_alike_are_given_the_way_out_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serve(always(error(401, "bad key"))) as server:
        config = project(tmp_path, base_url=f"{server.url}/v1")
        line = config.read_text().splitlines()[1]
        config.write_text(f"targets:\n{line}\n{line.replace('name: t', 'name: u')}\n")
        assert await asyncio.to_thread(run, check, "--online", config=config) == 3
    said = capsys.readouterr().out
    assert said.count(": auth") == 2
    assert said.count("way out: check the key") == 1


def test_an_answer_that_fails_its_checks_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = project(tmp_path, suite=INVENTIVE)
    config.write_text(
        "targets:\n  - {name: t, provider: scripted, suites: [own], "
        "script: {phases: [{from_cycle: 0, hallucinate: 1.0}]}}\n"
    )
    assert run(check, "--online", config=config) == 0
    said = capsys.readouterr().out
    assert "p: fails grounded_ids\n  grounded_ids: " in said
    assert "TKT-99999" in said


INVENTIVE = """
suite: own
prompts:
  - id: p
    messages: [{role: user, content: Summarise TKT-10442.}]
    validate: [{grounded_ids: {pattern: 'TKT-\\d+'}}]
    examples: {pass: [TKT-10442 is late.], fail: [TKT-99999 is late.]}
"""


async def test_send_test_reaches_slack_marked_as_a_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with slack_server() as slack:
        alerts = f"alerts: {{slack: {{bot_token: xoxb-good, channel: '#x', api_url: '{slack.api_url}'}}}}\n"
        config = project(tmp_path, alerts=alerts)
        assert await asyncio.to_thread(run, check, "--send-test", config=config) == 0
        assert "[TEST]" in str(slack.calls)
    assert "sink slack: test message sent" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("app_token", "scopes", "code", "said"),
    [
        ("xapp-good", True, 0, "sink slack: ok"),
        ("xapp-hunter2", True, 1, "alerts.slack.app_token"),
        ("xapp-good", False, 0, "sink slack: ok (after a crash a message may be shown twice in #x"),
    ],
)
async def test_online_finds_what_slack_would_refuse_at_night(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], app_token: str, scopes: bool, code: int, said: str
) -> None:
    async with slack_server() as slack, llm_server(lambda asked: "hello") as model:
        if not scopes:
            slack.refusals["conversations.history"] = refuse("missing_scope", needed="channels:history")
        keys = f"bot_token: xoxb-good, app_token: {app_token}, channel: '#x', api_url: '{slack.api_url}'"
        config = project(tmp_path, base_url=f"{model.url}/v1", alerts=f"alerts: {{slack: {{{keys}}}}}\n")
        assert await asyncio.to_thread(run, check, "--online", config=config) == code
        assert slack.messages == {}
    shown = capsys.readouterr().out
    assert said in shown
    assert "hunter2" not in shown


ALL_SINKS = """alerts:
  slack: {{webhook_url: '{url}/services/hunter2'}}
  alertmanager: {{url: '{url}'}}
  pagerduty: {{routing_key: hunter2-key, api_url: '{url}/v2/enqueue'}}
  webhook: {{url: '{url}/hook/hunter2', secret: hunter2}}
  heartbeat: {{url: '{url}/ping/hunter2'}}
"""


def everybody(status: int = 200) -> contextlib.AbstractAsyncContextManager[Server]:
    """Stands for all the receivers at once; any other *status* than 200 is what each of them answers."""

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        if received.path.startswith("/v2/enqueue"):
            writer.write(response({"status": "success"}, 202 if status == 200 else status))
        elif received.path == "/api/v2/status":
            writer.write(response({"versionInfo": {"version": "0.25.0"}}, status))
        else:
            writer.write(response("ok", status, {"content-type": "text/plain"}))

    return serve(handle)


async def test_online_asks_every_sink_and_tells_nobody_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with llm_server(lambda asked: "hello") as model, everybody() as server:
        config = project(tmp_path, base_url=f"{model.url}/v1", alerts=ALL_SINKS.format(url=server.url))
        assert await asyncio.to_thread(run, check, "--online", config=config) == 0
    said = capsys.readouterr().out
    assert re.findall(r"^sink (\w+): ok", said, re.MULTILINE) == list(SINKS)
    assert "sink webhook: ok (somebody answers there; whether messages are taken, --send-test shows)" in said
    assert "heartbeat: not asked" in said
    asked = sorted(f"{each.method} {each.path.partition('hunter2')[0]}" for each in server.journal)
    assert asked == ["GET /api/v2/status", "OPTIONS /hook/", "POST /services/", "POST /v2/enqueue"]
    assert [each.json["event_action"] for each in server.journal if each.path == "/v2/enqueue"] == ["resolve"]


async def test_send_test_reaches_every_sink_marked_and_pings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with everybody() as server:
        config = project(tmp_path, alerts=ALL_SINKS.format(url=server.url))
        assert await asyncio.to_thread(run, check, "--send-test", config=config) == 0
    said = capsys.readouterr().out
    assert re.findall(r"^sink (\w+): test message sent", said, re.MULTILINE) == list(SINKS)
    assert "heartbeat: pinged" in said
    told = [each for each in server.journal if each.method == "POST"]
    resolving = [each for each in told if b'"event_action":"resolve"' in each.body]
    assert len(told) == 5
    assert len(resolving) == 1
    assert all(b"[TEST]" in each.body for each in told if each not in resolving)


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_a_sink_that_refuses_is_named_with_a_way_out_and_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    async with everybody(status) as server:
        config = project(tmp_path, alerts=ALL_SINKS.format(url=server.url))
        assert await asyncio.to_thread(run, check, "--send-test", config=config) == 1
    captured = capsys.readouterr()
    for name in ("alertmanager", "pagerduty", "webhook"):
        assert f"sink {name}: the test message was not taken: HTTP {status}" in captured.err
    assert f"heartbeat: the ping was not taken: HTTP {status}" in captured.err
    assert "sink log: test message sent" in captured.out
    assert "hunter2" not in captured.out + captured.err


async def test_nobody_there_is_found_by_asking_before_the_night(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with llm_server(lambda asked: "hello") as model:
        alerts = ALL_SINKS.format(url="http://127.0.0.1:9")
        config = project(tmp_path, base_url=f"{model.url}/v1", alerts=alerts)
        assert await asyncio.to_thread(run, check, "--online", config=config) == 1
    said = capsys.readouterr().out
    for name in ("alertmanager", "pagerduty", "webhook"):
        assert f"sink {name}: cannot be reached" in said
    assert "hunter2" not in said


def test_a_route_for_an_owner_that_no_target_has_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = project(tmp_path, alerts="alerts: {routes: [{owner: paymnets, sinks: [log]}]}\n")
    assert run(check, config=config) == 0
    assert "a route for the owner paymnets, but no target has that owner" in capsys.readouterr().out


# --- schema and estimate ---


def test_the_schema_takes_a_full_configuration_and_refuses_an_unknown_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(check, "--schema") == 0
    schema: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert schema == config_schema()
    document = read_document((DATA / "good" / "everything.yaml").read_bytes()).plain()
    validator = jsonschema_rs.validator_for(schema)
    validator.validate(document)
    assert not validator.is_valid({**document, "databse": "x"})
    assert validator.is_valid(
        {**document, "alerts": {"routes": [{"severity": "critical", "sinks": ["log"]}]}}
    )
    assert not validator.is_valid({**document, "alerts": {"routes": [{"sinks": ["slak"]}]}})
    assert not validator.is_valid(
        {**document, "alerts": {"routes": [{"severity": "info", "sinks": ["log"]}]}}
    )
    assert not validator.is_valid({**document, "targets": [{**document["targets"][0], "provider": "opneai"}]})


@pytest.mark.parametrize(
    ("schedule", "cycles"),
    [
        (HOURLY, 24),
        (Schedule(timedelta(minutes=5), None, timedelta(0)), 288),
        (Schedule(None, "0 * * * *", timedelta(0)), 24),
        (Schedule(None, "*/10 9-16 * * mon-fri", timedelta(0)), 48 * 5 / 7),
    ],
)
def test_cycles_in_a_day(schedule: Schedule, cycles: float) -> None:
    assert cycles_per_day(schedule) == pytest.approx(cycles)


def test_an_estimate_counts_requests_tokens_and_money() -> None:
    prompt = Prompt("p", (Message("user", "x" * 384),), params={"max_tokens": 50})
    target = Target("t", "openai", "m", price=Price(1.0, 10.0), samples=2)
    day = estimate(target, [Suite("s", (prompt, prompt))], HOURLY)
    assert (day.requests, day.input_tokens, day.output_tokens) == (96, 9_600, 4_800)
    assert day.usd == pytest.approx((9_600 * 1 + 4_800 * 10) / 1e6)


def test_an_answer_without_a_bound_is_counted_at_the_stated_guess() -> None:
    target = Target("t", "openai", "m", price=Price(0.0, 1e6 / 24))
    assert estimate(target, [Suite("s", (Prompt("p", ()),))], HOURLY).usd == pytest.approx(500)


@pytest.mark.parametrize(("price", "usd"), [(None, 0.0), (Price(1.0, 10.0), 0.0288)])
def test_a_script_costs_nothing_unless_it_has_a_price(price: Price | None, usd: float) -> None:
    prompt = Prompt("p", (Message("user", "x" * 384),), params={"max_tokens": 50})
    small = Target("small", "scripted", "scripted", price=price)
    day = estimate(small, [Suite("s", (prompt, prompt))], HOURLY)
    assert day.usd == pytest.approx(usd)
    whole = Target("whole", "pipeline", "pipeline", stages=(Stage("draft", small, attempts=2),))
    assert estimate(whole, [Suite("s", (prompt, prompt))], HOURLY).usd == pytest.approx(2 * usd)
