"""Telling people how a run ended; whatever comes in between, the run stays what it was."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from voc import logs
from voc.config import Settings
from voc.config.notify import Webhook
from voc.errors import SourceError, UsageError
from voc.steps.night import RunOutcome
from voc.steps.telling.notices import Notice, notices_of
from voc.steps.telling.webhooks import deliver

_log = logging.getLogger("voc.notify")


@contextmanager
def notifying(settings: Settings, outcome: RunOutcome, *, silently: bool = False) -> Iterator[None]:
    """Tell how the run in this block ended where it did not end well: that it failed, or is only partly done.

    A wrong call is told to nobody but the caller, and neither is an interruption. Once the run is open, nobody looks on
    who could be told otherwise. What could not be delivered is noted in the outcome.

    Parameters
    ----------
    silently : bool
        Tell nobody, as of a dry run.
    """
    started_at = datetime.now(UTC)
    try:
        yield
    except Exception as error:
        is_wrong_call = isinstance(error, UsageError) and not outcome.run_id
        if not silently and not is_wrong_call:
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
    wanted = [(webhook, one) for one in notices for webhook in settings.notify.webhooks if one.event in webhook.events]
    return [failure for webhook, one in wanted if (failure := handed_over(settings, webhook, one)) is not None]


def handed_over(settings: Settings, webhook: Webhook, notice: Notice) -> str | None:
    """Hand a notice to a webhook.

    Returns
    -------
    str or None
        A sentence about why it could not be delivered; None where it was.
    """
    try:
        deliver(settings, webhook, notice)
    except SourceError as error:
        failure = str(error)
    except Exception as error:  # noqa: BLE001 - a message must not break the run that it is about
        failure = f"Webhook '{webhook.name}': unexpected {type(error).__name__}."
    else:
        logs.tell("notified", what=webhook.name)
        return None
    logs.tell("notify_failed", what=webhook.name)
    return failure
