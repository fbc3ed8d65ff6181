"""One table over every registered format: windows half-open, a repeated fetch adds nothing, cursors never move back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from voc.records import Cursor, Kind, Record, Window
from voc.sources import FORMATS, HtmlSelectors, Page, Source, SourceSpec, open_source

# Three voices of one morning in Seoul: 09:00, 10:00 and 11:00.
NINE = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
TIMES = [NINE + timedelta(hours=i) for i in range(3)]
WORDS = ["환급이 언제 오나요", "수수료가 걱정돼요", "인증이 자꾸 실패해요"]


def local(moment: datetime) -> str:
    return f"{moment + timedelta(hours=9):%Y-%m-%d %H:%M:%S}"


def as_table(rows: list[tuple[datetime, str]]) -> bytes:
    lines = [f"{i},{local(moment)},{words}" for i, (moment, words) in enumerate(rows)]
    return "\n".join(["문의번호,접수일시,문의내용", *lines, ""]).encode("cp949")


def as_reviews(rows: list[tuple[datetime, str]]) -> bytes:
    return "\n".join(["날짜;별점;리뷰", *(f"{local(moment)};4;{words}" for moment, words in rows), ""]).encode()


def as_play(rows: list[tuple[datetime, str]]) -> bytes:
    header = (
        "Package Name,Review Submit Date and Time,Review Submit Millis Since Epoch,Star Rating,Review Text,Review Link"
    )
    lines = [
        f"kr.nara.hwangeup,{moment:%Y-%m-%dT%H:%M:%SZ},{int(moment.timestamp() * 1000)},2,{words},"
        f"https://play.google.com/console/x?reviewId=gp%3A{i}"
        for i, (moment, words) in enumerate(rows)
    ]
    return "\n".join([header, *lines, ""]).encode("utf-16")


def as_survey(rows: list[tuple[datetime, str]]) -> bytes:
    lines = [f"{local(moment)},{words}" for moment, words in rows]
    return "\n".join(["타임스탬프,불편했던 점을 적어주세요", *lines, ""]).encode()


def as_json(rows: list[tuple[datetime, str]]) -> bytes:
    return b"".join(
        json.dumps({"id": i, "date": moment.isoformat(), "text": words}).encode() + b"\n"
        for i, (moment, words) in enumerate(rows)
    )


def as_html(rows: list[tuple[datetime, str]]) -> bytes:
    items = [
        f'<article id="c{i}"><time datetime="{moment.isoformat()}">오전</time><p>{words}</p></article>'
        for i, (moment, words) in enumerate(rows)
    ]
    return f"<!DOCTYPE html><html><body>{''.join(items)}</body></html>".encode()


@dataclass(frozen=True)
class Case:
    write: Callable[[list[tuple[datetime, str]]], bytes]
    kind: Kind


CASES = {
    "tickets": Case(as_table, "ticket_message"),
    "reviews": Case(as_reviews, "review"),
    "play_reviews": Case(as_play, "review"),
    "survey": Case(as_survey, "survey_answer"),
    "community_jsonl": Case(as_json, "post"),
    "community_html": Case(as_html, "post"),
}
FORMAT = pytest.mark.parametrize("name", sorted(CASES))


def make(name: str, inbox: Path, page_size: int = 2) -> Source:
    html = HtmlSelectors(item="article", id="id", body="p", date="time")
    spec = SourceSpec(
        name=f"s_{name}", format=name, path=inbox, channel="x", kind=CASES[name].kind, html=html, page_size=page_size
    )
    return open_source(spec)


def fill(name: str, inbox: Path, file: str = "a", rows: list[tuple[datetime, str]] | None = None) -> None:
    (inbox / file).write_bytes(CASES[name].write(rows or list(zip(TIMES, WORDS, strict=True))))


def records(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def last_cursor(pages: list[Page]) -> Cursor:
    return [page.cursor for page in pages if page.cursor][-1]


def remembered(cursor: Cursor) -> set[str]:
    return set(json.loads(cursor.value)["files"])


def test_every_registered_format_has_its_case() -> None:
    assert {*FORMATS, "survey"} == set(CASES)


@FORMAT
def test_a_file_gives_its_records_and_a_cursor_with_the_last_page(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path)
    pages = list(make(name, tmp_path).fetch(Window(), None))
    assert [(record.created_at, record.body) for record in records(pages)] == list(zip(TIMES, WORDS, strict=True))
    assert {(record.source, record.kind) for record in records(pages)} == {(f"s_{name}", CASES[name].kind)}
    assert len({record.external_id for record in records(pages)}) == 3
    assert [page.cursor is not None for page in pages] == [False, True]
    assert not [page for page in pages if page.rejects or page.problems]


@FORMAT
def test_windows_are_half_open(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path)
    pages = list(make(name, tmp_path).fetch(Window(TIMES[0], TIMES[2]), None))
    assert [record.created_at for record in records(pages)] == TIMES[:2]


@FORMAT
def test_adjoining_windows_deliver_every_record_once(name: str, tmp_path: Path) -> None:
    """The file does not change between the fetches, yet what the first window left out comes with the second."""
    fill(name, tmp_path)
    source = make(name, tmp_path)
    first = list(source.fetch(Window(None, TIMES[1]), None))
    second = list(source.fetch(Window(TIMES[1], None), last_cursor(first)))
    assert [record.created_at for record in records(first) + records(second)] == TIMES


@FORMAT
def test_a_repeated_fetch_adds_nothing(name: str, tmp_path: Path) -> None:
    fill(name, tmp_path)
    source = make(name, tmp_path)
    pages = list(source.fetch(Window(), None))
    assert list(source.fetch(Window(), last_cursor(pages))) == []
    again = records(list(source.fetch(Window(), None)))
    assert again == records(pages)


@FORMAT
def test_the_same_rows_in_another_file_and_order_keep_their_ids(name: str, tmp_path: Path) -> None:
    rows = list(zip(TIMES, WORDS, strict=True))
    fill(name, tmp_path, "a", rows)
    before = records(list(make(name, tmp_path).fetch(Window(), None)))
    (tmp_path / "a").unlink()
    fill(
        name,
        tmp_path,
        "b",
        rows if name in {"tickets", "play_reviews", "community_jsonl", "community_html"} else rows[::-1],
    )
    after = records(list(make(name, tmp_path).fetch(Window(), None)))
    assert {record.external_id for record in before} == {record.external_id for record in after}


@FORMAT
def test_a_grown_file_is_read_again_whole(name: str, tmp_path: Path) -> None:
    rows = list(zip(TIMES, WORDS, strict=True))
    fill(name, tmp_path, "a", rows[:2])
    source = make(name, tmp_path)
    pages = list(source.fetch(Window(), None))
    fill(name, tmp_path, "a", rows)
    grown = list(source.fetch(Window(), last_cursor(pages)))
    assert [record.body for record in records(grown)] == WORDS
    assert {record.external_id for record in records(pages)} < {record.external_id for record in records(grown)}


@FORMAT
def test_the_cursor_never_moves_back(name: str, tmp_path: Path) -> None:
    for file in ("a", "b", "c"):
        fill(name, tmp_path, file)
    source = make(name, tmp_path)
    cursors = [page.cursor for page in source.fetch(Window(), None) if page.cursor]
    assert [remembered(cursor) for cursor in cursors] == [{"a"}, {"a", "b"}, {"a", "b", "c"}]
    (tmp_path / "a").unlink()
    fill(name, tmp_path, "d")
    later = [page.cursor for page in source.fetch(Window(), cursors[-1]) if page.cursor]
    assert all(remembered(old) <= remembered(new) for old, new in pairwise([*cursors, *later]))


@FORMAT
def test_an_interrupted_fetch_resumes_without_loss(name: str, tmp_path: Path) -> None:
    for file in ("a", "b"):
        fill(name, tmp_path, file)
    source = make(name, tmp_path)
    broken_off = []
    for page in source.fetch(Window(), None):
        broken_off.append(page)
        if page.cursor:
            break
    rest = list(source.fetch(Window(), last_cursor(broken_off)))
    assert len(records(broken_off)) == len(records(rest)) == 3


@FORMAT
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00", b"PK\x03\x04cut", b"\xff\xfe\x00"])
def test_a_bad_file_is_a_problem_and_the_others_go_on(name: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "0bad").write_bytes(content)
    fill(name, tmp_path)
    pages = list(make(name, tmp_path).fetch(Window(), None))
    assert [problem.part for page in pages for problem in page.problems] == ["0bad"]
    assert [record.body for record in records(pages)] == WORDS
    assert remembered(last_cursor(pages)) == {"a"}
