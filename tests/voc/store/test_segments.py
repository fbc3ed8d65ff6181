"""Counts by customer segment: what they add up to, which values are counted, and what an older store brings along."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from alembic import command
from sqlalchemy import text

from voc.records import Document, Rating
from voc.store import (
    Store,
    Tally,
    WeekVoices,
    count_weeks,
    open_store,
    save_page,
    segment_values,
    status,
    tallies,
    voices,
)
from voc.store.engine import connect
from voc.store.migrate import _config
from voc.store.purge import Cell, begin_cell
from voc.store.segments import MAX_LETTERS, MOST_VALUES

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]

WEEKS = ("2026-W47", "2026-W48")
LINES = ("인증이 안 돼요", "환급이 안 돼요", "고마워요", "인증이 쉬워요")
GOLD, SILVER = {"등급": "골드"}, {"등급": "실버"}
PLANS = ({}, {"등급": "골드"}, {"등급": "실버"}, {"등급": "골드", "가입 경로": "검색"}, {"가입 경로": "문자"})


def _document(make: Make, days: Days, key: str, chance: Random) -> Document:
    return make(
        key,
        "\n".join(chance.choices(LINES, k=chance.randint(1, 3))),
        chance.choice(("앱리뷰", "카페")),
        created_at=days(7 * chance.randint(0, 1)),
        segment=chance.choice(PLANS),
        rating=chance.choice((None, Rating(2.0, 1.0, 5.0), Rating(5.0, 1.0, 5.0))),
    )


def _members(said: list[Document], segment: str | None) -> list[Document]:
    return [one for one in said if segment is None or segment in {f"{k}={v}" for k, v in one.segment.items()}]


def _by_hand(said: list[Document]) -> dict[tuple[str | None, str, str], tuple[int, int, int, float]]:
    """Sentences, voices, those with a rating and their stars by week, source and stage, hesitations only."""
    counted: dict[tuple[str | None, str, str], tuple[int, int, int, float]] = {}
    for one in said:
        stages = Counter(
            "onboarding" if "인증" in line else "fulfilment" for line in one.text.split("\n") if "안" in line
        )
        for stage, n in stages.items():
            key = (one.week, one.source, stage)
            before = counted.get(key, (0, 0, 0, 0.0))
            stars = one.rating.value if one.rating else 0.0
            counted[key] = (before[0] + n, before[1] + 1, before[2] + (one.rating is not None), before[3] + stars)
    return counted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_of_a_segment_are_those_made_by_hand(
    store: Store, make: Make, days: Days, fill: Fill, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - a test's own chance
    said = [_document(make, days, f"d{number}", chance) for number in range(60)]
    fill(*said)
    with store.begin() as connection:
        count_weeks(connection)
        for segment in (None, "등급=골드", "등급=실버", "가입 경로=검색", "가입 경로=문자"):
            members = _members(said, segment)
            found = tallies(connection, ("week", "source", "stage"), segment=segment)
            assert {
                (one.week, one.source, one.stage): (one.n_sentences, one.n_documents, one.n_with_rating, one.sum_rating)
                for one in found
            } == _by_hand(members)
            heard = {(one.week, one.source): one.n_documents for one in voices(connection, segment=segment)}
            assert heard == Counter((one.week, one.source) for one in members)


def test_a_voice_with_two_sentences_is_one_voice_of_each_of_its_segments(store: Store, make: Make, fill: Fill) -> None:
    fill(
        make("a", "인증이 안 돼요\n환급이 안 돼요", segment={"등급": "골드", "가입 경로": "검색"}),
        make("b", "환급이 안 돼요", segment={"등급": "실버"}),
        make("c", "환급이 안 와요"),
    )
    with store.begin() as connection:
        count_weeks(connection)
        for segment, n_sentences, n_documents in (("등급=골드", 2, 1), ("가입 경로=검색", 2, 1), ("등급=실버", 1, 1)):
            expected = Tally(None, None, None, None, None, n_sentences, n_documents, 0, 0.0)
            assert tallies(connection, (), segment=segment) == [expected]
        assert tallies(connection, (), segment="등급=동") == [Tally(None, None, None, None, None, 0, 0, 0, 0)]
        assert tallies(connection, ())[0].n_documents == 3
        assert voices(connection, segment="등급=골드") == [WeekVoices("2026-W47", "앱리뷰", 1, 0, 0, 0.0)]


def test_segments_are_listed_with_their_values(store: Store, make: Make, fill: Fill) -> None:
    segments = [{"가입 경로": "검색"}, {"가입 경로": "문자", "등급": "골드"}, {"가입 경로": "문자"}, {}]
    fill(*(make(f"d{place}", "좋아요", segment=segment) for place, segment in enumerate(segments)))
    with store.begin() as connection:
        assert segment_values(connection) == {}
        count_weeks(connection)
        assert segment_values(connection) == {"가입 경로": ["문자", "검색"], "등급": ["골드"]}


def test_the_most_frequent_values_of_a_name_are_counted(store: Store, make: Make, fill: Fill) -> None:
    """One value more than are counted: the two said twice come first, of the others the last in order is left out."""
    values = [f"값{number:03}" for number in range(MOST_VALUES + 1)]
    said = [*values, values[-1], values[-2]]
    fill(*(make(f"d{place}", "좋아요", segment={"별명": value, "등급": "골드"}) for place, value in enumerate(said)))
    with store.begin() as connection:
        count_weeks(connection)
        found = segment_values(connection)
    assert found["별명"] == [*values[-2:], *values[: MOST_VALUES - 2]]
    assert found["등급"] == ["골드"]


def test_answers_in_own_words_and_names_with_a_mark_are_no_segments(store: Store, make: Make, fill: Fill) -> None:
    longest = "가" * (MAX_LETTERS - len("말="))
    said = ({"말": longest}, {"말": f"{longest}나", "1=나쁨": "2"}, {"등급": "none"})
    fill(*(make(f"d{place}", "좋아요", segment=segment) for place, segment in enumerate(said)))
    with store.begin() as connection:
        count_weeks(connection)
        assert segment_values(connection) == {"말": [longest]}
        assert voices(connection)[0].n_documents == 3


def test_a_changed_segment_moves_its_voice(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "좋아요", segment={"등급": "골드"}))
    with store.begin() as connection:
        count_weeks(connection)
        save_page(connection, [make("a", "좋아요", segment={"등급": "실버"})])
        count_weeks(connection)
        assert segment_values(connection) == {"등급": ["실버"]}


def test_a_cleared_week_keeps_the_segments_of_three_people(store: Store, make: Make, fill: Fill) -> None:
    """Gold: three people. Silver: two, one of whom wrote twice. The other source of the week is not cleared."""
    said = [("a", GOLD, "kim"), ("b", GOLD, "lee"), ("c", GOLD, None), ("d", SILVER, "kim"), ("e", SILVER, "kim")]
    fill(
        *(
            make(key, "환급이 안 와요", segment=segment, author_hash=who)
            for key, segment, who in [*said, ("f", SILVER, "ha")]
        )
    )
    fill(make("g", "환급이 안 와요", source="카페", segment=SILVER))
    with store.begin() as connection:
        count_weeks(connection)
        begin_cell(connection, Cell("2026-W47", "앱리뷰", 6), at=datetime(2026, 11, 22, tzinfo=UTC))
        assert tallies(connection, (), segment="등급=골드")[0].n_documents == 3
        assert tallies(connection, ("source",), segment="등급=실버") == [
            Tally(None, "카페", None, None, None, 1, 1, 0, 0.0)
        ]
        assert [(one.source, one.n_documents) for one in voices(connection, segment="등급=실버")] == [("카페", 1)]
        assert tallies(connection, ())[0].n_documents == 7
        count_weeks(connection, ["2026-W47"])
        assert tallies(connection, (), segment="등급=골드")[0].n_documents == 3


def test_an_older_store_keeps_its_counts_and_counts_segments_next(address: str) -> None:
    """Only the week with a segment and its text waits for the night; the purged one and the one without do not."""
    with connect(address) as older, older.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        for key, week, segment in _HELD:
            connection.execute(_DOCUMENT, {"id": key, "week": week, "segment": segment})
        connection.execute(text("INSERT INTO weekly_voices VALUES ('2026-W47', '앱리뷰', 5, 1, 2, 7.0)"))
        connection.execute(
            text("INSERT INTO weekly_counts VALUES ('2026-W47', 'all', 't1', '*', '*', '앱리뷰', 6, 5, 2, 7.0)")
        )
        connection.execute(_PURGED)
    with open_store(address) as store:
        assert status(store).weeks_to_count == ("2026-W47",)
        with store.begin() as connection:
            assert voices(connection) == [WeekVoices("2026-W47", "앱리뷰", 5, 1, 2, 7.0)]
            assert tallies(connection, ("theme",), scope="all") == [Tally(None, None, "t1", None, None, 6, 5, 2, 7.0)]
            count_weeks(connection)
            assert segment_values(connection) == {"등급": ["골드"]}


_HELD = (("a", "2026-W47", '{"등급": "골드"}'), ("b", "2026-W46", "{}"), ("c", "2026-W45", '{"등급": "동"}'))
_DOCUMENT = text(
    """
    INSERT INTO documents (id, source, external_id, kind, channel, text, created_precision, tz_assumed, week,
      completeness, tags, segment, fingerprint, revision, linked, forgotten, first_run_id)
    VALUES (:id, '앱리뷰', :id, 'review', 'review', '좋아요', 'day', FALSE, :week,
      'full', '[]', :segment, :id, 1, TRUE, FALSE, 'run')
    """
)
_PURGED = text(
    "INSERT INTO purged (week, source, n_documents, purged_at, versions, themes)"
    " VALUES ('2026-W45', '앱리뷰', 1, '2026-11-20 00:00:00', '{}', '[]')"
)
