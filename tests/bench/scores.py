"""Score groups of a task: against the labels, and against the groups of another run."""

from dataclasses import dataclass

from metrics import Agreement, agreement, alone, together
from sets import Groups, Task
from sklearn.metrics import adjusted_rand_score


@dataclass(frozen=True)
class Scores:
    """How good the groups are.

    Attributes
    ----------
    coverage : float
        Share of what is labelled that has a group.
    precision_there : float
        B-cubed precision of the scored rows that have a group.
    outliers : float
        Share of all that was to be grouped and was left out.
    """

    agreement: Agreement
    coverage: float
    precision_there: float
    outliers: float
    n_groups: int


def scores(task: Task, groups: Groups) -> Scores:
    """Score groups against the labels; what a method never got or never gave has no group."""
    found = [groups.get(key) for key, _ in task.truth]
    truth = [label for _, label in task.truth]
    held = [(group, label) for group, label in zip(found, truth, strict=True) if group is not None]
    return Scores(
        agreement((together if task.rest_is_one else alone)(found), truth),
        coverage=_share(sum(groups.get(key) is not None for key in task.counted), len(task.counted)),
        precision_there=agreement([group for group, _ in held], [label for _, label in held]).precision,
        outliers=_share(sum(group is None for group in groups.values()), len(groups)),
        n_groups=len({group for group in groups.values() if group is not None}),
    )


def stability(before: Groups, after: Groups) -> float:
    """ARI of two runs on what both have grouped or left out; what is left out is one group in each."""
    common = [key for key in before if key in after]
    names = ([str(groups[key]) for key in common] for groups in (before, after))
    return float(adjusted_rand_score(*names))


def _share(n: int, of: int) -> float:
    return n / of if of else 0.0
