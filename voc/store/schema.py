"""The tables of the store: one schema for SQLite and PostgreSQL.

Times are UTC, names follow one convention so that migrations can name every constraint on both databases, and every
key is made from content, so that a run that was killed and repeated leaves the same rows as an unbroken one.
"""

from voc.store.tables.base import UtcDateTime, metadata
from voc.store.tables.counts import purged, snapshots, weekly_counts, weekly_terms, weekly_voices, weeks_to_count
from voc.store.tables.messages import message_imports, message_sentences, message_versions, message_voices, messages
from voc.store.tables.people import (
    external_users,
    outreach_cases,
    outreach_contacts,
    outreach_documents,
    outreach_events,
)
from voc.store.tables.planning import changes, funnel_weeks, lessons, quote_permissions, weekly_praise
from voc.store.tables.readings import findings, learned, readings, self_trained, sentences
from voc.store.tables.runs import audit, cursors, digests, run_steps, runs
from voc.store.tables.texts import copy_keys, documents, rejects, revisions, search_documents, tombstones
from voc.store.tables.themes import ledger, proposals, spaces, themes
from voc.store.tables.users import users

__all__ = [
    "EVERY",
    "NOTHING_TO_READ",
    "NO_THEME",
    "UtcDateTime",
    "audit",
    "changes",
    "copy_keys",
    "cursors",
    "digests",
    "documents",
    "external_users",
    "findings",
    "funnel_weeks",
    "learned",
    "ledger",
    "lessons",
    "message_imports",
    "message_sentences",
    "message_versions",
    "message_voices",
    "messages",
    "metadata",
    "outreach_cases",
    "outreach_contacts",
    "outreach_documents",
    "outreach_events",
    "proposals",
    "purged",
    "quote_permissions",
    "readings",
    "rejects",
    "revisions",
    "run_steps",
    "runs",
    "search_documents",
    "self_trained",
    "sentences",
    "snapshots",
    "spaces",
    "themes",
    "tombstones",
    "users",
    "weekly_counts",
    "weekly_praise",
    "weekly_terms",
    "weekly_voices",
    "weeks_to_count",
]

# In `documents.analysis_version`: nothing is left to read (removed or forgotten), so that no night looks at it again.
NOTHING_TO_READ = "-"
# In the weekly counts: all values of that column together, and the absence of a theme.
EVERY = "*"
NO_THEME = ""
