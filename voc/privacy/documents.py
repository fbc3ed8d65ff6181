"""The only way from a record to a document: clean, mask, hash the author, check once more."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
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


def to_document(record: Record, masker: Masker, key: bytes) -> Document:
    """Turn a record as delivered into the masked document that may be stored.

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
    document = Document(
        id=document_id(record.source, record.external_id),
        source=record.source,
        external_id=record.external_id,
        kind=record.kind,
        channel=record.channel,
        title=None if title is None else masker.mask(title).text,
        # Title and body are masked as they are read, together: a number may run from one into the other.
        text=masker.mask(reading_text(record.kind, title, body)).text,
        created_at=record.created_at,
        created_precision=record.created_precision,
        tz_assumed=record.tz_assumed,
        updated_at=record.updated_at,
        week=week_of(record.created_at) if record.created_at else None,
        author_hash=hash_handle(record.author_handle, key) if record.author_handle else None,
        parent_id=record.parent_id,
        completeness=record.completeness,
        rating=record.rating,
        url=None if removed or not record.url else strip_url(record.url, masker, handle=record.author_handle),
        language=record.language,
        product=record.product,
        app_version=record.app_version,
        tags=() if removed else tuple(_mask_value(tag, masker) for tag in record.tags),
        segment={name: _mask_value(value, masker) for name, value in sorted(record.segment.items())},
        removed_at=record.removed_at,
        fingerprint="",
    )
    _check(document, masker)
    return replace(document, fingerprint=_fingerprint(document))


def mask_cells(cells: Mapping[str, str], masker: Masker) -> dict[str, str]:
    """Mask the cells of a row that is set aside; a column's name counts as the word before its value.

    Examples
    --------
    >>> mask_cells({"작성자": "길동이", "내용": "010-1234-5678로 전화 주세요", "별점": "5"}, Masker())
    {'작성자': '<NAME>', '내용': '<PHONE>로 전화 주세요', '별점': '5'}
    """
    return {column: _mask_cell(column, value, masker) for column, value in cells.items()}


def _mask_cell(column: str, value: str, masker: Masker) -> str:
    text = clean(value).text
    if text.strip() and _PERSON_COLUMN.fullmatch(column.strip()) and "name" in masker.settings.kinds:
        return "<NAME>"
    cue = f"{column.strip()}: "
    return masker.mask(masker.mask(cue + text).text.removeprefix(cue)).text


def _mask_value(value: str, masker: Masker) -> str:
    return masker.mask(clean(value).text).text


def _fingerprint(document: Document) -> str:
    facts = {name: value for name, value in asdict(document).items() if name not in {"updated_at", "fingerprint"}}
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_instant)
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _check(document: Document, masker: Masker) -> None:
    """Look once more for what can be told by form alone, with patterns that know nothing of the masker's."""
    keep = masker.settings.compiled_keep
    for part in (document.text, document.title or "", *document.tags, *document.segment.values()):
        kind = _left(keep.sub("", part) if keep else part, masker.settings.kinds)
        if kind:
            message = (
                f"Pattern '{kind}' still matches document {document.id} of source '{document.source}' after masking. "
                "Nothing of the batch was stored. Add the format to config/privacy.yaml under extra_patterns."
            )
            raise PrivacyError(message)


def _left(text: str, kinds: frozenset[str]) -> str | None:
    if "phone" in kinds and STRICT_MOBILE.search(text):
        return "phone"
    if "email" in kinds and STRICT_EMAIL.search(text):
        return "email"
    # Order numbers may look the same but for the check digit, a company's register number even with it.
    if {"rrn", "bizno"} <= kinds and any(is_certain_rrn(match[0]) for match in STRICT_RRN.finditer(text)):
        return "rrn"
    return None
