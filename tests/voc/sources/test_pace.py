"""Gaps between requests, on a clock that moves only when somebody sleeps."""

from dataclasses import dataclass, field

import pytest

from voc.sources.pace import Pacer


@dataclass
class Clock:
    seconds: float = 100.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacer(clock: Clock) -> Pacer:
    return Pacer(sleep=clock.sleep, clock=lambda: clock.seconds)


def test_the_first_request_waits_for_nothing_and_the_next_for_its_gap(pacer: Pacer, clock: Clock) -> None:
    pacer.take_turn("feed.example.kr", 5.0)
    assert clock.slept == []
    pacer.take_turn("feed.example.kr", 5.0)
    assert clock.slept == [5.0]


def test_time_that_has_passed_is_not_waited_for_again(pacer: Pacer, clock: Clock) -> None:
    pacer.take_turn("feed.example.kr", 5.0)
    clock.seconds += 3.0
    pacer.take_turn("feed.example.kr", 5.0)
    assert clock.slept == [2.0]
    clock.seconds += 60.0
    pacer.take_turn("feed.example.kr", 5.0)
    assert clock.slept == [2.0]


def test_hosts_do_not_wait_for_one_another(pacer: Pacer, clock: Clock) -> None:
    pacer.take_turn("one.example.kr", 5.0)
    pacer.take_turn("two.example.kr", 5.0)
    assert clock.slept == []


def test_a_host_that_wants_silence_has_it(pacer: Pacer, clock: Clock) -> None:
    pacer.hold("api.example.kr", 40.0)
    assert pacer.left_s("api.example.kr") == 40.0
    pacer.take_turn("api.example.kr", 1.0)
    assert clock.slept == [40.0]


def test_a_shorter_silence_takes_nothing_from_a_longer_one(pacer: Pacer) -> None:
    pacer.hold("api.example.kr", 40.0)
    pacer.hold("api.example.kr", 5.0)
    assert pacer.left_s("api.example.kr") == 40.0
    assert pacer.left_s("other.example.kr") <= 0.0


def test_only_long_waits_are_told_and_always_in_the_same_words(clock: Clock) -> None:
    told: list[str] = []
    pacer = Pacer(sleep=clock.sleep, clock=lambda: clock.seconds, tell=told.append)
    for gap in (9.0, 18.0, 21.0, 0.0):
        pacer.take_turn("api.example.kr", gap)
    assert clock.slept == [9.0, 18.0, 21.0]
    assert told == ["api.example.kr is asked slowly"] * 2
