"""Customers with ids of a CRM tool, planted: whose voice, of which theme, with which id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.fernet import Fernet
from planted import Said, plant
from sqlalchemy import update

from voc.privacy.sealing import Sealer
from voc.records import document_id
from voc.store import Store
from voc.store.external_users import ExternalUser, keep_users
from voc.store.schema import documents

KEY = "aW52ZW50ZWQga2V5IG9mIDMyIGJ5dGVzIGZvciB1cyE="
VARIABLE = "VOC_REACH_KEY"
FAR = datetime(2199, 1, 1, tzinfo=UTC)
AUTH, PUSH = "t_auth", "c_push_too_many"


@dataclass(frozen=True)
class Voiced:
    """One voice.

    Attributes
    ----------
    author : str
        Hash of who wrote it; empty for nobody known.
    user : str
        The id that came with it; empty for none.
    """

    theme: str
    author: str = ""
    user: str = ""
    source: str = "desk"
    week: str = "2026-W47"
    segment: Mapping[str, str] = field(default_factory=dict)
    is_hashed: bool = False
    keep_until: datetime = FAR


def sealer(key: str = KEY) -> Sealer:
    """Make a sealer with a key of the tests."""
    return Sealer([key], VARIABLE)


def new_key() -> str:
    """Make another key."""
    return Fernet.generate_key().decode()


def plant_voiced(store: Store, voices: Sequence[Voiced]) -> list[str]:
    """Add voices with their authors and ids; return their documents."""
    plant(store, [Said(one.week, source=one.source, theme=one.theme, segment=one.segment) for one in voices])
    ids = [document_id(one.source, f"{number:05d}") for number, one in enumerate(voices)]
    seals = sealer()
    with store.begin() as connection:
        for key, one in zip(ids, voices, strict=True):
            change = update(documents).where(documents.c.id == key)
            connection.execute(change.values(author_hash=one.author or None, external_id=key))
        users = [
            ExternalUser(key, one.source, seals.seal(one.user), one.is_hashed, one.keep_until)
            for key, one in zip(ids, voices, strict=True)
            if one.user
        ]
        keep_users(connection, users)
    return ids
