"""Whatever is handed to `voc analyze`: a result, a reject or a sentence that helps; no traceback, no half result."""

import gzip
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from nlp.reader import Reader
from voc.cli import main
from voc.steps.one_file import analyze_file as module
from voc.steps.one_file import publish
from voc.steps.one_file.analysis_files import NAMES

CONFIG = Path(__file__).parents[3] / "config"
TEXT = ("--text", "내용")
TABLE = "번호,내용\n1,수수료가 비싸서 안 해요\n2,좋아요\n"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def analyze(
    packaged_reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Answer]:
    """Calls `voc analyze` as the shell would, but for the reader, which is loaded already; writes into `out`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "Reader", lambda *_, **__: packaged_reader)

    def called(file: str, *options: str, stdin: bytes = b"") -> Answer:
        arguments = ["voc", "analyze", file, *TEXT, "--config", str(CONFIG), *options]
        if "--out" not in options:
            arguments += ["--out", "out"]
        monkeypatch.setattr(sys, "argv", arguments)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Answer(int(ended.value.code or 0), captured.out, captured.err)

    return called


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("out", name).read_text(encoding="utf-8").splitlines()]


def texts() -> list[object]:
    return [one["text"] for one in lines("documents.jsonl")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty (0 bytes)"),
        ("empty.xlsx", b"", "empty.xlsx is empty (0 bytes)"),
        ("noise.csv", bytes(range(256)) * 40, "neither UTF-8"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(400), "a PNG picture"),
        ("cut.csv.gz", gzip.compress(TABLE.encode() * 50, mtime=0)[:-9], "damaged or not complete"),
        ("all bad.csv", "번호,내용\n1,2,3\n1,2,3,4\n".encode(), "not one row can be read"),
        ("array.json", b'[{"a": 1}]', "Write one object a line"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_nothing_is_written(
    analyze: Callable[..., Answer], name: str, content: bytes, said: str
) -> None:
    Path(name).write_bytes(content)
    answer = analyze(name)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("voc: ")
    assert said in answer.err
    assert not Path("out").exists()


def test_a_folder_and_a_missing_file_are_named(analyze: Callable[..., Answer]) -> None:
    Path("folder").mkdir()
    assert "folder is a folder. Name one file in it." in analyze("folder").err
    assert "missing.csv does not exist" in analyze("missing.csv").err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--id", "번"), "has no column '번'. Did you mean '번호'?"),
        (("--themes", "0"), "--themes"),
        (("--scope", "some"), "--scope"),
    ],
)
def test_a_wrong_call_ends_with_two(analyze: Callable[..., Answer], options: tuple[str, ...], said: str) -> None:
    Path("in.csv").write_text(TABLE, encoding="utf-8")
    answer = analyze("in.csv", *options)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_the_text_column_is_looked_for_before_anything_is_read(analyze: Callable[..., Answer]) -> None:
    Path("in.csv").write_text("번호,내용물\n1,안 돼요\n", encoding="utf-8")
    answer = analyze("in.csv")
    assert (answer.code, answer.err) == (
        2,
        "voc: in.csv has no column '내용'. Did you mean '내용물'? Its columns: 번호, 내용물.\n",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.csv", TABLE.encode()),
        ("marked.csv", TABLE.encode("utf-8-sig")),
        ("excel.csv", TABLE.encode("cp949")),
        ("wide.csv", TABLE.encode("utf-16")),
        ("tabs.txt", TABLE.replace(",", "\t").encode()),
        ("packed.csv.gz", gzip.compress(TABLE.encode("cp949"), mtime=0)),
        (
            "page.xls",
            "<html><table><tr><th>번호</th><th>내용</th></tr><tr><td>1</td><td>수수료가 비싸서 안 해요</td></tr>"
            "<tr><td>2</td><td>좋아요</td></tr></table></html>".encode(),
        ),
        ("lines.jsonl", '{"번호": 1, "내용": "수수료가 비싸서 안 해요"}\n{"번호": 2, "내용": "좋아요"}\n'.encode()),
    ],
)
def test_every_form_of_table_gives_the_same(analyze: Callable[..., Answer], name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    answer = analyze(name, "--id", "번호")
    assert (answer.code, answer.out) == (0, "")
    assert texts() == ["수수료가 비싸서 안 해요", "좋아요"]


def test_a_workbook_and_standard_input_are_read_too(analyze: Callable[..., Answer]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (("번호", "내용"), (1, "수수료가 비싸서 안 해요"), (2, "좋아요")):
        book.active.append(row)
    book.save("book.xlsx")
    assert analyze("book.xlsx", "--id", "번호").code == 0
    assert [one["doc_id"] for one in lines("documents.jsonl")] == ["1", "2"]
    assert analyze("-", stdin=TABLE.encode()).code == 0
    assert texts() == ["수수료가 비싸서 안 해요", "좋아요"]
    assert lines("sentences.jsonl")[0]["is_hesitation"] is True


def test_rows_that_cannot_be_read_are_set_aside_with_the_reason(analyze: Callable[..., Answer]) -> None:
    wide = ",".join(str(number) for number in range(40))
    Path("in.csv").write_bytes(f"번호,별점,내용\n{wide}\n2,5,좋아요\n3,1,NUL\0이에요\n".encode())
    answer = analyze("in.csv")
    assert answer.code == 3
    assert answer.err.endswith("2 rows were set aside; see out/rejects.jsonl.\n")
    assert lines("rejects.jsonl") == [
        {"row": 1, "doc_id": "1", "reason": "it has 40 cells, the header has 3"},
        {"row": 3, "doc_id": "3", "reason": "it holds NUL bytes"},
    ]
    assert texts() == ["좋아요"]


def test_a_row_of_half_a_character_is_set_aside(analyze: Callable[..., Answer]) -> None:
    Path("in.jsonl").write_text('{"내용": "안 \\ud800 돼요"}\n{"내용": "느려요"}\n', encoding="utf-8")
    assert analyze("in.jsonl").code == 3
    assert texts() == ["느려요"]


def test_smileys_and_very_long_texts_are_documents_like_any_other(analyze: Callable[..., Answer]) -> None:
    long = "환급이 안 돼요. " * 5000
    Path("in.csv").write_text(f"내용\n😂😂😂\nㅠㅠ\n{long}\n{'가' * 50_000}\n", encoding="utf-8")
    assert analyze("in.csv").code == 0
    n_sentences = {one["doc_id"]: one["n_sentences"] for one in lines("documents.jsonl")}
    assert (n_sentences["1"], n_sentences["2"]) == (1, 1)
    assert n_sentences["3"] == 5000
    assert n_sentences["4"] >= 1


@pytest.mark.parametrize("content", ["번호,내용\n", "번호,내용\n1,\n2,   \n"])
def test_a_table_without_text_is_said_to_hold_none(analyze: Callable[..., Answer], content: str) -> None:
    Path("in.csv").write_text(content, encoding="utf-8")
    answer = analyze("in.csv")
    assert answer.code == 0
    assert "rows holds text in '내용': nothing was analysed." in answer.err
    assert lines("documents.jsonl") == []


def test_a_folder_that_cannot_be_written_is_said_before_the_work(
    analyze: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "take_in", lambda *_: pytest.fail("the file was read first"))
    Path("in.csv").write_text(TABLE, encoding="utf-8")
    Path("file").write_text("mine", encoding="utf-8")
    Path("taken/run.json").mkdir(parents=True)
    answer = analyze("in.csv", "--out", "file")
    assert answer.code == 2
    assert "is a file" in answer.err
    answer = analyze("in.csv", "--out", "file/below")
    assert (answer.code, answer.err) == (
        1,
        "voc: 'file' is a file, so the folder 'file/below' cannot be made. Name another with --out.\n",
    )
    assert "is a folder where a file is to be written" in analyze("in.csv", "--out", "taken").err
    assert Path("file").read_text(encoding="utf-8") == "mine"


def test_a_second_result_replaces_our_files_and_no_others(analyze: Callable[..., Answer]) -> None:
    Path("in.csv").write_text(TABLE, encoding="utf-8")
    Path("out").mkdir()
    Path("out/notes.txt").write_text("mine", encoding="utf-8")
    Path("out/sentences.jsonl").write_text("old\n", encoding="utf-8")
    assert analyze("in.csv").code == 0
    assert sorted(path.name for path in Path("out").iterdir()) == sorted([*NAMES, "notes.txt"])
    assert Path("out/notes.txt").read_text(encoding="utf-8") == "mine"
    assert "old" not in Path("out/sentences.jsonl").read_text(encoding="utf-8")


def test_a_disk_that_is_full_half_way_leaves_the_last_result_as_it_was(
    analyze: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("in.csv").write_text(TABLE, encoding="utf-8")
    assert analyze("in.csv").code == 0
    before = {name: Path("out", name).read_bytes() for name in NAMES}
    Path("more.csv").write_text(TABLE + "3,앱이 느려요\n", encoding="utf-8")
    n_written = 0
    write = publish.write_lines

    def full(path: Path, rows: object) -> None:
        nonlocal n_written
        n_written += 1
        if n_written > 2:
            raise OSError(28, "No space left on device")
        write(path, rows)  # type: ignore[arg-type] - handed on

    monkeypatch.setattr("voc.steps.one_file.analysis_files.write_lines", full)
    answer = analyze("more.csv")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("voc: 'out' cannot be written (No space left on device). Nothing in it was changed.")
    assert {name: Path("out", name).read_bytes() for name in NAMES} == before
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(NAMES)
    n_written = 0
    shutil.rmtree("out")
    assert analyze("more.csv").code == 1
    assert not Path("out").exists()


def test_a_file_whose_name_is_no_text_is_analysed(analyze: Callable[..., Answer]) -> None:
    name = os.fsdecode(b"\xff.csv")
    Path(name).write_text(TABLE, encoding="utf-8")
    assert analyze(name).code == 0
    assert json.loads(Path("out/run.json").read_text(encoding="utf-8"))["input"] == "\udcff.csv"
