import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import IntegrityError

from voc.errors import StoreError
from voc.records import Document
from voc.store import Store, load_documents, open_store, save_page, status, upgrade_store
from voc.store.schema import documents, metadata

Make = Callable[..., Document]
Fill = Callable[..., None]


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/store/voc.db"


def test_migrations_end_at_the_declared_tables(store: Store) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
        return not (kind == "table" and str(name).startswith(("search_fts", "search_vectors")))

    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(store: Store, address: str) -> None:
    assert upgrade_store(store) is False
    with open_store(address, upgrade=False) as again, again.read() as connection:
        assert "documents" in inspect(connection).get_table_names()


def test_folder_and_file_are_private(tmp_path: Path) -> None:
    with open_store(_sqlite(tmp_path)) as store:
        with store.begin() as connection:
            save_page(connection, [])
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "store").iterdir()}
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}


def test_sqlite_checks_keys_and_keeps_a_log(tmp_path: Path) -> None:
    with open_store(_sqlite(tmp_path)) as store, store.read() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("foreign_keys", "journal_mode")}
        assert found == {"foreign_keys": 1, "journal_mode": "wal"}
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000


@pytest.mark.parametrize("upgrade", [True, False])
def test_a_newer_store_is_refused_with_advice(address: str, *, upgrade: bool) -> None:
    with open_store(address) as store, store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer malgwi \(tables 9999.*Install the newer version"):
        open_store(address, upgrade=upgrade)


def test_an_empty_store_is_not_upgraded_unasked(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"older than this program \(tables none.*voc store upgrade"):
        open_store(_sqlite(tmp_path), upgrade=False)


@pytest.mark.parametrize(
    "address",
    [
        "nonsense secret",
        "mysql://kim:secret@host/db",
        "postgresql://kim:secret@host:notaport/db",
        "oracle://secret",
        "postgresql://kim:se@secret@host/db",
    ],
)
def test_a_wrong_address_is_never_repeated(address: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)
    assert "sqlite:///" in str(caught.value)


@pytest.mark.parametrize("place", ["kim:secret@127.0.0.1:1/db", "kim@127.0.0.1:1/db?password=secret"])
def test_an_unreachable_server_is_named_without_its_password(place: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(f"postgresql://{place}")
    assert "secret" not in str(caught.value)
    assert "kim@127.0.0.1:1/db" in str(caught.value)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voc.db"
    path.write_text("이건 데이터베이스가 아닙니다. " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{path}")


def test_a_busy_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.store.sqlite_file.BUSY_SECONDS", 0)
    with open_store(_sqlite(tmp_path)) as store, open_store(_sqlite(tmp_path)) as other, store.begin():  # noqa: SIM117
        with pytest.raises(StoreError, match="another process has been writing"), other.begin():
            pass


def test_readers_go_on_while_somebody_writes(store: Store, address: str, make: Make) -> None:
    document = make("a")
    with open_store(address) as other, store.begin() as writing:
        save_page(writing, [document])
        with other.read() as connection:
            assert load_documents(connection, [document.id]) == []
    with store.read() as connection:
        assert load_documents(connection, [document.id]) == [document]


def test_processes_that_start_together_make_one_store(address: str) -> None:
    code = "import sys; from voc.store import open_store; open_store(sys.argv[1]).close()"
    started = [
        subprocess.Popen([sys.executable, "-c", code, address], stderr=subprocess.PIPE, env={**os.environ})
        for _ in range(2)
    ]
    outcomes = [(one.communicate()[1], one.returncode) for one in started]
    assert outcomes == [(b"", 0)] * 2
    with open_store(address, upgrade=False) as store:
        assert status(store).n_documents == 0


def test_status_counts(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a"), make("b", "인증이 안 돼요\n다시 왔어요"))
    with store.begin() as connection:
        save_page(connection, [make("c")])
    found = status(store)
    assert (found.n_documents, found.n_voices, found.n_findings) == (3, 3, 3)
    assert found.n_read == {"": 1, "v1": 2}
    assert found.weeks_to_count == ("2026-W47",)
    assert found.n_bytes > 100_000


def test_the_driver_is_the_plain_one(tmp_path: Path) -> None:
    """A store can be read by anything that reads SQLite."""
    open_store(_sqlite(tmp_path)).close()
    with sqlite3.connect(tmp_path / "store" / "voc.db") as plain:
        assert plain.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    plain.close()


def test_a_full_disk_is_said_and_leaves_what_was_there(tmp_path: Path, make: Make) -> None:
    """A limit on pages makes SQLite say what it says of a full disk."""
    with open_store(_sqlite(tmp_path)) as store:
        with store.begin() as connection:
            save_page(connection, [make("a")])
            n_pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count = {n_pages}"))
        many = [make(f"b{number}", "가나다라" * 500) for number in range(50)]
        with pytest.raises(StoreError, match="cannot be used: the disk is full"), store.begin() as connection:
            save_page(connection, many)
        assert status(store).n_documents == 1


def test_a_damaged_file_is_called_damaged(tmp_path: Path, make: Make) -> None:
    with open_store(_sqlite(tmp_path)) as store, store.begin() as connection:
        save_page(connection, [make(str(number)) for number in range(200)])
    path = tmp_path / "store" / "voc.db"
    content = bytearray(path.read_bytes())
    # The first page stays: it says that the file is SQLite's.
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"the file is damaged\. Put a backup"):
        open_store(_sqlite(tmp_path))


def test_a_table_that_is_gone_is_named(tmp_path: Path) -> None:
    with open_store(_sqlite(tmp_path)) as store:
        with store.begin() as connection:
            connection.execute(text("DROP TABLE cursors"))
        with pytest.raises(StoreError, match="no such table: cursors"), store.read() as connection:
            connection.execute(text("SELECT * FROM cursors"))


def test_errors_of_statements_do_not_quote_what_customers_wrote(tmp_path: Path, make: Make) -> None:
    """PostgreSQL's own words may still name the row; the command line shows them with --debug only."""
    row = make("a", "환급이 왜 이렇게 늦나요")
    with open_store(_sqlite(tmp_path)) as store:  # noqa: SIM117 - what raises stands alone
        with pytest.raises(IntegrityError) as caught, store.begin() as connection:
            connection.execute(insert(documents), [{"id": row.id, "text": row.text}])
    assert "환급" not in str(caught.value)
