"""How far the responses of a form were read, and as what: the cursor of a survey service."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from voc.errors import RecordError, SourceError
from voc.records import Cursor
from voc.sources.facts import Facts


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the walk through the responses of one form stands.

    Attributes
    ----------
    form : str
        Service and form; the responses of another one are read from the beginning.
    plan : frozenset of str
        What the questions were taken for, see `FormPlan.marks`.
    newest : datetime
        Of all versions that were ever collected; never goes back.
    reached : datetime
        Up to where all responses were read under this plan; before `newest` while they are read once more.
    """

    form: str
    plan: frozenset[str]
    newest: datetime
    reached: datetime

    @classmethod
    def of(cls, cursor: Cursor) -> "Standing":
        """Read a cursor.

        Raises
        ------
        SourceError
            It is none of a form.
        """
        try:
            facts = Facts.of(json.loads(cursor.value))
            newest, reached = (datetime.fromisoformat(facts.needed(name)) for name in ("newest", "reached"))
            plan = frozenset(facts.texts("plan"))
            return cls(facts.needed("form"), plan, newest.astimezone(UTC), reached.astimezone(UTC))
        except (ValueError, RecordError) as error:
            source = cursor.source
            message = f"The cursor of source '{source}' is none of a form. Start anew: voc collect {source} --anew"
            raise SourceError(message) from error

    def spelled(self, source: str) -> Cursor:
        """Spell it as a cursor."""
        times = {"newest": self.newest.isoformat(), "reached": self.reached.isoformat()}
        return Cursor(source, json.dumps({"form": self.form, "plan": sorted(self.plan), **times}))
