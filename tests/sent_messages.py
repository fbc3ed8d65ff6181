"""Messages in a store without an import: rows as an import would write them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from voc.store import Store
from voc.store.batches import add
from voc.store.messages import message_text
from voc.store.schema import message_imports, messages
from voc.weeks import week_of

_AT = datetime(2026, 11, 1, tzinfo=UTC)


def message(key: str, body: str, sent_at: datetime, **facts: object) -> dict[str, object]:
    """Make the row of a message; `key` tells it from others."""
    title = facts.get("title")
    text = message_text(title if isinstance(title, str) else None, body)
    empty = {column.name: None for column in messages.columns if column.nullable}
    return {
        **empty,
        "message_id": message_id(key),
        "import_id": "import",
        "sent_at": sent_at,
        "sent_precision": "minute",
        "week": week_of(sent_at),
        "channel": "sms",
        "body": body,
        "fingerprint": blake2b(text.encode(), digest_size=16).hexdigest(),
        **facts,
    }


def message_id(key: str) -> str:
    """Return the id that a message gets by its key."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


def put_messages(store: Store, rows: Sequence[dict[str, object]]) -> None:
    """Save messages."""
    came = {"import_id": "import", "seq": 1, "file": "sent.csv", "at": _AT, "who": "한별", "mapping": {}, "counts": {}}
    with store.begin() as connection:
        add(connection, message_imports, [{**came, "undone_at": None, "undone_by": None}])
        add(connection, messages, rows)
