"""Copies: which documents repeat another one, so that a voice is counted once.

Two documents are one voice only if

- the same author of the same source wrote the same words (case, white space and punctuation aside), or
- they are one post under several addresses, or
- they hold at least 40 characters without white space and are near-identical: their sets of neighbouring character
  pairs overlap by at least 0.9 (Jaccard).

Short equal texts of different or unknown authors are separate voices. Documents joined by these relations, directly
or through others, form a group; its earliest member is the original and the others are its copies. Which documents
can be related is read from keys: related documents share one, so a night looks only at those that share a key with
what came in.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
from numpy.typing import NDArray

from voc.records import Document

MIN_LENGTH = 40
MIN_OVERLAP = 0.9

# 10 bands of 7 hashes: a pair with overlap 0.9 shares a band in 99.85 of 100 cases, 0.95 in 99.999, and an unrelated
# pair (overlap about 0.1) once in a million, so that a busy store does not drown in candidates.
_BANDS = 10
_ROWS = 7
_TEASER = 10

_POSTS = frozenset({"post", "question"})
_FIRST = datetime.min.replace(tzinfo=UTC)
_TRACKING = frozenset({"fbclid", "gclid", "napm", "ref", "referrer", "trackingcode", "from"})
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class CopyCandidate:
    """What decides whether a document repeats another.

    Attributes
    ----------
    created_at : datetime or None
        Aware; documents without one count as the latest.
    """

    id: str
    source: str
    kind: str
    text: str
    author_hash: str | None = None
    url: str | None = None
    created_at: datetime | None = None

    @cached_property
    def folded(self) -> str:
        """The text without case, white space and punctuation; the bare text where nothing else is in it."""
        return fold_text(self.text)

    @cached_property
    def is_long(self) -> bool:
        """Whether the text is long enough to be compared with those of other authors."""
        return len("".join(self.text.split())) >= MIN_LENGTH

    @cached_property
    def pairs(self) -> _Hashes:
        """The distinct pairs of neighbouring characters, as sorted numbers."""
        codes = np.frombuffer(self.folded.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        return np.unique(codes[:-1] << np.uint64(32) | codes[1:])

    @property
    def order(self) -> tuple[bool, datetime, str]:
        """Earlier first, then by id."""
        return (self.created_at is None, self.created_at or _FIRST, self.id)


def candidate(document: Document) -> CopyCandidate:
    """Take from a document what decides about copies."""
    return CopyCandidate(
        id=document.id,
        source=document.source,
        kind=document.kind,
        text=document.text,
        author_hash=document.author_hash,
        url=document.url,
        created_at=document.created_at,
    )


def fold_text(text: str) -> str:
    """Leave letters, digits and emoji of a text, in one case; all but its white space where there are none.

    Examples
    --------
    >>> fold_text("환급이 안 돼요!!")
    '환급이안돼요'
    """
    compact = "".join(text.split()).casefold()
    kept = "".join(character for character in compact if _speaks(character))
    return kept or compact


def canonical_url(url: str) -> str:
    """Spell an address without scheme, mobile host, fragment and marks of where the reader came from.

    Examples
    --------
    >>> canonical_url("https://m.blog.example.com/dal/31?utm_source=feed#comments")
    'blog.example.com/dal/31'
    """
    try:
        parts = urlsplit(url.strip())
        fields = parse_qsl(parts.query, keep_blank_values=True)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return url.strip()
    query = sorted((name, value) for name, value in fields if not _is_tracking(name.casefold()))
    return f"{host}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class CopyKeys:
    """What a document could share with another.

    Attributes
    ----------
    same : tuple of int
        Documents that share one of these are one voice.
    near : tuple of int
        Documents that share one of these are one voice if a comparison says so. All are signed 64-bit numbers.
    """

    same: tuple[int, ...] = ()
    near: tuple[int, ...] = ()


def copy_keys(row: CopyCandidate) -> CopyKeys:
    """Make the keys of a document; none for a text without a character."""
    if not (row.is_long or row.author_hash or row.url):
        # Most rows of a file end here, before their letters are looked at.
        return CopyKeys()
    folded = row.folded
    if not folded:
        return CopyKeys()
    same = []
    if row.author_hash:
        same.append(_key("author", row.source, row.author_hash, folded))
    if row.url and row.kind in _POSTS:
        # A teaser and the post itself agree on their beginning; two posts of one page of a board do not.
        same.append(_key("url", canonical_url(row.url), folded[:_TEASER]))
    if not row.is_long:
        return CopyKeys(tuple(same))
    same.append(_key("text", folded))
    return CopyKeys(tuple(same), tuple(_band_keys(row.pairs)) if len(row.pairs) else ())


def is_near_identical(first: CopyCandidate, second: CopyCandidate) -> bool:
    """Compare two long texts: lengths within a tenth, pairs of characters overlapping by 0.9 or more."""
    if first.folded == second.folded:
        return True
    short, long = sorted((len(first.folded), len(second.folded)))
    if short < MIN_OVERLAP * long:
        return False
    shared = len(np.intersect1d(first.pairs, second.pairs, assume_unique=True))
    return shared >= MIN_OVERLAP * (len(first.pairs) + len(second.pairs) - shared)


def find_copies(rows: Sequence[CopyCandidate]) -> dict[str, str]:
    """Link every copy to its original.

    Parameters
    ----------
    rows : sequence of CopyCandidate
        In any order; ids are distinct.

    Returns
    -------
    dict of str to str
        Id of a copy to the id of the earliest document of its group. Originals are not in it.

    Examples
    --------
    >>> twice = [CopyCandidate(id, "shop", "review", text, "kim") for id, text in (("a", "늦어요"), ("b", "늦어요!"))]
    >>> find_copies(twice)
    {'b': 'a'}
    """
    ordered = sorted(rows, key=lambda row: row.order)
    groups = Groups(row.id for row in ordered)
    first_with: dict[int, str] = {}
    near: defaultdict[int, list[CopyCandidate]] = defaultdict(list)
    for row in ordered:
        keys = copy_keys(row)
        for key in keys.same:
            groups.join(first_with.setdefault(key, row.id), row.id)
        for key in keys.near:
            near[key].append(row)
    for bucket in near.values():
        join_near(bucket, groups)
    return {row.id: first for row in ordered if (first := groups.first(row.id)) != row.id}


class Groups:
    """Disjoint sets of documents; the first member stands for its set.

    Parameters
    ----------
    members : iterable of str
        Ids in order, the earliest first.
    """

    def __init__(self, members: Iterable[str]) -> None:
        self._place = {member: place for place, member in enumerate(members)}
        self._above = {member: member for member in self._place}

    def first(self, member: str) -> str:
        """Return the first member of the set that holds this one."""
        while self._above[member] != member:
            self._above[member] = self._above[self._above[member]]
            member = self._above[member]
        return member

    def join(self, one: str, other: str) -> None:
        """Make one set of those that hold these two."""
        first, second = sorted((self.first(one), self.first(other)), key=self._place.__getitem__)
        self._above[second] = first


def join_near(bucket: Sequence[CopyCandidate], groups: Groups) -> None:
    """Compare what shares a band; who is in one group already needs no comparison, so a flood of copies stays cheap."""
    clusters: list[list[CopyCandidate]] = []
    for row in bucket:
        own = [row]
        apart = []
        for cluster in clusters:
            together = groups.first(cluster[0].id) == groups.first(row.id)
            if together or any(is_near_identical(row, other) for other in cluster):
                groups.join(cluster[0].id, row.id)
                small, large = sorted((own, cluster), key=len)
                large.extend(small)
                own = large
            else:
                apart.append(cluster)
        clusters = [*apart, own]


def _band_keys(pairs: _Hashes) -> list[int]:
    signature = (_mix(pairs)[None, :] * _FACTORS[:, None]).min(axis=1).reshape(_BANDS, _ROWS)
    return [_key("band", str(place), band.tobytes().hex()) for place, band in enumerate(signature)]


def _mix(values: _Hashes) -> _Hashes:
    """Scramble 64-bit numbers (finalizer of splitmix64: Steele, Lea & Flood 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


# Odd factors, the same for ever: keys are stored.
_FACTORS: _Hashes = _mix(np.arange(_BANDS * _ROWS, dtype=np.uint64)) | np.uint64(1)


def _key(*parts: str) -> int:
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(("utm_", "n_"))


def _speaks(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "So"
