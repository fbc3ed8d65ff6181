"""Readings that were damaged on the disk are made anew: what a sentence says follows from its words alone."""

from json import JSONDecodeError

from voc.errors import StoreError
from voc.steps.analyst import Analyst
from voc.steps.workplace import Workplace
from voc.store.damaged import damaged_readings, documents_with, replace_readings
from voc.store.packing import DamagedReadingError

# What a damaged reading raises where it is used: its cells make no sense, or hold no JSON.
DAMAGES = (DamagedReadingError, JSONDecodeError)
_AT_ONCE = 200


def mend_readings(place: Workplace) -> int:
    """Read damaged sentences again, and return how many; findings, themes and corrections are not touched.

    Raises
    ------
    StoreError
        A sentence does not stand in its documents any more as it was read then.
    """
    place.report("mending damaged readings", 0, None)
    analyst = Analyst(place, None)
    with place.store.read() as connection:
        damaged = damaged_readings(connection, analyst.version)
        waiting = documents_with(connection, damaged)
    mended: set[str] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        read = analyst.read(waiting[start : start + _AT_ONCE]).read
        with place.store.begin() as connection:
            mended |= replace_readings(connection, read, damaged, analysis_version=analyst.version)
    if len(mended) < len(damaged):
        raise StoreError(
            f"{len(damaged)} readings in the store {place.store.address} are damaged and cannot all be made again. Put "
            "a backup in its place: voc store restore FILE."
        )
    return len(mended)
