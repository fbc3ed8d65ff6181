"""What people do with a case: open, move, approve, note, remind; each step is signed and adds an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Connection

from voc.config.keeping import parse_keeping
from voc.errors import ChangedMeanwhileError, DecisionError
from voc.planning.outreach.candidates import case_id_of
from voc.planning.outreach.states import (
    CHECKS,
    ENDED,
    STATES,
    Standing,
    State,
    may_approve,
    missing_checks,
    next_states,
    standing,
)
from voc.privacy import mask_text
from voc.steps.curation.curate import Signature
from voc.steps.days import midnight
from voc.steps.workplace import Workplace
from voc.store.outreach import (
    OutreachCase,
    OutreachEvent,
    append_event,
    find_case,
    fresh_case,
    last_seq,
    link_posts,
    load_events,
    save_case,
)
from voc.store.outreach_posts import post_without_case
from voc.weeks import SEOUL

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody wants to do.

    Attributes
    ----------
    to : str or None
        The state to move to; None only notes or reminds.
    note : str
        For whoever looks at the case next; personal data in it is masked.
    remind_on : date or None
        Day on which it is due; without it, `remind_after` days from now where it is moved.
    checks : sequence of str
        What is confirmed of a letter or a gift, see `CHECKS`.
    expect : int or None
        Number of the last event that the person saw.
    """

    to: str | None = None
    note: str = ""
    remind_on: date | None = None
    checks: Sequence[str] = ()
    expect: int | None = None


def take_step(place: Workplace, case_id: str, step: Step, signed: Signature, *, dry_run: bool = False) -> OutreachCase:
    """Move, note or remind; return the case as it stands then.

    Raises
    ------
    UsageError
        There is no such case, it cannot be moved there, or something is missing for it.
    ChangedMeanwhileError
        Somebody else was faster.
    """
    note = _checked_note(place, step.note)
    with place.store.begin() as connection:
        case, events = case_with_events(connection, case_id)
        _check_unchanged(events, step.expect)
        now = standing(events)
        details: dict[str, Any] = {"note": note} if note else {}
        if step.to is None:
            return _only_noted(connection, case, step, signed, details, dry_run=dry_run)
        state = _checked_move(place, now, step, note)
        details |= {"from": now.state, "to": state}
        details |= {"checks": sorted(step.checks)} if state == "approval" else {}
        moved = _moved(place, case, state, step, signed)
        return _keep(connection, moved, ("moved", details), signed, dry_run=dry_run)


def approve(
    place: Workplace, case_id: str, signed: Signature, *, expect: int | None = None, dry_run: bool = False
) -> OutreachCase:
    """Approve the letter or the gift that is waited for.

    Raises
    ------
    UsageError
        Nothing waits for an approval, or whoever asked for it would give it.
    ChangedMeanwhileError
        Somebody else was faster.
    """
    with place.store.begin() as connection:
        case, events = case_with_events(connection, case_id)
        _check_unchanged(events, expect)
        now = standing(events)
        if now.state != "approval" or now.approved_by is not None:
            told = "was approved already" if now.approved_by else f"is at {STATES[now.state]}"
            raise DecisionError("nothing_waits", f"Case {case_id} {told}: nothing waits for an approval.")
        if place.settings.outreach.second_person and not may_approve(now, signed.who):
            message = (
                f"{signed.who} asked for this approval, so somebody else has to give it "
                "(second_person in outreach.yaml)."
            )
            raise DecisionError("same_person", message, who=signed.who)
        return _keep(connection, replace(case, changed_at=signed.at), ("approved", {}), signed, dry_run=dry_run)


def open_case(
    place: Workplace, document_id: str, kind: str, signed: Signature, *, note: str = "", dry_run: bool = False
) -> OutreachCase:
    """Open a case for a post that no rule chose.

    Raises
    ------
    UsageError
        There is no such post, it has no author, or its author has a case.
    """
    checked = _checked_note(place, note)
    with place.store.begin() as connection:
        post = post_without_case(connection, document_id)
        if post is None:
            message = (
                f"'{document_id}' is no post that was read, has an author and belongs to no case. Posts are listed by: "
                "voc search WORDS --json; cases by: voc outreach list."
            )
            raise DecisionError("no_post", message)
        case_id = case_id_of(post.source, post.author_hash)
        held = find_case(connection, case_id)
        if held is not None:
            name = STATES[cast("State", held.state)]
            message = f"The author of this post has case {case_id} already ({name}); each author has one."
            raise DecisionError("has_case", message, case=case_id)
        author = (post.source, post.author_hash)
        case = fresh_case(case_id, author, kind, at=signed.at, remind_on=_due(place, signed))
        details = {"kind": kind, "n_praise": post.n_praise, "n_unhappy": post.n_unhappy}
        kept = _keep(
            connection, case, ("opened", {**details, **({"note": checked} if checked else {})}), signed, dry_run=dry_run
        )
        if not dry_run:
            link_posts(connection, case_id, [(document_id, "first")], signed.at)
        return kept


