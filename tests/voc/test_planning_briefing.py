"""The parts of a brief that marketers plan with: counts worked out by hand, consent, what old briefs lack."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from planted import Said, plant, sentence, weeks_of
from postgres_server import Server
from sqlalchemy import insert, select, update

from voc.config.proof import Figure
from voc.planning.brief import Brief, BriefNames, make_brief
from voc.planning.briefing import lines
from voc.planning.briefing.avoid import OwnLine, words_to_avoid
from voc.planning.briefing.inputs import Answers, PlanInputs
from voc.planning.briefing.plan import make_plan
from voc.planning.draft_check.wording import CarefulWord
from voc.planning.html import brief_html
from voc.planning.markdown import brief_markdown
from voc.planning.slack import brief_slack
from voc.records import Rating, document_id
from voc.store import Store, load_themes, open_store, save_themes
from voc.store.quote_permissions import QuotePermission, record_permission
from voc.store.schema import documents, findings, message_imports, message_sentences, message_voices, messages

WEEK = "2026-W47"
NAMES = BriefNames(
    stages={"onboarding": "설치·가입·인증", "fulfilment": "처리·대기·수령"},
    reasons={"delay": "지연·대기", "cost": "수수료·비용"},
    channels={"앱리뷰": "앱 리뷰", "카페": "커뮤니티"},
)
GOOD = "<b>환급이</b> 입금 잘 받았어요"
PRAISED = document_id("앱리뷰", "00037")
KEYWORDS = (
    {"term": "입금", "surface": "입금", "score": 1.0},
    {"term": "받았어다", "surface": "받았어요", "score": 0.8},
)
FIGURE = Figure(
    text="신청한 고객", value=1_200_000, unit="명", source="집계", as_of=date(2026, 10, 31),
    valid_until=date(2026, 12, 31), approved_by="팀장", reasons=("delay",),
)  # fmt: skip


def _careful(text: str) -> Sequence[CarefulWord]:
    return [CarefulWord("놓치다", "alarming", text, "사실로 적으세요.")] if "놓치" in text else []


INPUTS = PlanInputs(
    names=NAMES,
    careful=_careful,
    own_lines=[OwnLine("기회를 놓치지 마세요", "우리 글 push")],
    message_channels={"app_push": "앱 푸시"},
    answers=Answers({}, {"delay": "언제 되는지 알립니다."}, {"cost": "무엇이 아까웠는지 물어보세요."}),
    figures=(FIGURE,),
)


VOICES = [
    *weeks_of([0] * 7 + [12], text="입금이 안 와요", theme="t1", segment={"등급": "새싹"}),
    *weeks_of([3] * 8, text="수수료가 아까워요", theme="t2", reason="cost", stage="onboarding"),
    Said(WEEK, "수수료가 비싸요", theme="t2", reason="cost", stage="fulfilment"),
    Said(WEEK, GOOD, stage="fulfilment", hesitates=False, rating=Rating(5.0, 1.0, 5.0)),
    *weeks_of([20] * 8, hesitates=False),
]


def _fill(store: Store) -> None:
    """t1 (delay) is new with 12 voices, t2 (cost) has 3 a week, and in the last week one customer praises."""
    plant(store, VOICES)
    with store.begin() as connection:
        (theme,) = [one for one in load_themes(connection) if one.theme_id == "t1"]
        save_themes(connection, [replace(theme, keywords=KEYWORDS)])
        connection.execute(update(findings).where(findings.c.document_id == PRAISED).values(act="praise"))


@pytest.fixture(scope="module")
def planted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("briefing")
    with open_store(f"sqlite:///{home}/voc.db") as store:
        _fill(store)
    return home


@pytest.fixture
def store(planted_home: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy to write into."""
    shutil.copytree(planted_home, tmp_path, dirs_exist_ok=True)
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        yield store


@pytest.fixture(scope="module")
def brief(planted_home: Path) -> Brief:
    with open_store(f"sqlite:///{planted_home}/voc.db") as store:
        return _brief(store)


def _brief(store: Store, inputs: PlanInputs = INPUTS) -> Brief:
    with store.read() as connection:
        made = make_brief(connection, WEEK, NAMES, lambda: [sentence("안내 문구")])
        return {**made, **make_plan(connection, made, inputs)}


