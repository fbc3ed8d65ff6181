"""What a store had forgotten and cleared stays so when a backup from before is put in its place, on both databases."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from postgres_server import Server
from sqlalchemy import Connection, func, make_url, select, text

from voc.errors import StoreError
from voc.records import Cursor, Document, Reject
from voc.store import (
    Store,
    StoredTheme,
    count_weeks,
    forget_author,
    forget_document,
    link_copies,
    load_cursor,
    load_rejects,
    load_themes,
    open_store,
    read_audit,
    save_page,
    save_themes,
    search,
    term_counts,
    voices,
    write_audit,
)
from voc.store.audit import FORGET, PURGE, exports_holding
from voc.store.backups import backup
from voc.store.engine import connect
from voc.store.exchange import put_in_place
from voc.store.purge import (
    Cell,
    Limit,
    begin_cell,
    clear_rejects,
    clear_some,
    drop_cursor,
    drop_quotes,
    due_cells,
    named_documents,
)
from voc.store.purged import purged_weeks
from voc.store.quote_permissions import GRANTED, WITHDRAWN, QuotePermission, permissions_of, record_permission
from voc.store.restoring import ErasedAgain, Restored, restore
from voc.store.schema import documents, metadata, tombstones
from voc.store.search_index import merge_index
from voc.store.selection import Selection

Make = Callable[..., Document]
Fill = Callable[..., None]
Days = Callable[[int], datetime]
MOMENT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
FIRST, SECOND = "2026-W47", "2026-W48"
# Long enough for a copy.
PASTED = "나루카드 재발급을 열흘 전에 신청했는데 배송 조회도 안 되고 상담원 연결은 더 안 되니 언제 받는지 모르겠어요"
SECRET = "나리마을 도서관 앞 분홍 우산"


def _silent(_label: str, _done: int, _total: int | None) -> None:
    pass


def _backed_up(store: Store, tmp_path: Path) -> Path:
    file = tmp_path / "before.db"
    backup(store, file, _silent)
    return file


def _restore(store: Store, file: Path) -> Restored:
    return restore(store, file, moment=MOMENT, tell=_silent, who="하나")


def _purge(store: Store, source: str, limit: Limit, *, everything: bool = False) -> None:
    """Does what a purge does, without the turn and the files."""
    with store.begin() as connection:
        count_weeks(connection)
        cells = due_cells(connection, source, limit)
        named = named_documents(connection)
        for cell in cells:
            drop_quotes(connection, cell, named)
            begin_cell(connection, cell, at=AT)
            while clear_some(connection, cell, limit):
                pass
        clear_rejects(connection, source, limit)
        if everything:
            drop_cursor(connection, source)
        merge_index(connection)
        about = {source: {"documents": sum(one.n_documents for one in cells), "weeks": [], "rejects": 0}}
        write_audit(connection, PURGE, {"everything": everything, "sources": about, "consents": {}}, at=AT)


def _counts(connection: Connection) -> list[tuple[str, str, int]]:
    return [(one.week, one.source, one.n_documents) for one in voices(connection)]


def _holds_nowhere(address: str, words: str) -> bool:
    """Asks every column of every table, the search apart."""
    with open_store(address, upgrade=False) as store, store.read() as connection:
        rows = (repr(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))
        return not any(words in row for row in rows)


def test_whoever_was_forgotten_since_is_forgotten_in_what_comes_back(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill, days: Days
) -> None:
    kim = make("a", f"{SECRET} 앞에서 안 돼요\n두 줄째도 안 와요", author_hash="kim")
    lee = make("b", "배송이 안 와요", author_hash="lee")
    fill(kim, lee)
    exemplar = {"doc_id": kim.id, "text": f"{SECRET} 앞에서 안 돼요"}
    reject = Reject("앱리뷰", "old.csv", 3, "no date", {"글쓴이": "kim", "내용": SECRET})
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "배송", "defect", "fulfilment", exemplars=(exemplar,))])
        save_page(connection, [], [reject])
        count_weeks(connection)
    file = _backed_up(store, tmp_path)
    fill(make("c", "나중에 쓴 글은 안 보여요", author_hash="kim", created_at=days(1)))
    with store.begin() as connection:
        forget_author(connection, "앱리뷰", "kim", at=AT, who="두리")
    done = _restore(store, file)
    assert done.erased == ErasedAgain(n_forgotten=1, n_cleared=0, n_rejects=1)
    assert _holds_nowhere(address, "나리마을")
    with open_store(address) as restored, restored.begin() as connection:
        assert search(connection, SECRET[:4]) == []
        assert load_themes(connection)[0].exemplars == ()
        # Their voice still counts; what they wrote later was never in the backup and does not come in again.
        assert _counts(connection) == [(FIRST, "앱리뷰", 2)]
        assert "배송이" in {one.lemma for one in term_counts(connection, Selection())}
        again = save_page(connection, [kim, make("c", "나중에 쓴 글", author_hash="kim")], [reject])
        assert (again.n_new, again.n_revised) == (0, 0)
        assert [one.state for one in load_rejects(connection, state=None)] == ["erased"]
        assert [(one.at, one.who) for one in read_audit(connection, action=FORGET)] == [(AT, "두리")]


def test_who_took_back_the_permission_to_quote_since_is_not_quoted_in_what_comes_back(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    kim = make("a", "배송이 빨라요", author_hash="kim")
    fill(kim)
    with store.begin() as connection:
        record_permission(connection, QuotePermission(kim.id, GRANTED, AT, "두리", "메일"))
    file = _backed_up(store, tmp_path)
    with store.begin() as connection:
        record_permission(connection, QuotePermission(kim.id, WITHDRAWN, MOMENT, "두리"))
    _restore(store, file)
    with open_store(address) as restored, restored.read() as connection:
        assert permissions_of(connection, [kim.id])[kim.id].state == WITHDRAWN


def test_what_was_cleared_since_is_cleared_in_what_comes_back(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill, days: Days
) -> None:
    old = make("a", f"{SECRET} 안 보여요")
    fill(old, make("b", "인증이 안 돼요"), make("c", "환급이 안 와요", created_at=days(7)))
    fill(make("d", "설문은 그대로 둬요", source="설문"))
    undated = make("u", f"날짜 없는 {SECRET}", created_at=None, created_precision="unknown")
    fill(undated)
    with store.begin() as connection:
        save_page(connection, [], cursor=Cursor("앱리뷰", f'{{"at": "{SECRET}"}}'))
        count_weeks(connection)
        before = _counts(connection)
    file = _backed_up(store, tmp_path)
    _purge(store, "앱리뷰", Limit(), everything=True)
    done = _restore(store, file)
    assert done.erased == ErasedAgain(n_forgotten=0, n_cleared=4, n_rejects=0)
    assert _holds_nowhere(address, "나리마을")
    with open_store(address) as restored, restored.begin() as connection:
        assert [row.text for row in connection.execute(select(documents))] == ["설문은 그대로 둬요"]
        assert load_cursor(connection, "앱리뷰") is None
        assert _counts(connection) == before
        count_weeks(connection, [FIRST, SECOND])
        assert _counts(connection) == before
        assert [(one.week, one.source) for one in purged_weeks(connection)] == [
            ("", "앱리뷰"),
            (FIRST, "앱리뷰"),
            (SECOND, "앱리뷰"),
        ]
        assert save_page(connection, [old, undated]).n_expired == 2
        assert [one.at for one in read_audit(connection, action=PURGE)] == [AT]


def test_a_purge_that_was_at_work_during_the_backup_is_finished_in_what_comes_back(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    fill(make("a", SECRET))
    with store.begin() as connection:
        count_weeks(connection)
        begin_cell(connection, Cell(FIRST, "앱리뷰", 1), at=AT)
    file = _backed_up(store, tmp_path)
    _purge(store, "앱리뷰", Limit(SECOND, AT))
    assert _restore(store, file).erased == ErasedAgain(n_cleared=1)
    assert _holds_nowhere(address, "나리마을")


def test_who_was_forgotten_and_then_cleared_leaves_no_word_in_the_counts(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    """Three people said 금붕어가; of a document that tells no time nothing but its tombstone was left."""
    people = [make(name, "금붕어가 안 보여요", author_hash=name, created_precision="seen") for name in "abc"]
    fill(*people)
    file = _backed_up(store, tmp_path)
    with store.begin() as connection:
        forget_document(connection, people[0].id, at=AT)
    _purge(store, "앱리뷰", Limit(SECOND, AT))
    assert _restore(store, file).erased == ErasedAgain(n_forgotten=0, n_cleared=3)
    with open_store(address) as restored, restored.read() as connection:
        assert _counts(connection) == [(FIRST, "앱리뷰", 3)]
        assert connection.scalar(select(func.count()).select_from(documents)) == 0
        # Two are too few: had the forgotten one been counted, the word would have stayed.
        assert term_counts(connection, Selection()) == []


def test_weeks_that_were_not_counted_yet_are_counted_before_their_texts_go(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    fill(make("a", PASTED), make("b", PASTED), make("c", "다른 말이에요"))
    file = _backed_up(store, tmp_path)
    with store.begin() as connection:
        while link_copies(connection):
            pass
    _purge(store, "앱리뷰", Limit(SECOND, AT))
    _restore(store, file)
    with open_store(address) as restored, restored.read() as connection:
        assert [(one.n_documents, one.n_copies) for one in voices(connection)] == [(2, 1)]


def test_another_text_stands_for_the_copies_of_one_that_is_forgotten_again(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill, days: Days
) -> None:
    first = make("a", PASTED)
    fill(first, make("b", PASTED, created_at=days(1)))
    with store.begin() as connection:
        while link_copies(connection):
            pass
        count_weeks(connection)
        assert [(one.n_documents, one.n_copies) for one in voices(connection)] == [(1, 1)]
    file = _backed_up(store, tmp_path)
    with store.begin() as connection:
        forget_document(connection, first.id, at=AT)
    _restore(store, file)
    with open_store(address) as restored, restored.read() as connection:
        left = connection.execute(select(documents.c.copy_of).where(documents.c.text == PASTED)).scalars().all()
        assert left == [None]


def test_a_store_that_has_erased_nothing_is_restored_as_it_was(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    fill(make("a"))
    file = _backed_up(store, tmp_path)
    done = _restore(store, file)
    assert done.erased == ErasedAgain()
    with open_store(address) as restored, restored.read() as connection:
        assert [row.text for row in connection.execute(select(documents))] == ["환급이 언제 되나요"]
        assert connection.scalar(select(func.count()).select_from(tombstones)) == 0


def test_the_store_that_was_moved_aside_is_named_to_whoever_is_forgotten_later(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    document = make("a")
    fill(document)
    done = _restore(store, _backed_up(store, tmp_path))
    with open_store(address) as restored, restored.begin() as connection:
        (export,) = exports_holding(connection, [document.id])
    assert (export.kind, export.who, export.at) == ("aside", "하나", MOMENT)
    assert str(done.aside) in export.target


def test_an_older_store_tells_what_it_has_forgotten(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    document = make("a", SECRET)
    fill(document)
    file = _backed_up(store, tmp_path)
    with store.begin() as connection:
        forget_document(connection, document.id, at=AT)
        connection.execute(text("DROP TABLE purged"))
        connection.execute(text("ALTER TABLE audit DROP COLUMN who"))
    assert _restore(store, file).erased == ErasedAgain(n_forgotten=1)
    assert _holds_nowhere(address, "나리마을")


def _sqlite_with(tmp_path: Path, *made: Document) -> str:
    address = f"sqlite:///{tmp_path}/store/voc.db"
    with open_store(address) as store, store.begin() as connection:
        save_page(connection, made)
    return address


def test_no_byte_of_what_is_erased_again_is_left_in_the_file(tmp_path: Path, make: Make) -> None:
    address, document = _sqlite_with(tmp_path, make("a", SECRET)), make("a", SECRET)
    with open_store(address) as store:
        file = _backed_up(store, tmp_path)
        with store.begin() as connection:
            forget_document(connection, document.id, at=AT)
    assert SECRET.encode() in file.read_bytes()
    with connect(address) as store:
        _restore(store, file)
    assert sorted(one.name for one in (tmp_path / "store").iterdir()) == [
        "voc.db",
        "voc.db.before_restore_20261122_143000",
    ]
    assert SECRET.encode() not in (tmp_path / "store" / "voc.db").read_bytes()


class KilledError(BaseException):
    """The process is dead."""


def test_a_restore_that_is_killed_never_brings_a_forgotten_person_back(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _sqlite_with(tmp_path, make("a", SECRET))
    with open_store(address) as store:
        file = _backed_up(store, tmp_path)
        with store.begin() as connection:
            forget_document(connection, make("a").id, at=AT)

    def killed(*_: object) -> None:
        put_in_place(*_)
        raise KilledError

    monkeypatch.setattr("voc.store.restoring.put_in_place", killed)
    with pytest.raises(KilledError), connect(address) as store:
        _restore(store, file)
    assert _holds_nowhere(address, "나리마을")


def test_nobody_can_write_into_a_store_between_the_look_at_it_and_its_exchange(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _sqlite_with(tmp_path, make("a"))
    with open_store(address) as store:
        file = _backed_up(store, tmp_path)
    tried: list[str] = []

    def tells(replacing: Path, path: Path, aside: Path) -> None:
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError) as caught:
            other.execute("DELETE FROM documents")
        tried.append(str(caught.value))
        put_in_place(replacing, path, aside)

    monkeypatch.setattr("voc.store.restoring.put_in_place", tells)
    with connect(address) as store:
        _restore(store, file)
    assert tried == ["database is locked"]


def test_a_second_name_that_a_killed_restore_has_left_goes_with_the_next(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _sqlite_with(tmp_path, make("a"))
    with open_store(address) as store:
        file = _backed_up(store, tmp_path)
    replacing = Path.replace

    def killed(one: Path, to: Path) -> Path:
        if to.name == "voc.db":
            raise KilledError
        return replacing(one, to)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KilledError), connect(address) as store:
        _restore(store, file)
    monkeypatch.undo()
    with connect(address) as store:
        restore(store, file, moment=MOMENT.replace(hour=15), tell=_silent)
    names = sorted(one.name for one in (tmp_path / "store").iterdir())
    assert names == ["voc.db", "voc.db.before_restore_20261122_153000"]


@pytest.mark.slow
def test_a_user_who_may_not_make_a_schema_is_told_what_to_grant(server: Server, tmp_path: Path, make: Make) -> None:
    with open_store(_sqlite_with(tmp_path, make("a"))) as other:
        file = _backed_up(other, tmp_path)
    address = server.new_database()
    open_store(address).close()
    server.execute('CREATE ROLE "소유" LOGIN', address)
    try:
        server.execute('GRANT ALL ON ALL TABLES IN SCHEMA public TO "소유"', address)
        theirs = make_url(address).set(username="소유").render_as_string(hide_password=False)
        with (
            connect(theirs) as store,
            pytest.raises(StoreError, match=r"may not make schemas.*GRANT CREATE ON DATABASE"),
        ):
            _restore(store, file)
    finally:
        server.execute('DROP OWNED BY "소유"', address)
        server.execute('DROP ROLE "소유"', address)
