"""What the reviews of all app stores have in common: stars, where a collection begins, what a cursor remembers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from voc.config.families import NetworkSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Rating, Record
from voc.sources.base import Page
from voc.sources.facts import Facts
from voc.sources.surroundings import Surroundings

# Segment that holds the storefront, as App Store Connect writes it.
TERRITORY = "국가"
_FEWEST, _MOST = 1, 5


def stars(facts: Facts, name: str) -> Rating | None:
    """Return a rating of one to five stars; None where it is not there.

    Raises
    ------
    RecordError
        It is no number, or lies outside.
    """
    value = facts.number(name)
    if value is None:
        return None
    if not _FEWEST <= value <= _MOST:
        raise RecordError(f"'{name}' is not within {_FEWEST}-{_MOST}")
    return Rating(value, _FEWEST, _MOST)


def speaking(record: Record) -> Record:
    """Return a review that says something; stars alone do.

    Raises
    ------
    RecordError
        It has neither words nor stars.
    """
    if not record.body and not record.title and record.rating is None:
        raise RecordError("it has neither words nor a rating")
    return record


def beginning(surroundings: Surroundings, settings: NetworkSettings, remembered: datetime | None) -> datetime:
    """Return from when on a source is collected: its `since`, else 90 days before its first run."""
    if settings.since is None and remembered is not None:
        return remembered
    return surroundings.first_moment(settings)


def on_the_side(pages: Iterator[Page]) -> Iterator[Page]:
    """Deliver a walk that begins where somebody says: no cursor may move past what lies between."""
    return (replace(page, cursor=None) for page in pages)


def are_past(records: Sequence[Record], floor: datetime | None) -> bool:
    """Tell whether a whole page lies before a moment, so that what follows in a list with the newest first does too."""
    moments = [record.updated_at or record.created_at for record in records]
    return floor is not None and bool(moments) and all(moment is not None and moment < floor for moment in moments)


def remembered(cursor: Cursor | None, family: str, app: str) -> Facts:
    """Return what a cursor holds, nothing for none or where it is about another app; to be read within `own_cursor`."""
    if cursor is None:
        return Facts({})
    facts = Facts.of(json.loads(cursor.value))
    if facts.text("family") != family:
        raise RecordError("'family' is another one")
    return facts if facts.text("app") == app else Facts({})


def closed(source: str, family: str, app: str, content: Mapping[str, object]) -> Cursor:
    """Return a cursor that says whose it is; what is None is left out."""
    told = {name: value for name, value in content.items() if value is not None}
    return Cursor(source, json.dumps({"family": family, "app": app, **told}, ensure_ascii=False))


def spelled(moment: datetime | None) -> str | None:
    """Spell a moment for a cursor."""
    return None if moment is None else moment.isoformat()


@contextmanager
def own_cursor(source: str) -> Iterator[None]:
    """Explain a cursor that another family wrote, or nobody.

    Raises
    ------
    SourceError
        Within the block a value was not what it should be.
    """
    try:
        yield
    except (ValueError, RecordError) as error:
        message = f"The cursor of source '{source}' is none of its family's. Start anew: voc collect {source} --anew"
        raise SourceError(message) from error
