"""설문 가져오기: real files through the pages, by a process of its own, to answers in the store."""

import csv
import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from survey_exports import Cell, csv_text, naver_form, write_book
from uploading import go, shown, upload
from visitor import Visitor

from voc.config import load_settings
from voc.dashboard import import_words
from voc.dashboard.import_form import asked_of
from voc.dashboard.pages.imports import safe_name
from voc.dashboard.work import make_folder, open_folder, sweep_folders
from voc.dashboard.work.folders import work_place
from voc.errors import VocError
from voc.steps.survey.import_survey import understand_survey
from voc.store import Store, iterate_documents
from voc.store.audit import EXPORT, read_audit

Visit = Callable[..., Visitor]
SCRIPT = "<img src=x onerror=alert(1)>"
ROWS = [
    ("응답일시", "불편했던 점을 적어 주세요", "전반적 만족도 (1~5점)", "연락처"),
    ("2026-11-16 09:00", "환급금이 언제 들어오는지 알 수 없어요", "2", "010-1234-5678"),
    ("2026-11-16 10:00", "신분증 촬영이 자꾸 실패해서 그만뒀어요", "1", "010-2345-6789"),
    ("2026-11-17 11:00", "화면이 느려서 두 번이나 다시 했습니다", "3", "010-3456-7890"),
    ("2026-99-99 11:00", "날짜가 이상한 줄이에요", "3", "010-4567-8901"),
]


@pytest.fixture
def cp949() -> bytes:
    """A survey as Korean Windows writes it."""
    return csv_text(ROWS).encode("cp949")


@pytest.mark.slow
@pytest.mark.long
def test_a_cp949_file_is_understood_tried_and_imported(visit: Visit, people: Store, home: Path, cp949: bytes) -> None:
    visitor = visit("editor")
    address = upload(visitor, "응답.csv", cp949)
    page = shown(visitor, address)
    assert "읽은 방식: CSV, cp949, 구분 기호 ," in page
    assert "응답 5건" not in page
    assert "개인정보라 저장하지 않습니다." in page
    assert visitor.post(address, {"csrf": visitor.token_on(address), "do": "take"}).status_code == 409
    tried = go(visitor, address, "try")
    assert "아직 아무것도 저장하지 않았습니다" in tried
    assert "새로 저장할 응답</dt><dd>3" in tried
    assert "<td>‘응답일시’ 칸: 날짜로 읽을 수 없습니다: ‘2026-99-99 11:00’." in tried
    with people.read() as connection:
        assert not [one for some in iterate_documents(connection) for one in some]
    done = go(visitor, address, "take")
    assert "새로 저장한 응답</dt><dd>3" in done
    assert "읽지 못한 줄 1개" in done
    assert "‘2026-99-99 11:00’" in done
    again = shown(visitor, upload(visitor, "응답.csv", cp949))
    assert "전에 가져온 양식" in again
    with people.read() as connection:
        held = [one.text for some in iterate_documents(connection) for one in some]
    assert len(held) == 3
    assert not [text for text in held if "010" in text]
    assert not (work_place(load_settings(home / "config")) / address.rpartition("/")[2] / "file").exists()
    _hands_out_rejects(visitor, address, people)


def _hands_out_rejects(visitor: Visitor, address: str, people: Store) -> None:
    form = {"csrf": visitor.token_on(address), "why": "날짜를 고치려고"}
    answer = visitor.post(f"{address}/rejects", form)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["file"] for row in rows] == ["응답.csv"]
    assert "010-4567" not in answer.content.decode("utf-8-sig")
    with people.read() as connection:
        (noted,) = read_audit(connection, action=EXPORT)
    assert (noted.who, noted.details["why"]) == ("editor", "날짜를 고치려고")