def _send(store: Store, name: str, sent_at: datetime, theme: str | None = None, **values: Any) -> None:  # noqa: ANN401
    facts: dict[str, Any] = {
        "message_id": name, "import_id": "i", "sent_at": sent_at, "sent_precision": "minute", "week": WEEK,
        "channel": "app_push", "body": f"{name}: 입금일을 알려 드려요", "fingerprint": name, **values,
    }  # fmt: skip
    with store.begin() as connection:
        if not connection.execute(message_imports.select()).first():
            first = {"import_id": "i", "seq": 1, "file": "f", "at": sent_at, "who": "w", "mapping": {}, "counts": {}}
            connection.execute(insert(message_imports), [first])
        connection.execute(insert(messages), [facts])
        place = {"message_id": name, "sentence_index": 0, "start": 0, "end": 3, "placed_theme_id": theme}
        connection.execute(insert(message_sentences), [place])


def test_each_stage_lists_its_hesitations_with_change_and_a_quote(brief: Brief) -> None:
    """t2 is voiced by three at sign-up as in the week before; once elsewhere is no theme of that stage."""
    onboarding, fulfilment = brief["by_stage"]
    assert (onboarding["name"], onboarding["n"]) == ("설치·가입·인증", [3, 3])
    assert [(one["theme_id"], one["n"], one["state"]) for one in onboarding["themes"]] == [("t2", [3, 3], "steady")]
    assert [(one["theme_id"], one["n"], one["state"]) for one in fulfilment["themes"]] == [("t1", [12, 0], "new")]
    assert fulfilment["themes"][0]["quotes"][0]["text"] == "입금이 안 와요"


def test_what_was_never_sent_becomes_an_idea_with_all_its_parts(brief: Brief) -> None:
    idea = brief["ideas"][0]
    assert (idea["theme_id"], idea["gap"], idea["last_on"]) == ("t1", "never", None)
    assert idea["situation"] == {
        "stage": "처리·대기·수령", "n_stage": 12, "n": 12, "channels": [{"channel": "앱 리뷰", "n": 12}],
    }  # fmt: skip
    assert idea["answer"] == {"text": "언제 되는지 알립니다.", "of": "reason"}
    assert (idea["proof"]["n_reassured"], idea["proof"]["ask"]) == (1, None)
    assert [one["text"] for one in idea["proof"]["quotes"]] == [GOOD]
    assert [one["figure"] for one in idea["proof"]["figures"]] == ["120만 명"]
    assert idea["words"]["use"] == ["입금", "받았어요"]


def test_without_proof_it_says_so_and_what_to_ask(brief: Brief) -> None:
    idea = brief["ideas"][1]
    assert (idea["theme_id"], idea["proof"]["n_reassured"], idea["proof"]["figures"]) == ("t2", 0, [])
    assert lines.proof_lines(idea)[0] == "근거가 아직 없습니다. 무엇이 아까웠는지 물어보세요."


def test_praise_of_who_hesitates_elsewhere_in_the_text_proves_nothing(store: Store) -> None:
    with store.begin() as connection:
        row = connection.execute(select(findings).where(findings.c.document_id == PRAISED)).mappings().one()
        connection.execute(insert(findings), [{**row, "sentence_index": 1, "act": "complaint", "is_hesitation": True}])
    assert _brief(store)["ideas"][0]["proof"]["n_reassured"] == 0


@pytest.mark.parametrize(("stars", "n"), [(3.9, 0), (4.0, 1)])
def test_praise_with_few_stars_proves_nothing(store: Store, stars: float, n: int) -> None:
    with store.begin() as connection:
        connection.execute(update(documents).where(documents.c.id == PRAISED).values(rating_value=stars))
    assert _brief(store)["ideas"][0]["proof"]["n_reassured"] == n


def test_an_expired_figure_is_not_offered(store: Store) -> None:
    late = FIGURE.model_copy(update={"valid_until": date(2026, 11, 21)})
    assert _brief(store, replace(INPUTS, figures=(late,)))["ideas"][0]["proof"]["figures"] == []


