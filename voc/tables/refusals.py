"""Files that are no tables, told by their first bytes, with the way to one."""

from pathlib import Path

from voc.errors import TableError

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
)
# What Office wrote before 2007; the names of what is inside stand in UTF-16.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCUMENTS = (
    ("HwpSummaryInformation".encode("utf-16-le"), "an HWP document"),
    ("WordDocument".encode("utf-16-le"), "a Word document"),
)
_SEARCHED = 1 << 24


def refuse_binary(head: bytes, plain: Path, shown: Path) -> None:
    """Refuse a file that is known to be no table and no text.

    Raises
    ------
    TableError
        It is one; the message says what it is and what to do.
    """
    if head.startswith(_OLE):
        raise TableError(_about_old_office(plain, shown), path=shown)
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise TableError(no_table(shown, what), path=shown)


def no_table(shown: Path, what: str) -> str:
    """Say that a file is something else, and what to hand over."""
    return (
        f"{shown.name} is {what}, not a table. Hand over CSV, XLSX, JSON Lines or an HTML table (also as .gz or zip)."
    )


def _about_old_office(plain: Path, shown: Path) -> str:
    with plain.open("rb") as file:
        content = file.read(_SEARCHED)
    if _ENCRYPTED in content:
        return (
            f"{shown.name} is a workbook locked with a password, which cannot be read. Open it in Excel, take the "
            "password off (File > Info > Protect Workbook) and save it as XLSX."
        )
    for mark, what in _DOCUMENTS:
        if mark in content:
            return no_table(shown, what)
    return (
        f"{shown.name} is a workbook in the old .xls form, which cannot be read. Open it in Excel and save it as XLSX."
    )
