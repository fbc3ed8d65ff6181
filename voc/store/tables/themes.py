"""Tables of themes: what they are, where they lie, and what people decided and are asked about them."""

from sqlalchemy import JSON, Boolean, Column, Float, Integer, LargeBinary, String, Table, Text

from voc.store.tables.base import ID, KEY, UtcDateTime, metadata

themes = Table(
    "themes",
    metadata,
    Column("theme_id", KEY, primary_key=True),
    Column("title", String, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("stage", String(32), nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("exemplars", JSON, nullable=False),
    Column("first_week", String(8)),
    Column("state", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("created_in_run", ID),
    Column("hidden", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("payload", LargeBinary),
)

spaces = Table(
    "spaces",
    metadata,
    Column("version", KEY, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("created_week", String(8)),
    Column("is_current", Boolean, nullable=False),
)

ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String(16), nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("details", JSON, nullable=False),
    Column("why", Text, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("week", String(8), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("themes", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("details", JSON, nullable=False),
    Column("state", String(16), nullable=False),
)
