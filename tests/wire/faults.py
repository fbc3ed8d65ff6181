"""How services misbehave: each fault turns a good reply into a bad one."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from wire.server import Fault, Reply, json_reply, text_reply

MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>점검 중</title></head><body><h1>서비스 점검 안내</h1>"
    "<p>더 나은 서비스를 위해 잠시 쉬어 갑니다.</p></body></html>"
)


def too_many(seconds: int = 1) -> Fault:
    """429 with seconds, and the plain text that some gateways send."""
    headers = {"Retry-After": str(seconds), "Content-Type": "text/plain"}
    return lambda _: Reply(429, b"Number of allowed API requests per minute exceeded", headers)


def too_many_until(wait: timedelta = timedelta(seconds=1)) -> Fault:
    """429 with the date of the other form of `Retry-After`."""
    return lambda _: Reply(429, b"", {"Retry-After": format_datetime(datetime.now(UTC) + wait, usegmt=True)})


def server_error(status: int = 500) -> Fault:
    return lambda _: text_reply("<html><body>Internal Server Error</body></html>", status)


def no_answer() -> Fault:
    """Nothing comes until the client has given up."""

    def late(reply: Reply) -> Reply:
        reply.wait = threading.Event()
        return reply

    return late


def cut_in_hangul(reply: Reply) -> Reply:
    """The connection breaks in the middle of a Hangul syllable, which takes three bytes."""
    for at, byte in enumerate(reply.body):
        # Lead bytes EA to ED begin the syllables of Hangul.
        if 0xEA <= byte <= 0xED and at > len(reply.body) // 2:
            reply.cut_at = at + 1
            return reply
    reply.cut_at = len(reply.body) // 2
    return reply


def maintenance_page(_: Reply) -> Reply:
    return text_reply(MAINTENANCE)


def truncated_json(reply: Reply) -> Reply:
    """The whole of the promised length arrives, but the JSON in it ends early."""
    return Reply(reply.status, reply.body[: len(reply.body) * 2 // 3], reply.headers)


def expired_token(_: Reply) -> Reply:
    return json_reply({"error": "invalid_token", "error_description": "The access token has expired"}, 401)


def with_unknown_fields(reply: Reply) -> Reply:
    """Every object of the reply has fields that nobody has heard of."""
    return Reply(reply.status, json.dumps(_strange(json.loads(reply.body)), ensure_ascii=False).encode(), reply.headers)


def _strange(value: object) -> object:
    if isinstance(value, dict):
        more = {"zz_new_field": {"nested": ["값", 1, None]}, "zz_null": None}
        return {name: _strange(inner) for name, inner in value.items()} | more
    return [_strange(inner) for inner in value] if isinstance(value, list) else value


# Faults that pass when the same is asked again.
PASSING: dict[str, Callable[[], Fault]] = {
    "429 with seconds": lambda: too_many(0),
    "429 with a date": lambda: too_many_until(timedelta(0)),
    "500": lambda: server_error(500),
    "503": lambda: server_error(503),
    "time-out": no_answer,
    "cut in Hangul": lambda: cut_in_hangul,
    "maintenance page": lambda: maintenance_page,
    "truncated JSON": lambda: truncated_json,
}
