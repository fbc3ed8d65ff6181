from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from voc.errors import StoreError
from voc.records import Document, Reject
from voc.store import (
    Forgotten,
    LedgerEntry,
    Proposal,
    ReadDocument,
    SaveCounts,
    Store,
    StoredTheme,
    ThemeChoice,
    cached_readings,
    count_weeks,
    documents_to_read,
    enter,
    forget_author,
    forget_document,
    link_copies,
    load_documents,
    load_proposals,
    load_rejects,
    load_snapshot,
    load_themes,
    open_store,
    read_audit,
    read_ledger,
    save_page,
    save_proposals,
    save_readings,
    save_snapshot,
    save_themes,
    scrub,
    search,
    sentence_fingerprint,
    set_themes,
    tallies,
    term_counts,
    voices,
)
from voc.store.schema import findings, metadata
from voc.store.selection import Selection

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]
Read = Callable[..., ReadDocument]

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_an_author_is_forgotten_and_the_counts_stay(store: Store, make: Make, fill: Fill) -> None:
    mine = make("a", "금붕어 인증이 안 돼요\n도와주세요", author_hash="kim")
    other = make("b", "도와주세요", author_hash="lee")
    fill(mine, other)
    with store.begin() as connection:
        count_weeks(connection)
        before = (voices(connection), tallies(connection, ("stage", "reason"), scope="all"))
        erased = forget_author(connection, "앱리뷰", "kim", at=AT)
        assert erased == Forgotten(n_documents=1, n_sentences=2)
        count_weeks(connection)
        assert (voices(connection), tallies(connection, ("stage", "reason"), scope="all")) == before
        assert search(connection, "금붕어") == []
        assert [hit.document_id for hit in search(connection, "도와")] == [other.id]
        assert "금붕어" not in {one.lemma for one in term_counts(connection, Selection())}
        names = {text: sentence_fingerprint(text) for text in ("금붕어 인증이 안 돼요", "도와주세요")}
        assert set(cached_readings(connection, list(names.values()), "v1")) == {names["도와주세요"]}
        blank = load_documents(connection, [mine.id])[0]
    assert (blank.text, blank.title, blank.author_hash, blank.external_id, blank.url) == ("", None, None, "", None)


def test_nothing_of_the_words_is_left_in_any_table(store: Store, make: Make, fill: Fill) -> None:
    fill(
        make("a", "금붕어가 안 보여요", author_hash="kim", title="금붕어", segment={"별명": "금붕어"}, tags=("금붕어",))
    )
    fill(make("a", "금붕어가 이제 보여요", author_hash="kim", url="https://example.com/금붕어"))
    with store.begin() as connection:
        count_weeks(connection)
        forget_author(connection, "앱리뷰", "kim", at=AT)
        count_weeks(connection)
        for table in metadata.sorted_tables:
            assert "금붕어" not in repr(connection.execute(select(table)).all()), table.name


def test_quotes_leave_themes_and_frozen_weeks(store: Store, make: Make, fill: Fill) -> None:
    mine, other = make("a", "금붕어 인증이 안 돼요", author_hash="kim"), make("b", "인증이 안 돼요")
    fill(mine, other)
    quote = {"doc_id": mine.id, "sentence_index": 0, "text": mine.text}
    kept = {"doc_id": other.id, "sentence_index": 0, "text": other.text}
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding", exemplars=(quote, kept))])
        brief = {"quotes": [quote, kept], "lead": quote, "note": f"고객 말: {mine.text}", "n": 3}
        save_snapshot(connection, "2026-W47", brief, frozen=True)
        assert forget_document(connection, mine.id, at=AT).n_quoting == 2
        assert load_themes(connection)[0].exemplars == (kept,)
        assert load_snapshot(connection, "2026-W47") == {
            "quotes": [kept],
            "lead": {"doc_id": mine.id, "sentence_index": 0, "text": ""},
            "note": "",
            "n": 3,
        }


