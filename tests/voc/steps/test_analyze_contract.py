"""What `voc analyze` promises about each field of each of its files."""

import csv
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from dialect import DOUBTFUL, sure_sentences
from small_home import file_rows

from nlp.reader import Reader
from voc.config import load_settings
from voc.steps.one_file import analyze_file as module
from voc.steps.one_file.analysis_files import NAMES
from voc.steps.one_file.analyze_file import AnalysisRequest, analyze_file
from voc.steps.one_file.intake import Columns
from voc.steps.progress import silent
from voc.weeks import weeks_between

CONFIG = Path(__file__).parents[3] / "config"
HEAD = ("번호", "내용", "작성일", "별점", "채널")
PLAIN = Columns(text="내용", id="번호")
DATED = Columns(text="내용", id="번호", date="작성일", rating="별점", source="채널")
ACTS = {"question", "complaint", "request", "praise", "statement", "other"}

Row = tuple[str, str, str, str, str]
Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _loaded_reader(packaged_reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Reader", lambda *_, **__: packaged_reader)


@pytest.fixture
def rows() -> list[Row]:
    """Invented rows with everything that is hard: masks, NFD, copies, an empty text, a repeated id, a bad date."""
    odd = [
        ("x1", "홍길동입니다. 010-1234-5678로 전화 주세요. 환급이 안 돼요!", "2026-10-05", "1", "앱"),
        ("x2", unicodedata.normalize("NFD", "수수료가 너무 비싸요.\r\n왜 안 알려 주나요?"), "20261006", "2", "앱"),
        ("x3", "   ", "2026-10-07", "3", "앱"),
        ("x4", "첫 줄인데 번호가 같아요", "2026-10-07", "3", "앱"),
        ("x4", "둘째 줄인데 번호가 같아요", "2026-10-07", "3", "앱"),
        ("x5", "언제쯤 되나요?? 😂😂", "어제", "별 다섯", ""),
        ("x6", "ㅠㅠ", "2026.10.08", "", "게시판"),
        ("", "번호가 없어요", "2026-10-08", "", "게시판"),
    ]
    return [*file_rows(), *odd]


def write(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


@pytest.fixture
def analyzed(tmp_path: Path) -> Callable[..., Tables]:
    """Analyses rows and returns every file, line by line."""

    def run(rows: Sequence[Row], columns: Columns = DATED, **options: Any) -> Tables:  # noqa: ANN401 - of the request
        out = tmp_path / "out"
        request = AnalysisRequest(write(tmp_path / "in.csv", rows), columns, out, **options)
        analyze_file(request, load_settings(CONFIG), silent)
        assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
        tables = {name: (out / name).read_text(encoding="utf-8").split("\n") for name in NAMES if name != "run.json"}
        assert all(lines.pop() == "" for lines in tables.values())
        read = {name.removesuffix(".jsonl"): [json.loads(line) for line in lines] for name, lines in tables.items()}
        return read | {"run": [json.loads((out / "run.json").read_text(encoding="utf-8"))]}

    return run


def is_score(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1 and round(value, 4) == value
    )


def test_sentences_have_the_promised_fields_values_and_order(analyzed: Callable[..., Tables], rows: list[Row]) -> None:
    tables = analyzed(rows)
    settings = load_settings(CONFIG)
    stages = {stage.key for stage in settings.stages} | {"none"}
    reasons = {reason.key for reason in settings.reasons}
    themes = {theme["theme_id"] for theme in tables["themes"]}
    for one in tables["sentences"]:
        assert list(one) == [
            "doc_id", "sentence_index", "start", "end", "raw_start", "raw_end", "text", "act", "hesitation",
            "is_hesitation", "reason", "reason_score", "stage", "stage_score", "theme_id", "theme_score",
            "quoted", "why",
        ]  # fmt: skip
        assert all(one["start"] <= start < end <= one["end"] for start, end in one["quoted"])
        assert list(one["why"]) == ["act", "hesitation", "reason", "stage", "theme"]
        assert all(one["why"].values())
        assert one["act"] in ACTS
        assert one["stage"] in stages
        assert isinstance(one["is_hesitation"], bool)
        assert one["reason"] in reasons if one["is_hesitation"] else one["reason"] == "none"
        assert all(is_score(one[name]) for name in ("hesitation", "reason_score", "stage_score", "theme_score"))
        assert one["theme_id"] is None or (one["theme_id"] in themes and one["theme_id"][0].isalpha())
        assert one["theme_id"] is None or one["is_hesitation"]
    keys = [(one["doc_id"], one["sentence_index"]) for one in tables["sentences"]]
    assert keys == sorted(keys)
    assert sum(one["is_hesitation"] for one in tables["sentences"]) > 30


def test_sentences_cover_all_but_white_space_and_do_not_overlap(
    analyzed: Callable[..., Tables], rows: list[Row]
) -> None:
    tables = analyzed(rows)
    of_document: dict[str, list[Mapping[str, Any]]] = {}
    for one in tables["sentences"]:
        of_document.setdefault(one["doc_id"], []).append(one)
    for document in tables["documents"]:
        sentences = of_document[document["doc_id"]]
        assert [one["sentence_index"] for one in sentences] == list(range(document["n_sentences"]))
        end = 0
        for one in sentences:
            assert not document["text"][end : one["start"]].strip()
            assert one["text"] == document["text"][one["start"] : one["end"]]
            assert one["text"].strip()
            end = one["end"]
        assert not document["text"][end:].strip()


def test_raw_spans_point_into_the_cell_as_delivered(analyzed: Callable[..., Tables], rows: list[Row]) -> None:
    cells = {row[0]: row[1] for row in rows}
    found = {(one["doc_id"], one["text"]): one for one in analyzed(rows)["sentences"]}

    def raw(doc_id: str, text: str) -> str:
        one = found[doc_id, text]
        return cells[doc_id][one["raw_start"] : one["raw_end"]]

    assert raw("x1", "<PHONE>로 전화 주세요.") == "010-1234-5678로 전화 주세요."
    assert raw("x1", "환급이 안 돼요!") == "환급이 안 돼요!"
    assert raw("x2", "수수료가 너무 비싸요.") == unicodedata.normalize("NFD", "수수료가 너무 비싸요.")
    assert raw("x2", "왜 안 알려 주나요?") == unicodedata.normalize("NFD", "왜 안 알려 주나요?")
    assert all("010-1234" not in text for _, text in found)


def test_documents_carry_masked_text_date_week_and_copies(analyzed: Callable[..., Tables], rows: list[Row]) -> None:
    documents = {one["doc_id"]: one for one in analyzed(rows)["documents"]}
    assert all(list(one) == ["doc_id", "text", "date", "week", "copy_of", "n_sentences"] for one in documents.values())
    assert list(documents) == sorted(documents)
    assert documents["x2"]["text"] == "수수료가 너무 비싸요.\n왜 안 알려 주나요?"
    assert (documents["x2"]["date"], documents["x2"]["week"]) == ("2026-10-06", "2026-W41")
    assert (documents["x5"]["date"], documents["x5"]["week"]) == (None, None)
    # One long text under two names: the later one repeats the earlier.
    assert (documents["R90"]["copy_of"], documents["R91"]["copy_of"]) == (None, "R90")
    assert "x3" not in documents
    assert "x4" not in documents


def test_rejects_name_row_id_and_reason_and_empty_texts_are_only_counted(
    analyzed: Callable[..., Tables], rows: list[Row]
) -> None:
    tables = analyzed(rows)
    first = len(rows) - 8
    assert tables["rejects"] == [
        {"row": first + 4, "doc_id": "x4", "reason": "the id occurs more than once in the file"},
        {"row": first + 5, "doc_id": "x4", "reason": "the id occurs more than once in the file"},
        {"row": first + 8, "doc_id": None, "reason": "the id is empty"},
    ]
    (run,) = tables["run"]
    assert run["counts"]["rows"] == len(rows)
    assert (run["counts"]["empty"], run["counts"]["rejects"], run["counts"]["undated"]) == (1, 3, 1)
    assert run["counts"]["documents"] == len(rows) - 4 == len(tables["documents"])
    assert run["counts"]["sentences"] == len(tables["sentences"])
    assert run["counts"]["copies"] == 1


def test_themes_add_up_from_the_sentences_of_voices(analyzed: Callable[..., Tables], rows: list[Row]) -> None:
    tables = analyzed(rows)
    copies = {one["doc_id"] for one in tables["documents"] if one["copy_of"]}
    week_of = {one["doc_id"]: one["week"] for one in tables["documents"]}
    text_of = {(one["doc_id"], one["sentence_index"]): one["text"] for one in tables["sentences"]}
    places = [(one["theme_id"], one["doc_id"]) for one in tables["sentences"] if one["doc_id"] not in copies]
    n_sentences = Counter(theme for theme, _ in places)
    n_documents = Counter(theme for theme, _ in set(places))
    weeks = weeks_between("2026-W40", "2026-W47")
    for theme in tables["themes"]:
        key = theme["theme_id"]
        assert list(theme) == [
            "theme_id", "title", "n_sentences", "n_documents", "reason", "stage", "keywords", "exemplars", "weeks",
            "trend", "peaks",
        ]  # fmt: skip
        assert (theme["n_sentences"], theme["n_documents"]) == (n_sentences[key], n_documents[key])
        assert list(theme["weeks"]) == weeks
        by_week = Counter(week_of[doc] for found, doc in set(places) if found == key)
        assert theme["weeks"] == {week: by_week[week] for week in weeks}
        assert theme["trend"]["week"] == weeks[-1]
        assert theme["trend"]["observed"] == theme["weeks"][weeks[-1]]
        assert theme["trend"]["state"] in {"new", "rising", "steady", "falling", "gone", "burst"}
        assert theme["trend"]["low"] <= theme["trend"]["high"]
        assert is_score(theme["trend"]["q"])
        assert set(theme["peaks"]) <= set(weeks)
        assert all(list(word) == ["term", "surface", "score"] for word in theme["keywords"])
        assert theme["exemplars"]
        for shown in theme["exemplars"]:
            assert text_of[shown["doc_id"], shown["sentence_index"]] == shown["text"]
    order = [(-theme["n_documents"], theme["theme_id"]) for theme in tables["themes"]]
    assert order == sorted(order)
    hesitations = [one for one in tables["sentences"] if one["is_hesitation"]]
    held = sum(one["theme_id"] is not None for one in hesitations)
    assert tables["run"][0]["coverage"] == round(held / len(hesitations), 4)
    voices = Counter(week for doc, week in week_of.items() if doc not in copies and week)
    assert tables["run"][0]["voices_per_week"] == {week: voices[week] for week in weeks}


def test_keywords_stand_by_stage_then_strength_and_are_frequent_enough(
    analyzed: Callable[..., Tables], rows: list[Row]
) -> None:
    keywords = analyzed(rows)["keywords"]
    stages = [stage.key for stage in load_settings(CONFIG).stages]
    assert keywords
    assert all(list(one) == ["stage", "term", "surface", "log_odds", "n_target", "n_rest"] for one in keywords)
    order = [(stages.index(one["stage"]), -one["log_odds"], one["term"]) for one in keywords]
    assert order == sorted(order)
    assert min(one["n_target"] for one in keywords) >= 3
    assert max(Counter(one["stage"] for one in keywords).values()) <= 50


def test_without_a_date_there_are_no_weeks_no_trend_and_no_peaks(
    analyzed: Callable[..., Tables], rows: list[Row]
) -> None:
    tables = analyzed(rows, PLAIN)
    assert all(theme["weeks"] == {} and "trend" not in theme and "peaks" not in theme for theme in tables["themes"])
    assert all(one["date"] is None and one["week"] is None for one in tables["documents"])
    assert tables["run"][0]["voices_per_week"] == {}


def test_without_an_id_rows_are_numbered_from_one(analyzed: Callable[..., Tables]) -> None:
    tables = analyzed(
        [("a", "안 돼요", "", "", ""), ("a", " ", "", "", ""), ("a", "느려요", "", "", "")], Columns("내용")
    )
    assert [one["doc_id"] for one in tables["documents"]] == ["1", "3"]
    assert tables["rejects"] == []


@pytest.mark.parametrize("columns", [PLAIN, DATED], ids=["text alone", "all columns"])
def test_the_order_of_rows_changes_no_byte(
    tmp_path: Path, analyzed: Callable[..., Tables], rows: list[Row], columns: Columns
) -> None:
    names = ("sentences.jsonl", "themes.jsonl", "keywords.jsonl", "documents.jsonl")
    analyzed(rows, columns)
    first = {name: (tmp_path / "out" / name).read_bytes() for name in names}
    shuffled = list(rows)
    random.Random(7).shuffle(shuffled)  # noqa: S311 - another order
    analyzed(shuffled, columns)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in names} == first


@pytest.mark.parametrize("n_themes", [1, 4])
def test_so_many_themes_as_asked_hold_every_hesitation(
    analyzed: Callable[..., Tables], rows: list[Row], n_themes: int
) -> None:
    tables = analyzed(rows, n_themes=n_themes)
    assert len(tables["themes"]) == n_themes
    assert all(theme["theme_id"].startswith("d_") for theme in tables["themes"])
    assert all((one["theme_id"] is not None) == one["is_hesitation"] for one in tables["sentences"])


def test_so_many_themes_as_asked_hold_everything_with_content(analyzed: Callable[..., Tables], rows: list[Row]) -> None:
    tables = analyzed(rows, n_themes=5, scope="all")
    assert len(tables["themes"]) == 5
    assert sum(one["theme_id"] is not None for one in tables["sentences"]) > 0.9 * len(tables["sentences"])
    assert any(one["theme_id"] is not None and not one["is_hesitation"] for one in tables["sentences"])


def test_more_themes_than_sentences_are_as_many_as_there_are_sentences(analyzed: Callable[..., Tables]) -> None:
    few = [
        ("1", "수수료가 비싸서 안 해요", "", "", ""),
        ("2", "앱이 느려요", "", "", ""),
        ("3", "앱이 느려요", "", "", ""),
    ]
    assert len(analyzed(few, PLAIN, n_themes=50)["themes"]) == 2


def test_near_copies_are_placed_and_counted_in_no_theme(analyzed: Callable[..., Tables]) -> None:
    long = "가입하고 나서 본인 인증을 열 번 넘게 했는데 매번 시간이 지났다고만 나오고 넘어가지 않아서 결국 그만뒀어요"
    rows = [
        (f"{n}", f"{long}{mark}. 상담원 연결이 안 돼요{mark}", "2026-10-05", "", "") for n, mark in enumerate("!?~")
    ]
    tables = analyzed(rows)
    assert [one["copy_of"] for one in tables["documents"]] == [None, "0", "0"]
    assert {one["theme_id"] for one in tables["sentences"] if one["doc_id"] != "0"} != {None}
    assert {theme["n_documents"] for theme in tables["themes"]} == {1}
    assert all(shown["doc_id"] == "0" for theme in tables["themes"] for shown in theme["exemplars"])


def test_a_file_without_any_text_gives_empty_tables(analyzed: Callable[..., Tables]) -> None:
    tables = analyzed([("1", "", "", "", ""), ("2", "  ", "", "", "")])
    assert [len(tables[name]) for name in ("sentences", "themes", "keywords", "documents", "rejects")] == [0] * 5
    assert tables["run"][0]["counts"]["empty"] == 2
    assert tables["run"][0]["coverage"] == 0.0


def test_a_large_file_teaches_its_own_words(tmp_path: Path) -> None:
    """What the rules read surely in a file speaks for what they doubt; in a small one they alone decide."""
    texts = [*sure_sentences(), DOUBTFUL]
    large = write(tmp_path / "large.csv", [(str(i), text, "", "", "") for i, text in enumerate(texts)])
    small = write(tmp_path / "small.csv", [(str(i), text, "", "", "") for i, text in enumerate(texts[-40:])])
    found = []
    for path in (large, small):
        out = tmp_path / path.stem
        analyze_file(AnalysisRequest(path, PLAIN, out), load_settings(CONFIG), silent)
        rows = [json.loads(line) for line in (out / "sentences.jsonl").read_text("utf-8").splitlines()]
        run = json.loads((out / "run.json").read_text("utf-8"))
        (one,) = (row for row in rows if row["text"] == DOUBTFUL)
        found.append((one["is_hesitation"], one["why"]["hesitation"].startswith("sounds like"), run["self_training"]))
    assert found == [(True, True, {"n_texts": 463}), (False, False, None)]
