"""One line of the table: a method on a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from processes import Spent
from rivals import Outcome, Rival
from scores import Scores, scores, stability
from sets import Task
from variants import OTHERS

HEAD = (
    "set", "method", "NMI", "ARI", "B³ P", "B³ R", "B³ F1", "coverage", "P there", "outliers", "groups",
    *(variant.name for variant in OTHERS), "s", "CPU s", "MB",
)  # fmt: skip
# A reason for failure may be long; it must not make its column wide.
_WIDE = 48


@dataclass(frozen=True)
class Line:
    """A method on a set.

    Attributes
    ----------
    scores : Scores or None
        None where the method failed.
    stable : dict of str to float
        ARI with the groups of the unchanged run, by variant; empty where it was not asked for.
    failure : str
        Why a run failed.
    """

    set: str
    method: str
    scores: Scores | None
    stable: Mapping[str, float]
    spent: Spent
    failure: str = ""

    def cells(self) -> list[str]:
        """Spell the line."""
        cells = [self.set, self.method]
        if self.scores is None:
            return [*cells, f"failed: {self.failure}"]
        agreement = self.scores.agreement
        figures = [agreement.nmi, agreement.ari, agreement.precision, agreement.recall, agreement.f1]
        figures += [self.scores.coverage, self.scores.precision_there, self.scores.outliers]
        stable = [f"{self.stable[one.name]:.2f}" if one.name in self.stable else "" for one in OTHERS]
        spent = [f"{one:.0f}" for one in (self.spent.wall_s, self.spent.cpu_s, self.spent.peak_mb)]
        return [*cells, *(f"{figure:.3f}" for figure in figures), str(self.scores.n_groups), *stable, *spent]


def line(task: Task, names: tuple[str, str], rival: Rival, base: Outcome, *, is_stable: bool) -> Line:
    """Score the run of a method on a set, and if asked run it once more for every variant.

    Parameters
    ----------
    names : (str, str)
        Of the set and of the method.
    base : Outcome
        Of the unchanged rows.
    """
    if base.failure:
        return Line(*names, None, {}, base.spent, base.failure)
    stable: dict[str, float] = {}
    for variant in OTHERS if is_stable else ():
        other = rival(variant)
        if not other.failure:
            stable[variant.name] = stability(base.groups, other.groups)
    return Line(*names, scores(task, base.groups), stable, base.spent)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in Markdown, columns wide enough to read as they stand; short rows are filled up."""
    filled = [list(head), *([*row, *[""] * (len(head) - len(row))] for row in rows)]
    widths = [max(len(row[column]) for row in filled if len(row[column]) < _WIDE) for column in range(len(head))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in filled]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
