"""The inbox, and what each file format makes of its rows."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voc.config.families import FileSourceSettings
from voc.errors import ConfigError, SourceError
from voc.records import Cursor, Rating, Record, Window
from voc.sources import FileSource, HtmlSelectors, Page, SourceSpec, open_source, specify, tickets
from voc.sources.inbox import InboxFile, list_files
from voc.tables import BadRow

TICKETS = "문의번호,접수일시,구분,고객,문의내용,가입\n"


def spec(folder: Path, **changes: object) -> SourceSpec:
    base = SourceSpec(name="cs", format="tickets", path=folder, channel="cs", kind="ticket_message")
    return replace(base, **changes)  # type: ignore[arg-type]


def fetch(given: SourceSpec, window: Window | None = None) -> list[Page]:
    return list(open_source(given).fetch(window or Window(), None))


def records(pages: list[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]


def rejects(pages: list[Page]) -> list[tuple[str, int, str]]:
    return [(reject.file, reject.line, reject.reason) for page in pages for reject in page.rejects]


def problems(pages: list[Page]) -> list[str]:
    return [problem.reason for page in pages for problem in page.problems]


def test_tickets_keep_what_customers_wrote_and_map_every_field(tmp_path: Path) -> None:
    rows = (
        "T1,2026-09-01 09:00,고객,u1,환급이 늦어요,신규\n"
        "T2,2026-09-01 09:05,상담원,a7,확인하겠습니다,\n"
        "T3,2026-09-01,고객 ,,언제 되나요,\n"
    )
    (tmp_path / "9월.csv").write_bytes((TICKETS + rows).encode("cp949"))
    columns = {"role": ("구분",), "author": ("고객",), "created_at": ("일시", "접수일시")}
    given = spec(tmp_path, columns=columns, roles=("고객",), segments={"가입": "가입"}, product="환급나래")
    first, second = records(fetch(given))
    assert first == Record(
        source="cs",
        external_id="T1",
        kind="ticket_message",
        channel="cs",
        body="환급이 늦어요",
        created_at=datetime(2026, 9, 1, 0, 0, tzinfo=UTC),
        created_precision="minute",
        tz_assumed=True,
        author_handle="u1",
        product="환급나래",
        segment={"가입": "신규"},
    )
    assert (second.external_id, second.created_precision, second.author_handle) == ("T3", "day", None)


def test_rows_that_cannot_be_used_are_set_aside_with_line_and_reason(tmp_path: Path) -> None:
    rows = "T1,2026-13-01,고객,,하나,\nT2,2026-09-01,고객,,,\nT3,너무 많은,칸,이,있는,행,이다\nT4,,고객,,날짜 없음,\n"
    (tmp_path / "a.csv").write_text(TICKETS + rows, encoding="utf-8")
    pages = fetch(spec(tmp_path))
    assert rejects(pages) == [
        ("a.csv", 2, "'접수일시': '2026-13-01' is no date; expected a form such as 2024-05-23 or 2024-05-23 07:21"),
        ("a.csv", 3, "'문의내용' is empty"),
        ("a.csv", 4, "it has 7 cells, the header has 6"),
    ]
    assert [(record.external_id, record.created_at) for record in records(pages)] == [("T4", None)]
    assert pages[0].rejects[0].cells["문의내용"] == "하나"


@pytest.mark.parametrize("field", ["id", "text", "created_at", "role"])
def test_a_named_column_that_is_missing_refuses_the_file(tmp_path: Path, field: str) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8")
    (reason,) = problems(fetch(spec(tmp_path, columns={field: ("문의 내역",)})))
    assert reason.startswith(
        "a.csv has no column '문의 내역' among its 6. Which it has is shown by `voc check source NAME`"
    )


def test_roles_without_a_column_refuse_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8")
    assert "must name their column" in problems(fetch(spec(tmp_path, roles=("고객",))))[0]


def test_ids_made_of_content_tell_equal_rows_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "날짜,내용\n2026-09-01,안돼요\n2026-09-01,안돼요\n2026-09-02,안돼요\n", encoding="utf-8"
    )
    ids = [record.external_id for record in records(fetch(spec(tmp_path)))]
    assert len(set(ids)) == 3
    assert ids[1] == ids[0] + "-2"


def test_reviews_keep_ratings_without_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,별점,리뷰\n1,★★☆☆☆,\n2,7,좋아요\n3,5점,\n4,,\n", encoding="utf-8")
    pages = fetch(spec(tmp_path, format="reviews", kind="review"))
    assert [(record.external_id, record.body, record.rating) for record in records(pages)] == [
        ("1", "", Rating(2, 1, 5)),
        ("3", "", Rating(5, 1, 5)),
    ]
    assert rejects(pages) == [
        ("a.csv", 3, "'별점': the rating 7 is not within 1-5"),
        ("a.csv", 5, "'리뷰' is empty"),
    ]


PLAY_HEADER = (
    "Package Name,App Version Name,Reviewer Language,Device,Review Submit Date and Time,"
    "Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,"
    "Star Rating,Review Title,Review Text,Developer Reply Text,Review Link\n"
)


def play(folder: Path, rows: str) -> list[Page]:
    (folder / "reviews_kr.nara_202609.csv").write_bytes((PLAY_HEADER + rows).encode("utf-16"))
    return fetch(spec(folder, name="play", format="play_reviews", channel="google_play", kind="review"))


def test_play_reports_are_read_by_column_name(tmp_path: Path) -> None:
    day = "2024-05-20T11:02:00Z,1716202920000,2024-05-22T22:21:00Z,1716416460000"
    rows = (
        f'kr.nara,5.1.0,ko,a52,{day},1,오류,"결제가\n""계속"" 실패",죄송합니다,https://p.example/c?reviewId=gp%3AAb1\n'
        f"kr.nara,,ko,b0q,{day},5,,,,https://p.example/c#ReviewPlace:id=gp:Ab2&x\n"
        f"kr.nara,,ko,b0q,{day},5,,,,\n"
        f"kr.nara,,ko,b0q,{day},4,,,,\n"
        f"kr.nara,,ko,b0q,{day},별,,,,\n"
    )
    pages = play(tmp_path, rows)
    first, second, third, fourth = records(pages)
    assert first == Record(
        source="play",
        external_id="gp:Ab1",
        kind="review",
        channel="google_play",
        title="오류",
        body='결제가\n"계속" 실패',
        created_at=datetime(2024, 5, 20, 11, 2, tzinfo=UTC),
        updated_at=datetime(2024, 5, 22, 22, 21, tzinfo=UTC),
        rating=Rating(1, 1, 5),
        url="https://p.example/c?reviewId=gp%3AAb1",
        language="ko",
        product="kr.nara",
        app_version="5.1.0",
    )
    assert (second.external_id, second.body, second.title) == ("gp:Ab2", "", None)
    assert third.external_id == "gpcsv:kr.nara:1716202920000:b0q:ko"
    assert fourth.external_id == "gpcsv:kr.nara:1716202920000:b0q:ko:2"
    assert [line for _, line, _ in rejects(pages)] == [7]


def test_a_file_that_is_no_play_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,가\n", encoding="utf-8")
    assert "no column 'Star Rating'" in problems(fetch(spec(tmp_path, format="play_reviews")))[0]


def test_community_posts_with_a_parent_are_comments(tmp_path: Path) -> None:
    lines = [
        {"id": "p1", "title": "환급 질문", "body": "언제 오나요", "date": 1788220800, "tags": "환급,질문"},
        {"id": "c1", "parent_id": "p1", "body": "저도요", "date": "2026-09-01T10:00:00+09:00"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    post, comment = records(fetch(spec(tmp_path, format="community_jsonl", kind="post")))
    assert (post.kind, post.title, post.tags) == ("post", "환급 질문", ("환급", "질문"))
    # 1,788,220,800 s are 20,697 days: 2026-09-01 00:00 UTC.
    assert (post.created_at, post.tz_assumed) == (datetime(2026, 9, 1, tzinfo=UTC), False)
    assert (comment.kind, comment.parent_id) == ("comment", "p1")


BOARD = """<!DOCTYPE html><html><head><meta charset="euc-kr"><link rel="canonical" href="https://f.example/7"></head><body>
<ul><li class="post notice" data-id="1"><p class="txt">이용 안내</p></li>
<li class="post" data-id="2"><h3>환급 &amp; 수수료</h3><b class="who">튼튼아빠 (203.♡.113.7)</b>
<span class="when">작성일 26-09-01 09:00</span>
<div class="txt"><blockquote>남의 말</blockquote>첫 줄<br>둘째 줄<p>새 문단</p>
<span style="display: none">숨김</span><script>x()</script></div>
<div class="post" data-id="3"><span class="when">3시간 전</span>
<div class="txt">저도요<i class="sig">-- 서명</i></div></div></li>
<li class="post" data-id=""><span class="when">언젠가</span><div class="txt">날짜 이상</div></li>
<li class="post"><div class="txt"> </div></li></ul></body></html>"""
BOARD_HTML = HtmlSelectors(
    item=".post",
    id="data-id",
    title="h3",
    body=".txt",
    author=".who",
    date=".when",
    remove=(".notice", "blockquote", ".sig"),
)


def test_saved_pages_give_the_customers_own_words(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(BOARD.replace("♡", "0").encode("cp949"))
    pages = fetch(spec(tmp_path, format="community_html", kind="post", html=BOARD_HTML))
    post, reply = records(pages)
    assert (post.external_id, post.title, post.author_handle) == ("2", "환급 & 수수료", "튼튼아빠")
    assert post.body == "첫 줄\n둘째 줄\n새 문단"
    assert (post.created_at, post.created_precision) == (datetime(2026, 9, 1, 0, 0, tzinfo=UTC), "minute")
    assert post.url == "https://f.example/7"
    assert (reply.external_id, reply.body, reply.created_at) == ("3", "저도요", None)
    assert [reason for *_, reason in rejects(pages)] == [
        "the date: it is no date; expected a form such as 2024-05-23 or 2024-05-23 07:21",
        "the item has no text",
    ]


def test_a_page_without_items_is_a_problem_and_a_bad_selector_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>로그인</body></html>", encoding="utf-8")
    pages = fetch(spec(tmp_path, format="community_html", html=BOARD_HTML))
    assert "nothing on the page matches the item selector '.post'" in problems(pages)[0]
    with pytest.raises(SourceError, match="is no CSS"):
        fetch(spec(tmp_path, format="community_html", html=HtmlSelectors(item="li[")))
    with pytest.raises(SourceError, match="needs `html:`"):
        fetch(spec(tmp_path, format="community_html"))


def test_the_inbox_passes_over_unfinished_and_hidden_files(tmp_path: Path) -> None:
    for name in (
        "b.CSV",
        "a.csv",
        "~$a.xlsx",
        ".hidden.csv",
        "c.csv.part",
        "d.crdownload",
        "e.tmp",
        "f.csv~",
        "g.xlsx",
    ):
        (tmp_path / name).touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "z.csv").touch()
    assert [file.name for file in list_files(tmp_path, "*", source="s")] == ["a.csv", "b.CSV", "g.xlsx"]
    assert [file.name for file in list_files(tmp_path, "*.csv", source="s")] == ["a.csv", "b.CSV"]
    assert [file.name for file in list_files(tmp_path, "**/*.csv", source="s")] == ["a.csv", "b.CSV", "sub/z.csv"]
    assert [file.name for file in list_files(tmp_path, "sub/*", source="s")] == ["sub/z.csv"]


def test_names_as_a_mac_writes_them_match_and_are_remembered_alike(tmp_path: Path) -> None:
    (tmp_path / "\u1109\u1165\u11af\u1106\u116e\u11ab.csv").touch()  # 설문.csv, decomposed
    assert [file.name for file in list_files(tmp_path, "설문*.csv", source="s")] == ["설문.csv"]


def test_links_out_of_the_inbox_are_refused(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "secret.csv").write_text(TICKETS + "T1,2026-09-01,고객,,밖,\n", encoding="utf-8")
    (inbox / "link.csv").symlink_to(tmp_path / "secret.csv")
    pages = fetch(spec(inbox))
    assert not records(pages)
    assert "leads out of the inbox" in problems(pages)[0]


def test_a_missing_inbox_or_a_foreign_cursor_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        fetch(spec(tmp_path / "none"))
    source = open_source(spec(tmp_path))
    for value in (
        "",
        "[]",
        '{"files": {"a": 1}}',
        '{"files": {"a": {"size": 1, "sha256": "x", "left_out": ["x", "y"]}}}',
    ):
        with pytest.raises(SourceError, match="cursor of source 'cs'"):
            list(source.fetch(Window(), Cursor("cs", value)))


def test_a_file_that_changes_while_it_is_read_gets_no_cursor(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8")

    def growing(path: Path, given: SourceSpec) -> Iterator[Record | BadRow]:
        yield from tickets.read(path, given)
        with path.open("a") as file:
            file.write("T2,2026-09-01,고객")

    pages = list(FileSource(spec(tmp_path), growing).fetch(Window(), None))
    assert [page.cursor for page in pages] == [None]
    assert "is still being written" in problems(pages)[0]


def test_a_file_that_changes_while_it_is_hashed_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8")

    def hash_while_growing(self: InboxFile) -> str:
        with self.path.open("a") as file:
            file.write("T2,")
        return "0"

    monkeypatch.setattr(InboxFile, "sha256", hash_while_growing)
    pages = fetch(spec(tmp_path))
    assert not records(pages)
    assert "is still being written" in problems(pages)[0]


def test_a_half_written_file_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        TICKETS + 'T1,2026-09-01,고객,,하나,\nT2,2026-09-01,고객,,"쓰다 만', encoding="utf-8"
    )
    pages = fetch(spec(tmp_path))
    assert not records(pages)
    assert "ends inside a quoted cell" in problems(pages)[0]


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: InboxFile) -> str:
        raise PermissionError(13, "Permission denied", str(self.path))

    (tmp_path / "a.csv").touch()
    monkeypatch.setattr(InboxFile, "sha256", refuse)
    assert problems(fetch(spec(tmp_path))) == ["a.csv cannot be read (Permission denied). Check its rights."]


def test_an_old_window_leaves_a_read_file_alone(tmp_path: Path) -> None:
    """What a window left out is remembered by its times, so that later windows do not read the file in vain."""
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01 09:00,고객,,하나,\n", encoding="utf-8")
    source = open_source(spec(tmp_path))
    (page,) = source.fetch(Window(start=datetime(2026, 9, 2, tzinfo=UTC)), None)
    assert page.records == ()
    assert list(source.fetch(Window(start=datetime(2026, 9, 3, tzinfo=UTC)), page.cursor)) == []
    assert len(records(list(source.fetch(Window(), page.cursor)))) == 1


def test_unknown_formats_name_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"format 'ticket', which is not known. Did you mean 'tickets'\?"):
        fetch(spec(tmp_path, format="ticket"))


def test_settings_become_a_spec_below_the_home_folder(tmp_path: Path) -> None:
    settings = FileSourceSettings.model_validate(
        {
            "name": "cafe",
            "format": "community_html",
            "path": "inbox/cafe",
            "pattern": "*.html",
            "channel": "community",
            "kind": "post",
            "columns": {"id": ("글번호",)},
            "rating": {"min": 0.0, "max": 10.0},
            "html": {"item": ".post", "body": ".txt", "remove": ("blockquote",)},
        }
    )
    made = specify(settings, home=tmp_path)
    assert (made.path, made.pattern, made.rating_min, made.rating_max) == (tmp_path / "inbox" / "cafe", "*.html", 0, 10)
    assert made.columns == {"id": ("글번호",)}
    assert made.html == HtmlSelectors(item=".post", body=".txt", remove=("blockquote",))


def test_a_second_voice_under_one_id_is_set_aside_and_not_lost(tmp_path: Path) -> None:
    """Message logs carry the number of the ticket on every line; the row that stands there twice is only a repeat."""
    rows = "T1,2026-09-01 09:00,고객,,하나,\nT1,2026-09-01 09:05,고객,,둘,\nT1,2026-09-01 09:00,고객,,하나,\n"
    (tmp_path / "a.csv").write_text(TICKETS + rows, encoding="utf-8")
    (page,) = fetch(spec(tmp_path))
    assert [record.body for record in page.records] == ["하나", "하나"]
    ((reject, line),) = [(one, one.line) for one in page.rejects]
    assert (line, reject.cells["문의내용"]) == (3, "둘")
    assert "its id stands in an earlier row of the file with other words" in reject.reason


def test_an_edit_that_says_when_is_no_second_voice(tmp_path: Path) -> None:
    header = "글번호,작성일,수정일시,내용\n"
    rows = "1,2026-09-01,2026-09-02,하나\n1,2026-09-01,2026-09-03,고친 하나\n1,2026-09-01,2026-09-03,또 다른 말\n"
    (tmp_path / "a.csv").write_text(header + rows, encoding="utf-8")
    made = spec(tmp_path, format="reviews", columns={"id": ("글번호",), "text": ("내용",)}, roles=())
    (page,) = fetch(made)
    assert [record.body for record in page.records] == ["하나", "고친 하나"]
    assert [reject.line for reject in page.rejects] == [4]


def test_names_of_files_are_kept_without_personal_data(tmp_path: Path) -> None:
    for name, key in (("상담_010-1234-5678.csv", "T1"), ("상담_010-2345-6789.csv", "T2")):
        (tmp_path / name).write_text(TICKETS + f"{key},2026-09-01,고객,,하나,\n", encoding="utf-8")
    (tmp_path / "a.b@naver.com.csv").write_text("번호\n1\n", encoding="utf-8")
    source = open_source(spec(tmp_path))
    assert isinstance(source, FileSource)
    assert [file.name for file in source.files()] == ["<EMAIL>", "상담_<PHONE>.csv", "상담_<PHONE>.csv (2)"]
    pages = list(source.fetch(Window(), None))
    assert len(records(pages)) == 2
    kept = repr([(page.cursor, page.problems) for page in pages])
    assert "5678" not in kept
    assert "naver" not in kept
    only = replace(source, only="상담_<PHONE>.csv (2)")
    assert [record.external_id for record in records(list(only.fetch(Window(), None)))] == ["T2"]


def test_a_name_that_is_no_utf8_keeps_nothing_from_being_read(tmp_path: Path) -> None:
    """Old zips hold names in cp949; unpacked on Linux they become bytes that are no text."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb0\xed.csv")).write_text(
            TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8"
        )
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    (page,) = fetch(spec(tmp_path))
    assert len(page.records) == 1
    assert page.cursor is not None
    assert "\\xb0\\xed.csv" in json.loads(page.cursor.value)["files"]


