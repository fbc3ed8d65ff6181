"""The brief of the invented sample, end to end: what was planted in it is found, and nothing personal is quoted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_home import opened, weekly_home

from voc.config import load_settings
from voc.planning.brief import Brief
from voc.planning.html import brief_html
from voc.planning.markdown import brief_markdown
from voc.planning.sentences import same_time_line
from voc.sample import SAMPLE_WEEK
from voc.sample.master import read_voices
from voc.steps.brief import brief_of, freeze_brief, our_texts
from voc.steps.telling.digest import figures_only
from voc.steps.workplace import open_workplace
from voc.store import load_documents, load_snapshot
from voc.store.snapshots import load_frozen
from voc.weeks import shift_week


@pytest.fixture(scope="module")
def brief() -> Brief:
    with open_workplace(load_settings(weekly_home() / "config")) as place:
        found = brief_of(place, SAMPLE_WEEK)
    assert found is not None
    return found


def test_the_two_planted_events_come_first(brief: Brief) -> None:
    first, second = brief["moved"][:2]
    assert (first["state"], second["state"]) == ("new", "burst")
    assert all(word in first["title"] for word in ("가족", "합산", "링크"))
    assert "간편인증" in second["title"]
    assert (first["n"][1], second["n"][1]) == (0, 0)


def test_nothing_else_is_marked_but_the_slow_rise(brief: Brief) -> None:
    """All other planted themes are steady or small; a catalogue theme may hold what is left of the week's event."""
    assert all("지연" in one["title"] or "인증" in one["title"] for one in brief["moved"][2:])
    assert all(theme["state"] == "steady" for theme in brief["largest"])
    assert not any("광고" in theme["title"] or "알림" in theme["title"] for theme in brief["moved"])


def test_the_rise_that_three_themes_share_shows_in_its_reason(brief: Brief) -> None:
    states = {one["key"]: one["state"] for one in brief["reasons"]}
    assert states["delay"] == "rising"
    assert states["access"] in {"rising", "burst"}
    assert {states[key] for key in ("cost", "privacy", "value", "support")} == {"steady"}


def test_the_release_of_the_week_stands_beside_what_is_new(brief: Brief) -> None:
    assert same_time_line(brief) == "같은 주에 '3.8 업데이트 배포'가 있었습니다"
    assert brief["held"] == []
    assert {event["kind"] for event in brief["calendar"]} == {"holiday", "season", "campaign", "release", "outage"}


def test_themes_within_a_stage_never_outnumber_it(brief: Brief) -> None:
    for group in (*brief["stages"], *brief["reasons"]):
        assert all(theme["n"] <= group["n"][0] for theme in group["themes"])


def test_every_quote_stands_in_the_store(brief: Brief) -> None:
    quotes = [quote for theme in (*brief["moved"], *brief["largest"]) for quote in theme["quotes"]]
    with open_workplace(load_settings(weekly_home() / "config")) as place, place.store.read() as connection:
        documents = {one.id: one.text for one in load_documents(connection, [q["doc_id"] for q in quotes])}
    assert len(quotes) >= 10
    assert all(quote["text"] in documents[quote["doc_id"]] for quote in quotes)
    assert len({quote["text"] for quote in quotes}) == len(quotes)


def test_quotes_of_a_theme_show_it(brief: Brief) -> None:
    for theme, words in zip(
        brief["moved"][:2], (("가족", "합산", "링크", "피싱"), ("인증", "업데이트", "로그인")), strict=True
    ):
        assert all(any(word in quote["text"] for word in words) for quote in theme["quotes"])
        assert len({quote["channel"] for quote in theme["quotes"]}) > 1


def test_no_personal_data_reaches_the_brief(brief: Brief) -> None:
    planted = {text for voice in read_voices() for _, text in voice.masked}
    written = json.dumps(brief, ensure_ascii=False) + brief_markdown(brief) + brief_html(brief)
    assert planted
    assert not [text for text in planted if text in written]


