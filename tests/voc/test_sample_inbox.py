import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from voc.config import load_settings
from voc.records import Record, Window
from voc.sample import read_rows, read_voices, write_inbox
from voc.sources import open_source, specify

CONFIG = Path(__file__).parents[2] / "config"
README = Path(__file__).parents[2] / "voc" / "sample" / "README.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_inbox(folder)
    return folder


def folder(home: Path, name: str) -> list[Path]:
    return sorted((home / "inbox" / name).iterdir())


def table(path: Path, encoding: str) -> Iterator[dict[str, str]]:
    """Read the rows that have as many cells as the header."""
    header, *rows = csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""))
    return (dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header))


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_bytes_are_the_same_every_time(home: Path, tmp_path: Path) -> None:
    write_inbox(tmp_path)

    def digests(root: Path) -> dict[str, str]:
        return {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob("*.*")
            if path.is_file()
        }

    assert digests(home) == digests(tmp_path)


def test_other_files_of_an_inbox_are_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "inbox" / "cs_tickets" / "mine.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("kept", encoding="utf-8")
    write_inbox(tmp_path)
    assert mine.read_text(encoding="utf-8") == "kept"


def test_tickets_are_cp949_and_hold_the_master_beside_staff(home: Path) -> None:
    files = folder(home, "cs_tickets")
    assert [path.name for path in files] == [f"tickets_2026-{month}.csv" for month in ("09", "10", "11")]
    rows = [row for path in files for row in table(path, "cp949")]
    assert {row["작성자구분"] for row in rows} == {"고객", "상담원", "시스템"}
    delivered = {
        (row["티켓번호"], row["제목"], row["내용"], row["문의유형"])
        for row in rows
        if row["작성자구분"] == "고객" and not row["티켓번호"].startswith("NR-2690")
    }
    assert delivered == {(row["key"], row["title"], row["text"], row["kind"]) for row in read_rows("tickets")}


def test_exports_of_tickets_overlap_without_a_difference(home: Path) -> None:
    first, second, _ = (
        [row for row in table(path, "cp949") if row["작성자구분"] == "고객"] for path in folder(home, "cs_tickets")
    )
    assert second[:2] == first[-2:]


def test_play_reviews_are_utf_16_with_the_console_s_columns(home: Path) -> None:
    files = folder(home, "play_reviews")
    assert [path.stem[-6:] for path in files] == ["202608", "202609", "202610", "202611"]
    assert all(path.read_bytes()[:2] == b"\xff\xfe" for path in files)
    rows = []
    for path in files:
        rows += (month := [row for row in table(path, "utf-16") if row["Star Rating"] != "7"])
        assert {row["Review Last Update Date and Time"][:7].replace("-", "") for row in month} == {path.stem[-6:]}
    assert all(
        row["Review Last Update Date and Time"][:7].replace("-", "") in {p.stem[-6:] for p in files} for row in rows
    )
    texts = sorted(row["Review Text"] for row in rows if row["Review Text"])
    assert texts == sorted(row["text"] for row in read_rows("play_reviews"))
    assert sum(not row["Review Text"] and not row["Review Link"] for row in rows) == len(read_rows("play_ratings"))
    assert sum(bool(row["Developer Reply Text"]) for row in rows) >= 15


def test_an_edited_review_keeps_its_id_and_its_first_date_in_a_later_file(home: Path) -> None:
    seen: dict[str, list[tuple[str, str]]] = {}
    for path in folder(home, "play_reviews"):
        for row in table(path, "utf-16"):
            review = parse_qs(urlsplit(row["Review Link"]).query).get("reviewId", [""])[0]
            if review:
                seen.setdefault(review, []).append((path.stem[-6:], row["Review Submit Millis Since Epoch"]))
    edited = [versions for versions in seen.values() if len(versions) > 1]
    assert len(edited) == 2
    for (first_month, first_submit), (later_month, later_submit) in edited:
        assert first_month < later_month
        assert first_submit == later_submit


def test_app_reviews_are_utf_8_with_bom(home: Path) -> None:
    (path,) = folder(home, "app_reviews")
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    rows = [row for row in table(path, "utf-8-sig") if not row["review_id"].startswith("7109")]
    master = read_rows("app_reviews")
    assert [(row["review_id"], row["title"], row["text"]) for row in rows[:-1]] == [
        (row["key"], row["title"], row["text"]) for row in master
    ]
    assert rows[-1] == rows[-2]


def test_the_survey_has_merged_titles_above_its_header(home: Path) -> None:
    answers = []
    for path in folder(home, "survey"):
        sheet = load_workbook(path).worksheets[0]
        assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:J2"]
        header, *rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert header[:2] == ("응답일시", "응답번호")
        answers += [(row[1], row[2], row[3], row[4] or "", row[5] or "") for row in rows if row[1] != "R9001"]
    assert answers == [
        (row["key"], int(row["csat"]), int(row["nps"]), row["text"], row["liked"]) for row in read_rows("survey")
    ]


def test_posts_and_saved_pages_hold_the_master(home: Path) -> None:
    delivered = {}
    for path in folder(home, "community"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.endswith("}"):
                post = json.loads(line)
                delivered[post["url"]] = (post["title"], words(post["body"]), post["author"])
    for path in folder(home, "community_pages"):
        page = BeautifulSoup(path.read_bytes(), "html.parser")
        for unwanted in page.select("blockquote, .sign"):
            unwanted.extract()
        for article in page.select("article.post"):
            title, nick, body = (article.select_one(what) for what in (".title", ".nick", ".body"))
            assert title
            assert nick
            assert body
            delivered[str(article["data-id"])] = (title.text, words(body.get_text(" ")), nick.text)
    master = {row["key"]: (row["title"], words(row["text"]), row["author"]) for row in read_rows("community")}
    assert {key: delivered[key] for key in master} == master
    assert set(delivered) - set(master) == {"https://prowork.example.kr/lounge/3901", "gaonmom-89001"}


def test_the_configured_readers_take_all_but_the_broken_rows(home: Path) -> None:
    records: dict[str, dict[str, Record]] = {}
    refused = []
    for settings in load_settings(CONFIG).sources:
        source = open_source(specify(settings, home=home))
        for page in source.fetch(Window(), None):
            refused += [f"{settings.name}/{reject.file}" for reject in page.rejects]
            records.setdefault(settings.name, {}).update({r.external_id: r for r in page.records if r.body})
    assert sorted(refused) == sorted(row["file"] for row in read_rows("broken"))
    assert {name: len(found) for name, found in records.items()} == write_inbox(home)
    read = {words(record.body) for found in records.values() for record in found.values()}
    edited = {voice.note.partition("=")[2] for voice in read_voices() if voice.note.startswith("edit=")}
    assert {words(voice.text) for voice in read_voices() if voice.key not in edited} == read


def test_the_readme_lists_every_broken_row() -> None:
    text = README.read_text(encoding="utf-8")
    for row in read_rows("broken"):
        assert f"| `{row['file']}` | {row['fault']} |" in text
