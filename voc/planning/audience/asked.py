"""Which voices an audience is made of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from voc.store.schema import documents, findings

_of, _held = documents.c, findings.c


@dataclass(frozen=True, slots=True)
class Asked:
    """Voices of some themes.

    Attributes
    ----------
    theme_ids : tuple of str
        As readers see them; a voice of any of them counts.
    weeks : tuple of str or None
        ISO weeks; None takes all, undated voices too.
    since, until : datetime or None
        Of writing, half-open; an undated voice lies in no such span.
    sources : tuple of str
        Names; every source where empty.
    segment : tuple of (name, value) or None
        Only customers of this segment.
    hesitations_only : bool
        Leaves out sentences of the themes that do not hesitate.
    """

    theme_ids: tuple[str, ...]
    weeks: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] = ()
    segment: tuple[str, str] | None = None
    hesitations_only: bool = True

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what has to hold of documents; copies and what was erased or taken back are left out."""
        placed: list[ColumnElement[bool]] = [_held.theme_id.in_(self.theme_ids)]
        placed += [_held.week.in_(self.weeks)] if self.weeks is not None else []
        placed += [_held.is_hesitation.is_(True)] if self.hesitations_only else []
        found: list[ColumnElement[bool]] = [
            _of.id.in_(select(_held.document_id).where(*placed)),
            *(_of.copy_of.is_(None), _of.removed_at.is_(None), _of.forgotten.is_(False)),
        ]
        found += [_of.created_at >= self.since] if self.since else []
        found += [_of.created_at < self.until] if self.until else []
        found += [_of.source.in_(self.sources)] if self.sources else []
        return found
