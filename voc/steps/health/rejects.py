"""Whether a night set aside far more rows than the source usually has set aside."""

from collections.abc import Sequence

from voc.steps.health.chance import chance_of_so_many
from voc.steps.verdicts import Verdict
from voc.store import Night

# What is believed of a source of which nothing is known: one row in a hundred.
_PRIOR_REJECTS, _PRIOR_ROWS = 1, 100
_NIGHTS = 28
# Fewer rows are a slip of somebody's hand.
_FEWEST = 5
# Beyond chance, and so many times the usual share, and so much above it: rows of one file fail together.
_CHANCE, _TIMES, _ABOVE = 1 / 1000, 3.0, 0.05
# From here on the format has changed rather than a few rows.
_MOST_OF_ALL, _FEWEST_RED = 0.5, 10


def judge_rejects(n_rows: int, n_rejects: int, nights: Sequence[Night]) -> Verdict | None:
    """Tell whether the share of rows that were set aside jumped.

    Parameters
    ----------
    n_rows, n_rejects : int
        Rows that the night delivered, those that were set aside among them.
    nights : sequence of Night
        The nights before, the latest first.

    Examples
    --------
    >>> judge_rejects(100, 4, []), judge_rejects(100, 9, []).level, judge_rejects(100, 60, []).level
    (None, 'amber', 'red')
    """
    if n_rejects < _FEWEST:
        return None
    past = nights[:_NIGHTS]
    usual = (_PRIOR_REJECTS + sum(one.n_rejects for one in past)) / (_PRIOR_ROWS + sum(one.n_rows for one in past))
    share = n_rejects / n_rows
    if share < max(_TIMES * usual, usual + _ABOVE) or chance_of_so_many(n_rejects, n_rows, usual) >= _CHANCE:
        return None
    return Verdict(
        "red" if share >= _MOST_OF_ALL and n_rejects >= _FEWEST_RED else "amber",
        "rejects",
        f"{n_rejects:,} of its {n_rows:,} rows were set aside ({share:.0%}, usually {usual:.0%}). What is wrong with "
        "them: voc rejects list.",
    )
