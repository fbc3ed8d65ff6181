"""People's decisions on the invented sample: what they change reaches the sentences of coming nights."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sample_home import NEXT_WEEK, arrive, opened, weekly_home

from voc.steps.analyse import analyse
from voc.steps.curation import decisions
from voc.steps.curation.curate import Signature, decide
from voc.steps.discover import discover
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import (
    current_edits,
    iterate_documents,
    load_themes,
    machine_themes,
    shown_sentences,
    tallies,
)

SIGNED = Signature("하나", datetime(2026, 11, 24, 3, tzinfo=UTC))
# Of the sign-in that broke: what happens between the app and a messenger, and all else.
MESSENGER = ("모아톡 인증하고 돌아오면 또 처음 화면이에요", "모아톡 인증 누르면 하얀 화면만 떠요")
OTHER = ("업데이트하고 나서 누리패스 간편인증이 계속 실패합니다", "새 버전 깔았더니 누리패스 간편인증 로그인이 안 돼요")


@pytest.fixture
def weekly(tmp_path: Path) -> Iterator[Workplace]:
    with opened(weekly_home(), tmp_path / "copy") as place:
        yield place


def hear(place: Workplace, texts: tuple[str, ...]) -> dict[str, list[str | None]]:
    """Let tickets of the next week arrive and be read; return the themes under which they are shown."""
    heard = arrive(place, texts)
    analyse(place)
    with place.store.read() as connection:
        return {one.text: [s.theme_id for s in shown_sentences(connection, of_documents=[one.id])] for one in heard}


def sign_in(place: Workplace) -> str:
    with place.store.read() as connection:
        (found,) = [t.theme_id for t in load_themes(connection) if "간편인증" in t.title and t.theme_id[:2] == "d_"]
    return found


def split_off(place: Workplace, parent: str) -> str:
    decision = decisions.split(parent, "모아톡 인증 실패", query="모아톡")
    return str(decide(place, decision, SIGNED).entry.details["child"])


def test_later_sentences_follow_the_part_that_they_are_like(weekly: Workplace) -> None:
    parent = sign_in(weekly)
    child = split_off(weekly, parent)
    heard = hear(weekly, (*MESSENGER, *OTHER))
    assert [heard[text] for text in MESSENGER] == [[child]] * 2
    assert [heard[text] for text in OTHER] == [[parent]] * 2


def test_later_sentences_of_a_merged_theme_follow_a_part_that_was_split_off_after(weekly: Workplace) -> None:
    """The part's own centre is set against all that is left, also of what was merged."""
    decide(weekly, decisions.merge(["slow", "crash"], "app_wont_open"), SIGNED)
    part = decide(weekly, decisions.split("app_wont_open", "앱이 느림", query="느"), SIGNED)
    child = part.entry.details["child"]
    heard = hear(weekly, ("너무 느려요", "신청하다가 멈췄어요", "접속이 안 돼요"))
    assert list(heard.values()) == [[child], ["c_app_wont_open"], ["c_app_wont_open"]]
    decide(weekly, decisions.undo(part.entry.seq), SIGNED)
    with weekly.store.read() as connection:
        assert "너무 느려요" in {one.text for one in shown_sentences(connection, theme="c_app_wont_open")}


def test_an_undone_split_draws_nothing_and_gives_back_what_it_drew(weekly: Workplace) -> None:
    parent = sign_in(weekly)
    child = split_off(weekly, parent)
    assert hear(weekly, MESSENGER[:1]) == {MESSENGER[0]: [child]}
    decide(weekly, decisions.undo(), SIGNED)
    with weekly.store.read() as connection:
        assert shown_sentences(connection, theme=child) == []
    assert hear(weekly, MESSENGER[1:]) == {MESSENGER[1]: [parent]}


@pytest.mark.slow
def test_a_part_is_known_in_the_space_of_the_next_discovery(weekly: Workplace) -> None:
    parent = sign_in(weekly)
    child = split_off(weekly, parent)
    hear(weekly, OTHER[:1])
    discover(weekly, NEXT_WEEK, run_id="next week")
    with weekly.store.read() as connection:
        (made,) = [theme for theme in machine_themes(connection) if theme.theme_id == child]
    assert made.title == "모아톡 인증 실패"
    assert made.keywords
    heard = hear(weekly, (*MESSENGER, *OTHER[1:]))
    assert [heard[text] for text in MESSENGER] == [[child]] * 2
    assert heard[OTHER[1]] == [parent]


@pytest.mark.slow
def test_a_week_of_discovery_moves_nothing_that_a_person_decided(weekly: Workplace) -> None:
    """A merge, a split, a move and a sentence taken out stand as decided; the themes keep title and place."""
    parent = sign_in(weekly)
    child = split_off(weekly, parent)
    with weekly.store.read() as connection:
        first, second, *_ = shown_sentences(connection, theme=parent)
    for decision in (
        decisions.merge(["scam_doubt"], "impersonation"),
        decisions.move([f"{first.document_id}:{first.sentence_index}"], "deposit_delay"),
        decisions.move([f"{second.document_id}:{second.sentence_index}"], "none"),
        decisions.rename("impersonation", "사기 문자 의심"),
    ):
        decide(weekly, decision, SIGNED)

    def seen() -> dict[tuple[str, int], str | None]:
        with weekly.store.read() as connection:
            ids = sorted({one.id for some in iterate_documents(connection) for one in some if one.week != NEXT_WEEK})
            found = shown_sentences(connection, of_documents=ids)
        return {(one.document_id, one.sentence_index): one.theme_id for one in found}

    before = seen()
    hear(weekly, (*MESSENGER, *OTHER))
    discover(weekly, NEXT_WEEK, run_id="next week")
    summarise(weekly)
    after = seen()
    assert {key: after[key] for key, theme in before.items() if theme is not None} == {
        key: theme for key, theme in before.items() if theme is not None
    }
    assert after[second.document_id, second.sentence_index] is None
    assert child in after.values()
    with weekly.store.read() as connection:
        titles = {theme.theme_id: theme.title for theme in load_themes(connection)}
        counted = tallies(connection, {"theme"})
        edits = current_edits(connection)
    assert (titles["c_impersonation"], titles[child]) == ("사기 문자 의심", "모아톡 인증 실패")
    assert "c_scam_doubt" not in {tally.theme for tally in counted}
    assert not edits.void


def test_a_decision_before_any_discovery_counts_all_the_same(weekly: Workplace) -> None:
    """Without a space a part draws nothing yet, but holds what was chosen."""
    with weekly.store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM spaces")
    child = split_off(weekly, sign_in(weekly))
    with weekly.store.read() as connection:
        assert shown_sentences(connection, theme=child)
        (made,) = [theme for theme in machine_themes(connection) if theme.theme_id == child]
    assert made.payload is None
