"""Headers of strangers' files: two rows of them, mark-up in titles, spanned cells, where a person says they stand."""

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from survey_exports import write_book, write_csv

from voc.errors import TableError, UsageError
from voc.tables import Layout, Row, Table, open_table
from voc.tables.header_rows import Title, join_titles
from voc.tables.headers import clean_title


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows() if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        # A question reaches to the right; a lone answer needs no label.
        (["Respondent ID", "End Date", "기능", "", "의견"], ["", "", "찜", "쿠폰", "Open-Ended Response"],
         ["Respondent ID", "End Date", "기능 [찜]", "기능 [쿠폰]", "의견"]),
        # The last question has all its columns under gaps that no cell of the first row marks.
        (["번호", "응답일시", "만족도"], ["", "", "배송", "포장"],
         ["번호", "응답일시", "만족도 [배송]", "만족도 [포장]"]),
        # Some exports repeat the question instead.
        (["응답일시", "기능", "기능"], ["", "찜", "쿠폰"], ["응답일시", "기능 [찜]", "기능 [쿠폰]"]),
        (["Respondent ID", "의견"], ["", "Response"], ["Respondent ID", "의견"]),
    ],
)  # fmt: skip
def test_two_header_rows_become_one(first: list[str], second: list[str], names: list[str]) -> None:
    titles = join_titles(first, second)
    assert titles is not None
    assert [title.name for title in titles] == names


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["번호", "응답일시", "의견"], ["1", "2026-11-01", "느려요"]),
        # A column without a title is no gap where the response has a time.
        (["번호", "응답일시", "만족도", ""], ["1", "2026-11-01", "4", "5"]),
        # A response whose time is missing is data, whether or not a column has a title.
        (["번호", "응답일시", "의견"], ["", "", "느려요"]),
        (["번호", "응답일시", "의견", "", "만족도"], ["", "", "느려요", "", "3"]),
        (["응답일시", "의견", "의견"], ["", "느려요", ""]),
        (["번호", "응답일시", ""], ["", "", ""]),
        (["의견", ""], ["느려요", "비싸요"]),
    ],
)
def test_a_first_response_is_no_second_header(first: list[str], second: list[str]) -> None:
    assert join_titles(first, second) is None


def test_a_second_header_row_is_read_from_every_kind_of_file(tmp_path: Path) -> None:
    top, below, row = (
        ["번호", "응답일시", "만족도", "", "의견"],
        ["", "", "배송", "포장", ""],
        ["1", "2026-11-01", "4", "5", "느려요"],
    )
    html = "".join(
        f"<tr>{''.join(cells)}</tr>"
        for cells in (
            [
                "<th rowspan=2>번호</th>",
                "<th rowspan=2>응답일시</th>",
                "<th colspan=2>만족도</th>",
                "<th rowspan=2>의견</th>",
            ],
            ["<th>배송</th>", "<th>포장</th>"],
            [f"<td>{cell}</td>" for cell in row],
        )
    )
    (tmp_path / "a.xls").write_text(f"<html><table>{html}</table></html>", encoding="utf-8")
    paths = [
        write_csv(tmp_path / "a.csv", [top, below, row]),
        write_book(tmp_path / "a.xlsx", {"응답": [["조사"], top, below, row]}, merged="A1:E1"),
        tmp_path / "a.xls",
    ]
    for path in paths:
        with open_table(path) as table:
            assert table.header == ("번호", "응답일시", "만족도 [배송]", "만족도 [포장]", "의견")
            assert table.titles[2] == Title("만족도", "배송")
            assert cells(table) == [row]
            assert "two rows" in table.notes[0]


def test_titles_are_spelled_as_people_see_them() -> None:
    assert clean_title("  <p><b>이유</b>를</p><br/>적어&nbsp;주세요 ") == "이유를  적어 주세요"
    assert clean_title("A&amp;B <span style='color:red'>*</span>\u200b\ufeff") == "A&B *"
    assert clean_title("줄\r\n바꿈\x07") == "줄\n바꿈"
    # What only looks like mark-up stays.
    assert clean_title("<10만원 또는 5>3, a<b") == "<10만원 또는 5>3, a<b"


