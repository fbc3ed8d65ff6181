from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from voc.records import Document, Rating, Reject
from voc.store import (
    LedgerEntry,
    Proposal,
    SaveCounts,
    Store,
    StoredTheme,
    ThemeChoice,
    count_weeks,
    enter,
    forget_document,
    link_copies,
    load_documents,
    load_rejects,
    load_snapshot,
    load_themes,
    save_page,
    save_proposals,
    save_snapshot,
    save_themes,
    search,
    sentence_fingerprint,
    set_themes,
    start_run,
    tallies,
    term_counts,
    voices,
)
from voc.store.purge import (
    Cell,
    Limit,
    begin_cell,
    clear_rejects,
    clear_some,
    drop_quotes,
    due_cells,
    named_documents,
    without_words,
)
from voc.store.purged import UNDATED, purged_weeks
from voc.store.schema import documents, findings, metadata, sentences, tombstones, weekly_terms
from voc.store.search_index import merge_index
from voc.store.selection import Selection

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]

AT = datetime(2026, 11, 22, tzinfo=UTC)
OLD, NEW = "2026-W47", "2026-W48"
BEFORE_NEW = Limit(NEW, AT)


def clear(store: Store, source: str = "앱리뷰", limit: Limit = BEFORE_NEW) -> list[Cell]:
    """Does what a purge does, without the turn and the files."""
    with store.begin() as connection:
        cells = due_cells(connection, source, limit)
        named = named_documents(connection)
        for cell in cells:
            drop_quotes(connection, cell, named)
            begin_cell(connection, cell, at=AT)
            while clear_some(connection, cell, limit):
                pass
        clear_rejects(connection, source, limit)
        merge_index(connection)
    return cells


def figures(store: Store) -> object:
    with store.read() as connection:
        of_all = ("week", "source", "theme", "stage", "reason")
        return voices(connection), [tallies(connection, of_all, scope=scope) for scope in ("hesitation", "all")]


def test_texts_go_and_figures_stay(store: Store, make: Make, fill: Fill, days: Days) -> None:
    old = make("a", "금붕어 인증이 안 돼요\n도와주세요", author_hash="kim")
    new = make("b", "인증이 안 돼요", created_at=days(7))
    other = make("c", "인증이 안 돼요", source="설문")
    fill(old, new, other)
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding")])
        set_themes(connection, [ThemeChoice(one.id, 0, "t1", 0.9, "s1") for one in (old, new, other)])
        count_weeks(connection)
    before = figures(store)
    assert clear(store) == [Cell(OLD, "앱리뷰", 1)]
    with store.begin() as connection:
        # A week is counted anew whenever anything in it changes; what was cleared must not vanish then.
        count_weeks(connection, [OLD, NEW])
        assert load_documents(connection, [old.id]) == []
        assert [one.id for one in load_documents(connection, [new.id, other.id])] == sorted([new.id, other.id])
        assert search(connection, "금붕어") == []
        assert {hit.document_id for hit in search(connection, "인증")} == {new.id, other.id}
        assert [(one.week, one.source, one.n_documents) for one in purged_weeks(connection)] == [(OLD, "앱리뷰", 1)]
        for table in (findings, sentences):
            assert connection.scalar(select(func.count()).where(table.c.document_id == old.id)) == 0
    assert figures(store) == before


def test_another_source_of_a_cleared_week_is_counted_as_ever(store: Store, make: Make, fill: Fill, days: Days) -> None:
    fill(make("a", "인증이 안 돼요"), make("c", "환급이 안 와요", source="설문"))
    with store.begin() as connection:
        count_weeks(connection)
    clear(store)
    fill(make("d", "환급이 안 와요", source="설문", created_at=days(1)))
    with store.begin() as connection:
        count_weeks(connection)
        assert [(one.source, one.n_documents) for one in voices(connection)] == [("설문", 2), ("앱리뷰", 1)]


