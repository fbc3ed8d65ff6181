"""A real HTTP server on this machine that plays somebody else's service, and misbehaves on demand."""

import json
import select
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Self
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """What was asked. `query` holds the last value of each name; `path` is decoded."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass
class Reply:
    """What is answered.

    `cut_at` sends only so many bytes of the promised body and closes; `wait` delays it; `length` promises another
    length than the body's; `is_chunked` promises none; `drip_s` pauses before each byte.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    wait: threading.Event | None = None
    length: int | None = None
    is_chunked: bool = False
    drip_s: float | None = None


def json_reply(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    # As the services do it: Hangul as it is, not escaped.
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def text_reply(text: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> Reply:
    return Reply(status, text.encode(), {"Content-Type": kind})


# A fault turns the reply that would have been sent into another one.
Fault = Callable[[Reply], Reply]


@dataclass
class Misbehaviour:
    """A fault for requests whose target holds `on`: the first `skip` of them are spared, then `times` are hit."""

    fault: Fault
    on: str = ""
    times: int = 1
    skip: int = 0

    def takes(self, target: str) -> bool:
        if self.on not in target or self.times <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class WireServer:
    """Serves what `answer` makes of each request, in threads of this process, until closed.

    `n_connections` counts those that were ever opened, `n_open` those that still are.
    """

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.misbehaviours: list[Misbehaviour] = []
        self.n_connections = self.n_open = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"wire": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def misbehave(self, fault: Fault, *, on: str = "", times: int = 1, skip: int = 0) -> None:
        self.misbehaviours.append(Misbehaviour(fault, on, times, skip))

    def behave(self) -> None:
        self.misbehaviours.clear()

    def close(self) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def reply_to(self, request: Request, target: str) -> Reply:
        # One at a time: the state of the service and the list of faults are shared.
        with self._lock:
            self.requests.append(request)
            reply = self.answer(request)
            for one in self.misbehaviours:
                if one.takes(target):
                    return one.fault(reply)
            return reply

    def count(self, change: int) -> None:
        with self._lock:
            self.n_open += change
            self.n_connections += max(change, 0)

    def pause(self, seconds: float) -> bool:
        """Wait; tell whether the server goes on."""
        return not self._stop.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    wire: ClassVar[WireServer]
    protocol_version = "HTTP/1.1"
    # Headers and body leave together: no waiting for an acknowledgement in between.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.wire.count(1)
        super().setup()

    def handle(self) -> None:
        # A client may go in the middle of anything.
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.wire.count(-1)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, unquote(parts.path), query, headers, body)
        self._send(self.wire.reply_to(request, self.path))

    def _send(self, reply: Reply) -> None:
        if reply.wait is not None:
            self._stay_silent(reply.wait)
        try:
            self._send_head(reply)
            self._send_body(reply)
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        if reply.cut_at is not None or reply.length is not None:
            self.close_connection = True

    def _stay_silent(self, until: threading.Event) -> None:
        """Wait until the client is gone or the server closes."""
        while not until.is_set() and self.wire.pause(0.01):
            if select.select([self.connection], [], [], 0)[0]:
                return

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        body = reply.body if reply.cut_at is None else reply.body[: reply.cut_at]
        if reply.drip_s is not None:
            self._drip(body, reply.drip_s)
        elif not reply.is_chunked:
            self.wfile.write(body)
        else:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
            self.wfile.write(b"0\r\n\r\n" if reply.cut_at is None else b"")

    def _drip(self, body: bytes, seconds: float) -> None:
        for at in range(len(body)):
            self.wfile.flush()
            if not self.wire.pause(seconds):
                return
            self.wfile.write(body[at : at + 1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own
        """Say nothing."""