def test_a_workbook_under_a_wrong_name_is_told_by_its_content(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("editor")
    content = naver_form(tmp_path).read_bytes()
    page = shown(visitor, upload(visitor, "그림.png", content))
    assert "읽은 방식: XLSX" in page
    assert "응답 12건" in page


def test_a_column_that_is_doubtful_is_chosen_by_a_person(visit: Visit) -> None:
    rows = [
        ("응답일시", "비고"),
        *((f"2026-11-1{n} 09:00", f"{n}번째로 해 본 것은 결국 안 됐습니다") for n in range(1, 8)),
    ]
    visitor = visit("editor")
    address = upload(visitor, "a.csv", csv_text(rows).encode())
    assert "확인 필요" in shown(visitor, address)
    page = go(visitor, address, "look", **{"role-1": "drop"})
    assert "직접 정한 것입니다." in page
    assert '<option value="drop" selected>' in page
    refused = go(visitor, address, "try", **{"role-1": "drop"})
    assert "주관식이나 점수 문항이 없습니다" in refused


def test_a_script_in_names_is_no_markup(visit: Visit) -> None:
    visitor = visit("editor")
    rows = [("응답일시", f"{SCRIPT} 의견을 적어 주세요"), ("2026-11-16", "괜찮았어요"), ("2026-11-16", "조금 느렸어요")]
    page = shown(visitor, upload(visitor, f"{SCRIPT}.csv", csv_text(rows).encode()))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;.csv" in page


def test_bombs_are_not_opened(visit: Visit) -> None:
    """A zip of 200 kB that claims 200 MB, and a workbook that does."""
    visitor = visit("editor")
    for members in (("a.csv",), ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in members:
                archive.writestr(member, b"0" * 200_000_000 if member == members[-1] else b"<a/>")
        page = shown(visitor, upload(visitor, "큰 설문.xlsx", packed.getvalue()))
        assert "압축을 풀면 너무 커지는 파일" in page
    assert visitor.get("/imports").status_code == 200


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"PK\x03\x04 broken"])
def test_what_is_no_survey_is_refused_in_korean(visit: Visit, content: bytes) -> None:
    visitor = visit("editor")
    files = {"file": ("설문.csv", content, "text/csv")}
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on("/imports")}
    answer = visitor.ask("POST", "/imports", said, files=files)
    page = answer.text if answer.status_code == 400 else shown(visitor, answer.headers["location"])
    assert "올려 주세요" in page or "골라 주세요" in page
    assert import_words.refusal("?") not in page, "nobody has worded it"


def test_a_file_above_the_limit_is_refused(open_app: Callable[..., object]) -> None:
    visitor = Visitor(open_app("sign_in: none\nupload_mb: 1\n"))  # type: ignore[arg-type]
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on("/imports")}
    for size in (1_000_001, 2_100_000):
        answer = visitor.ask("POST", "/imports", said, files={"file": ("a.csv", b"a" * size)})
        assert answer.status_code == 413
        assert "너무 큽니다" in answer.text


def test_only_editors_import_and_nobody_sees_anothers_file(visit: Visit, cp949: bytes) -> None:
    reader, editor, admin = (visit(name) for name in ("reader", "editor", "admin"))
    assert reader.get("/imports").status_code == 403
    address = upload(admin, "응답.csv", cp949)
    assert editor.get(address).status_code == 404
    assert editor.post(f"{address}/drop", {"csrf": editor.token_on("/imports")}).status_code == 404
    shown(admin, address)
    assert admin.post(f"{address}/drop", {"csrf": admin.token_on(address)}).status_code == 303
    assert admin.get(address).status_code == 404


