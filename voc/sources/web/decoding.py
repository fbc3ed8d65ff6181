"""Bytes of web pages and feeds to text: what the encoding is decided by evidence, not by one party's word."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4.dammit import EncodingDetector

from voc.errors import TableError
from voc.tables.encoding import known_encoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where a page says in itself how it is written.
_DECLARED_WITHIN = 4096
_HANGUL = re.compile("[가-힣]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read.

    Attributes
    ----------
    n_replaced : int
        Places that no encoding explains, now U+FFFD: boards that cut titles by bytes leave half a syllable.
    """

    text: str
    encoding: str
    n_replaced: int = 0


def decode(data: bytes, *, charset: str | None = None) -> Decoded:
    """Decode a page or a feed.

    A byte order mark decides. Else the HTTP header, then what the text declares itself (`<meta>`, XML declaration),
    then strict UTF-8, then strict cp949: the first that decodes without a replacement. EUC-KR and its relatives are
    cp949. Latin-1 decodes anything and so proves nothing: it comes last. UTF-8 that yields Hangul is UTF-8, whatever
    was declared: cp949 text does not do so by chance.

    Parameters
    ----------
    charset : str or None
        Of the HTTP header `Content-Type`.

    Examples
    --------
    >>> decode("똠방각하".encode("cp949"), charset="euc-kr")
    Decoded(text='똠방각하', encoding='cp949', n_replaced=0)
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _best(data, [codec])
    declared = EncodingDetector.find_declared_encoding(data[:_DECLARED_WITHIN], is_html=True)
    return _best(data, list(_candidates(data, charset, declared)))


def _candidates(data: bytes, charset: str | None, declared: str | None) -> Iterator[str]:
    if _is_korean_utf8(data):
        yield "utf-8"
        return
    said = [_codec(charset), _codec(declared)]
    # A declaration that can be read as ASCII cannot be true of UTF-16.
    if said[1] and said[1].startswith(("utf-16", "utf-32")):
        said[1] = None
    yield from (codec for codec in said if codec and not _is_western(codec))
    yield from ("utf-8", "cp949")
    yield from (codec for codec in said if codec and _is_western(codec))


def _is_korean_utf8(data: bytes) -> bool:
    try:
        return bool(_HANGUL.search(data.decode()))
    except UnicodeDecodeError:
        return False


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        return known_encoding(name.strip().strip("\"'"), shown=Path("page"))
    except TableError:
        return None


def _is_western(codec: str) -> bool:
    return codec.startswith(("iso8859", "cp125", "latin", "ascii", "mac"))


def _best(data: bytes, codecs_in_order: list[str]) -> Decoded:
    """Take the first that decodes all, else the first of those that leave the fewest gaps."""
    for codec in codecs_in_order:
        try:
            return Decoded(data.decode(codec), codec)
        except UnicodeDecodeError:
            continue
    tried = [_with_gaps(data, codec) for codec in dict.fromkeys(codecs_in_order) if not _is_western(codec)]
    return min(tried, key=lambda one: one.n_replaced)


def _with_gaps(data: bytes, codec: str) -> Decoded:
    text = data.decode(codec, "replace")
    return Decoded(text, codec, text.count("\N{REPLACEMENT CHARACTER}"))
