"""Readings that were damaged on the disk are made anew: what a sentence says follows from its words alone."""

from collections.abc import Mapping, Sequence
from json import JSONDecodeError

from voc.errors import StoreError
from voc.steps.analyst import Analyst
from voc.steps.workplace import Workplace
from voc.store import Unread
from voc.store.damaged import damaged_readings, documents_with, replace_readings
from voc.store.erase import drop_unused_readings
from voc.store.packing import DamagedReadingError

# What a damaged reading raises where it is used: its cells make no sense, or hold no JSON.
DAMAGES = (DamagedReadingError, JSONDecodeError)
_AT_ONCE = 200


def mend_readings(place: Workplace) -> int:
    """Read damaged sentences again, and return how many; findings, themes and corrections are not touched.

    What another version of the analysis had read is read by the one at hand: it stands in for words that are lost.

    Raises
    ------
    StoreError
        A sentence does not stand in its documents any more as it was read then.
    """
    with place.store.begin() as connection:
        damaged = damaged_readings(connection)
        fingerprints = sorted({one for of_version in damaged.values() for one in of_version})
        drop_unused_readings(connection, fingerprints)
        waiting = documents_with(connection, fingerprints)
    if not damaged:
        return 0
    place.report("mending damaged readings", 0, None)
    _read_again(place, waiting, damaged)
    with place.store.read() as connection:
        left = damaged_readings(connection)
    if left:
        raise StoreError(_advice(place, left))
    return sum(map(len, damaged.values()))


def _read_again(place: Workplace, waiting: Sequence[Unread], damaged: Mapping[str, Sequence[str]]) -> None:
    analyst = Analyst(place, None)
    for start in range(0, len(waiting), _AT_ONCE):
        read = analyst.read(waiting[start : start + _AT_ONCE]).read
        with place.store.begin() as connection:
            for version, fingerprints in damaged.items():
                replace_readings(connection, read, fingerprints, analysis_version=version)


def _advice(place: Workplace, left: Mapping[str, Sequence[str]]) -> str:
    n = sum(map(len, left.values()))
    told = f"{n} readings in the store {place.store.address} are damaged and cannot be made again as they were."
    if place.reader.version in left:
        return f"{told} Put a backup in its place: voc store restore FILE."
    return f"{told} They are of an older version of the analysis; let the present one read everything: voc refresh."
