"""`voc show --segment`: the same lists for some customers alone, hand-counted, and what is said without them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from planted import Said, plant

from voc.store import Store
from voc.store.marks import note_weeks

W46, W47 = "2026-W46", "2026-W47"
NEW, OLD = {"등급": "신규"}, {"등급": "기존"}
VOICES = [
    Said(W46, "환급이 늦어요", theme="slow", source="shop_reviews", segment=NEW),
    *(Said(W47, f"환급이 {n}번 늦어요", theme="slow", source="shop_reviews", segment=NEW) for n in range(3)),
    Said(W47, "좋아요", source="shop_reviews", segment=NEW, hesitates=False),
    *(Said(W47, f"수수료가 {n}번 비싸요", theme="fee", source="shop_reviews", segment=OLD, stage="usage")
      for n in range(4)),
]  # fmt: skip
Call = Callable[..., Any]


@pytest.fixture
def planted_store(empty_store: Store) -> Store:
    """Nine voices of two kinds of customers."""
    plant(empty_store, VOICES)
    return empty_store


def _rows(call: Call, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call("show", *arguments, "--json").out.splitlines()]


@pytest.mark.usefixtures("planted_store")
def test_themes_are_those_of_the_customers_asked_about(call: Call) -> None:
    """Three of four new customers: 750 per 1,000, after one of one; old customers alone speak of the fee."""
    (slow,) = _rows(call, "themes", "--segment", "등급=신규")
    assert (slow["id"], slow["n"], slow["n_before"], slow["rate"]) == ("slow", 3, 1, 750.0)
    (fee,) = _rows(call, "themes", "--segment", "등급=기존")
    assert (fee["id"], fee["n"]) == ("fee", 4)
    assert _rows(call, "themes", "--segment", "등급=신규", "--stage", "usage") == []


@pytest.mark.usefixtures("planted_store")
def test_stages_trends_and_keywords_follow_too(call: Call) -> None:
    stages = {row["stage"]: row["n"] for row in _rows(call, "stages", "--segment", "등급=기존")}
    assert {stage: n for stage, n in stages.items() if n} == {"usage": 4}
    (trend,) = _rows(call, "trends", "--segment", "등급=신규")
    assert trend["weeks"] == {W46: 1, W47: 3}
    # New customers say nothing about usage, so nothing can be contrasted; all together, 수수료 is its word.
    assert _rows(call, "keywords", "--stage", "usage", "--segment", "등급=신규") == []
    assert "수수료" in {row["term"] for row in _rows(call, "keywords", "--stage", "usage")}


@pytest.mark.usefixtures("planted_store")
@pytest.mark.parametrize("what", ["runs", "sources", "variants"])
def test_lists_that_know_no_customers_refuse(call: Call, what: str) -> None:
    called = call("show", what, "--segment", "등급=신규")
    assert called.code == 2
    assert "--segment" in called.err


@pytest.mark.usefixtures("planted_store")
def test_an_unknown_segment_is_told_with_those_that_there_are(call: Call) -> None:
    called = call("show", "themes", "--segment", "등급=신귀")
    assert called.code == 2
    assert "Did you mean '등급=신규'? Known: 등급=신규, 등급=기존." in called.err


def test_before_the_first_count_after_an_upgrade_it_says_what_is_missing(call: Call, empty_store: Store) -> None:
    plant(empty_store, [Said(W47, source="shop_reviews")])
    assert "No document comes with segments" in call("show", "themes", "--segment", "등급=신규").err
    with empty_store.begin() as connection:
        note_weeks(connection, [W46, W47])
    called = call("keywords", "--target", "segment.등급=신규", "--rest", "hesitation=yes")
    for said in (called.err, call("show", "themes", "--segment", "등급=신규").err):
        assert "2 weeks wait for being counted, which `voc run nightly` does" in said
