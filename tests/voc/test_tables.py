"""Reading strangers' files: what comes out, and what is refused."""

import csv
import gzip
import io
import json
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.errors import TableError
from voc.tables import BadRow, MissingColumnError, Row, Table, open_table
from voc.tables import delimited as delimited_module
from voc.tables.delimited import MAX_ROW, sniff_delimiter

TEXT = "id,text\n1,환급이 늦어요\n2,수수료가 궁금해요\n"


def put(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def good(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows() if isinstance(row, Row)]


def bad(table: Table) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in table.rows() if isinstance(row, BadRow)]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp949", "cp949"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, found: str) -> None:
    table = open_table(put(tmp_path, TEXT.encode(encoding)))
    assert (table.encoding, table.header) == (found, ("id", "text"))
    assert good(table) == [["1", "환급이 늦어요"], ["2", "수수료가 궁금해요"]]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_with_a_mark_in_either_order(tmp_path: Path, mark: bytes) -> None:
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    table = open_table(put(tmp_path, mark + TEXT.encode(order)))
    assert good(table)[0] == ["1", "환급이 늦어요"]


def test_syllables_outside_euc_kr_are_read(tmp_path: Path) -> None:
    path = put(tmp_path, "text\n똠방각하 펲시콜라 힣\n".encode("cp949"))
    assert good(open_table(path, encoding="euc-kr")) == [["똠방각하 펲시콜라 힣"]]


def test_a_late_cp949_line_is_found_before_any_row_is_given(tmp_path: Path) -> None:
    content = TEXT.encode() * 1 + b"3,ok\n" * 300_000 + "4,늦음\n".encode("cp949")
    with pytest.raises(TableError, match=r"not UTF-8 throughout: byte 1,500,0\d\d \(line 300,004\)"):
        open_table(put(tmp_path, content))


def test_ascii_with_one_late_cp949_line_is_cp949(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, b"id,text\n" + b"1,ok\n" * 300_000 + "2,늦음\n".encode("cp949")))
    assert (table.encoding, good(table)[-1]) == ("cp949", ["2", "늦음"])


def test_a_wrong_override_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="not CP949 throughout"):
        open_table(put(tmp_path, "text\n이건 안 돼요 정말\n"), encoding="cp949")
    with pytest.raises(TableError, match="'utf-9' is not known"):
        open_table(put(tmp_path, TEXT), encoding="utf-9")
    with pytest.raises(TableError, match="no encoding of text"):
        open_table(put(tmp_path, TEXT), encoding="base64")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a PNG picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (bytes(range(1, 32)) * 20, "a binary file"),
        (bytes(range(128, 256)) * 4, "neither UTF-8"),
        (b"\x00\x01\x02\x03", "a binary file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"PK\x03\x04 cut", "damaged or not complete"),
        (b"<!DOCTYPE html><html><body><p>sign in</p></body></html>", "without a table"),
        (b"<?xml version='1.0'?><Workbook/>", "an XML document"),
        (b'[{"a": 1}]', "one JSON array"),
        (b"\n\n   \n", "holds no text"),
        ("text\n환급 언제".encode()[:-1], "ends in the middle of a UTF-8 character"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], "ends in the middle of a UTF-16 character"),
        (
            b"a,b,c\n" + b",".join(b"x" * 40 for _ in range(40)) + b"\n",
            "not one row can be read; .* line 2: it has 40 cells",
        ),
        (b'{"a": \n{"b": ]\n', "not one row can be read"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name(tmp_path: Path, content: bytes, expected: str) -> None:
    with pytest.raises(TableError, match=expected) as caught:
        open_table(put(tmp_path, content))
    assert "file.csv" in str(caught.value)
    assert caught.value.path == tmp_path / "file.csv"


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is a folder"):
        open_table(tmp_path)
    with pytest.raises(TableError, match="does not exist"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="does not exist"):
        open_table(tmp_path / "a\0b.csv")


def test_a_row_of_forty_cells_does_not_spoil_the_others(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, "a,b,c\n" + ",".join("x" * 40) + "\n1,2,3\n4,5\n"))
    assert good(table) == [["1", "2", "3"]]
    assert bad(table) == [(2, "it has 40 cells, the header has 3"), (4, "it has 2 cells, the header has 3")]


