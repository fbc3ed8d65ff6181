"""Carrying a draft out, or only counting what it would change; the same steps as the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voc.dashboard.curation.drafts import CORRECT, Draft, check_draft, decision_of
from voc.steps.curation.correct import Corrected, correct
from voc.steps.curation.curate import Signature, ThemeChange, decide
from voc.steps.workplace import Workplace

# A person waits for a page; a night that is running takes longer than that anyway.
_PATIENCE_S = 5.0


@dataclass(frozen=True)
class Outcome:
    """What a draft changes.

    Attributes
    ----------
    step : int
        Place in the log, the next one if nothing was done yet.
    subject : str
        The theme to look at afterwards; of a correction the document.
    changes : sequence of ThemeChange
        Themes whose weekly voices change.
    corrected : Corrected or None
        Of a correction, the labels before and after.
    """

    step: int
    subject: str
    changes: Sequence[ThemeChange]
    corrected: Corrected | None = None

    @property
    def weeks(self) -> list[str]:
        """The weeks that are compared, oldest first."""
        return list(self.changes[0].weeks) if self.changes else []


def carry_out(place: Workplace, draft: Draft, signed: Signature, *, dry_run: bool) -> Outcome:
    """Do what a draft asks for, or tell what it would change.

    Raises
    ------
    UsageError
        It makes no sense as things stand.
    StoreError
        Somebody else has decided something since, or another run holds the store.
    """
    check_draft(draft)
    # The turn on the store belongs to one request: others of this process wait for it like another run.
    own = replace(place, turn_patience_s=_PATIENCE_S)
    if draft.what == CORRECT:
        return _corrected(own, draft, signed, dry_run=dry_run)
    decided = decide(own, decision_of(draft), signed, dry_run=dry_run, expect=draft.expect)
    entry = decided.entry
    return Outcome(entry.seq, str(entry.details.get("child", entry.subject)), decided.changes)


def _corrected(place: Workplace, draft: Draft, signed: Signature, *, dry_run: bool) -> Outcome:
    index = draft.number("index")
    done = correct(
        place,
        draft.one("document"),
        -1 if index is None else index,
        draft.labels,
        signed,
        everywhere=draft.one("everywhere") == "yes",
        dry_run=dry_run,
        expect=draft.expect,
    )
    return Outcome(done.step, done.document_id, done.changes, done)
