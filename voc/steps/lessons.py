"""What people's corrections amount to: how many there are of each label, and what is missing before learning starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from nlp.labelling import LEARNABLE, NO, YES, still_missing
from voc.store import current_edits
from voc.store.corrections import machine_readings
from voc.store.learned import StoredModel, load_models
from voc.store.own_words import load_own_words
from voc.weeks import SEOUL


@dataclass(frozen=True, slots=True)
class Progress:
    """How far learning of a label is.

    Attributes
    ----------
    n_corrections : int
        Distinct sentences to which people gave the label.
    n_confirmed : int
        Those of them that the machine had read alike.
    missing : mapping of str to int
        See `nlp.labelling.still_missing`.
    """

    label: str
    n_corrections: int
    n_confirmed: int
    missing: Mapping[str, int]


def progress_of(connection: Connection) -> tuple[Progress, ...]:
    """Count the standing corrections of each label; equal words count once."""
    given = current_edits(connection).corrections
    read = machine_readings(connection, given.keys())
    # Of equal words the last document speaks; which one it is changes no count.
    by_words = {key[1]: (given[key], machine) for key, machine in read.items()}
    found = []
    for label in LEARNABLE:
        pairs = [(labels[label], _value(machine, label)) for labels, machine in by_words.values() if label in labels]
        n_confirmed = sum(mine == machines for mine, machines in pairs)
        missing = still_missing([mine for mine, _ in pairs], n_confirmed)
        found.append(Progress(label, len(pairs), n_confirmed, missing))
    return tuple(found)


def learning_rows(connection: Connection) -> list[dict[str, Any]]:
    """List how far learning of each label is, and what reads it now."""
    models = {model.label: model for model in load_models(connection)}
    return [_row(one, models.get(one.label)) for one in progress_of(connection)]


def own_words_note(connection: Connection) -> str:
    """Say from what the reader knows how this store's customers speak."""
    learned = load_own_words(connection)
    if learned is None:
        return (
            "Own words: nothing is learned yet. It happens before the first reading, given 200 sentences that the "
            "rules read surely as hesitations and as many that are none; later `voc refresh --own-words` does it."
        )
    on = learned.trained_at.astimezone(SEOUL).date()
    return f"Own words: learned on {on} from {learned.n_texts:,} sentences. `voc refresh --own-words` learns them anew."


def _row(progress: Progress, model: StoredModel | None) -> dict[str, Any]:
    return {
        "label": progress.label,
        "n_corrections": progress.n_corrections,
        "n_confirmed": progress.n_confirmed,
        "missing": dict(progress.missing),
        "kappa_rules": round(model.kappa_rules, 3) if model else None,
        "kappa_learned": round(model.kappa_learned, 3) if model else None,
        "is_used": model is not None and model.is_used,
        "trained_at": model.trained_at.isoformat() if model else None,
        "version": model.version if model else None,
    }


def _value(machine: Mapping[str, object], label: str) -> object:
    if label == "hesitation":
        return YES if machine["is_hesitation"] else NO
    return machine[label]
