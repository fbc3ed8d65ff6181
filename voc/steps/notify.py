"""Telling people how a run ended; whatever comes in between, the run stays what it was."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from voc import logs
from voc.config import Settings
from voc.errors import SourceError, UsageError
from voc.steps.night import RunOutcome
from voc.steps.notices import Notice, notices_of
from voc.steps.webhooks import deliver

_log = logging.getLogger("voc.notify")


@contextmanager
def notifying(settings: Settings, outcome: RunOutcome, *, silently: bool = False) -> Iterator[None]:
    """Tell how the run in this block ended: that it failed, ended partly done, or has frozen a brief.

    A wrong call is told to nobody but the caller, and neither is an interruption. What could not be delivered is noted
    in the outcome.

    Parameters
    ----------
    silently : bool
        Tell nobody, as of a dry run.
    """
    started_at = datetime.now(UTC)
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        if not silently:
            for line in tell(settings, notices_of(settings, outcome, started_at, error)):
                # Nobody reads the notes of a run that raised.
                _log.warning(line)
        raise
    if not silently:
        outcome.notes.extend(tell(settings, notices_of(settings, outcome, started_at)))


def tell(settings: Settings, notices: list[Notice]) -> list[str]:
    """Hand each notice to everybody who wants to hear of its event.

    Returns
    -------
    list of str
        Sentences about those who could not be told.
    """
    failed = []
    for notice in notices:
        for webhook in settings.notify.webhooks:
            if notice.event not in webhook.events:
                continue
            try:
                deliver(settings, webhook, notice)
            except SourceError as error:
                failed.append(str(error))
            except Exception as error:  # noqa: BLE001 - a message must not break the run that it is about
                failed.append(f"Webhook '{webhook.name}': unexpected {type(error).__name__}.")
            else:
                logs.tell("notified", what=webhook.name)
                continue
            logs.tell("notify_failed", what=webhook.name)
    return failed
