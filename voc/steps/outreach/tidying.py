"""Contacts and cases whose day has come are erased at night, and contacts of sources that are looked at no more."""

from datetime import UTC, datetime

from voc.errors import StoreError
from voc.steps.night import RunOutcome
from voc.steps.workplace import Workplace
from voc.store import scrub
from voc.store.outreach import drop_ended
from voc.store.outreach_contacts import drop_expired, drop_other_sources, has_contacts


def has_people_to_tidy(place: Workplace) -> bool:
    """Tell whether a night has contacts or cases to look after."""
    with place.store.read() as connection:
        return place.settings.outreach.enabled or has_contacts(connection)


def tidy_people(place: Workplace, outcome: RunOutcome, *, now: datetime | None = None) -> None:
    """Erase what may not be there any more at a moment, now without it."""
    section, now = place.settings.outreach, now or datetime.now(UTC)
    with place.store.begin() as connection:
        n_contacts = drop_other_sources(connection, section.sources if section.enabled else ())
        n_contacts += drop_expired(connection, now)
        n_cases = drop_ended(connection, now)
    outcome.counts |= {"contacts erased": n_contacts, "cases erased": n_cases}
    if n_contacts + n_cases == 0:
        return
    try:
        scrub(place.store)
    except StoreError as error:
        outcome.notes.append(str(error))
