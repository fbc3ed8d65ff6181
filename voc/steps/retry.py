"""Retry: read the files of rejected rows once more, as a whole, and close what is no reject any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from voc.sources import FileSource, Source
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.message_voices import link_waiting
from voc.steps.night import RunOutcome, log_collected, logged, turn
from voc.steps.reread import EVERY_FILE, Noted, Reread
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window
from voc.store import StoredReject, load_rejects, mark_replayed

RETRY = "rejects-retry"

# Read: no reject any more. Rejected: still one. Replaced: the row in its place is rejected too, but is another one or
# for another reason. Refused: the file as a whole could not be read. Gone: there is nothing to be read again. Remote:
# it came over the network, and only a new collection from its day brings it again.
Fate = Literal["read", "rejected", "replaced", "refused", "gone", "remote"]
_SETTLED = ("read", "replaced")


@dataclass(frozen=True, slots=True)
class Retried:
    """A reject and what became of it."""

    reject: StoredReject
    fate: Fate


def retry_rejects(
    place: Workplace, *, source: str | None = None, dry_run: bool = False
) -> tuple[list[Retried], RunOutcome]:
    """Read the files of open rejects again and say what became of each reject.

    A corrected file brings its rows in; those that came in before are recognised and not doubled. A dry run reads and
    stores nothing.

    Parameters
    ----------
    source : str or None
        Only the rejects of this source.
    """
    with place.store.read() as connection:
        waiting = load_rejects(connection, source=source)
    outcome = RunOutcome(RETRY)
    retried: list[Retried] = []
    if not waiting:
        return retried, outcome
    names = sorted({one.reject.source for one in waiting})
    with turn(place, dry_run=dry_run), logged(place, outcome, ", ".join(names), dry_run=dry_run):
        for name in names:
            mine = [one for one in waiting if one.reject.source == name]
            retried += _retry_source(place, mine, outcome, dry_run=dry_run)
        if not dry_run:
            _finish(place, retried, outcome)
    return retried, outcome


def _retry_source(
    place: Workplace, waiting: Sequence[StoredReject], outcome: RunOutcome, *, dry_run: bool
) -> list[Retried]:
    source = _source(place, waiting[0].reject.source)
    if source is not None and not isinstance(source, FileSource):
        return [Retried(one, "remote") for one in waiting]
    there = [] if source is None else _there(source, sorted({one.reject.file for one in waiting}))
    if source is None or not there:
        return [Retried(one, "gone") for one in waiting]
    reread = Reread(source, there)
    noted = Noted(reread, place)
    window = night_window(None, datetime.now(UTC))
    outcome.collected.append(collect(place, noted, window, run_id=outcome.run_id, dry_run=dry_run))

    return [Retried(one, _fate(one, reread, noted)) for one in waiting]


def _fate(one: StoredReject, reread: Reread, noted: Noted) -> Fate:
    file = EVERY_FILE if EVERY_FILE in reread.files else one.reject.file
    if file not in reread.files:
        return "gone"
    if file not in reread.read:
        return "refused"
    if one.id in noted.seen:
        return "rejected"
    return "replaced" if (one.reject.file, one.reject.line) in noted.places else "read"


def _source(place: Workplace, name: str) -> Source | None:
    """Open a source; None where it is configured no more."""
    if name not in {one.name for one in place.settings.sources}:
        return None
    (source,) = place.sources((name,))
    return source


def _there(source: FileSource, files: Sequence[str]) -> list[str]:
    if EVERY_FILE in files:
        return [EVERY_FILE]
    known = {file.name for file in source.files()}
    return [file for file in files if file in known]


def _finish(place: Workplace, retried: Sequence[Retried], outcome: RunOutcome) -> None:
    """Close what was settled, read and count what came in."""
    with place.store.begin() as connection:
        mark_replayed(connection, [one.reject.id for one in retried if one.fate in _SETTLED])
    for collected in outcome.collected:
        log_collected(place, outcome.run_id, collected, step="retry")
    outcome.counts["replayed"] = sum(one.fate in _SETTLED for one in retried)
    if any(one.saved.n_new or one.saved.n_revised or one.saved.n_removed for one in outcome.collected):
        outcome.counts["read"] = analyse(place, unreadable=outcome.unreadable)
        link_waiting(place)
        outcome.counts["weeks"] = len(summarise(place))