def test_what_was_sent_stands_with_rates_and_what_they_were_counted_of(store: Store) -> None:
    """Two segments on one day are one message: 30 of 1,000 and 50 of 1,000 clicked, 80 of 2,000 or 4 %."""
    for segment, clicked in (("신규", 30), ("기존", 50)):
        values = {"fingerprint": "same", "segment": segment, "n_delivered": 1000, "n_clicked": clicked}
        _send(store, f"m-{segment}", datetime(2026, 11, 18, 1, tzinfo=UTC), "t2", **values)
    _send(store, "m-old", datetime(2026, 6, 1, 1, tzinfo=UTC), "t2", n_delivered=10, n_clicked=11)
    _send(store, "m-next", datetime(2026, 11, 22, 15, tzinfo=UTC), "t2")
    brief = _brief(store)
    row = next(one for one in brief["sent"]["themes"] if one["theme_id"] == "t2")
    assert (row["n_lately"], row["n_ever"], row["last_on"]) == (1, 2, "2026-11-18")
    latest, old = row["messages"]
    assert (latest["channel"], latest["segments"]) == ("앱 푸시", ["기존", "신규"])
    assert latest["results"] == [{"kind": "clicked", "rate": 0.04, "hits": 80, "n": 2000}]
    assert lines.result_line(latest) == "2,000명 가운데 클릭 4%"
    assert old["results"] == []
    assert [one["theme_id"] for one in brief["ideas"]] == ["t1"]
    assert "보낸 적 없음: ‘t1’" in brief_markdown(brief)


def test_a_hesitation_that_grew_in_spite_of_a_message_stays_an_idea(store: Store) -> None:
    _send(store, "m", datetime(2026, 11, 17, 1, tzinfo=UTC), "t1")
    idea = _brief(store)["ideas"][0]
    assert (idea["theme_id"], idea["gap"]) == ("t1", "still")
    assert "11/17에 보냈지만 늘어남" in brief_markdown(_brief(store))


def test_words_to_avoid_stand_with_the_sentence_and_where_it_was_sent(store: Store) -> None:
    _send(store, "m", datetime(2026, 11, 17, 1, tzinfo=UTC), body="오늘을 놓치지 마세요")
    (word,) = _brief(store)["avoid"]["words"]
    assert (word["word"], word["n"]) == ("놓치다", 2)
    assert word["uses"] == [
        {"text": "오늘을 놓치지 마세요", "where": "앱 푸시 11/17"},
        {"text": "기회를 놓치지 마세요", "where": "우리 글 push"},
    ]


def test_a_word_twice_in_one_text_counts_once() -> None:
    def twice(text: str) -> list[CarefulWord]:
        return [CarefulWord("절대", "exaggerated", text, "근거를 적으세요.")] * 2

    assert [one["n"] for one in words_to_avoid([OwnLine("절대 절대", "a")], twice)] == [1]


def test_each_theme_says_whom_it_concerns(brief: Brief) -> None:
    """One value alone tells nobody apart; voices without an author are customers of their own."""
    row = next(one for one in brief["reach"] if one["theme_id"] == "t1")
    assert row == {"theme_id": "t1", "n_customers": 12, "n_suppressed": 0, "segments": []}
    assert lines.reach_line({**row, "n_suppressed": 3}) == (
        "최근 12주에 말한 고객 12명 · 연락을 원하지 않는 고객 3명(25%)을 빼면 9명"
    )


def test_proof_waits_for_consent_in_every_drawing(brief: Brief) -> None:
    granted = {**brief, "permissions": {PRAISED: {"state": "granted", "on": "2026-11-20"}}}
    for draw in (brief_markdown, brief_html, lambda one: "\n".join(brief_slack(one))):
        assert f"인용 동의 필요(글 {PRAISED[:8]})" in draw(brief)
        assert "인용 동의 받음(11/20 기록)" in draw(granted)
        assert "인용 동의 필요" not in draw(granted)


def test_who_does_not_want_to_be_quoted_is_not_offered(store: Store) -> None:
    with store.begin() as connection:
        record_permission(connection, QuotePermission(PRAISED, "withdrawn", datetime(2026, 11, 20, tzinfo=UTC), "w"))
    proof = _brief(store)["ideas"][0]["proof"]
    assert (proof["n_reassured"], proof["quotes"]) == (1, [])


