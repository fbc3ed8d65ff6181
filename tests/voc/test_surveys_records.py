"""Records of a survey: ids that stay, what is left out, what the file says where nobody said anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from survey_exports import Cell, write_book, write_csv

from voc.errors import UsageError
from voc.records import Rating, Record
from voc.surveys import Exclusion, SurveyFacts, exclusions_from, records_from, understand
from voc.tables import BadRow, open_table

FACTS = SurveyFacts("설문", "f-1")
HEAD = ("응답일시", "만족도", "아쉬운 점을 적어 주세요", "좋은 점을 적어 주세요")
ROWS: list[Sequence[str]] = [
    ("2026-11-10 10:00:00", "2", "배송이 늦어요", ""),
    ("2026-11-10 10:00:00", "4", "배송이 늦어요", "친절해요"),
    ("2026-11-11 09:00:00", "5", "", "가격"),
    ("2026-11-11 09:30:00", "1", "", ""),
]


def take(
    path: Path,
    mapping: dict[str, str] | None = None,
    *,
    facts: SurveyFacts = FACTS,
    excluded: Sequence[Exclusion] = (),
) -> list[Record | BadRow]:
    with open_table(path) as table:
        plan = understand(table, mapping=mapping, excluded=excluded)
        return list(records_from(plan, table, facts))


def ids(folder: Path, rows: Sequence[Sequence[Cell]], mapping: dict[str, str] | None = None) -> dict[str, set[str]]:
    """Map the words of answers (ratings where there are none) to their ids."""
    found: dict[str, set[str]] = {}
    for one in take(write_csv(folder / "a.csv", rows), mapping):
        assert isinstance(one, Record)
        words = one.body or f"{one.rating}"
        found.setdefault(words, set()).add(one.external_id)
    return found


def test_made_ids_do_not_depend_on_the_order_or_on_later_rows(tmp_path: Path) -> None:
    before = ids(tmp_path, [HEAD, *ROWS])
    assert sum(map(len, before.values())) == 5
    assert len(before["배송이 늦어요"]) == 2
    newest_first = ids(tmp_path, [HEAD, *ROWS[::-1]])
    assert newest_first == before
    grown = ids(tmp_path, [HEAD, ("2026-11-12 08:00:00", "3", "배송이 늦어요", ""), *ROWS])
    assert all(held <= grown[words] for words, held in before.items())
    assert sum(map(len, grown.values())) == 6


def test_made_ids_do_not_depend_on_other_columns(tmp_path: Path) -> None:
    before = ids(tmp_path, [HEAD, *ROWS])
    wider = [(*row, extra) for row, extra in zip([HEAD, *ROWS], ("새 질문", "a1", "", "b2", ""), strict=True)]
    assert ids(tmp_path, wider, {"새 질문": "drop"}) == before
    mapped = ids(tmp_path, wider, {"새 질문": "open_text", "만족도": "drop"})
    assert mapped["배송이 늦어요"] == before["배송이 늦어요"]
    assert mapped["친절해요"] == before["친절해요"]


def test_made_ids_are_the_same_from_every_kind_of_export(tmp_path: Path) -> None:
    before = ids(tmp_path, [HEAD, *ROWS])
    dated = [(datetime.fromisoformat(row[0]), *row[1:]) for row in ROWS]
    book = take(write_book(tmp_path / "a.xlsx", {"응답": [HEAD, *dated]}))
    sheet = [(f"{at:%Y. %-m. %-d} {'오전' if at.hour < 12 else '오후'} {at:%-I:%M:%S}", *rest) for at, *rest in dated]
    zoned = [(f"{at:%Y/%m/%d} {at:%-I:%M:%S} 오전 GMT+9", *rest) for at, *rest in dated]
    held = {one for some in before.values() for one in some}
    assert {one.external_id for one in book if isinstance(one, Record)} == held
    for rows in (sheet, zoned):
        assert {one for some in ids(tmp_path, [HEAD, *rows]).values() for one in some} == held


def test_made_ids_survive_a_corrected_time_zone(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, *ROWS])
    here, there = take(path), take(path, facts=replace(FACTS, timezone=ZoneInfo("America/New_York")))
    assert [one.external_id for one in here if isinstance(one, Record)] == [
        one.external_id for one in there if isinstance(one, Record)
    ]
    assert isinstance(there[0], Record)
    assert there[0].created_at == datetime(2026, 11, 10, 15, 0, tzinfo=UTC)


def test_what_breaks_a_made_id_is_what_the_docstring_says(tmp_path: Path) -> None:
    before = ids(tmp_path, [HEAD, ROWS[0]])["배송이 늦어요"]
    edited = ids(tmp_path, [HEAD, ("2026-11-10 10:00:01", *ROWS[0][1:])])["배송이 늦어요"]
    assert before.isdisjoint(edited)
    assert "does not survive" in (records_from.__doc__ or "")


def test_a_given_id_survives_an_edit_of_the_words(tmp_path: Path) -> None:
    head = ("응답번호", "아쉬운 점을 적어 주세요")
    (before,) = take(write_csv(tmp_path / "a.csv", [head, ("7", "느려요")]))
    (after,) = take(write_csv(tmp_path / "a.csv", [head, ("7", "이제 안 느려요")]))
    assert isinstance(before, Record)
    assert isinstance(after, Record)
    assert (before.external_id, before.body != after.body) == (after.external_id, True)


def test_a_reworded_question_keeps_its_ids(tmp_path: Path) -> None:
    (before,) = take(write_csv(tmp_path / "a.csv", [("응답번호", "아쉬운 점을 적어 주세요"), ("7", "느려요")]))
    renamed = replace(FACTS, renamed={"아쉬웠던 점을 적어 주세요": "아쉬운 점을 적어 주세요"})
    (after,) = take(
        write_csv(tmp_path / "a.csv", [("응답번호", "아쉬웠던 점을 적어 주세요"), ("7", "느려요")]), facts=renamed
    )
    assert isinstance(before, Record)
    assert isinstance(after, Record)
    assert (after.external_id, after.title) == (before.external_id, "아쉬웠던 점을 적어 주세요")


def test_test_responses_are_left_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, *ROWS])
    given = exclusions_from(["응답일시=2026-11-11*", "만족도=4"], HEAD, where="a.csv")
    (left,) = take(path, excluded=given)
    assert isinstance(left, Record)
    assert left.rating == Rating(2, 1, 5)
    with open_table(path) as table:
        plan = understand(table, excluded=given)
    assert (plan.n_responses, plan.n_excluded) == (4, 3)


def test_exclusions_are_checked() -> None:
    header = ["a=b", "c"]
    assert exclusions_from(["a=b=테스트*", " C = x "], header, where="f") == (
        Exclusion("a=b", "테스트*"),
        Exclusion("c", "x"),
    )
    assert Exclusion("c", "테*트").holds({"c": " 테 스\n트 "})
    assert not Exclusion("c", "a.c").holds({"c": "abc"})
    for wrong in ("c", "d=x", "c=*", "c=", "=x"):
        with pytest.raises(UsageError):
            exclusions_from([wrong], header, where="f")


def test_errors_of_the_spreadsheet_count_as_blank(tmp_path: Path) -> None:
    rows = [HEAD, ("2026-11-10 10:00:00", "#N/A", "#NAME?", "친절해요"), ("#VALUE!", "3", "느려요", "#1 앱")]
    first, second, third = take(write_csv(tmp_path / "a.csv", rows))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Record)
    assert (first.body, first.rating) == ("친절해요", None)
    assert (second.body, second.created_at, third.body) == ("느려요", None, "#1 앱")
    with open_table(tmp_path / "a.csv") as table:
        assert understand(table).n_errors == 3


def test_formulas_are_kept_as_the_words_they_are(tmp_path: Path) -> None:
    words = ["=1+1 이라니요", "+82로 전화가 와요", "-", "@상담원 연결"]
    rows: list[Sequence[Cell]] = [HEAD[2:3], *([word] for word in words)]
    from_csv = take(write_csv(tmp_path / "a.csv", rows))
    assert [one.body for one in from_csv if isinstance(one, Record)] == words


def test_facts_of_a_form_reach_every_record(tmp_path: Path) -> None:
    head = ("응답번호", "수정일시", "이용 상품", "가입 경로", "의견을 적어 주세요")
    rows = [
        (f"{i}", "2026-11-10 10:00", ("정기권", "")[i % 2], ("지인", "광고")[i % 2], f"{i}번 느려요") for i in range(6)
    ]
    mapping = {"수정일시": "updated_at", "가입 경로": "segment:경로"}
    facts = replace(FACTS, product="바다마루")
    first, second = take(
        write_csv(tmp_path / "a.csv", [head, *rows]), {**mapping, "이용 상품": "product"}, facts=facts
    )[:2]
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.updated_at == datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
    assert [(one.product, one.segment) for one in (first, second)] == [
        ("정기권", {"경로": "지인"}),
        ("바다마루", {"경로": "광고"}),
    ]


def test_questions_of_the_same_title_keep_it_and_stay_apart(tmp_path: Path) -> None:
    title = "<b>이유</b>를 적어&nbsp;주세요"
    first, second = take(write_csv(tmp_path / "a.csv", [("응답번호", title, title), ("1", "비싸요", "느려요")]))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.title, second.title) == ("이유를 적어 주세요", "이유를 적어 주세요")
    assert first.external_id != second.external_id


def test_only_answers_without_content_are_marked(tmp_path: Path) -> None:
    words = ["없음", "-", ".", "ㅇㅇ", "x", "배송", "없어졌어요"]
    found = take(write_csv(tmp_path / "a.csv", [("의견을 적어 주세요",), *([word] for word in words)]))
    assert [one.body for one in found if isinstance(one, Record) and "low_information" in one.tags] == words[:5]
    assert len(found) == len(words)


def test_a_response_of_the_future_is_set_aside_with_its_date(tmp_path: Path) -> None:
    """Midnight in Seoul is 15:00 of the day before in UTC; the limit itself is already too late."""
    rows = [("2026-11-12 23:59:59", "3", "배송이 늦어요", ""), ("2026-11-13 00:00:00", "3", "포장이 찢어졌어요", "")]
    later = ("2062-05-01 08:00:00", "1", "환불이 안 돼요", "")
    until = datetime(2026, 11, 12, 15, tzinfo=UTC)
    with open_table(write_csv(tmp_path / "a.csv", [HEAD, *rows, later])) as table:
        first, *refused = records_from(understand(table), table, FACTS, until=until)
    assert isinstance(first, Record)
    assert first.body == "배송이 늦어요"
    assert [(one.line, one.reason) for one in refused if isinstance(one, BadRow)] == [
        (3, "its date 2026-11-13 lies in the future"),
        (4, "its date 2062-05-01 lies in the future"),
    ]
