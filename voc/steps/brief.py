"""The brief of a week: made from the store and, once the week is over, frozen as it was handed out."""

from collections.abc import Collection
from datetime import UTC, datetime

from nlp.types import Sentence
from voc.planning.brief import Brief, BriefNames, make_brief
from voc.planning.wording import channel_name
from voc.steps.brief_plan import with_plan
from voc.steps.quote_permissions import permissions_for
from voc.steps.workplace import Workplace
from voc.store import counted_weeks, save_snapshot
from voc.store.digests import owe_digests
from voc.store.purged import purged_weeks
from voc.store.snapshots import Frozen, load_frozen


def brief_of(place: Workplace, week: str | None) -> Brief | None:
    """Return the brief of a week, of the last counted one where none is named; None while nothing has been counted."""
    with place.store.read() as connection:
        counted = counted_weeks(connection)
        if week is None and not counted:
            return None
        chosen, names = week or counted[-1], brief_names(place)
        brief = make_brief(connection, chosen, names, lambda: our_texts(place), place.settings.calendar)
        brief = with_plan(place, connection, brief, names)
        cleared = [names.channels.get(one.source, one.source) for one in purged_weeks(connection, week=chosen)]
        brief = {**brief, **frozen_facts(load_frozen(connection, chosen))}
        allowed = permissions_for(connection, brief)
        brief = {**brief, "permissions": allowed} if allowed else brief
    return {**brief, "cleared": list(dict.fromkeys(cleared))} if cleared else brief


def frozen_facts(held: Frozen | None) -> Brief:
    """Say when a brief was frozen, as `voc.planning.freezing` reads it; nothing where it was not."""
    return {} if held is None else {"frozen": True, "frozen_at": held.at and held.at.isoformat()}


def freeze_brief(place: Workplace, week: str, *, told: Collection[str] = ()) -> None:
    """Keep the brief of a week as it is now; later documents no longer change it.

    Parameters
    ----------
    told : collection of str
        The webhooks that are owed its digest from now on.
    """
    place.report("writing the brief", 0, None)
    ours = our_texts(place)
    with place.store.begin() as connection:
        names = brief_names(place)
        brief = make_brief(connection, week, names, lambda: ours, place.settings.calendar)
        brief = with_plan(place, connection, brief, names)
        save_snapshot(connection, week, brief, frozen=True, at=datetime.now(UTC))
        owe_digests(connection, week, told)


def brief_names(place: Workplace) -> BriefNames:
    """Collect what readers call stages, reasons and channels."""
    settings = place.settings
    return BriefNames(
        stages={stage.key: stage.name for stage in settings.stages},
        reasons={reason.key: reason.name for reason in settings.reasons},
        channels={source.name: channel_name(source.channel) for source in settings.sources},
    )


def our_texts(place: Workplace) -> list[Sentence]:
    """Read the company's own texts; none where none are configured."""
    lines = [line for own in place.settings.our_words for line in own.lines]
    return [sentence for sentences in place.reader.read(lines) for sentence in sentences] if lines else []