def test_a_person_names_sheet_and_header_row(tmp_path: Path) -> None:
    book = write_book(
        tmp_path / "a.xlsx",
        {
            "가": [["1", "2", "3"], ["응답", "질문"], ["x", "y"]],
            "나": [["응답일시", "질문", "답"], ["2026-11-01", "p", "q"]],
        },
    )
    with open_table(book) as table:
        assert table.header == ("응답일시", "질문", "답")
    with open_table(book, layout=Layout("가", 2)) as table:
        assert (table.header, cells(table)) == (("응답", "질문"), [["x", "y"]])
    with pytest.raises(UsageError, match=r"a.xlsx has no sheet '다'. Its sheets: 가, 나"):
        open_table(book, layout=Layout("다"))
    with pytest.raises(UsageError, match="no row begins at 9 for the header; its first rows are 1 to 3"):
        open_table(book, layout=Layout("가", 9))


def test_a_header_row_of_a_text_is_the_line_that_an_editor_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"제목\n두 줄",2,3\n4,5,6\n날짜,질문,답\n7,8,9\n', encoding="utf-8")
    with open_table(path, layout=Layout(header_row=4)) as table:
        assert (table.header, cells(table)) == (("날짜", "질문", "답"), [["7", "8", "9"]])
    with pytest.raises(UsageError, match="no row begins at 2"):
        open_table(path, layout=Layout(header_row=2))
    # A sheet plays no part in a file without sheets.
    with open_table(path, layout=Layout("응답", 4)) as table:
        assert table.header == ("날짜", "질문", "답")


def test_a_hidden_sheet_is_read_only_where_it_is_named(tmp_path: Path) -> None:
    book = Workbook()
    shown, hidden = book.active, book.create_sheet("숨김")
    assert shown is not None
    shown.append(["질문", "답"])
    shown.append(["a", "b"])
    hidden.append(["응답일시", "질문", "답"])
    hidden.append(["2026-11-01", "x", "y"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with open_table(tmp_path / "a.xlsx") as table:
        assert table.header == ("질문", "답")
    with open_table(tmp_path / "a.xlsx", layout=Layout("숨김")) as table:
        assert table.header == ("응답일시", "질문", "답")


def test_column_names_are_found_however_they_are_spaced(tmp_path: Path) -> None:
    with open_table(write_csv(tmp_path / "a.csv", [["불편한 점을\n적어  주세요", "B"], ["x", "y"]])) as table:
        assert table.column(" 불편한 점을 적어 주세요") == "불편한 점을\n적어  주세요"


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (packed({"가.csv": b"a,b\n1,2\n", "나.csv": b"a,b\n1,2\n"}), r"holds 2 files \(가.csv, 나.csv\).*name one"),
        (
            packed({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}),
            "an OpenDocument file.*Save it as XLSX",
        ),
        (packed({"Index/Document.iwa": b"", "preview.jpg": b""}), "a Numbers document"),
        (packed({"[Content_Types].xml": b"<T/>", "xl/workbook.bin": b"x"}), r"binary workbook \(.xlsb\)"),
        (packed({"[Content_Types].xml": b"<T/>", "ppt/presentation.xml": b"<p/>"}), "a PowerPoint presentation"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "HwpSummaryInformation".encode("utf-16-le"), "an HWP document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "take the password off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "old .xls form.*save it as XLSX"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_to_one(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "설문.xlsx").write_bytes(content)
    with pytest.raises(TableError, match=expected):
        open_table(tmp_path / "설문.xlsx")


def test_korean_names_in_a_zip_of_windows_are_spelled_out(tmp_path: Path) -> None:
    """Windows packs names in cp949 and marks nothing, so Python reads them as cp437."""
    raw = packed({"XXXX.csv": b"a\n", "b.csv": b"a\n"}).replace(b"XXXX", "설문".encode("cp949"))
    (tmp_path / "a.zip").write_bytes(raw)
    with pytest.raises(TableError, match=r"\(설문.csv, b.csv\)"):
        open_table(tmp_path / "a.zip")


def test_a_locked_zip_says_what_to_do(tmp_path: Path) -> None:
    raw = bytearray(packed({"form.csv": b"a,b\n1,2\n"}))
    # Bit 0 of the flags, in the local and in the central header.
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(raw))
    with pytest.raises(TableError, match=r"protected by a password. Unpack it with the password.*\(form.csv\)"):
        open_table(tmp_path / "a.zip")