def test_decisions_and_proposals_keep_no_name_of_the_words(store: Store, make: Make, fill: Fill) -> None:
    mine, other = make("a", "금붕어 인증이 안 돼요", author_hash="kim"), make("b", "인증이 안 돼요")
    fill(mine, other)
    of_mine, of_other = sentence_fingerprint(mine.text), sentence_fingerprint(other.text)
    both = [[mine.id, of_mine], [other.id, of_other]]
    places = [[mine.id, 0, of_mine], [other.id, 0, of_other]]
    labels = {"fingerprint": of_mine, "labels": {"act": "request"}, "also": both[1:]}
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("c_login", "로그인", "defect", "onboarding")])
        enter(connection, LedgerEntry(0, AT, "하나", "move", "c_login", {"to": "c_login", "sentences": both}, ""))
        enter(connection, LedgerEntry(0, AT, "하나", "correct", mine.id, labels, ""))
        mixed, single = (
            Proposal(name, "2026-W47", "split", ("c_login",), 0.6, {"parts": [{"title": "인증", "sentences": some}]})
            for name, some in (("mixed", places), ("single", places[:1]))
        )
        save_proposals(connection, [mixed, single])
        forget_document(connection, mine.id, at=AT)
        (left,) = load_proposals(connection)
        assert (left.id, left.details["parts"][0]["sentences"]) == ("mixed", places[1:])
        move, correction = read_ledger(connection)
        assert move.details["sentences"] == [[mine.id, ""], [other.id, of_other]]
        assert correction.details == {**labels, "fingerprint": ""}
        for table in metadata.sorted_tables:
            assert of_mine not in repr(connection.execute(select(table)).all()), table.name
        # The moves stand as before: what counted goes on counting, and an undo gives the other sentence back.
        shown = select(findings.c.document_id, findings.c.theme_id)
        assert dict(connection.execute(shown).all()) == {mine.id: "c_login", other.id: "c_login"}
        enter(connection, LedgerEntry(0, AT, "하나", "undo", "c_login", {"seq": 1}, ""))
        assert dict(connection.execute(shown).all()) == {mine.id: "c_login", other.id: None}


def test_another_persons_equal_words_stay(store: Store, make: Make, fill: Fill) -> None:
    mine, other = make("a", "본인 인증이 안 돼요"), make("b", "본인 인증이 안 돼요")
    fill(mine, other)
    kept = {"doc_id": other.id, "text": other.text}
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding", exemplars=(kept,))])
        forget_document(connection, mine.id, at=AT)
        assert load_themes(connection)[0].exemplars == (kept,)
        assert [hit.document_id for hit in search(connection, "인증")] == [other.id]
        assert len(cached_readings(connection, [sentence_fingerprint(other.text)], "v1")) == 1


def test_rejected_rows_of_the_author_lose_their_content(store: Store, make: Make) -> None:
    rows = [
        Reject("앱리뷰", "f.csv", 1, "날짜", {"id": "a-77", "body": "?"}),
        Reject("앱리뷰", "f.csv", 2, "날짜", {"author": "kim"}),
        Reject("앱리뷰", "f.csv", 3, "날짜", {"body": "앞말 환급 신청이 자꾸 멈춰요 뒷말"}),
        Reject("앱리뷰", "f.csv", 4, "날짜", {"body": "다른 사람의 말"}),
        Reject("설문", "g.csv", 5, "날짜", {"id": "a-77"}),
    ]
    with store.begin() as connection:
        save_page(connection, [make("a-77", "환급 신청이 자꾸 멈춰요", author_hash="kim")], rows)
        assert forget_author(connection, "앱리뷰", "kim", at=AT).n_rejects == 3
        found = {one.reject.line: (one.state, dict(one.reject.content)) for one in load_rejects(connection, state=None)}
    assert {line: state for line, (state, content) in found.items() if not content} == dict.fromkeys(
        (1, 2, 3), "erased"
    )
    assert found[4] == ("open", {"body": "다른 사람의 말"})


