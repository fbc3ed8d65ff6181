"""Bodies that are cut, broken, slow, too large, packed, or no data at all."""

import gzip
import json
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.client import client_of
from wire.faults import cut_in_hangul, no_answer, truncated_json
from wire.server import Fault, Reply, WireServer, json_reply

from voc.errors import SourceError
from voc.sources.answers import UnreachableError
from voc.sources.http import no_waiting
from voc.sources.unpacking import PackingError, unpacked

WORDS = {"body": "결제하다 말고 창이 닫혀서 처음부터 다시 했어요", "more": "쿠폰은 그대로 있었습니다"}
BODY = json.dumps(WORDS, ensure_ascii=False).encode()
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture
def server() -> Iterator[WireServer]:
    with WireServer(lambda _: json_reply(WORDS)) as one:
        yield one


def sent(body: bytes, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(200, body, {"Content-Type": "application/json", **named})


def chunked(reply: Reply) -> Reply:
    return Reply(200, reply.body, reply.headers, is_chunked=True)


def cut_chunk(reply: Reply) -> Reply:
    return Reply(200, reply.body, reply.headers, is_chunked=True, cut_at=len(reply.body) // 2)


def promised_more(reply: Reply) -> Reply:
    return Reply(200, reply.body, reply.headers, length=len(reply.body) + 10)


def promised_less(reply: Reply) -> Reply:
    return Reply(200, reply.body, reply.headers, length=len(reply.body) - 10)


FAULTS: dict[str, Fault] = {
    "cut in the middle of a syllable": cut_in_hangul,
    "cut chunk": cut_chunk,
    "promised more": promised_more,
    "promised less": promised_less,
    "truncated JSON": truncated_json,
    "nothing": sent(b""),
    "broken gzip": sent(b"\x1f\x8bno gzip at all", Content_Encoding="gzip"),
    "cut gzip": sent(gzip.compress(BODY)[:-12], Content_Encoding="gzip"),
    "gzip with a wrong sum": sent(gzip.compress(BODY)[:-8] + bytes(8), Content_Encoding="gzip"),
    "not packed at all": sent(BODY, Content_Encoding="gzip"),
    "packed twice": sent(gzip.compress(gzip.compress(BODY)), Content_Encoding="gzip, gzip"),
    "packed in another way": sent(zlib.compress(BODY), Content_Encoding="br"),
    "deeply nested": sent(b"[" * 200_000 + b"]" * 200_000),
    "another encoding": sent(BODY.decode().encode("cp949")),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_body_that_is_not_whole_counts_as_none(fault: str, server: WireServer) -> None:
    server.misbehave(FAULTS[fault])
    with no_waiting(), client_of(server) as http:
        assert http.get_json(server.url).json() == WORDS
    assert len(server.requests) == 2
    server.misbehave(FAULTS[fault], times=9)
    with no_waiting(), client_of(server, attempts=3) as http, pytest.raises(UnreachableError, match="asked 3 times"):
        http.get_json(server.url)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"\xef\xbb\xbf" + BODY, WORDS),
        (BODY.decode().encode("utf-16"), WORDS),
        # A text that was cut by its bytes: the last syllable is broken, the rest is read.
        ('{"title": "배송이 늦'.encode()[:-1] + b'", "id": 7}', {"title": "배송이 \ufffd", "id": 7}),
        (b'{"title": "\\ud83d"}', {"title": "\ud83d"}),
    ],
)
def test_strange_spellings_of_data_are_read(body: bytes, read: object, server: WireServer) -> None:
    server.misbehave(sent(body))
    with no_waiting(), client_of(server) as http:
        assert http.get_json(server.url).json() == read
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [chunked, sent(gzip.compress(BODY), Content_Encoding="GZip")])
def test_whole_bodies_are_read_however_they_are_sent(fault: Fault, server: WireServer) -> None:
    server.misbehave(fault)
    with client_of(server) as http:
        assert http.get_json(server.url).json() == WORDS
    assert len(server.requests) == 1


