from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from voc.records import Document, Rating
from voc.store import (
    Store,
    StoredTheme,
    Tally,
    TermTally,
    ThemeChoice,
    WeekVoices,
    count_weeks,
    counted_weeks,
    parse_selection,
    save_page,
    save_themes,
    set_themes,
    stage_theme_matrix,
    tallies,
    term_counts,
    voices,
)
from voc.store.schema import weekly_counts, weekly_terms, weekly_voices
from voc.store.series import first_theme_weeks

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]


def _world(store: Store, make: Make, days: Days, fill: Fill) -> None:
    """Week 47: a voice with two sentences of t1 in two stages, one without a theme; week 48: one with t2, no rating."""
    first = make("a", "인증이 안 돼요\n환급이 안 돼요", rating=Rating(2.0, 1.0, 5.0))
    second = make("b", "앱이 안 열려요\n고마워요", source="카페", rating=Rating(5.0, 1.0, 5.0))
    third = make("c", "환급이 안 와요", created_at=days(7))
    fill(first, second, third, make("d", "날짜 없는 글 안 읽혀요", created_at=None))
    with store.begin() as connection:
        save_themes(connection, [StoredTheme(key, key, "defect", "none") for key in ("t1", "t2")])
        choices = [(first, 0, "t1"), (first, 1, "t1"), (second, 0, None), (third, 0, "t2")]
        set_themes(connection, [ThemeChoice(one.id, index, theme, 0.9, "s1") for one, index, theme in choices])
        assert count_weeks(connection) == ["2026-W47", "2026-W48"]


def test_voices_are_counted_by_week_and_source(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.read() as connection:
        assert voices(connection) == [
            WeekVoices("2026-W47", "앱리뷰", 1, 0, 1, 2.0),
            WeekVoices("2026-W47", "카페", 1, 0, 1, 5.0),
            WeekVoices("2026-W48", "앱리뷰", 1, 0, 0, 0.0),
        ]
        assert [one.week for one in voices(connection, weeks=["2026-W48"])] == ["2026-W48"]
        assert counted_weeks(connection) == ["2026-W47", "2026-W48"]


def test_a_voice_is_one_voice_in_every_total(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.read() as connection:
        assert tallies(connection, ("week", "source", "theme"), themes=["t1", "t2"], scope="all") == [
            Tally("2026-W47", "앱리뷰", "t1", None, None, 2, 1, 1, 2.0),
            Tally("2026-W48", "앱리뷰", "t2", None, None, 1, 1, 0, 0.0),
        ]
        assert first_theme_weeks(connection) == {"t1": "2026-W47", "t2": "2026-W48"}
        by_stage = tallies(connection, ("stage",), weeks=["2026-W47"])
        assert [(one.stage, one.n_sentences, one.n_documents) for one in by_stage] == [
            ("fulfilment", 2, 2),
            ("onboarding", 1, 1),
        ]
        assert tallies(connection, (), weeks=["2026-W47"]) == [Tally(None, None, None, None, None, 3, 2, 2, 7.0)]
        assert tallies(connection, (), scope="all")[0].n_sentences == 5
        assert [(one.theme, one.n_documents) for one in tallies(connection, ("theme",))] == [
            ("", 1),
            ("t1", 1),
            ("t2", 1),
        ]


def test_stages_cross_themes(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.read() as connection:
        found = stage_theme_matrix(connection, ["2026-W47", "2026-W48"])
    assert [(one.stage, one.theme, one.n_documents) for one in found] == [
        ("fulfilment", "t1", 1),
        ("onboarding", "t1", 1),
        ("fulfilment", "t2", 1),
    ]


def test_no_counts_give_zeros(store: Store) -> None:
    with store.read() as connection:
        assert tallies(connection, ()) == [Tally(None, None, None, None, None, 0, 0, 0, 0)]
        assert first_theme_weeks(connection) == {}


def test_counting_again_changes_nothing(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.begin() as connection:
        tables = (weekly_counts, weekly_voices, weekly_terms)
        before = [sorted(map(repr, connection.execute(select(table)))) for table in tables]
        assert count_weeks(connection) == []
        count_weeks(connection, ["2026-W47", "2026-W48"])
        assert [sorted(map(repr, connection.execute(select(table)))) for table in tables] == before


def test_only_the_touched_week_is_counted(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.begin() as connection:
        save_page(connection, [make("e", "새 글", created_at=days(8))])
        assert count_weeks(connection) == ["2026-W48"]
        assert [one.n_documents for one in voices(connection)] == [1, 1, 2]


def test_an_emptied_week_is_emptied(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.begin() as connection:
        save_page(connection, [make("c", created_at=days(7), removed_at=days(9))])
        count_weeks(connection)
        assert counted_weeks(connection) == ["2026-W47"]
        assert first_theme_weeks(connection) == {"t1": "2026-W47"}


def test_terms_are_shown_as_they_are_typed_most(store: Store, make: Make, fill: Fill) -> None:
    # 느려요 and 느리어요 share the lemma 느다 only in this reader: it drops the last two letters of 어요.
    fill(make("a", "안 먹어요 안 먹어요"), make("b", "먹다 먹어요"), make("c", "먹다"))
    with store.begin() as connection:
        count_weeks(connection)
        found = term_counts(connection, parse_selection(""))
        assert found == [TermTally("먹다", "먹어요", 5), TermTally("안", "안", 2)]
        assert term_counts(connection, parse_selection("hesitation=no")) == [TermTally("먹다", "먹다", 3)]


def test_terms_of_a_selection_agree_with_the_weekly_counts(store: Store, make: Make, days: Days, fill: Fill) -> None:
    _world(store, make, days, fill)
    with store.read() as connection:
        counted = term_counts(connection, parse_selection("stage!=onboarding,week<=2026-W47,source=앱리뷰"))
        # A rating, so that the sentences themselves are read: 환급이 안 돼요.
        read = term_counts(connection, parse_selection("stage!=onboarding,week<=2026-W47,source=앱리뷰,rating<=5"))
        themed = term_counts(connection, parse_selection("theme=t2"))
    assert counted == read == [TermTally(word, word, 1) for word in ("돼요", "안", "환급이")]
    assert [one.lemma for one in themed] == ["안", "와요", "환급이"]


def test_ratings_of_two_scales_are_summed_as_stars(store: Store, make: Make, fill: Fill) -> None:
    """Five of 0-10 is the middle, three stars; two of 1-5 stays two; a scale without width says nothing."""
    fill(
        make("a", "인증이 안 돼요", rating=Rating(5.0, 0.0, 10.0)),
        make("b", "환급이 안 돼요", rating=Rating(2.0, 1.0, 5.0)),
        make("c", "앱이 안 열려요", rating=Rating(1.0, 1.0, 1.0)),
    )
    with store.begin() as connection:
        count_weeks(connection)
        (heard,) = voices(connection)
        (total,) = tallies(connection, ())
    assert (heard.n_documents, heard.n_with_rating, heard.sum_rating) == (3, 2, 5.0)
    assert (total.n_documents, total.n_with_rating, total.sum_rating) == (3, 2, 5.0)
