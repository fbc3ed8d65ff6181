"""Events: words that jump together. Cases small enough to count by hand, and quiet weeks that must stay quiet."""

import random

from nlp.emerging import Event, Mention, find_events, foretold

# Four earlier weeks of 25 documents, and 25 now: a word never heard is expected (0 + 0.5) * 25 / 100 = 0.125 times.
BEFORE = [Mention(f"b{n}", frozenset({"수수료", "환급"} if n % 2 else {"입금"})) for n in range(100)]
QUIET = [Mention(f"q{n}", frozenset({"수수료", "환급"} if n % 2 else {"입금"})) for n in range(15)]


def _now(*words: str, n: int = 10, start: int = 0) -> list[Mention]:
    return [Mention(f"n{number}", frozenset(words)) for number in range(start, start + n)]


def test_words_that_jump_together_are_one_event() -> None:
    (event,) = find_events([*_now("가족", "합산"), *QUIET], BEFORE, n_before=4)
    assert event.rows == tuple(range(10))
    # Both jump from 0.125 to 10, so both are the newest.
    assert event.weights == {"가족": 1.0, "합산": 1.0}


def test_weights_follow_the_logarithm_of_the_jump() -> None:
    """가족 jumps from (1 + 0.5) / 4 = 0.375 to 10, 합산 from 0.125 to 10: ln 26.67 / ln 80 = 0.749291."""
    before = [*BEFORE[:99], Mention("b99", frozenset({"가족"}))]
    (event,) = find_events([*_now("가족", "합산"), *QUIET], before, n_before=4)
    assert event.weights == {"가족": 0.749291, "합산": 1.0}


def test_words_that_jump_apart_are_two_events() -> None:
    now = [*_now("가족", "합산", n=13), *_now("인증", "먹통", n=12, start=13)]
    events = find_events(now, BEFORE, n_before=4)
    assert [sorted(event.weights) for event in events] == [["가족", "합산"], ["먹통", "인증"]]
    assert [len(event.rows) for event in events] == [13, 12]


def test_a_word_that_always_was_is_no_event() -> None:
    assert find_events([*_now("수수료", "환급", n=12), *QUIET], BEFORE, n_before=4) == []


def test_three_earlier_weeks_are_too_few() -> None:
    assert find_events([*_now("가족", "합산"), *QUIET], BEFORE, n_before=3) == []


def test_a_single_word_needs_ten_documents() -> None:
    assert find_events([*_now("먹통", n=9), *QUIET], BEFORE, n_before=4) == []
    assert len(find_events([*_now("먹통", n=10), *QUIET], BEFORE, n_before=4)) == 1


def test_one_person_is_no_event() -> None:
    """Ten sentences of one document count once."""
    now = [Mention("same", frozenset({"가족", "합산"}))] * 10
    assert find_events([*now, *QUIET], BEFORE, n_before=4) == []


def test_a_faint_hint_joins_only_beside_a_telling_sentence() -> None:
    """오류 was said 9 times before: from 2.375 to 12 it jumps too, but tells little (ln 5.05 / ln 96 = 0.35)."""
    before = [*BEFORE[:91], *[Mention(f"e{n}", frozenset({"오류"})) for n in range(9)]]
    told = [Mention(f"n{n}", frozenset({"인증", "오류"})) for n in range(12)]
    beside = Mention("n0", frozenset({"오류"}))
    alone = Mention("n99", frozenset({"오류"}))
    (event,) = find_events([*told, beside, alone, *QUIET], before, n_before=4)
    assert 12 in event.rows
    assert 13 not in event.rows


def test_the_order_of_sentences_decides_nothing() -> None:
    now = [*_now("가족", "합산", n=13), *_now("인증", "먹통", n=12, start=13), *QUIET]
    shuffled, shuffled_before = now[:], BEFORE[:]
    random.Random(1).shuffle(shuffled)  # noqa: S311 - a seeded test
    random.Random(2).shuffle(shuffled_before)  # noqa: S311 - a seeded test
    one = find_events(now, BEFORE, n_before=4)
    other = find_events(shuffled, shuffled_before, n_before=4)
    assert {frozenset(e.weights.items()) for e in one} == {frozenset(e.weights.items()) for e in other}
    assert [{now[r] for r in e.rows} for e in one] == [{shuffled[r] for r in e.rows} for e in other]


def test_quiet_weeks_have_no_events() -> None:
    """Documents of 2-6 words drawn from one Zipf-like vocabulary: 200 weeks without news, at most 5 % false alarms."""
    words = [f"말{n}" for n in range(400)]
    weights = [1.0 / (n + 3) for n in range(400)]
    false = 0
    for seed in range(200):
        dice = random.Random(seed)  # noqa: S311 - a seeded test
        said = [Mention(f"d{n}", frozenset(dice.choices(words, weights, k=dice.randint(2, 6)))) for n in range(600)]
        false += bool(find_events(said[:80], said[80:], n_before=6))
    assert false <= 10


def test_a_sentence_of_another_week_must_say_two_words_clearly() -> None:
    weights = {"가족": 0.6, "합산": 0.5, "링크": 0.2}
    assert foretold(weights, frozenset({"가족", "합산", "보다"}))
    assert not foretold(weights, frozenset({"가족", "링크"}))
    assert not foretold({"먹통": 1.0}, frozenset({"먹통"}))


def test_a_score_is_the_share_of_the_event_said() -> None:
    event = Event({"가족": 0.6, "합산": 0.5}, (0,))
    assert event.score(frozenset({"가족"})) == 0.6
    assert event.score(frozenset({"가족", "합산"})) == 1.0
    assert event.score(frozenset({"보다"})) == 0.0
