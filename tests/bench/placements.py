"""Which theme holds each sentence of a store, and what has changed since the last look."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlalchemy import Connection, select

from voc.store import frozen_weeks, load_themes
from voc.store.schema import documents, findings

# Document and place of a sentence.
Place: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Placements:
    """What a store says at one moment.

    Attributes
    ----------
    theme_of : dict of place to str or None
        Of every hesitation.
    week_of : dict of str to str or None
        By document.
    titles : dict of str to str
        By theme that holds a sentence.
    """

    theme_of: Mapping[Place, str | None]
    week_of: Mapping[str, str | None]
    frozen: frozenset[str]
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def coverage(self) -> float:
        """Share of hesitations that a theme holds."""
        return sum(theme is not None for theme in self.theme_of.values()) / max(1, len(self.theme_of))


def placements(connection: Connection) -> Placements:
    """Look at the store."""
    asked = (
        select(findings.c.document_id, findings.c.sentence_index, findings.c.theme_id, documents.c.week)
        .join(documents, documents.c.id == findings.c.document_id)
        .where(findings.c.is_hesitation.is_(True))
    )
    rows = connection.execute(asked).all()
    held = {row.theme_id for row in rows}
    return Placements(
        theme_of={(row.document_id, row.sentence_index): row.theme_id for row in rows},
        week_of={row.document_id: row.week for row in rows},
        frozen=frozenset(frozen_weeks(connection)),
        titles={theme.theme_id: theme.title for theme in load_themes(connection) if theme.theme_id in held},
    )


def changes(before: Placements, after: Placements) -> Counter[str]:
    """Count what has become of the sentences, and of the themes, that were there before.

    Returns
    -------
    Counter of str
        `placed`: had no theme and has one now. `moved open`: changed its theme, its week's brief not being handed out
        before; `moved frozen`: the same in a week handed out. `lost`: its theme was taken away. `gone`: no hesitation
        any more. `renamed`: themes with another title.
    """
    counted: Counter[str] = Counter()
    for place, old in before.theme_of.items():
        if place not in after.theme_of:
            counted["gone"] += 1
            continue
        new = after.theme_of[place]
        if new == old:
            continue
        if old is None:
            counted["placed"] += 1
        elif new is None:
            counted["lost"] += 1
        else:
            counted["moved frozen" if before.week_of[place[0]] in before.frozen else "moved open"] += 1
    kept = [theme for theme in before.titles if theme in after.titles]
    counted["renamed"] += sum(before.titles[theme] != after.titles[theme] for theme in kept)
    return counted
