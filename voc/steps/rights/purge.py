"""Purge: clear texts whose keeping period has ended, week by week of each source; what was counted stays."""

from collections.abc import Mapping
from datetime import UTC, datetime

from voc import logs
from voc.config.keeping import FOREVER
from voc.errors import StoreError
from voc.steps.keeping import seoul_today
from voc.steps.night import RunOutcome, turn
from voc.steps.rights.consent import clear_consent, left_before
from voc.steps.rights.purge_line import PurgeLine
from voc.steps.rights.purge_plan import Purge, PurgeRequest, look_for_consents, plan_purge
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import link_copies, scrub
from voc.store.purge import (
    begin_cell,
    clear_rejects,
    clear_some,
    drop_cursor,
    drop_quotes,
    is_unfinished,
    named_documents,
)
from voc.store.search_index import merge_index


def purge(place: Workplace, request: PurgeRequest) -> Purge:
    """Clear what is too old, in small transactions: one that was broken off is finished by the next.

    Returns
    -------
    Purge
        What was cleared.

    Raises
    ------
    StoreError
        Another run did not end in time; or all is cleared, but another program still reads the store, so that its
        log keeps the old words until that ends.
    """
    with turn(place):
        cleared = purge_in_turn(place, request)
        # Last, and also where nothing was left to clear: a log that could not be emptied then is emptied now.
        scrub(place.store)
        return cleared


def purge_in_turn(place: Workplace, request: PurgeRequest) -> Purge:
    """Do `purge` within the turn of a run; `scrub` comes after."""
    planned = plan_purge(place, request)
    with place.store.read() as connection:
        is_left = is_unfinished(connection)
    if planned.is_empty and not is_left:
        return planned
    with place.store.begin() as connection:
        line = PurgeLine(connection, _asked(request))
    _settle(place)
    _clear(place, planned, line)
    for consent in planned.consents:
        clear_consent(place, consent, line)
    if planned.consents:
        summarise(place)
    _finish(place, planned, line)
    return planned


def purge_at_night(place: Workplace, outcome: RunOutcome) -> None:
    """Clear what the configured periods say, as the last step of a night; who still reads the store spoils no night."""
    cleared = purge_in_turn(place, PurgeRequest())
    outcome.counts["texts cleared"] = cleared.n_documents
    outcome.notes.extend(cleared.problems)
    for consent in cleared.consents:
        outcome.notes.extend(left_before(consent))
    try:
        scrub(place.store)
    except StoreError as error:
        outcome.notes.append(str(error))


def has_work(place: Workplace) -> bool:
    """Tell whether a night has anything to look for: a period, a consent that ends, a purge that was broken off."""
    with place.store.read() as connection:
        consents, problems = look_for_consents(connection, place, seoul_today())
        if is_unfinished(connection) or consents or problems:
            return True
    # A source that is configured no more goes by the period of all.
    periods = [place.settings.privacy.keep_texts, *(one.keep_texts for one in place.settings.sources)]
    return any(period not in {None, FOREVER} for period in periods)


def _settle(place: Workplace) -> None:
    """Link copies and count what waits for it: from now on these counts stand."""
    n = 1
    while n:
        with place.store.begin() as connection:
            n = link_copies(connection)
    summarise(place)


def _clear(place: Workplace, planned: Purge, line: PurgeLine) -> None:
    with place.store.read() as connection:
        named = named_documents(connection)
    at = datetime.now(UTC)
    n_done, n_all = 0, sum(one.n_documents for one in planned.clearances)
    for one in planned.clearances:
        for cell in one.cells:
            with place.store.begin() as connection:
                drop_quotes(connection, cell, named)
                begin_cell(connection, cell, at=at)
            n = 1
            while n:
                place.report("clearing texts", n_done, n_all)
                with place.store.begin() as connection:
                    n = clear_some(connection, cell, one.limit)
                    line.add_texts(connection, cell, n)
                n_done += n
        with place.store.begin() as connection:
            line.add_rejects(connection, one.source, clear_rejects(connection, one.source, one.limit))
            if one.limit.week is None:
                drop_cursor(connection, one.source)


def _finish(place: Workplace, planned: Purge, line: PurgeLine) -> None:
    """Take the letters out of the index, and note that all is done."""
    with place.store.begin() as connection:
        merge_index(connection)
        line.close(connection)
    for one in planned.clearances:
        logs.tell("purged", source=one.source, n_documents=one.n_documents, n_rejects=one.n_rejects)


def _asked(request: PurgeRequest) -> Mapping[str, object]:
    return {
        "older_than": None if request.older_than is None else str(request.older_than),
        "before": None if request.before is None else str(request.before),
        "everything": request.everything,
    }
