"""What the columns of message exports are taken for, and what stands in their cells."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from voc.errors import RecordError, UsageError
from voc.messages import MessageFacts, MessagePlan, SentMessage, mapping_from, messages_from, understand
from voc.messages.cells import Share, read_count, read_flag, read_moment, read_money
from voc.tables import BadRow, open_table
from voc.weeks import SEOUL

OURS = (
    ("발송일시,채널,세그먼트,퍼널단계,캠페인,제목,본문,이미지,광고,"
    "발송수,도달수,오픈수,클릭수,전환수,매출,수신거부수,테스트,변형,메시지ID"),
    ("2026-11-03 10:00,앱 푸시,신규,가입,환급 안내,새 소식,환급 진행을 앱에서 볼 수 있어요.,Y,Y,"
    '"1,200","1,100건",300,40,8,"12,000원",2,T1,A,M-1'),
    "2026-11-04 10:00,SMS,휴면,,환급 안내,,서류를 한 번만 올리면 됩니다.,N,N,50,50,,3,0,0,1,,,M-2",
)  # fmt: skip


class Export(NamedTuple):
    """An export of a tool: its titles, a row, the fields that it has, and what some columns are taken for."""

    header: str
    row: str
    fields: str
    some: Mapping[str, str]


TOOLS = {
    "braze": Export(
        "Campaign Name,Variation Name,Message Channel,Launch Date,Subject,Message Body,Sends,Deliveries,Unique Opens,"
        "Total Opens,Unique Clicks,Conversions,Revenue,Unsubscribes,Tags",
        '나래 11월,Variant 1,Push,"November 3, 2026 10:00 AM",새 소식,환급 진행을 앱에서 볼 수 있어요.,'
        "1200,1100,300,420,40,8,12000.5,2,11월",
        "campaign variant channel sent_at title body sent delivered opened clicked converted revenue opted_out",
        {"Total Opens": "drop", "Tags": "drop", "Launch Date": "sent_at", "Unique Opens": "opened"},
    ),
    "bigin": Export(
        "캠페인명,캠페인 ID,발송 채널,발송 시작 일시,메시지 내용,발송 고객수,"
        "오픈 고객수,오픈율,클릭 고객수,전환 매출액",
        "11월 환급,B-9,알림톡,2026.11.03 10:00,서류를 한 번만 올리면 됩니다.,1200,300,25.0%,40,12000",
        "campaign id channel sent_at body sent opened clicked revenue",
        {"오픈율": "drop", "전환 매출액": "revenue"},
    ),
    "kakao": Export(
        "메시지 타입,템플릿코드,발송일자,발송시간,발송내용,발송건수,성공건수,실패건수",
        "알림톡,TPL-1,2026-11-03,오전 10:05,서류를 한 번만 올리면 됩니다.,1200,1100,100",
        "channel sent_at sent_time body sent delivered",
        {"템플릿코드": "drop", "실패건수": "drop"},
    ),
    "notion": Export(
        "이름,발송일,채널,타깃,본문,이미지 첨부,최종 편집 일시",
        '환급 안내,"2026년 11월 3일 오전 10:00 → 오전 11:00",앱 푸시,"신규, 휴면",'
        '환급 진행을 앱에서 볼 수 있어요.,Yes,"2026년 11월 9일 오전 9:00"',
        "campaign sent_at channel segment body image",
        {"최종 편집 일시": "drop"},
    ),
}


def write(folder: Path, *lines: str, name: str = "sent.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def read(path: Path, *pairs: str) -> tuple[MessagePlan, list[SentMessage | BadRow]]:
    facts = MessageFacts(
        channel={"앱 푸시": "app_push"}.get, stage={"가입": "signup"}.get, until=datetime(2026, 11, 23, tzinfo=UTC)
    )
    with open_table(path) as table:
        plan = understand(table, mapping=mapping_from(pairs, table.header, where=path.name))
        return plan, list(messages_from(plan, table, facts))


def sent(path: Path, *pairs: str) -> SentMessage:
    _, (one,) = read(path, *pairs)
    assert isinstance(one, SentMessage), one
    return one


def test_the_archives_own_titles_leave_no_doubt(tmp_path: Path) -> None:
    plan, (first, second) = read(write(tmp_path, *OURS))
    assert plan.unconfirmed == ()
    fields = (
        "sent_at channel segment stage campaign title body image is_ad sent delivered opened clicked converted revenue "
        "opted_out test variant id"
    )
    assert " ".join(one.field for one in plan.columns) == fields
    assert isinstance(first, SentMessage)
    assert isinstance(second, SentMessage)
    assert first.sent_at == datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    assert (first.channel, first.stage, first.has_image, first.is_ad) == ("app_push", "signup", True, True)
    assert first.counts == {
        "n_sent": 1200, "n_delivered": 1100, "n_opened": 300, "n_clicked": 40, "n_converted": 8, "n_opted_out": 2,
    }  # fmt: skip
    assert (first.revenue, first.external_id, first.texts["variant"]) == (12000.0, "M-1", "A")
    # A channel that nobody configured keeps its name; what is blank is not said.
    assert (second.channel, second.stage, second.title) == ("SMS", None, "")
    assert "n_opened" not in second.counts
    assert set(second.texts) == {"segment", "campaign"}


@pytest.mark.parametrize("tool", TOOLS)
def test_exports_of_known_tools_are_understood(tool: str, tmp_path: Path) -> None:
    header, row, fields, some = TOOLS[tool]
    plan, (message,) = read(write(tmp_path, header, row))
    assert plan.recognised.tool == tool
    assert plan.unconfirmed == ()
    assert {one.field for one in plan.columns} >= set(fields.split())
    assert some.items() <= plan.mapping.items()
    assert isinstance(message, SentMessage)
    minute = 5 if tool == "kakao" else 0
    assert message.sent_at == datetime(2026, 11, 3, 1, minute, tzinfo=UTC)
    assert message.body


def test_a_workbook_and_a_legacy_encoding_say_the_same(tmp_path: Path) -> None:
    legacy = read(write(tmp_path, *OURS, encoding="cp949"))[1]
    book = Workbook()
    assert book.active is not None
    book.active.append(OURS[0].split(","))
    book.active.append(
        [datetime(2026, 11, 3, 10, 0), "앱 푸시", "신규", "가입", "환급 안내", "새 소식",  # noqa: DTZ001 - as Excel keeps it
         "환급 진행을 앱에서 볼 수 있어요.", "Y", "Y", 1200, 1100, 300, 40, 8, 12000, 2, "T1", "A", "M-1"]
    )  # fmt: skip
    book.save(tmp_path / "sent.xlsx")
    one, (other, _) = sent(tmp_path / "sent.xlsx"), legacy
    assert isinstance(other, SentMessage)
    facts = ("sent_at", "channel", "title", "body", "counts", "revenue", "external_id", "texts", "has_image")
    assert [getattr(one, name) for name in facts] == [getattr(other, name) for name in facts]


@pytest.mark.parametrize(
    ("header", "row", "doubtful"),
    [
        # Sentences under a title that nobody knows; moments under one.
        ("발송일,채널,보낸 글", "2026-11-03,푸시,환급 진행을 앱에서 바로 볼 수 있어요.", {"보낸 글": "body"}),
        ("때,본문", "2026-11-03 10:00,환급 진행을 볼 수 있어요.", {"때": "sent_at"}),
        # A known title above something else.
        ("발송일,본문,오픈수", "2026-11-03,환급 진행을 볼 수 있어요.,많음", {"오픈수": "drop"}),
        # Shares, beside the number that they are shares of.
        ("발송일,본문,발송수,오픈율", "2026-11-03,환급 진행을 볼 수 있어요.,200,12.5%", {"오픈율": "opened"}),
    ],
)
def test_what_is_not_certain_is_asked(header: str, row: str, doubtful: dict[str, str], tmp_path: Path) -> None:
    plan, _ = read(write(tmp_path, header, row))
    assert {one.name: one.field for one in plan.unconfirmed} == doubtful


def test_confirmed_percentages_are_shares_of_those_it_was_sent_to(tmp_path: Path) -> None:
    path = write(tmp_path, "발송일,본문,발송수,오픈율", "2026-11-03,환급 진행을 볼 수 있어요.,200,12.5%")
    assert sent(path, "opened=오픈율").counts == {"n_sent": 200, "n_opened": 25}
    # Without the number they tell of nobody, and are left out unasked.
    plan, _ = read(write(tmp_path, "발송일,본문,오픈율", "2026-11-03,환급 진행을 볼 수 있어요.,12.5%"))
    assert plan.unconfirmed == ()
    assert plan.mapping["오픈율"] == "drop"


def test_of_several_columns_for_one_field_the_better_title_is_taken(tmp_path: Path) -> None:
    plan, _ = read(write(tmp_path, "날짜,발송일시,본문", "2026-11-01,2026-11-03 10:00,환급 진행을 볼 수 있어요."))
    assert plan.mapping == {"날짜": "drop", "발송일시": "sent_at", "본문": "body"}
    assert "'발송일시' already gives it" in plan.columns[0].reason


def test_an_id_that_comes_again_names_no_message(tmp_path: Path) -> None:
    rows = ("2026-11-03,첫 번째로 보낸 글이에요.,C-1", "2026-11-04,두 번째로 보낸 글이에요.,C-1")
    plan, _ = read(write(tmp_path, "발송일,본문,캠페인 ID", *rows))
    assert plan.mapping["캠페인 ID"] == "drop"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",환급 안내,10,9,3", "does not say when"),
        ("어제,환급 안내,10,9,3", "counts back"),
        ("2026-11-03,,10,9,3", "neither a title nor a text"),
        ("2026-11-03,환급 안내,10,9,10", "'오픈수' (10) is more than '도달수' (9)"),
        ("2026-11-03,환급 안내,10,11,3", "'도달수' (11) is more than '발송수' (10)"),
        ("2026-11-03,환급 안내,-10,9,3", "'발송수' is negative"),
        ("2026-11-03,환급 안내,10.5,9,3", "no whole number"),
        ("2026-11-03,환급 안내,10,9,조금", "'오픈수' is no number"),
        ("2026-11-03,환급 안내,10,9,30%", None),
        ("2026-12-24,환급 안내,10,9,3", "lies in the future"),
        ("2026-11-03,환급 안내,99999999999,9,3", "larger than mankind"),
    ],
)
def test_a_row_that_cannot_have_happened_is_a_bad_row(row: str, reason: str | None, tmp_path: Path) -> None:
    good = ("2026-11-01,먼저 보낸 글이에요,5,5,1", "2026-11-02,다음에 보낸 글이에요,5,5,1")
    _, found = read(write(tmp_path, "발송일,본문,발송수,도달수,오픈수", *good, row))
    if reason is None:
        assert isinstance(found[-1], SentMessage)
        assert found[-1].counts["n_opened"] == 3
    else:
        assert isinstance(found[-1], BadRow)
        assert reason in found[-1].reason
    assert all(isinstance(one, SentMessage) for one in found[:-1])


def test_numbers_flags_and_moments_as_people_write_them() -> None:
    assert [read_count(text) for text in ("1,234", "1,234건", "12.0", "0", "-", "N/A")] == [
        1234,
        1234,
        12,
        0,
        None,
        None,
    ]
    assert read_count("12.5%") == Share(0.125)
    assert [read_money(text) for text in ("₩1,200", "1,200원", "10.5")] == [1200.0, 1200.0, 10.5]
    assert [read_flag(text) for text in ("예", "No", "광고", "정보")] == [True, False, True, False]
    for text in ("(5)", "-3", "1,23", "다섯"):
        with pytest.raises(RecordError):
            read_count(text)
    with pytest.raises(RecordError):
        read_flag("글쎄")
    at = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    for text in ("2026년 11월 3일 오전 10:00", "November 3, 2026 10:00 AM (GMT+9)", "@2026년 11월 3일 오전 10:00"):
        assert read_moment(text, zone=SEOUL).moment == at
    assert read_moment("2026-11-03 00:00:00", "10", zone=SEOUL).moment == at
    assert read_moment("2026-11-03", "오전 10시", zone=SEOUL).moment == at


def test_a_mapping_names_what_is_there(tmp_path: Path) -> None:
    path = write(tmp_path, *OURS)
    with pytest.raises(UsageError, match="Did you mean 'opened'"):
        read(path, "opend=오픈수")
    with pytest.raises(UsageError, match="has no column '오픈 횟수'"):
        read(path, "opened=오픈 횟수")
    plan, _ = read(path, "drop=오픈수", "opened=클릭수")
    assert (plan.mapping["오픈수"], plan.mapping["클릭수"]) == ("drop", "opened")


def test_the_table_of_a_notion_export_is_found_among_its_pages(tmp_path: Path) -> None:
    header, row, *_ = TOOLS["notion"]
    with zipfile.ZipFile(tmp_path / "Export.zip", "w") as archive:
        archive.writestr("메시지 0a1b.csv", f"\ufeff{header}\n")
        archive.writestr("메시지 0a1b_all.csv", f"\ufeff{header}\n{row}\n")
        archive.writestr("메시지 0a1b/환급 안내 9f.md", "# 환급 안내\n")
        archive.writestr("메시지 0a1b/사진.png", b"\x89PNG")
    assert sent(tmp_path / "Export.zip").texts["campaign"] == "환급 안내"
