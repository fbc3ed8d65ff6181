"""Exports of form services as people hand them over; every name, brand and answer is invented."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | datetime | None


def csv_text(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Spell rows as spreadsheets and services do."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Iterable[Sequence[object]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows as a delimited file."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], *, merged: str = "") -> Path:
    """Write sheets as a workbook; `merged` is an area of the last one."""
    book = Workbook()
    for place, (title, rows) in enumerate(sheets.items()):
        sheet = book.active if place == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for row in rows:
            sheet.append(row)
        if merged and place == len(sheets) - 1:
            sheet.merge_cells(merged)
    book.save(path)
    return path


def google_forms(folder: Path, encoding: str = "utf-8-sig") -> Path:
    """A quiz that collects e-mails, with a grid and a check-box question; its second title runs over two lines."""
    header = (
        "타임스탬프", "사용자 이름", "이메일 주소", "점수", "만족도 [배송]", "만족도 [포장]",
        "불편했던 점을\n적어 주세요", "자주 쓰는 메뉴 (복수 선택)", "사용 중인 앱 버전",
    )  # fmt: skip
    rows = [
        ("2026/11/09 7:21:00 오전 GMT+9", "한도윤", "doyun@example.com", "4 / 10", 2, 4, "재입고 알림이 안 와요",
         "찜;쿠폰", "5.12.0"),
        ("2026/11/09 12:04:55 오후 GMT+9", "서이안", "ian@example.com", "10 / 10", 5, 5, "", "찜", ""),
        ("2026/11/10 12:30:00 오전 GMT+9", "문가람", "garam@example.com", "6 / 10", 3, 1,
         '상세 사진이 "원본보기"로 안 열려요', "찜;쿠폰;리뷰", "5.11.2"),
    ]  # fmt: skip
    return write_csv(folder / "응답.csv", [header, *rows], encoding=encoding)


def naver_form(folder: Path) -> Path:
    """A summary sheet first, merged titles, times as text and as dates, free text beside a question's choices."""
    summary: list[list[Cell]] = [["바다마루 정기배송 조사"], ["참여", 12], ["문항", "응답 수"], ["1", 12]]
    header: list[Cell] = [
        "번호", "참여일시", "1. 전반적으로 얼마나 만족하셨나요?", "2. 추천 의향은 몇 점인가요?",
        "Q3. 해지를 고민하신 이유를 적어 주세요", "4. 이용한 상품을 모두 선택해 주세요", "기타",
        "5. 연령대", "6. 성함", "7. 휴대폰 번호", "개인정보 수집 및 이용에 동의하십니까?", None, None,
    ]  # fmt: skip
    steps = ("매우 만족", "만족", "보통", "불만족", "매우 불만족")
    reasons = (
        "배송일을 못 바꿔서요",
        "없음",
        "가격",
        "상자가 자꾸 찌그러져 와요",
        "-",
        "수량을 줄이려면 전화해야 해요",
    )
    rows: list[list[Cell]] = []
    for i in range(12):
        at = datetime(2026, 11, 10, 9, 0) + timedelta(minutes=17 * i)  # noqa: DTZ001 - a sheet's clock has no zone
        rows.append([
            i + 1, at if i % 2 else f"{at:%Y-%m-%d %H:%M:%S}", steps[i % 5],
            "0 - 전혀 추천하지 않음" if i % 4 == 0 else 10 - i % 3, reasons[i % 6],
            ("생선,반찬", "반찬", "생선", "과일,생선")[i % 4], "손질 세트" if i == 5 else None,
            ("20대", "30대", "40대")[i % 3], ("고은결", "류하람", "오세아")[i % 3], f"010-9{i:03d}-4{i:03d}", "예",
            None, None,
        ])  # fmt: skip
    title: list[list[Cell]] = [["바다마루 정기배송 조사"], ["2026.11.01 ~ 2026.11.20", "참여 12명"], []]
    return write_book(folder / "결과.xlsx", {"요약": summary, "원본 데이터": [*title, header, *rows]}, merged="A1:K1")


def typeform(folder: Path) -> Path:
    """Choices as columns, hidden fields behind the questions."""
    header = ("#", "얼마나 추천하시겠어요?", "그 이유를 알려주세요", "찜", "쿠폰", "Other", "app_version", "user_key",
              "Start Date (UTC)", "Submit Date (UTC)", "Network ID")  # fmt: skip
    rows = [
        ("tk1", 3, "환불 접수가 두 번 됐어요", "찜", "쿠폰", "", "5.12.0", "u-1",
         "2026-11-09 22:18:02", "2026-11-09 22:21:00", "n1"),
        ("tk2", 9, "", "찜", "", "", "5.12.0", "u-2", "2026-11-10 01:00:00", "2026-11-10 01:02:00", "n2"),
        ("tk3", 6, "쿠폰 조건이 헷갈려요", "", "쿠폰", "선물 포장", "5.11.2", "u-3",
         "2026-11-10 02:00:00", "2026-11-10 02:04:00", "n3"),
    ]  # fmt: skip
    return write_csv(folder / "responses.csv", [header, *rows])


