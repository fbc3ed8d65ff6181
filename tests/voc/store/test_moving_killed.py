"""A copy or a restore that is killed for real, by the kernel, leaves one whole store or the other."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voc.records import Document
from voc.store import Store, open_store, save_page
from voc.store.backups import backup, copy_store
from voc.store.engine import connect
from voc.store.restoring import restore

Make = Callable[..., Document]
MOMENT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
_DIES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from voc.store import restoring
from voc.store.backups import copy_store
from voc.store.engine import connect

what, address, other, moment = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def tell(label, _done, _total):
    if label == moment:
        die()

def dying(name):
    work = getattr(restoring, name)
    def done(*given):
        work(*given)
        die()
    setattr(restoring, name, done)

with connect(address) as store:
    if what == "copy":
        copy_store(store, other, tell)
    else:
        if moment == "put in place":
            dying("put_in_place")
        if moment == "settled":
            dying("_settled")
        if moment == "named again":
            Path.replace = die
        restoring.restore(store, Path(other), moment=datetime.now(UTC), tell=tell)
"""


def _silent(_label: str, _done: int, _total: int | None) -> None:
    pass


def _die(*arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DIES, *map(str, arguments)], check=False, capture_output=True, timeout=60, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def _ids(address: str) -> list[str]:
    with open_store(address) as store, store.read() as connection:
        return list(connection.exec_driver_sql("SELECT external_id FROM documents ORDER BY 1").scalars())


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_is_killed_leaves_nothing_that_looks_whole(
    store: Store, address: str, new_address: Callable[[str], str], make: Make, kind: str
) -> None:
    with store.begin() as connection:
        save_page(connection, [make("a"), make("b")])
    target = new_address(kind)
    _die("copy", address, target, "comparing documents")
    if kind == "sqlite":
        assert not Path(target.removeprefix("sqlite:///")).exists()
    assert copy_store(store, target, _silent)["documents"] == 2
    assert _ids(target) == _ids(address) == ["a", "b"]


@pytest.mark.parametrize(
    ("moment", "held"),
    [("settled", ["a", "b"]), ("named again", ["a", "b"]), ("put in place", ["a"])],
)
def test_a_restore_of_a_file_that_is_killed_leaves_one_store_or_the_other(
    tmp_path: Path, make: Make, moment: str, held: list[str]
) -> None:
    address, file = f"sqlite:///{tmp_path}/store/voc.db", tmp_path / "before.db"
    with open_store(address) as store:
        with store.begin() as connection:
            save_page(connection, [make("a")])
        backup(store, file, _silent)
        with store.begin() as connection:
            save_page(connection, [make("b")])
    _die("restore", address, file, moment)
    assert _ids(address) == held
    with connect(address) as store:
        restore(store, file, moment=MOMENT, tell=_silent)
    assert _ids(address) == ["a"]
    left = sorted(one.name.partition(".before")[0] for one in (tmp_path / "store").iterdir())
    # Only where the exchange was over lies the store before it aside too.
    assert left == ["voc.db", "voc.db"] + (["voc.db"] if moment == "put in place" else [])


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["copying documents", "settled"])
def test_a_restore_of_a_database_that_is_killed_leaves_the_store_that_was_there(
    new_address: Callable[[str], str], tmp_path: Path, make: Make, moment: str
) -> None:
    address, file = new_address("postgresql"), tmp_path / "before.db"
    with open_store(address) as store:
        with store.begin() as connection:
            save_page(connection, [make("a")])
        backup(store, file, _silent)
        with store.begin() as connection:
            save_page(connection, [make("b")])
    _die("restore", address, file, moment)
    assert _ids(address) == ["a", "b"]
    with connect(address) as store:
        restore(store, file, moment=MOMENT, tell=_silent)
    assert _ids(address) == ["a"]
