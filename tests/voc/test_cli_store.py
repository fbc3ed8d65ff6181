"""`voc store`: what people are told, where the key of the authors goes, what a role that only reads may do."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from postgres_server import Server
from sqlalchemy import make_url, text

from voc.cli.store import say_what_waits
from voc.config import Settings, load_settings
from voc.errors import StoreError
from voc.steps.audit_log import hand_out
from voc.steps.existing import existing_store
from voc.store import Store, one_at_a_time, open_store, start_run, status
from voc.store.backups import copy_store
from voc.store.engine import connect
from voc.store.marks import note_weeks
from voc.store.restoring import restore

Call = Callable[..., object]
NOBODY = 65534
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def with_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key lies in a file beside the store, not in the environment."""
    monkeypatch.delenv("VOC_AUTHOR_KEY")
    key = home / "store" / "author.key"
    key.parent.mkdir(exist_ok=True)
    key.write_text("a" * 64 + "\n", encoding="ascii")
    key.chmod(0o600)
    return key


@pytest.mark.usefixtures("filled")
def test_a_backup_names_the_key_that_it_does_not_hold(call: Call, with_key: Path) -> None:
    result = call("store", "backup", "copy.db")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("Copied the store to copy.db (")
    assert f"The key of the authors is not in it: keep {with_key} too" in result.err
    assert call("store", "backup", "copy.db").err.startswith("copy.db exists already")


@pytest.mark.usefixtures("filled")
def test_a_key_from_the_environment_is_named_by_its_variable(call: Call) -> None:
    assert "keep the value of VOC_AUTHOR_KEY too" in call("store", "backup", "copy.db").err
    refused = call("store", "backup", "other.db", "--with-key")
    assert (refused.code, "it comes from the variable VOC_AUTHOR_KEY" in refused.err) == (1, True)
    assert not Path("other.db").exists()


@pytest.mark.usefixtures("filled")
def test_after_a_disk_crash_a_backup_brings_store_and_key_back(call: Call, with_key: Path, home: Path) -> None:
    assert call("store", "backup", "copy.db", "--with-key", "--dry-run").code == 0
    assert not Path("copy.db").exists()
    assert call("store", "backup", "copy.db", "--with-key").code == 0
    assert stat.S_IMODE(Path("copy.db.key").stat().st_mode) == 0o600
    rmtree(home / "store")
    told = call("store", "restore", "copy.db", "--dry-run")
    assert told.err.startswith("copy.db is a whole store: tables ")
    assert "9 documents" in told.err
    assert not (home / "store").exists()
    result = call("store", "restore", "copy.db")
    assert (result.code, "moved" in result.err) == (0, False)
    assert with_key.read_text(encoding="ascii") == "a" * 64 + "\n"
    assert json.loads(call("store", "status", "--json").out)["n_documents"] == 9


def test_a_restored_store_gets_its_own_key_and_the_other_one_is_kept(call: Call, with_key: Path, filled: Store) -> None:
    filled.close()
    call("store", "backup", "copy.db", "--with-key")
    with_key.write_text("b" * 64 + "\n", encoding="ascii")
    result = call("store", "restore", "copy.db")
    assert "The other one lies at " in result.err
    (aside,) = with_key.parent.glob("author.key.before_restore_*")
    assert (with_key.read_text(encoding="ascii")[0], aside.read_text(encoding="ascii")[0]) == ("a", "b")


def test_a_key_that_cannot_be_put_back_is_told_and_the_store_is_back(call: Call, with_key: Path, filled: Store) -> None:
    filled.close()
    call("store", "backup", "copy.db", "--with-key")
    with_key.unlink()
    with_key.mkdir()
    result = call("store", "restore", "copy.db")
    assert result.code == 1
    assert result.err.startswith(
        "The store is back from copy.db, its key is not. The key of the authors cannot be copied"
    )
    assert len(list(with_key.parent.glob("voc.db.before_restore_*"))) == 1


def test_whoever_was_forgotten_after_a_backup_is_not_brought_back_by_it(call: Call, filled: Store) -> None:
    filled.close()
    call("store", "backup", "copy.db")
    assert call("forget", "--author", "손님a2", "--source", "shop_reviews", "--yes").code == 0
    result = call("store", "restore", "copy.db")
    assert (result.code, "1 documents forgotten, 0 cleared, 0 rejected rows." in result.err) == (0, True)
    assert call("search", "상담원도").out == ""
    lines = [json.loads(line) for line in call("audit", "--json").out.splitlines()]
    assert [one["details"].get("kind") for one in lines] == ["backup", None, "aside"]
    assert lines[2]["said"].startswith("되돌리기 전 저장소 → /")


def test_a_restore_that_cannot_ask_the_store_before_it_says_so(call: Call, filled: Store, home: Path) -> None:
    filled.close()
    call("store", "backup", "copy.db")
    (home / "store" / "voc.db").write_bytes(b"no database " * 1000)
    assert "The store that was there is damaged, so nobody can tell" in call("store", "restore", "copy.db").err
    rmtree(home / "store")
    assert "No store was there before, so nobody can tell" in call("store", "restore", "copy.db").err


