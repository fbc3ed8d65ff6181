"""How often somebody may try: in a window that slides, counted before the attempt is decided, in bounded memory."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from visitor import PASSWORD, Clock

from voc.dashboard.access.attempts import Attempts
from voc.privacy.passwords import hash_of_nobody, hash_password, is_password


def test_the_window_slides() -> None:
    clock = Clock(0.0)
    attempts = Attempts(2, clock, window_s=100)
    assert attempts.begin("hana") == 0
    clock.now = 40
    assert attempts.begin("hana") == 0
    clock.now = 60
    assert attempts.begin("hana") == 40, "until the first of the two is 100 s old"
    assert attempts.begin("bora") == 0
    clock.now = 100
    assert attempts.begin("hana") == 0
    assert attempts.begin("hana") == 40


def test_what_was_refused_does_not_count() -> None:
    clock = Clock(0.0)
    attempts = Attempts(1, clock, window_s=100)
    attempts.begin("hana")
    for clock.now in range(1, 100):
        assert attempts.begin("hana") > 0
    clock.now = 100
    assert attempts.begin("hana") == 0


def test_many_at_once_are_no_way_around() -> None:
    attempts = Attempts(8, Clock(0.0))
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: attempts.begin("hana"), range(200)))
    assert sum(not wait for wait in waits) == 8


def test_what_was_right_is_forgiven() -> None:
    attempts = Attempts(1, Clock(0.0))
    attempts.begin("hana")
    attempts.forgive("hana")
    assert attempts.begin("hana") == 0
    attempts.take_back("hana")
    assert attempts.begin("hana") == 0
    attempts.take_back("nobody")


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    attempts = Attempts(1, Clock(0.0))
    for n in range(20_001):
        attempts.begin(f"user{n}")
    assert len(attempts._moments) == 20_000
    assert attempts.begin("user20000") > 0
    assert attempts.begin("user0") == 0


def test_checking_takes_as_long_for_people_who_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.privacy.passwords._HASHER", PasswordHasher())
    hash_of_nobody.cache_clear()
    hash_of_nobody()
    kept = hash_password(PASSWORD)

    def seconds(of: str | None) -> float:
        taken = []
        for _ in range(4):
            began = time.perf_counter()
            assert not is_password("열 글자가 넘는 것", of)
            taken.append(time.perf_counter() - began)
        return min(taken)

    assert 0.4 < seconds(None) / seconds(kept) < 2.5
    hash_of_nobody.cache_clear()
