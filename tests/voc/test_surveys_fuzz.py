"""Nasty tables: whatever people hand over is understood, refused with a sentence, or set aside row by row."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from voc.errors import VocError
from voc.records import Record
from voc.surveys import Exclusion, SurveyFacts, SurveyPlan, exclusions_from, mapping_from, records_from, understand
from voc.tables import Layout, Table, open_table

TITLES = (
    *"""타임스탬프
응답일시
번호
#
Respondent ID
Collector ID
Submission ID
submittedAt
customerKey
End Date
만족도 (1~5)
추천 (0-10)
만족도 [배송]
아쉬운 점
좋은 점을 적어 주세요
기타
Other
메뉴
메뉴 (찜)
연령대
이름
연락처
동의하십니까?
앱 버전
이용 상품
점수
=1+1
<b>의견</b>
a=b
*""".splitlines(),
    "",
    " ",
)
CELLS = (
    *"""1
5
11
-
없음
배송
느려요 정말 너무
2026-11-01 10:00:00
2026/05/23 7:21:00 오전 GMT+9
45435.3
Date(2026,4,23,7,21,0)
2026-13-40
0 - 전혀
4 / 10
매우 만족
보통
찜
찜;쿠폰
찜, 쿠폰
TRUE
FALSE
#N/A
#NAME?
=cmd|'/c'!A1
+82
@x
010-1234-5678
a@example.com
https://x.example.com/1
예
★★★☆☆
1,000원""".splitlines(),
    "",
    " ",
    "줄\n바꿈",
    '따"옴표',
    "\x00",
    "\u200b",
    "👩\u200d💻",
    "가" * 400,
)
texts = st.one_of(st.sampled_from(CELLS), st.text(max_size=8))
titles = st.one_of(st.sampled_from(TITLES), st.text(max_size=10))


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Some title rows, a header, rows that mostly have its width."""
    width = draw(st.integers(1, 7))
    header = draw(st.lists(titles, min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(texts, min_size=max(width - 1, 0), max_size=width + 1), max_size=9))
    return [*draw(st.lists(st.lists(texts, max_size=2), max_size=2)), header, *rows]


def as_csv(rows: Sequence[Sequence[str]], delimiter: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def as_book(rows: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        try:
            book.active.append([int(cell) if cell.isdecimal() and cell.isascii() else cell for cell in row])
        except IllegalCharacterError:
            book.active.append(["?"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def check(table: Table) -> None:
    """Take a table in as an import would; nothing of a column that is not stored may reach a record."""
    plan = understand(table)
    found = list(records_from(plan, table, SurveyFacts("s", "f")))
    records = [one for one in found if isinstance(one, Record)]
    assert plan.n_responses <= len(list(table.rows()))
    assert len({(one.external_id, one.title, one.body, one.rating) for one in records}) <= len(records)
    assert all(one.external_id and one.kind in {"survey_answer", "survey_rating"} for one in records)
    check_privacy(plan, table, records)
    confirmed = {one.name: "open_text" for one in plan.columns}
    again = understand(table, mapping=confirmed)
    assert not again.unconfirmed
    list(records_from(again, table, SurveyFacts("s", "f")))


def check_privacy(plan: SurveyPlan, table: Table, records: Sequence[Record]) -> None:
    stored = {one.name for one in plan.columns if one.role != "drop" and not one.doubtful}
    rows = [row.cells for row in table.rows()]
    allowed = {cell for cells in rows for name, cell in cells.items() if name in stored}
    assert {one.body for one in records if one.body} <= allowed


@given(tables(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16"]))
@settings(max_examples=150)
def test_any_text_table_is_understood_or_refused(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "설문.csv"
        path.write_bytes(as_csv(rows, delimiter, encoding))
        with suppress(VocError), open_table(path) as table:
            check(table)


@given(tables(), st.integers(0, 12))
@settings(max_examples=40)
def test_any_workbook_is_understood_or_refused(rows: list[list[str]], header_row: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "설문.xlsx"
        path.write_bytes(as_book(rows))
        with suppress(VocError), open_table(path, layout=Layout(header_row=header_row or None)) as table:
            check(table)


@given(tables(), st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_read_or_refused(rows: list[list[str]], data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([as_csv(rows, ",", "utf-8"), as_book(rows)])))
    for _ in range(data.draw(st.integers(1, 5))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "설문"
        path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
        with suppress(VocError), open_table(path) as table:
            check(table)


@given(st.lists(titles, min_size=1, max_size=5), st.text(max_size=12), st.text(max_size=12))
def test_any_mapping_and_exclusion_is_taken_or_refused(header: list[str], one: str, other: str) -> None:
    for text in (f"{one}={other}", f"open_text={one}", f"{header[0]}={other}", one):
        with suppress(VocError):
            mapping_from([text], header, where="a.csv")
        with suppress(VocError):
            for exclusion in exclusions_from([text], header, where="a.csv"):
                assert isinstance(exclusion, Exclusion)
                exclusion.holds(dict.fromkeys(header, other))
