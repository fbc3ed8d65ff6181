"""Which posts call for a thank-you or an apology, and whose case they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Literal

Tone = Literal["thanks", "apology"]
# Praise has to outweigh what was said against us so many times: nobody is thanked for a grudging review.
_TIMES = 2


@dataclass(frozen=True, slots=True)
class Post:
    """A post that was read.

    Attributes
    ----------
    n_praise, n_unhappy : int
        Sentences that praise; sentences that complain or hesitate.
    is_sponsored : bool
        It says itself that it was paid for.
    """

    document_id: str
    source: str
    author_hash: str
    created_at: datetime | None
    n_praise: int
    n_unhappy: int
    is_sponsored: bool = False

    @property
    def author(self) -> tuple[str, str]:
        """Whose post it is."""
        return self.source, self.author_hash

    @property
    def tone(self) -> Tone | None:
        """What it calls for; None where nothing does.

        Examples
        --------
        >>> [Post("d", "s", "a", None, *n).tone for n in ((3, 0), (3, 1), (3, 2), (1, 2), (1, 1), (0, 0))]
        ['thanks', 'thanks', None, 'apology', None, None]
        """
        if self.n_praise and self.n_praise >= _TIMES * self.n_unhappy:
            return "thanks"
        return "apology" if self.n_unhappy > self.n_praise else None


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened, with the posts of its author, the one that calls for it first."""

    case_id: str
    kind: Tone
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A further post of somebody who has a case."""

    case_id: str
    post: Post


def case_id_of(source: str, author_hash: str) -> str:
    """Name the case of an author: one for ever, so that nobody is written to twice by mistake."""
    return blake2b(f"{source}\n{author_hash}".encode(), digest_size=6).hexdigest()


def sort_posts(posts: Iterable[Post], cases: Mapping[tuple[str, str], str]) -> tuple[list[Opening], list[FollowUp]]:
    """Sort new posts into cases to be opened and further posts of authors who have one.

    Parameters
    ----------
    posts : iterable of Post
        None of which belongs to a case yet.
    cases : mapping
        Authors with a case to its state. Whoever must not be contacted gets nothing more.
    """
    by_author: dict[tuple[str, str], list[Post]] = {}
    for post in sorted(posts, key=_order):
        by_author.setdefault(post.author, []).append(post)
    openings: list[Opening] = []
    follow_ups: list[FollowUp] = []
    for author, own in sorted(by_author.items()):
        case_id = case_id_of(*author)
        if author not in cases:
            openings += _opening(case_id, own)
        elif cases[author] != "do_not_contact":
            follow_ups += [FollowUp(case_id, post) for post in own]
    return openings, follow_ups


def _order(post: Post) -> tuple[bool, float, str]:
    """Sort by age, undated ones last."""
    at = post.created_at
    return at is None, at.timestamp() if at else 0.0, post.document_id


def _opening(case_id: str, own: list[Post]) -> list[Opening]:
    telling = [post for post in own if post.tone is not None and not post.is_sponsored]
    if not telling:
        return []
    first = telling[0]
    tone = first.tone
    if tone is None:
        return []
    return [Opening(case_id, tone, (first, *(post for post in own if post is not first)))]
