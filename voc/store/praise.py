"""What customers praised, from the weekly counts: by feature of the product, by nouns that may be features, in quotes.

A voice with the lowest rating there is, one star of five, praises nothing, whatever a sentence of it sounds like.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, or_, select

from voc.store.schema import EVERY, documents, findings, weekly_praise
from voc.store.stars import STARS

# In `weekly_praise.feature`: what begins a noun that is no feature of the configuration.
NOUN = "~"
# In `weekly_praise.segment`: of the row that tells by which features a week was counted.
MARK = ""
# Between one star of five and one and a half: the lowest of longer scales too.
_LEAST_STARS = 1.5


class PraiseCount(NamedTuple):
    """What was praised in a week; `feature` is EVERY for any praise at all."""

    week: str
    source: str
    feature: str
    n_documents: int
    n_sentences: int


def praise_counts(
    connection: Connection, weeks: Collection[str], *, segment: str | None = None, nouns: bool = False
) -> list[PraiseCount]:
    """Read the counts of some weeks by week, source and feature; of nouns in place of features where asked for.

    Parameters
    ----------
    segment : str or None
        Only customers of this one, as `name=value`; None takes all. Nouns are counted of all customers alone.
    """
    held = weekly_praise.c
    is_noun = held.feature.startswith(NOUN, autoescape=True)
    columns = (held.week, held.source, held.feature, held.n_documents, held.n_sentences)
    asked = select(*columns).where(held.week.in_(sorted(weeks)), held.segment == (segment or EVERY))
    return sorted(PraiseCount(*row) for row in connection.execute(asked.where(is_noun if nouns else ~is_noun)))


def counted_alike(connection: Connection, weeks: Collection[str]) -> dict[str, str]:
    """Tell by which features the praise of weeks was counted; weeks of one value compare, uncounted ones are out."""
    held = weekly_praise.c
    asked = select(held.week, held.feature).where(held.week.in_(sorted(weeks)), held.segment == MARK)
    return {row.week: row.feature for row in connection.execute(asked)}


def is_praise() -> tuple[ColumnElement[bool], ...]:
    """Hold for findings of praise, joined to their documents: not hesitating, no copies, not of the lowest rating."""
    is_rated_well = or_(STARS.is_(None), STARS > _LEAST_STARS)
    of, found = documents.c, findings.c
    return found.act == "praise", found.is_hesitation.is_(False), of.copy_of.is_(None), is_rated_well


def keep_common_nouns(connection: Connection, week: str, source: str, *, n: int) -> None:
    """Take nouns that fewer than `n` voices praised out of a week's counts, before its texts go."""
    held = weekly_praise.c
    place = (held.week == week, held.source == source, held.feature.startswith(NOUN, autoescape=True))
    connection.execute(delete(weekly_praise).where(*place, held.n_documents < n))
