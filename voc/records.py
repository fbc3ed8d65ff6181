"""Records as sources deliver them, documents as the store keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Literal

Kind = Literal[
    "review", "ticket_message", "chat_message", "survey_answer", "survey_rating", "post", "comment", "question"
]
# "seen": the source does not tell when something was written; the moment is that at which it was first seen.
Precision = Literal["second", "minute", "hour", "day", "seen"]
Completeness = Literal["full", "snippet"]

# In these kinds the title is the company's question, not the customer's words.
_SURVEY_KINDS = frozenset({"survey_answer", "survey_rating"})


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on its scale, `min <= value <= max`."""

    value: float
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Record:
    """One row as the source delivered it: unmasked, never stored.

    Attributes
    ----------
    source, external_id : str
        Together the identity; an edit keeps them.
    created_at, updated_at, removed_at : datetime or None
        Aware, UTC.
    tz_assumed : bool
        The source gave no offset and Asia/Seoul was taken.
    author_handle : str or None
        Name or id as delivered; becomes a keyed hash.
    segment : mapping of str to str
        Customer segments by name, such as {"가입": "신규"}.
    is_redacted : bool
        Another body than before means that words were taken back: the earlier ones are erased, not kept as a revision.
    external_user : str or None
        The customer's id in the company's own tools, where the source is configured to give it; kept sealed or not at
        all, and never shown.
    """

    source: str
    external_id: str
    kind: Kind
    channel: str
    body: str
    title: str | None = None
    created_at: datetime | None = None
    created_precision: Precision = "second"
    tz_assumed: bool = False
    updated_at: datetime | None = None
    author_handle: str | None = None
    parent_id: str | None = None
    completeness: Completeness = "full"
    rating: Rating | None = None
    url: str | None = None
    language: str | None = None
    product: str | None = None
    app_version: str | None = None
    tags: tuple[str, ...] = ()
    segment: Mapping[str, str] = field(default_factory=dict)
    removed_at: datetime | None = None
    is_redacted: bool = False
    external_user: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One masked customer text plus facts about it; the unit we count. Made only by `voc.privacy`.

    Attributes
    ----------
    id : str
        32 hexadecimal digits made from source and external id, so the same on every machine.
    text : str
        What is read and shown: masked, NFC. Title and body for reviews, tickets and posts; the body alone for
        surveys, where the title is the question asked.
    author_hash : str or None
        Keyed hash of the author's handle.
    week : str or None
        ISO week in Asia/Seoul, such as `2026-W39`.
    fingerprint : str
        Content hash of text, rating and facts; equal means nothing changed.
    """

    id: str
    source: str
    external_id: str
    kind: Kind
    channel: str
    title: str | None
    text: str
    created_at: datetime | None
    created_precision: Precision
    tz_assumed: bool
    updated_at: datetime | None
    week: str | None
    author_hash: str | None
    parent_id: str | None
    completeness: Completeness
    rating: Rating | None
    url: str | None
    language: str | None
    product: str | None
    app_version: str | None
    tags: tuple[str, ...]
    segment: Mapping[str, str]
    removed_at: datetime | None
    fingerprint: str
    is_redacted: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open time span [start, end); None leaves that side open. Aware, UTC."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next fetch of a source resumes. `value` is the source's own business."""

    source: str
    value: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not become a document, kept masked so that it can be replayed.

    Attributes
    ----------
    file, line : str, int
        Where it stood; line counts from 1 in the file as an editor shows it, or the row of a sheet.
    content : mapping of str to str
        The row's masked cells by column name.
    form : str or None
        Of a survey that was imported: its form, so that the row goes with the answers to it.
    """

    source: str
    file: str
    line: int
    reason: str
    content: Mapping[str, str] = field(default_factory=dict)
    form: str | None = None


def document_id(source: str, external_id: str) -> str:
    """Make the store's identity of a record: 32 hexadecimal digits, equal on every machine."""
    return blake2b(f"{source}\x1f{external_id}".encode(), digest_size=16).hexdigest()


def reading_text(kind: Kind, title: str | None, body: str) -> str:
    """Join what the customer wrote: title and body, but the body alone where the title is our question."""
    if not title or kind in _SURVEY_KINDS or body.startswith(title):
        return body
    # An empty line between them, so that a title is never read into the first sentence.
    return f"{title}\n\n{body}" if body else title
