"""Loading: every key lands where the rest of the program looks for it, and secrets stay inside."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import pprint
import shutil
import tempfile
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from canary.app import utc_now
from canary.core.model import Limits, Price, Prompt, Secret, Severity, ValidatorSpec
from canary.core.routing import Route
from canary.errors import SettingsError
from canary.settings import Settings, config_path, load
from canary.settings.database import database_url, has_password, shown_url
from canary.settings.document import read_document
from canary.settings.secrets import PLACEHOLDER
from canary.settings.suites import load_suites
from canary.settings.values import (
    Alertmanager,
    Alerts,
    BaselineRule,
    Ceilings,
    Detection,
    PagerDuty,
    Retention,
    Schedule,
    Slack,
    Webhook,
)
from canary.sinks import open_sinks

DATA = (Path(__file__).parent.parent / "data" / "settings").absolute()
SECRETS = {
    "PGPASSWORD": "hunter2-postgres",
    "OPENAI_API_KEY": "sk-hunter2-openai",
    "SLACK_BOT_TOKEN": "xoxb-hunter2-slack",
    "SLACK_APP_TOKEN": "xapp-hunter2-slack",
    "AM_TOKEN": "am-hunter2",
    "HOOK_SECRET": "hook-hunter2",
}


VALUES = (
    "[::1]:9465",
    "30m",
    "strict",
    "openai",
    "smoke",
    "90d",
    "0.15",
    "https://llm.example/v1",
    "2h",
    "true",
)


def everything() -> Settings:
    return load(DATA / "good" / "everything.yaml", SECRETS)


def test_every_common_key_lands() -> None:
    settings = everything()
    assert settings.database.reveal() == "postgresql+psycopg://canary:hunter2-postgres@db/canary"
    assert settings.listen == ("::1", 9465)
    assert settings.suites_dir == DATA / "good" / "../canaries"
    assert settings.state_dir == DATA / "good" / "../state"
    assert (settings.vantage, settings.budget) == ("rack-7", 5.0)
    assert settings.schedule == Schedule(timedelta(minutes=30), None, timedelta(minutes=2, seconds=30))
    assert settings.retention == Retention(timedelta(days=90), timedelta(days=400))
    assert settings.baseline == BaselineRule(48, timedelta(0))
    assert settings.ceilings == Ceilings(0.4)
    assert settings.detection == Detection(1000.0, "strict", True)
    assert settings.tiers == {"low": 0.2, "medium": 0.1, "high": 0.02}
    slack = Slack(
        Secret("xoxb-hunter2-slack"),
        None,
        "#llm-oncall",
        "http://127.0.0.1:9/api/",
        Secret("xapp-hunter2-slack"),
        True,
        ("#llm-oncall", "#pay"),
    )
    assert (settings.alerts.slack, settings.alerts.repeat_every) == (slack, timedelta(hours=2))


def test_every_other_sink_lands() -> None:
    alerts = everything().alerts
    assert alerts.alertmanager == Alertmanager("http://127.0.0.1:9093/am", Secret("am-hunter2"))
    assert alerts.pagerduty == PagerDuty(Secret("sk-from-a-file"), "http://127.0.0.1:9/v2/enqueue")
    assert alerts.webhook == Webhook(Secret("https://hook.example/canary"), Secret("hook-hunter2"))
    assert alerts.heartbeat == Secret("https://hc.example/ping/1")


def test_routes_land_in_their_order() -> None:
    critical = frozenset({Severity.CRITICAL})
    assert everything().alerts.routes == (
        Route(("slack", "pagerduty"), "payments", critical, "#pay"),
        Route(("log",), "lab"),
        Route(("alertmanager", "webhook"), None, critical | {Severity.WARNING}),
    )


def test_every_key_of_a_target_lands() -> None:
    settings = everything()
    first, from_file, staged, guarded = settings.targets
    assert first.api_key == Secret("sk-hunter2-openai")
    assert first.params == {"temperature": 0, "seed": 7, "max_tokens": 512}
    assert (first.suites, first.samples, first.control) == (("smoke",), 3, True)
    assert (first.limits, first.price) == (Limits(4, 300, 90.0), Price(0.15, 0.6))
    assert (first.owner, first.runbook) == ("payments", "https://wiki.example/llm")
    assert (from_file.api_key, from_file.model) == (Secret("sk-from-a-file"), "4")
    assert (staged.options, staged.suites) == ({"script": {"seed": 7}}, ("smoke",))
    assert [(s.name, s.target.name, s.attempts, s.instruction) for s in guarded.stages] == [
        ("draft", "staged", 2, None),
        ("escalate", "gpt-4o-mini", 2, None),
        ("finalise", "from-file", 1, "Answer."),
    ]
    assert guarded.stages[1].target.params == {"temperature": 0.5, "seed": 7, "max_tokens": 512}
    assert settings.schedule_of("gpt-4o-mini") == Schedule(None, "5 * * * *", timedelta(0))
    assert settings.schedule_of("staged") == settings.schedule


def test_the_least_configuration_has_the_documented_defaults() -> None:
    settings = load(DATA / "good" / "least.yaml", {})
    assert settings.database.reveal() == f"sqlite:///{DATA / 'good' / 'canary.db'}"
    assert (settings.listen, settings.budget, settings.vantage) == (("127.0.0.1", 9464), None, None)
    assert settings.schedule == Schedule(timedelta(hours=1), None, timedelta(minutes=5))
    assert settings.retention == Retention(timedelta(days=90), timedelta(days=400))
    assert settings.baseline == BaselineRule(72, timedelta(days=3))
    assert settings.ceilings == Ceilings(0.5)
    assert settings.detection == Detection(7200.0, "tempered", False)
    assert settings.tiers == {"low": 0.10, "medium": 0.05, "high": 0.01}
    assert settings.alerts == Alerts(None, timedelta(hours=4))
    assert settings.targets[0].limits == Limits(8, None, 60.0)
    assert settings.targets[0].samples == 1


def test_lookups_by_name() -> None:
    settings = everything()
    assert settings.target("staged").provider == "scripted"
    assert [suite.name for suite in settings.suites_of(settings.target("staged"))] == ["smoke"]
    with pytest.raises(KeyError):
        settings.target("nobody")


def test_settings_cannot_be_changed() -> None:
    settings = everything()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.budget = 1e9  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.tiers["low"] = 1.0  # type: ignore[index]


def test_no_secret_shows_in_settings_however_they_are_printed(caplog: pytest.LogCaptureFixture) -> None:
    settings = everything()
    logging.getLogger("test").warning("settings %s %r", settings, settings)
    shown = [repr(settings), str(settings), f"{settings}", pprint.pformat(settings), caplog.text]
    shown.append(str(dataclasses.replace(settings)))
    assert not any("hunter2" in text or "sk-from-a-file" in text for text in shown)


def refusal(file: Path, env: dict[str, str]) -> str:
    try:
        load(file, env)
    except SettingsError as error:
        return "".join(traceback.format_exception(error))
    return ""


def test_no_secret_shows_in_an_error_whatever_key_it_stands_at(tmp_path: Path) -> None:
    """Each value of a full file is replaced by a secret in turn: the refusal must not quote it."""
    source = (DATA / "good" / "everything.yaml").read_text()
    shutil.copytree(DATA / "canaries", tmp_path / "canaries")
    file = tmp_path / "good" / "canary.yaml"
    file.parent.mkdir()
    leaky = {**SECRETS, "LEAK": "hunter2-leak"}
    refusals = []
    for value in VALUES:
        text = source.replace(f": {value}", ": ${LEAK}").replace(f"[{value}]", "['${LEAK}']")
        file.write_text(text.replace(f'"{value}"', "${LEAK}"))
        refusals.append(refusal(file, leaky))
    refusals = [text for text in refusals if text]
    assert len(refusals) >= 8
    assert not any("hunter2" in text for text in refusals)


def test_a_relative_path_is_relative_to_the_file_not_to_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(DATA / "good" / "least.yaml", {}).suites_dir.is_dir()


def test_a_missing_file_says_to_run_init(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="run `canary init`") as raised:
        load(tmp_path / "canary.yaml", {})
    assert raised.value.exit_code == 2


def test_a_problem_of_the_whole_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "canary.yaml", {})
    assert str(raised.value) == (
        f"{tmp_path}/canary.yaml: does not exist; run `canary init` to write one, or name another with --config"
    )
    (tmp_path / "canaries" / "s.yaml").mkdir(parents=True)
    (tmp_path / "canary.yaml").write_text("targets: [{name: t}]\n")
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "canary.yaml", {})
    assert str(raised.value).splitlines() == [
        f"{tmp_path}/canary.yaml: 1 problem",
        "  line 1    targets[0].provider  is missing",
        f"{tmp_path}/canaries/s.yaml: cannot be read: Is a directory",
    ]


# --- without secrets ---


def test_without_secrets_every_secret_may_be_missing() -> None:
    """The key file of the second target does exist: it is not read either."""
    settings = load(DATA / "good" / "everything.yaml", {"PGPASSWORD": "p"}, secrets=False)
    first, from_file, *_ = settings.targets
    assert first.api_key == from_file.api_key == Secret(PLACEHOLDER)
    assert settings.alerts.slack is not None
    assert settings.alerts.slack.bot_token == Secret(PLACEHOLDER)
    assert PLACEHOLDER not in repr(settings)
    everywhere = everything()
    same = dataclasses.replace(
        everywhere, targets=settings.targets, alerts=settings.alerts, database=settings.database
    )
    assert settings == same


def unset(tmp_path: Path, text: str, **env: str) -> Settings:
    shutil.copytree(DATA / "canaries", tmp_path / "canaries")
    (tmp_path / "canary.yaml").write_text(text, encoding="utf-8")
    return load(tmp_path / "canary.yaml", env, secrets=False)


def test_without_secrets_nothing_that_is_only_sent_or_spent_needs_its_variable(tmp_path: Path) -> None:
    settings = unset(
        tmp_path,
        """
