"""Personal data: masking of texts, keyed hashes of authors, and the only way from a record to a document."""

from voc.privacy.documents import mask_cells, mask_text, stored_id, stored_parent, to_document
from voc.privacy.handles import (
    HandleKeyError,
    HandleKeyFileError,
    HandleKeyTooShortError,
    hash_handle,
    load_or_create_key,
)
from voc.privacy.links import strip_url
from voc.privacy.masker import Masked, Masker, Span
from voc.privacy.settings import KINDS, ExtraPattern, MaskSettings

__all__ = [
    "KINDS",
    "ExtraPattern",
    "HandleKeyError",
    "HandleKeyFileError",
    "HandleKeyTooShortError",
    "MaskSettings",
    "Masked",
    "Masker",
    "Span",
    "hash_handle",
    "load_or_create_key",
    "mask_cells",
    "mask_text",
    "stored_id",
    "stored_parent",
    "strip_url",
    "to_document",
]
