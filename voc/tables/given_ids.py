"""A watch over the ids that the rows of a file bring."""

from voc.errors import RecordError
from voc.records import Record
from voc.tables.remembered import Remembered


class GivenIds:
    """The ids of one file: tells a row that stands there twice from two voices under one id.

    Without this the second message of a ticket, under the number of the ticket, would replace the first.
    """

    def __init__(self) -> None:
        self._seen = Remembered()

    def check(self, record: Record) -> None:
        """Take note of a record; one that says when it was changed may say something new.

        Raises
        ------
        RecordError
            An earlier record of the file has the same id and other words, and nothing says which is newer.
        """
        voice = str(hash((record.title, record.body, record.rating, record.created_at)))
        changed_at = record.updated_at.isoformat() if record.updated_at else ""
        known_at, _, known = (self._seen.get(record.external_id) or "").rpartition(" ")
        if known == voice:
            return
        if known and (not changed_at or not known_at or changed_at == known_at):
            raise RecordError(
                "its id stands in an earlier row of the file with other words; name a column that differs from row to "
                "row as columns.id in sources.yaml, or none"
            )
        self._seen.put(record.external_id, f"{changed_at} {voice}")