def test_what_comes_again_from_a_cleared_week_stays_out(store: Store, make: Make, fill: Fill, days: Days) -> None:
    old = make("a", "금붕어가 안 보여요")
    fill(old)
    with store.begin() as connection:
        count_weeks(connection)
    clear(store)
    late = make("b", "늦게 온 글", created_at=days(1))
    with store.begin() as connection:
        saved = save_page(
            connection, [old, replace(old, fingerprint="edited"), late, make("c", "새 글", created_at=days(7))]
        )
        assert saved == SaveCounts(n_new=1, n_repeats=1, n_expired=2)
        taken = make("a", "", removed_at=days(20))
        assert save_page(connection, [taken]) == SaveCounts(n_expired=1)


def test_what_is_older_than_texts_are_kept_is_not_stored(store: Store, make: Make, days: Days) -> None:
    old, new = make("a", "오래된 글"), make("b", "새 글", created_at=days(7))
    with store.begin() as connection:
        assert save_page(connection, [old, new], keep_from=NEW) == SaveCounts(n_new=1, n_expired=1)
        assert save_page(connection, [old]) == SaveCounts(n_new=1)
        # It is stored, from before the period: an edit is left out, a removal is not.
        edited = make("a", "고쳐 쓴 글", updated_at=days(8))
        assert save_page(connection, [edited], keep_from=NEW) == SaveCounts(n_expired=1)
        removed = make("a", "", removed_at=days(9))
        assert save_page(connection, [removed], keep_from=NEW) == SaveCounts(n_removed=1)


def test_quotes_go_where_they_stand_and_figures_beside_them_stay(
    store: Store, make: Make, fill: Fill, days: Days
) -> None:
    old, new = make("a", "금붕어 인증이 안 돼요"), make("b", "인증이 안 돼요", created_at=days(7))
    fill(old, new)
    gone = {"doc_id": old.id, "sentence_index": 0, "text": old.text}
    kept = {"doc_id": new.id, "sentence_index": 0, "text": new.text}
    word = {"term": "먹통", "n": 7, "doc_id": old.id, "example": old.text}
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding", exemplars=(gone, kept))])
        save_snapshot(connection, OLD, {"quotes": [gone, kept], "words": [word], "n": 3}, frozen=True)
    clear(store)
    with store.read() as connection:
        assert load_themes(connection)[0].exemplars == (kept,)
        assert load_snapshot(connection, OLD) == {"quotes": [kept], "words": [{**word, "example": ""}], "n": 3}


def test_decisions_and_proposals_lose_the_names_of_the_words(store: Store, make: Make, fill: Fill, days: Days) -> None:
    old, new = make("a", "금붕어 인증이 안 돼요"), make("b", "인증이 안 돼요", created_at=days(7))
    fill(old, new)
    name = sentence_fingerprint(old.text)
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("c_login", "로그인", "defect", "onboarding")])
        both = [[old.id, name], [new.id, sentence_fingerprint(new.text)]]
        enter(connection, LedgerEntry(0, AT, "하나", "move", "c_login", {"to": "c_login", "sentences": both}, ""))
        labels = {"fingerprint": name, "labels": {"act": "request"}, "also": []}
        enter(connection, LedgerEntry(0, AT, "하나", "correct", old.id, labels, ""))
        parts = {"parts": [{"title": "인증", "sentences": [[old.id, 0, name]]}]}
        save_proposals(connection, [Proposal("p", OLD, "split", ("c_login",), 0.6, parts)])
    clear(store)
    with store.read() as connection:
        for table in metadata.sorted_tables:
            assert name not in repr(connection.execute(select(table)).all()), table.name


