"""Learn from people's corrections: one linear model for each label, used only where it clearly reads better.

With few corrections most of what is known is what the rules know, so every model starts from "the rules are right" (an
imagined sentence for each value, and real ones that nobody corrected) and departs from it where corrections say so.
Whether it reads better is judged on sentences it has not seen, neighbours included: by its agreement with people beside
that of the reading without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from nlp.agreement import Gain, kappa_gain
from nlp.corrections import (
    Correction,
    Row,
    Studied,
    common_traits,
    folds,
    quiet_rows,
    read_with,
    rows_of,
    weights_of,
)
from nlp.label_models import LabelModel, design, of_each_class, on_weight_grid
from nlp.labelling import LEARNABLE, still_missing, values_of
from nlp.learned import Learned
from nlp.traits import rules_say, sentence_vectors
from nlp.types import FloatMatrix, FloatVector
from nlp.vectors import Encoder

# The gain must be beyond what chance gives two times in three, and worth reading everything anew.
_LEAST_ERRORS, _LEAST_GAIN = 1.0, 0.02
_N_FOLDS, _N_REPEATS = 5, 3
# Weight of the imagined sentence of each value, of which only the rules' label is known: they are right.
_PRIOR = 10.0
# Weight of a sentence that nobody corrected, and how many of them count: together as much as fifty corrections.
_QUIET, MOST_UNCORRECTED = 0.1, 500
# Inverse strength of the pull of all weights to 0.
_C = 0.3
_MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Trained:
    """A model trained on all corrections, and what it is worth.

    Attributes
    ----------
    gain : Gain
        Agreement with people without and with it, on sentences that it had not seen.
    is_used : bool
        Whether it replaces the rules for its label.
    """

    model: LabelModel
    gain: Gain
    is_used: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a label is read by a model from now on, and why.

    Attributes
    ----------
    n_corrections : int
        Distinct sentences that people gave this label; `n_confirmed` of them as the rules had read them.
    missing : mapping of str to int
        What is still needed before anything is trained, see `still_missing`; empty where a model was trained.
    trained : Trained or None
        None where nothing was trained.
    """

    label: str
    n_corrections: int
    n_confirmed: int
    missing: Mapping[str, int] = field(default_factory=dict)
    trained: Trained | None = None


@dataclass(slots=True)
class _Fold:
    """Sentences to learn from and to judge by, with the models accepted so far."""

    repeat: int
    train: Sequence[Row]
    test: Sequence[Row]
    models: list[LabelModel] = field(default_factory=list)


