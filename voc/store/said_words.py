"""How often words were said, hesitating or not, from the weekly counts."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from voc.store.schema import weekly_terms


def times_said(
    connection: Connection,
    lemmas: Collection[str],
    weeks: Sequence[str],
    *,
    stages: Collection[str],
    sources: Collection[str],
) -> Counter[str]:
    """Count words in all sentences of some weeks.

    Parameters
    ----------
    stages, sources : collection of str
        All that there are: named one by one, so that the key of the counts finds each cell.
    """
    held = weekly_terms.c
    asked = (
        select(held.lemma, func.sum(held.n).label("n"))
        .where(
            held.week.in_(weeks),
            held.is_hesitation.in_([False, True]),
            held.stage.in_(sorted(stages)),
            held.source.in_(sorted(sources)),
            held.lemma.in_(sorted(lemmas)),
        )
        .group_by(held.lemma)
    )
    return Counter({row.lemma: int(row.n) for row in connection.execute(asked)})
