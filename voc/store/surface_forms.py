"""How customers type a word when they hesitate, from the weekly counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from voc.store.schema import weekly_terms


def surface_forms(
    connection: Connection,
    lemmas: Collection[str],
    weeks: Sequence[str],
    *,
    stages: Collection[str],
    sources: Collection[str],
) -> dict[str, list[tuple[str, int]]]:
    """Count the forms of words in the hesitations of some weeks, most frequent first; words never said are left out.

    Parameters
    ----------
    stages, sources : collection of str
        All that there are, or those asked about: named one by one, so that the key of the counts finds each cell.
    """
    held = weekly_terms.c
    asked = (
        select(held.lemma, held.surface, func.sum(held.n).label("n"))
        .where(
            held.week.in_(weeks),
            held.is_hesitation.is_(True),
            held.stage.in_(sorted(stages)),
            held.source.in_(sorted(sources)),
            held.lemma.in_(sorted(lemmas)),
        )
        .group_by(held.lemma, held.surface)
    )
    typed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in connection.execute(asked):
        typed[row.lemma][row.surface] += int(row.n)
    return {lemma: sorted(forms.items(), key=lambda one: (-one[1], one[0])) for lemma, forms in sorted(typed.items())}