class Trainer:
    """Trains and judges models.

    Parameters
    ----------
    encoder : Encoder
        Must not depend on a corpus.
    values : mapping of str to sequence of str
        What each label can be, see `nlp.labelling.configured_values`.
    uncorrected : sequence of Studied, optional
        Sentences that nobody corrected. That the rules are mostly right about them is a weak lesson, but it keeps a
        model from taking for common what people were drawn to; `MOST_UNCORRECTED` of them count.
    """

    def __init__(
        self, encoder: Encoder, values: Mapping[str, Sequence[str]], uncorrected: Sequence[Studied] = ()
    ) -> None:
        self._encoder = encoder
        self._values = values
        self._rules = Learned((), encoder)
        self._uncorrected = uncorrected

    def learn(self, corrections: Sequence[Correction]) -> list[Verdict]:
        """Train a model for each label and decide which of them to use; the order of corrections plays no part.

        Labels are tried in the order in which they are decided when reading, each on top of those accepted before.
        """
        rows = rows_of(corrections, self._rules)
        quiet = quiet_rows(self._uncorrected, rows, self._rules)[:MOST_UNCORRECTED]
        cut = [_Fold(repeat, *both) for repeat in range(_N_REPEATS) for both in folds(rows, _N_FOLDS, repeat)]
        return [self._judge(label, rows, quiet, cut) for label in LEARNABLE]

    def _judge(self, label: str, rows: Sequence[Row], quiet: Sequence[Row], cut: Sequence[_Fold]) -> Verdict:
        given = [row for row in rows if row.gives(label)]
        n_confirmed = sum(row.confirms(label) for row in given)
        missing = still_missing([row.given(label) for row in given], n_confirmed)
        if missing:
            return Verdict(label, len(given), n_confirmed, missing)
        candidates = [self._train(label, fold.train, quiet) for fold in cut]
        gain = self._gain(label, given, cut, candidates)
        is_used = gain.after - gain.before >= max(_LEAST_GAIN, _LEAST_ERRORS * gain.error)
        if is_used:
            for fold, model in zip(cut, candidates, strict=True):
                fold.models.append(model)
        model = self._train(label, rows, quiet)
        return Verdict(label, len(given), n_confirmed, {}, Trained(model, gain, is_used))

    def _gain(self, label: str, given: Sequence[Row], cut: Sequence[_Fold], candidates: Sequence[LabelModel]) -> Gain:
        without: list[dict[int, str]] = [{} for _ in range(_N_REPEATS)]
        with_it: list[dict[int, str]] = [{} for _ in range(_N_REPEATS)]
        for fold, model in zip(cut, candidates, strict=True):
            test = [row for row in fold.test if row.gives(label)]
            without[fold.repeat].update(self._read(test, fold.models, label))
            with_it[fold.repeat].update(self._read(test, [*fold.models, model], label))
        return kappa_gain(
            [row.given(label) for row in given],
            [[said[id(row)] for row in given] for said in without],
            [[said[id(row)] for row in given] for said in with_it],
            weights=weights_of(given, label),
            groups=[row.group for row in given],
        )

    def _read(self, rows: Sequence[Row], models: Sequence[LabelModel], label: str) -> dict[int, str]:
        """Read sentences in their documents with some models."""
        readings = read_with([row.correction.document for row in rows], Learned(models, self._encoder))
        return {
            id(row): values_of(of_document[row.correction.index])[label]
            for row, of_document in zip(rows, readings, strict=True)
        }

    def _train(self, label: str, rows: Sequence[Row], quiet: Sequence[Row]) -> LabelModel:
        taught = [row for row in rows if row.teaches(label)]
        lessons = [*taught, *(row for row in quiet if row.teaches(label))]
        targets = [row.target(label) for row in lessons]
        classes = tuple(sorted({*self._values[label], *targets}))
        imagined = [[rules_say(label, value)] for value in classes]
        names = tuple(sorted({*common_traits(taught), *(one for (one,) in imagined)}))
        known = {name: column for column, name in enumerate(names)}
        vectors = sentence_vectors([row.correction.studied.draft for row in lessons], self._encoder)
        nowhere = np.zeros((len(classes), vectors.shape[1]))
        parts = [design([row.traits for row in lessons], known, vectors), design(imagined, known, nowhere)]
        n_quiet = len(lessons) - len(taught)
        weights = [weights_of(taught, label), np.full(n_quiet, _QUIET), np.full(len(classes), _PRIOR)]
        numbers = [classes.index(value) for value in (*targets, *classes)]
        fitted = _fit(sparse.csr_matrix(sparse.vstack(parts)), np.array(numbers), np.concatenate(weights))
        return LabelModel(label, classes, names, on_weight_grid(fitted), len(taught), self._encoder.version)


def _fit(matrix: sparse.csr_matrix, numbers: np.ndarray, weights: FloatVector) -> FloatMatrix:
    """Fit a multinomial logistic regression; returns weights, shape (n_columns, n_classes)."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a night reads without scikit-learn

    # The matrix brings its own column of ones. One thread: sums over threads differ in their last bits.
    regression = LogisticRegression(C=_C, fit_intercept=False, max_iter=_MOST_STEPS, tol=1e-6)
    with threadpool_limits(1):
        regression.fit(matrix, numbers, sample_weight=weights)
    return of_each_class(np.asarray(regression.coef_, dtype=np.float64).T)
