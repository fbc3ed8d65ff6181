"""The line of the audit log about a purge: opened before anything goes, and kept true in every transaction."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from voc.steps.audit_log import acting
from voc.store.audit import PURGE, close_audit, open_lines, update_audit, write_audit
from voc.store.purge import Cell
from voc.store.purged import UNDATED


class PurgeLine:
    """What one purge has cleared so far.

    Of a purge that is broken off the line tells what it has cleared until then; it stays open until another purge has
    finished its work, which has a line of its own.
    """

    def __init__(self, connection: Connection, asked: Mapping[str, object]) -> None:
        """Open the line.

        Parameters
        ----------
        asked : mapping of str to JSON value
            What was asked for.
        """
        self._sources: dict[str, dict[str, Any]] = {}
        self._answers: dict[str, int] = {}
        self._set_aside: dict[str, int] = {}
        self._asked = dict(asked)
        self._id = write_audit(connection, PURGE, self._details(), at=datetime.now(UTC), who=acting(), is_open=True)

    def add_texts(self, connection: Connection, cell: Cell, n_documents: int) -> None:
        """Note documents of a week that are cleared in this transaction."""
        about = self._about(cell.source)
        about["documents"] += n_documents
        if cell.week != UNDATED:
            weeks = [*about["weeks"], cell.week]
            about["weeks"] = [min(weeks), max(weeks)]
        update_audit(connection, self._id, self._details())

    def add_rejects(self, connection: Connection, source: str, n_rejects: int) -> None:
        """Note rejected rows of a source that lose their content in this transaction."""
        self._about(source)["rejects"] += n_rejects
        update_audit(connection, self._id, self._details())

    def add_answers(self, connection: Connection, form: str, *, n_documents: int = 0, n_rejects: int = 0) -> None:
        """Note answers to a survey, and rows of its files, that go in this transaction."""
        self._answers[form] = self._answers.get(form, 0) + n_documents
        self._set_aside[form] = self._set_aside.get(form, 0) + n_rejects
        update_audit(connection, self._id, self._details())

    def close(self, connection: Connection) -> None:
        """Note that this purge has ended, and with it those that were broken off before it."""
        for line in open_lines(connection, PURGE):
            close_audit(connection, line)

    def _about(self, source: str) -> dict[str, Any]:
        return self._sources.setdefault(source, {"documents": 0, "weeks": [], "rejects": 0})

    def _details(self) -> dict[str, Any]:
        answers = {"consents": self._answers, "consent_rejects": self._set_aside}
        return {**self._asked, "sources": self._sources, **answers}
