"""The block ``access``, and secrets that systemd hands over as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from canary.cli import check
from canary.core.model import Secret
from canary.errors import SettingsError
from canary.settings import Settings, load
from canary.settings.access import is_loopback
from support.process import canary, environment, write_config

HASH = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"


def written(folder: Path, **more: Any) -> Path:
    return write_config(folder, "sqlite:///c.db", "http://127.0.0.1:9", **more)


def loaded(folder: Path, env: dict[str, str] | None = None, **more: Any) -> Settings:
    return load(written(folder, **more), {"CANARY_TEST_KEY": "k", **(env or {})})


def problems(folder: Path, **more: Any) -> str:
    with pytest.raises(SettingsError) as raised:
        loaded(folder, **more)
    return str(raised.value)


def test_access_is_read(tmp_path: Path) -> None:
    access = loaded(tmp_path, access={"bearer_token": "t0ken", "basic": {"prometheus": HASH}}).access
    assert access is not None
    assert access.bearer_token == Secret("t0ken")
    assert dict(access.basic) == {"prometheus": HASH}
    assert "t0ken" not in repr(access)
    assert loaded(tmp_path).access is None


@pytest.mark.parametrize(
    ("access", "said"),
    [
        (
            {"basic": {"prometheus": "hunter2"}},
            "must be a bcrypt hash of cost 4 to 15; `htpasswd -nBC 12 NAME`",
        ),
        ({"basic": {"prometheus": HASH.replace("$12$", "$16$")}}, "must be a bcrypt hash of cost 4 to 15"),
        ({"basic": {"a:b": HASH}}, "a user's name must not be empty or hold a colon"),
        ({}, "names nobody; give bearer_token, bearer_token_file or basic, or leave it out"),
        ({"bearer_token": "t", "bearer_token_file": "f"}, "bearer_token and bearer_token_file are both set"),
        ({"bearer_token_file": "gone"}, "cannot read"),
        ({"token": "t"}, "unknown key"),
    ],
)
def test_what_is_wrong_with_it_is_said_without_the_secret(
    tmp_path: Path, access: dict[str, Any], said: str
) -> None:
    told = problems(tmp_path, access=access)
    assert said in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.4", False),
        ("canary.example", False),
    ],
)
def test_loopback_is_what_no_other_machine_reaches(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours


def test_a_port_that_others_reach_and_nobody_guards_is_told_once_with_the_way_out(tmp_path: Path) -> None:
    def notes(**more: Any) -> list[str]:
        return [line for line in check._overview(loaded(tmp_path, **more)) if "may read" in line]

    (told,) = notes(listen="0.0.0.0:9464")
    assert told.startswith("note: whoever reaches 0.0.0.0:9464 may read metrics and status; set access.")
    assert notes() == []
    assert notes(listen="0.0.0.0:9464", access={"bearer_token": "t"}) == []


# --- credentials ---


def test_a_credential_of_systemd_is_a_file_in_a_folder_it_names(tmp_path: Path) -> None:
    """LoadCredential= gives a read-only folder, named in the environment, with one file for each."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    for name in ("openai", "web-token", "slack"):
        (folder / name).write_text(f"secret-of-{name}\n")
        (folder / name).chmod(0o400)
    settings = loaded(
        tmp_path,
        {"CREDENTIALS_DIRECTORY": str(folder)},
        target={"api_key": None, "api_key_file": "${CREDENTIALS_DIRECTORY}/openai"},
        access={"bearer_token_file": "${CREDENTIALS_DIRECTORY}/web-token"},
        alerts={"slack": {"bot_token_file": "${CREDENTIALS_DIRECTORY}/slack", "channel": "#x"}},
    )
    assert settings.targets[0].api_key == Secret("secret-of-openai")
    assert settings.access is not None
    assert settings.access.bearer_token == Secret("secret-of-web-token")
    assert settings.alerts.slack is not None
    assert settings.alerts.slack.bot_token == Secret("secret-of-slack")
    assert settings.literal_secrets == ()


async def test_a_credential_that_is_not_there_is_named_and_a_report_needs_none(tmp_path: Path) -> None:
    path = written(tmp_path, target={"api_key": None, "api_key_file": "${CREDENTIALS_DIRECTORY}/openai"})
    code, _, said = await canary("--config", path, "check")
    assert code == 2
    assert "CREDENTIALS_DIRECTORY" in said
    env = environment(CREDENTIALS_DIRECTORY=str(tmp_path / "none"))
    code, _, said = await canary("--config", path, "check", env=env)
    assert code == 2
    assert f"cannot read {tmp_path}/none/openai: No such file or directory" in said
    assert (await canary("--config", path, "db", "upgrade"))[0] == 0
    code, out, _ = await canary("--config", path, "report", "--format", "json")
    assert code == 0
    assert json.loads(out)
