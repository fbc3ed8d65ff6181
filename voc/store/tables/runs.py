"""Tables of what runs did, how far sources were read, and what was erased or handed out."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from voc.store.tables.base import ID, KEY, UtcDateTime, metadata

cursors = Table(
    "cursors",
    metadata,
    Column("source", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", ID, primary_key=True),
    Column("flow", String, nullable=False),
    Column("window", String, nullable=False),
    # Of a run that was asked for some sources only: their names.
    Column("sources", String),
    Column("repeat", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("state", String(8), nullable=False),
    Column("counts", JSON, nullable=False),
    Column("error", Text),
    # Which version of the analysis read in this run; unknown where nothing was read.
    Column("analysis_version", KEY),
    # Sentences for people about what was not done, and why.
    Column("notes", JSON(none_as_null=True)),
    Index(None, "flow", "window"),
)

run_steps = Table(
    "run_steps",
    metadata,
    Column("run_id", ID, ForeignKey("runs.run_id"), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("step", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("n_rows", Integer, nullable=False),
    Column("n_read", Integer, nullable=False),
    Column("n_rejects", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("state", String(8), nullable=False),
    Column("reason", Text),
    # The most memory that the process held during the step.
    Column("peak_mb", Float),
    # What its source's habit says of the step: amber or red; empty where nothing was strange or could be judged.
    Column("health", String(8)),
    # What was strange, each with its level, machine name and sentence; and what else people may want to know.
    Column("verdicts", JSON(none_as_null=True)),
    Column("notes", JSON(none_as_null=True)),
)

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(16), nullable=False),
    Column("details", JSON, nullable=False),
    # Who asked for it, as far as that is known.
    Column("who", String),
    # It has begun, and is not known to have ended.
    Column("is_open", Boolean),
)

# Digests of frozen weeks that webhooks are owed, or have got.
digests = Table(
    "digests",
    metadata,
    Column("week", String(8), primary_key=True),
    Column("webhook", String, primary_key=True),
    # Whoever begins and does not come back may have sent it.
    Column("begun_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    sqlite_with_rowid=False,
)
