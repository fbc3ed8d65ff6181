"""User ids of the CRM tool: erased when their day comes, or when their source is not to give any."""

from datetime import UTC, datetime

from voc.config.user_ids import giving_ids, ids_keeping
from voc.errors import StoreError
from voc.steps.days import midnight
from voc.steps.keeping import seoul_today
from voc.steps.night import RunOutcome
from voc.steps.workplace import Workplace
from voc.store import scrub
from voc.store.external_users import drop_expired, drop_source, drop_written_before, sources_with_users


def has_users_to_tidy(place: Workplace) -> bool:
    """Tell whether a night has ids to look after."""
    with place.store.read() as connection:
        return bool(sources_with_users(connection))


def tidy_users(place: Workplace, outcome: RunOutcome) -> None:
    """Erase the ids whose day has come, and those of sources that are not configured to give any."""
    n_gone = 0
    with place.store.begin() as connection:
        wanted, today = giving_ids(place.settings), seoul_today()
        for source in sources_with_users(connection):
            if source in wanted:
                keeping = ids_keeping(place.settings, wanted[source])
                n_gone += drop_written_before(connection, source, midnight(keeping.first_day(today)))
                continue
            n = drop_source(connection, source)
            n_gone += n
            outcome.notes.append(
                f"{n:,} user ids of source '{source}' were erased: it is not configured to give any (audience)."
            )
        n_gone += drop_expired(connection, datetime.now(UTC))
    outcome.counts["user ids erased"] = n_gone
    if not n_gone:
        return
    try:
        scrub(place.store)
    except StoreError as error:
        outcome.notes.append(str(error))
