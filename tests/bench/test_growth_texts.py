from collections import Counter
from datetime import datetime

from growth_texts import Voice, phrases, voices

FIRST = datetime(2024, 11, 25)  # noqa: DTZ001 - the generator has no zones


def _said(n: int, seed: int = 1) -> list[Voice]:
    return list(voices(n, first=FIRST, n_days=14, seed=seed))


def test_the_same_seed_says_the_same() -> None:
    assert _said(300) == _said(300)
    assert {one.text for one in _said(300)} != {one.text for one in _said(300, seed=2)}


def test_texts_are_spread_over_the_days_in_order() -> None:
    said = _said(1400)
    assert [one.at for one in said] == sorted(one.at for one in said)
    assert set(Counter(one.at.date() for one in said).values()) == {100}
    assert len({one.key for one in said}) == len(said)


def test_most_texts_are_said_once_and_short_remarks_by_many() -> None:
    counts = Counter(one.text for one in _said(5000))
    assert 0.8 <= len(counts) / 5000 <= 0.95
    often = [text for text, n in counts.most_common(5) if n > 10]
    assert set(often) <= {*phrases()["short"]}


def test_how_often_a_theme_comes_up_falls_like_zipf() -> None:
    texts = " ".join(one.text for one in _said(5000))
    first, last = ("로그인", "약관")
    assert texts.count(first) > 5 * texts.count(last) > 0


def test_some_say_the_same_twice() -> None:
    again = Counter((one.author, one.text) for one in _said(5000) if len(one.text) > 20)
    assert 10 <= sum(n > 1 for n in again.values()) <= 100
