"""Models learned from corrections: the ones in use, and the figures of those before."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from voc.store.batches import put
from voc.store.schema import learned


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model of one label.

    Attributes
    ----------
    version : str
        Hash of its content.
    trained_at : datetime
        When these corrections first gave it.
    kappa_rules, kappa_learned : float
        Agreement with people on sentences not learned from: without the model, and with it.
    is_used : bool
        Whether nights read with it.
    payload : bytes
        The model; empty once another took its place.
    lesson : str or None
        What it was learned from, see `voc.steps.learned_from`; None of a model of an older version.
    """

    label: str
    version: str
    trained_at: datetime
    n_corrections: int
    kappa_rules: float
    kappa_learned: float
    is_used: bool
    payload: bytes
    lesson: str | None = None


def save_models(connection: Connection, models: Sequence[StoredModel]) -> None:
    """Put models in the place of all earlier ones, of which only the figures stay."""
    connection.execute(update(learned).values(is_used=False, payload=b""))
    rows = [asdict(model) for model in sorted(models, key=lambda model: model.label)]
    put(connection, learned, rows, keep=("trained_at",))


def load_models(connection: Connection) -> list[StoredModel]:
    """Load the models of the last training, used or not, by label."""
    asked = select(learned).where(learned.c.payload != b"").order_by(learned.c.label)
    return [StoredModel(**row) for row in connection.execute(asked).mappings()]