def test_only_what_is_understood_is_offered(server: WireServer) -> None:
    with client_of(server) as http:
        http.get(server.url)
    assert server.requests[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("fault", [lambda _: Reply(200, b"x" * 1001), sent(gzip.compress(b"x" * 1001), **GZIP)])
def test_a_body_that_is_too_large_is_not_read(fault: Fault, server: WireServer) -> None:
    server.misbehave(fault)
    with no_waiting(), client_of(server, max_bytes=1000) as http:
        with pytest.raises(SourceError, match=r"GET 127.0.0.1/feed answered with more than 1,000 bytes"):
            http.get(f"{server.url}/feed")
        server.misbehave(lambda _: Reply(200, b"x" * 1000))
        assert len(http.get(server.url).content) == 1000
    assert len(server.requests) == 2


def test_a_small_body_that_unpacks_to_gigabytes_takes_no_more_than_is_allowed(server: WireServer) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    megabyte = bytes(1_000_000)
    bomb = b"".join([*(packer.compress(megabyte) for _ in range(300)), packer.flush()])
    assert len(bomb) < 400_000
    server.misbehave(sent(bomb, **GZIP))
    with client_of(server, max_bytes=2_000_000) as http:
        tracemalloc.start()
        with pytest.raises(SourceError, match="more than 2,000,000 bytes"):
            http.get(server.url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4_000_000


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50), st.binary(max_size=20))
def test_what_was_packed_is_unpacked_in_pieces_of_any_size(members: list[bytes], size: int, padding: bytes) -> None:
    packed = b"".join(map(gzip.compress, members)) + (padding if not padding.startswith(b"\x1f") else b"")
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpacked(chunks, "gzip")) == b"".join(members)


@given(st.binary(min_size=1, max_size=300), st.integers(1, 8))
def test_what_was_cut_is_never_taken_for_whole(content: bytes, missing: int) -> None:
    with pytest.raises(PackingError):
        list(unpacked([gzip.compress(content)[:-missing]], "gzip"))


def test_what_is_not_packed_passes() -> None:
    for encoding in ("", "identity", " Identity "):
        assert list(unpacked([b"a", b"b"], encoding)) == [b"a", b"b"]
    assert list(unpacked([], "gzip")) == []


def too_slow() -> pytest.RaisesExc[UnreachableError]:
    return pytest.raises(UnreachableError, match="answered too slowly, asked 2 times")


def test_a_body_that_drips_is_left(server: WireServer) -> None:
    def drip(reply: Reply) -> Reply:
        return Reply(200, reply.body, reply.headers, drip_s=0.02)

    server.misbehave(drip, times=9)
    started = time.monotonic()
    with no_waiting(), client_of(server, longest_answer_s=0.3, attempts=2) as http, too_slow():
        http.get(server.url)
    assert time.monotonic() - started < 3


def test_a_host_that_says_nothing_is_left_by_the_end_of_the_time_for_an_answer(server: WireServer) -> None:
    server.misbehave(no_answer(), times=9)
    started = time.monotonic()
    with no_waiting(), client_of(server, longest_answer_s=0.2, timeout_s=30.0, attempts=2) as http, too_slow():
        http.get(server.url)
    assert time.monotonic() - started < 3


def test_headers_that_drip_are_left() -> None:
    def drip(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            connection.sendall(b"a")
            time.sleep(0.02)

    started = time.monotonic()
    rules = {"longest_answer_s": 0.3, "attempts": 2}
    with plain_server(drip) as url, no_waiting(), client_of(url, **rules) as http, too_slow():
        http.get(url)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", b"\x00" * 200_000]
)
def test_what_does_not_speak_http_is_left(said: bytes) -> None:
    def say(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(said)

    broke_off = pytest.raises(UnreachableError, match=r"broke off \(\w+\), asked 2 times")
    with plain_server(say) as url, no_waiting(), client_of(url, attempts=2) as http, broke_off:
        http.get(url)


@contextmanager
def plain_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve bytes of any kind; yields the address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    serve(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    # Closing alone does not wake a thread that accepts.
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
