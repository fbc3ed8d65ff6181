"""The table of people who sign in to the dashboard with a password."""

from sqlalchemy import Column, String, Table

from voc.store.tables.base import UtcDateTime, metadata

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("password_hash", String, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    # Sessions that began before are over.
    Column("password_set_at", UtcDateTime, nullable=False),
)
