"""Backups, restores and copies of whole stores, between both databases."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    func,
    insert,
    select,
    text,
)

from voc.errors import StoreError
from voc.records import Document
from voc.store import Store, backups, copying, exchange, load_documents, one_at_a_time, open_store, save_page, search
from voc.store.backups import appearing, backup, check_target, copy_store, look_at_backup
from voc.store.engine import connect
from voc.store.migrate import _config
from voc.store.restoring import Restored, restore
from voc.store.schema import documents, metadata
from voc.store.search_index import unindex_documents

Make = Callable[..., Document]
Fill = Callable[..., None]
Rows = dict[str, list[str]]
MOMENT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


def _silent(_label: str, _done: int, _total: int | None) -> None:
    pass


def _rows(store: Store) -> Rows:
    with store.read() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def _value(table: Table, name: str) -> Any:  # noqa: ANN401 - whatever the column takes
    column = table.columns[name]
    for key in column.foreign_keys:
        return _value(key.column.table, key.column.name)
    for kind, value in (
        (JSON, {"나": ["\t\\N", 1.5, None, True], "가": "👍"}),
        (Boolean, True),
        (Integer, 2**31 - 1),
        (Float, 0.1 + 0.2),
        (LargeBinary, b"\x00\xff\\x"),
    ):
        if isinstance(column.type, kind):
            return value
    if isinstance(getattr(column.type, "impl", None), DateTime):
        return datetime(2026, 11, 22, 23, 59, 59, 123456, tzinfo=UTC)
    return f'{table.name} "{name}" 한\\'[: getattr(column.type, "length", None) or 40]


def _fill_every_table(store: Store) -> None:
    """One row in each table, with every kind of value there is."""
    with store.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(insert(table), [{column.name: _value(table, column.name) for column in table.columns}])


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_holds_every_row_of_every_table(store: Store, new_address: Callable[[str], str], kind: str) -> None:
    _fill_every_table(store)
    target = new_address(kind)
    copied = copy_store(store, target, _silent)
    assert copied == dict.fromkeys((table.name for table in metadata.sorted_tables), 1)
    with open_store(target, upgrade=False) as copy:
        assert _rows(copy) == _rows(store)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_can_be_searched_and_goes_on_like_the_store(
    store: Store, new_address: Callable[[str], str], make: Make, fill: Fill, kind: str
) -> None:
    fill(make("a", "환급이 늦어요"), make("b", "환급이 안 와요"), make("c", "배송이 빨라요"))
    target = new_address(kind)
    copy_store(store, target, _silent)
    with open_store(target, upgrade=False) as copy, copy.begin() as connection:
        assert {hit.text for hit in search(connection, "환급")} == {"환급이 늦어요", "환급이 안 와요"}
        assert [hit.text for hit in search(connection, "", ["늦다"])] == ["환급이 늦어요"]
        unindex_documents(connection, [make("a").id])
        assert [hit.text for hit in search(connection, "환급")] == ["환급이 안 와요"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_never_goes_into_a_store_that_holds_something(
    store: Store, new_address: Callable[[str], str], make: Make, kind: str
) -> None:
    target = new_address(kind)
    with open_store(target) as other, other.begin() as connection:
        save_page(connection, [make("theirs")])
    for attempt in (lambda: copy_store(store, target, _silent), lambda: check_target(target)):
        with pytest.raises(StoreError, match=r"is not empty|exists already"):
            attempt()
    with open_store(target) as other:
        assert len(_rows(other)["documents"]) == 1


class KilledError(BaseException):
    """The process is dead."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("label", ["copying findings", "building the search index", "comparing weeks_to_count"])
