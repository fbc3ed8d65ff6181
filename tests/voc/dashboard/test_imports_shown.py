"""설문 가져오기: what people see before anything is stored, what they may say, how much may be under way at once."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from starlette.datastructures import FormData
from survey_exports import csv_text, write_csv
from visitor import Visitor

from voc.config import Settings, load_settings
from voc.dashboard import import_words
from voc.dashboard.import_form import asked_of
from voc.dashboard.reject_words import why_rejected
from voc.dashboard.work import NoRoomError, check_room, check_space, make_folder, room
from voc.dashboard.work.child import done
from voc.dashboard.work.folders import WorkFolder
from voc.errors import VocError

Visit = Callable[..., Visitor]
ROWS = [
    ("응답일시", "이름", "불편했던 점을 적어 주세요", "전반적 만족도 (1~5점)"),
    ("2026-11-16 09:00", "김하나", "환급금이 언제 들어오는지 알 수 없어요", "2"),
    ("2026-11-16 10:00", "테스트1", "010-1234-5678로 연락 주세요", "1"),
    ("2026-11-16 11:00", "이세나", "화면이 느려서 두 번이나 다시 했습니다", "3"),
    ("2026-11-16 12:00", "최다온", "안내 문자가 너무 늦게 왔습니다", "4"),
    ("2026-11-16 13:00", "정라온", "신분증 촬영이 자꾸 실패했습니다", "2"),
    ("2026-99-99 11:00", "박두리", "날짜가 이상한 줄이에요", "3"),
]


@pytest.fixture
def settings(home: Path) -> Settings:
    return load_settings(home / "config")


def _step(settings: Settings, step: str, rows: object = ROWS, **asked: object) -> WorkFolder:
    """Do a step as the process beside the pages does, but here."""
    folder = make_folder(settings)
    (folder.path / "file").mkdir()
    write_csv(folder.path / "file" / "a.csv", rows)  # type: ignore[arg-type]
    folder.ask({"step": step, "name": "a.csv", "who": "hana", **asked})
    folder.finish(done(step, settings.location.path, folder))
    return folder


def test_the_first_rows_are_shown_masked_and_without_what_is_not_stored(settings: Settings) -> None:
    plan = _step(settings, "look").read("plan")
    assert plan is not None
    assert [row["line"] for row in plan["rows"]] == [2, 3, 4, 5, 6]
    assert plan["rows"][0]["cells"] == ["2026-11-16 09:00", None, "환급금이 언제 들어오는지 알 수 없어요", "2"]
    assert plan["rows"][1]["cells"][2] == "<PHONE>로 연락 주세요"


@pytest.mark.usefixtures("empty_store")
def test_a_rehearsal_tells_which_rows_are_rejected_and_why(settings: Settings) -> None:
    result = _step(settings, "try").result
    assert result is not None
    (bad,) = result["rejects"]
    assert bad["line"] == 7
    assert why_rejected(bad["reason"]) == (
        "‘응답일시’ 칸: 날짜로 읽을 수 없습니다: ‘2026-99-99 11:00’. 2026-11-16이나 2026-11-16 07:21처럼 적어 주세요."
    )


@pytest.mark.usefixtures("empty_store")
def test_test_responses_are_left_out_and_times_are_of_the_zone_that_is_said(settings: Settings) -> None:
    folder = _step(settings, "try", options={"excluded": ["이름=테스트*"], "time_zone": "UTC"})
    assert folder.result is not None
    assert (folder.result["counts"]["n_new"], folder.result["counts"]["n_rejects"]) == (4, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"time_zone": "Asia/Seool"}, "없는 시간대입니다"),
        ({"excluded": ["없는 칸=1"]}, "문항이 파일에 없습니다"),
        ({"excluded": ["이름=*"]}, "모든 응답을 빼게 됩니다"),
        ({"renamed": ["새 말=옛 말"]}, "바뀐 제목에 적은 문항을 찾지 못했습니다"),
    ],
)
def test_what_cannot_be_is_refused_in_korean(settings: Settings, options: Mapping[str, object], said: str) -> None:
    result = _step(settings, "look", options=options).result
    assert result is not None
    assert said in import_words.refusal(result["error"])


def test_a_mapping_that_no_choice_offers_can_be_written() -> None:
    form = FormData({"role-0": "choice", "pairs": "rating:0-100=만족도\r\n\r\n drop=* \n", "excluded": "이름=김*"})
    plan = {"resembles": "", "columns": [{"name": "만족도", "word": "open_text", "doubtful": False}]}
    asked = asked_of(form, plan, {})
    assert asked["pairs"] == ["rating:0-100=만족도", "drop=*"], "what is written outranks what is chosen"
    assert asked["options"]["excluded"] == ["이름=김*"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"의견\n{'가' * 1_500_000}\n".encode(), "읽을 수 있는 줄이 하나도 없습니다"),
        ((",".join(f"열{n}" for n in range(100_000)) + "\n1").encode(), "칸이 너무 많은 표입니다"),
        ("응답일시,의견\n".encode(), ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "올려 주세요"),
    ],
)
def test_odd_files_end_in_words(settings: Settings, content: bytes, said: str) -> None:
    folder = make_folder(settings)
    (folder.path / "file").mkdir()
    (folder.path / "file" / "a.csv").write_bytes(content)
    folder.ask({"step": "look", "name": "a.csv", "who": "hana"})
    result = done("look", settings.location.path, folder)
    assert said in import_words.refusal(result.get("error", "")) if said else "error" not in result
    assert result.get("kind") in {None, "TableError", "UsageError"}, "it was caught by nobody"


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
BOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'


@pytest.mark.parametrize(
    "members",
    [
        {"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l11;</a>"},
        {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>" + b"0" * 210_000_000},
        {f"xl/worksheets/sheet{n}.xml": b"0" * 1_000_000 for n in range(220)},
        {"../../escaped.xml": SHEET, "/etc/escaped": SHEET, "xl/worksheets/sheet1.xml": b"<a>" * 100_000},
    ],
    ids=["billion laughs", "shared strings", "many sheets", "path tricks and depth"],
)
def test_workbooks_made_to_hurt_are_refused(settings: Settings, members: Mapping[str, bytes]) -> None:
    folder = make_folder(settings)
    (folder.path / "file").mkdir()
    with zipfile.ZipFile(folder.path / "file" / "a.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": BOOK, **members}.items():
            archive.writestr(name, content)
    folder.ask({"step": "look", "name": "a.xlsx", "who": "hana"})
    result = done("look", settings.location.path, folder)
    assert result["kind"] == "TableError"
    assert import_words.refusal(result["error"]) != import_words.refusal("?"), result["error"]
    assert not list(settings.home.parent.rglob("escaped*"))


def _busy(settings: Settings, who: str) -> WorkFolder:
    folder = make_folder(settings)
    folder.ask({"step": "look", "name": "a.csv", "who": who})
    return folder


def test_only_so_much_is_under_way_at_once(settings: Settings) -> None:
    """Counted in the folders, so that a server that starts anew knows of what goes on."""
    first = _busy(settings, "hana")
    check_room(settings, "hana")
    _busy(settings, "hana")
    with pytest.raises(NoRoomError, match="내가 시작한 작업 2개"):
        check_room(settings, "hana")
    check_room(settings, "duri")
    _busy(settings, "duri")
    with pytest.raises(NoRoomError, match="지금 다른 작업 3개"):
        check_room(settings, "sena")
    first.finish({"step": "look"})
    check_room(settings, "hana")


def test_a_person_cannot_fill_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_FILES_OF_ONE", 1)
    check_space(settings, "hana")
    (_busy(settings, "hana").path / "file").mkdir()
    with pytest.raises(NoRoomError, match="내 파일이 1개"):
        check_space(settings, "hana")
    check_space(settings, "duri")


def test_whoever_asks_for_too_much_is_told_and_nothing_is_kept(visit: Visit, settings: Settings) -> None:
    for _ in range(2):
        _busy(settings, "editor")
    visitor = visit("editor")
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on("/imports")}
    content = csv_text(ROWS).encode()
    answer = visitor.ask("POST", "/imports", said, files={"file": ("a.csv", content, "text/csv")})
    assert answer.status_code == 409
    assert "하나가 끝난 뒤 다시 눌러 주세요" in answer.text
    assert "내가 올린 파일" in answer.text
    assert len([one for one in (settings.home / "store" / "uploads").iterdir() if one.is_dir()]) == 2


def test_an_upload_that_cannot_be_begun_leaves_nothing(
    visit: Visit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise VocError("x cannot be written (No space left on device).")

    monkeypatch.setattr("voc.dashboard.pages.importing.begin_if_room", full)
    visitor = visit("editor")
    said = {"Origin": visitor.origin, "X-CSRF-Token": visitor.token_on("/imports")}
    content = csv_text(ROWS).encode()
    answer = visitor.ask("POST", "/imports", said, files={"file": ("a.csv", content, "text/csv")})
    assert answer.status_code >= 400
    assert not [one for one in (settings.home / "store" / "uploads").iterdir() if one.is_dir()]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("it has 4 cells, the header has 3", "칸이 4개인데 제목 줄은 3개입니다."),
        ("the rating 7 is not within 1-5", "점수 7은(는) 1~5을(를) 벗어났습니다."),
        ("'만족도': the rating is no number from 1 to 5", "‘만족도’ 칸: 점수가 1~5 사이의 숫자가 아닙니다."),
        ("its date 2031-01-01 lies in the future", "날짜가 아직 오지 않은 날입니다: 2031-01-01."),
        ("'{0}' has no year; expected a date", "‘{0}’에 연도가 없습니다. 2026-11-16처럼 적어 주세요."),
        ("nobody has worded this", "nobody has worded this"),
    ],
)
def test_reasons_are_told_in_korean_with_their_values(reason: str, said: str) -> None:
    assert why_rejected(reason) == said