def test_quoted_line_breaks_doubled_quotes_and_line_numbers(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, 'id,text\r\n1,"첫 줄\r\n둘째 ""줄"""\r\n2,끝\r\n'))
    assert [(row.line, row.cells["text"]) for row in table.rows() if isinstance(row, Row)] == [
        (2, '첫 줄\r\n둘째 "줄"'),
        (4, "끝"),
    ]


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, 'id,text\n1,"열고 안 닫음\n2,둘\n3,셋\n'))
    assert good(table) == [["2", "둘"], ["3", "셋"]]
    assert bad(table) == [(2, 'a quote (") is opened and not closed')]


def test_a_file_cut_inside_a_quoted_cell_is_refused_whole(tmp_path: Path) -> None:
    for cut in ('id,text\n1,하나\n2,"둘째 글이 여기서', 'id,text\n1,하나\n2,"둘째 글\n여러 줄로\n가다가'):
        with pytest.raises(TableError, match=r"ends inside a quoted cell that begins in line 3"):
            open_table(put(tmp_path, cut))


def test_an_unclosed_quote_in_a_long_file_is_not_swallowed(tmp_path: Path) -> None:
    rows = "".join(f"{i},환급이 왜 이렇게 늦나요\n" for i in range(120_000))
    table = open_table(put(tmp_path, 'id,text\nx,"열림\n' + rows))
    assert len(good(table)) == 120_000
    assert bad(table) == [(2, 'a quote (") is opened and not closed')]


