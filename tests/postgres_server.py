"""A throw-away PostgreSQL server for tests and benchmarks: on a socket, in a folder of its own, gone afterwards."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import create_engine, make_url, text

# Set where a missing server is a failure instead of a reason to skip.
REQUIRED = "MALGWI_REQUIRE_SERVERS"
_NUMBERS = count(1)
# Strings in the order of a Korean dictionary, not of their bytes: what depends on the order of bytes shows itself.
_KOREAN_ORDER = ("--locale-provider=icu", "--icu-locale=ko-KR")
_ICU_SINCE = 15
_OWNER = "postgres"


class NoServerError(Exception):
    """PostgreSQL cannot be started on this machine; the message says why."""


class Server:
    """A server of our own; other programs of this machine reach it through its socket only.

    Attributes
    ----------
    folder : Path
        Its data, its socket and its log.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = _programs()
        self._account = _account(folder)

    @property
    def address(self) -> str:
        """The maintenance database, as the owner of everything and without a password."""
        return f"postgresql+psycopg://voc@/postgres?host={self.folder}"

    def create(self) -> None:
        """Make an empty cluster whose databases sort text the Korean way."""
        order = _KOREAN_ORDER if self._version() >= _ICU_SINCE else ()
        self._run("initdb", "-U", "voc", "-E", "UTF8", "--locale=C.UTF-8", *order, "-A", "trust")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: `immediate` as if it had crashed, `fast` in good order."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def new_database(self, like: str | None = None) -> str:
        """Make an empty database, or one like that of an address which nobody has open; its address."""
        name = f"voc_{os.getpid()}_{next(_NUMBERS)}"
        template = f" TEMPLATE {make_url(like).database}" if like else ""
        self.execute(f"CREATE DATABASE {name}{template}")
        return make_url(self.address).set(database=name).render_as_string(hide_password=False)

    def execute(self, statement: str, address: str | None = None) -> None:
        """Run one statement outside any transaction, in the maintenance database unless another is named."""
        engine = create_engine(address or self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _version(self) -> int:
        found = re.search(r"\d+", self._run("initdb", "--version", data=False))
        return int(found[0]) if found else 0

    def _run(self, program: str, *arguments: str, data: bool = True) -> str:
        where = ("-D", str(self.folder / "data")) if data else ()
        command = (str(self._programs / program), *where, *arguments)
        # A pipe would be held open by the server that pg_ctl leaves behind.
        with (self.folder / "output").open("w+", encoding="utf-8") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self.folder, **self._account)
            output.seek(0)
            return output.read()


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server with a Korean collation and take everything of it away at the end.

    Raises
    ------
    NoServerError
        The programs are not installed, or we may not run them.
    """
    _programs()
    folder = Path(mkdtemp(prefix="voc-pg-", dir="/tmp"))
    try:
        server = Server(folder)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    found += [Path(one).resolve() for one in (shutil.which("initdb"),) if one]
    if not found:
        message = "PostgreSQL's initdb is not on this machine (Debian: apt-get install postgresql)"
        raise NoServerError(message)
    return found[-1].parent


def _major(initdb: Path) -> int:
    digits = re.sub(r"\D", "", initdb.parent.parent.name)
    return int(digits) if digits else 0


def _account(folder: Path) -> dict[str, Any]:
    """Run as PostgreSQL's own account where we are root, which it refuses."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam(_OWNER)
    except KeyError as error:
        message = f"PostgreSQL refuses to run as root, and there is no account named {_OWNER}"
        raise NoServerError(message) from error
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid}
