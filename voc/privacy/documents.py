"""The only way from a record to a document: clean, mask, hash the author, check once more."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from hashlib import blake2b

from nlp.normalize import clean
from voc.errors import PrivacyError
from voc.privacy.contacts import STRICT_EMAIL, STRICT_MOBILE
from voc.privacy.handles import hash_handle
from voc.privacy.links import strip_url
from voc.privacy.masker import Masker
from voc.privacy.numbers import STRICT_RRN, is_certain_rrn
from voc.records import Document, Record, document_id, reading_text
from voc.weeks import week_of

# Columns of a table whose whole cell is a person.
_PERSON_COLUMN = re.compile(
    r"(?:.*(?:이름|성명|성함|작성자|닉네임|글쓴이|예금주|입금자|신청자|주문자|고객명|회원명|아이디)"
    r"|author.*|user(?:_?(?:name|id))?"
    r"|nick(?:_?name)?|(?:first|last|full)?[_ ]?name|handle|requester.*)",
    re.IGNORECASE,
)
_CERTAIN = (("phone", STRICT_MOBILE), ("email", STRICT_EMAIL), ("rrn", STRICT_RRN))
# What is hashed into the fingerprint: all but the time of the edit.
_FACTS = tuple(one.name for one in fields(Document) if one.name not in {"updated_at", "fingerprint", "is_redacted"})
# What comes from outside; the rest is made here or stands in the configuration.
_CHECKED = tuple(name for name in _FACTS if name not in {"id", "source", "kind", "channel", "author_hash", "week"})
# Half of a surrogate pair cannot be written, PostgreSQL takes no NUL.
_UNSTORABLE = re.compile("[\\x00\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# Their ids may hold the name of a blog: `naver_blog:solip_home:223456789012`.
_POSTS = frozenset({"post", "comment", "question"})


def to_document(record: Record, masker: Masker, key: bytes) -> Document:
    """Turn a record as delivered into the masked document that may be stored.

    An author's handle that stands as a tag or a segment's value is masked there too.

    Parameters
    ----------
    record : Record
        A record with `removed_at` becomes a tombstone: facts stay, text, title, tags and address go.
    masker : Masker
        What to mask.
    key : bytes
        For the author's handle, from `load_or_create_key`.

    Raises
    ------
    PrivacyError
        A telephone number, an e-mail address or a registration number is still there after masking.
    """
    removed = record.removed_at is not None
    title = None if removed or record.title is None else clean(record.title).text
    body = "" if removed else clean(record.body).text
    identity = _identity(record.external_id, masker, key)
    document = Document(
        id=document_id(record.source, identity),
        source=record.source,
        external_id=_shown_identity(identity, record, masker, key),
        kind=record.kind,
        channel=record.channel,
        title=None if title is None else _mask(title, masker),
        # Title and body are masked as they are read, together: a number may run from one into the other.
        text=_mask(reading_text(record.kind, title, body), masker),
        created_at=record.created_at,
        created_precision=record.created_precision,
        tz_assumed=record.tz_assumed,
        updated_at=record.updated_at,
        week=week_of(record.created_at) if record.created_at else None,
        author_hash=hash_handle(record.author_handle, key) if record.author_handle else None,
        parent_id=None if record.parent_id is None else _parent(record.parent_id, masker, key),
        completeness=record.completeness,
        rating=record.rating,
        url=None if removed else _url(record.url, record.author_handle, masker),
        language=_fact(record.language, masker),
        product=_fact(record.product, masker),
        app_version=_fact(record.app_version, masker),
        tags=() if removed else tuple(_label(tag, record, masker) for tag in record.tags),
        segment={name: _label(value, record, masker) for name, value in sorted(record.segment.items())},
        removed_at=record.removed_at,
        fingerprint="",
        is_redacted=record.is_redacted,
    )
    _check(document, masker)
    return replace(document, fingerprint=_fingerprint(document))


def stored_id(source: str, external_id: str, masker: Masker, key: bytes) -> str:
    """Make the store's identity of a document from the id that its source gave it, whatever is kept of that id."""
    return document_id(source, _identity(external_id, masker, key))


def stored_parent(external_id: str, masker: Masker, key: bytes) -> str:
    """Spell the id of a thread as the documents that belong to it name it."""
    return _parent(external_id, masker, key)


def mask_cells(cells: Mapping[str, str], masker: Masker) -> dict[str, str]:
    """Mask the cells of a row that is set aside; a column's name counts as the word before its value.

    Examples
    --------
    >>> mask_cells({"작성자": "길동이", "내용": "010-1234-5678로 전화 주세요", "별점": "5"}, Masker())
    {'작성자': '<NAME>', '내용': '<PHONE>로 전화 주세요', '별점': '5'}
    """
    # A file without a header has a customer's row for one.
    return {_mask(clean(column).text, masker): _mask_cell(column, value, masker) for column, value in cells.items()}


