"""The draft check: forty invented drafts, and each rule at its edges."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from nlp.tokenize import load_tokenizer
from voc.config import load_settings
from voc.config.channels import ChannelsSection
from voc.errors import UsageError
from voc.planning.draft_check import (
    Draft,
    Evidence,
    Finding,
    OpenTheme,
    OwnWord,
    PastMessage,
    check_drafts,
    read_drafts,
)

ROOT = Path(__file__).parents[2]
DRAFTS = ROOT / "tests" / "data" / "drafts"
EXPECTED = [
    line.split("\t")
    for line in (DRAFTS / "expected.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def rules() -> ChannelsSection:
    return load_settings(ROOT / "config").channels


def check(rules: ChannelsSection, *drafts: Draft, evidence: Evidence | None = None) -> list[list[Finding]]:
    return check_drafts(drafts, rules, load_tokenizer().tokenize_mended, evidence)


def codes(found: Sequence[Finding]) -> list[str]:
    return sorted(one.code for one in found)


def test_there_are_forty_drafts_and_an_expectation_for_each() -> None:
    assert len(EXPECTED) == 40
    assert {name for name, _ in EXPECTED} == {file.name for file in DRAFTS.iterdir()} - {"expected.tsv"}


@pytest.mark.parametrize(("name", "expected"), EXPECTED, ids=[name for name, _ in EXPECTED])
def test_a_draft_has_these_findings_and_no_others(name: str, expected: str, rules: ChannelsSection) -> None:
    drafts = read_drafts((DRAFTS / name).read_text(encoding="utf-8"), name)
    (found,) = check(rules, *drafts)
    assert codes(found) == sorted(expected.split())


def draft(body: str, **facts: object) -> Draft:
    return Draft.model_validate({"channel": "email", "is_ad": False, "body": body, **facts})


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("기회를 놓칩니다.", ["alarming"]),
        ("짐을 놓고 가세요.", []),
        ("손해를 보실 수 있어요.", ["alarming"]),
        ("포인트가 소멸될 예정입니다.", ["alarming"]),
        ("누구나 됩니다.", ["exaggerated"]),
        ("누구에게 보낼까요?", []),
        ("마지막 날입니다.", ["alarming"]),
        ("마지막 화면입니다.", []),
        ("이용하기 쉬워요.", []),
        ("서류가 없으면 안 됩니다.", ["double_negative"]),
        ("서류가 없고 사진은 안 받습니다.", []),
        ("11월 30일 오후 6시 마감합니다.", []),
    ],
)
def test_words_are_found_in_all_their_forms_and_nowhere_else(
    body: str, expected: list[str], rules: ChannelsSection
) -> None:
    assert codes(check(rules, draft(body))[0]) == expected


@pytest.mark.parametrize(
    ("at", "consent", "code"),
    [
        ("07:59", False, "night"),
        ("08:00", False, None),
        ("19:59", False, None),
        ("20:00", False, "quiet_hours"),
        ("20:59", False, "quiet_hours"),
        ("21:00", False, "night"),
        ("21:00", True, "quiet_hours"),
        ("00:00", False, "night"),
    ],
)
def test_hours_have_these_edges(at: str, consent: bool, code: str | None, rules: ChannelsSection) -> None:  # noqa: FBT001
    one = Draft.model_validate(
        {"channel": "sms", "is_ad": True, "send_at": at, "night_consent": consent, "sender": "환급나래"}
    ).model_copy(update={"body": "(광고)환급나래 소식\n무료수신거부 080-123-4567"})
    assert codes(check(rules, one)[0]) == sorted(filter(None, ["audience_check", code]))


@pytest.mark.parametrize(("letters", "is_too_long"), [(45, False), (46, True)])
def test_a_text_message_holds_90_bytes(letters: int, is_too_long: bool, rules: ChannelsSection) -> None:  # noqa: FBT001
    found = check(rules, draft("가" * letters, channel="sms"))[0]
    assert ("too_long" in codes(found)) is is_too_long
    if is_too_long:
        assert "92바이트" in found[0].advice
        assert "장문 문자(LMS)로 보내세요" in found[0].advice


def test_what_is_cut_off_is_shown_up_to_there(rules: ChannelsSection) -> None:
    found = check(rules, draft("본문입니다.", channel="app_push", title="가" * 21))[0]
    assert [(one.code, one.level, one.span) for one in found] == [("cut_off", "warning", "가" * 20 + "…")]


def test_the_fourth_advertisement_of_a_day_to_one_segment_is_too_many(rules: ChannelsSection) -> None:
    about = {"is_ad": True, "send_at": "2026-11-24 11:00", "sender": "환급나래", "title": "(광고) 환급나래"}
    one = draft("수신거부는 아래에서", segment="신규", **about)
    found = check(rules, one, one, one, one, one.model_copy(update={"segment": "휴면"}))
    assert ["daily_cap" in codes(each) for each in found] == [False, False, False, True, False]


@pytest.mark.parametrize(("day", "is_old"), [(23, False), (24, True)])
def test_consent_ends_two_years_after_it_was_given(day: int, is_old: bool, rules: ChannelsSection) -> None:  # noqa: FBT001
    text = (
        'channel: email\nis_ad: true\nsender: 환급나래\ntitle: "(광고) 환급나래"\nconsent_on: 2024-11-24\n'
        f'send_at: "2026-11-{day} 11:00"\nbody: 수신거부는 아래에서\n'
    )
    found = check(rules, *read_drafts(text, "draft.yaml"))[0]
    assert ("consent_old" in codes(found)) is is_old


class Archive:
    """One message, whatever is asked."""

    def nearest(self, text: str, n: int) -> list[PastMessage]:
        assert (text, n) == ("어플에서 수수료를 알려 드려요.", 3)
        return [PastMessage("2026-10-02", "앱 푸시", "수수료를 알려 드려요", "열람 12.0%")]


def test_customers_words_hesitations_and_past_messages_stand_beside_a_draft(rules: ChannelsSection) -> None:
    evidence = Evidence(
        week="2026-W47",
        own_words=[OwnWord("어플", "앱", 30, 4), OwnWord("수수료"), OwnWord("절차")],
        themes=[OpenTheme("c_a", "인증 실패", 9), OpenTheme("c_b", "수수료 부담", 5)],
        touched=lambda _: {"c_b": "수수료를 알려 드려요."},
        past=Archive(),
    )
    found = check(rules, draft("어플에서 수수료를 알려 드려요."), evidence=evidence)[0]
    assert {one.level for one in found} == {"info"}
    assert [(one.code, one.span) for one in found] == [
        ("not_their_word", "어플"),
        ("not_their_word", "수수료"),
        ("hesitation_touched", "수수료를 알려 드려요."),
        ("hesitations_open", ""),
        ("near_message", "수수료를 알려 드려요"),
    ]
    assert "고객은 ‘앱’이라고 합니다(최근 12주 30명" in found[0].advice
    assert "‘인증 실패’ 9건" in found[3].advice
    assert "수수료 부담" not in found[3].advice


def test_a_draft_is_a_text_a_text_with_lines_on_top_or_a_file_of_lines() -> None:
    plain = read_drafts("# 제목입니다\n\n본문입니다.\n", "a.md")
    topped = read_drafts("---\nchannel: sms\n---\n# 제목입니다\n본문입니다.", "a.txt")
    listed = read_drafts("drafts:\n  - body: 하나\n  - body: 둘\n    channel: sms\n", "stdin")
    assert [(one.channel, one.title, one.body) for one in (*plain, *topped, *listed)] == [
        (None, "제목입니다", "본문입니다."),
        ("sms", "제목입니다", "본문입니다."),
        (None, None, "하나"),
        ("sms", None, "둘"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\nchanel: sms\n---\n본문", "a.md:2:1: chanel: unknown key (did you mean 'channel'?)"),
        ('---\nsend_at: "2026-13-01 10:00"\n---\n본문', "a.md:2:10: send_at: '2026-13-01 10:00' is no time"),
        ("---\nchannel: sms\n본문", "has no second ---"),
        ("---\nchannel: sms\n---\n\n", "holds a draft without a text"),
    ],
)
def test_a_draft_that_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(UsageError) as error:
        read_drafts(text, "a.md")
    assert said in str(error.value)


def test_a_draft_without_a_channel_says_what_to_do(rules: ChannelsSection) -> None:
    with pytest.raises(UsageError, match="give --channel"):
        check(rules, Draft(body="본문"))


def test_a_mark_in_a_title_that_is_not_sent_is_no_mark(rules: ChannelsSection) -> None:
    about = {"is_ad": True, "send_at": "11:00", "sender": "환급나래", "title": "(광고) 환급나래 소식"}
    found = check(rules, draft("환급나래 소식\n무료수신거부 080-123-4567", channel="sms", **about))[0]
    assert codes(found) == ["ad_mark_missing", "audience_check", "title_unused"]
