"""Letter runs counted by hand, and the same as a slow count for any text."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.letters import LONGEST_RUN, common_runs, count_runs, spelled

TEXTS = st.lists(st.text(alphabet="안돼요 A a\n\t!😂ㅠ", max_size=12), min_size=1, max_size=8)


def slow_runs(text: str) -> Counter[str]:
    plain = " ".join(text.lower().split())
    return Counter(plain[i : i + n] for n in range(1, LONGEST_RUN + 1) for i in range(len(plain) - n + 1))


def test_common_runs_are_those_of_enough_texts_with_the_number_of_texts() -> None:
    runs, n_texts = common_runs(["안돼요", "안돼 안돼", "돼요"], n_texts=2)
    # The second text has 안돼 twice and counts once.
    assert dict(zip(map(spelled, runs.tolist()), n_texts.tolist(), strict=True)) == {
        "안": 2, "돼": 3, "요": 2, "안돼": 2, "돼요": 2,
    }  # fmt: skip


def test_counts_are_of_known_runs_alone() -> None:
    known, _ = common_runs(["안돼", "안돼"], n_texts=2)
    counts = count_runs(["안돼 안돼요", "", "좋아요"], known).toarray()
    columns = [spelled(run) for run in known.tolist()]
    assert columns == ["돼", "안", "안돼"]
    assert counts.tolist() == [[2, 2, 2], [0, 0, 0], [0, 0, 0]]


@given(TEXTS)
def test_counts_equal_a_slow_count(texts: list[str]) -> None:
    known, n_texts = common_runs(texts, n_texts=1)
    slow = [slow_runs(text.replace("😂", chr(ord("😂") & 0xFFFF))) for text in texts]
    counts = count_runs(texts, known).toarray()
    names = [spelled(run) for run in known.tolist()]
    assert [{name: n for name, n in zip(names, row, strict=True) if n} for row in counts.astype(int).tolist()] == [
        dict(one) for one in slow
    ]
    assert n_texts.tolist() == [sum(name in one for one in slow) for name in names]
    assert np.all(np.diff(known.astype(object)) > 0)


def test_no_run_reaches_over_the_end_of_a_text() -> None:
    runs, _ = common_runs(["가나", "다라"], n_texts=1)
    assert {spelled(run) for run in runs.tolist()} == {"가", "나", "다", "라", "가나", "다라"}


def test_without_known_runs_nothing_is_counted() -> None:
    assert count_runs(["안돼요"], np.array([], dtype=np.uint64)).shape == (1, 0)
