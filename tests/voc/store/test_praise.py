"""Weekly counts of praise, against voices counted by hand."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import Said, plant
from sqlalchemy import select

from nlp.praise import Feature, PraiseReader
from voc.records import Rating
from voc.store import Store, count_weeks, open_store
from voc.store.praise import PraiseCount, counted_alike, praise_counts
from voc.store.praise_counting import PraiseBook, count_praise, praise_due
from voc.store.praise_quotes import praise_quotes
from voc.store.purge import Cell, begin_cell
from voc.store.schema import EVERY, weekly_praise

W46, W47 = "2026-W46", "2026-W47"
# As the plain reading of planted voices has it.
POLARITY = {"좋아다": (1, "praise")}
NEW = {"가입구분": "신규"}


def book(version: str = "b1", *rules: str) -> PraiseBook:
    features = [Feature("delivery", "배송", rules or ("배송",)), Feature("support", "상담", ("상담",))]
    return PraiseBook(version, PraiseReader(features, POLARITY, {}))


def praise(text: str, week: str = W47, **facts: object) -> Said:
    return Said(week, text, hesitates=False, act="praise", **facts)  # type: ignore[arg-type]


VOICES = (
    praise("배송이 좋아요", segment=NEW),
    praise("배송이 좋아요", source="카페"),
    praise("상담이 좋아요", segment=NEW),
    praise("포장이 좋아요"),
    # Not praise, praise of one star, and of the week before.
    Said(W47, "배송이 안 와요"),
    praise("배송이 좋아요", rating=Rating(1.0, 1.0, 5.0)),
    praise("상담이 좋아요", week=W46, rating=Rating(10.0, 0.0, 10.0)),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("praise")
    with open_store(f"sqlite:///{folder}/voc.db") as opened:
        plant(opened, VOICES)
        with opened.begin() as connection:
            count_praise(connection, [W46, W47], book())
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    copy = shutil.copytree(made, tmp_path / "copy")
    with open_store(f"sqlite:///{copy}/voc.db") as opened:
        yield opened


def counts(store: Store, week: str = W47, **how: object) -> list[tuple[str, str, int]]:
    with store.read() as connection:
        found = praise_counts(connection, [week], **how)  # type: ignore[arg-type]
    return [(one.source, one.feature, one.n_documents) for one in found]


def test_voices_are_counted_by_source_and_feature(store: Store) -> None:
    assert counts(store) == [
        ("앱리뷰", EVERY, 3),
        ("앱리뷰", "delivery", 1),
        ("앱리뷰", "support", 1),
        ("카페", EVERY, 1),
        ("카페", "delivery", 1),
    ]
    assert counts(store, W46) == [("앱리뷰", EVERY, 1), ("앱리뷰", "support", 1)]


def test_a_segment_counts_its_own_customers(store: Store) -> None:
    of_new = [("앱리뷰", EVERY, 2), ("앱리뷰", "delivery", 1), ("앱리뷰", "support", 1)]
    assert counts(store, segment="가입구분=신규") == of_new
    assert counts(store, segment="가입구분=기존") == []


def test_nouns_that_are_no_feature_are_counted_beside(store: Store) -> None:
    assert counts(store, nouns=True) == [("앱리뷰", "~포장", 1)]


def test_counting_again_changes_nothing(store: Store) -> None:
    def rows() -> list[tuple[object, ...]]:
        with store.read() as connection:
            return [tuple(row) for row in connection.execute(select(weekly_praise).order_by(*weekly_praise.c))]

    before = rows()
    with store.begin() as connection:
        count_praise(connection, [W47, W46, W47], book())
    assert rows() == before


def test_weeks_are_due_once_they_change_or_the_features_do(store: Store) -> None:
    with store.begin() as connection:
        assert praise_due(connection, book(), 10) == []
        assert praise_due(connection, book("b2"), 10) == [W47, W46]
        assert praise_due(connection, book("b2"), 1) == [W47]
        count_weeks(connection, [W46])
        assert praise_due(connection, book(), 10) == [W46]
        assert counted_alike(connection, [W46, W47]) == {W47: "=b1"}


def test_another_configuration_counts_otherwise(store: Store) -> None:
    with store.begin() as connection:
        count_praise(connection, [W47], book("b2", "포장"))
    assert ("앱리뷰", "delivery", 1) in counts(store)
    assert counts(store, nouns=True) == [("앱리뷰", "~배송", 1), ("카페", "~배송", 1)]


def test_counts_of_cleared_texts_stand_but_for_what_points_to_few(store: Store) -> None:
    with store.begin() as connection:
        begin_cell(connection, Cell(W47, "앱리뷰", 5), at=datetime(2028, 1, 3, tzinfo=UTC))
        count_praise(connection, [W47], book("b2", "포장"))
    assert ("앱리뷰", "delivery", 1) in counts(store)
    assert counts(store, nouns=True) == [("카페", "~배송", 1)]
    assert counts(store, segment="가입구분=신규") == []
    with store.read() as connection:
        assert W47 not in praise_due(connection, book("b2"), 10)


def test_quotes_say_what_is_praised_each_wording_once(store: Store) -> None:
    with store.read() as connection:
        found = praise_quotes(connection, book(), ["delivery", "support", "~포장"], [W47], limit=3)
    assert [one.text for one in found["delivery"]] == ["배송이 좋아요"]
    assert [one.text for one in found["support"]] == ["상담이 좋아요"]
    assert [one.text for one in found["~포장"]] == ["포장이 좋아요"]


@pytest.mark.slow
def test_a_server_counts_alike(store: Store, new_address: Callable[[str], str]) -> None:
    with open_store(new_address("postgresql")) as server:
        plant(server, VOICES)
        with server.begin() as connection:
            count_praise(connection, [W46, W47], book())
            assert praise_due(connection, book(), 10) == []
            found = praise_quotes(connection, book(), ["delivery"], [W47], limit=3)
        assert [one.text for one in found["delivery"]] == ["배송이 좋아요"]
        for how in ({}, {"nouns": True}, {"segment": "가입구분=신규"}):
            assert counts(server, **how) == counts(store, **how)


def test_a_count_says_its_week_and_sentences(store: Store) -> None:
    with store.read() as connection:
        assert praise_counts(connection, [W46])[1] == PraiseCount(W46, "앱리뷰", "support", 1, 1)
