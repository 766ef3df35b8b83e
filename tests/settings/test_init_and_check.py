"""``canary init`` writes what ``canary check`` then finds fine; ``check`` finds what is not."""

from __future__ import annotations

import argparse
import asyncio
import json
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
from canary.core.model import Message, Price, Prompt, Suite, Target
from canary.errors import SettingsError, UsageError
from canary.settings import load
from canary.settings.document import read_document
from canary.settings.estimate import cycles_per_day, estimate
from canary.settings.schema import config_schema
from canary.settings.values import Schedule
from support.servers import always, chat_completion, error, llm_server, serve
from support.slack_server import slack_server

DATA = Path(__file__).parent.parent / "data" / "settings"
HOURLY = Schedule(timedelta(hours=1), None, timedelta(0))


def run(command: ModuleType, *argv: str, config: Path | None = None) -> int:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    args = parser.parse_args(argv, argparse.Namespace(config=str(config) if config else None))
    return int(command.run(args))


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CANARY_CONFIG"):
        monkeypatch.delenv(name, raising=False)
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
        r"gpt-4o-mini: 12 prompts x 1 sample x 24 cycles a day; at most about \$0\.\d\d a day", said
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
