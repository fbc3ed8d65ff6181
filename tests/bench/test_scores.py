"""What is scored: sets, coverage, stability, variants of the rows, the table."""

import sys
from pathlib import Path

import numpy as np
import pytest
from analysis import Analysis
from lines import HEAD, Line, table
from processes import Spent
from rivals import peer
from scores import scores, stability
from sets import LabelledReviews, LabelledTexts, Task
from variants import BASE, OTHERS

NOTHING = Spent(0, 0.0, 0.0, 0.0, "")


def sentence(doc_id: str, start: int, end: int, theme: str | None, *, hesitation: bool = True) -> dict[str, object]:
    return {
        "doc_id": doc_id, "raw_start": start, "raw_end": end, "theme_id": theme, "is_hesitation": hesitation,
        "text": f"{doc_id} {start}",
    }  # fmt: skip


def label(doc_id: str, start: int, end: int, theme: str, hesitation: str = "1") -> dict[str, str]:
    return {"doc_id": doc_id, "start": str(start), "end": str(end), "theme": theme, "hesitation": hesitation}


def analysis(*sentences: dict[str, object]) -> Analysis:
    return Analysis(list(sentences), [], {}, NOTHING)


def test_a_document_has_the_theme_of_most_of_its_sentences() -> None:
    # The last document was not among the rows of this run: it is neither grouped nor left out.
    rows = [{"doc_id": one, "text": ""} for one in "abcd"]
    labelled = LabelledTexts("set", rows, {"a": "x", "b": "x", "c": "y", "d": "y"})
    found = labelled.groups(analysis(
        sentence("a", 0, 1, "one"), sentence("a", 1, 2, "two"), sentence("a", 2, 3, "two"),
        sentence("b", 0, 1, None), sentence("b", 1, 2, "one"), sentence("c", 0, 1, None),
    ))  # fmt: skip
    assert found == {"a": "two", "b": "one", "c": None}
    assert labelled.options[-1] == "2"


def test_a_gold_row_takes_the_sentence_that_overlaps_it_most() -> None:
    gold = [label("a", 0, 10, "결제 오류"), label("a", 12, 20, "배송 지연"), label("b", 0, 5, "-", "0")]
    labelled = LabelledReviews("set", [], gold)
    read = analysis(
        sentence("a", 0, 4, "one"), sentence("a", 4, 11, "two"), sentence("a", 11, 20, None, hesitation=False),
        sentence("b", 0, 5, "two"), sentence("b", 6, 9, None, hesitation=False),
    )  # fmt: skip
    task = labelled.task(read)
    assert list(task.truth) == [(("a", 4), "결제 오류"), (("a", 11), "배송 지연")]
    # Peers get every hesitation that was read, and the labelled one that was not; nothing else.
    assert list(task.texts) == [("a", 0), ("a", 4), ("a", 11), ("b", 0)]
    assert labelled.groups(read) == {("a", 0): "one", ("a", 4): "two", ("b", 0): "two"}


def test_coverage_precision_and_outliers_by_hand() -> None:
    keys = list("abcdef")
    truth = list(zip("abcd", "xxyy", strict=True))
    task = Task(dict.fromkeys(keys, ""), dict.fromkeys(keys, "d"), truth, counted=list("abcde"), rest_is_one=False)
    found = scores(task, {"a": 1, "b": 1, "c": 1, "d": None, "e": 2, "f": None})
    assert found.coverage == pytest.approx(4 / 5)
    assert found.outliers == pytest.approx(2 / 6)
    assert found.n_groups == 2
    # Rows a, b, c in one group: (2/3 + 2/3 + 1/3) / 3 there; with d alone (5/3 + 1) / 4.
    assert found.precision_there == pytest.approx(5 / 9)
    assert found.agreement.precision == pytest.approx(2 / 3)
    assert found.agreement.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


def test_stability_looks_at_common_rows_and_not_at_names() -> None:
    assert stability({"a": 1, "b": 1, "c": None, "d": 2}, {"a": "q", "b": "q", "c": None}) == 1.0
    assert stability({"a": 1, "b": 1, "c": 2, "d": 2}, {"a": 1, "b": 2, "c": 1, "d": 2}) < 0.0


def test_variants_shuffle_and_leave_out_every_eleventh() -> None:
    ids = [str(n) for n in range(22)]
    shuffled, tenth_more, other_seed = (variant.of(ids) for variant in OTHERS)
    assert shuffled != ids
    assert sorted(shuffled) == sorted(ids)
    assert len(ids) == pytest.approx(1.1 * len(tenth_more))
    assert set(ids) - set(tenth_more) == {"10", "21"}
    assert other_seed == BASE.of(ids) == ids
    assert OTHERS[2].seed != BASE.seed


def test_a_peer_that_cannot_be_imported_is_named_with_the_reason() -> None:
    keys = [str(n) for n in range(12)]
    texts, truth = dict.fromkeys(keys, "배송 문의"), [(key, "x") for key in keys]
    task = Task(texts, {key: key for key in keys}, truth, keys, rest_is_one=True)
    rival = peer(Path(sys.executable), "bertopic-vectors", task, np.ones((12, 3), dtype=np.float32))
    outcome = rival(BASE)
    assert "bertopic" in outcome.failure or "umap" in outcome.failure
    cells = Line("set", "BERTopic", None, {}, outcome.spent, outcome.failure).cells()
    assert cells[2].startswith("failed: ")


@pytest.mark.slow
@pytest.mark.long
def test_a_peer_groups_what_it_is_given_in_any_order() -> None:
    texts = {f"a{n}": f"배송 지연 환불 {n}" for n in range(6)} | {f"b{n}": f"로그인 오류 화면 {n}" for n in range(6)}
    task = Task(texts, {key: key for key in texts}, [(key, key[0]) for key in texts], list(texts), rest_is_one=True)
    rival = peer(Path(sys.executable), "kmeans", task, np.ones((12, 3), dtype=np.float32))
    base, shuffled = rival(BASE), rival(OTHERS[0])
    assert scores(task, base.groups).agreement.ari == 1.0
    assert scores(task, shuffled.groups).agreement.ari == 1.0
    assert stability(base.groups, shuffled.groups) == 1.0


def test_a_table_fills_short_rows_up() -> None:
    drawn = table(("a", "bb"), [["1", "2"], ["failed"]]).splitlines()
    assert [line.count("|") for line in drawn] == [3, 3, 3, 3]
    assert len({len(line) for line in drawn}) == 1


def test_a_line_has_a_cell_for_every_head() -> None:
    task = Task({"a": ""}, {"a": "a"}, [("a", "x")], ["a"], rest_is_one=True)
    cells = Line("set", "ours", scores(task, {"a": 1}), {OTHERS[0].name: 1.0}, NOTHING).cells()
    assert len(cells) == len(HEAD)
    assert dict(zip(HEAD, cells, strict=True))["shuffled"] == "1.00"
