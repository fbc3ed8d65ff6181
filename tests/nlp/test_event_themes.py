"""Which sentences an event takes, from whom, and when it is one that is known already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.event_themes import event_themes
from nlp.types import Term

WEEK = "2026-W47"


@dataclass(frozen=True)
class One:
    """A hesitation in a week, held by a theme or not."""

    document_id: str
    text: str
    theme_id: str | None
    week: str | None

    @property
    def terms(self) -> Sequence[Term]:
        return tuple(Term(word, word, negated=False, start=0, end=0) for word in self.text.split())


def _usual() -> list[One]:
    """Five weeks with twenty sentences each, none of them news."""
    weeks = ("2026-W43", "2026-W44", "2026-W45", "2026-W46", WEEK)
    return [One(f"{week}-{n}", "수수료 입금", "c_fee", week) for week in weeks for n in range(20)]


def _news(n: int = 12, theme: str | None = None, week: str = WEEK) -> list[One]:
    return [One(f"{week}-x{number}", f"가족 합산 링크{number % 3}", theme, week) for number in range(n)]


def _others(told: Sequence[One], theme: str) -> list[One]:
    """Let other people say the same, held by a theme."""
    return [replace(one, document_id=f"{one.document_id}-{theme}", theme_id=theme) for one in told]


def _plain(lemma: str) -> str:
    return lemma


def test_an_event_takes_what_nobody_and_what_the_catalogue_holds() -> None:
    told = [*_usual(), *_news(6), *_others(_news(6), "c_scam")]
    found = event_themes(told, WEEK, _plain)
    (event,) = found.titles
    assert event.startswith("d_")
    assert found.titles[event] == "가족 합산"
    assert found.words[event] == {"가족": 1.0, "합산": 1.0}
    assert found.theme_ids[100:] == [event] * 12
    assert found.theme_ids[:100] == ["c_fee"] * 100
    assert found.scores[100] == 1.0


def test_a_found_theme_keeps_its_sentences() -> None:
    """Seven of twelve have no theme, so the event is no burst of the found one; the five stay."""
    told = [*_usual(), *_news(7), *_others(_news(5), "d_old")]
    found = event_themes(told, WEEK, _plain)
    (event,) = found.titles
    assert found.theme_ids[100:] == [event] * 7 + ["d_old"] * 5


def test_a_burst_of_one_theme_is_that_theme() -> None:
    found = event_themes([*_usual(), *_news(8, "c_scam"), *_news(4)[3:]], WEEK, _plain)
    assert found.titles == {}
    assert found.theme_ids[100] == "c_scam"


def test_an_event_that_goes_on_keeps_its_theme() -> None:
    found = event_themes(
        [*_usual(), *_news()], WEEK, _plain, known={"d_known": {"가족": 0.9, "합산": 1.0, "동의": 0.4}}
    )
    assert found.titles == {}
    assert found.theme_ids[100:] == ["d_known"] * 12


def test_another_event_with_one_word_in_common_is_another() -> None:
    known = {"d_known": {"가족": 0.9, "초대": 1.0, "쿠폰": 0.9}, "d_none": {}}
    found = event_themes([*_usual(), *_news()], WEEK, _plain, known=known)
    assert len(found.titles) == 1
    assert found.theme_ids[100:] == [*found.titles] * 12


def test_earlier_sentences_that_clearly_spoke_of_it_come_along() -> None:
    """But not out of a theme in a frozen week."""
    early = One("e1", "가족 합산", "c_scam", "2026-W44")
    free = One("e2", "가족 합산", None, "2026-W44")
    hint = One("e3", "가족 입금", None, "2026-W44")
    told = [*_usual(), *_news(16), early, free, hint]
    (event,) = event_themes(told, WEEK, _plain).titles
    assert event_themes(told, WEEK, _plain).theme_ids[-3:] == [event, event, None]
    assert event_themes(told, WEEK, _plain, frozen=["2026-W44"]).theme_ids[-3:] == ["c_scam", event, None]


def test_a_frozen_week_has_no_events() -> None:
    told = [*_usual(), *_news()]
    found = event_themes(told, WEEK, _plain, frozen=[WEEK])
    assert found.theme_ids == [one.theme_id for one in told]
    assert (found.titles, found.scores) == ({}, {})


def test_later_and_undated_sentences_take_no_part() -> None:
    told = [*_usual(), *_news()]
    other = [One("l1", "가족 합산", None, "2026-W48"), One("u1", "가족 합산", None, None)]
    found = event_themes([*told, *other], WEEK, _plain)
    assert found.theme_ids[-2:] == [None, None]
    assert found.theme_ids[:-2] == event_themes(told, WEEK, _plain).theme_ids


def test_the_order_given_decides_nothing() -> None:
    told = [*_usual(), *_news()]
    there, back = event_themes(told, WEEK, _plain), event_themes(told[::-1], WEEK, _plain)
    assert there.theme_ids == back.theme_ids[::-1]
    assert (there.titles, there.words) == (back.titles, back.words)