SURVEYMONKEY_TOP = ("Respondent ID", "Collector ID", "{start}", "{end}", "IP Address", "Email Address", "First Name",
                    "Last Name", "Custom Data 1", "앱을 쓰면서 아쉬운 점을, 자유롭게 적어 주세요",
                    "어떤 기능을 쓰시나요?", "{same}", "{same}", "항목별로 얼마나 만족하시나요?", "")  # fmt: skip


def surveymonkey(
    folder: Path,
    *,
    dates: tuple[str, str] = ("Start Date", "End Date"),
    repeated: bool = False,
    condensed: bool = False,
) -> Path:
    """Two header rows: questions above, labels below; gaps of the first row are blank, or repeat the question."""
    same = "어떤 기능을 쓰시나요?" if repeated else ""
    top = [cell.format(start=dates[0], end=dates[1], same=same) for cell in SURVEYMONKEY_TOP]
    below = [*[""] * 9, "Open-Ended Response", "찜", "쿠폰", "기타 (직접 입력)", "배송", "포장"]
    start = ("", "", "203.0.113.7", "v@example.com", "", "")
    rows: list[Sequence[object]] = [
        [118000000001, 430000001, "11/09/2026 07:18:02 AM", "11/09/2026 07:21:00 AM", *start[2:], "u-20391",
         "검색이 느려요, 특히 저녁에요", "찜", "", "선물하기", 2, 4],
        [118000000002, 430000001, "11/09/2026 01:00:00 PM", "11/09/2026 01:04:00 PM", *start[2:], "u-20392",
         "", "찜", "쿠폰", "", 5, 5],
        [118000000003, 430000001, "11/10/2026 09:00:00 AM", "11/10/2026 09:03:00 AM", *start[2:], "u-20393",
         "", "찜", "", "", 3, 4],
        [118000000004, 430000001, "11/10/2026 10:00:00 AM", "11/10/2026 10:03:00 AM", *start[2:], "u-20394",
         "", "", "쿠폰", "", 4, 1],
    ]  # fmt: skip
    if condensed:
        top = [*top[:10], "어떤 기능을 쓰시나요?", *top[13:]]
        below = [*below[:10], "Response", *below[13:]]
        rows = [
            [*row[:10], picked, *row[13:]] for row, picked in zip(rows, ("찜", "찜, 쿠폰", "찜", "쿠폰"), strict=True)
        ]
    return write_csv(folder / "All responses.csv", [top, below, *rows])


def tally(folder: Path) -> Path:
    """A joined column and a column of ticks for each choice."""
    header = ("Submission ID", "Respondent ID", "Submitted at", "불편한 점을 적어 주세요", "자주 쓰는 메뉴",
              "자주 쓰는 메뉴 (찜)", "자주 쓰는 메뉴 (쿠폰)", "별점", "이메일", "화면 사진")  # fmt: skip
    rows = [
        (f"s{i}", f"r{i % 2}", f"2026-11-1{i} 12:00:00", words, picked, "찜" in picked, "쿠폰" in picked, i % 5 + 1,
         f"p{i}@example.com", f"https://files.example.com/{i}.png")
        for i, (words, picked) in enumerate(
            [("장바구니가 비워져요", "찜, 쿠폰"), ("ㅇㅇ", "찜"), ("검색 결과가 뒤섞여요", "쿠폰"), ("", "찜, 쿠폰")]
        )
    ]  # fmt: skip
    ticks = [[str(cell).upper() if isinstance(cell, bool) else cell for cell in row] for row in rows]
    return write_csv(folder / "tally.csv", [header, *ticks], encoding="utf-8-sig")


def walla(folder: Path) -> Path:
    """What is documented: the time, the customer's key, the questions."""
    rows = [
        ("submittedAt", "customerKey", "푸시 알림에서 아쉬운 점을 알려 주세요", "만족도", "자주 쓰는 메뉴"),
        ("2026-11-09T22:21:00.000Z", "u-1", "밤에도 울려요", 2, "찜"),
        ("2026-11-10T00:21:00.000Z", "u-2", "없음", 5, "쿠폰"),
        ("2026-11-10T03:21:00.000Z", "u-3", "끄는 곳을 못 찾겠어요", 1, "찜"),
        ("2026-11-10T04:21:00.000Z", "u-4", "", 3, "쿠폰"),
        ("2026-11-10T05:21:00.000Z", "u-5", "같은 알림이 두 번 와요", 2, "찜"),
    ]
    return write_csv(folder / "walla.csv", rows, encoding="utf-8-sig")
