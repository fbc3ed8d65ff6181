"""The queue of people to thank or to apologise to, from collected posts to erased contacts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from reaching import KEY, VARIABLE
from sqlalchemy import func, select

from nlp.types import Reading
from voc.config import load_settings
from voc.errors import ChangedMeanwhileError, ConfigError, PrivacyError, UsageError
from voc.privacy import hash_handle
from voc.records import Window
from voc.steps.analyse import analyse
from voc.steps.collect import Collected, collect
from voc.steps.curation.curate import Signature
from voc.steps.night import RunOutcome
from voc.steps.outreach.acts import Step, approve, open_case, take_step
from voc.steps.outreach.listing import case_rows, outreach_summary, view_case
from voc.steps.outreach.notice import notice_posts
from voc.steps.outreach.reaching import open_contact
from voc.steps.outreach.tidying import tidy_people
from voc.steps.workplace import Workplace, open_workplace
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    Unread,
    documents_to_read,
    forget_author,
    read_audit,
    save_readings,
    scrub,
    sentence_fingerprint,
)
from voc.store.outreach_contacts import load_contacts
from voc.store.schema import documents, outreach_cases, outreach_contacts, outreach_documents, outreach_events

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)  # Monday in Seoul
CHECKED = ("no_request", "no_condition", "no_promise", "disclosure")
SOURCES = """
sources:
  - name: board
    format: community_jsonl
    path: inbox/board
    pattern: "*.jsonl"
    channel: community
    kind: post
    columns: {id: no, url: url, text: body, author: who, created_at: at, parent_id: under}
"""
OUTREACH = "enabled: true\nsources: [board]\nremind_after: 3\n"


@dataclass(frozen=True)
class Line:
    """A line of the board's file."""

    no: str
    who: str
    body: str
    day: str = "2026-11-20"
    under: str = ""

    def plain(self) -> dict[str, str]:
        url = f"https://board.example.kr/{self.who}/{self.no}"
        return {
            "no": self.no,
            "who": self.who,
            "body": self.body,
            "at": f"{self.day} 10:00",
            "under": self.under,
            "url": url,
        }


_plain = Line.plain
GLAD = Line("1", "haru_note", "환급나래 덕분에 10분 만에 환급받았어요. 정말 편하고 최고예요!")
SORRY = Line("2", "bom_diary", "인증이 계속 실패해서 신청을 포기했어요. 고객센터도 전화를 안 받네요.")
PLAIN = Line("3", "seo_log", "어제 환급나래 앱을 새로 깔았습니다.")
UNDER = Line("4", "dal_memo", "저도 인증이 계속 실패해요.", under="2")


@pytest.fixture
def board(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, KEY)
    (home / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (home / "config" / "outreach.yaml").write_text(OUTREACH, encoding="utf-8")
    for module in ("collect", "keeping", "outreach.listing"):
        monkeypatch.setattr(f"voc.steps.{module}.seoul_today", lambda: date(2026, 11, 23))
    return home


@pytest.fixture
def place(board: Path) -> Iterator[Workplace]:
    with open_workplace(load_settings(board / "config")) as opened:
        yield opened


def night(place: Workplace, *lines: Line, name: str = "a.jsonl") -> int:
    """Collect a file of the board, have it read by its words, and look for people to write to."""
    gathered(place, *lines, name=name)
    with place.store.begin() as connection:
        unread = documents_to_read(connection, "v1", 100)
        save_readings(connection, [_read(one) for one in unread], analysis_version="v1")
    return notice_posts(place, now=NOW)


def _read(one: Unread) -> ReadDocument:
    """Take a whole text for one sentence: 최고 praises, 포기 hesitates."""
    is_unhappy = "포기" in one.text
    reading = Reading(
        act="complaint" if is_unhappy else "praise" if "최고" in one.text else "statement",
        hesitation=0.9 if is_unhappy else 0.1,
        is_hesitation=is_unhappy,
        reason="access" if is_unhappy else "none",
        reason_score=0.8,
        stage="onboarding",
        stage_score=0.7,
        why=("rule",),
    )
    sentence = ReadSentence(0, len(one.text), sentence_fingerprint(one.text), CachedReading(reading, ()))
    return ReadDocument(one.id, one.fingerprint, (sentence,))


def gathered(place: Workplace, *lines: Line, name: str = "a.jsonl") -> Collected:
    folder = place.settings.home / "inbox" / "board"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(one.plain(), ensure_ascii=False) + "\n" for one in lines)
    (folder / name).write_text(text, encoding="utf-8")
    (source,) = place.sources(("board",))
    return collect(place, source, Window())


def rows(place: Workplace) -> dict[str, dict[str, object]]:
    with place.store.read() as connection:
        return {str(row["start"])[:2]: row for row in case_rows(connection)}


def case_of(place: Workplace, start: str) -> str:
    return str(rows(place)[start]["case_id"])


def signed(who: str, why: str = "") -> Signature:
    return Signature(who, NOW, why)


