"""A log of this process, closed again whatever a test did."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from voc import logs

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def speak(capsys: pytest.CaptureFixture[str], closed: None) -> Callable[[], Lines]:  # noqa: ARG001 - closes the log
    """Opens a log on stderr and gives its lines so far, each read as JSON.

    Called by the test itself: between fixtures and test stderr is changed by pytest.
    """

    def speaking() -> Lines:
        logs.begin(as_json=True)
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return speaking


@pytest.fixture
def closed() -> Iterator[None]:
    """Closes what the test opens."""
    yield
    logs.end()
