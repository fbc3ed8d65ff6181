"""Two gigabytes are sent to a dashboard that takes one megabyte: it stops them as they come, and answers others."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from browsing import running
from starlette.applications import Starlette

pytestmark = pytest.mark.slow
SIZE = 2_000_000_000
PIECE = b"a" * 65_536
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


@pytest.mark.parametrize("length", [f"Content-Length: {SIZE}", "Transfer-Encoding: chunked"])
def test_two_gigabytes_are_stopped_as_they_come(open_app: Callable[..., Starlette], length: str) -> None:
    with running(lambda _: open_app("sign_in: none\nupload_mb: 1\n")) as address, httpx.Client() as other:
        page = other.get(f"{address}/imports")
        token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        cookies = "; ".join(f"{name}={value}" for name, value in other.cookies.items())
        said = {
            "Host": urlsplit(address).netloc,
            "Origin": address,
            "Cookie": cookies,
            "X-CSRF-Token": token,
            "Content-Type": "multipart/form-data; boundary=x",
        }
        lines = ["POST /imports HTTP/1.1", *(f"{name}: {value}" for name, value in said.items() if value), length]
        sent = _sent(urlsplit(address).port or 0, "\r\n".join(lines), is_chunked="chunked" in length)
        # What the machine itself holds back between the two ends comes on top of twice the limit.
        assert sent < 30_000_000
        assert other.get(f"{address}/imports").status_code == 200


def _sent(port: int, head: str, *, is_chunked: bool) -> int:
    """Send until the other end has enough; return how many bytes were taken."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sending:
        sending.sendall(f"{head}\r\n\r\n".encode())
        sent = 0
        try:
            for piece in (HEAD, *(PIECE for _ in range(SIZE // len(PIECE)))):
                sending.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
                sent += len(piece)
        except OSError:
            return sent
    return sent