def test_broken_quoting_all_over_is_refused_in_bounded_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line closes a quote and opens another, so that each repair leads to the next."""
    monkeypatch.setattr(delimited_module, "MAX_ROW", 20_000)
    started = time.perf_counter()
    with pytest.raises(TableError, match="for the 51th time"):
        open_table(put(tmp_path, "a,b\n1,2\n1,2\n1,2\n" + 'a"b,"c\n' * 200_000))
    assert time.perf_counter() - started < 5


def test_a_line_without_end_is_one_bad_row(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, "id,text\n1,가\n2," + "x" * (3 * MAX_ROW) + "\n3,나\n"))
    assert good(table) == [["1", "가"], ["3", "나"]]
    assert bad(table) == [(3, "the line is longer than 1,000,000 characters")]


def test_long_cells_are_kept_up_to_the_limit(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, f"id,text\n1,{'가' * 50_000}\n2,{'나' * 131_073}\n3,다\n"))
    assert [len(cells[1]) for cells in good(table)] == [50_000, 1]
    assert bad(table) == [(3, "a cell has 131,073 characters, at most 131,072 are read")]


def test_nul_bytes_make_one_row_bad(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, b"id,text\n1,a\x00b\n2,c\n"))
    assert good(table) == [["2", "c"]]
    assert bad(table) == [(2, "it holds NUL bytes")]


def test_emoji_only_cells_are_text(tmp_path: Path) -> None:
    assert good(open_table(put(tmp_path, "id,text\n1,😡😡👨‍👩‍👧\n"))) == [["1", "😡😡👨‍👩‍👧"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    lines = [delimiter.join(cells) for cells in (["번호", "내용", "날짜"], ["1", "좋아요", "2024-05-23"])]
    table = open_table(put(tmp_path, "\n".join(lines)))
    assert table.delimiter == delimiter
    assert good(table) == [["1", "좋아요", "2024-05-23"]]


def test_commas_in_a_single_column_do_not_split_it() -> None:
    assert sniff_delimiter("의견\n네, 좋아요\n음, 글쎄요; 그래요\n") == ","
    assert sniff_delimiter("a;b\n1,5;2\n2,5;3\n") == ";"
    assert sniff_delimiter("text\n") == ","


def test_single_column_rows_with_stray_commas_are_bad_not_split(tmp_path: Path) -> None:
    table = open_table(put(tmp_path, "의견\n좋아요\n네, 좋아요\n별로\n"))
    assert good(table) == [["좋아요"], ["별로"]]


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    content = (
        "환급나래 만족도 조사\n\n번호,응답일시,이유를 적어주세요\n1,2026-09-01 10:00,쉬워요\n2,2026-09-02 10:00,\n"
    )
    table = open_table(put(tmp_path, content))
    assert table.header == ("번호", "응답일시", "이유를 적어주세요")
    assert [row.line for row in table.rows()] == [4, 5]


def test_column_names_are_cleaned_and_made_different(tmp_path: Path) -> None:
    decomposed = "\u1102\u1162\u110b\u116d\u11bc"  # 내용 as a Mac writes it
    table = open_table(put(tmp_path, f"\ufeff{decomposed} ,,내용,\n1,2,3,\n"))
    assert table.header == ("내용", "column 2", "내용 (2)")
    assert len(table.notes) == 2
    assert good(table) == [["1", "2", "3"]]


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    path = put(tmp_path, "아이디,리뷰내용,작성일\n1,좋아요,2024-05-23\n")
    with pytest.raises(
        MissingColumnError, match=r"no column '리뷰 내용'. Did you mean '리뷰내용'\? Its columns: 아이디"
    ):
        open_table(path, columns_needed=("아이디", "리뷰 내용"))
    assert open_table(path).column(" 작성일 ") == "작성일"
    with pytest.raises(MissingColumnError) as caught:
        open_table(path).column("rating")
    assert (caught.value.column, caught.value.known, caught.value.exit_code) == (
        "rating",
        ("아이디", "리뷰내용", "작성일"),
        2,
    )


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        (["id,text", "1,하나, 둘, 셋, 넷", "2,하나, 둘, 셋, 넷", "3,하나"], ("id", "text")),
        ([",text,date", "1,하나,2024", "2,둘,2024"], ("column 1", "text", "date")),
        (["조사 결과,,,", "번호,의견,별점,날짜", "1,하나,5,"], ("번호", "의견", "별점", "날짜")),
        (["의견", "하나"], ("의견",)),
        (["id,text"], ("id", "text")),
    ],
)
def test_the_header_is_found(tmp_path: Path, lines: list[str], header: tuple[str, ...]) -> None:
    assert open_table(put(tmp_path, "\n".join(lines))).header == header


def test_json_lines_keep_values_and_reject_broken_lines(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "text": "줄\\n바꿈", "tags": ["가", 2]}',
        '{"id": 2, "text": "끊긴',
        '{"id": 3, "text": "\\ud83d 반쪽"}',
        "[1]",
        "",
        '{"id": 4.5, "text": null, "ok": true}',
    ]
    table = open_table(put(tmp_path, "\n".join(lines)))
    assert (table.kind, table.header) == ("jsonl", ("id", "text", "tags", "ok"))
    assert good(table) == [["1", "줄\n바꿈", '["가", 2]', ""], ["4.5", "", "", "true"]]
    assert [line for line, _ in bad(table)] == [2, 3, 4]
    assert bad(table)[1][1] == "'text' holds half a character (a lone surrogate)"
    assert bad(table)[2][1] == "it is a JSON array, expected one object a line"


def test_deep_or_huge_json_is_a_bad_row(tmp_path: Path) -> None:
    lines = ['{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", '{"a": ' + "9" * 10_000 + "}", '{"a": "좋아요"}']
    table = open_table(put(tmp_path, "\n".join(lines)))
    assert good(table) == [["좋아요"]]
    assert [line for line, _ in bad(table)] == [1, 2]


def test_html_saved_as_xls(tmp_path: Path) -> None:
    page = """<html><head><meta charset="euc-kr"><style>td{color:red}</style></head><body>
    <table><tr><td>메뉴</td></tr></table>
    <table><tr><td colspan=3>상담 내역</td></tr><tr><th>번호</th><th>내용</th><th>일시</th></tr>
    <tr><td>1</td><td>환급이 &amp; 늦어요<br>언제 와요<script>x</script><i style="display:none">숨김</i></td>
    <td>2026-09-01</td></tr><tr><td>2</td><td>좋아요</td></tr></table></body></html>"""
    table = open_table(put(tmp_path, page.encode("cp949"), "export.xls"))
    assert (table.kind, table.encoding, table.header) == ("html", "cp949", ("번호", "내용", "일시"))
    assert good(table) == [["1", "환급이 & 늦어요\n언제 와요", "2026-09-01"], ["2", "좋아요", ""]]
    assert table.notes == ("The page holds 2 tables; the fullest was read.",)


def test_a_deeply_nested_page_is_refused(tmp_path: Path) -> None:
    page = "<html>" + "<div>" * 5_000 + "<table><tr><td>a</td></tr></table>"
    with pytest.raises(TableError, match="nested more than"):
        open_table(put(tmp_path, page, "deep.html"))


def test_gz_zip_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [["1", "환급이 늦어요"], ["2", "수수료가 궁금해요"]]
    assert good(open_table(put(tmp_path, gzip.compress(TEXT.encode("cp949")), "a.csv.gz"))) == expected
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("설문.csv", TEXT)
        archive.writestr("__MACOSX/._설문.csv", b"junk")
    assert good(open_table(put(tmp_path, packed.getvalue(), "a.zip"))) == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT.encode()))))
    assert good(open_table(Path("-"))) == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(TableError, match="standard input is empty"):
        open_table(Path("-"))


def test_unpacked_copies_are_deleted_with_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    table = open_table(put(tmp_path, gzip.compress(TEXT.encode()), "a.gz"))
    assert len(list(spool.iterdir())) == 1
    with table:
        assert len(good(table)) == 2
    assert not list(spool.iterdir())
    kept = open_table(put(tmp_path, gzip.compress(TEXT.encode()), "a.gz")).rows()
    assert len(list(kept)) == 2
    del kept
    assert not list(spool.iterdir())
    with pytest.raises(TableError):
        open_table(put(tmp_path, gzip.compress(b"%PDF-1.7"), "b.gz"))
    assert not list(spool.iterdir())


def test_a_truncated_gz_or_zip_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{i},글 {i * 7919 % 1000}\n" for i in range(2_000))
    whole = gzip.compress(("id,text\n" + rows).encode())
    for cut in (len(whole) // 2, len(whole) - 4, 12):
        with pytest.raises(TableError, match="damaged or not complete"):
            open_table(put(tmp_path, whole[:cut], "a.csv.gz"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id,text\n" + rows)
    with pytest.raises(TableError, match="damaged or not complete"):
        open_table(put(tmp_path, packed.getvalue()[:-30], "a.zip"))
    flipped = bytearray(packed.getvalue())
    flipped[200] ^= 0xFF
    with pytest.raises(TableError, match="damaged or not complete"):
        open_table(put(tmp_path, bytes(flipped), "a.zip"))


def test_zips_with_several_or_locked_files_and_bombs_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", TEXT)
    with pytest.raises(TableError, match=r"holds 2 files \(a.csv, b.csv\)"):
        open_table(put(tmp_path, packed.getvalue(), "two.zip"))
    zeros = bytes(70 << 20)
    with pytest.raises(TableError, match="would unpack to"):
        open_table(put(tmp_path, gzip.compress(zeros, 9), "bomb.csv.gz"))
    nested = TEXT.encode()
    for _ in range(4):
        nested = gzip.compress(nested)
    with pytest.raises(TableError, match="packed more than"):
        open_table(put(tmp_path, nested, "nested.gz"))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    delimiter=st.sampled_from(",\t;|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_csv_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, encoding: str
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(["id", "text", "date"])
    writer.writerows([str(i), *row[1:]] for i, row in enumerate(rows))
    # A control character in most cells makes a binary file, and rightly so.
    table_text = out.getvalue()
    if sum(ord(c) < 32 and c not in "\t\r\n\x0b\x0c\x1b" for c in table_text) > 8:
        return
    table = open_table(put(tmp_path, table_text.encode(encoding)))
    assert good(table) == [[str(i), *row[1:]] for i, row in enumerate(rows)]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_table_error(tmp_path: Path, content: bytes) -> None:
    path = put(tmp_path, content)
    try:
        table = open_table(path)
    except TableError:
        return
    for row in table.rows():
        assert set(row.cells) <= set(table.header)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(objects=st.lists(st.dictionaries(st.sampled_from(["가", "b", "c"]), CELLS, min_size=1), min_size=1, max_size=8))
def test_what_json_writes_is_read_back(tmp_path: Path, objects: list[dict[str, str]]) -> None:
    lines = "\n".join(json.dumps(value, ensure_ascii=True) for value in objects)
    rows = [row.cells for row in open_table(put(tmp_path, lines)).rows()]
    assert [{key: row[key] for key in value} for row, value in zip(rows, objects, strict=True)] == objects
