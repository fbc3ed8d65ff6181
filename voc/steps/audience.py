"""An audience or a suppression list for the tool that sends messages: looked up, noted, handed over."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from voc.config.user_ids import giving_ids
from voc.errors import UsageError
from voc.planning.audience import Listing, list_audience, list_suppressed
from voc.privacy.sealing import Sealer, sealer_from
from voc.steps.audience_file import AudienceFile, AudienceRequest
from voc.steps.audit_log import note_export
from voc.steps.handout import write_whole
from voc.steps.workplace import Workplace

KIND = "audience"
LONGEST_WHY = 500


def check_giving(place: Workplace) -> Sealer:
    """Make sure that user ids are kept at all and can be opened.

    Raises
    ------
    UsageError
        No source is configured to give user ids.
    PrivacyError
        The key is not there.
    """
    if not giving_ids(place.settings):
        message = (
            "No source gives user ids. Write `audience: {user_id: ...}` at a source in sources.yaml, set the key "
            f"{place.settings.privacy.reach_key_env} and collect; see docs/audience.md."
        )
        raise UsageError(message)
    return sealer_from(place.settings.privacy.reach_key_env)


def look_up(place: Workplace, request: AudienceRequest, *, now: datetime) -> Listing:
    """List who would be handed over; nothing is written.

    Raises
    ------
    UsageError, PrivacyError
        As `check_giving`; an id was sealed with another key.
    """
    sealer = check_giving(place)
    with place.store.read() as connection:
        if request.theme is None:
            return list_suppressed(connection, place.settings, sealer, request.asked.sources, now=now)
        return list_audience(connection, place.settings, sealer, request.asked, now=now)


def note_audience(
    connection: Connection,
    request: AudienceRequest,
    made: AudienceFile,
    *,
    target: str,
    why: str,
    who: str | None = None,
) -> None:
    """Note that a list leaves: who took it, of which theme, what for, how many; no id stands in the log."""
    about: dict[str, Any] = {
        "theme": None if request.theme is None else request.theme.theme_id,
        "rows": made.n_users,
        "layout": made.layout.name,
        "why": why,
    }
    note_export(connection, KIND, target, made.document_ids, who=who, **about)


def write_audience(place: Workplace, request: AudienceRequest, made: AudienceFile, out: Path, *, why: str) -> None:
    """Write a list, readable by its owner only, and note it; where it cannot be noted it is not written.

    Raises
    ------
    VocError
        The file cannot be written, or the store may only be read.
    """
    with place.store.begin() as connection:
        note_audience(connection, request, made, target=str(out.resolve()), why=why)
        write_whole(out, made.content, is_private=True)


def reason_of(text: str | None) -> str:
    """Return why a list is taken, in one line.

    Raises
    ------
    UsageError
        No reason is given.
    """
    why = " ".join((text or "").split())[:LONGEST_WHY]
    if not why:
        raise UsageError("Say what the list is for: --reason WHY. It stands in the log (`voc audit`) with your name.")
    return why
