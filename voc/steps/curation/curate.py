"""Curate: enter people's decisions about themes, show what they change, count anew what they changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from nlp.placing import space_from_bytes
from voc.errors import UsageError
from voc.planning.figures import HISTORY_WEEKS
from voc.steps.curation.decisions import DECLINE, Decision, Draft
from voc.steps.curation.desk import Desk
from voc.steps.night import turn
from voc.steps.parts import part_anchors, with_anchors
from voc.steps.recent import recent_hesitations
from voc.steps.summarise import summarise
from voc.steps.unpacking import unpacked
from voc.steps.workplace import Workplace
from voc.store import (
    Edits,
    LedgerEntry,
    ProposalState,
    changed,
    check_unchanged,
    counted_weeks,
    current_edits,
    current_space,
    enter,
    load_themes,
    machine_themes,
    replay,
    save_themes,
    sentences_of,
    settle_proposal,
    shown_sentences,
    theme_documents,
)
from voc.weeks import shift_week, weeks_between


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, when and why."""

    who: str
    at: datetime
    why: str = ""

    def __post_init__(self) -> None:
        if not self.who.strip():
            raise UsageError("Nobody signs: name yourself with --who NAME (or set the environment variable VOC_USER).")


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What a decision does to one theme.

    Attributes
    ----------
    weeks : mapping of str to (int, int)
        Week to its voices before and after, the last twelve weeks, oldest first.
    """

    theme_id: str
    title: str
    weeks: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was entered, or as it would be.

    Attributes
    ----------
    changes : tuple of ThemeChange
        Themes whose weekly voices change, most voices first.
    weeks : tuple of str
        Weeks that were counted anew.
    """

    entry: LedgerEntry
    changes: tuple[ThemeChange, ...]
    weeks: tuple[str, ...] = field(default=())


def decide(
    place: Workplace, decision: Decision, signed: Signature, *, dry_run: bool = False, expect: int | None = None
) -> Decided:
    """Enter a decision, and count the weeks that it changed; personal data in why it was made is masked.

    Parameters
    ----------
    dry_run : bool
        Only tell what would change; nothing is stored.
    expect : int or None
        Last step of the ledger that the person saw.

    Raises
    ------
    UsageError
        The decision makes no sense as things stand, or later steps rest on what is to be undone.
    StoreError
        Somebody else decided something since.
    """
    signed = replace(signed, why=place.masker.mask(signed.why).text)
    with place.store.read() as connection:
        check_unchanged(connection, expect)
        wakes_parts = _wakes_parts(Desk(connection, place.settings), decision, signed)
        if wakes_parts and not dry_run and current_space(connection) is not None:
            place.reader  # noqa: B018 - it takes seconds to load, during which nobody else should have to wait
    with turn(place, dry_run=dry_run):
        with place.store.begin() as connection:
            check_unchanged(connection, expect)
            decided = _entered(place, connection, decision, signed, dry_run=dry_run)
            if dry_run:
                connection.rollback()
        if dry_run:
            return decided
        return Decided(decided.entry, decided.changes, tuple(summarise(place)))


def _entry(draft: Draft, signed: Signature, seq: int) -> LedgerEntry:
    return LedgerEntry(seq, signed.at, signed.who, draft.action, draft.subject, draft.details, signed.why)


def _wakes_parts(desk: Desk, decision: Decision, signed: Signature) -> bool:
    """Tell whether a decision makes a split stand, so that its part must find its place in the space."""
    entry = _entry(decision(desk), signed, desk.edits.length + 1)
    return _standing(replay([*desk.entries, entry])) > _standing(desk.edits)


def _standing(edits: Edits) -> set[str]:
    return {child for child, split in edits.splits.items() if split.is_active}


def _entered(
    place: Workplace, connection: Connection, decision: Decision, signed: Signature, *, dry_run: bool
) -> Decided:
    desk = Desk(connection, place.settings)
    draft = decision(desk)
    entry = _entry(draft, signed, desk.edits.length + 1)
    after = replay([*desk.entries, entry])
    themes = _touched(connection, desk.edits, after)
    weeks = _last_weeks(connection)
    n_before = theme_documents(connection, themes, weeks)
    if draft.child is not None:
        save_themes(connection, [draft.child])
    _settle_proposals(connection, [*desk.entries, entry], desk.edits, after)
    entry = enter(connection, entry)
    if not dry_run and _standing(after) > _standing(desk.edits):
        _place_parts(place, connection, weeks)
    n_after = theme_documents(connection, themes, weeks)
    titles = {theme.theme_id: theme.title for theme in load_themes(connection, sorted(themes))}
    changes = [
        ThemeChange(theme, titles[theme], {w: (n_before.get((theme, w), 0), n_after.get((theme, w), 0)) for w in weeks})
        for theme in themes
    ]
    return Decided(entry, tuple(_most_voiced([one for one in changes if any(b != a for b, a in one.weeks.values())])))


def _settle_proposals(connection: Connection, entries: Sequence[LedgerEntry], before: Edits, after: Edits) -> None:
    """Keep proposals in step with the decisions about them: the last that stands counts, without one they are open."""
    changed_about: set[str] = set()
    states: dict[str, ProposalState] = {}
    for entry in entries:
        if "proposal" not in entry.details:
            continue
        proposal = entry.details["proposal"]
        stood = entry.seq <= before.length and entry.seq not in before.undone
        stands = entry.seq not in after.undone
        if stood != stands:
            changed_about.add(proposal)
        if stands:
            states[proposal] = "declined" if entry.action == DECLINE else "accepted"
    for proposal in sorted(changed_about):
        settle_proposal(connection, proposal, states.get(proposal, "open"))


def _touched(connection: Connection, before: Edits, after: Edits) -> set[str]:
    """List the themes that may win or lose sentences."""
    themes, documents = changed(before, after)
    found = {edits.resolve(theme) for edits in (before, after) for theme in themes}
    for edits in (before, after):
        found |= {edits.resolve(theme) for (document, _), theme in edits.moves.items() if document in documents}
    found |= {one.theme_id for one in shown_sentences(connection, of_documents=sorted(documents))}
    return {theme for theme in found if theme is not None}


def _place_parts(place: Workplace, connection: Connection, weeks: Sequence[str]) -> None:
    """Let the parts find their places, so that coming nights know them; the first discovery does it where none was."""
    space = current_space(connection)
    if space is None:
        return
    frozen, encoder = unpacked("the space of the themes", space_from_bytes, space.payload), place.reader.encoder
    if frozen.encoder_version != encoder.version:
        return
    edits = current_edits(connection)
    founders = sentences_of(connection, [key for split in edits.splits.values() for key in split.founders])
    held = recent_hesitations(connection, weeks[-1]).held if weeks else []
    anchors = part_anchors(edits, founders, held, frozen, encoder)
    known = {theme.theme_id: theme for theme in machine_themes(connection)}
    save_themes(connection, with_anchors([], known, anchors))


def _last_weeks(connection: Connection) -> list[str]:
    counted = counted_weeks(connection)
    return weeks_between(shift_week(counted[-1], 1 - HISTORY_WEEKS), counted[-1]) if counted else []


def _most_voiced(changes: Sequence[ThemeChange]) -> list[ThemeChange]:
    return sorted(changes, key=lambda one: (-sum(max(pair) for pair in one.weeks.values()), one.theme_id))