def test_a_copy_that_is_killed_leaves_nothing_and_can_be_made_again(
    store: Store, new_address: Callable[[str], str], kind: str, label: str
) -> None:
    _fill_every_table(store)
    target = new_address(kind)

    def tell(told: str, _done: int, _total: int | None) -> None:
        if told == label:
            raise KilledError

    with pytest.raises(KilledError):
        copy_store(store, target, tell)
    copy_store(store, target, _silent)
    with open_store(target, upgrade=False) as copy:
        assert _rows(copy) == _rows(store)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_differs_is_noticed_and_thrown_away(
    store: Store, new_address: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, make: Make, kind: str
) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a", "환급"), make("b", "배송")])
    target, write = new_address(kind), copying._write

    def careless(writing: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
        write(writing, table, [{**row, "text": row["text"].strip("급")} if "text" in row else row for row in rows])

    monkeypatch.setattr(copying, "_write", careless)
    with pytest.raises(StoreError, match=r"The copy of table documents is not what the store holds \(2 rows"):
        copy_store(store, target, _silent)
    monkeypatch.undo()
    assert copy_store(store, target, _silent)["documents"] == 2


@pytest.mark.slow
def test_a_value_that_the_other_database_refuses_is_named_by_its_table(
    tmp_path: Path, new_address: Callable[[str], str]
) -> None:
    target = new_address("postgresql")
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        with store.begin() as connection:
            connection.execute(text("INSERT INTO weeks_to_count VALUES ('고객이 쓴 긴 말')"))
        with pytest.raises(StoreError, match=r"Table weeks_to_count holds a value.*too long") as caught:
            copy_store(store, target, _silent)
    assert "고객" not in str(caught.value)


@pytest.mark.usefixtures("store")
def test_another_programs_tables_are_left_alone(address: str) -> None:
    with connect(address) as other, other.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreError, match=r"holds tables of another program \(audit, changes, copy_keys\)"):
        open_store(address)


def test_a_backup_is_a_whole_store(store: Store, tmp_path: Path, make: Make) -> None:
    target, document = tmp_path / "copy.db", make("a")
    with store.begin() as connection:
        save_page(connection, [document])
    backup(store, target, _silent)
    with pytest.raises(StoreError, match="exists already"):
        backup(store, target, _silent)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert look_at_backup(target).n_documents == 1
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["copy.db"]
    with open_store(f"sqlite:///{target}", upgrade=False) as copy, copy.read() as connection:
        assert load_documents(connection, [document.id]) == [document]


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store, tmp_path / "missing" / "copy.db", _silent)


def test_a_name_that_is_taken_while_a_backup_is_made_is_left_alone(tmp_path: Path) -> None:
    def backed_up(file: Path) -> None:
        with appearing(file) as partial:
            partial.write_text("ours", encoding="utf-8")
            file.write_text("theirs", encoding="utf-8")

    with pytest.raises(StoreError, match="exists already"):
        backed_up(tmp_path / "copy.db")
    assert [one.read_text(encoding="utf-8") for one in tmp_path.iterdir()] == ["theirs"]


def test_no_backup_is_written_through_a_link_that_somebody_has_put_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("theirs", encoding="utf-8")
    # Put there at the worst moment, after leftovers were taken away.
    monkeypatch.setattr(backups, "_remove", lambda partial: partial.is_symlink() or partial.symlink_to(victim))
    with pytest.raises(StoreError, match="cannot be written"), appearing(tmp_path / "copy.db"):
        pass
    assert victim.read_text(encoding="utf-8") == "theirs"
    assert not (tmp_path / "copy.db").exists()


def test_a_restored_store_is_the_one_of_the_backup_and_the_other_lies_aside(
    store: Store, address: str, tmp_path: Path, make: Make, fill: Fill
) -> None:
    fill(make("a", "환급이 늦어요"))
    was, file = _rows(store), tmp_path / "copy.db"
    backup(store, file, _silent)
    fill(make("b", "배송이 늦어요"))
    later = _rows(store)
    aside = restore(store, file, moment=MOMENT, tell=_silent).aside
    with open_store(address, upgrade=False) as restored:
        found = _rows(restored)
        # What is out of reach from now on is noted.
        (noted,) = found.pop("audit")
        assert "{'documents': None, 'kind': 'aside', 'target': " in noted
        assert found == {name: rows for name, rows in was.items() if name != "audit"}
        with restored.read() as connection:
            assert [hit.text for hit in search(connection, "늦어")] == ["환급이 늦어요"]
    assert aside is not None
    with open_store(_address_of(aside, address), upgrade=False) as other:
        assert _rows(other) == later


def _address_of(aside: str, address: str) -> str:
    if aside.startswith("schema "):
        return f"{address}&options=-c search_path={aside.removeprefix('schema ')}".replace(" ", "%20")
    return f"sqlite:///{aside}"


def test_a_backup_goes_where_nothing_is_yet(
    store: Store, new_address: Callable[[str], str], tmp_path: Path, make: Make
) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a")])
    backup(store, tmp_path / "copy.db", _silent)
    place = new_address("sqlite" if store.path else "postgresql")
    with connect(place) as fresh:
        assert restore(fresh, tmp_path / "copy.db", moment=MOMENT, tell=_silent) == Restored()
    with open_store(place, upgrade=False) as restored:
        assert _rows(restored) == _rows(store)