def test_what_customers_wrote_stays_text(brief: Brief) -> None:
    assert "<b>환급이" not in brief_html(brief)
    assert "&lt;b&gt;환급이" in brief_html(brief)
    assert "\\<b\\>환급이" in brief_markdown(brief)
    assert "&lt;b&gt;환급이" in "\n".join(brief_slack(brief))


def test_it_is_plain_data_and_made_alike_twice(store: Store, brief: Brief) -> None:
    assert json.loads(json.dumps(brief, ensure_ascii=False)) == brief
    assert _brief(store) == brief


def test_a_brief_frozen_before_all_this_still_draws(store: Store) -> None:
    with store.read() as connection:
        old = make_brief(connection, WEEK, NAMES, lambda: [sentence("안내 문구")])
    assert "메시지 아이디어" not in brief_markdown(old) + brief_html(old) + "\n".join(brief_slack(old))
    assert "## 망설임" in brief_markdown(old)


def test_notion_finds_three_levels_of_headings_and_no_html(brief: Brief) -> None:
    text = brief_markdown(brief)
    assert {line.split(" ")[0] for line in text.splitlines() if line.startswith("#")} == {"#", "##", "###"}
    assert not [line for line in text.splitlines() if line.lstrip().startswith("<")]


def test_what_customers_said_about_a_message_stands_with_its_words(store: Store) -> None:
    """The week's own voices alone; the first voice of t1 points to the message."""
    voice = document_id("앱리뷰", "00000")
    _send(store, "m", datetime(2026, 11, 16, 1, tzinfo=UTC), body="입금 안내")
    link = {"document_id": voice, "message_id": "m", "how": "quoted", "score": 1.0, "start": 0, "end": 3}
    with store.begin() as connection:
        connection.execute(insert(message_voices), [{**link, "phrase": "입금", "state": "found"}])
    brief = _brief(store)
    assert brief["echoes"]["n"] == 1
    (found,) = brief["echoes"]["voices"]
    assert (found["doc_id"], found["text"], found["theme"]) == (voice, "입금이 안 와요", "t1")
    said = "11/16 앱 푸시 “입금 안내”, ‘입금’을 두고 · 망설임: t1"
    assert lines.echo_line(found) == said
    assert said in brief_markdown(brief)


def test_lessons_praise_and_what_is_watched_are_drawn(brief: Brief) -> None:
    quote = {"doc_id": PRAISED, "sentence_index": 0, "text": GOOD, "date": None, "rating": 5.0, "channel": "앱 리뷰"}
    watched = {"day": "2026-11-02", "what": "안내를 바꿈", "title": "t1", "said": "4주 가운데 2주를 지켜보았습니다."}
    lesson = {
        "at": "2026-11-10T01:00:00+00:00",
        "lesson": "날짜를 먼저 말한다",
        "themes": [{"id": "t1", "title": "t1"}],
    }
    praise = {"feature": "f", "name": "입금", "n": [2, 1], "state": "steady", "quotes": [quote]}
    whole = {**brief, "praise": [praise], "watched": [watched], "lessons": [lesson]}
    assert "- **입금** 2건 · 지난주 1건" in brief_markdown(whole)
    for drawn in (brief_markdown(whole), brief_html(whole)):
        assert "11/10 날짜를 먼저 말한다" in drawn
        assert "11/2 ‘안내를 바꿈’: 4주 가운데 2주를 지켜보았습니다." in drawn
        assert "증거는 아닙니다" in drawn


@pytest.mark.slow
def test_postgresql_makes_the_same_plan(server: Server, store: Store) -> None:
    """Another store, other figures? The same voices, messages and permissions give the same values."""
    with open_store(server.new_database()) as other:
        _fill(other)
        for one in (store, other):
            _send(one, "m", datetime(2026, 11, 17, 1, tzinfo=UTC), "t1", n_delivered=10, n_clicked=1)
            _send(one, "n", datetime(2026, 11, 19, 1, tzinfo=UTC), "t2")
            with one.begin() as connection:
                told = QuotePermission(PRAISED, "withdrawn", datetime(2026, 11, 20, tzinfo=UTC), "w")
                record_permission(connection, told)
        assert _brief(other) == _brief(store)
