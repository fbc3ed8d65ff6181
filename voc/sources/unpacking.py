"""Undoing the compression of a body piece by piece, so that a small one cannot grow beyond what was asked for."""

import zlib
from collections.abc import Iterable, Iterator

# What we say we understand; nothing else is taken.
ACCEPTED = "gzip"
_NAMES = frozenset({"gzip", "x-gzip"})
_PIECE = 65_536
_GZIP_WINDOW = 31
_NEXT_MEMBER = b"\x1f"


class PackingError(Exception):
    """A body cannot be unpacked: broken, cut off, or packed in a way that was not offered."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the pieces of a body, each at most 65,536 bytes where it was packed.

    Parameters
    ----------
    encoding : str
        The header `Content-Encoding`; "" where there is none.

    Raises
    ------
    PackingError
        It cannot be unpacked to its end.
    """
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name not in {"", "identity"}]
    if not names:
        yield from chunks
    elif len(names) == 1 and names[0] in _NAMES:
        yield from _inflated(chunks)
    else:
        raise PackingError("packed in a way that was not offered")


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if inflater is None or inflater.eof:
                if inflater is not None and not rest.startswith(_NEXT_MEMBER):
                    return  # Padding behind the end, which everybody ignores.
                inflater = zlib.decompressobj(_GZIP_WINDOW)
            yield _piece(inflater, rest)
            rest = inflater.unconsumed_tail or inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise PackingError("cut off")


def _piece(inflater: "zlib._Decompress", packed: bytes) -> bytes:
    try:
        return inflater.decompress(packed, _PIECE)
    except zlib.error as error:
        raise PackingError("broken") from error
