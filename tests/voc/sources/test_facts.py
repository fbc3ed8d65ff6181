"""Reading JSON that somebody else made."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import RecordError
from voc.sources.facts import Facts

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


def test_a_missing_field_and_a_null_are_the_same() -> None:
    for facts in (Facts.of({}), Facts.of({"a": None})):
        assert facts.text("a") == ""
        assert facts.number("a") is None
        assert facts.flag("a", default=True) is True
        assert facts.moment("a") is None
        assert facts.epoch("a") is None
        assert facts.inner("a").raw == {}
        assert facts.items("a") == []
        assert facts.texts("a") == ()
        with pytest.raises(RecordError, match="'a' is missing"):
            facts.needed("a")


@pytest.mark.parametrize("raw", [None, [], "{}", 3, True])
def test_what_is_no_object_is_no_record(raw: object) -> None:
    with pytest.raises(RecordError, match="no object"):
        Facts.of(raw)


@pytest.mark.parametrize(
    ("value", "number"),
    [(4, 4.0), (4.5, 4.5), ("4", 4.0), (" 4.5 ", 4.5), ("-1e2", -100.0), ("", None), (0, 0.0)],
)
def test_numbers_are_read_also_where_they_are_spelled_out(value: object, number: float | None) -> None:
    assert Facts.of({"score": value}).number("score") == number


@pytest.mark.parametrize(
    "value", [True, "5점", "nan", "inf", "1e999", "1_000", "0x10", [], {}, float("nan"), float("-inf"), 10**400]
)
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(RecordError, match="'score' is no number"):
        Facts.of({"score": value}).number("score")


def test_not_a_number_gets_through_the_parser_and_no_further() -> None:
    facts = Facts.of(json.loads('{"rating": NaN, "max": Infinity, "body": "배송이 늦었어요"}'))
    assert facts.text("body") == "배송이 늦었어요"
    for name in ("rating", "max"):
        with pytest.raises(RecordError):
            facts.number(name)


def test_half_an_emoji_costs_no_words() -> None:
    """Services that cut titles at so many UTF-16 units leave the first half of a pair."""
    facts = Facts.of(
        json.loads(r'{"title": "포장이 예뻐요 \ud83d", "tags": ["선물\ud83d", "재구매"], "whole": "\ud83d\ude00"}')
    )
    assert facts.text("title") == "포장이 예뻐요 \ufffd"
    assert facts.texts("tags") == ("선물\ufffd", "재구매")
    assert facts.text("whole") == "😀"


@pytest.mark.parametrize("value", ["48\ud83d213", "48\x00213", "48\n213", "\ufffd48213", " ", ""])
def test_an_id_that_cannot_be_written_down_is_none(value: str) -> None:
    with pytest.raises(RecordError, match="'id'"):
        Facts.of({"id": value}).needed("id")


@pytest.mark.parametrize(
    ("value", "spelled"), [(48213, "48213"), (" gp:AOqpTOE ", "gp:AOqpTOE"), ("문의-12", "문의-12")]
)
def test_an_id_is_a_text_or_a_number(value: object, spelled: str) -> None:
    assert Facts.of({"id": value}).needed("id") == spelled


def test_times_are_read_in_both_forms() -> None:
    moment = datetime(2026, 9, 10, 0, 30, tzinfo=UTC)
    assert Facts.of({"at": "2026-09-10T09:30:00+09:00"}).moment("at") == moment
    assert Facts.of({"at": "2026-09-10T00:30:00Z"}).moment("at") == moment
    assert Facts.of({"at": 1789000200}).epoch("at") == moment
    assert Facts.of({"at": "1789000200000"}).epoch("at", per_second=1000) == moment


@pytest.mark.parametrize("value", ["어제", "2026-13-40", {}, True, "٣٤"])
def test_what_is_no_time_is_refused_without_being_shown(value: object) -> None:
    facts = Facts.of({"at": value})
    for read in (facts.moment, facts.epoch):
        with pytest.raises(RecordError, match=r"^'at' is no (time|text)$"):
            read("at")


@pytest.mark.parametrize("value", [-1, 10**15, "9" * 30])
def test_a_count_of_seconds_beyond_the_calendar_is_refused(value: object) -> None:
    with pytest.raises(RecordError, match="'at' is no time"):
        Facts.of({"at": value}).epoch("at")


@given(JSON)
def test_whatever_a_field_holds_is_read_or_refused(value: object) -> None:
    """Nothing but `RecordError`, and never the value in its words."""
    facts = Facts.of({"zz": value})
    readers = (
        facts.text,
        facts.needed,
        facts.number,
        facts.moment,
        facts.epoch,
        facts.inner,
        facts.items,
        facts.texts,
        lambda name: facts.flag(name, default=False),
    )
    for read in readers:
        try:
            read("zz")
        except RecordError as error:
            assert error.reason.startswith("'zz' ")  # noqa: PT017 - most values are read