@pytest.mark.parametrize("path", ["/imports/%2e%2e%2f%2e%2e", "/imports/x", "/imports/" + "A" * 22])
def test_an_address_that_is_no_upload_is_not_found(visit: Visit, path: str) -> None:
    assert visit("admin").get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/abs/설문.csv", "설문.csv"),
        ("a\x00b\r\nc.csv", "abc.csv"),
        ("응답\u202efdp.csv", "응답fdp.csv"),
        (".held", "held"),
        ("....", "설문 파일"),
        ("", "설문 파일"),
        ("가" * 200 + ".csv", "가" * 38 + ".csv"),
        ("x." + "y" * 500, "x." + "y" * 10),
        ("-", "-"),
    ],
)
def test_a_file_has_a_name_that_leads_nowhere(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert len(kept.encode()) <= 120


def test_leftovers_are_swept_after_a_day_and_nothing_else(home: Path) -> None:
    settings = load_settings(home / "config")
    folder = make_folder(settings)
    (work_place(settings) / "mine").mkdir()
    sweep_folders(settings, now=time.time() + 3600)
    assert open_folder(settings, folder.id) is not None
    held = folder.hold()
    sweep_folders(settings, now=time.time() + 90_000)
    assert open_folder(settings, folder.id) is not None, "it was swept under somebody's hands"
    assert held is not None
    held.close()
    sweep_folders(settings, now=time.time() + 90_000)
    assert [one.name for one in work_place(settings).iterdir()] == ["mine"]


def test_looking_at_a_folder_does_not_keep_it(home: Path) -> None:
    """Whoever opens the page looks whether a process is at it, which writes in the folder."""
    settings = load_settings(home / "config")
    folder = make_folder(settings)
    folder.write("asked", {"step": "look", "at": time.time() - 90_000})
    assert folder.state == "stopped"
    sweep_folders(settings)
    assert open_folder(settings, folder.id) is None


def test_what_was_said_of_columns_stays_until_others_are_read() -> None:
    plan = {"resembles": "", "columns": [{"name": "의견=", "word": "choice", "doubtful": False}]}
    first = asked_of(_form(**{"role-0": "open_text"}), plan, {})
    assert first["pairs"] == ["open_text=의견="]
    plan["columns"][0]["word"] = "open_text"  # type: ignore[index]
    again = asked_of(_form(**{"role-0": "open_text"}), plan, first)
    assert again["pairs"] == ["open_text=의견="]
    other = asked_of(_form(**{"role-0": "open_text", "sheet": "둘째"}), plan, again)
    assert (other["pairs"], other["options"]) == ([], {"sheet": "둘째"})


def test_every_reason_for_a_column_has_korean_words(home: Path, tmp_path: Path) -> None:
    """As far as the exports of the known services bring them up."""
    import survey_exports  # noqa: PLC0415 - each of its functions that writes a file

    settings = load_settings(home / "config")
    for number, file in enumerate(_exports(survey_exports, tmp_path)):
        for one in understand_survey(settings, file).plan.columns:
            said = import_words.reason(one.reason)
            assert any("가" <= letter <= "힣" for letter in said), (number, one.reason)


def test_refusals_of_the_reader_have_korean_words(home: Path, tmp_path: Path) -> None:
    settings = load_settings(home / "config")
    empty_book: dict[str, list[list[Cell]]] = {"빈 시트": []}
    bad = [write_book(tmp_path / "e.xlsx", empty_book)]
    for name, content in {
        "json": b'[{"a": 1}]',
        "html": "<html><body>로그인</body></html>".encode(),
        "latin": b"a,b\n\xff\xfe\xfd\xff,\xff\n",
        "quote": 'a,b\n"열고 닫지 않음,1\n'.encode(),
    }.items():
        bad.append(tmp_path / name)
        bad[-1].write_bytes(content)
    for file in bad:
        with pytest.raises(VocError) as caught:
            understand_survey(settings, file)
        assert import_words.refusal(str(caught.value)) != import_words.refusal("?"), str(caught.value)


def _form(**said: str) -> object:
    from starlette.datastructures import FormData  # noqa: PLC0415 - beside its only use

    return FormData(said)


def _exports(module: object, folder: Path) -> Iterator[Path]:
    for name in ("google_forms", "naver_form", "typeform", "surveymonkey", "tally", "walla"):
        write = getattr(module, name, None)
        if write is not None:
            yield write(folder)
