"""Themes as the machine made them and as people edited them, and the frozen spaces that assign to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, select, update

from voc.store.batches import put
from voc.store.edits import Edits
from voc.store.schema import spaces, themes
from voc.store.shown import current_edits

Origin = Literal["catalogue", "discovered", "split"]
MERGED = "merged"


@dataclass(frozen=True, slots=True)
class StoredTheme:
    """A theme as the store keeps it.

    Attributes
    ----------
    keywords : tuple of mapping
        term, surface, score.
    exemplars : tuple of mapping
        doc_id, sentence_index, text.
    state : str
        new, rising, steady, falling, gone, burst; or merged, of one whose sentences are shown in another.
    payload : bytes or None
        What frozen assignment needs of it: centroid, threshold.
    """

    theme_id: str
    title: str
    reason: str
    stage: str
    keywords: tuple[Mapping[str, Any], ...] = ()
    exemplars: tuple[Mapping[str, Any], ...] = ()
    first_week: str | None = None
    state: str = "new"
    origin: Origin = "catalogue"
    created_in_run: str | None = None
    hidden: bool = False
    pinned: bool = False
    payload: bytes | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A frozen vector space; assignment with the same version gives the same themes."""

    version: str
    payload: bytes
    created_week: str | None = None


def save_themes(connection: Connection, found: Sequence[StoredTheme]) -> None:
    """Add themes, or overwrite those with the same id; the run that made a theme stays."""
    rows = [
        {**_facts(theme), "keywords": _plain(theme.keywords), "exemplars": _plain(theme.exemplars)}
        for theme in sorted(found, key=lambda theme: theme.theme_id)
    ]
    put(connection, themes, rows, keep=("created_in_run",))


def load_themes(connection: Connection, ids: Sequence[str] | None = None) -> list[StoredTheme]:
    """Load themes as readers see them, by id, all without ids: what people edited stands over what the machine made.

    A theme that others were merged into has their keywords and exemplars beside its own.
    """
    made = {theme.theme_id: theme for theme in machine_themes(connection)}
    edits = current_edits(connection)
    wanted = made.keys() if ids is None else made.keys() & set(ids)
    return [_edited(made[theme_id], made, edits) for theme_id in sorted(wanted)]


def machine_themes(connection: Connection) -> list[StoredTheme]:
    """Load themes as the machine made them: what discovery starts from and what is saved back."""
    found = [_theme(row) for row in connection.execute(select(themes)).mappings()]
    return sorted(found, key=lambda theme: theme.theme_id)


def save_space(connection: Connection, space: Space) -> None:
    """Keep a space and make it the one that assigns from now on; of those before, only their names stay."""
    connection.execute(update(spaces).values(is_current=False, payload=b""))
    put(connection, spaces, [{**_facts(space), "is_current": True}])


def current_space(connection: Connection) -> Space | None:
    """Load the space that assigns; None before the first discovery."""
    row = connection.execute(select(spaces).where(spaces.c.is_current.is_(True))).first()
    return None if row is None else Space(row.version, row.payload, row.created_week)


def _facts(one: StoredTheme | Space) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _plain(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(value) for value in values]


def _theme(row: RowMapping) -> StoredTheme:
    facts = {**row, "keywords": tuple(row["keywords"]), "exemplars": tuple(row["exemplars"])}
    return StoredTheme(**facts)


def _edited(theme: StoredTheme, made: Mapping[str, StoredTheme], edits: Edits) -> StoredTheme:
    own = theme.theme_id
    joined = [theme, *(made[key] for key in sorted(edits.merges) if key in made and edits.resolve(key) == own)]
    return replace(
        theme,
        title=edits.titles.get(own, theme.title),
        reason=edits.reasons.get(own, theme.reason),
        stage=edits.stages.get(own, theme.stage),
        hidden=edits.hidden.get(own, theme.hidden),
        pinned=edits.pinned.get(own, theme.pinned),
        state=theme.state if edits.is_live(own) else MERGED,
        keywords=_joined_keywords(joined),
        exemplars=tuple(exemplar for one in joined for exemplar in one.exemplars),
    )


def _joined_keywords(joined: Sequence[StoredTheme]) -> tuple[Mapping[str, Any], ...]:
    if len(joined) == 1:
        return joined[0].keywords
    best: dict[str, Mapping[str, Any]] = {}
    for keyword in (keyword for one in joined for keyword in one.keywords):
        if keyword["term"] not in best or keyword["score"] > best[keyword["term"]]["score"]:
            best[keyword["term"]] = keyword
    return tuple(sorted(best.values(), key=lambda keyword: (-keyword["score"], keyword["term"])))