def case_with_events(connection: Connection, case_id: str) -> tuple[OutreachCase, list[OutreachEvent]]:
    """Load a case and what happened to it.

    Raises
    ------
    UsageError
        There is no such case.
    """
    case = find_case(connection, case_id)
    if case is None:
        raise DecisionError("no_case", f"There is no case '{case_id}'. They are listed by: voc outreach list.")
    return case, load_events(connection, case_id)


def _only_noted(
    connection: Connection,
    case: OutreachCase,
    step: Step,
    signed: Signature,
    details: Mapping[str, Any],
    *,
    dry_run: bool,
) -> OutreachCase:
    if not details and step.remind_on is None:
        message = "There is nothing to keep: give a state, a note or a day to be reminded on."
        raise DecisionError("nothing", message)
    if step.remind_on is not None:
        if not case.is_open:
            raise DecisionError("ended", "A case that has ended reminds nobody. Move it to review first.")
        case = replace(case, remind_on=step.remind_on.isoformat())
        details = {**details, "remind_on": case.remind_on}
    return _keep(connection, replace(case, changed_at=signed.at), ("noted", details), signed, dry_run=dry_run)


def _checked_move(place: Workplace, now: Standing, step: Step, note: str) -> State:
    if step.to not in STATES:
        raise DecisionError("bad_state", f"'{step.to}' is no state. Known: {', '.join(STATES)}.")
    to = cast("State", step.to)
    may = next_states(now, second_person=place.settings.outreach.second_person)
    if to == "sent" and now.state == "approval" and to not in may:
        message = "Nobody has approved this yet: somebody else than whoever asked for it does (voc outreach approve)."
        raise DecisionError("not_approved", message)
    if to not in may:
        message = f"A case at {STATES[now.state]} ({now.state}) cannot be moved to '{to}'. Possible: {', '.join(may)}."
        raise DecisionError("bad_move", message, state=STATES[now.state], to=STATES[to])
    if now.state == "do_not_contact" and not note:
        message = "Somebody asked not to be written to. Say in a note why that does not hold: --note WHY."
        raise DecisionError("left_alone", message)
    if to == "approval" and (missing := missing_checks(step.checks)):
        lacking = " ".join(CHECKS[key] for key in missing)
        options = " ".join(f"--confirm {key}" for key in missing)
        message = f"Before a letter or a gift is approved, confirm: {lacking} ({options})"
        raise DecisionError("unconfirmed", message, points=lacking)
    return to


def _moved(place: Workplace, case: OutreachCase, state: State, step: Step, signed: Signature) -> OutreachCase:
    has_ended = state in ENDED
    today = signed.at.astimezone(SEOUL).date()
    keeping = parse_keeping(place.settings.outreach.keep_cases)
    until = midnight(keeping.end(today)) if keeping is not None and state == "done" else None
    due = step.remind_on.isoformat() if step.remind_on else _due(place, signed)
    return replace(
        case,
        state=state,
        is_open=not has_ended,
        changed_at=signed.at,
        remind_on=None if has_ended else due,
        keep_until=until,
    )


def _keep(
    connection: Connection,
    case: OutreachCase,
    done: tuple[str, Mapping[str, Any]],
    signed: Signature,
    *,
    dry_run: bool,
) -> OutreachCase:
    if not dry_run:
        action, details = done
        save_case(connection, case)
        seq = last_seq(connection, case.case_id) + 1
        append_event(connection, OutreachEvent(case.case_id, seq, signed.at, signed.who, action, details))
    return case


def _due(place: Workplace, signed: Signature) -> str:
    today = signed.at.astimezone(SEOUL).date()
    return (today + timedelta(days=place.settings.outreach.remind_after)).isoformat()


def _checked_note(place: Workplace, note: str) -> str:
    if len(note) > LONGEST_NOTE:
        message = f"The note has {len(note):,} characters; at most {LONGEST_NOTE:,} are kept."
        raise DecisionError("long_note", message, n=len(note), longest=LONGEST_NOTE)
    return mask_text(note, place.masker).strip()


def _check_unchanged(events: Sequence[OutreachEvent], expect: int | None) -> None:
    last = events[-1].seq if events else 0
    if expect is not None and expect != last:
        who = events[-1].who if events else "somebody"
        message = (
            f"{who} changed this case meanwhile (step {last}, you saw {expect}). Look at it again; nothing was changed."
        )
        raise ChangedMeanwhileError(message)
