"""How well two groupings of the same rows agree."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score


@dataclass(frozen=True, slots=True)
class Agreement:
    """Scores of a predicted grouping against the true one; at most 1, 0 for no rows, ARI around 0 for chance."""

    nmi: float
    ari: float
    precision: float
    recall: float
    f1: float


def agreement(predicted: Sequence[Hashable], truth: Sequence[Hashable]) -> Agreement:
    """Score a grouping: NMI (arithmetic mean), ARI and B-cubed."""
    if not truth:
        return Agreement(0.0, 0.0, 0.0, 0.0, 0.0)
    left, right = _numbered(predicted), _numbered(truth)
    return Agreement(
        float(normalized_mutual_info_score(right, left)),
        float(adjusted_rand_score(right, left)),
        *b_cubed(predicted, truth),
    )


def b_cubed(predicted: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 (Bagga & Baldwin 1998); all 0 for no rows.

    >>> b_cubed(["a", "a", "b"], ["x", "y", "y"])  # precision (1/2 + 1/2 + 1) / 3, recall (1 + 1/2 + 1/2) / 3
    (0.6666666666666666, 0.6666666666666666, 0.6666666666666666)
    """
    if not truth:
        return 0.0, 0.0, 0.0
    both = Counter(zip(predicted, truth, strict=True))
    of_predicted, of_truth = Counter(predicted), Counter(truth)
    precision = sum(n * n / of_predicted[p] for (p, _), n in both.items()) / len(truth)
    recall = sum(n * n / of_truth[t] for (_, t), n in both.items()) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def alone(groups: Sequence[Hashable | None]) -> list[Hashable]:
    """Make every row without a group a group of its own."""
    return [("alone", row) if group is None else ("group", group) for row, group in enumerate(groups)]


def together(groups: Sequence[Hashable | None]) -> list[Hashable]:
    """Make the rows without a group one extra group."""
    return [("none",) if group is None else ("group", group) for group in groups]


def _numbered(groups: Sequence[Hashable]) -> list[int]:
    """Replace groups by numbers: scikit-learn sorts labels, and labels of several types have no order."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in groups]
