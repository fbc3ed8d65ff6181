"""Working ahead changes no order, loses no error, and ends with its consumer."""

import threading
from collections.abc import Iterator

import pytest

from nlp.ahead import ahead


def _running() -> int:
    return sum(thread.name == "ahead" for thread in threading.enumerate())


def test_everything_comes_in_order() -> None:
    assert list(ahead(range(500), at_most=3)) == list(range(500))


def test_nothing_comes_of_nothing() -> None:
    assert list(ahead([])) == []


def test_what_the_producer_raises_comes_after_what_it_gave() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("three")

    given = []
    with pytest.raises(ValueError, match="three"):
        given.extend(ahead(broken()))
    # `extend` keeps what came before the error.
    assert given == [1, 2]


def test_the_next_piece_is_made_while_this_one_is_used() -> None:
    made = threading.Event()

    def pieces() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    pieces_ahead = ahead(pieces())
    assert next(pieces_ahead) == 1
    assert made.wait(10)
    assert list(pieces_ahead) == [2]


def test_a_consumer_that_leaves_early_leaves_no_thread_behind() -> None:
    before = _running()
    pieces_ahead = ahead(range(1000))
    assert next(pieces_ahead) == 0
    pieces_ahead.close()  # type: ignore[attr-defined]  # it is a generator
    assert _running() == before