def test_an_older_backup_can_be_restored(address: str, tmp_path: Path) -> None:
    file = tmp_path / "older.db"
    with connect(f"sqlite:///{file}") as older, older.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(text("INSERT INTO tombstones VALUES ('x')"))
    content = file.read_bytes()
    assert look_at_backup(file).schema == "0004"
    with connect(address) as store:
        restore(store, file, moment=MOMENT, tell=_silent)
    with open_store(address) as restored:
        assert _rows(restored)["tombstones"] == ["('x',)"]
    assert file.read_bytes() == content


def test_what_is_no_whole_store_is_not_restored(tmp_path: Path, make: Make) -> None:
    file = tmp_path / "copy.db"
    with pytest.raises(StoreError, match="There is no file"):
        look_at_backup(file)
    file.write_text("이건 백업이 아닙니다. " * 500, encoding="utf-8")
    with pytest.raises(StoreError, match="no store, or is damaged"):
        look_at_backup(file)
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE notes (words TEXT)")
    with pytest.raises(StoreError, match="no store of this program"):
        look_at_backup(file)
    file.unlink()
    with open_store(f"sqlite:///{file}") as store, store.begin() as connection:
        save_page(connection, [make(str(number), "환급이 늦어요 " * 50) for number in range(300)])
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="written by a newer malgwi"):
        look_at_backup(file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        look_at_backup(file)


def _sqlite_with(tmp_path: Path, *made: Document) -> str:
    address = f"sqlite:///{tmp_path}/store/voc.db"
    with open_store(address) as store, store.begin() as connection:
        save_page(connection, made)
    return address


def test_nothing_is_restored_under_a_program_that_has_the_store_open(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_PATIENCE_S", 0.05)
    address = _sqlite_with(tmp_path, make("a"))
    with open_store(address) as store:
        backup(store, tmp_path / "copy.db", _silent)
    with open_store(address) as reader, reader.read() as reading, connect(address) as store:
        assert reading.scalar(select(func.count()).select_from(documents)) == 1
        with pytest.raises(StoreError, match="Another program has the store"):
            restore(store, tmp_path / "copy.db", moment=MOMENT, tell=_silent)
    assert sorted(one.name for one in (tmp_path / "store").iterdir()) == ["voc.db"]


@pytest.mark.parametrize("moment", ["link", "replace"])
def test_a_restore_that_is_killed_leaves_one_store_or_the_other(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    address = _sqlite_with(tmp_path, make("a"))
    with open_store(address) as store:
        backup(store, tmp_path / "copy.db", _silent)
        with store.begin() as connection:
            save_page(connection, [make("b")])

    def killed(*_: object) -> None:
        raise KilledError

    if moment == "link":
        monkeypatch.setattr(os, "link", killed)
    else:
        replace = Path.replace
        monkeypatch.setattr(
            Path, "replace", lambda one, to: killed() if one.name.endswith("restored") else replace(one, to)
        )
    with pytest.raises(KilledError), connect(address) as store:
        restore(store, tmp_path / "copy.db", moment=MOMENT, tell=_silent)
    monkeypatch.undo()
    with open_store(address) as store:
        assert len(_rows(store)["documents"]) == 2
    with connect(address) as store:
        restore(store, tmp_path / "copy.db", moment=datetime.now(UTC), tell=_silent)
    with open_store(address) as store:
        assert len(_rows(store)["documents"]) == 1


def test_a_damaged_store_is_moved_aside_with_its_log(tmp_path: Path, make: Make) -> None:
    address = _sqlite_with(tmp_path, make("a"))
    with open_store(address) as store:
        backup(store, tmp_path / "copy.db", _silent)
    path = tmp_path / "store" / "voc.db"
    path.write_bytes(b"no database at all " * 500)
    path.with_name("voc.db-wal").write_bytes(b"what was written last")
    with connect(address) as store:
        done = restore(store, tmp_path / "copy.db", moment=MOMENT, tell=_silent)
    # Nobody can tell what a damaged store had erased.
    assert done.erased is None
    aside = Path(str(done.aside))
    assert aside.read_bytes() == b"no database at all " * 500
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"what was written last"
    with open_store(address) as store:
        assert len(_rows(store)["documents"]) == 1


def test_a_backup_waits_for_nobody_and_misses_nothing_committed(store: Store, tmp_path: Path, make: Make) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a")])
    with one_at_a_time(store, patience_s=0.0, waiting=lambda: None), store.begin() as connection:
        save_page(connection, [make("b")])
        backup(store, tmp_path / "copy.db", _silent)
    assert look_at_backup(tmp_path / "copy.db").n_documents == 1
