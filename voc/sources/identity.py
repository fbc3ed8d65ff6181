"""Stable ids for rows that bring none: made of what the row says, never of where it stands."""

from hashlib import blake2b

from voc.tables import Remembered


class ContentIds:
    """Ids made from content; equal contents get a running number, so that repeats within one file stay apart.

    Every file gets its own instance: the same row in two overlapping exports is one record.

    Examples
    --------
    >>> ids = ContentIds("shop")
    >>> ids.make("2026-09-01", "", "좋아요") == ids.make("2026-09-01", "", "좋아요")
    False
    >>> ContentIds("shop").make("2026-09-01", "", "좋아요")
    'h-9b0012234c75688b2b2236a6493e4249'
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._seen = Remembered()

    def make(self, *parts: str) -> str:
        """Make the id of a row from its telling parts: time as written, author, text."""
        # Half a surrogate pair cannot be encoded; it is part of the identity all the same.
        joined = "\x1f".join((self.source, *parts)).encode("utf-8", "surrogatepass")
        made = f"h-{blake2b(joined, digest_size=16).hexdigest()}"
        n = int(self._seen.get(made) or 0) + 1
        self._seen.put(made, str(n))
        return made if n == 1 else f"{made}-{n}"
