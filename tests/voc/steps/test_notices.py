"""What people are told about a run, word for word."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from voc.config import Settings, load_settings
from voc.config.notify import NotifySection, Texts, Webhook
from voc.errors import SourceError
from voc.sources import Problem
from voc.steps.collect import Collected
from voc.steps.night import RunOutcome
from voc.steps.telling.digest_notice import digest_notice
from voc.steps.telling.notices import Notice, notices_of, trial_notice
from voc.steps.telling.webhooks import documents_in, payload
from voc.steps.verdicts import Verdict, What
from voc.store import SaveCounts

# Monday, 2:05 in Seoul.
STARTED = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


def telling(settings: Settings, **changes: Any) -> Settings:  # noqa: ANN401 - fields of the section
    return replace(settings, notify=NotifySection(**changes))


def brief() -> dict[str, Any]:
    theme = {
        "title": "택배 조회 안 됨",
        "state": "burst",
        "n": [21, 2],
        "rate": [210.0, 20.0],
        "expected": [0, 6],
        "series": [2, 21],
        "quotes": [
            {
                "doc_id": "d7",
                "text": "송장 번호를 넣어도 조회가 안 돼요",
                "channel": "상담 문의",
                "date": "2026-11-20",
                "rating": None,
            }
        ],
        "keywords": ["송장"],
    }
    return {
        "week": "2026-W47",
        "label": "2026-W47 · 11월 3주차 (11/16-11/22)",
        "voices": [100, 90],
        "hesitating": {"n": [40, 30], "state": "steady", "expected": [20, 60]},
        "n_weeks_before": 8,
        "moved": [theme],
        "largest": [],
        "less": [],
        "reasons": [],
        "stages": [],
        "sources": [],
    }


def test_a_run_that_was_done_is_told_to_nobody(settings: Settings) -> None:
    done = RunOutcome("nightly", collected=[Collected("desk", n_rows=3, saved=SaveCounts(n_new=3))])
    assert notices_of(settings, done, STARTED) == []


def test_a_failure_says_what_failed_and_what_to_do(settings: Settings) -> None:
    outcome = RunOutcome("nightly", run_id="5a2895b51ff3aa96")
    (notice,) = notices_of(settings, outcome, STARTED, SourceError("The desk is closed."))
    assert (notice.event, notice.run_id) == ("failed", "5a2895b51ff3aa96")
    assert notice.text == (
        "[말귀] 야간 실행 실패 (11월 23일 02:05 시작)\n"
        "· The desk is closed.\n"
        "저장된 내용은 그대로입니다. 원인을 고친 뒤 다시 실행하면 이어서 처리합니다. 자세히 보기: voc show runs"
    )


def test_the_words_of_a_foreign_error_are_told_to_nobody(settings: Settings) -> None:
    (notice,) = notices_of(settings, RunOutcome("weekly"), STARTED, KeyError("길동이 010-1234-5678"))
    assert "· 예상하지 못한 오류(KeyError)입니다. voc show runs에서 확인해 주세요\n" in notice.text
    assert "010" not in notice.text


def test_a_run_without_any_source_has_failed(settings: Settings) -> None:
    outcome = RunOutcome("nightly", collected=[Collected("desk", error="The desk is closed.")])
    assert [one.event for one in notices_of(settings, outcome, STARTED)] == ["failed"]


def test_a_run_partly_done_lists_what_was_left_out(settings: Settings) -> None:
    desk = Collected(
        "desk", n_rows=9, saved=SaveCounts(n_new=7, n_rejects=2), problems=[Problem("b.csv", "no columns")]
    )
    outcome = RunOutcome("nightly", collected=[desk], counts={"read": 7, "weeks": 1}, unreadable={"d1": "ValueError"})
    told = telling(
        settings, dashboard_url="https://voc.example.kr", texts=Texts(partly="{counts}\n{problems}\n{dashboard}")
    )
    (notice,) = notices_of(told, outcome, STARTED)
    assert notice.text == (
        "새 글 7, 읽은 글 7, 집계한 주 1\n"
        "· desk: 일부를 받지 못했습니다. b.csv: no columns\n"
        "· desk: 2줄을 읽지 못해 따로 두었습니다 (voc rejects list)\n"
        "· 분석하지 못한 글 1건\n"
        "https://voc.example.kr"
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("silent", "평소와 달리 새 글이 하나도 없습니다"),
        ("little", "새 글이 1,200건으로, 평소보다 크게 줄었습니다"),
        ("rejects", "읽지 못한 줄이 평소보다 크게 늘었습니다"),
        ("first_empty", "첫 수집에서 아무것도 받지 못했습니다. sources.yaml의 설정을 확인해 주세요"),
    ],
)
def test_what_is_broken_is_told_in_korean_and_what_is_only_strange_is_not(
    settings: Settings, what: What, said: str
) -> None:
    verdicts = [Verdict("red", what, "It is broken."), Verdict("amber", "cursor", "It does not move.")]
    desk = Collected("desk", saved=SaveCounts(n_new=1200), verdicts=verdicts)
    (notice,) = notices_of(
        telling(settings, texts=Texts(partly="{problems}")), RunOutcome("nightly", collected=[desk]), STARTED
    )
    assert notice.text == f"· desk: {said}"


def test_an_error_of_a_source_is_told_in_its_own_words_unless_nobody_foresaw_it(settings: Settings) -> None:
    foreseen = Collected("desk", error="The desk is closed.")
    unforeseen = Collected("shop", error="unexpected KeyError in walla.py line 3. Please report this.")
    outcome = RunOutcome("nightly", collected=[foreseen, unforeseen])
    (notice,) = notices_of(telling(settings, texts=Texts(failed="{problems}")), outcome, STARTED)
    assert notice.text == (
        "· desk: 수집하지 못했습니다. The desk is closed.\n"
        "· shop: 예상하지 못한 오류(KeyError)입니다. voc show runs에서 확인해 주세요"
    )


def test_many_problems_are_cut_to_eight_short_lines(settings: Settings) -> None:
    problems = [Problem(f"{number}.csv", "열 이름이 다릅니다. " * 40) for number in range(11)]
    outcome = RunOutcome("nightly", collected=[Collected("desk", saved=SaveCounts(n_new=1), problems=problems)])
    (notice,) = notices_of(telling(settings, texts=Texts(partly="{problems}")), outcome, STARTED)
    lines = notice.text.split("\n")
    assert len(lines) == 9
    assert lines[-1] == "… 외 3건"
    assert max(map(len, lines)) == 302


def test_the_week_is_told_by_its_headlines_and_quoted_only_where_that_is_wanted(settings: Settings) -> None:
    notice = digest_notice(settings, brief(), "5a2895b51ff3aa96", STARTED)
    assert notice.event == "weekly"
    assert notice.text == (
        "[말귀] 주간 고객의 소리 · 2026-W47 · 11월 3주차 (11/16-11/22)\n"
        "· 고객의 목소리 100건 가운데 40건(40%)에서 망설임이 보였습니다. 지난주는 90건 가운데 30건(33%)이었습니다.\n"
        "· ‘택배 조회 안 됨’은 2건에서 21건으로 갑자기 늘었습니다."
    )
    assert notice.text_with_quotes == f"{notice.text}\n“송장 번호를 넣어도 조회가 안 돼요” 상담 문의, 11/20"
    assert notice.quoted == (("d7", "“송장 번호를 넣어도 조회가 안 돼요” 상담 문의, 11/20"),)


def test_documents_are_in_a_message_only_where_it_holds_their_line() -> None:
    lines = [(f"d{number}", f"“{number} {'늦어요 ' * 40}&”") for number in range(3)]
    text = "\n".join(["[말귀] 주간", *(line for _, line in lines)])
    notice = Notice("weekly", "r1", "[말귀] 주간", text, tuple(lines))
    hook = Webhook(name="team", kind="slack", url_env="VOC_NOTIFY_TEAM_URL", quotes=True)
    assert documents_in(hook, notice) == {"d0", "d1", "d2"}
    # 500 characters hold the first three lines, of which one is the title.
    assert documents_in(hook.model_copy(update={"kind": "kakaowork"}), notice) == {"d0", "d1"}
    assert documents_in(hook.model_copy(update={"quotes": False}), notice) == frozenset()


def test_each_service_gets_its_own_form() -> None:
    notice = Notice("failed", "r1", 'A&B <개발팀> "늦음"', "“인용”")
    assert payload("slack", notice) == {"text": 'A&amp;B &lt;개발팀&gt; "늦음"'}
    assert payload("kakaowork", notice) == {"text": 'A&B <개발팀> "늦음"'}
    assert payload("plain", notice) == {"event": "failed", "run_id": "r1", "text": 'A&B <개발팀> "늦음"'}
    assert payload("plain", notice, quotes=True)["text"] == "“인용”"


def test_a_long_text_is_cut_between_lines_and_never_within_an_entity() -> None:
    lines = "\n".join(f"{number:03}: " + "<" * 45 for number in range(30))
    text = payload("slack", Notice("failed", "", lines, lines))["text"]
    # A line is 5 characters and 45 entities of 4: 185, and its end; 21 lines and the mark fit into 4,000.
    assert text.split("\n")[-2:] == ["020: " + "&lt;" * 45, "…"]
    assert len(text) == 21 * 186 - 1 + 2
    single = payload("kakaowork", Notice("failed", "", "가" * 600, ""))["text"]
    assert single == "가" * 498 + "\n…"


def test_a_text_that_just_fits_is_not_cut() -> None:
    assert payload("kakaowork", Notice("failed", "", "가" * 500, ""))["text"] == "가" * 500


@pytest.mark.parametrize("event", ["failed", "partly", "weekly"])
def test_a_trial_says_that_it_is_one(settings: Settings, event: Any) -> None:  # noqa: ANN401 - of three texts
    assert "시험 전송" in trial_notice(settings, event).text
    assert "관계없습니다" in trial_notice(settings, event).text


def test_a_webhook_hears_of_everything_and_quotes_nobody_by_default() -> None:
    hook = Webhook(name="crm_team", kind="slack", url_env="VOC_NOTIFY_SLACK_URL")
    assert (hook.events, hook.quotes, hook.allow_private) == (("failed", "partly", "weekly"), False, False)
