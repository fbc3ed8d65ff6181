"""What is understood of a survey export, and the records that come of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from voc.errors import TableError, UsageError
from voc.records import Rating, Record
from voc.sources import SourceSpec
from voc.surveys import Scale, SurveyFacts, SurveyPlan, mapping_from, read_file, records_from, understand
from voc.tables import BadRow, Table, open_table

GOOGLE = (
    '"타임스탬프","전반적으로 얼마나 만족하시나요? (1~5)","불편했던 점을 적어주세요",'
    """"주로 쓰는 기능 (복수 선택)","사용 중인 앱 버전","연락처"
"2026/09/01 7:21:00 오전 GMT+9","2","알림이 안 와요.
그리고 ""조회"" 버튼을 못 찾겠어요","조회;신청;상담","5.12.0","010-0000-0000"
"2026/09/01 12:04:55 오후 GMT+9","5","","조회","","010-0000-0001"
"2026/09/02 1:00:00 오후 GMT+9","","수수료가 얼마인지 모르겠어요","신청;저만 쓰는 기능","",""
"2026/09/02 1:30:00 오후 GMT+9","","","신청","",""
"""
)


def table(folder: Path, text: str, name: str = "설문.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return open_table(folder / name)


def roles(plan: SurveyPlan) -> list[tuple[str, bool]]:
    return [(column.role, column.doubtful) for column in plan.columns]


def take(folder: Path, text: str, mapping: dict[str, str] | None = None) -> list[Record | BadRow]:
    read = table(folder, text)
    return list(records_from(understand(read, mapping=mapping), read, SurveyFacts("설문", "설문")))


def test_a_google_forms_export_is_understood(tmp_path: Path) -> None:
    plan = understand(table(tmp_path, GOOGLE))
    assert plan.form == "google_forms"
    assert roles(plan) == [
        ("date", False),
        ("rating", False),
        ("open_text", False),
        ("choice", False),
        ("app_version", False),
        ("drop", False),
    ]
    assert plan.columns[1].scale == Scale(1, 5)
    assert plan.columns[1].reason == "The title states the scale 1-5."
    assert plan.columns[5].reason == "Many answers are phone numbers, addresses, e-mails or other personal data."
    assert plan.unconfirmed == ()


def test_answers_become_records_with_the_rating_and_choices_as_tags(tmp_path: Path) -> None:
    first, second, third = take(tmp_path, GOOGLE)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Record)
    assert (first.kind, first.title) == ("survey_answer", "불편했던 점을 적어주세요")
    assert first.body == '알림이 안 와요.\n그리고 "조회" 버튼을 못 찾겠어요'
    assert (first.created_at, first.tz_assumed) == (datetime(2026, 8, 31, 22, 21, tzinfo=UTC), False)
    assert (first.rating, first.app_version) == (Rating(2, 1, 5), "5.12.0")
    # 상담 was picked once only: a choice that one person made may be their own words.
    assert first.tags == (
        "주로 쓰는 기능 (복수 선택)=조회",
        "주로 쓰는 기능 (복수 선택)=신청",
        "주로 쓰는 기능 (복수 선택)=기타",
    )
    assert (second.kind, second.body, second.rating) == ("survey_rating", "", Rating(5, 1, 5))
    assert second.title == "전반적으로 얼마나 만족하시나요? (1~5)"
    assert (third.rating, third.tags[-1]) == (None, "주로 쓰는 기능 (복수 선택)=기타")


def test_nothing_of_a_dropped_column_reaches_a_record(tmp_path: Path) -> None:
    assert "010-0000" not in repr(take(tmp_path, GOOGLE))


def test_a_naver_form_workbook_with_titles_and_a_summary_is_understood(tmp_path: Path) -> None:
    book = Workbook()
    summary = book.active
    assert summary is not None
    summary.append(["폼 제목", "환급나래 만족도"])
    summary.append(["응답 수", 3])
    answers = book.create_sheet("응답")
    answers.append(["환급나래 만족도"])
    answers.append(
        [
            "번호",
            "응답일시",
            "1. 추천 의향",
            "2. 신청을 망설인 이유를 적어주세요",
            "이름",
            "개인정보 수집·이용에 동의하십니까?",
        ]
    )
    for i, (mark, words, name) in enumerate(
        [(9, "없음", "가나다"), (0, "수수료가 걱정돼요", "라마바"), (3, None, "사아자")]
    ):
        answers.append([i + 1, datetime(2026, 9, 1, 10, i, tzinfo=UTC).replace(tzinfo=None), mark, words, name, "예"])
    book.save(tmp_path / "네이버폼.xlsx")
    read = open_table(tmp_path / "네이버폼.xlsx")
    plan = understand(read)
    assert plan.form == "naver_form"
    assert [column.role for column in plan.columns] == ["drop", "date", "rating", "open_text", "drop", "drop"]
    assert plan.columns[2].scale == Scale(0, 10)
    records = list(records_from(plan, read, SurveyFacts("naver", "naver")))
    assert [(r.kind, r.body, r.rating and r.rating.value) for r in records if isinstance(r, Record)] == [
        ("survey_answer", "없음", 9),
        ("survey_answer", "수수료가 걱정돼요", 0),
        ("survey_rating", "", 3),
    ]
    assert "라마바" not in repr(records)


@pytest.mark.parametrize(
    ("title", "answers", "role", "doubtful"),
    [
        ("불편한 점을 모두 골라 주세요", ["느림", "어려움", "느림;비쌈"], "choice", False),
        ("이름", ["가나다", "라마바"], "drop", False),
        ("성함을 적어주세요", ["가나다", "라마바"], "drop", False),
        ("경품 받으실 주소", ["서울 어느 구 어느 길 12", "부산 어느 구 어느 길 3"], "drop", False),
        ("남기실 말", ["a@example.com", "b@example.com"], "drop", False),
        ("마케팅 정보 수신에 동의하시나요?", ["예", "아니오"], "drop", False),
        ("동의하지 않은 이유를 적어주세요", ["내용을 다 읽기가 어려워서요", "너무 길어요 정말"], "open_text", False),
        (
            "이름을 입력하다 그만둔 이유를 적어주세요",
            ["한자 이름이 안 들어가서요", "띄어쓰기 때문에요 계속"],
            "open_text",
            True,
        ),
        ("개인정보 입력에서 망설인 이유", ["어디에 쓰는지 몰라서요", "주민번호를 왜 받는지"], "open_text", False),
        ("NPS", ["9", "10", "0 - 전혀 추천하지 않음"], "rating", False),
        ("만족도 [배송]", ["4", "5", "3"], "rating", False),
        ("별점", ["★★★★☆", "★★☆☆☆"], "rating", False),
        ("몇 번 쓰셨나요", ["3", "1", "7"], "rating", True),
        ("점수", ["4 / 10", "10 / 10"], "drop", False),
        ("연령대", ["20대", "30대", "20대", "30대"], "segment", False),
        ("자주 쓰는 메뉴", ["조회", "신청", "조회", "신청", "조회"], "choice", False),
        ("불편한 점을 자유롭게 적어주세요", ["없음"] * 9, "open_text", False),
        ("질문 3", ["앱이 자꾸 꺼져서 신청을 못 했어요", "상담원 연결이 너무 어려웠습니다"], "open_text", True),
        (
            "이번 신청에서 가장 기억에 남는 일은?",
            ["앱이 자꾸 꺼져서 못 했어요", "상담이 친절했습니다 정말로"],
            "open_text",
            False,
        ),
        ("가입일", ["2025-01-02", "2025-03-04"], "date", True),
        ("빈칸", ["", ""], "drop", False),
        ("기타", ["x1", "q"], "drop", True),
    ],
)
def test_columns_are_judged_by_title_and_answers(
    tmp_path: Path, title: str, answers: list[str], role: str, *, doubtful: bool
) -> None:
    lines = "\n".join(f"{i},{answer}" for i, answer in enumerate(answers))
    plan = understand(table(tmp_path, f"#,{title}\n{lines}\n"))
    column = plan.columns[1]
    assert (column.role, column.doubtful) == (role, doubtful)
    assert column.reason.endswith(".")


def test_doubtful_columns_are_stored_only_once_confirmed(tmp_path: Path) -> None:
    words = ("앱이 자꾸 꺼져서 신청을 못 했어요", "상담원 연결이 너무 어려웠어요")
    text = f"타임스탬프,질문 3\n2026-09-01 10:00,{words[0]}\n2026-09-01 11:00,{words[1]}\n"
    assert take(tmp_path, text) == []
    confirmed = take(tmp_path, text, {"질문 3": "open_text"})
    assert tuple(r.body for r in confirmed if isinstance(r, Record)) == words


def test_the_order_of_responses_does_not_change_their_ids(tmp_path: Path) -> None:
    head, *rows = "날짜,의견을 적어주세요\n2026-09-01,좋아요\n2026-09-01,별로예요\n2026-09-01,좋아요\n".splitlines()
    ids = [
        {r.external_id for r in take(tmp_path, "\n".join([head, *order])) if isinstance(r, Record)}
        for order in (rows, rows[::-1])
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 3


def test_a_response_id_and_a_second_question_give_their_own_records(tmp_path: Path) -> None:
    text = (
        "#,이유를 알려주세요,바라는 점을 적어주세요,Start Date (UTC),Submit Date (UTC)\n"
        "tok1,느려요 많이,빠르게 해주세요,2026-09-01 00:00:00,2026-09-01 00:05:00\n"
    )
    first, second = (r for r in take(tmp_path, text) if isinstance(r, Record))
    assert first.external_id.split(":")[0] == second.external_id.split(":")[0] == "tok1"
    assert first.external_id != second.external_id
    assert (first.created_at, first.tz_assumed) == (datetime(2026, 9, 1, 0, 5, tzinfo=UTC), False)


def test_unreadable_times_and_ratings_are_set_aside(tmp_path: Path) -> None:
    rows = [f"2026-09-01 10:{i:02d},{i % 5 + 1},괜찮아요 {i}" for i in range(30)]
    rows += ["2026-99-01,3,날짜가 이상해요", "2026-09-01,9,별점이 이상해요"]
    found = take(tmp_path, "\n".join(["타임스탬프,만족도 (1~5),의견을 적어주세요", *rows]))
    assert [(r.line, r.reason) for r in found if isinstance(r, BadRow)] == [
        (32, "'타임스탬프': '2026-99-01' is no date; expected a form such as 2024-05-23 or 2024-05-23 07:21"),
        (33, "'만족도 (1~5)': the rating 9 is not within 1-5"),
    ]


def test_mappings_from_the_command_line_are_checked() -> None:
    header = ["일시", "불편한 점", "추천"]
    assert mapping_from(["text=불편한 점", "drop=추천"], header, where="a.csv") == {"불편한 점": "text", "추천": "drop"}
    with pytest.raises(UsageError, match="Did you mean '불편한 점'"):
        mapping_from(["text=불편한점"], header, where="a.csv")
    with pytest.raises(UsageError, match=r"cannot be 'ratings'. Did you mean 'rating'\?"):
        mapping_from(["ratings=추천"], header, where="a.csv")
    for wrong in ("추천", "text=", "rating:5-1=추천", "text:1-5=추천"):
        with pytest.raises(UsageError):
            mapping_from([wrong], header, where="a.csv")


def survey(folder: Path, **changes: object) -> SourceSpec:
    fields: dict[str, object] = {
        "name": "q3",
        "format": "survey",
        "path": folder,
        "channel": "survey",
        "kind": "survey_answer",
    }
    return SourceSpec(**{**fields, **changes})  # type: ignore[arg-type]


def test_a_saved_mapping_stores_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    text = "타임스탬프,의견을 적어주세요,하고 싶은 말을 적어주세요,추천,가입\n2026-09-01 10:00,느려요,빠르게요,8,신규\n"
    path = table(tmp_path, text).path
    spec = survey(
        tmp_path,
        questions={"의견을 적어주세요": "open_text", "추천": "rating", "이름": "drop"},
        rating_min=0.0,
        rating_max=10.0,
        segments={"고객": "가입", "없는 것": "없는 열"},
    )
    (record,) = read_file(path, spec)
    assert isinstance(record, Record)
    assert (record.body, record.rating, record.segment) == ("느려요", Rating(8, 0, 10), {"고객": "신규"})


def test_a_survey_without_a_certain_column_asks_for_a_mapping(tmp_path: Path) -> None:
    path = table(tmp_path, "타임스탬프,질문 1\n2026-09-01 10:00,7\n").path
    with pytest.raises(TableError, match=r"\(to be confirmed: '질문 1'\). Name them under `questions:`"):
        list(read_file(path, survey(tmp_path)))


def test_a_question_that_was_reworded_refuses_the_file(tmp_path: Path) -> None:
    path = table(tmp_path, "타임스탬프,의견을 적어 주세요\n2026-09-01 10:00,느려요\n").path
    with pytest.raises(UsageError, match="Did you mean '의견을 적어 주세요'"):
        list(read_file(path, survey(tmp_path, questions={"의견을 적어주세요": "open_text"})))


def test_two_responses_under_one_number_are_not_one(tmp_path: Path) -> None:
    """A number that is given per person, not per response, would let the second answer replace the first."""
    text = "응답번호,아쉬운 점을 적어 주세요\n7,환급이 너무 늦어요\n7,수수료가 비싸요\n7,환급이 너무 늦어요\n"
    first, second, third = take(tmp_path, text, {"응답번호": "id", "아쉬운 점을 적어 주세요": "open_text"})
    assert isinstance(first, Record)
    assert isinstance(second, BadRow)
    assert (second.line, second.cells["아쉬운 점을 적어 주세요"]) == (3, "수수료가 비싸요")
    assert first == third