def counts(place: Workplace) -> list[int]:
    tables = (outreach_cases, outreach_events, outreach_documents, outreach_contacts)
    with place.store.read() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_a_night_opens_a_case_for_thanks_and_one_for_an_apology_and_keeps_no_other_contact(place: Workplace) -> None:
    gathered(place, GLAD, SORRY, PLAIN, UNDER)
    analyse(place)
    assert notice_posts(place, now=NOW) == 2
    found = rows(place)
    assert {start: (row["kind"], row["state"], row["remind_on"]) for start, row in found.items()} == {
        "환급": ("thanks", "new", "2026-11-26"),
        "인증": ("apology", "new", "2026-11-26"),
    }
    # Nobody is reached for a neutral post or a comment.
    assert counts(place) == [2, 2, 2, 2]
    # The same night once more finds nothing new.
    assert notice_posts(place, now=NOW) == 0
    assert counts(place) == [2, 2, 2, 2]


def test_nothing_personal_lies_open_in_the_store(place: Workplace) -> None:
    night(place, GLAD, SORRY, PLAIN)
    case = case_of(place, "환급")
    take_step(place, case, Step("review", note="010-1234-5678로 전화해 달라고 함"), signed("하나"))
    scrub(place.store)
    raw = b"".join(path.read_bytes() for path in (place.settings.home / "store").glob("voc.db*"))
    for secret in (b"haru_note", b"bom_diary", b"seo_log", b"1234-5678"):
        assert secret not in raw
    with place.store.read() as connection:
        assert view_case(connection, place.settings, case).events[-1].details["note"] == "<PHONE>로 전화해 달라고 함"


def test_a_further_post_is_added_and_noticed(place: Workplace) -> None:
    night(place, GLAD)
    case = case_of(place, "환급")
    more = Line("9", "haru_note", "환급나래 두 번째 후기입니다.", day="2026-11-21")
    assert night(place, GLAD, more, name="b.jsonl") == 0
    with place.store.read() as connection:
        view = view_case(connection, place.settings, case)
    assert [post.role for post in view.posts] == ["follow_up", "first"]
    assert [event.action for event in view.events] == ["opened", "follow_up"]
    assert view.case.state == "new"


def test_a_letter_goes_out_only_after_somebody_else_approved_it(place: Workplace) -> None:
    night(place, SORRY)
    case = case_of(place, "인증")
    take_step(place, case, Step("review"), signed("하나"))
    with pytest.raises(UsageError, match="confirm: 편지와 선물에 아무 조건이 없습니다"):
        take_step(place, case, Step("approval", checks=["no_request", "no_promise", "disclosure"]), signed("하나"))
    take_step(place, case, Step("approval", checks=CHECKED), signed("하나"))
    with pytest.raises(UsageError, match="Nobody has approved this yet"):
        take_step(place, case, Step("sent"), signed("하나"))
    with pytest.raises(UsageError, match="하나 asked for this approval, so somebody else has to give it"):
        approve(place, case, signed("하나"))
    approve(place, case, signed("두리"))
    with pytest.raises(UsageError, match="was approved already"):
        approve(place, case, signed("세나"))
    sent = take_step(place, case, Step("sent"), signed("하나"))
    assert (sent.state, sent.is_open, sent.remind_on) == ("sent", True, "2026-11-26")
    done = take_step(place, case, Step("done"), signed("하나"))
    assert (done.is_open, done.remind_on) == (False, None)
    # 24 months later, at midnight in Seoul.
    assert done.keep_until == datetime(2028, 11, 22, 15, tzinfo=UTC)


def test_whoever_was_slower_is_told_and_changes_nothing(place: Workplace) -> None:
    night(place, GLAD)
    case = case_of(place, "환급")
    take_step(place, case, Step("review", expect=1), signed("하나"))
    with pytest.raises(ChangedMeanwhileError, match=r"하나 changed this case meanwhile \(step 2, you saw 1\)"):
        take_step(place, case, Step("on_hold", note="보류", expect=1), signed("두리"))
    assert rows(place)["환급"]["state"] == "review"


def test_a_dry_run_changes_nothing(place: Workplace) -> None:
    night(place, GLAD)
    case, before = case_of(place, "환급"), counts(place)
    assert take_step(place, case, Step("review"), signed("하나"), dry_run=True).state == "review"
    assert rows(place)["환급"]["state"] == "new"
    assert counts(place) == before


def test_a_wish_to_be_left_alone_is_kept_and_taken_back_only_with_a_reason(place: Workplace) -> None:
    night(place, GLAD)
    case = case_of(place, "환급")
    take_step(place, case, Step("do_not_contact"), signed("하나"))
    more = Line("9", "haru_note", "정말 편하고 최고예요!", day="2026-11-21")
    assert night(place, GLAD, more, name="b.jsonl") == 0
    assert counts(place)[2] == 1
    with pytest.raises(UsageError, match="must not be contacted"):
        open_contact(place, case, signed("하나", "감사 편지"))
    with pytest.raises(UsageError, match="Say in a note why that does not hold"):
        take_step(place, case, Step("review"), signed("하나"))
    assert take_step(place, case, Step("review", note="다른 분과 헷갈림"), signed("하나")).is_open