@pytest.mark.usefixtures("filled")
def test_a_copy_and_what_it_was_made_of_know_of_each_other(
    call: Call, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert call("store", "copy", f"sqlite:///{home}/new/voc.db").code == 0
    for here, there in (("store", "new"), ("new", "store")):
        monkeypatch.setenv("VOC_STORE_URL", f"sqlite:///{home}/{here}/voc.db")
        (line,) = map(json.loads, call("audit", "--json").out.splitlines())
        assert line["details"] == {"kind": "copy", "target": f"{home}/{there}/voc.db", "documents": None}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:here.db?uri=true"])
def test_a_copy_needs_a_file_to_go_to(call: Call, home: Path, address: str) -> None:
    before = sorted(home.iterdir())
    result = call("store", "copy", address)
    assert (result.code, "names no file to copy to" in result.err) == (1, True), result.err
    assert sorted(home.iterdir()) == before


def test_a_backup_in_a_folder_that_may_only_be_read_is_restored(locked: Settings) -> None:
    place = Path(mkdtemp(prefix="voc-mine-", dir="/tmp"))
    file = Path(str(locked.store_url()).removeprefix("sqlite:///"))
    try:
        with connect(f"sqlite:///{place}/voc.db") as store:
            restore(store, file, moment=MONDAY, tell=lambda *_: None)
        with open_store(f"sqlite:///{place}/voc.db") as store:
            assert status(store).n_documents == 9
    finally:
        rmtree(place)


def test_a_file_leaves_a_store_that_may_only_be_read(locked: Settings) -> None:
    out = Path(mkdtemp(prefix="voc-out-", dir="/tmp")) / "brief.md"
    try:
        with existing_store(locked) as store:
            (told,) = hand_out(store, out, "# 브리프".encode(), lambda connection: note_weeks(connection, {"2026-W47"}))
        assert told.startswith(f"{out} is not in the log of `voc audit`. The store sqlite:///")
        assert out.read_text(encoding="utf-8") == "# 브리프"
    finally:
        rmtree(out.parent)


def test_a_restore_without_a_key_says_what_that_costs(call: Call, with_key: Path, empty_store: Store) -> None:
    call("store", "backup", "copy.db")
    with_key.unlink()
    empty_store.close()
    assert "without it the authors count as new ones" in call("store", "restore", "copy.db").err


@pytest.mark.usefixtures("with_key")
def test_nothing_is_restored_while_a_run_is_at_work(call: Call, filled: Store) -> None:
    call("store", "backup", "copy.db")
    with one_at_a_time(filled, patience_s=0.0, waiting=lambda: None):
        result = call("store", "restore", "copy.db")
    assert (result.code, "Another run is working on the store" in result.err) == (1, True)
    assert not list(Path("store").glob("*before_restore*"))


@pytest.mark.usefixtures("filled")
def test_a_copy_is_compared_and_the_key_is_not_forgotten(call: Call, with_key: Path, home: Path) -> None:
    target = f"sqlite:///{home}/new/voc.db"
    assert call("store", "copy", target, "--dry-run").err.startswith(f"Would copy sqlite:///{home}/store/voc.db to")
    assert not (home / "new").exists()
    result = call("store", "copy", target)
    assert (result.code, "9 documents among them, and compared them all." in result.err) == (0, True)
    assert f"The key of the authors stays at {with_key}: copy it to {home}/new/author.key" in result.err
    assert "exists already" in call("store", "copy", target).err


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://voc:geheim@db/voc",
        "postgresql://voc@db/voc?password=geheim",
        "postgresql://voc@db/voc?sslpassword=geheim",
    ],
)
def test_a_password_is_refused_on_the_command_line_and_taken_from_the_environment(
    call: Call, monkeypatch: pytest.MonkeyPatch, home: Path, address: str
) -> None:
    refused = call("store", "copy", address)
    assert (refused.code, "Set VOC_STORE_COPY_TO instead" in refused.err, "geheim" in refused.err) == (2, True, False)
    assert call("store", "copy").code == 2
    monkeypatch.setenv("VOC_STORE_COPY_TO", f"sqlite:///{home}/new.db")
    assert call("store", "copy").code == 0
    assert load_settings(home / "config").notes == ()


@pytest.mark.usefixtures("filled")
def test_tables_are_listed_with_rows_and_sizes(call: Call) -> None:
    rows = {
        row["table"]: row for row in map(json.loads, call("store", "status", "--tables", "--json").out.splitlines())
    }
    assert list(rows) == sorted(rows)
    assert (rows["documents"]["n_rows"], rows["search_fts"]["n_rows"], rows["cursors"]["n_rows"]) == (9, 9, 1)
    assert rows["documents"].keys() == {"table", "n_rows", "n_bytes", "n_index_bytes"}
    assert rows["documents"]["n_bytes"] >= 4096
    assert rows["documents"]["n_index_bytes"] >= 4096
    assert "documents" in call("store", "status", "--tables").out


