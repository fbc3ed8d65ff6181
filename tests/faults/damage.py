"""What lies on the disk is damaged: the store's file, its log, a model, a key, a cursor, the configuration."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Executable, create_engine, select, text, update

from faults.homes import NIGHT
from faults.moments import AFTER, BEFORE, INSIDE, Moment
from faults.stages import Ended
from faults.theatre import GOES_ON, MENDED, MORE, NEW, SQLITE, Fault, Scene
from voc.store.schema import metadata

_MOVED = "was moved away or replaced while this run worked with it"
_GARBAGE = bytes(range(256)) * 16


def _sidecar(store: Path, ending: str) -> Path:
    return store.with_name(store.name + ending)


def file_damaged(what: str, damage: Callable[[Path], None]) -> Fault:
    """The file of an SQLite store is damaged between two runs; people put a backup in its place."""

    def strike(scene: Scene) -> Ended:
        store = scene.home.store
        (scene.home.path / "kept").write_bytes(store.read_bytes())
        damage(store)
        return scene.run()

    def heal(scene: Scene) -> None:
        for ending in ("-wal", "-shm"):
            _sidecar(scene.home.store, ending).unlink(missing_ok=True)
        scene.home.store.write_bytes((scene.home.path / "kept").read_bytes())

    return Fault(
        f"store file {what}", "run nightly", NIGHT, MORE, strike, MENDED, heal, says="damaged", stores=(SQLITE,)
    )


def file_moved(moment: Moment) -> Fault:
    """Somebody moves the file of an SQLite store away while a run works with it, and later back."""

    def files(scene: Scene) -> list[Path]:
        return [scene.home.store, *(_sidecar(scene.home.store, one) for one in ("-wal", "-shm"))]

    def strike(scene: Scene) -> Ended:
        def act() -> None:
            for file in files(scene):
                if file.exists():
                    file.rename(scene.home.path / file.name)

        return scene.run(moment, act)

    def heal(scene: Scene) -> None:
        for file in files(scene):
            file.unlink(missing_ok=True)
            moved = scene.home.path / file.name
            if moved.exists():
                moved.rename(file)

    return Fault(
        "store file moved away",
        f"run nightly: {moment}",
        NIGHT,
        NEW,
        strike,
        MENDED,
        heal,
        says=_MOVED,
        stores=(SQLITE,),
    )


def _truncate(store: Path) -> None:
    os.truncate(store, store.stat().st_size // 2)


def _blot(store: Path) -> None:
    """Overwrite the first page of the documents."""
    with closing(sqlite3.connect(store)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'documents'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with store.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(_GARBAGE[:size])


def _overwrite(store: Path) -> None:
    store.write_bytes(_GARBAGE * 8)


def log_damaged(what: str, damage: Callable[[Path], None]) -> Fault:
    """A run is killed, and what SQLite left beside the file is damaged before the next one."""

    def strike(scene: Scene) -> Ended:
        return scene.run(Moment(18, AFTER))

    def heal(scene: Scene) -> None:
        damage(scene.home.store)

    return Fault(
        f"killed, then {what}", "run nightly", NIGHT, NEW, strike, MENDED, heal, stores=(SQLITE,), is_real=True
    )


def _without_log(store: Path) -> None:
    _sidecar(store, "-wal").unlink()
    _sidecar(store, "-shm").unlink(missing_ok=True)


def _garbage_in_log(store: Path) -> None:
    log = _sidecar(store, "-wal")
    with log.open("r+b") as file:
        file.seek(log.stat().st_size // 2)
        file.write(_GARBAGE)


def _garbage_in_index(store: Path) -> None:
    _sidecar(store, "-shm").write_bytes(_GARBAGE * 8)


def rows_damaged(what: str, statement: str, promise: str) -> Fault:
    """What the store keeps to save work is garbage."""

    def strike(scene: Scene) -> Ended:
        execute(scene.home.address, text(statement))
        return scene.run()

    return Fault(f"{what} damaged", "run nightly", NIGHT, MORE, strike, promise)


def payload_damaged(what: str, table: str, column: str) -> Fault:
    """What the store keeps packed has lost its end; people put a backup in its place."""
    kept: dict[str, list[Any]] = {}
    held = metadata.tables[table]
    (key,) = held.primary_key.columns
    packed = select(key, held.c[column]).where(held.c[column].is_not(None))

    def strike(scene: Scene) -> Ended:
        kept[scene.home.address] = execute(scene.home.address, packed)
        for name, payload in kept[scene.home.address]:
            execute(scene.home.address, update(held).where(key == name).values({column: payload[: len(payload) // 2]}))
        return scene.run()

    def heal(scene: Scene) -> None:
        for name, payload in kept.pop(scene.home.address):
            execute(scene.home.address, update(held).where(key == name).values({column: payload}))

    return Fault(f"{what} damaged", "run nightly", NIGHT, MORE, strike, MENDED, heal, says="Put a backup in its place")


def cursor_damaged() -> Fault:
    """Where a source goes on is garbage; people do what the message says."""

    def strike(scene: Scene) -> Ended:
        execute(scene.home.address, text("UPDATE cursors SET value = '{' WHERE source = 'community'"))
        return scene.run()

    def heal(scene: Scene) -> None:
        ended = scene.stage.run(scene.home, "collect", "community", "--anew", "--until", "2026-11-23")
        assert ended.code == 0, ended.said

    return Fault(
        "cursor damaged",
        "run nightly",
        NIGHT,
        MORE,
        strike,
        MENDED,
        heal,
        says="Start anew: voc collect community --anew",
    )


def execute(address: str, statement: Executable) -> list[Any]:
    """Look at rows, or change them, behind the program's back."""
    engine = create_engine(address)
    with engine.begin() as connection:
        done = connection.execute(statement)
        rows = list(done) if done.returns_rows else []
    engine.dispose()
    return rows


