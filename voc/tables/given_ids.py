"""A watch over the ids that the rows of a file bring."""

from typing import TYPE_CHECKING

from voc.errors import RecordError
from voc.records import Record

if TYPE_CHECKING:
    from datetime import datetime


class GivenIds:
    """The ids of one file: tells a row that stands there twice from two voices under one id.

    Without this the second message of a ticket, under the number of the ticket, would replace the first.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[datetime | None, int]] = {}

    def check(self, record: Record) -> None:
        """Take note of a record; one that says when it was changed may say something new.

        Raises
        ------
        RecordError
            An earlier record of the file has the same id and other words, and nothing says which is newer.
        """
        voice = hash((record.title, record.body, record.rating, record.created_at))
        changed_at, known = self._seen.setdefault(record.external_id, (record.updated_at, voice))
        if known == voice:
            return
        if changed_at is None or record.updated_at is None or changed_at == record.updated_at:
            raise RecordError(
                "its id stands in an earlier row of the file with other words; name a column that differs from row to "
                "row as columns.id in sources.yaml, or none"
            )
        self._seen[record.external_id] = record.updated_at, voice