@pytest.mark.usefixtures("filled")
def test_roles_are_for_a_server(call: Call) -> None:
    result = call("store", "roles")
    assert (result.code, "Roles are for PostgreSQL" in result.err) == (1, True)


@pytest.fixture
def served(server: Server, filled: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """The filled store on a server, and the configuration pointing there."""
    address = server.new_database()
    copy_store(filled, address, lambda *_: None)
    monkeypatch.setenv("VOC_STORE_URL", address)
    return address


@pytest.fixture
def reader(call: Call, server: Server, served: str) -> Iterator[str]:
    """A role made as `voc store roles` says; its address."""
    statements = call("store", "roles", "--reader", "돋보기").out
    with open_store(served) as store, store.begin() as connection:
        for statement in statements.rstrip(";\n").split(";\n"):
            connection.execute(text(statement))
    yield make_url(served).set(username="돋보기").render_as_string(hide_password=False)
    server.execute('DROP OWNED BY "돋보기"', served)
    server.execute('DROP ROLE "돋보기"')


READING = (
    ("store", "status"),
    ("store", "status", "--tables"),
    ("check", "store"),
    ("show", "themes"),
    ("show", "runs"),
    ("show", "rejects"),
    ("show", "sources"),
    ("show", "stages", "--week", "2026-W47"),
    ("show", "keywords", "--week", "2026-W47"),
    ("show", "trends"),
    ("keywords", "--target", "stage=onboarding", "--rest", "stage!=onboarding"),
    ("search", "인증"),
    ("brief", "--week", "2026-W47"),
    ("rejects", "list"),
    ("theme", "log"),
    ("store", "backup", "copy.db"),
)


@pytest.mark.slow
@pytest.mark.usefixtures("served")
def test_a_role_that_only_reads_suffices_for_every_verb_that_asks(
    call: Call, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {verb: call(*verb) for verb in READING[:-1]}
    monkeypatch.setenv("VOC_STORE_URL", reader)
    for verb in READING:
        found = call(*verb)
        assert found.code == 0, f"{verb}: {found.err}"
        if verb in wanted and verb[-1] != "status" and verb[0] != "check":
            assert found.out == wanted[verb].out, verb


@pytest.mark.slow
def test_a_role_that_only_reads_is_told_that_it_may_not_write(
    call: Call, reader: str, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_STORE_URL", reader)
    for verb in (
        ("theme", "rename", "t_auth", "인증이 안 된다", "--who", "하나", "--why", "고객의 말로"),
        ("collect", "shop_reviews"),
    ):
        result = call(*verb)
        assert (result.code, "only reads" in result.err or "lacks the right" in result.err) == (1, True), result.err
    with open_store(served) as store:
        assert status(store).n_documents == 9


@pytest.mark.slow
def test_a_role_reads_tables_that_come_later(reader: str, served: str) -> None:
    with open_store(served) as store, store.begin() as connection:
        connection.execute(text("CREATE TABLE later (n integer)"))
    with open_store(reader, upgrade=False) as store, store.read() as connection:
        assert connection.execute(text("SELECT * FROM later")).all() == []


@pytest.fixture
def locked(filled: Store, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings that name a store which everybody may read and nobody but its owner may write; we are somebody else."""
    folder = Path(mkdtemp(prefix="voc-readable-", dir="/tmp"))
    copy_store(filled, f"sqlite:///{folder}/voc.db", lambda *_: None)
    for one in (*folder.iterdir(), folder):
        one.chmod(0o555 if one.is_dir() else 0o444)
    monkeypatch.setenv("VOC_STORE_URL", f"sqlite:///{folder}/voc.db")
    settings, before = load_settings(home / "config"), os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield settings
    finally:
        os.seteuid(before)
        folder.chmod(0o755)
        rmtree(folder)


def test_a_file_that_may_only_be_read_is_read(locked: Settings) -> None:
    with existing_store(locked) as store:
        assert status(store).n_documents == 9
        with pytest.raises(StoreError, match="may not be written"), store.begin() as connection:
            note_weeks(connection, {"2026-W47"})
        assert store.path is not None
        assert [one.name for one in store.path.parent.iterdir()] == ["voc.db"]


def test_a_file_that_may_only_be_read_is_not_run_on(locked: Settings) -> None:
    with open_store(locked.store_url()) as store:
        with pytest.raises(StoreError, match="may not be written"), store.begin() as connection:
            start_run(connection, "nightly", "..", at=MONDAY)
        assert status(store).n_documents == 9


@pytest.mark.parametrize(
    ("n_weeks", "said"), [(0, ""), (1, "1 week waits for being counted anew"), (2_000, "2,000 weeks wait for being")]
)
def test_after_an_upgrade_it_says_what_the_next_night_has_to_count(
    n_weeks: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    say_what_waits(n_weeks)
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert bool(told) == bool(n_weeks)
