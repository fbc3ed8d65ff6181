"""The users behind an audience or a suppression list: the only place that opens what was sealed at collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from sqlalchemy import Connection, select

from voc.config import Settings
from voc.config.user_ids import giving_ids, ids_keeping
from voc.planning.audience.asked import Asked
from voc.planning.audience.customers import Customer, Voice, by_customer, voices_of
from voc.planning.audience.suppression import not_to_be_contacted, suppressed_among, suppression_themes
from voc.privacy.sealing import Sealer
from voc.store.external_users import load_users
from voc.store.schema import documents, external_users
from voc.weeks import SEOUL


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A user of the CRM tool.

    Attributes
    ----------
    user_id : str
        As the source gave it; a hash stays one.
    source : str
        Which gave it; the first by name of several.
    last_voiced_at : datetime or None
        The last voice that was asked about.
    document_ids : frozenset of str
        The voices by which this user is listed.
    """

    user_id: str = field(repr=False)
    is_hashed: bool
    source: str
    last_voiced_at: datetime | None
    document_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """An audience or a suppression list.

    Attributes
    ----------
    users : tuple of ListedUser
        By id.
    n_customers : int
        Customers behind the voices, see `reach`.
    n_suppressed : int
        Left out because they asked to be left alone; 0 of a suppression list.
    n_without_id : int
        Left out because their source gave no id, or none is kept of it.
    n_expired : int
        Left out because the time is over for which their id may be kept.
    """

    users: tuple[ListedUser, ...]
    n_customers: int
    n_suppressed: int = 0
    n_without_id: int = 0
    n_expired: int = 0


@dataclass(frozen=True, slots=True)
class _Ids:
    """Ids by the document that they came with."""

    of_document: Mapping[str, tuple[str, bool]]

    def of(self, voices: Sequence[Voice]) -> set[tuple[str, bool]]:
        return {self.of_document[voice.document_id] for voice in voices if voice.document_id in self.of_document}


def list_audience(
    connection: Connection, settings: Settings, sealer: Sealer, asked: Asked, *, now: datetime
) -> Listing:
    """List the users who voiced what is asked about, without those who asked to be left alone.

    Raises
    ------
    PrivacyError
        An id was sealed with a key that is not at hand.
    """
    voices = voices_of(connection, asked)
    ids = _opened(connection, sealer, [voice.document_id for voice in voices], now)
    left_alone, suppressed_ids = _suppressed(connection, settings, sealer, voices, now)
    return _listed(settings, voices, ids, left_alone, suppressed_ids, now=now)


def list_suppressed(
    connection: Connection, settings: Settings, sealer: Sealer, sources: tuple[str, ...], *, now: datetime
) -> Listing:
    """List the users who asked to be left alone, as far as the store knows; see `list_audience`."""
    themes = suppression_themes(connection, settings)
    said = voices_of(connection, Asked(tuple(themes), sources=sources, hesitations_only=False))
    known = [one for one in _with_ids(connection, now) if not sources or one.source in sources]
    left_alone = suppressed_among(connection, known, themes)
    own = {voice.document_id: voice for voice in said}
    own |= {voice.document_id: voice for voice in known if voice.customer in left_alone}
    noted = {one for one in not_to_be_contacted(connection) if not sources or one[0] in sources}
    voices = [own[key] for key in sorted(own)]
    found = _listed(settings, voices, _opened(connection, sealer, sorted(own), now), set(), set(), now=now)
    n_unseen = len(noted - {voice.customer for voice in voices})
    return Listing(
        found.users,
        n_customers=found.n_customers + n_unseen,
        n_without_id=found.n_without_id + n_unseen,
        n_expired=found.n_expired,
    )


def _suppressed(
    connection: Connection, settings: Settings, sealer: Sealer, voices: Sequence[Voice], now: datetime
) -> tuple[set[Customer], set[tuple[str, bool]]]:
    """Tell who of these must be left alone: as the same author, and as the same user whatever source they came by."""
    themes = suppression_themes(connection, settings)
    known = _with_ids(connection, now)
    others = suppressed_among(connection, known, themes)
    asking = [voice.document_id for voice in known if voice.customer in others]
    ids = set(_opened(connection, sealer, asking, now).of_document.values())
    return suppressed_among(connection, voices, themes), ids


def _with_ids(connection: Connection, now: datetime) -> list[Voice]:
    """List the voices of which an id is kept."""
    of = documents.c
    kept = select(external_users.c.document_id).where(external_users.c.keep_until > now)
    columns = (of.id, of.source, of.author_hash, of.created_at, of.segment)
    return [Voice(*row) for row in connection.execute(select(*columns).where(of.id.in_(kept)).order_by(of.id))]


def _opened(connection: Connection, sealer: Sealer, document_ids: Sequence[str], now: datetime) -> _Ids:
    kept = load_users(connection, document_ids, now=now)
    return _Ids({one.document_id: (sealer.open(one.sealed_user), one.is_hashed) for one in kept})


def _listed(
    settings: Settings,
    voices: Sequence[Voice],
    ids: _Ids,
    left_alone: set[Customer],
    suppressed_ids: set[tuple[str, bool]],
    *,
    now: datetime,
) -> Listing:
    customers = by_customer(voices)
    found: dict[tuple[str, bool], list[Voice]] = {}
    n_suppressed = n_without = n_expired = 0
    for customer, own in customers.items():
        users = ids.of(own)
        if customer in left_alone or users & suppressed_ids:
            n_suppressed += 1
        elif users:
            for user in users:
                found.setdefault(user, []).extend(one for one in own if ids.of_document.get(one.document_id) == user)
        elif all(_is_expired(settings, voice, now) for voice in own):
            n_expired += 1
        else:
            n_without += 1
    listed = tuple(_user(user, own) for user, own in sorted(found.items()))
    return Listing(listed, len(customers), n_suppressed, n_without, n_expired)


def _user(user: tuple[str, bool], voices: Sequence[Voice]) -> ListedUser:
    moments = [voice.created_at for voice in voices if voice.created_at is not None]
    sources, of_documents = {voice.source for voice in voices}, {voice.document_id for voice in voices}
    return ListedUser(*user, min(sources), max(moments, default=None), frozenset(of_documents))


def _is_expired(settings: Settings, voice: Voice, now: datetime) -> bool:
    """Tell whether a voice is older than its source's ids are kept."""
    audience = giving_ids(settings).get(voice.source)
    if audience is None or voice.created_at is None:
        return False
    end = ids_keeping(settings, audience).end(voice.created_at.astimezone(SEOUL).date())
    return datetime.combine(end, time.min, SEOUL).astimezone(UTC) <= now
