"""Threads that could not be had: what counts as a try, where a walk ends, and what the next run is told."""

from collections.abc import Callable
from typing import NoReturn

import pytest

from voc.errors import SourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.owed import Owed, PutOffError

BROKEN = UnreachableError("answered 500 five times.")


def failing(error: SourceError = BROKEN) -> Callable[[], NoReturn]:
    def read() -> NoReturn:
        raise error

    return read


def test_a_failure_counts_once_another_thread_could_be_had() -> None:
    owed = Owed("ticket")
    assert owed.attempt("1", failing()) is None
    assert owed.dump() == {"1": 0}
    assert owed.attempt("2", lambda: "said") == "said"
    assert owed.dump() == {"1": 1}


def test_a_thread_is_not_given_up_by_failures_that_prove_nothing() -> None:
    owed = Owed("ticket", {"1": 6})
    owed.retry("1", failing())
    assert owed.dump() == {"1": 6}
    owed.retry("2", lambda: None)
    assert owed.dump() == {}


def test_three_failures_in_a_row_end_the_walk_and_are_owed() -> None:
    owed = Owed("ticket")
    asked = [owed.attempt(thread, failing()) for thread in "123"]
    assert (asked, owed.failure) == ([None] * 3, BROKEN)
    assert owed.attempt("4", lambda: "said") is None
    assert set(owed.dump()) == {"1", "2", "3"}
    assert [one.part for one in owed.take_problems()] == ["ticket 1", "ticket 2", "ticket 3"]


def test_what_is_owed_is_not_asked_for_twice_and_ends_no_walk() -> None:
    owed = Owed("ticket", dict.fromkeys("12345", 0))
    asked = []
    for thread in owed.earlier():
        asked.append(thread)
        owed.retry(thread, failing())
    assert (asked, owed.failure) == (["1", "2", "3"], None)
    # The others come first in the next run.
    assert list(owed.tries) == ["4", "5", "1", "2", "3"]
    owed.attempt("6", failing())
    assert owed.failure is None
    assert [owed.attempt(thread, lambda: "said") for thread in "457"] == [None, None, "said"]


def test_more_threads_than_can_be_owed_end_the_walk() -> None:
    owed = Owed("ticket", {str(number): 1 for number in range(999)})
    refusal = HttpError("answered 403.", status=403)
    owed.attempt("1000", failing(refusal))
    assert owed.failure is refusal


@pytest.mark.parametrize("error", [HttpError("answered 401.", status=401), UnreachableError("busy.", wait_s=900.0)])
def test_a_refusal_of_all_is_none_of_a_thread(error: SourceError) -> None:
    owed = Owed("ticket")
    with pytest.raises(SourceError):
        owed.attempt("1", failing(error))
    assert owed.dump() == {}


def test_what_is_put_off_is_owed_without_a_word_of_its_own() -> None:
    owed = Owed("ticket")
    for thread in "1234":
        owed.attempt(thread, failing(PutOffError("Its ratings could not be had.")))
    assert (owed.take_problems(), owed.failure, owed.tries) == ((), None, dict.fromkeys("1234", 1))


def test_what_was_taken_back_is_owed_no_more() -> None:
    owed = Owed("ticket", {"1": 3})
    owed.retry("1", failing())
    owed.forget("1")
    assert owed.dump() == {}
