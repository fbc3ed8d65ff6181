"""What Prefect sees of an error, and what the caller gets; no server needed."""

import os
import signal
import traceback

import pytest
from prefect.exceptions import TerminationSignal

from flows.guard import Guard, StepFailedError
from voc.errors import PrivacyError, VocError
from voc.interruption import watch

WORDS = "길동이의 번호는 010-1234-5678"


def failing() -> None:
    raise KeyError(WORDS)


def test_an_error_goes_to_the_scheduler_without_its_words() -> None:
    guard = Guard()
    with pytest.raises(StepFailedError) as raised:
        guard.step(failing)
    seen = "".join(traceback.format_exception(raised.value)) + repr(vars(raised.value))
    assert WORDS not in seen
    assert str(raised.value) == "KeyError; the reason stands in the run log: voc show runs"
    assert raised.value.__context__ is None


def test_the_caller_gets_the_error_as_it_was_after_the_flow_has_ended() -> None:
    guard = Guard()
    error = PrivacyError("Pattern 'phone' still matches.")

    def leaking() -> None:
        raise error

    with pytest.raises(PrivacyError) as raised:
        guard.run(lambda: guard.step(leaking))
    assert raised.value is error


def test_what_prefect_itself_raises_is_told_in_a_sentence() -> None:
    def broken() -> None:
        raise ConnectionError("http://user:password@server")

    with pytest.raises(VocError, match=r"Prefect could not run the flow \(ConnectionError\)") as raised:
        Guard().run(broken)
    assert "password" not in str(raised.value)


def test_a_signal_to_end_is_an_interruption() -> None:
    def ended() -> None:
        raise TerminationSignal(15)

    with pytest.raises(KeyboardInterrupt):
        Guard().run(ended)


def test_an_interruption_that_a_library_has_turned_into_an_error_stays_one() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    watch()
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)

        def confused() -> None:
            raise RuntimeError("cannot schedule new futures")

        with pytest.raises(KeyboardInterrupt):
            Guard().run(confused)
    finally:
        watch()
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def test_a_flow_without_errors_just_ends() -> None:
    done: list[int] = []
    guard = Guard()
    guard.run(lambda: guard.step(lambda: done.append(1)))
    assert done == [1]


def test_nothing_is_sent_home_or_printed_unless_somebody_wants_it() -> None:
    wanted = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
    }
    assert {name: os.environ.get(name) for name in wanted} == wanted


def test_a_flow_that_a_server_started_gives_the_error_of_its_step_as_it_was() -> None:
    guard, error = Guard(), PrivacyError("Pattern 'phone' still matches.")

    def leaking() -> None:
        raise error

    with pytest.raises(PrivacyError) as raised:
        guard.run_inside(lambda: guard.step(leaking))
    assert raised.value is error


def test_a_signal_to_end_stays_prefects_own_within_a_flow_that_it_started() -> None:
    def ended() -> None:
        raise TerminationSignal(15)

    with pytest.raises(TerminationSignal):
        Guard().run_inside(ended)


def test_a_run_that_failed_without_an_error_of_a_step_is_told_by_its_outcome() -> None:
    def failed() -> None:
        raise StepFailedError

    Guard().run(failed)
    Guard().run_inside(failed)
