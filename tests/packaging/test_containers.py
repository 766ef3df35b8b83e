"""The image and the compose stack: linted where the tools are, and true to the code in any case."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from canary.settings import load

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
CONFIGS = ("docker/canary.yaml", "docker/demo.yaml")
ENV = {"OPENAI_API_KEY": "sk-test", "SLACK_BOT_TOKEN": "xoxb-test"}


PLACES = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def needs(tool: str) -> pytest.MarkDecorator:
    missing = shutil.which(tool, path=PLACES) is None
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed; what it checks was not checked")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    tool, *rest = command
    found = shutil.which(tool, path=PLACES) or tool
    return subprocess.run([found, *rest], capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


@needs("hadolint")
def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = run("hadolint", ROOT / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


@needs("check-jsonschema")
def test_the_compose_file_follows_the_compose_specification() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE)
    assert done.returncode == 0, done.stdout


@needs("promtool")
def test_prometheus_takes_its_configuration(tmp_path: Path) -> None:
    config = (ROOT / "docker/prometheus.yml").read_text()
    local = tmp_path / "prometheus.yml"
    local.write_text(config.replace("/etc/prometheus/", f"{ROOT}/monitoring/"))
    done = run("promtool", "check", "config", "--syntax-only", local)
    assert done.returncode == 0, done.stderr


@needs("amtool")
def test_alertmanager_takes_its_configuration() -> None:
    done = run("amtool", "check-config", ROOT / "docker/alertmanager.yml")
    assert done.returncode == 0, done.stderr


def test_everything_the_stack_mounts_is_there(services: dict[str, Any]) -> None:
    mounted = [volume.split(":")[0] for service in services.values() for volume in service["volumes"]]
    assert [path for path in mounted if path.startswith("./") and not (ROOT / path).exists()] == []


def test_everything_the_image_copies_is_let_through_by_the_ignore_file() -> None:
    copied = set()
    for line in re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE):
        copied |= set(line.split()[:-1])
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert copied == let_through


def test_every_service_runs_confined(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_nothing_is_published_beyond_the_machine(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_no_password_is_set_and_none_has_a_default(services: dict[str, Any]) -> None:
    for service in services.values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key:
                assert value.startswith("${POSTGRES_PASSWORD:?"), key
    example = (ROOT / ".env.example").read_text()
    keys = re.findall(r"^(\w*(?:PASSWORD|KEY|TOKEN)\w*)=(.*)$", example, re.MULTILINE)
    assert len(keys) == 3
    assert [value for _, value in keys if value] == []


@pytest.mark.parametrize("config", CONFIGS)
def test_the_configurations_load_and_keep_their_history(config: str) -> None:
    settings = load(ROOT / config, ENV)
    assert settings.vantage is not None, "a container's host name is new every time"
    assert settings.listen == ("0.0.0.0", 9464)
    assert str(settings.state_dir) == "/var/lib/canary"


def test_the_health_check_asks_the_port_we_listen_on() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    (check,) = re.findall(r"HTTPConnection\('127.0.0.1', (\d+)", dockerfile)
    ports = {load(ROOT / config, ENV).listen[1] for config in CONFIGS}
    assert ports == {int(check)}
