"""A file through the pages of an import: handed in, then each step until its process has ended."""

import time

import pytest
from visitor import Visitor


def upload(visitor: Visitor, name: str, content: bytes, path: str = "/imports") -> str:
    """Hand a file in and return the address of its page."""
    files = {"file": (name, content, "application/octet-stream")}
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on(path)}
    answer = visitor.ask("POST", path, said, files=files)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def shown(visitor: Visitor, address: str) -> str:
    """Return the page once nothing is being done any more."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        page = visitor.get(address).text
        if "load delay" not in page:
            assert "도중에 멈췄습니다" not in page
            return page
        time.sleep(0.2)
    pytest.fail("it does not end")


def go(visitor: Visitor, address: str, do: str, **form: str) -> str:
    """Take a step and return the page once it is done."""
    answer = visitor.post(address, {"csrf": visitor.token_on(address), "do": do, **form})
    assert answer.status_code == 303, answer.text
    return shown(visitor, address)
