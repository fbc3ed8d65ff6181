"""What a column is taken for where no service tells: by its title and its answers, in doubt where they disagree."""

from pathlib import Path

import pytest
from survey_exports import write_csv

from voc.surveys import EVERY_OTHER, PlannedColumn, SurveyPlan, understand
from voc.surveys.content import SAMPLE
from voc.tables import open_table


def plan_of(folder: Path, columns: dict[str, list[str]], mapping: dict[str, str] | None = None) -> SurveyPlan:
    height = max(map(len, columns.values()))
    rows = [[answers[i] if i < len(answers) else "" for answers in columns.values()] for i in range(height)]
    with open_table(write_csv(folder / "설문.csv", [list(columns), *rows])) as table:
        return understand(table, mapping=mapping)


def column_of(folder: Path, title: str, answers: list[str]) -> PlannedColumn:
    numbers = [f"r{i}" for i in range(len(answers))]
    return plan_of(folder, {"응답 ID": numbers, title: answers}).columns[1]


def judged(folder: Path, title: str, answers: list[str]) -> tuple[str, str, bool]:
    column = column_of(folder, title, answers)
    return column.role, str(column.scale or ""), column.doubtful


TERSE = ["배송", "가격", "없음", "배송", "없음", "포장", "가격", "없음", "배송", "없음", "없음", "가격"]


@pytest.mark.parametrize(
    ("title", "answers", "expected"),
    [
        # Scales, stated or seen.
        ("만족도 (5점 만점)", ["4", "5"], ("rating", "1-5", False)),
        ("만족도 10점 만점", ["4", "5"], ("rating", "0-10", False)),
        ("안내가 충분했나요? (1~7)", ["4", "7"], ("rating", "1-7", False)),
        ("점수 (1~5)", ["9", "8", "3"], ("rating", "0-10", True)),
        ("만족도", ["6", "7", "5"] * 12, ("rating", "1-7", True)),
        ("추천하시겠어요?", ["5", "4", "3"] * 12, ("rating", "1-5", True)),
        ("추천하시겠어요?", ["5", "4", "9"] * 12, ("rating", "0-10", False)),
        ("얼마나 친절했나요", ["0", "5", "3"], ("rating", "0-5", False)),
        ("하루에 얼마나 쓰시나요", ["3", "1", "7"], ("rating", "0-10", True)),
        ("태어난 해", ["1990", "1988"], ("drop", "", True)),
        # Steps in words; without the middle nobody knows of how many steps.
        ("만족도", ["매우 만족", "보통", "불만족"], ("rating", "1-5", False)),
        ("상담 평가", ["매우 그렇다(5점)", "보통이다", "그렇지 않다"], ("rating", "1-5", False)),
        ("만족도", ["만족", "불만족", "만족", "불만족"], ("choice", "", False)),
        # Words.
        ("좋은 점", ["친절했어요", "빨라요"], ("open_text", "", False)),
        ("마지막으로 남기실 말씀", ["수고하세요", "-"], ("open_text", "", False)),
        ("아쉬운 점", TERSE * 3, ("open_text", "", True)),
        ("아쉬운 점을 적어 주세요", TERSE, ("open_text", "", False)),
        ("해지 사유", ["가격", "배송"] * 6, ("choice", "", False)),
        ("어떤 점이 불편했나요 (복수 선택)", ["가격, 배송", "가격"], ("choice", "", False)),
        # Personal data, by title or by what stands below.
        ("성함", ["고은결", "류하람"], ("drop", "", False)),
        ("휴대전화", ["안 적을래요", "비밀"], ("drop", "", False)),
        ("경품 받으실 곳", ["서울시 마포구 새솔로 12 3동 405호", "부산시 남구 바다길 9"], ("drop", "", False)),
        ("환불 받으실 곳", ["110-234-567890", "110-234-567891"], ("drop", "", False)),
        ("닉네임", ["달빛", "밤비"], ("drop", "", False)),
        ("이메일 상담 만족도 (1~5)", ["4", "5"], ("rating", "1-5", False)),
        ("앱 이름을 처음 들은 곳", ["지인", "광고", "지인", "광고"], ("choice", "", False)),
        ("첨부", ["https://files.example.com/1.png", "https://files.example.com/2.png"], ("drop", "", False)),
        # Times and facts.
        ("작성일", ["2026-11-01", "2026-11-02"], ("date", "", False)),
        ("완료 시간", ["2026-11-01 10:00", "2026-11-02 11:00"], ("date", "", False)),
        ("완료 시간", ["아침", "저녁"], ("drop", "", True)),
        ("이용 상품", ["정기권", "일일권", "정기권", "일일권"], ("product", "", False)),
        ("회원 등급", ["일반", "우수", "일반", "우수"], ("segment", "", False)),
        ("모르는 제목", ["가1", "나2", "다3"], ("drop", "", True)),
    ],
)
def test_a_column_is_judged_by_title_and_answers(
    tmp_path: Path, title: str, answers: list[str], expected: tuple[str, str, bool]
) -> None:
    assert judged(tmp_path, title, answers) == expected


