"""Words of one selection against those of another, with a bound on what is read for them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from nlp.contrast import contrast_words
from nlp.keywords import Keyword
from nlp.surfaces import SurfaceCounts
from voc.store import Selection, typed_counts
from voc.store.latest_terms import latest_terms
from voc.store.terms import COUNTED_FIELDS

# Sentences of a side that are read, the newest ones: some seconds' work. Weekly counts have no bound.
MOST_READ = 20_000
# Words that lean less to one side are as likely chance: there are thousands of them.
LEAST_SCORE = 2.0


@dataclass(frozen=True, slots=True)
class Side:
    """A selection of sentences, and of ratings on the scale of 1 to 5."""

    selection: Selection
    stars: tuple[float, float] | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the weekly counts tell its words, so that no sentence is read."""
        return self.stars is None and self.selection.fields <= COUNTED_FIELDS


@dataclass(frozen=True, slots=True)
class Contrasted:
    """What one side says rather than the other.

    Attributes
    ----------
    clear, faint : tuple of Keyword
        Words that lean to the target, strongest first: those that are hardly chance, and those that may be.
    totals : (int, int)
        Words on each side.
    cut_at : int or None
        Sentences of a side that were read, the newest ones, where one had more.
    """

    clear: tuple[Keyword, ...] = ()
    faint: tuple[Keyword, ...] = ()
    totals: tuple[int, int] = (0, 0)
    cut_at: int | None = None


def contrasted(connection: Connection, target: Side, rest: Side, limit: int) -> Contrasted:
    """Contrast two sides; without a word on one of them there is nothing to say."""
    (here, here_cut), (there, there_cut) = _counted(connection, target), _counted(connection, rest)
    totals, cut_at = (here.total(), there.total()), MOST_READ if here_cut or there_cut else None
    if not (here and there):
        return Contrasted(totals=totals, cut_at=cut_at)
    leaning = [one for one in contrast_words(here, there, limit=limit) if one.log_odds > 0]
    clear = tuple(one for one in leaning if one.log_odds >= LEAST_SCORE)
    faint = tuple(one for one in leaning if one.log_odds < LEAST_SCORE)
    return Contrasted(clear, faint, totals, cut_at)


def _counted(connection: Connection, side: Side) -> tuple[SurfaceCounts, bool]:
    if side.is_counted:
        return typed_counts(connection, side.selection), False
    found = latest_terms(connection, side.selection, stars=side.stars, most=MOST_READ)
    return found.counts, found.n_sentences >= MOST_READ
