"""From a message as its tool exports it to what may be stored: masked, with an identity made of its content."""

import re
from datetime import UTC
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from voc.errors import RecordError
from voc.messages import SentMessage
from voc.privacy import Masker, mask_text, stored_id
from voc.store.messages import message_text
from voc.weeks import week_of

_ARCHIVE_ID = re.compile(r"[0-9a-f]{32}")
# Names of channels, segments and the like come again and again.
_NAMES = 4096


class MessageMasker:
    """Makes what may be stored of messages.

    Parameters
    ----------
    layout : str
        Name of the file's layout, in which the tool's ids are told apart.
    key : bytes
        For ids that are personal data themselves.
    """

    def __init__(self, masker: Masker, layout: str, key: bytes) -> None:
        self._masker = masker
        self._layout = layout
        self._key = key
        self.label = lru_cache(_NAMES)(self._text)

    def values(self, sent: SentMessage) -> dict[str, Any]:
        """Return what is said of a message, in the names of the table; nothing is None for what the file lacks.

        Raises
        ------
        RecordError
            Its id is none that the archive gives.
        """
        title, body = self._text(sent.title), self._text(sent.body)
        texts = {name: self.label(text) for name, text in sent.texts.items()}
        values: dict[str, Any] = {
            "external_id": self.label(sent.external_id) if sent.external_id else None,
            "sent_at": sent.sent_at.astimezone(UTC),
            "sent_precision": sent.precision,
            "week": week_of(sent.sent_at),
            "channel": self.label(sent.channel),
            "stage": sent.stage,
            "title": title or None,
            "body": body,
            "has_image": sent.has_image,
            "is_ad": sent.is_ad,
            "revenue": sent.revenue,
            "fingerprint": _hash(message_text(title or None, body)),
            **texts,
            **sent.counts,
        }
        return {"message_id": self._identity(sent, values), **values}

    def _text(self, text: str) -> str:
        return mask_text(text, self._masker).strip()

    def _identity(self, sent: SentMessage, values: dict[str, Any]) -> str:
        if sent.archive_id:
            if not _ARCHIVE_ID.fullmatch(sent.archive_id):
                message = "its 말귀ID is none that the archive gives: 32 digits and letters a-f"
                raise RecordError(message)
            return sent.archive_id
        if sent.external_id:
            return stored_id(f"messages:{self._layout}", sent.external_id, self._masker, self._key)
        told = (values["channel"], *(values.get(name) or "" for name in ("segment", "test", "variant", "title")))
        return _hash(values["sent_at"].isoformat(), *told, values["body"])


def _hash(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
