"""What readers are shown: where the machine placed sentences and what it read, with people's decisions on top."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, bindparam, select, update

from voc.errors import DecisionError
from voc.store.batches import batches
from voc.store.edits import Edits, changed, replay
from voc.store.ledger import LedgerEntry, append_ledger, read_ledger
from voc.store.marks import mark_weeks
from voc.store.packing import SCORES
from voc.store.schema import findings, sentences

_held = findings.c
_place = (sentences.c.document_id == _held.document_id) & (sentences.c.sentence_index == _held.sentence_index)
_WRITTEN = ("theme_id", "machine", *SCORES)
_NONE, _OTHER = "none", "other"


def current_edits(connection: Connection) -> Edits:
    """Replay the whole ledger."""
    return replay(read_ledger(connection))


def enter(connection: Connection, entry: LedgerEntry, *, expect: int | None = None) -> LedgerEntry:
    """Write a decision down and let it take effect on every sentence that it is about.

    Parameters
    ----------
    entry : LedgerEntry
        Its `seq` is given here. Of what is not in the ledger - whether a theme or a sentence exists - the caller has
        made sure.
    expect : int or None
        Length of the ledger that the person looked at.

    Raises
    ------
    StoreError
        Somebody else decided something since.
    UsageError
        The entry cannot hold as things stand, or it undoes what later ones rest on.
    """
    entries = read_ledger(connection)
    before = replay(entries)
    new = replace(entry, seq=before.length + 1)
    if new.action == "undo":
        _check_undo(entries, before, new.details["seq"])
    after = replay([*entries, new])
    _check_whole(before, after, new)
    added = append_ledger(connection, entry, expect=expect)
    themes, documents = changed(before, after)
    apply_edits(connection, after, documents=documents, themes=themes)
    return added


def apply_edits(
    connection: Connection, edits: Edits | None = None, *, documents: Collection[str] = (), themes: Collection[str] = ()
) -> int:
    """Bring what is shown of sentences in line with the ledger, and note their weeks for counting.

    Parameters
    ----------
    edits : Edits or None
        The replayed ledger; None reads it.
    documents, themes : collection of str
        Whose sentences to look at: those of these documents, and those that the machine placed in these themes.

    Returns
    -------
    int
        Sentences that are shown otherwise than before.
    """
    edits = edits or current_edits(connection)
    columns = (*(_held[name] for name in ("document_id", "sentence_index", "placed_theme_id", *_WRITTEN)),)
    asked = select(*columns, sentences.c.fingerprint).select_from(findings).outerjoin(sentences, _place)
    conditions: list[ColumnElement[bool]] = [
        *(_held.document_id.in_(some) for some in batches(sorted(documents))),
        *(_held.placed_theme_id.in_(some) for some in batches(sorted(themes))),
    ]
    changes: dict[tuple[str, int], dict[str, Any]] = {}
    for condition in conditions:
        for row in connection.execute(asked.where(condition)).mappings():
            now = _shown(row, edits)
            if any(row[name] != value for name, value in now.items()):
                changes[row["document_id"], row["sentence_index"]] = now
    if changes:
        change = update(findings).where(
            _held.document_id == bindparam("document"), _held.sentence_index == bindparam("place")
        )
        rows = [{"document": key[0], "place": key[1], **changes[key]} for key in sorted(changes)]
        connection.execute(change, rows)
    mark_weeks(connection, {document for document, _ in changes})
    return len(changes)


def settle_edits(connection: Connection, document_ids: Collection[str]) -> None:
    """Make people's decisions about sentences the machine's own, before their words are erased.

    Without words no decision can find its sentence; what counts stays as it is, and goes on to follow merges.
    """
    edits = current_edits(connection)
    columns = (_held.document_id, _held.sentence_index, _held.placed_theme_id, sentences.c.fingerprint)
    asked = select(*columns).select_from(findings).join(sentences, _place)
    change = update(findings).where(
        _held.document_id == bindparam("document"), _held.sentence_index == bindparam("place")
    )
    rows = []
    for some in batches(sorted(edits.documents.intersection(document_ids))):
        for row in connection.execute(asked.where(_held.document_id.in_(some))):
            key = (row.document_id, row.fingerprint)
            target = None if edits.shown(key, row.placed_theme_id) is None else edits.held(key, row.placed_theme_id)
            place = {"document": row.document_id, "place": row.sentence_index}
            rows.append({**place, "placed_theme_id": target, "machine": None})
    if rows:
        connection.execute(change, rows)


def corrected(machine: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """Put a person's labels over what the machine read; what a person says has score 1.

    A sentence that does not hesitate has no reason; one that a person gave a reason hesitates.
    """
    found = dict(machine)
    hesitates = labels.get("hesitation") or ("yes" if labels.get("reason", _NONE) != _NONE else None)
    if hesitates:
        found |= {"hesitation": 1.0 if hesitates == "yes" else 0.0, "is_hesitation": hesitates == "yes"}
    for name in ("act", "reason", "stage"):
        if name in labels:
            found |= {name: labels[name]} | ({f"{name}_score": 1.0} if name != "act" else {})
    if not found["is_hesitation"] and hesitates:
        found |= {"reason": _NONE, "reason_score": 1.0}
    elif found["is_hesitation"] and found["reason"] == _NONE:
        # A person hears a hesitation where a later reading hears none, and has not said why.
        found |= {"reason": _OTHER, "reason_score": 0.0}
    return found


def _shown(row: RowMapping, edits: Edits) -> dict[str, Any]:
    if row["fingerprint"] is None:
        # Of a forgotten document; `settle_edits` has left nothing but a theme to follow.
        return {name: row[name] for name in _WRITTEN} | {"theme_id": edits.resolve(row["placed_theme_id"])}
    sentence = (row["document_id"], row["fingerprint"])
    machine = row["machine"] or {name: row[name] for name in SCORES}
    labels = edits.corrections.get(sentence)
    return {
        "theme_id": edits.shown(sentence, row["placed_theme_id"]),
        "machine": machine if labels else None,
        **(corrected(machine, labels) if labels else machine),
    }


def _check_undo(entries: Collection[LedgerEntry], before: Edits, seq: int) -> None:
    if seq not in {entry.seq for entry in entries}:
        message = f"There is no step {seq} to undo; the ledger has {before.length}."
        raise DecisionError("no_step", message)
    if seq in before.undone:
        message = f"Step {seq} is undone already. To bring it back, undo the undo."
        raise DecisionError("undone_already", message)


def _check_whole(before: Edits, after: Edits, new: LedgerEntry) -> None:
    """Refuse what cannot hold, and what would take away the ground from under later steps."""
    broken = sorted(after.void - before.void)
    if new.seq in broken:
        message = f"'{new.action}' of '{new.subject}' cannot hold: a theme in it is merged into another or undone."
        raise DecisionError("cannot_hold", message)
    if broken:
        listed = ", ".join(map(str, broken))
        message = (
            f"Step {new.details.get('seq')} cannot be changed alone: later steps rest on it ({listed}). Undo these "
            "first, the last one first. Nothing was changed."
        )
        raise DecisionError("rested_on", message, steps=listed)
