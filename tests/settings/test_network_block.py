"""The block ``network``: read, checked at load, and gone by when a target is asked."""

from __future__ import annotations

import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from canary.core.model import Answer, Failure, FailureKind, Message, Prompt, Secret
from canary.errors import SettingsError
from canary.providers import open_endpoint
from canary.providers.base import Question, ask
from canary.settings import Settings, load
from support.process import KEY, write_config
from support.servers import always, chat_completion, response, serve
from support.tls import Authority, connect_proxy, make_authority
from support.world import START

PASSWORD = "hunter2-must-never-be-shown"
QUESTION = Question(Prompt("p", (Message("user", "Capital of France?"),)), 0, 0, START)

with_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificates, and is not installed"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def no_proxy_but_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def loaded(folder: Path, url: str = "http://127.0.0.1:9", **more: Any) -> Settings:
    path = write_config(folder, "sqlite:///c.db", url, **more)
    return load(path, {"CANARY_TEST_KEY": KEY, "PROXY_PASSWORD": PASSWORD})


def problems(folder: Path, **more: Any) -> str:
    with pytest.raises(SettingsError) as raised:
        loaded(folder, **more)
    return str(raised.value)


def test_a_target_may_go_another_way_than_the_rest(tmp_path: Path, authority: Authority) -> None:
    own = {"proxy": "http://own:3128"}
    common = {"ca_file": str(authority.ca_file), "proxy": "http://ann:${PROXY_PASSWORD}@all:3128"}
    settings = loaded(tmp_path, target={"network": own}, network=common)
    assert settings.network.proxy == Secret(f"http://ann:{PASSWORD}@all:3128")
    (target,) = settings.targets
    assert target.network.proxy == Secret("http://own:3128")
    assert target.network.ca_file == settings.network.ca_file
    assert PASSWORD not in repr(settings)
    assert "<secret>" in repr(settings.network)
    assert settings.literal_secrets == ("targets[0].network.proxy",)


def test_a_relative_file_lies_beside_the_configuration(tmp_path: Path, authority: Authority) -> None:
    shutil.copy(authority.ca_file, tmp_path / "corp.pem")
    assert loaded(tmp_path, network={"ca_file": "corp.pem"}).network.ca_file == str(tmp_path / "corp.pem")


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ({"ca_file": "gone.pem"}, "there is no file"),
        ({"ca_file": "canary.yaml"}, "holds no certificate in PEM form"),
        ({"proxy": "socks5://h:1"}, "must be an address such as http://proxy.example:3128"),
        ({"proxy": f"ann:{PASSWORD}@h:1"}, "must be an address such as http://proxy.example:3128"),
        ({"verify": False}, "unknown key"),
    ],
)
def test_what_cannot_work_is_told_at_load_without_a_password(
    tmp_path: Path, network: dict[str, Any], said: str
) -> None:
    for more in ({"network": network}, {"target": {"network": network}}):
        told = problems(tmp_path, **more)
        assert said in told
        assert PASSWORD not in told


async def asked(settings: Settings) -> Answer | Failure:
    endpoint = open_endpoint(settings.targets[0])
    try:
        return (await ask(endpoint, QUESTION, settings.targets[0].limits))[0]
    finally:
        await endpoint.aclose()


@with_openssl
async def test_a_target_is_asked_through_the_proxy_and_over_our_authority(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = always(response(chat_completion()))
    trusting = {"ca_file": str(authority.ca_file)}
    async with serve(handler, tls=authority.server) as server, connect_proxy(f"ann:{PASSWORD}") as proxy:
        distrusted = await asked(loaded(tmp_path, server.url))
        assert isinstance(distrusted, Failure)
        assert "network.ca_file" in distrusted.detail
        assert isinstance(await asked(loaded(tmp_path, server.url, network=trusting)), Answer)
        assert proxy.tunnels == []

        named = {**trusting, "proxy": f"http://ann:${{PROXY_PASSWORD}}@127.0.0.1:{proxy.port}"}
        assert isinstance(await asked(loaded(tmp_path, server.url, network=named)), Answer)
        assert proxy.shown == [f"ann:{PASSWORD}"]
        assert len(proxy.tunnels) == 1

        wrong = {**named, "proxy": named["proxy"].replace("ann:", "bob:")}
        refused = await asked(loaded(tmp_path, server.url, network=wrong))
        assert isinstance(refused, Failure)
        assert refused.kind is FailureKind.CONNECTION
        assert "network.proxy" in refused.detail
        assert PASSWORD not in refused.detail

        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert isinstance(await asked(loaded(tmp_path, server.url, network=wrong)), Answer)


async def test_a_proxy_is_shown_user_and_password_for_plain_addresses_too(tmp_path: Path) -> None:
    async with serve(always(response(chat_completion()))) as proxy:
        named = {"proxy": f"http://ann:p%40ss@127.0.0.1:{proxy.port}"}
        settings = loaded(tmp_path, "http://gateway.invalid", network=named)
        assert isinstance(await asked(settings), Answer)
    (received,) = proxy.journal
    assert received.path == "http://gateway.invalid/v1/chat/completions"
    assert received.headers["proxy-authorization"] == "Basic " + b64encode(b"ann:p@ss").decode()
