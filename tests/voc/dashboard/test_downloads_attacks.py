"""What others try with downloads: cells that would run, names that lead elsewhere, requests that are not theirs."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import Said, plant
from visitor import Visitor

from voc.dashboard.downloads.csv_file import csv_file
from voc.dashboard.downloads.letters import fit_cp949
from voc.dashboard.downloads.naming import disposition, file_name
from voc.dashboard.downloads.table import Column, Table
from voc.dashboard.downloads.workbook import workbook_file
from voc.store import Store, StoredTheme, count_weeks, save_themes
from voc.store.audit import EXPORT, read_audit

Visit = Callable[..., Visitor]
RUN = [
    '=HYPERLINK("http://evil.example","누르세요")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]
SCRIPT = "<script>alert(1)</script>"
TITLE = f'../../etc/passwd\r\nSet-Cookie: a=b; "{SCRIPT}" \u202egnp.exe'
ADDRESS = "table=theme-verbatims&of=bad&week=2026-W47"
TABLE = Table(
    [Column("말"), Column("수", "count"), Column("날", "day")], [(one, -3, date(2026, 11, 16)) for one in RUN]
)

MISSING = [
    "",
    "table=",
    "table=../../etc/passwd",
    "table=themes%00",
    "table=__class__",
    "table=theme-weeks",
    "table=theme-weeks&of=../../store/voc.db",
    "table=run-steps&of=..%2f..%2fconfig",
    "table=import-columns&of=..%2f..%2f..%2fstore",
    "table=themes&week=2026-W99",
    "table=themes&sort=colour",
    "table=themes&source=nowhere",
    "table=themes&from=1000-W01&to=2026-W47",
    f"table=themes&segment={'y' * 5000}",
    f"table={'x' * 20000}",
]


def _csv(content: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers() -> None:
    for encoding, content in (("utf-8-sig", csv_file(TABLE, "utf-8")), ("cp949", csv_file(TABLE, "cp949"))):
        rows = _csv(content, encoding)[1:]
        assert [row[0] for row in rows] == [f"'{one}" for one in RUN]
        assert {tuple(row[1:]) for row in rows} == {("-3", "2026-11-16")}
    assert csv_file(TABLE, "utf-8").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["⁼1+1", "﹦1+1", "\u200b=1+1", "\ufeff@SUM(1)", "−1+1"])
def test_what_becomes_a_formula_only_by_being_replaced_is_harmless_too(text: str) -> None:
    (_, (cell,)) = _csv(csv_file(Table([Column("말")], [(text,)]), "cp949"), "cp949")
    assert cell.startswith("'")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    links = "http://evil.example"
    table = Table([Column("말")], [*((one,) for one in RUN), (links,), ("internal:A1",), ("1e5",)])
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_file(table, "표", [("찾은 말", "=1+1")]))).worksheets[0]
    cells = [sheet.cell(row, 1) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(cells)
    # A workbook knows a carriage return only in writing.
    assert [str(cell.value).replace("_x000D_", "\r") for cell in cells] == [*RUN, links, "internal:A1", "1e5"]


def test_whatever_a_customer_typed_fits_into_a_cell() -> None:
    typed = ["가" * 40_000, "\ud83d 반쪽", "\x00\x07제어", "😀" * 20_000]
    book = openpyxl.load_workbook(io.BytesIO(workbook_file(Table([Column("말")], [(one,) for one in typed]), "표", [])))
    first = str(book.worksheets[0]["A2"].value)
    assert (len(first), first[-1]) == (32_767, "…")
    assert csv_file(Table([Column("말")], [(one,) for one in typed]), "cp949")


@given(st.text(), st.text())
def test_a_name_is_never_a_path_nor_a_second_header(title: str, subject: str) -> None:
    name = file_name(title, subject)
    assert name.startswith("말귀")
    assert not set(name) & set("/\\:*?\"<>|.'`$%;~")
    assert all(unicodedata.category(sign)[0] != "C" for sign in name)
    header = disposition(name, "malgwi-themes", "csv")
    assert header.isascii()
    assert re.fullmatch(r"attachment; filename=\"malgwi-themes\.csv\"; filename\*=UTF-8''[A-Za-z0-9_.~%-]+", header)
    assert unquote(header.partition("''")[2]) == f"{name}.csv"


@given(st.text())
def test_whatever_is_fitted_can_be_held_and_what_could_be_held_is_kept(text: str) -> None:
    ((cell,),) = fit_cp949([(text,)]).rows
    assert isinstance(cell, str)
    cell.encode("cp949")
    assert fit_cp949([(cell,)]).n == 0
    try:
        text.encode("cp949")
    except UnicodeEncodeError:
        return
    assert cell == text


@pytest.fixture
def hostile(people: Store, filled: Store) -> Store:  # noqa: ARG001 - people are to be there
    """A theme whose title is a path, a header and a script, said by customers whose words are formulas."""
    plant(filled, [Said("2026-W47", one, theme="bad", source="shop_reviews") for one in [*RUN, SCRIPT]])
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("bad", TITLE, "cost", "fulfilment")])
        count_weeks(connection)
    return filled


def _form(visitor: Visitor, **said: str) -> dict[str, str]:
    return {"csrf": visitor.token_on("/tried"), "format": "csv", "why": "시험", **said}


@pytest.mark.usefixtures("hostile")
def test_a_reader_downloads_and_hostile_words_arrive_as_words(visit: Visit) -> None:
    reader = visit("reader")
    page = reader.get(f"/download?{ADDRESS}").text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    answer = reader.post(f"/download?{ADDRESS}", _form(reader))
    assert answer.status_code == 200
    cells = [row[0] for row in _csv(answer.content, "utf-8-sig")[1:]]
    assert sorted(cells) == sorted([*(f"'{one}" for one in RUN), SCRIPT])
    assert "set-cookie" not in answer.headers
    said = answer.headers["content-disposition"]
    assert 'filename="malgwi-theme-verbatims.csv"' in said
    name = unquote(said.partition("''")[2])
    assert name == "말귀 고객의 말 etc passwd Set-Cookie a=b script alert(1) script gnp exe 2026-W47.csv"


@pytest.mark.usefixtures("hostile")
def test_a_request_of_another_site_takes_nothing(visit: Visit, people: Store) -> None:
    reader = visit("reader")
    form = _form(reader)
    for said in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert reader.ask("POST", f"/download?{ADDRESS}", said, data=form).status_code == 403
    assert reader.post(f"/download?{ADDRESS}", {**form, "csrf": "x"}).status_code == 403
    with people.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


@pytest.mark.usefixtures("hostile")
def test_nobody_downloads_without_signing_in(visit: Visit, people: Store) -> None:
    nobody = visit()
    assert nobody.get(f"/download?{ADDRESS}").headers["location"].startswith("/signin?next=")
    assert nobody.post(f"/download?{ADDRESS}", {"format": "csv", "why": "몰래"}).status_code in {303, 403}
    with people.read() as connection:
        assert read_audit(connection, action=EXPORT) == []


@pytest.mark.usefixtures("hostile")
def test_what_only_editors_see_only_editors_take(visit: Visit) -> None:
    address = "/download?table=import-columns&of=AAAAAAAAAAAAAAAAAAAAAA"
    assert visit("reader").get(address).status_code == 403
    assert visit("editor").get(address).status_code == 404


@pytest.mark.usefixtures("hostile")
def test_what_does_not_exist_is_not_found(visit: Visit) -> None:
    editor = visit("editor")
    form = _form(editor)
    for address in MISSING:
        assert editor.get(f"/download?{address}").status_code == 404, address
        assert editor.post(f"/download?{address}", form).status_code == 404, address


@pytest.mark.usefixtures("hostile")
def test_what_is_too_long_is_cut_or_refused(visit: Visit, people: Store) -> None:
    reader = visit("reader")
    assert reader.get(f"/download?table=search&q={'환' * 101}").status_code == 400
    assert reader.post(f"/download?{ADDRESS}", _form(reader, format="exe")).status_code == 404
    assert reader.post(f"/download?{ADDRESS}", _form(reader, why="까" * 9_000)).status_code == 200
    assert reader.post(f"/download?{ADDRESS}", _form(reader, why="까" * 400_000)).status_code == 413
    with people.read() as connection:
        (entry,) = read_audit(connection, action=EXPORT)
    assert len(entry.details["why"]) == 500
