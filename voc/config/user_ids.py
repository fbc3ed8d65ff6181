"""Which sources give the customers' ids in the company's CRM tool, and how long these may be kept."""

from voc.config.families import AudienceSettings, audience_of
from voc.config.keeping import Keeping, parse_keeping
from voc.config.settings import Settings


def giving_ids(settings: Settings) -> dict[str, AudienceSettings]:
    """Return where sources give user ids, by the name of the source; only those that are configured to."""
    return {one.name: audience for one in settings.sources if (audience := audience_of(one)) is not None}


def ids_keeping(settings: Settings, audience: AudienceSettings) -> Keeping:
    """Return how long the ids of a source stay."""
    return parse_keeping(audience.keep or settings.audience.keep)
