"""What a column of a message export can be, and how people name it in a mapping."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from voc.errors import UsageError
from voc.tables.mapping import hint_at, mapping_of

Field = Literal[
    "sent_at",
    "sent_time",
    "channel",
    "segment",
    "stage",
    "campaign",
    "title",
    "body",
    "image",
    "is_ad",
    "sent",
    "delivered",
    "opened",
    "clicked",
    "converted",
    "opted_out",
    "revenue",
    "test",
    "variant",
    "id",
    "archive_id",
    "drop",
]
FIELDS: tuple[Field, ...] = get_args(Field)
DROP: Field = "drop"
# Numbers of recipients, each with the column of the archive that holds it.
COUNTS: Mapping[Field, str] = {
    name: f"n_{name}" for name in ("sent", "delivered", "opened", "clicked", "converted", "opted_out")
}
# What else people call them.
_ALSO: Mapping[str, Field] = {
    **{column: name for name, column in COUNTS.items()},
    "date": "sent_at",
    "time": "sent_time",
    "text": "body",
    "has_image": "image",
    "ad": "is_ad",
    "funnel": "stage",
    "audience": "segment",
    "external_id": "id",
    "unsubscribed": "opted_out",
}


def read_field(text: str, column: str) -> Field:
    """Read a field as people write it in a mapping.

    Raises
    ------
    UsageError
        It is none.

    Examples
    --------
    >>> read_field("opened", "오픈수"), read_field("n_sent", "발송수")
    ('opened', 'sent')
    """
    word = text.strip()
    found = _ALSO.get(word) or next((one for one in FIELDS if one == word), None)
    if found is None:
        hint = hint_at(word, [*FIELDS, *_ALSO])
        raise UsageError(f"Column '{column}' cannot be '{word}'.{hint} Known: {', '.join(FIELDS)}.")
    return found


def mapping_from(pairs: Iterable[str], header: Sequence[str], *, where: str) -> dict[str, Field]:
    """Turn `FIELD=COLUMN` texts of a command line into a mapping of column to field; `drop=*` for all that is doubtful.

    Raises
    ------
    UsageError
        A text has another form, the field is none, the file lacks the column, or two texts contradict each other.

    Examples
    --------
    >>> mapping_from(["sent_at=보낸 날", "text=문구"], ["보낸 날", "문구"], where="a.csv")
    {'보낸 날': 'sent_at', '문구': 'body'}
    """
    given = mapping_of(pairs, header, where=where, check=read_field, example="sent_at=발송일시 or body=본문")
    return {column: read_field(word, column) for column, word in given.items()}
