"""How many customers could be reached who voiced something, and how many of them asked to be left alone."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from voc.planning.audience.asked import Asked
from voc.planning.audience.customers import Voice, by_customer, segments_of, voices_of
from voc.planning.audience.suppression import suppressed_among
from voc.store.batches import batches
from voc.store.schema import external_users


@dataclass(frozen=True, slots=True)
class SegmentReach:
    """Customers of a segment who voiced it; one who gave several values counts in each."""

    name: str
    value: str
    n_customers: int
    n_suppressed: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Customers who voiced it.

    Attributes
    ----------
    n_customers : int
        Distinct authors of a source; a voice without an author counts as one customer.
    n_suppressed : int
        Those of them who asked to be left alone.
    segments : tuple of SegmentReach
        By name of the segment, the largest first.
    n_with_id : int
        Those of whom an id for the CRM tool is kept, suppressed or not.
    """

    n_customers: int
    n_suppressed: int
    segments: tuple[SegmentReach, ...] = ()
    n_with_id: int = 0

    @property
    def suppressed_share(self) -> float:
        """Share of customers who asked to be left alone, 0-1; 0 where there is none."""
        return self.n_suppressed / self.n_customers if self.n_customers else 0.0


def reach(
    connection: Connection, theme_ids: Collection[str], weeks: Collection[str] | None, *, suppress: Collection[str]
) -> Reach:
    """Count the customers who voiced any of these themes as a hesitation in these weeks; no seal is opened.

    Parameters
    ----------
    weeks : collection of str or None
        ISO weeks; None takes all.
    suppress : collection of str
        Themes whose voices ask to be left alone, see `suppression_themes`.
    """
    return reach_of(connection, Asked(tuple(theme_ids), None if weeks is None else tuple(weeks)), suppress=suppress)


def reach_of(connection: Connection, asked: Asked, *, suppress: Collection[str]) -> Reach:
    """Count the customers behind the voices that are asked about, see `reach`."""
    voices = voices_of(connection, asked)
    customers = by_customer(voices)
    left_alone = suppressed_among(connection, voices, suppress)
    n_all, n_suppressed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for customer, own in customers.items():
        segments = list(segments_of(own))
        n_all.update(segments)
        n_suppressed.update(segments if customer in left_alone else ())
    ordered = sorted(n_all, key=lambda segment: (segment[0], -n_all[segment], segment[1]))
    return Reach(
        len(customers),
        len(left_alone),
        tuple(SegmentReach(*segment, n_all[segment], n_suppressed[segment]) for segment in ordered),
        _count_with_id(connection, voices),
    )


def _count_with_id(connection: Connection, voices: Sequence[Voice]) -> int:
    """Count the customers of whose voices an id is kept."""
    kept, customer = external_users.c, {voice.document_id: voice.customer for voice in voices}
    asked = select(kept.document_id).where(kept.keep_until > datetime.now(UTC))
    found = {
        customer[one]
        for some in batches(sorted(customer))
        for one in connection.scalars(asked.where(kept.document_id.in_(some)))
    }
    return len(found)
