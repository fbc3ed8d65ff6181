"""The bytes of a configuration file to text, and the line-by-line files: TSV, word lists, the company's own texts."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from voc.config.problems import Problems, shown_path

# The whole of a large catalogue takes some 100 kB; a file of this size is no configuration.
_MAX_BYTES = 5_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF8 = "Save it again as UTF-8 (메모장: 다른 이름으로 저장 > 인코딩 > UTF-8)."


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something: number from 1, text without the line break and outer blanks."""

    number: int
    text: str


def read_text(file: Path, problems: Problems) -> str | None:
    """Read a file as UTF-8 in NFC, with or without a byte-order mark; note why where that is impossible."""
    where = shown_path(file)
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= _MAX_BYTES else b""
    except OSError as error:
        problems.add(where, f"cannot be read ({error.strerror}). Check that it is a file and that you may open it.")
        return None
    if size > _MAX_BYTES:
        problems.add(where, f"holds {size:,} bytes, at most {_MAX_BYTES:,} are read. This is no configuration file.")
        return None
    text = _decode(raw, where, problems)
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    control = _CONTROL.search(text)
    if control:
        at = position(text, control.start())
        problems.add(where, f"holds the invisible control character U+{ord(control[0]):04X}. Delete it.", at=at)
        return None
    return text


def position(text: str, index: int) -> tuple[int, int]:
    r"""Turn an index into line and column, both from 1.

    Examples
    --------
    >>> position("ab\ncd", 4)
    (2, 2)
    """
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def has_control(text: str) -> bool:
    """Tell whether a text holds a character that no person typed, such as an escaped NUL."""
    return _CONTROL.search(text) is not None


def spoken_lines(text: str) -> list[Line]:
    """List the lines that are neither blank nor a comment; a comment is a line that begins with `#`."""
    numbered = (Line(number, line.strip(" \ufeff")) for number, line in enumerate(text.split("\n"), start=1))
    return [line for line in numbered if line.text.strip() and not line.text.startswith("#")]


def _decode(raw: bytes, where: str, problems: Problems) -> str | None:
    if raw.startswith(_UTF16_MARKS):
        problems.add(where, f"is saved as UTF-16 ('유니코드'). {_SAVE_AS_UTF8}", at=(1, 1))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte-order mark.
        mark = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
        before = raw[mark : mark + error.start]
        line_start = before.rfind(b"\n") + 1
        at = before.count(b"\n") + 1, len(before[line_start:].decode("utf-8")) + 1
    try:
        raw.decode("cp949")
    except UnicodeDecodeError:
        problems.add(where, f"is not UTF-8 text. {_SAVE_AS_UTF8}", at=at)
    else:
        problems.add(where, f"is saved as cp949 (Windows 'ANSI'), not as UTF-8. {_SAVE_AS_UTF8}", at=at)
    return None
