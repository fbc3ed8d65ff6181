"""XLSX files as Excel, form services and other programs write them."""
# ruff: noqa: DTZ001 - a sheet's clock has no zone

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from voc.errors import TableError
from voc.tables import BadRow, Row, open_table

HEADER = ["번호", "응답일시", "이유를 적어주세요"]


def save(folder: Path, *sheets: Sequence[Sequence[object]], name: str = "file.xlsx") -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for i, rows in enumerate(sheets):
        sheet = book.create_sheet(f"시트{i + 1}")
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return folder / name


def rewrite(path: Path, member: str, old: bytes, new: bytes) -> None:
    """Edit one part of a workbook, as a program other than openpyxl would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for filename, content in parts.items():
            archive.writestr(filename, content)


def test_values_become_text_below_title_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["환급나래 조사"],
        [None],
        [*HEADER, None],
        [1, datetime(2026, 9, 1, 10, 0, 30), "쉬워요"],
        [2.0, date(2026, 9, 2), 4.5],
        [None, None, None],
        [3, "2026.09.03 11:00", True],
    ]
    path = save(tmp_path, rows)
    table = open_table(path)
    assert (table.kind, table.encoding, table.header) == ("xlsx", None, tuple(HEADER))
    assert [(row.line, *row.cells.values()) for row in table.rows()] == [
        (4, "1", "2026-09-01 10:00:30", "쉬워요"),
        (5, "2", "2026-09-02", "4.5"),
        (7, "3", "2026.09.03 11:00", "TRUE"),
    ]


def test_merged_titles_and_an_xls_name_do_not_matter(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["상담 내역"])
    sheet.merge_cells("A1:C1")
    sheet.append(["id", "내용", "일시"])
    sheet.append(["007", "환급이 늦어요", "2026-09-01"])
    path = tmp_path / "export.xls"
    book.save(path)
    (row,) = open_table(path).rows()
    assert dict(row.cells) == {"id": "007", "내용": "환급이 늦어요", "일시": "2026-09-01"}


def test_the_sheet_with_a_known_time_header_is_taken(tmp_path: Path) -> None:
    path = save(tmp_path, [["요약", "값"], ["응답 수", 2]], [HEADER, [1, "2026-09-01", "쉬워요"]])
    table = open_table(path)
    assert table.header == tuple(HEADER)
    assert table.notes == ("The workbook holds 2 sheets; '시트2' was read.",)


def test_formulas_give_their_stored_value_or_their_text(tmp_path: Path) -> None:
    path = save(tmp_path, [["id", "text", "n"], [1, '=A2&"!"', "=1+1"]])
    rewrite(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    (row,) = open_table(path).rows()
    assert dict(row.cells) == {"id": "1", "text": '=A2&"!"', "n": "2"}


def test_wrong_dimensions_cut_nothing(tmp_path: Path) -> None:
    path = save(tmp_path, [HEADER, [1, "2026-09-01", "쉬워요"], [2, "2026-09-02", "어려워요"]])
    rewrite(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"')
    assert len(list(open_table(path).rows())) == 2


def test_cells_beyond_the_header_make_a_row_bad(tmp_path: Path) -> None:
    path = save(tmp_path, [["a", "b", None], [1, 2, 3], [1, 2, None]])
    rows = list(open_table(path).rows())
    assert [type(row) for row in rows] == [BadRow, Row]


def test_empty_cut_and_foreign_workbooks_are_refused(tmp_path: Path) -> None:
    (tmp_path / "zero.xlsx").touch()
    with pytest.raises(TableError, match="is empty"):
        open_table(tmp_path / "zero.xlsx")
    with pytest.raises(TableError, match="no sheet holds a table"):
        open_table(save(tmp_path, [[None]]))
    whole = save(tmp_path, [HEADER, [1, "2026-09-01", "쉬워요"]])
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(TableError, match="damaged or not complete"):
        open_table(cut)
    rewrite(whole, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetDate>")
    with pytest.raises(TableError, match="damaged or incomplete workbook"):
        open_table(whole)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        )
        archive.writestr("word/document.xml", "<w/>")
    (tmp_path / "letter.docx").write_bytes(package.getvalue())
    with pytest.raises(TableError, match=r"letter.docx is a Word document, not a table. Hand over XLSX or CSV"):
        open_table(tmp_path / "letter.docx")


def test_bombs_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    path = save(tmp_path, [HEADER, [1, "2026-09-01", "쉬워요"]])
    rewrite(path, "xl/worksheets/sheet1.xml", b"</sheetData>", b"</sheetData>" + b" " * (70 << 20))
    with pytest.raises(TableError, match="would unpack to 70 MiB or more"):
        open_table(path)


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path, [HEADER, [1, "2026-09-01", "쉬워요"]])
    rewrite(path, "xl/workbook.xml", b"<workbook ", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook ')
    with pytest.raises(TableError, match="declares XML entities"):
        open_table(path)


def test_a_row_far_below_the_last_one_ends_the_reading(tmp_path: Path) -> None:
    path = save(tmp_path, [HEADER, [1, "2026-09-01", "쉬워요"]])
    rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>',
    )
    with pytest.raises(TableError, match="more rows or cells than a sheet can hold"):
        list(open_table(path).rows())
