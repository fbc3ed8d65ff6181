"""Tables of what the company sent, how it did, and what customers said about it."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from voc.store.tables.base import ID, KEY, UtcDateTime, document_key, metadata

_COUNTS = ("n_sent", "n_delivered", "n_opened", "n_clicked", "n_converted", "n_opted_out")


def _message_key() -> Column[str]:
    return Column("message_id", ID, ForeignKey("messages.message_id"), primary_key=True, nullable=False)


message_imports = Table(
    "message_imports",
    metadata,
    Column("import_id", ID, primary_key=True),
    # In the order of the imports: what a later one says stands over an earlier one.
    Column("seq", Integer, nullable=False, unique=True),
    Column("file", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    # What the columns were taken for, and how many messages were new, changed, unchanged or set aside.
    Column("mapping", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String),
)

messages = Table(
    "messages",
    metadata,
    Column("message_id", ID, primary_key=True),
    # The import that said last what stands here.
    Column("import_id", ID, ForeignKey("message_imports.import_id"), nullable=False),
    Column("external_id", String),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_precision", String(8), nullable=False),
    Column("week", String(8), nullable=False),
    Column("channel", String, nullable=False),
    Column("segment", String),
    Column("stage", String(32)),
    Column("campaign", String),
    Column("title", Text),
    Column("body", Text, nullable=False),
    Column("has_image", Boolean),
    Column("is_ad", Boolean),
    *(Column(name, Integer) for name in _COUNTS),
    Column("revenue", Float),
    Column("test", String),
    Column("variant", String),
    # Of title and body: messages of one wording have one.
    Column("fingerprint", ID, nullable=False),
    # How it is worded and which lemmas it says; none until it was read.
    Column("traits", JSON(none_as_null=True)),
    Column("terms", JSON(none_as_null=True)),
    Column("analysis_version", KEY),
    Index(None, "week"),
    Index(None, "sent_at", "message_id"),
    Index(None, "fingerprint"),
)

# What each import said of a message, so that an import can be undone.
message_versions = Table(
    "message_versions",
    metadata,
    Column("message_id", ID, primary_key=True),
    Column("import_id", ID, ForeignKey("message_imports.import_id"), primary_key=True, index=True),
    Column("values", JSON, nullable=False),
    sqlite_with_rowid=False,
)

message_sentences = Table(
    "message_sentences",
    metadata,
    _message_key(),
    Column("sentence_index", Integer, primary_key=True, autoincrement=False),
    # In title and body, joined by a line break.
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    # Where the machine put it; people's edits of themes are applied when it is shown.
    Column("placed_theme_id", KEY, ForeignKey("themes.theme_id")),
    Column("theme_score", Float),
    Index(None, "placed_theme_id"),
    sqlite_with_rowid=False,
)

# Customers' words that quote, paste or mention a message.
message_voices = Table(
    "message_voices",
    metadata,
    document_key(),
    Column("message_id", ID, ForeignKey("messages.message_id"), primary_key=True, index=True),
    # `quoted`, `pasted` or `mentioned`.
    Column("how", String(16), nullable=False),
    Column("score", Float, nullable=False),
    # The customer's words that point to it, and the message's words that they repeat.
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("phrase", Text, nullable=False),
    # `found` by the machine; `confirmed` or `denied` by a person, which later runs leave alone.
    Column("state", String(16), nullable=False),
    Column("who", String),
    Column("at", UtcDateTime),
    sqlite_with_rowid=False,
)
