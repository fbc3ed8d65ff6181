"""The store: broken, open to others, without its key."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from postgres_server import Server
from sqlalchemy import text

from voc.config import Settings
from voc.config.load import load_settings
from voc.privacy.handles import load_or_create_key
from voc.steps.check_store import Finding
from voc.steps.doctor.clock import latest_in_store
from voc.steps.doctor.server import encoding, server_version
from voc.steps.doctor.server import rights as server_rights
from voc.steps.doctor.storage import file_system, rights, storage
from voc.steps.listings.metrics import figures
from voc.store import Store, open_store

as_owner = pytest.mark.skipif(os.name != "posix", reason="rights are kept elsewhere")


def looked(settings: Settings) -> dict[str, Finding]:
    return {one.check: one for one in storage(settings)}


def test_a_sound_store_is_in_order(filled: Store, settings: Settings) -> None:
    found = looked(settings)
    assert {name: one.verdict for name, one in found.items()} == dict.fromkeys(
        ("reachable", "version", "rights", "size", "integrity", "author key"), "ok"
    )
    assert found["reachable"].what == filled.address
    assert found["author key"].what == "from VOC_AUTHOR_KEY"


def test_without_a_store_there_is_one_note_and_still_none(settings: Settings) -> None:
    (found,) = storage(settings)
    assert found.verdict == "note"
    assert "the first `voc run nightly` makes it" in found.what
    assert not (settings.home / "store").exists()


@pytest.mark.parametrize("content", [b"no store at all, but some text", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_broken_file_is_said_and_nothing_is_raised(settings: Settings, content: bytes) -> None:
    (settings.home / "store").mkdir(mode=0o700)
    (settings.home / "store" / "voc.db").write_bytes(content)
    found = list(storage(settings))
    assert [one.verdict for one in found if one.check in {"reachable", "integrity"}][-1] == "wrong"


def test_damage_inside_is_found(filled: Store, settings: Settings, home: Path) -> None:
    filled.close()
    file = home / "store" / "voc.db"
    content = bytearray(file.read_bytes())
    for page in range(40, len(content) // 4096):
        content[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    file.write_bytes(content)
    assert "wrong" in {one.verdict for one in storage(settings)}


def test_tables_of_another_version_are_said(filled: Store, settings: Settings) -> None:
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    older = looked(settings)["version"]
    assert (older.verdict, older.what.split(":")[-1]) == ("note", " voc store upgrade")
    with filled.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert looked(settings)["version"].verdict == "wrong"


@as_owner
def test_a_store_that_others_may_read_is_wrong(filled: Store, settings: Settings) -> None:
    assert filled.path is not None
    filled.path.chmod(0o644)
    found = looked(settings)["rights"]
    assert found.verdict == "wrong"
    assert found.what.endswith(f"Run: chmod 600 {filled.path}")
    filled.path.chmod(0o600)
    filled.path.parent.chmod(0o755)
    (noted,) = rights(filled.path)
    assert noted.verdict == "note"
    assert noted.what.endswith(f"Run: chmod 700 {filled.path.parent}")


@pytest.mark.usefixtures("filled")
def test_a_missing_key_is_wrong_and_none_is_made(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_AUTHOR_KEY")
    found = looked(settings)["author key"]
    assert found.verdict == "wrong"
    assert found.what.startswith("the key for authors is gone: VOC_AUTHOR_KEY is not set and ")
    assert not (settings.home / "store" / "author.key").exists()


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_needs_no_key_yet(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOC_AUTHOR_KEY")
    assert looked(settings)["author key"].verdict == "ok"


@as_owner
@pytest.mark.usefixtures("filled")
def test_a_key_that_is_open_short_or_none_is_wrong_and_never_shown(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_AUTHOR_KEY", "tulip-42")
    short = looked(settings)["author key"]
    assert (short.verdict, "tulip" in short.what) == ("wrong", False)
    monkeypatch.delenv("VOC_AUTHOR_KEY")
    file = settings.home / "store" / "author.key"
    load_or_create_key("VOC_AUTHOR_KEY", file)
    assert looked(settings)["author key"].verdict == "ok"
    file.chmod(0o644)
    assert "open to other users" in looked(settings)["author key"].what
    file.chmod(0o600)
    file.write_text("not a key\n")
    assert looked(settings)["author key"].verdict == "wrong"


def test_a_server_that_does_not_answer_is_said_without_its_password(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("VOC_STORE_URL", "postgresql://voc:tulip42@127.0.0.1:1/voc")
    found = looked(load_settings(home / "config"))["reachable"]
    assert found.verdict == "wrong"
    assert "tulip42" not in found.what


@pytest.mark.slow
def test_a_real_server_is_in_order_and_its_figures_can_be_had(
    server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_STORE_URL", server.new_database().replace("+psycopg", ""))
    on_server = load_settings(home / "config")
    with open_store(on_server.store_url()) as store:
        found = looked(on_server)
        assert {one.verdict for one in found.values()} == {"ok"}, found
        assert set(found) == {"reachable", "version", "server", "encoding", "collation", "rights", "size", "author key"}
        assert found["server"].what.startswith("PostgreSQL ")
        by_name = {one.name: one for one in figures(store, on_server, now=datetime(2026, 11, 23, tzinfo=UTC))}
        assert by_name["voc_store_bytes"].samples[0].value > 100_000
        assert by_name["voc_documents"].samples[0].value == 0
        assert latest_in_store(on_server) is None


@pytest.mark.parametrize(("kind", "n"), [("ext4", 0), ("", 0), ("nfs4", 1), ("cifs", 1)])
def test_a_network_disk_is_wrong_for_sqlite(kind: str, n: int) -> None:
    assert len(list(file_system(Path("voc.db"), kind))) == n


def test_a_server_is_judged_by_version_encoding_and_rights() -> None:
    assert (server_version(150004).what, server_version(150004).verdict) == ("PostgreSQL 15.4", "ok")
    assert server_version(140011).verdict == "wrong"
    assert (encoding("UTF8").verdict, encoding("SQL_ASCII").verdict) == ("ok", "wrong")
    assert (server_rights(may_write=True).verdict, server_rights(may_write=False).verdict) == ("ok", "note")
