"""Disks that are full: the store's, the one for temporary files, the one that a brief or a backup is written to."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from faults.homes import NIGHT, WEEK
from faults.moments import BEFORE, INSIDE, Moment
from faults.stages import Ended
from faults.theatre import COUNTED, GOES_ON, MENDED, NEW, POSTGRESQL, READ, SQLITE, Fault, Scene

_MIB = 2**20
_MOUNT, _UMOUNT = shutil.which("mount") or "mount", shutil.which("umount") or "umount"
BRIEF = ("brief", "--week", "2026-W47", "--out", "small/brief.md")
BACKUP = ("store", "backup", "small/voc.backup")


class NoSmallDiskError(Exception):
    """A disk of a given size cannot be had here: that takes the right to mount one."""


@contextmanager
def small_disk(folder: Path, size_mib: int) -> Iterator[Path]:
    """Mount a disk in memory over a folder; what was in the folder lies on it.

    Raises
    ------
    NoSmallDiskError
        We may not mount anything.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder.with_name(f"{folder.name}.aside")
    shutil.copytree(folder, aside)
    command = [_MOUNT, "-t", "tmpfs", "-o", f"size={size_mib}m,mode=0777", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        message = "a small disk cannot be mounted here"
        raise NoSmallDiskError(message) from error
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield folder
    finally:
        subprocess.run([_UMOUNT, "-l", str(folder)], check=True, capture_output=True)
        shutil.rmtree(aside)


def fill(disk: Path) -> None:
    """Write until nothing fits any more."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(_MIB // 4))


def free(disk: Path) -> None:
    """Make room again."""
    (disk / "filler").unlink(missing_ok=True)


@contextmanager
def store_on_small_disk(scene: Scene) -> Iterator[None]:
    """Put the folder of an SQLite store on a small disk."""
    with small_disk(scene.home.store.parent, 48):
        yield


def store_disk_full(during: str, command: tuple[str, ...], state: str, moment: Moment) -> Fault:
    """The disk under an SQLite store fills up."""

    def strike(scene: Scene) -> Ended:
        return scene.run(moment, lambda: fill(scene.home.path / "store"))

    def heal(scene: Scene) -> None:
        free(scene.home.path / "store")

    return Fault(
        "disk of the store full",
        f"{during}: {moment}",
        command,
        state,
        strike,
        MENDED,
        heal,
        says="the disk is full. Nothing half-written was kept; free some space and run again.",
        stores=(SQLITE,),
        around=store_on_small_disk,
    )


def server_disk_full(during: str, command: tuple[str, ...], state: str, moment: Moment) -> Fault:
    """The disk under a database of PostgreSQL fills up; the server's log lies elsewhere."""

    def strike(scene: Scene) -> Ended:
        return scene.run(moment, lambda: fill(_tablespace(scene)))

    def heal(scene: Scene) -> None:
        free(_tablespace(scene))

    return Fault(
        "disk of the server full",
        f"{during}: {moment}",
        command,
        state,
        strike,
        MENDED,
        heal,
        says="the server's disk is full. Nothing half-written was kept; free some space and run again.",
        stores=(POSTGRESQL,),
        around=database_on_small_disk,
    )


def _tablespace(scene: Scene) -> Path:
    return scene.database.folder / "small"


@contextmanager
def database_on_small_disk(scene: Scene) -> Iterator[None]:
    """Put a database of PostgreSQL on a small disk."""
    server, disk = scene.database, _tablespace(scene)
    with small_disk(disk, 48):
        owner = server.folder.stat()
        os.chown(disk, owner.st_uid, owner.st_gid)
        server.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        server.execute(f"ALTER DATABASE {scene.home.database} SET TABLESPACE small")
        try:
            yield
        finally:
            free(disk)
            server.execute(f"ALTER DATABASE {scene.home.database} SET TABLESPACE pg_default")
            server.execute("DROP TABLESPACE small")


def temporary_disk_full() -> Fault:
    """The disk for temporary files is full from the beginning."""

    @contextmanager
    def small(scene: Scene) -> Iterator[None]:
        with small_disk(scene.home.path / "small", 1):
            yield

    def strike(scene: Scene) -> Ended:
        fill(scene.home.path / "small")
        return scene.run(settings={"TMPDIR": str(scene.home.path / "small")})

    # Python takes another folder where there is room.
    return Fault(
        "disk for temporary files full",
        "run nightly: at the start",
        NIGHT,
        NEW,
        strike,
        GOES_ON,
        stores=(SQLITE,),
        is_real=True,
        around=small,
    )


def output_disk_full(label: str, command: tuple[str, ...]) -> Fault:
    """The disk that a result is written to is full; what was there before stays whole."""

    @contextmanager
    def small(scene: Scene) -> Iterator[None]:
        with small_disk(scene.home.path / "small", 4):
            yield

    def strike(scene: Scene) -> Ended:
        disk = scene.home.path / "small"
        fill(disk)
        before = sorted(one.name for one in disk.iterdir())
        ended = scene.run()
        assert sorted(one.name for one in disk.iterdir()) == before, "something half-written lies there"
        return ended

    def heal(scene: Scene) -> None:
        free(scene.home.path / "small")

    return Fault(
        "disk of the output full", label, command, COUNTED, strike, MENDED, heal, stores=(SQLITE,), around=small
    )


def disks() -> list[Fault]:
    """All faults of this kind."""
    return [
        *(store_disk_full("run nightly", NIGHT, NEW, one) for one in FULL_NIGHT),
        *(store_disk_full("run weekly", WEEK, READ, one) for one in FULL_WEEK),
        *(server_disk_full("run nightly", NIGHT, NEW, one) for one in FULL_SERVER),
        temporary_disk_full(),
        output_disk_full("brief --out", BRIEF),
        output_disk_full("store backup", BACKUP),
    ]


FULL_NIGHT = (
    Moment(3, INSIDE),
    Moment("collect-app_reviews", BEFORE),
    Moment("analyse", BEFORE),
    Moment(18, INSIDE),
    Moment("summarise", BEFORE),
)
# Before a database takes more room, it uses up what it has.
FULL_SERVER = (Moment("collect-cs_tickets", BEFORE), Moment("analyse", BEFORE))
FULL_WEEK = (Moment("discover", BEFORE), Moment(7, INSIDE), Moment("brief", BEFORE))