def test_a_forgotten_document_stays_forgotten(store: Store, make: Make, days: Days) -> None:
    document = make("a", "금붕어", author_hash="kim")
    with store.begin() as connection:
        save_page(connection, [document])
        forget_author(connection, "앱리뷰", "kim", at=AT)
        again = [document, make("a", "금붕어 둘째", updated_at=days(9)), make("b", "새 글", author_hash="kim")]
        assert save_page(connection, again) == SaveCounts(n_new=1, n_repeats=1, n_forgotten=1)
        assert [one.text for one in documents_to_read(connection, "v2", 9)] == ["새 글"]
        assert load_documents(connection, [document.id])[0].text == ""


def test_an_edit_of_a_forgotten_document_cannot_be_read_back(store: Store, make: Make, read: Read) -> None:
    """A night that took the document before it was forgotten must not write its words back."""
    document = make("a", "금붕어")
    with store.begin() as connection:
        save_page(connection, [document])
        taken = read(document)
        forget_document(connection, document.id, at=AT)
        assert save_readings(connection, [taken, replace(taken, fingerprint="")], analysis_version="v1") == 0


def test_forgetting_nobody_is_no_event(store: Store, make: Make) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a", author_hash="kim")])
        assert forget_author(connection, "다른 곳", "kim", at=AT) == Forgotten()
        assert forget_document(connection, "0" * 32, at=AT) == Forgotten()
        assert read_audit(connection) == []


def test_the_audit_says_what_without_a_word_of_it(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "금붕어가 안 보여요", author_hash="kim"))
    with store.begin() as connection:
        forget_author(connection, "앱리뷰", "kim", at=AT)
        entries = read_audit(connection)
    assert [(one.at, one.action, one.details["n_documents"]) for one in entries] == [(AT, "forget", 1)]
    assert "금붕어" not in repr(entries)
    assert "kim" not in repr(entries)


def test_a_forgotten_finding_keeps_its_theme(store: Store, make: Make, fill: Fill) -> None:
    document = make("a", "인증이 안 돼요")
    fill(document)
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding")])
        set_themes(connection, [ThemeChoice(document.id, 0, "t1", 0.9, "s1")])
        forget_document(connection, document.id, at=AT)
        count_weeks(connection)
        assert [(one.theme, one.n_documents) for one in tallies(connection, ("theme",))] == [("t1", 1)]
        assert connection.scalar(select(func.count()).select_from(findings)) == 1


def test_the_files_hold_no_trace_after_scrubbing(tmp_path: Path, make: Make, read: Read) -> None:
    """The letters, and the search index's spelling of them, are gone from the database and its log."""
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        documents = [make(str(number), f"환급 {number}번째 글입니다") for number in range(300)]
        secret = make("s", "금붕어 Goldfisch", author_hash="kim")
        with store.begin() as connection:
            save_page(connection, [*documents, secret])
            save_readings(connection, [read(one) for one in (*documents, secret)], analysis_version="v1")
            while link_copies(connection):
                pass
        with store.begin() as connection:
            forget_author(connection, "앱리뷰", "kim", at=AT)
            while link_copies(connection):
                pass
        scrub(store)
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "환급 7번째".encode() in content
    for trace in ("금붕어", "Goldfisch", f"{ord('금'):06x}{ord('붕'):06x}", f"t{'금붕어'.encode().hex()}"):
        assert trace.encode() not in content


def test_a_log_that_somebody_still_reads_is_not_called_clean(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voc.store.sqlite_file.BUSY_SECONDS", 0)
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store, open_store(f"sqlite:///{tmp_path}/voc.db") as reader:
        with store.begin() as connection:
            save_page(connection, [make("s", "금붕어 Goldfisch", author_hash="kim")])
        with reader.read() as reading:
            assert reading.scalar(select(func.count()).select_from(findings)) == 0
            with store.begin() as connection:
                forget_author(connection, "앱리뷰", "kim", at=AT)
            with pytest.raises(StoreError, match="is erased, but another program still reads"):
                scrub(store)
        scrub(store)
        assert b"Goldfisch" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