def test_words_of_few_people_leave_the_word_counts(store: Store, make: Make, fill: Fill) -> None:
    said = {
        # One person signs three times.
        "kim": ("보라맘 늦어요", "보라맘 왜요", "보라맘 저기요"),
        # With her, three type 늦어요; one types another form of it.
        **dict.fromkeys(("p0", "p1"), ("늦어요",)),
        "p2": ("늦다",),
        # Three say 작다, but no form of it is typed by three.
        **dict.fromkeys(("p3", "p4"), ("작어요",)),
        "p5": ("작다",),
    }
    fill(*(make(f"{who}{n}", text, author_hash=who) for who, texts in said.items() for n, text in enumerate(texts)))
    with store.begin() as connection:
        count_weeks(connection)
        assert {one.lemma: one.n for one in term_counts(connection, Selection())} == {
            "보라맘": 3, "늦다": 4, "작다": 3, "왜요": 1, "저기요": 1,
        }  # fmt: skip
    clear(store)
    with store.read() as connection:
        left = {(row.lemma, row.surface): row.n for row in connection.execute(select(weekly_terms))}
    assert left == {("늦다", "늦어요"): 4, ("작다", "작다"): 3}


def test_a_purge_that_was_broken_off_is_finished_and_leaves_the_same(
    store: Store, make: Make, fill: Fill, dump: Callable[[], dict[str, list[object]]]
) -> None:
    fill(*(make(f"k{n}", f"인증이 안 돼요 {'글' * n}", author_hash=f"p{n}") for n in range(5)))
    with store.begin() as connection:
        count_weeks(connection)
        (cell,) = due_cells(connection, "앱리뷰", BEFORE_NEW)
        begin_cell(connection, cell, at=AT)
        words = connection.execute(select(weekly_terms)).all()
    before = figures(store)
    # Killed here: the words of individuals are gone already, who said them can be told no more once texts go.
    with store.begin() as connection:
        one = connection.scalars(select(documents.c.id).order_by(documents.c.id)).first()
        clear_some(connection, replace(cell, source="nobody"), BEFORE_NEW)
        assert load_documents(connection, [str(one)])
        # The texts are there, their counts stand: a night in between must not count them a second time.
        count_weeks(connection, [OLD])
        # Even if the period has been taken back meanwhile, what was begun is still due.
        assert due_cells(connection, "앱리뷰", Limit("", AT)) == [cell]
    clear(store, limit=Limit("", AT))
    assert figures(store) == before
    with store.read() as connection:
        assert connection.execute(select(weekly_terms)).all() == words
        assert [(one.week, one.n_documents) for one in purged_weeks(connection)] == [(OLD, 5)]
        assert due_cells(connection, "앱리뷰", BEFORE_NEW) == []
    assert dump()["documents"] == []


def test_what_has_no_date_goes_by_when_it_came_in_and_comes_in_no_more(store: Store, make: Make, days: Days) -> None:
    with store.begin() as connection:
        first, second = (start_run(connection, "nightly", f"..{n}", at=days(7 * n)) for n in range(2))
        undated = make("a", "날짜 없는 글", created_at=None)
        save_page(connection, [undated], run_id=first)
        save_page(connection, [make("b", "나중에 온 글", created_at=None)], run_id=second)
    limit = Limit(OLD, days(1))
    assert clear(store, limit=limit) == [Cell(UNDATED, "앱리뷰", 1)]
    with store.begin() as connection:
        assert connection.scalars(select(documents.c.external_id)).all() == ["b"]
        assert save_page(connection, [undated], run_id=second) == SaveCounts(n_expired=1)
        third = make("c", "또 날짜 없는 글", created_at=None)
        save_page(connection, [third], run_id=first)
    clear(store, limit=limit)
    with store.read() as connection:
        assert [(one.week, one.n_documents) for one in purged_weeks(connection)] == [(UNDATED, 2)]


def test_a_text_whose_time_was_only_seen_does_not_come_in_as_new(
    store: Store, make: Make, fill: Fill, days: Days
) -> None:
    fill(make("a", "본 때만 아는 글", created_precision="seen"))
    clear(store)
    with store.begin() as connection:
        again = make("a", "본 때만 아는 글", created_precision="seen", created_at=days(9))
        assert save_page(connection, [again]) == SaveCounts(n_expired=1)
        assert len(connection.execute(select(tombstones)).all()) == 1


