"""Everything that groups texts here, ours and the peers', behind one call: a variant of the rows in, groups out."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from analysis import Analysis, analyse
from numpy.typing import NDArray
from processes import Spent, spend
from sets import Groups, Key, LabelledSet, Task
from variants import Variant

_PEERS = Path(__file__).with_name("peers.py")
PEERS = {
    "bertopic-lsa": "BERTopic, LSA",
    "bertopic-vectors": "BERTopic, our vectors",
    "bertopic-kiwi": "BERTopic, our vectors, Kiwi words, k given",
    "nmf": "NMF, k given",
    "lda": "LDA, k given",
    "kmeans": "k-means on tf-idf, k given",
    "kmeans-vectors": "k-means on our vectors, k given",
}


@dataclass(frozen=True)
class Outcome:
    """Groups, and what finding them took; or why there are none.

    Attributes
    ----------
    words : list of str
        Words that the method shows for its groups, the most prominent group's first.
    failure : str
        Empty where it worked.
    """

    groups: Groups
    spent: Spent
    words: tuple[str, ...] = ()
    failure: str = ""


Rival = Callable[[Variant], Outcome]


def ours(labelled: LabelledSet) -> Rival:
    """Run `voc analyze`; another seed is another order of Python's sets, for there is nothing else to draw."""
    by_id = {row["doc_id"]: row for row in labelled.rows}

    def run(variant: Variant) -> Outcome:
        return outcome_of(labelled, analyse(
            [by_id[one] for one in variant.of(list(by_id))], labelled.options, hash_seed=variant.seed
        ))  # fmt: skip

    return run


def outcome_of(labelled: LabelledSet, analysis: Analysis) -> Outcome:
    """Take groups and words from an analysis."""
    words = tuple(keyword["surface"] for theme in analysis.themes for keyword in theme["keywords"])
    return Outcome(labelled.groups(analysis), analysis.spent, words)


def peer(python: Path, method: str, task: Task, vectors: NDArray[np.float32]) -> Rival:
    """Run a peer in its own environment.

    Parameters
    ----------
    python : Path
        Interpreter of that environment.
    vectors : float array, shape (n_texts, n_dimensions)
        Ours, in the order of the task's texts.
    """
    row_of = {key: row for row, key in enumerate(task.texts)}
    keys_of: dict[str, list[Key]] = {}
    for key, document in task.document_of.items():
        keys_of.setdefault(document, []).append(key)

    def run(variant: Variant) -> Outcome:
        keys = [key for document in variant.of(list(keys_of)) for key in keys_of[document]]
        with TemporaryDirectory() as folder:
            job, result, matrix = (Path(folder) / name for name in ("job.json", "result.json", "vectors.npy"))
            np.save(matrix, vectors[[row_of[key] for key in keys]])
            asked = {
                "texts": [task.texts[key] for key in keys],
                "n_groups": task.n_groups,
                "seed": variant.seed,
                "vectors": str(matrix),
            }
            job.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
            spent = spend([python, _PEERS, method, job, result])
            if spent.exit_code:
                return Outcome({}, spent, failure=last_line(spent.complaint))
            return _read(json.loads(result.read_text("utf-8")), keys, spent)

    return run


def _read(result: Mapping[str, list[Hashable]], keys: list[Key], spent: Spent) -> Outcome:
    words = tuple(str(word) for word in result["words"])
    return Outcome(dict(zip(keys, result["groups"], strict=True)), spent, words)


def last_line(complaint: str) -> str:
    """Name the reason at the end of a traceback."""
    return complaint.strip().splitlines()[-1][:200] if complaint.strip() else "no message"
