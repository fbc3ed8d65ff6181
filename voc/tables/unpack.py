"""From what a person hands over (a file, a `.gz`, a zip, standard input) to one plain file of bytes, within limits."""

import gzip
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from voc.errors import TableError

_CHUNK = 1 << 20
# Unpacked bytes: text is streamed, so the limit guards the disk only.
MAX_UNPACKED = 4 << 30
# Text packs 5 to 20 to 1, dull text 100 to 1; zip bombs 1,000 to 1.
MAX_RATIO = 200
_RATIO_FROM = 64 << 20
_DAMAGED = (EOFError, zlib.error, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError)
_LAYERS = 3
# Pages of a Notion database and the files on them, beside its table.
_BESIDE_A_DATABASE = frozenset({".md", ".html", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf", ".mp4"})
_WHOLE = "_all"


def shown_name(path: Path) -> Path:
    """Return the name of a file for messages; `-` is standard input."""
    return Path("standard input") if str(path) == "-" else path


def unpack(path: Path) -> tuple[Path, list[Path]]:
    """Return a plain file with the content of `path`, and the temporary files to delete when done with it.

    `-` is standard input. Layers of `.gz` and zips with one table inside are taken off by content, not by name.

    Raises
    ------
    TableError
        There is no such file, it is a folder, it is empty, damaged, incomplete, or far too large when unpacked.
    """
    temporary: list[Path] = []
    shown = shown_name(path)
    try:
        plain = path
        if str(path) == "-":
            plain = _spool(_chunks(sys.stdin.buffer), temporary, shown, packed=None)
        _check_file(plain, shown=shown)
        for _ in range(_LAYERS):
            inner = _one_layer(plain, temporary, shown=shown)
            if inner is None:
                return plain, temporary
            plain = inner
            _check_file(plain, shown=shown)
    except BaseException:
        discard(temporary)
        raise
    discard(temporary)
    message = f"{shown.name} is packed more than {_LAYERS - 1} times over. Unpack it and hand over the table itself."
    raise TableError(message, path=shown)


def discard(temporary: list[Path]) -> None:
    """Delete temporary files."""
    for file in temporary:
        file.unlink(missing_ok=True)


def _check_file(plain: Path, *, shown: Path) -> None:
    where = str(shown)
    try:
        if plain.is_dir():
            raise TableError(f"{where} is a folder. Name one file in it.", path=shown)
        if not plain.is_file():
            raise TableError(f"{where} does not exist or is no file. Check the path.", path=shown)
        if not plain.stat().st_size:
            raise TableError(f"{where} is empty (0 bytes). Export or copy it again.", path=shown)
        with plain.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise TableError(
            f"{where} cannot be opened ({_cause(error)}). Check its name and rights.", path=shown
        ) from error


def _one_layer(plain: Path, temporary: list[Path], *, shown: Path) -> Path | None:
    with plain.open("rb") as file:
        magic = file.read(4)
    packed = plain.stat().st_size
    try:
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(plain) as file:
                return _spool(_chunks(file), temporary, shown, packed=packed)
        if magic in {b"PK\x03\x04", b"PK\x05\x06"}:
            with zipfile.ZipFile(plain) as archive:
                if is_workbook(archive):
                    return None
                _refuse_open_document(archive, shown)
                member = _only_table(archive, shown)
                check_sizes(archive, shown=shown, limit=MAX_UNPACKED)
                with archive.open(member) as file:
                    return _spool(_chunks(file), temporary, shown, packed=packed)
    except _DAMAGED as error:
        message = (
            f"{shown.name} is damaged or not complete ({_cause(error)}). Nothing of it was taken. "
            "Copy or download it again."
        )
        raise TableError(message, path=shown) from error
    return None


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Tell whether a zip is an Office document."""
    return "[Content_Types].xml" in archive.namelist()


def check_sizes(archive: zipfile.ZipFile, *, shown: Path, limit: int) -> None:
    """Refuse an archive whose members claim to be far larger than it, before anything is unpacked.

    Raises
    ------
    TableError
        The claimed sizes add up to more than `limit` bytes, or to an absurd ratio.
    """
    total = sum(info.file_size for info in archive.infolist())
    packed = sum(info.compress_size for info in archive.infolist()) or 1
    _check_growth(total, packed, shown, limit)


def _check_growth(total: int, packed: int | None, shown: Path, limit: int) -> None:
    bomb = packed is not None and total > _RATIO_FROM and total > packed * MAX_RATIO
    if total > limit or bomb:
        message = (
            f"{shown.name} would unpack to {total >> 20:,} MiB or more from {(packed or total) / (1 << 20):,.1f} MiB; "
            f"at most {limit >> 20:,} MiB and {MAX_RATIO} to 1 are read. Hand over the table as a plain CSV file."
        )
        raise TableError(message, path=shown)


def _only_table(archive: zipfile.ZipFile, shown: Path) -> zipfile.ZipInfo:
    found = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(info.filename)]
    members = _of_database(found) or found
    if len(members) != 1:
        names = ", ".join(map(_member_name, members[:5])) + (", ..." if len(members) > 5 else "")  # noqa: PLR2004 - a line
        message = (
            f"{shown.name} holds {len(members)} files ({names or 'nothing'}); expected exactly one table. "
            "Unpack it and name one."
        )
        raise TableError(message, path=shown)
    if members[0].flag_bits & 0x1:
        message = (
            f"{shown.name} is protected by a password. Unpack it with the password and hand over the table in it "
            f"({_member_name(members[0])})."
        )
        raise TableError(message, path=shown)
    return members[0]


def _of_database(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Find the table in what Notion exports: a database as CSV, once as shown and once whole, among its pages."""
    tables = [one for one in members if PurePosixPath(one.filename).suffix.lower() == ".csv"]
    others = {PurePosixPath(one.filename).suffix.lower() for one in members} - {".csv"}
    if not tables or not others <= _BESIDE_A_DATABASE:
        return []
    whole = [one for one in tables if PurePosixPath(one.filename).stem.endswith(_WHOLE)]
    shown = {one.filename for one in tables} - {one.filename for one in whole}
    pairs = {one.filename.replace(f"{_WHOLE}.", ".") for one in whole}
    return whole if len(whole) == 1 and shown <= pairs else tables


def _member_name(info: zipfile.ZipInfo) -> str:
    """Spell the name of a file in a zip; Windows writes Korean names in cp949 and does not say so."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("cp949")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return info.filename


def _refuse_open_document(archive: zipfile.ZipFile, shown: Path) -> None:
    """Refuse what LibreOffice and Apple's Numbers write, with the way out."""
    names = archive.namelist()
    numbers = any(name.startswith("Index/") and name.endswith(".iwa") for name in names)
    if numbers or (names and names[0] == "mimetype" and "content.xml" in names):
        what = "a Numbers document" if numbers else "an OpenDocument file"
        raise TableError(f"{shown.name} is {what}, which cannot be read. Save it as XLSX or CSV.", path=shown)


def _is_clutter(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts or path.name in {"Thumbs.db", "desktop.ini"}


def _chunks(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _spool(chunks: Iterator[bytes], temporary: list[Path], shown: Path, *, packed: int | None) -> Path:
    with tempfile.NamedTemporaryFile(prefix="voc-table-", delete=False) as out:
        spooled = Path(out.name)
        temporary.append(spooled)
        total = 0
        for chunk in chunks:
            total += len(chunk)
            _check_growth(total, packed, shown, MAX_UNPACKED)
            out.write(chunk)
    return spooled


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
