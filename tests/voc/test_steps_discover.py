"""Discovery on the invented sample: events of a week become themes, and next week's sentences about them join them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sample_home import NEXT_WEEK, arrive, opened, read_home, weekly_home
from sqlalchemy import select

from voc.sample import SAMPLE_WEEK
from voc.steps.analyse import analyse
from voc.steps.discover import discover
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import (
    current_space,
    hesitations,
    load_documents,
    load_proposals,
    load_themes,
    save_snapshot,
)
from voc.store.schema import metadata
from voc.weeks import shift_week

# What new customers say in the week after: of the first event, of the second, and of neither.
FAMILY = (
    "어머니가 가족 합산 동의 링크를 피싱으로 알고 지우셨어요",
    "가족 합산 신청했더니 동의 링크가 수상하다며 아들이 안 눌러 줍니다",
    "가족 동의 링크가 이상한 주소라 피싱인 줄 알았습니다",
)
SIGN_IN = ("업데이트하고 나서 누리패스 간편인증이 계속 실패합니다", "새 버전 깔았더니 간편인증 로그인이 안 돼요")
NEITHER = ("수수료가 너무 비싸서 망설여집니다", "상담원 연결이 하루 종일 안 됩니다")


@pytest.fixture
def weekly(tmp_path: Path) -> Iterator[Workplace]:
    with opened(weekly_home(), tmp_path / "copy") as place:
        yield place


def _themes(place: Workplace) -> dict[tuple[str, int], str | None]:
    with place.store.read() as connection:
        held = hesitations(connection, [shift_week(SAMPLE_WEEK, -n) for n in range(-1, 13)])
    return {(one.document_id, one.sentence_index): one.theme_id for one in held}


def _dump(place: Workplace) -> dict[str, list[str]]:
    with place.store.read() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in {"runs", "run_steps", "cursors"}
        }


def _event(place: Workplace, word: str) -> str:
    with place.store.read() as connection:
        (found,) = [t.theme_id for t in load_themes(connection) if word in t.title and t.theme_id.startswith("d_")]
    return found


def _placed(place: Workplace, ids: list[str]) -> list[str | None]:
    themes = _themes(place)
    return [next((theme for (document, _), theme in sorted(themes.items()) if document == one), None) for one in ids]


def test_both_planted_events_are_found(weekly: Workplace) -> None:
    with weekly.store.read() as connection:
        held = hesitations(connection, [SAMPLE_WEEK])
    for word in ("합산", "간편인증"):
        event = _event(weekly, word)
        assert len({one.document_id for one in held if one.theme_id == event}) >= 15


def test_what_is_said_next_week_joins_the_event(weekly: Workplace) -> None:
    before = _themes(weekly)
    ids = [one.id for one in arrive(weekly, (*FAMILY, *SIGN_IN, *NEITHER))]
    analyse(weekly)
    family, sign_in = _event(weekly, "합산"), _event(weekly, "간편인증")
    placed = _placed(weekly, ids)
    assert placed[:3] == [family] * 3
    assert placed[3:5] == [sign_in] * 2
    assert {family, sign_in}.isdisjoint(placed[5:])
    after = _themes(weekly)
    assert {key: after[key] for key in before} == before


@pytest.mark.slow
@pytest.mark.long
def test_the_order_of_arrival_and_batches_decides_nothing(tmp_path: Path) -> None:
    """All at once; or one after the other, backwards, each read in a run of its own."""
    outcomes = []
    everything = (*FAMILY, *SIGN_IN, *NEITHER)
    for name, batches in (("once", [everything]), ("each", [(text,) for text in reversed(everything)])):
        with opened(weekly_home(), tmp_path / name) as place:
            for texts in batches:
                arrive(place, texts)
                analyse(place)
            with place.store.read() as connection:
                said = {one.text: one.theme_id for one in hesitations(connection, [NEXT_WEEK])}
            outcomes.append(said)
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0]) >= 6


def test_a_second_run_for_the_same_week_changes_nothing(weekly: Workplace) -> None:
    before = _dump(weekly)
    assert discover(weekly, SAMPLE_WEEK, run_id="again") == 0
    summarise(weekly)
    assert _dump(weekly) == before


@pytest.mark.slow
@pytest.mark.long
def test_a_run_that_died_before_counting_ends_the_same(tmp_path: Path) -> None:
    """Discovery is one transaction; killed after it, the next attempt finds it done and counts."""
    with opened(read_home(), tmp_path / "broken") as place:
        discover(place, SAMPLE_WEEK, run_id="week")
        discover(place, SAMPLE_WEEK, run_id="week")
        summarise(place)
        broken = _dump(place)
    with opened(weekly_home(), tmp_path / "whole") as place:
        assert _dump(place) == broken


def test_a_later_week_keeps_ids_titles_and_places(weekly: Workplace) -> None:
    before = _themes(weekly)
    with weekly.store.read() as connection:
        titles = {theme.theme_id: (theme.title, theme.reason, theme.stage) for theme in load_themes(connection)}
    arrive(weekly, (*FAMILY, *SIGN_IN, *NEITHER))
    analyse(weekly)
    discover(weekly, NEXT_WEEK, run_id="next week")
    after = _themes(weekly)
    assert {key: after[key] for key, theme in before.items() if theme is not None} == {
        key: theme for key, theme in before.items() if theme is not None
    }
    with weekly.store.read() as connection:
        kept = {theme.theme_id: (theme.title, theme.reason, theme.stage) for theme in load_themes(connection)}
    assert {key: kept[key] for key in titles} == titles
    assert "합산" in kept[_event(weekly, "합산")][0]


@pytest.mark.slow
def test_an_event_is_still_known_after_another_discovery(weekly: Workplace) -> None:
    """Its words stay with it: two weeks later they still place."""
    arrive(weekly, NEITHER)
    analyse(weekly)
    discover(weekly, NEXT_WEEK)
    ids = [one.id for one in arrive(weekly, FAMILY)]
    analyse(weekly)
    assert _placed(weekly, ids) == [_event(weekly, "합산")] * 3


def test_nothing_leaves_a_theme_in_a_frozen_week(tmp_path: Path) -> None:
    with opened(read_home(), tmp_path / "frozen") as place:
        before = _themes(place)
        with place.store.begin() as connection:
            for n in range(1, 12):
                save_snapshot(connection, shift_week(SAMPLE_WEEK, -n), {"week": "handed out"}, frozen=True)
        discover(place, SAMPLE_WEEK)
        after = _themes(place)
        with place.store.read() as connection:
            last = {d.id for d in load_documents(connection, sorted({d for d, _ in before})) if d.week == SAMPLE_WEEK}
    moved = {key for key, theme in before.items() if theme is not None and after[key] != theme}
    assert moved
    assert {document for document, _ in moved} <= last


@pytest.mark.slow
def test_a_frozen_week_has_no_new_events(tmp_path: Path) -> None:
    with opened(read_home(), tmp_path / "frozen") as place:
        before = _themes(place)
        with place.store.begin() as connection:
            save_snapshot(connection, SAMPLE_WEEK, {"week": "handed out"}, frozen=True)
        discover(place, SAMPLE_WEEK)
        after = _themes(place)
    assert all(after[key] == theme for key, theme in before.items() if theme is not None)


@pytest.mark.slow
def test_an_older_week_is_not_discovered_after_a_newer_one(weekly: Workplace) -> None:
    before = _dump(weekly)
    assert discover(weekly, shift_week(SAMPLE_WEEK, -3)) == 0
    assert _dump(weekly) == before


@pytest.mark.slow
def test_a_dry_run_counts_and_stores_nothing(tmp_path: Path) -> None:
    with opened(read_home(), tmp_path / "dry") as place:
        before = _dump(place)
        n_new = discover(place, SAMPLE_WEEK, dry_run=True)
        assert _dump(place) == before
    with opened(weekly_home(), tmp_path / "wet") as place, place.store.read() as connection:
        assert n_new == sum(theme.origin == "discovered" for theme in load_themes(connection))


def test_found_themes_are_large_enough_to_plan_for(weekly: Workplace) -> None:
    """Four voices make one; and with the rest left in the pool, most still have a theme."""
    with weekly.store.read() as connection:
        held = hesitations(connection, [shift_week(SAMPLE_WEEK, -n) for n in range(12)])
        found = [theme.theme_id for theme in load_themes(connection) if theme.origin == "discovered"]
        assert current_space(connection) is not None
    voices = {key: {one.document_id for one in held if one.theme_id == key} for key in found}
    assert found
    assert min(map(len, voices.values())) >= 4
    assert len(found) <= 25
    last = [one.theme_id is not None for one in held if one.week == SAMPLE_WEEK]
    assert sum(last) >= 0.8 * len(last)
    assert sum(one.theme_id is not None for one in held) >= 0.75 * len(held)


def test_a_keyword_is_said_by_more_than_one_person(weekly: Workplace) -> None:
    with weekly.store.read() as connection:
        held = hesitations(connection, [shift_week(SAMPLE_WEEK, -n) for n in range(12)])
        themes = load_themes(connection)
    for theme in themes:
        texts = {one.document_id: "" for one in held if one.theme_id == theme.theme_id}
        for one in held:
            if one.theme_id == theme.theme_id:
                texts[one.document_id] += " ".join(term.shown for term in one.terms) + " "
        for keyword in theme.keywords:
            parts = [str(keyword["term"])] if "안 " in str(keyword["term"]) else str(keyword["term"]).split()
            assert sum(all(part in text for part in parts) for text in texts.values()) >= 2


def test_discovery_leaves_proposals_for_people(weekly: Workplace) -> None:
    with weekly.store.read() as connection:
        open_ones = load_proposals(connection, "open")
        themes = {theme.theme_id for theme in load_themes(connection)}
        held = {
            (one.document_id, one.sentence_index): one
            for one in hesitations(connection, [shift_week(SAMPLE_WEEK, -n) for n in range(12)])
        }
    assert open_ones
    for proposal in open_ones:
        assert proposal.week == SAMPLE_WEEK
        assert set(proposal.themes) <= themes
        for part in proposal.details.get("parts", ()):
            found = [held[document, index] for document, index, _ in part["sentences"]]
            assert [one.fingerprint for one in found] == [name for *_, name in part["sentences"]]
            assert {one.theme_id for one in found} == set(proposal.themes)


@pytest.mark.slow
def test_a_theme_that_the_catalogue_has_no_more_draws_in_nothing(tmp_path: Path) -> None:
    """What it holds stays, and of the pool, which it would draw from, nothing joins it."""
    gone = {"c_deposit_delay", "c_support_phone"}
    with opened(read_home(), tmp_path / "copy") as place:
        before = {key for key, theme in _themes(place).items() if theme in gone}
        left = tuple(theme for theme in place.settings.themes if f"c_{theme.key}" not in gone)
        discover(replace(place, settings=replace(place.settings, themes=left)), SAMPLE_WEEK)
        after = {key for key, theme in _themes(place).items() if theme in gone}
    assert len(before) > 50
    assert after <= before