def test_every_reason_is_a_sentence(tmp_path: Path) -> None:
    columns = {"응답 ID": ["1", "2"], "만족도": ["3", "9"], "비고": ["x9", "z2"], "이름": ["가", "나"], "빈칸": []}
    for column in plan_of(tmp_path, columns).columns:
        assert column.reason[0].isupper() or column.reason.startswith("'")
        assert column.reason.endswith(".")
        assert not any(answer in column.reason for answer in ("x9", "z2"))


def test_a_question_that_was_added_late_is_seen(tmp_path: Path) -> None:
    """Older responses on top leave it blank for longer than the sample reaches."""
    n = SAMPLE * 2
    columns = {
        "응답 ID": [f"r{i}" for i in range(n)],
        "의견을 적어 주세요": [""] * (n - 1) + ["버튼이 안 눌려요"],
    }
    column = plan_of(tmp_path, columns).columns[1]
    assert (column.role, column.n_answers) == ("open_text", 1)


def test_choices_are_known_from_the_whole_file(tmp_path: Path) -> None:
    """A choice that only late responses made is no less usual."""
    n = SAMPLE + 10
    columns = {"응답 ID": [f"r{i}" for i in range(n)], "메뉴": ["찜"] * (n - 2) + ["쿠폰"] * 2}
    assert plan_of(tmp_path, columns).choices["메뉴"] == {"찜", "쿠폰"}


@pytest.mark.parametrize(
    ("cells", "choices"),
    [
        (["찜;쿠폰", "찜", "쿠폰; 리뷰"], {"찜", "쿠폰", "리뷰"}),
        (["찜, 쿠폰", "찜", "쿠폰"], {"찜", "쿠폰"}),
        (["찜,쿠폰", "찜", "쿠폰"], {"찜", "쿠폰"}),
        # One choice that holds a comma, a number, brackets.
        (["네, 만족합니다", "아니요, 불만입니다"], {"네, 만족합니다", "아니요, 불만입니다"}),
        (["1,000원 미만", "5,000원 이상"], {"1,000원 미만", "5,000원 이상"}),
        (["기타 (반품, 교환), 쿠폰", "쿠폰"], {"기타 (반품, 교환)", "쿠폰"}),
    ],
)
def test_choices_are_told_apart_as_the_column_writes_them(tmp_path: Path, cells: list[str], choices: set[str]) -> None:
    plan = plan_of(tmp_path, {"응답 ID": [f"r{i}" for i in range(len(cells) * 2)], "메뉴 선택해 주세요": cells * 2})
    assert plan.choices["메뉴 선택해 주세요"] == choices


def test_a_person_outranks_every_guess_and_drops_all_other_doubts(tmp_path: Path) -> None:
    columns = {"응답 ID": ["1", "2"], "이름": ["가", "나"], "비고": ["x9", "z2"], "메모": ["q1", "w2"]}
    plan = plan_of(tmp_path, columns, {"이름": "open_text", "메모": "segment:메모함", EVERY_OTHER: "drop"})
    assert [(one.role, one.doubtful, one.segment) for one in plan.columns] == [
        ("id", False, ""),
        ("open_text", False, ""),
        ("drop", False, ""),
        ("segment", False, "메모함"),
    ]
    assert [one.name for one in plan.unstored] == ["비고"]


def test_only_one_column_tells_when(tmp_path: Path) -> None:
    columns = {"시작 시간": ["2026-11-01 10:00"], "완료 시간": ["2026-11-01 10:05"], "참여일시": ["2026-11-01 10:05"]}
    plan = plan_of(tmp_path, columns)
    assert [one.role for one in plan.columns] == ["drop", "date", "drop"]
    assert plan.columns[2].reason == "'완료 시간' already gives it."
    chosen = plan_of(tmp_path, columns, {"참여일시": "date"})
    assert [one.role for one in chosen.columns] == ["drop", "drop", "date"]
