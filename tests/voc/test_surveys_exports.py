"""Exports of known services: recognised by their columns, read with what each service means by them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from survey_exports import google_forms, naver_form, surveymonkey, tally, typeform, walla, write_csv

from voc.records import Rating, Record
from voc.surveys import SurveyFacts, SurveyPlan, recognise, records_from, understand
from voc.surveys.roles import Scale
from voc.tables import BadRow, open_table


def read(path: Path) -> tuple[SurveyPlan, list[Record]]:
    """Understand a file and make its records; no row may be bad."""
    with open_table(path) as table:
        plan = understand(table)
        found = list(records_from(plan, table, SurveyFacts("설문", "설문")))
    assert [one for one in found if isinstance(one, BadRow)] == []
    return plan, [one for one in found if isinstance(one, Record)]


def roles(plan: SurveyPlan) -> dict[str, str]:
    return {one.name: one.role + (f":{one.scale}" if one.role == "rating" else "") for one in plan.columns}


@pytest.mark.parametrize(
    ("make", "form"),
    [
        (google_forms, "google_forms"),
        (naver_form, "naver_form"),
        (typeform, "typeform"),
        (surveymonkey, "surveymonkey"),
        (tally, "tally"),
        (walla, "walla"),
    ],
)
def test_each_service_is_told_by_its_columns(make: Callable[[Path], Path], form: str, tmp_path: Path) -> None:
    plan, _ = read(make(tmp_path))
    assert plan.form == form
    assert "written so" in plan.recognised.why
    assert plan.unconfirmed == ()


def test_the_name_of_the_file_plays_no_part(tmp_path: Path) -> None:
    path = typeform(tmp_path).rename(tmp_path / "네이버폼_결과.xls")
    assert read(path)[0].form == "typeform"
    unknown = write_csv(tmp_path / "typeform.csv", [("질문", "답"), ("가", "나")])
    with open_table(unknown) as table:
        assert understand(table).form == "generic"


def test_a_table_of_other_columns_is_nobodys() -> None:
    for header in (["번호", "이름"], ["일시", "타임스탬프"], ["#", "의견"], ["Respondent ID", "의견"], []):
        assert recognise(header).form == "generic"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16-le", "utf-16-be", "utf-16"])
def test_google_forms_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    plan, records = read(google_forms(tmp_path, encoding))
    assert roles(plan) == {
        "타임스탬프": "date",
        "사용자 이름": "drop",
        "이메일 주소": "drop",
        "점수": "drop",
        "만족도 [배송]": "rating:1-5",
        "만족도 [포장]": "rating:1-5",
        "불편했던 점을\n적어 주세요": "open_text",
        "자주 쓰는 메뉴 (복수 선택)": "choice",
        "사용 중인 앱 버전": "app_version",
    }
    first, second, third = records
    assert (first.body, first.rating, first.app_version) == ("재입고 알림이 안 와요", Rating(2, 1, 5), "5.12.0")
    assert first.created_at == datetime(2026, 11, 8, 22, 21, tzinfo=UTC)
    assert first.tags == ("자주 쓰는 메뉴 (복수 선택)=찜", "자주 쓰는 메뉴 (복수 선택)=쿠폰", "만족도 [포장]=4")
    assert (second.kind, second.created_at) == ("survey_rating", datetime(2026, 11, 9, 3, 4, 55, tzinfo=UTC))
    # 12:30 오전 is half past midnight; a choice of one person may be their own words.
    assert third.created_at == datetime(2026, 11, 9, 15, 30, tzinfo=UTC)
    assert "자주 쓰는 메뉴 (복수 선택)=기타" in third.tags
    assert not any(name in repr(records) for name in ("한도윤", "example.com", "4 / 10"))


def test_naver_form_with_all_that_it_puts_around_the_answers(tmp_path: Path) -> None:
    plan, records = read(naver_form(tmp_path))
    assert roles(plan) == {
        "번호": "drop",
        "참여일시": "date",
        "1. 전반적으로 얼마나 만족하셨나요?": "rating:1-5",
        "2. 추천 의향은 몇 점인가요?": "rating:0-10",
        "Q3. 해지를 고민하신 이유를 적어 주세요": "open_text",
        "4. 이용한 상품을 모두 선택해 주세요": "choice",
        "기타": "open_text",
        "5. 연령대": "segment",
        "6. 성함": "drop",
        "7. 휴대폰 번호": "drop",
        "개인정보 수집 및 이용에 동의하십니까?": "drop",
    }
    first, second = records[:2]
    # The first time is text, the second a date of the sheet: both are Korean clocks.
    assert [one.created_at for one in (first, second)] == [
        datetime(2026, 11, 10, 0, 0, tzinfo=UTC),
        datetime(2026, 11, 10, 0, 17, tzinfo=UTC),
    ]
    assert (first.tz_assumed, first.rating) == (True, Rating(5, 1, 5))
    assert first.tags == (
        "4. 이용한 상품을 모두 선택해 주세요=생선",
        "4. 이용한 상품을 모두 선택해 주세요=반찬",
        "2. 추천 의향은 몇 점인가요?=0",
    )
    assert first.segment == {"5. 연령대": "20대"}
    (other,) = (one for one in records if one.body == "손질 세트")
    assert other.title == "4. 이용한 상품을 모두 선택해 주세요 [기타]"
    assert not any(name in repr(records) for name in ("고은결", "010-9"))
    assert [one.body for one in records if "low_information" in one.tags] == ["없음", "-"] * 2


def test_typeform_with_a_column_for_each_choice(tmp_path: Path) -> None:
    plan, records = read(typeform(tmp_path))
    assert roles(plan) == {
        "#": "id",
        "얼마나 추천하시겠어요?": "rating:0-10",
        "그 이유를 알려주세요": "open_text",
        "찜": "choice",
        "쿠폰": "choice",
        "Other": "open_text",
        "app_version": "app_version",
        "user_key": "respondent",
        "Start Date (UTC)": "drop",
        "Submit Date (UTC)": "date",
        "Network ID": "drop",
    }
    first, second, third, other = records
    assert first.external_id.split(":")[0] == "tk1"
    assert (first.created_at, first.tz_assumed) == (datetime(2026, 11, 9, 22, 21, tzinfo=UTC), False)
    # A choice that stands as a column is the makers' own word, however few picked it.
    assert (first.tags, second.tags, third.tags) == (("찜=찜", "쿠폰=쿠폰"), ("찜=찜",), ("쿠폰=쿠폰",))
    assert (first.author_handle, first.rating) == ("u-1", Rating(3, 0, 10))
    assert (other.title, other.body) == ("Other", "선물 포장")


@pytest.mark.parametrize("repeated", [False, True])
def test_surveymonkey_puts_its_two_header_rows_together(repeated: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    plan, records = read(surveymonkey(tmp_path, repeated=repeated))
    found = roles(plan)
    assert {name: role for name, role in found.items() if role != "drop"} == {
        "Respondent ID": "id",
        "End Date": "date",
        "앱을 쓰면서 아쉬운 점을, 자유롭게 적어 주세요": "open_text",
        "어떤 기능을 쓰시나요? [찜]": "choice",
        "어떤 기능을 쓰시나요? [기타 (직접 입력)]": "open_text",
        "어떤 기능을 쓰시나요? [쿠폰]": "choice",
        "항목별로 얼마나 만족하시나요? [배송]": "rating:1-5",
        "항목별로 얼마나 만족하시나요? [포장]": "rating:1-5",
    }
    assert {"IP Address", "Email Address", "First Name", "Last Name", "Custom Data 1"} <= set(found)
    answer, other, rated, *_ = records
    assert (answer.title, answer.body) == (
        "앱을 쓰면서 아쉬운 점을, 자유롭게 적어 주세요",
        "검색이 느려요, 특히 저녁에요",
    )
    assert answer.tags == ("어떤 기능을 쓰시나요?=찜", "항목별로 얼마나 만족하시나요? [포장]=4")
    assert answer.created_at == datetime(2026, 11, 8, 22, 21, tzinfo=UTC)
    assert (other.title, other.body) == ("어떤 기능을 쓰시나요? [기타 (직접 입력)]", "선물하기")
    assert (rated.kind, rated.rating) == ("survey_rating", Rating(5, 1, 5))
    assert {one.external_id.split(":")[0] for one in records} == {f"11800000000{n}" for n in "1234"}
    assert "203.0.113.7" not in repr(records)


def test_surveymonkey_condensed_and_with_newer_names_of_dates(tmp_path: Path) -> None:
    plan, records = read(surveymonkey(tmp_path, dates=("Date Created", "Date Modified"), condensed=True))
    found = roles(plan)
    assert (found["Date Created"], found["Date Modified"]) == ("date", "updated_at")
    assert found["어떤 기능을 쓰시나요?"] == "choice"
    first = records[0]
    assert first.created_at == datetime(2026, 11, 8, 22, 18, 2, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 11, 8, 22, 21, tzinfo=UTC)
    assert records[1].tags[:2] == ("어떤 기능을 쓰시나요?=찜", "어떤 기능을 쓰시나요?=쿠폰")


def test_tally_gives_every_choice_once(tmp_path: Path) -> None:
    plan, records = read(tally(tmp_path))
    found = roles(plan)
    assert (found["Submission ID"], found["Respondent ID"], found["자주 쓰는 메뉴"]) == ("id", "respondent", "choice")
    assert (found["자주 쓰는 메뉴 (찜)"], found["화면 사진"], found["이메일"]) == ("drop", "drop", "drop")
    assert records[0].tags == ("자주 쓰는 메뉴=찜", "자주 쓰는 메뉴=쿠폰")
    assert (records[1].body, records[1].tags) == ("ㅇㅇ", ("자주 쓰는 메뉴=찜", "low_information"))
    assert records[3].kind == "survey_rating"


def test_tally_without_the_joined_column_keeps_the_ticks(tmp_path: Path) -> None:
    header = ("Submission ID", "Respondent ID", "Submitted at", "불편한 점을 적어 주세요", "메뉴 (찜)", "메뉴 (쿠폰)")
    rows = [
        ("s1", "r1", "2026-11-10 12:00:00", "느려요", "TRUE", "FALSE"),
        ("s2", "r2", "2026-11-10 13:00:00", "멈춰요", "FALSE", ""),
    ]
    _, records = read(write_csv(tmp_path / "t.csv", [header, *rows]))
    assert [one.tags for one in records] == [("메뉴=찜",), ()]


def test_walla_as_far_as_it_is_documented(tmp_path: Path) -> None:
    plan, records = read(walla(tmp_path))
    assert list(roles(plan).values()) == ["date", "respondent", "open_text", "rating:1-5", "choice"]
    assert plan.columns[3].scale == Scale(1, 5)
    assert [(one.author_handle, one.created_at) for one in records[:1]] == [
        ("u-1", datetime(2026, 11, 9, 22, 21, tzinfo=UTC))
    ]
