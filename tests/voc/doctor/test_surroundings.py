"""Encodings, fonts, scheduler, proxies, sources: what a run meets here."""

import os
import socket
from pathlib import Path

import pytest

from voc.config import load_settings
from voc.steps.check_store import Finding
from voc.steps.doctor.network import accepts, certificates, proxies, readers
from voc.steps.doctor.screen import browser, encoding, fonts, terminal
from voc.steps.doctor.sources import sources

NETWORK = """
sources:
  - name: helpdesk
    family: zendesk
    subdomain: example
    channel: cs
  - name: notes
    format: reviews
    path: inbox/notes
    channel: cs
    kind: review
    columns: {text: 내용}
"""


@pytest.mark.parametrize(
    ("name", "verdict"), [("utf-8", "ok"), ("utf-16", "ok"), ("cp949", "wrong"), ("ascii", "wrong"), (None, "wrong")]
)
def test_an_encoding_that_cannot_hold_korean_is_wrong(name: str | None, verdict: str) -> None:
    assert encoding(name, "standard output").verdict == verdict


@pytest.mark.parametrize(
    ("found", "system", "verdict", "said"),
    [
        (["Noto Sans CJK KR"], "Linux", "ok", "Noto Sans CJK KR"),
        ([], "Linux", "note", "fonts-noto-cjk"),
        (None, "Linux", "note", "fontconfig"),
        (None, "Darwin", "ok", "brings fonts"),
        ([], "Windows", "ok", "brings fonts"),
    ],
)
def test_missing_fonts_are_noted_with_what_to_install(
    found: list[str] | None, system: str, verdict: str, said: str
) -> None:
    judged = fonts(found, system=system)
    assert judged.verdict == verdict
    assert said in judged.what


def test_neither_a_browser_nor_a_terminal_is_asked_for() -> None:
    assert browser(None).verdict == "ok"
    assert browser("/usr/bin/chromium").what.endswith("/usr/bin/chromium")
    assert terminal(is_terminal=False, kind=None, columns=80).verdict == "ok"


def test_readers_elsewhere_have_to_be_reached_and_not_in_the_clear() -> None:
    assert readers("tcp://10.0.0.5:8786", lambda _: True).verdict == "ok"
    assert readers("tcp://10.0.0.5:8786", lambda _: False).verdict == "wrong"
    assert "in the clear" in readers("tcp://8.8.8.8:8786", lambda _: True).what
    assert readers("tls://8.8.8.8:8786", lambda _: True).verdict == "ok"


def test_a_port_is_tried(free_port: int) -> None:
    assert not accepts(f"tcp://127.0.0.1:{free_port}")
    with socket.create_server(("127.0.0.1", free_port)):
        assert accepts(f"tcp://127.0.0.1:{free_port}")
    assert not accepts("nonsense")


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_proxies_are_named_and_what_they_hold_is_not_shown(tmp_path: Path) -> None:
    found = proxies({"https_proxy": "http://mina:tulip42@proxy:3128", "NO_PROXY": "localhost"})
    assert found.what == "HTTPS_PROXY, NO_PROXY are set; sources heed them"
    assert proxies({}).verdict == "ok"
    assert [one.verdict for one in certificates({"SSL_CERT_FILE": str(tmp_path / "gone.pem")})] == ["wrong"]
    assert list(certificates({"SSL_CERT_FILE": str(tmp_path)})) == []


@pytest.fixture
def network_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.yaml").write_text(NETWORK, encoding="utf-8")
    for name in list(os.environ):
        if name.startswith("VOC_"):
            monkeypatch.delenv(name)
    return tmp_path


def looked(home: Path) -> dict[str, Finding]:
    return {one.check: one for one in sources(load_settings(home / "config"))}


def test_a_secret_that_is_missing_is_named_and_one_that_is_there_not_shown(
    network_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = looked(network_home)["helpdesk"]
    assert missing.verdict == "wrong"
    assert "VOC_ZENDESK_" in missing.what
    needed = [one.variable for one in load_settings(network_home / "config").source("helpdesk").secrets]  # type: ignore[union-attr] - a network source
    for name in needed:
        monkeypatch.setenv(name, "tulip42tulip42")
    there = looked(network_home)["helpdesk"]
    assert there.verdict == "ok"
    assert "tulip42" not in there.what
    monkeypatch.delenv(needed[0])
    monkeypatch.setenv(f"{needed[0]}_FILE", str(tmp_path / "gone"))
    assert looked(network_home)["helpdesk"].verdict == "wrong"


def test_a_folder_that_is_not_there_is_wrong(network_home: Path) -> None:
    assert looked(network_home)["notes"].verdict == "wrong"
    (network_home / "inbox" / "notes").mkdir(parents=True)
    (network_home / "inbox" / "notes" / "a.csv").write_text("내용\n좋아요\n", encoding="utf-8")
    found = looked(network_home)["notes"]
    assert (found.verdict, found.what.endswith("notes, 1 file")) == ("ok", True)