def test_the_first_row_of_a_file_without_a_header_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("홍길동님,010-1234-5678,a\n홍길순님,010-2345-6789,b\n", encoding="utf-8")
    (problem,) = problems(fetch(spec(tmp_path)))
    assert problem.startswith("a.csv has no column 'text' among its 3.")
    assert not any(cell in problem for cell in ("홍길동", "님", "5678", "<NAME>", ", a"))


def test_small_files_share_a_page_and_its_cursor_names_them_all(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text(TICKETS + f"T{number},2026-09-01,고객,,글,\n", encoding="utf-8")
    pages = fetch(spec(tmp_path, page_size=3))
    assert [len(page.records) for page in pages] == [3, 2]
    read = [sorted(json.loads(page.cursor.value)["files"]) for page in pages if page.cursor]
    assert read == [["0.csv", "1.csv", "2.csv"], ["0.csv", "1.csv", "2.csv", "3.csv", "4.csv"]]


def test_a_later_file_comes_after_an_earlier_one_with_the_same_record(tmp_path: Path) -> None:
    """Within one page nothing says which of two came later."""
    for name, rows in (
        ("a", "T1,2026-09-01,고객,,하나,\n"),
        ("b", "T1,2026-09-01,고객,,둘,\n"),
        ("c", "T2,2026-09-01,고객,,x,\nT3,2026-09-01,고객,,x,\nT1,2026-09-01,고객,,셋,\n"),
    ):
        (tmp_path / f"{name}.csv").write_text(TICKETS + rows, encoding="utf-8")
    for size in (1, 2, 100):
        pages = fetch(spec(tmp_path, page_size=size))
        bodies = [{one.external_id: one.body for one in page.records}.get("T1") for page in pages]
        assert [body for body in bodies if body] == ["하나", "둘", "셋"]
        assert all([one.external_id for one in page.records].count("T1") < 2 for page in pages)


def test_a_refused_file_gives_nothing_to_the_page_of_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-01,고객,,하나,\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(TICKETS + 'T2,2026-09-01,고객,,"쓰다 만', encoding="utf-8")
    (tmp_path / "c.csv").write_text(TICKETS + "T3,2026-09-01,고객,,셋,\n", encoding="utf-8")
    pages = fetch(spec(tmp_path))
    assert [record.external_id for record in records(pages)] == ["T1", "T3"]
    assert pages[-1].cursor is not None
    assert sorted(json.loads(pages[-1].cursor.value)["files"]) == ["a.csv", "c.csv"]


def test_a_file_whose_rest_lies_in_the_future_is_left_alone_until_then(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TICKETS + "T1,2026-09-09 09:00,고객,,하나,\n", encoding="utf-8")
    source = open_source(spec(tmp_path))
    (page,) = source.fetch(Window(end=datetime(2026, 9, 2, tzinfo=UTC)), None)
    assert page.records == ()
    assert list(source.fetch(Window(end=datetime(2026, 9, 3, tzinfo=UTC)), page.cursor)) == []
    assert len(records(list(source.fetch(Window(end=datetime(2026, 9, 10, tzinfo=UTC)), page.cursor)))) == 1


def test_items_of_a_page_that_share_an_id_are_not_one(tmp_path: Path) -> None:
    """The selector found the board's number instead of the post's."""
    items = "".join(f'<li class="post" data-no="7"><div class="txt">{words}</div></li>' for words in ("하나", "둘"))
    (tmp_path / "a.html").write_text(f"<html><body><ul>{items}</ul></body></html>", encoding="utf-8")
    selectors = HtmlSelectors(item="li.post", id="data-no", body=".txt")
    (page,) = fetch(spec(tmp_path, format="community_html", kind="post", html=selectors))
    assert [record.body for record in page.records] == ["하나"]
    assert [reject.cells["body"] for reject in page.rejects] == ["둘"]
