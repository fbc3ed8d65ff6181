"""Verbatims as the brief quotes them: plain values that name their document, so that forgetting finds them."""

from collections.abc import Mapping
from typing import Any

from voc.store import Verbatim
from voc.weeks import SEOUL


def plain_quote(one: Verbatim, channels: Mapping[str, str]) -> dict[str, Any]:
    """Describe a verbatim; `channels` names the channel of each source for readers."""
    return {
        "doc_id": one.document_id,
        "sentence_index": one.sentence_index,
        "text": one.text,
        "date": one.created_at.astimezone(SEOUL).date().isoformat() if one.created_at else None,
        "rating": one.rating,
        "channel": channels.get(one.source, ""),
    }
