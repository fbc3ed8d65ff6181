"""Remembering what was met in a file, in memory that does not grow with it."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.tables import Remembered, remembered


@given(st.lists(st.tuples(st.sampled_from("가나다라마바사"), st.text(max_size=3))), st.integers(1, 4))
def test_it_is_a_dictionary_wherever_its_entries_lie(written: list[tuple[str, str]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembered, "_MOST", most)
        met, wanted = Remembered(), dict[str, str]()
        for key, value in written:
            assert met.get(key) == wanted.get(key)
            met.put(key, value)
            wanted[key] = value
            assert {one: met.get(one) for one in wanted} == wanted


@pytest.mark.parametrize("key", ["", "\ud83d", "R" * 10_000, "가\x00나"])
def test_anything_can_be_a_key(key: str) -> None:
    met = Remembered()
    assert met.get(key) is None
    met.put(key, "\x1f")
    assert met.get(key) == "\x1f"


def test_two_of_them_know_nothing_of_one_another() -> None:
    one, other = Remembered(), Remembered()
    one.put("R1", "본문")
    assert other.get("R1") is None


def test_many_entries_take_no_more_memory_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 1000)
    tracemalloc.start()
    met = Remembered()
    for number in range(50_000):
        met.put(f"R{number}", "2026-09-01T00:00:00+00:00 -1234567890123456789")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_500_000
    assert met.get("R0") == met.get("R49999")
