"""Where that part of a store stands which a draft is set beside: texts, edits, messages and their voices."""

from sqlalchemy import Connection, func, select

from voc.store.schema import ledger, message_imports, message_voices
from voc.store.standing import texts_standing


def draft_standing(connection: Connection) -> str:
    """Spell it; equal texts mean that a draft meets the same evidence."""
    asked = (
        select(func.max(ledger.c.seq)),
        select(func.max(message_imports.c.seq), func.count(message_imports.c.undone_at)),
        select(func.count(), func.max(message_voices.c.at)),
    )
    rest = " ".join(str(value) for one in asked for value in connection.execute(one).one())
    return f"{texts_standing(connection)} {rest}"