listen: 0.0.0.0:${PORT}
budget: {usd_per_day: "${BUDGET}"}
targets:
  - name: t
    provider: openai
    model: ${MODEL}
    base_url: https://${GATEWAY}/v1
    api_key: ${KEY}
    params: {user: "${USER_ID}", n: "${N}"}
    limits: {concurrency: "${MANY}", timeout: "${LONG}"}
    price: {input_per_mtok: "${IN}", output_per_mtok: "${OUT}"}
    owner: ${TEAM}
    runbook: https://${WIKI}/llm
  - {name: u, provider: openai, model: m, api_key_file: nowhere/key}
alerts:
  slack: {webhook_url: "${HOOK}", api_url: "${API}", channel: "${CHANNEL}"}
  alertmanager: {url: "http://${AM}", bearer_token: "${TOKEN}"}
  pagerduty: {routing_key: "${PD}"}
  webhook: {url: "${HOOK}", secret: "${SIGNED}"}
  heartbeat: {url: "${HC}"}
  routes: [{severity: critical, sinks: [pagerduty, webhook]}]
""",
    )
    assert [target.name for target in settings.targets] == ["t", "u"]
    assert (settings.listen, settings.budget) == (("127.0.0.1", 9464), None)
    assert settings.alerts.slack is not None


def test_without_secrets_an_empty_secret_is_as_good_as_an_unset_one(tmp_path: Path) -> None:
    text = "targets: [{name: t, provider: openai, model: m, api_key: '${KEY}'}]\nalerts: {slack: {webhook_url: '${KEY}'}}"
    assert unset(tmp_path, text, KEY="").targets[0].api_key == Secret(PLACEHOLDER)


def test_without_secrets_the_sinks_still_have_their_names(tmp_path: Path) -> None:
    text = "targets: [{name: t, provider: scripted}]\nalerts: {pagerduty: {routing_key_file: nowhere}}"
    assert sorted(open_sinks(unset(tmp_path, text).alerts, utc_now)) == ["log", "pagerduty"]


@pytest.mark.parametrize(
    "line",
    [
        "database: postgresql://u:${UNSET}@h/n",
        "suites: ${UNSET}",
        "state_dir: ${UNSET}",
        "vantage: ${UNSET}",
        "retention: {outputs: '${UNSET}'}",
        "detection: {guarantee: '${UNSET}'}",
        "baseline: {cycles: '${UNSET}'}",
        "schedule: {every: '${UNSET}'}",
        "budget: {usd_per_day: '${UNSET'}",
        "listen: nowhere",
        "alerts: {slack: {bot_token: '${KEY}'}}",
        "budgget: '${UNSET}'",
    ],
)
def test_without_secrets_all_else_is_as_strict_as_ever(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError) as raised:
        unset(tmp_path, f"targets: [{{name: t, provider: scripted}}]\n{line}\n")
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize("key", ["name", "provider", "suites"])
def test_without_secrets_what_a_target_is_must_be_known(tmp_path: Path, key: str) -> None:
    target = {"name": "t", "provider": "scripted", "suites": ["smoke"]}
    target[key] = ["${UNSET}"] if key == "suites" else "${UNSET}"
    with pytest.raises(SettingsError, match="UNSET is not set"):
        unset(tmp_path, yaml.safe_dump({"targets": [target]}))


# --- secrets in the file ---


def test_a_secret_that_stands_in_the_file_is_named_and_one_that_does_not_is_not(tmp_path: Path) -> None:
    shutil.copytree(DATA / "canaries", tmp_path / "canaries")
    (tmp_path / "canary.yaml").write_text(
        "database: postgresql://u:hunter2@h/n\n"
        "targets:\n"
        "- {name: a, provider: openai, model: m, api_key: sk-literal, extra_params: {api_key: no-secret}}\n"
        "- {name: b, provider: openai, model: m, api_key: '${KEY}'}\n"
        "alerts: {slack: {bot_token: xoxb-literal, channel: c}, pagerduty: {routing_key: pd-literal},"
        " webhook: {url: 'https://h/x', secret: '${KEY}'}}\n"
    )
    settings = load(tmp_path / "canary.yaml", {"KEY": "k"})
    assert settings.literal_secrets == (
        "database",
        "targets[0].api_key",
        "alerts.slack.bot_token",
        "alerts.pagerduty.routing_key",
    )
    assert everything().literal_secrets == ()
    assert load(DATA / "good" / "least.yaml", {}).literal_secrets == ()


@pytest.mark.parametrize(
    ("url", "held"),
    [
        ("sqlite:///canary.db", False),
        ("postgresql://u@h/n?sslmode=require", False),
        ("postgresql://u:p@h/n", True),
        ("postgresql://u@h/n?password=p", True),
    ],
)
def test_an_address_holds_a_password_or_not(url: str, held: bool) -> None:
    assert has_password(url) is held


def test_the_file_is_named_by_option_then_variable_then_habit() -> None:
    assert config_path("a.yaml", {"CANARY_CONFIG": "b.yaml"}) == Path("a.yaml")
    assert config_path(None, {"CANARY_CONFIG": "b.yaml"}) == Path("b.yaml")
    assert config_path(None, {}) == Path("canary.yaml")


def test_a_problem_in_a_suite_is_reported_with_those_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "canaries").mkdir()
    (tmp_path / "canaries" / "s.yaml").write_text("suite: s\nprompts: []\n")
    (tmp_path / "canary.yaml").write_text("targets: [{name: t, provider: nope}]\n")
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "canary.yaml", {})
    assert {Path(problem.file).name for problem in raised.value.problems} == {"canary.yaml", "s.yaml"}


@pytest.mark.parametrize("suite", ["suite: s\nprompts: []\n", "suite: 's\n"])
def test_a_target_is_not_blamed_for_a_suite_that_is_broken(tmp_path: Path, suite: str) -> None:
    shutil.copytree(DATA / "canaries", tmp_path / "canaries")
    (tmp_path / "canaries" / "s.yaml").write_text(suite)
    (tmp_path / "canary.yaml").write_text(
        "targets: [{name: t, provider: scripted, suites: [smoke, s, typo]}]\n"
    )
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "canary.yaml", {})
    assert [problem.key for problem in raised.value.problems][:1] == ["targets[0].suites[2]"]
    assert len(raised.value.problems) == 2


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("sqlite:///canary.db", "sqlite:////etc/canary/canary.db"),
        ("sqlite:////var/lib/canary.db", "sqlite:////var/lib/canary.db"),
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql://u@h:1/n?sslmode=require", "postgresql+psycopg://u@h:1/n?sslmode=require"),
        ("postgresql+psycopg:///n?host=/run/pg", "postgresql+psycopg:///n?host=/run/pg"),
        ("postgresql://u:p@a:1,b/n", "postgresql+psycopg://u:p@/n?host=a:1&host=b:5432"),
        (
            "postgres://a,b/n?sslmode=require",
            "postgresql+psycopg:///n?host=a:5432&host=b:5432&sslmode=require",
        ),
    ],
)
def test_database_addresses(written: str, opened: str) -> None:
    assert database_url(written, Path("/etc/canary")) == opened


def test_a_database_address_is_shown_without_its_password() -> None:
    shown = shown_url("postgresql+psycopg://u:p@ss:w@h/n?password=q")
    assert shown == "postgresql+psycopg://u:<secret>@h/n"


JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from([[], {}, [{}, 1], "${X}"]),
)


@given(st.data())
def test_whatever_stands_at_any_key_is_loaded_or_refused(data: st.DataObject) -> None:
    document = read_document((DATA / "good" / "everything.yaml").read_bytes()).plain()
    at: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    at[key] = data.draw(JUNK)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "canary.yaml"
        file.write_text(yaml.safe_dump(document).replace("../", f"{DATA}/"), encoding="utf-8")
        for secrets in (True, False):
            with contextlib.suppress(SettingsError):
                load(file, SECRETS if secrets else {"PGPASSWORD": "p"}, secrets=secrets)


# --- suites ---


def test_a_suite_file_becomes_a_suite(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "suite: triage\ncriticality: high\ndefaults: {max_tokens: 300, canonical: json}\nprompts:\n"
        "- id: one\n  messages: [{role: system, content: Be ${brief}.}, {role: user, content: 'TKT-1000'}]\n"
        "  validate: [nonempty, grounded_ids: {pattern: 'TKT-\\d+'}]\n  examples: {pass: [a], fail: [b, c]}\n"
        "- {id: two, canonical: raw, max_tokens: 5, messages: [{role: user, content: x}]}\n"
    )
    suites, problems = load_suites(tmp_path)
    assert problems == []
    one, two = suites["triage"].prompts
    assert one.messages[0].content == "Be ${brief}."
    assert (one.canonical, one.params) == ("json", {"max_tokens": 300})
    assert one.validators == (
        ValidatorSpec("nonempty"),
        ValidatorSpec("grounded_ids", {"pattern": r"TKT-\d+"}),
    )
    assert (one.examples_pass, one.examples_fail) == (("a",), ("b", "c"))
    assert two == Prompt("two", two.messages, "raw", {"max_tokens": 5})


def test_two_files_cannot_share_a_suites_name(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            "suite: s\nprompts: [{id: p, messages: [{role: user, content: x}]}]\n"
        )
    _, problems = load_suites(tmp_path)
    assert [(Path(p.file).name, p.message) for p in problems] == [
        ("b.yaml", 'another file of the folder already names a suite "s"')
    ]