def key_damaged(what: str, content: str) -> Fault:
    """The file with the key for authors' hashes is damaged."""
    whole = blake2b(b"an invented key of the tests", digest_size=32).hexdigest()

    def key(scene: Scene) -> Path:
        return scene.home.store.with_name("author.key")

    def strike(scene: Scene) -> Ended:
        key(scene).parent.mkdir(exist_ok=True)
        key(scene).write_text(content, encoding="ascii")
        key(scene).chmod(0o600)
        return scene.run(settings={"VOC_AUTHOR_KEY": ""})

    def heal(scene: Scene) -> None:
        key(scene).write_text(whole, encoding="ascii")

    return Fault(f"author.key {what}", "run nightly", NIGHT, MORE, strike, MENDED, heal, says="holds no key of 64")


def config_changed(what: str, damage: Callable[[Path], None], moment: Moment) -> Fault:
    """Somebody edits the configuration while a run works with it."""

    def strike(scene: Scene) -> Ended:
        return scene.run(moment, lambda: damage(scene.home.path / "config"))

    return Fault(f"configuration {what}", f"run nightly: {moment}", NIGHT, NEW, strike, GOES_ON)


def _break_config(folder: Path) -> None:
    (folder / "sources.yaml").write_text("sources: [", encoding="utf-8")


def damage() -> list[Fault]:
    """All faults of this kind."""
    garbage, no_json = "UPDATE readings SET terms = '[[1]]', why = '7'", "UPDATE readings SET terms = '[', why = ''"
    return [
        file_damaged("cut in half", _truncate),
        file_damaged("with a damaged page", _blot),
        file_damaged("overwritten", _overwrite),
        file_moved(Moment(5, INSIDE)),
        file_moved(Moment("analyse", BEFORE)),
        log_damaged("its log deleted", _without_log),
        log_damaged("its log damaged", _garbage_in_log),
        log_damaged("the log's index damaged", _garbage_in_index),
        rows_damaged("cached readings", garbage, GOES_ON),
        # PostgreSQL takes no JSON that is none.
        replace(rows_damaged("cells of cached readings", no_json, GOES_ON), stores=(SQLITE,)),
        payload_damaged("space of the themes", "spaces", "payload"),
        payload_damaged("centres of themes", "themes", "payload"),
        cursor_damaged(),
        key_damaged("empty", ""),
        key_damaged("cut off", "0123456789abcdef"),
        config_changed("broken meanwhile", _break_config, Moment("analyse", BEFORE)),
    ]