def mask_text(text: str, masker: Masker) -> str:
    """Clean and mask a text that is stored beside the documents, such as a message that names a file."""
    return _mask(clean(text).text, masker)


def _mask_cell(column: str, value: str, masker: Masker) -> str:
    text = clean(value).text
    if text.strip() and _PERSON_COLUMN.fullmatch(column.strip()) and "name" in masker.settings.kinds:
        return "<NAME>"
    cue = f"{column.strip()}: "
    masked = masker.mask(cue + text).text
    # A name that is masked itself is no cue.
    return _mask(masked.removeprefix(cue) if masked.startswith(cue) else text, masker)


def _mask(text: str, masker: Masker) -> str:
    """Mask a clean text; what a last look still finds by its form alone goes too, however it came through."""
    masked = masker.mask(text).text
    pieces: list[str] = []
    at = 0
    for start, end, kind in _certain(masked, masker):
        pieces += (masked[at:start], f"<{kind.upper()}>")
        at = end
    return "".join((*pieces, masked[at:])) if pieces else masked


def _certain(text: str, masker: Masker) -> list[tuple[int, int, str]]:
    """Find what can be told by form alone, with patterns that know nothing of the masker's; not what is to stay."""
    kinds = masker.settings.kinds
    found = [
        (*match.span(), kind)
        for kind, pattern in _CERTAIN
        if kind in kinds
        for match in pattern.finditer(text)
        # Order numbers may look the same but for the check digit, a company's register number even with it.
        if kind != "rrn" or ("bizno" in kinds and is_certain_rrn(match[0]))
    ]
    keep = masker.settings.compiled_keep
    if not found or keep is None:
        return sorted(found)
    kept = [match.span() for match in keep.finditer(text)]
    return sorted(one for one in found if not any(start <= one[0] and one[1] <= end for start, end in kept))


def _fact(value: str | None, masker: Masker) -> str | None:
    """Keep a short fact such as a version as it is, but for what is certain to be personal data."""
    if value is None:
        return None
    text = clean(value).text
    return _mask(text, masker) if _certain(text, masker) else text


def _label(value: str, record: Record, masker: Masker) -> str:
    text = clean(value).text
    handle = clean(record.author_handle or "").text.strip().casefold()
    is_author = handle and text.strip().casefold() == handle
    return "<NAME>" if is_author and "name" in masker.settings.kinds else _mask(text, masker)


def _url(url: str | None, handle: str | None, masker: Masker) -> str | None:
    stripped = strip_url(clean(url).text, masker, handle=handle) if url else None
    return _fact(stripped, masker)


def _identity(external_id: str, masker: Masker, key: bytes) -> str:
    """Take an id as it is, or its keyed hash where it is personal data itself or cannot be stored."""
    if _UNSTORABLE.search(external_id) or _certain(external_id, masker):
        return f"k-{hash_handle(external_id, key)}"
    return external_id


def _shown_identity(identity: str, record: Record, masker: Masker, key: bytes) -> str:
    """Spell an id for the store; of a post it is kept without the author's handle, of an address without secrets."""
    if not _ADDRESS.match(identity):
        handle = (record.author_handle or "").strip()
        return _pieces_of(handle).sub("-", identity) if handle and record.kind in _POSTS else identity
    return strip_url(identity, masker, handle=record.author_handle) or f"k-{hash_handle(identity, key)}"


def _pieces_of(handle: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^:.]){re.escape(handle)}(?![^:.])", re.IGNORECASE)


def _parent(parent_id: str, masker: Masker, key: bytes) -> str:
    # The address of somebody else's post may hold their handle, which is not known here.
    hidden = f"k-{hash_handle(parent_id, key)}"
    return hidden if _ADDRESS.match(parent_id) else _identity(parent_id, masker, key)


def _fingerprint(document: Document) -> str:
    rating = document.rating
    facts = {
        **{name: getattr(document, name) for name in _FACTS},
        "rating": None if rating is None else {"max": rating.max, "min": rating.min, "value": rating.value},
        "segment": dict(document.segment),
    }
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_instant)
    return blake2b(canonical.encode(), digest_size=16).hexdigest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _check(document: Document, masker: Masker) -> None:
    """Look at all that will be stored, whether or not anything above has masked it."""
    for part in _strings(document):
        for _, _, kind in _certain(part, masker):
            message = (
                f"Pattern '{kind}' still matches document {document.id} of source '{document.source}' after masking. "
                "Nothing of the batch was stored. Add the format to config/privacy.yaml under extra_patterns."
            )
            raise PrivacyError(message)


def _strings(document: Document) -> Iterator[str]:
    for name in _CHECKED:
        value = getattr(document, name)
        if isinstance(value, str):
            yield value
    yield from document.tags
    yield from document.segment.values()