def test_copies_of_a_cleared_text_stay_copies(store: Store, make: Make, fill: Fill, days: Days) -> None:
    words = "상담원 연결이 세 시간째 되지 않아서 결국 신청을 포기했습니다 정말 답답하네요 다시는 안 씁니다"
    old = make("a", words, author_hash="kim")
    copies = [make(name, words, author_hash="kim", created_at=days(day)) for name, day in (("b", 7), ("c", 8))]
    fill(old, *copies)
    with store.begin() as connection:
        while link_copies(connection):
            pass
        count_weeks(connection)
    before = figures(store)
    clear(store)
    with store.begin() as connection:
        # Whatever touches the group - here one of them is forgotten - must not make a voice of what is counted.
        forget_document(connection, copies[0].id)
        while link_copies(connection):
            pass
        count_weeks(connection)
    assert figures(store) == before


REFUND = (
    "환불 접수를 두 번이나 했는데 처리 중이라는 안내만 반복되고 담당자 연락은 오지 않아서 카드사에 직접 문의했습니다"
)
OTHER = "배송 알림이 새벽 두 시에 울려서 온 가족이 깼습니다 알림 시간을 정하는 설정이 어디에 있는지 도무지 못 찾겠어요"


@pytest.fixture
def cleared_group(store: Store, make: Make, fill: Fill, days: Days) -> tuple[Document, Document]:
    """Two copies of an original that was counted and then cleared."""
    old, *copies = (
        make(name, REFUND, author_hash="kim", created_at=days(day), updated_at=days(day))
        for name, day in (("a", 0), ("b", 7), ("c", 8))
    )
    fill(old, *copies)
    night(store)
    clear(store)
    return copies[0], copies[1]


def night(store: Store, *arrived: Document) -> dict[str, int]:
    """Counts the voices of the week that has its texts, after another night."""
    with store.begin() as connection:
        save_page(connection, arrived)
        while link_copies(connection, limit=2):
            pass
        count_weeks(connection)
        return {one.source: one.n_documents for one in voices(connection, weeks=[NEW])}


def test_an_edited_copy_of_a_cleared_text_becomes_a_voice(
    store: Store, cleared_group: tuple[Document, Document], days: Days
) -> None:
    """Only its words decide: new ones are a voice of their own, the old ones with another rating are not."""
    first, second = cleared_group
    assert night(store) == {"앱리뷰": 0}
    rated = replace(first, rating=Rating(1.0, 1.0, 5.0), updated_at=days(10), fingerprint="rated")
    assert night(store, rated) == {"앱리뷰": 0}
    typo = replace(second, text=REFUND + "!", updated_at=days(10), fingerprint="typo")
    assert night(store, typo) == {"앱리뷰": 0}
    assert night(store, replace(first, text=OTHER, updated_at=days(11), fingerprint="edited")) == {"앱리뷰": 1}
    # Alone as it is now, the last of them is compared with what it said itself.
    assert night(store, replace(second, text=REFUND + "!!", updated_at=days(12), fingerprint="again")) == {"앱리뷰": 1}
    assert night(store, replace(second, text=OTHER[::-1], updated_at=days(13), fingerprint="gone")) == {"앱리뷰": 2}


@pytest.mark.parametrize("day", [7, 9])
def test_a_new_copy_of_a_cleared_text_is_no_second_voice(
    store: Store, make: Make, cleared_group: tuple[Document, Document], days: Days, day: int
) -> None:
    """Written before or after the copies that are left, alone or together with another one, alike or nearly so."""
    new = [
        make("d", REFUND, author_hash="kim", created_at=days(day)),
        make("e", REFUND + "ㅠㅠ", author_hash="lee", created_at=days(day)),
    ]
    assert night(store, new[0]) == {"앱리뷰": 0}
    assert night(store, new[1], make("f", OTHER, created_at=days(day))) == {"앱리뷰": 1}
    # What is edited to say what a voice says is a copy of that one.
    edited = replace(cleared_group[0], text=OTHER, updated_at=days(11), fingerprint="edited")
    assert night(store, edited) == {"앱리뷰": 1}