def test_customers_words_are_worth_taking_over(brief: Brief) -> None:
    theirs = {word["surface"] for word in brief["words"]["theirs"]}
    assert {"보이스피싱", "찜찜해서"} <= theirs
    assert theirs.isdisjoint({"번호", "안 됩니다", "나오는데", "못 하고", "금액", "문자"})
    assert "처리 현황" in {word["surface"] for word in brief["words"]["ours"]}
    assert "해임" not in {word["surface"] for word in brief["words"]["ours"]}


def test_channels_stand_once_and_ratings_on_five_stars(brief: Brief) -> None:
    names = [one["channel"] for one in brief["channels"]]
    assert len(names) == len(set(names)) == 5
    assert sum(one["voices"][0] for one in brief["channels"]) == brief["voices"][0]
    assert all(one["mean_rating"] is None or 1.0 <= one["mean_rating"] <= 5.0 for one in brief["channels"])
    assert brief["sources"] == []


def test_a_frozen_brief_stays_as_it_was_handed_out(tmp_path: Path, brief: Brief) -> None:
    with opened(weekly_home(), tmp_path / "copy") as place:
        freeze_brief(place, SAMPLE_WEEK)
        with place.store.read() as connection:
            assert load_snapshot(connection, SAMPLE_WEEK) == json.loads(json.dumps(brief))
            held = load_frozen(connection, SAMPLE_WEEK)
        assert held is not None
        assert held.at is not None
        frozen = {"frozen": True, "frozen_at": held.at.isoformat()}
        assert brief_of(place, SAMPLE_WEEK) == {**json.loads(json.dumps(brief)), **frozen}
        assert brief_of(place, None) == brief_of(place, SAMPLE_WEEK)


def test_all_that_is_quoted_for_planning_stands_in_the_store(brief: Brief) -> None:
    """Quotes name their document, so that forgetting finds them; each is found there word for word."""
    quotes = list(_quotes([brief[name] for name in ("by_stage", "ideas", "praise", "echoes")]))
    with open_workplace(load_settings(weekly_home() / "config")) as place, place.store.read() as connection:
        documents = {one.id: one.text for one in load_documents(connection, [one["doc_id"] for one in quotes])}
    assert len(quotes) >= 20
    assert all(one["text"] in documents[one["doc_id"]] for one in quotes)


def test_each_idea_is_whole(brief: Brief) -> None:
    """Without messages the largest hesitations are all open."""
    assert [one["theme_id"] for one in brief["ideas"]][:2] == [one["theme_id"] for one in brief["moved"][:2]]
    assert all(one["answer"]["text"] for one in brief["ideas"])
    doubt = next(one for one in brief["ideas"] if one["title"] == "사기 의심")
    assert doubt["proof"]["n_reassured"] >= 5
    assert all("사기" in quote["text"] for quote in doubt["proof"]["quotes"])


def test_figures_alone_leave_without_a_word_of_a_customer(brief: Brief) -> None:
    bare = brief_markdown(figures_only(brief))
    assert not [one["text"] for one in _quotes(brief) if one["text"] in bare]


def _quotes(value: object) -> Iterator[dict[str, Any]]:
    """Go through everything with words of a customer: a channel that they spoke in stands beside them."""
    if isinstance(value, dict):
        if {"text", "rating", "channel"} <= value.keys():
            yield value
        for one in value.values():
            yield from _quotes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _quotes(one)


def test_a_week_without_voices_says_what_to_do(tmp_path: Path) -> None:
    with opened(weekly_home(), tmp_path / "copy") as place:
        found = brief_of(place, shift_week(SAMPLE_WEEK, 1))
    assert found is not None
    assert "`voc show runs`" in brief_markdown(found)
    assert "voc show runs" in brief_html(found)


def test_the_first_weeks_promise_nothing_new(tmp_path: Path) -> None:
    with opened(weekly_home(), tmp_path / "copy") as place:
        found = brief_of(place, shift_week(SAMPLE_WEEK, -9))
    assert found is not None
    assert "아직 2주뿐이라" in brief_markdown(found)
    assert not any(theme["state"] == "new" for theme in found["moved"])


def test_our_texts_are_read_only_where_there_are_any(tmp_path: Path) -> None:
    with opened(weekly_home(), tmp_path / "copy") as place:
        assert any("환급" in one.text for one in our_texts(place))
