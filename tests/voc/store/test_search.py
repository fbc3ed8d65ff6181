from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.records import Document
from voc.store import Hit, Store, link_copies, parse_selection, search

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]


def _found(store: Store, query: str, *lemmas: str, where: str = "") -> list[str]:
    with store.read() as connection:
        return [hit.text for hit in search(connection, query, lemmas, parse_selection(where))]


@pytest.fixture
def shelf(make: Make, days: Days, fill: Fill) -> None:
    texts = (
        "배송이 늦어요",
        "로그인 지난주부터 안 됨",
        "환급이 안 돼요 😭",
        "환급이안돼요",
        "App이 자꾸 꺼져요",
        'NEAR("환급" *) OR x',
        "뒤에 환",
    )
    fill(*(make(str(number), text, created_at=days(number)) for number, text in enumerate(texts)))


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("배송", ["배송이 늦어요"]),
        ("송", ["배송이 늦어요"]),
        ("환", ["뒤에 환", 'NEAR("환급" *) OR x', "환급이안돼요", "환급이 안 돼요 😭"]),
        ("환급이 안", ["환급이안돼요", "환급이 안 돼요 😭"]),
        ("환급이 안돼", ["환급이안돼요", "환급이 안 돼요 😭"]),
        ("환급이안돼요", ["환급이안돼요", "환급이 안 돼요 😭"]),
        ("  늦어요  ", ["배송이 늦어요"]),
        ("app", ["App이 자꾸 꺼져요"]),
        ("😭", ["환급이 안 돼요 😭"]),
        ("요 😭", ["환급이 안 돼요 😭"]),
        ("인지", []),
        ("꺼져요 App", []),
        ("없는말", []),
        ("", []),
        (" ", []),
        ('NEAR("환급" *)', ['NEAR("환급" *) OR x']),
        ('"', ['NEAR("환급" *) OR x']),
        ("*", ['NEAR("환급" *) OR x']),
        ("환급*", []),
        ("' OR 1=1 --", []),
        ("tokens:환급", []),
        ("(", ['NEAR("환급" *) OR x']),
        ("%", []),
        ("_", []),
    ],
)
def test_letters_are_found_as_they_are(store: Store, query: str, expected: list[str]) -> None:
    """인지 stands in 로그인 지난주 only across a space in the middle of a word, which is no match."""
    assert _found(store, query) == expected


@pytest.mark.usefixtures("shelf")
def test_spans_point_to_the_match(store: Store) -> None:
    with store.read() as connection:
        hits = search(connection, "안돼")
        assert [(hit.text, [hit.text[start:end] for start, end in hit.spans]) for hit in hits] == [
            ("환급이안돼요", ["안돼"]),
            ("환급이 안 돼요 😭", ["안 돼"]),
        ]


def test_lemmas_find_other_forms(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(
        make("a", "안녕하세요\n밥을 먹어요"),
        make("b", "먹다 남은 밥을", created_at=days(1)),
        make("c", "먹어요", created_at=days(2)),
    )
    with store.read() as connection:
        hits = search(connection, "먹다", ["먹다"])
        assert [[hit.text[start:end] for start, end in hit.spans] for hit in hits] == [["먹어요"], ["먹다"], ["먹어요"]]
        # All lemmas have to be there, and the letters need not be.
        assert [hit.document_id for hit in search(connection, "밥을 먹다", ["밥을", "먹다"])] == [
            make("b").id,
            make("a").id,
        ]
        assert [hit.document_id for hit in search(connection, "", ["먹다"], limit=1)] == [make("c").id]


def test_a_selection_narrows_the_search(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(
        make("a", "인증이 안 돼요", segment={"가입": "신규"}),
        make("b", "환급이 안 돼요", created_at=days(7)),
        make("c", "안 돼요", source="카페"),
    )
    assert _found(store, "안 돼", where="week=2026-W48") == ["환급이 안 돼요"]
    assert _found(store, "안 돼", where="source=카페") == ["안 돼요"]
    assert _found(store, "안 돼", where="stage=onboarding") == ["인증이 안 돼요"]
    assert _found(store, "안 돼", where="segment.가입=신규") == ["인증이 안 돼요"]
    assert _found(store, "안 돼", where="stage=onboarding,source=카페") == []


def test_copies_are_named_by_their_number(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(
        make("a", "인증이 안 돼요", author_hash="kim"),
        make("b", "인증이 안 돼요", author_hash="kim", created_at=days(1)),
    )
    with store.begin() as connection:
        link_copies(connection)
        found = search(connection, "인증")
    assert [(hit.document_id, hit.n_copies) for hit in found] == [(make("a").id, 1)]


def test_false_candidates_do_not_hide_true_ones(store: Store, make: Make, days: Days, fill: Fill) -> None:
    """가나나다 holds every pair of 가나다 but not the word; hundreds of them stand before the match."""
    fill(*(make(str(number), "가나나다", created_at=days(1)) for number in range(450)), make("x", "옛 가나다"))
    assert _found(store, "가나다") == ["옛 가나다"]


def test_documents_of_one_minute_are_all_found(store: Store, make: Make, fill: Fill) -> None:
    fill(*(make(str(number), f"배송 {number}") for number in range(120)))
    with store.read() as connection:
        assert len(search(connection, "배송", limit=500)) == 120
        assert len(search(connection, "배송", limit=7)) == 7


def test_undated_documents_come_last(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "배송 하나", created_at=None), make("b", "배송 둘"))
    assert _found(store, "배송") == ["배송 둘", "배송 하나"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    text=st.text('환급 안돼aA"*()-:^.', max_size=8),
)
def test_no_query_breaks_the_index_and_every_part_is_found(
    store: Store, make: Make, fill: Fill, query: str, text: str
) -> None:
    fill(make("a", text))
    assert isinstance(_found(store, query, query), list)
    for start in range(len(text)):
        part = text[start : start + 4]
        assert _found(store, part) == ([text] if part.strip() else [])


def test_long_words_fit_into_the_index(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "ㅋ" * 4000))
    with store.read() as connection:
        hits: list[Hit] = search(connection, "ㅋㅋㅋ", ["ㅋ" * 4000])
        assert len(hits) == 1