def test_a_contact_is_opened_for_a_reason_and_noted(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    night(place, GLAD)
    case = case_of(place, "환급")
    with pytest.raises(UsageError, match="Say what the contact is needed for"):
        open_contact(place, case, signed("하나"))
    found = open_contact(place, case, signed("하나", "감사 편지"))
    assert found is not None
    assert (found.handle, found.link) == ("haru_note", "https://board.example.kr/haru_note/1")
    assert "haru_note" not in repr(found)
    with place.store.read() as connection:
        (line,) = read_audit(connection, action="contact")
    assert (line.who, line.details) == ("하나", {"case": case, "reason": "감사 편지"})
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(PrivacyError, match="VOC_REACH_KEY is not set"):
        open_contact(place, case, signed("하나", "감사 편지"))


def test_what_is_no_address_of_a_page_is_no_link(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Line, "plain", lambda one: {**_plain(one), "url": "javascript:alert(1)"})
    night(place, GLAD)
    found = open_contact(place, case_of(place, "환급"), signed("하나", "감사 편지"))
    assert found is not None
    assert (found.handle, found.link) == ("haru_note", None)


def test_without_the_key_nothing_is_kept_and_the_night_says_so(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    collected = gathered(place, GLAD)
    assert not collected.error
    (note,) = collected.notes
    assert "How authors of source 'board' can be reached is not kept. The environment variable VOC_REACH_KEY" in note
    assert counts(place) == [0, 0, 0, 0]


def test_contacts_and_ended_cases_go_when_their_day_has_come(place: Workplace) -> None:
    night(place, GLAD, SORRY)
    case = case_of(place, "환급")
    take_step(place, case, Step("review"), signed("하나"))
    take_step(place, case, Step("done"), signed("하나"))
    # The posts are of 20 November; 180 days later it is 19 May.
    last = datetime(2027, 5, 18, 14, 59, tzinfo=UTC)
    tidy_people(place, RunOutcome("nightly"), now=last)
    assert counts(place)[3] == 2
    tidy_people(place, RunOutcome("nightly"), now=last + timedelta(minutes=1))
    assert counts(place)[3] == 0
    tidy_people(place, RunOutcome("nightly"), now=datetime(2028, 11, 22, 15, tzinfo=UTC))
    assert [row["kind"] for row in rows(place).values()] == ["apology"]


def test_a_source_that_is_looked_at_no_more_leaves_no_contact(board: Path, place: Workplace) -> None:
    night(place, GLAD)
    (board / "config" / "outreach.yaml").write_text("enabled: false\n", encoding="utf-8")
    with open_workplace(load_settings(board / "config")) as switched_off:
        tidy_people(switched_off, RunOutcome("nightly"), now=NOW)
        assert counts(switched_off)[3] == 0
        assert notice_posts(switched_off, now=NOW) == 0


@pytest.mark.parametrize("state", ["review", "do_not_contact"])
def test_whoever_is_forgotten_leaves_only_the_wish_not_to_be_written_to(place: Workplace, state: str) -> None:
    night(place, GLAD)
    case = case_of(place, "환급")
    take_step(place, case, Step(state, note="블로그에 댓글로 연락 원치 않음"), signed("하나"))
    author = hash_handle("haru_note", place.author_key)
    with place.store.begin() as connection:
        forget_author(connection, "board", author, handle="haru_note")
    assert counts(place) == [int(state == "do_not_contact"), 0, 0, 0]
    with place.store.read() as connection:
        assert load_contacts(connection, "board", [author]) == {}


def test_a_post_that_no_rule_chose_is_opened_by_hand_once(place: Workplace) -> None:
    night(place, PLAIN)
    with place.store.read() as connection:
        (document,) = connection.scalars(select(documents.c.id))
    case = open_case(place, document, "thanks", signed("하나"), note="행사에서 만난 분")
    assert (case.kind, case.state, case.remind_on) == ("thanks", "new", "2026-11-26")
    with pytest.raises(UsageError, match="belongs to no case"):
        open_case(place, document, "thanks", signed("하나"))
    with place.store.read() as connection:
        summary = outreach_summary(connection)
    assert (summary["n"], summary["states"]["new"], summary["due"]) == (1, 1, 0)


def test_a_source_that_is_not_there_is_an_error_with_its_line(board: Path) -> None:
    (board / "config" / "outreach.yaml").write_text("enabled: true\nsources: [bord]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"outreach.yaml:2:11: .*no source 'bord' \(did you mean 'board'\?\)"):
        load_settings(board / "config")
    (board / "config" / "outreach.yaml").write_text("enabled: true\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="sources names none"):
        load_settings(board / "config")
