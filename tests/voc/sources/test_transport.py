"""Connections: where they really lead, through whom, and whether the other side is who it says."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from wire.client import client_of
from wire.server import Request, WireServer, json_reply

from voc.errors import SourceError
from voc.sources.answers import UnreachableError
from voc.sources.credentials import bearer
from voc.sources.http import no_waiting

SECRET = "tk-5b1e77"
FORUM = "http://forum.example.kr"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer(lambda _: json_reply({"body": "문의 답변이 빨라졌어요"})) as one:
        yield one


def lead_to(addresses: Iterator[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the name of the forum lead to one address after the other."""
    real = socket.getaddrinfo

    def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - the signature of the system
        return real(next(addresses) if host == "forum.example.kr" else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_that_changes_between_check_and_connection_gets_nothing_sent(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(iter(["93.184.216.34", "127.0.0.1"]), monkeypatch)
    url = server.url.replace("127.0.0.1", "forum.example.kr")
    refused = pytest.raises(SourceError, match=r"forum.example.kr lies in a private network \(127.0.0.1\)")
    with client_of(url, allow_private=False, credentials=bearer(SECRET)) as http, refused:
        http.get(url)
    assert server.requests == []


def test_a_name_may_change_where_private_networks_are_meant(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_to(iter(["127.0.0.1"]), monkeypatch)
    url = server.url.replace("127.0.0.1", "forum.example.kr")
    with client_of(url) as http:
        assert http.get(url).is_good
    assert server.requests[0].headers["host"].startswith("forum.example.kr:")


def test_a_resolver_that_is_silent_for_a_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = [socket.EAI_AGAIN, socket.EAI_AGAIN]
    real = socket.getaddrinfo

    def found(_: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - the signature of the system
        if failures:
            raise socket.gaierror(failures.pop(), "invented")
        return real("10.0.0.7", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    private = pytest.raises(SourceError, match="private network")
    with no_waiting(), client_of(FORUM, allow_private=False) as http, private:
        http.get(FORUM)
    assert failures == []


def test_a_proxy_of_the_environment_is_asked_and_finds_the_host(
    server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind it this machine need not be able to look names up; the proxy's own address may be private."""
    targets: list[str] = []
    reply_to = server.reply_to
    monkeypatch.setattr(server, "reply_to", lambda request, target: targets.append(target) or reply_to(request, target))
    monkeypatch.setenv("HTTP_PROXY", server.url.replace("http://", "http://agent:pw-77@"))
    with client_of(FORUM, allow_private=False) as http:
        assert http.get(f"{FORUM}/bbs", {"page": 1}).is_good
        assert http.get(f"{FORUM}/bbs", {"page": 2}).is_good
    assert targets == [f"{FORUM}/bbs?page=1", f"{FORUM}/bbs?page=2"]
    assert server.requests[0].headers["host"] == "forum.example.kr"
    assert server.n_connections == 1


def test_hosts_beside_the_proxy_are_asked_directly(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with client_of(server) as http:
        assert http.get(server.url).is_good


def test_a_proxy_that_is_gone_is_said_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://agent:pw-77@127.0.0.1:9")
    with no_waiting(), client_of(FORUM, attempts=2) as http, pytest.raises(UnreachableError) as caught:
        http.get(FORUM)
    assert "could not be reached" in str(caught.value)
    assert "pw-77" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://agent:pw-77@127.0.0.1:1080", "ftp://pw-77", "http://a:pw-77@b:c"])
def test_a_proxy_that_is_not_understood_is_said_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(SourceError, match="environment's proxy") as caught:
        client_of(FORUM)
    assert "pw-77" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_proxy_is_no_way_around_the_names(server: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    for url in ("http://elsewhere.example/", "http://169.254.169.254/"):
        with client_of(FORUM, allow_private=False) as http, pytest.raises(SourceError, match="does not name"):
            http.get(url)
    with client_of("http://10.0.0.7", allow_private=False) as http, pytest.raises(SourceError, match="private"):
        http.get("http://10.0.0.7/")
    assert server.requests == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dalbit test")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    encoding = serialization.Encoding.PEM
    unlocked = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    path.write_bytes(unlocked + builder.sign(key, hashes.SHA256()).public_bytes(encoding))
    return path


@contextmanager
def secret_server(certificate: Path) -> Iterator[tuple[WireServer, str]]:
    """The server and its address by https."""

    def answer(request: Request) -> Any:  # noqa: ANN401 - a reply
        return json_reply({"path": request.path})

    with WireServer(answer) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        yield server, server.url.replace("http:", "https:")


def test_a_certificate_that_nobody_trusts_ends_the_run_at_once(certificate: Path) -> None:
    with secret_server(certificate) as (server, url), client_of(url, credentials=bearer(SECRET)) as http:
        with pytest.raises(SourceError, match=r"certificate of 127.0.0.1 is not trusted \(self.signed") as caught:
            http.get(url)
        assert not isinstance(caught.value, UnreachableError)
        assert "SSL_CERT_FILE" in str(caught.value)
        assert server.requests == []


def test_a_company_may_name_certificates_of_its_own(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with secret_server(certificate) as (server, url), client_of(url) as http:
        assert http.get(f"{url}/v1").json() == {"path": "/v1"}
        assert http.get(f"{url}/v2").json() == {"path": "/v2"}
        assert server.n_connections == 1


def test_certificates_that_are_not_there_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(SourceError, match=r"certificates \(SSL_CERT_FILE"):
        client_of("https://forum.example.kr")