def test_a_forgotten_copy_of_a_cleared_text_stays_one(
    store: Store, make: Make, cleared_group: tuple[Document, Document], days: Days
) -> None:
    first, second = cleared_group
    with store.begin() as connection:
        forget_document(connection, first.id)
    assert night(store) == {"앱리뷰": 0}
    assert night(store, replace(second, text=OTHER, updated_at=days(11), fingerprint="edited")) == {"앱리뷰": 1}
    assert night(store, make("g", "딴 글", created_at=days(9))) == {"앱리뷰": 2}


def test_rejected_rows_lose_their_content_and_do_not_come_back(store: Store, days: Days) -> None:
    rows = [Reject("앱리뷰", "f.csv", n, "'금붕어' is no date", {"내용": "금붕어"}) for n in range(2)]
    with store.begin() as connection:
        first, second = (start_run(connection, "nightly", f"..{n}", at=days(7 * n)) for n in range(2))
        save_page(connection, [], rows[:1], run_id=first)
        save_page(connection, [], [*rows, Reject("설문", "g.csv", 1, "?", {"내용": "금붕어"})], run_id=second)
    clear(store, limit=Limit(NEW, days(1)))
    with store.begin() as connection:
        save_page(connection, [], rows, run_id=second)
        found = {
            (one.reject.source, one.reject.line): (one.state, one.reject.reason, dict(one.reject.content))
            for one in load_rejects(connection, state=None)
        }
    assert found == {
        ("앱리뷰", 0): ("erased", "its keeping period has ended", {}),
        ("앱리뷰", 1): ("open", "'금붕어' is no date", {"내용": "금붕어"}),
        ("설문", 1): ("open", "?", {"내용": "금붕어"}),
    }


def test_everything_of_a_source_goes_and_nothing_of_others(store: Store, make: Make, fill: Fill, days: Days) -> None:
    fill(make("a"), make("b", created_at=days(7)), make("c", created_at=None), make("d", source="설문"))
    with store.begin() as connection:
        count_weeks(connection)
    assert {cell.week for cell in clear(store, limit=Limit())} == {OLD, NEW, UNDATED}
    with store.read() as connection:
        assert connection.scalars(select(documents.c.source)).all() == ["설문"]


def test_nothing_of_the_words_is_left_in_any_table(store: Store, make: Make, fill: Fill, days: Days) -> None:
    marker = "금붕어"
    facts = {"title": marker, "url": f"https://example.com/{marker}", "tags": (marker,), "segment": {"별명": marker}}
    fill(make("a", f"{marker}가 안 보여요", **facts), make("b", "잘 보여요", created_at=days(7)))
    fill(make("a", f"{marker}가 이제 보여요", **facts))
    with store.begin() as connection:
        count_weeks(connection)
    clear(store)
    with store.read() as connection:
        for table in metadata.sorted_tables:
            assert marker not in repr(connection.execute(select(table)).all()), table.name


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ([{"doc_id": "x", "text": "말"}, {"doc_id": "y", "text": "말"}], [{"doc_id": "y", "text": "말"}]),
        ({"lead": {"document_id": "x", "text": "말", "n": 2}}, {"lead": {"document_id": "x", "text": "", "n": 2}}),
        ([{"doc_id": "x", "term": "먹통", "example": "말"}], [{"doc_id": "x", "term": "먹통", "example": ""}]),
        ("말", "말"),
    ],
)
def test_words_are_found_by_the_document_named_beside_them(value: object, left: object) -> None:
    assert without_words(value, {"x"}) == left
