"""Other ways of grouping texts, each run as a process of its own in the environment of the bench.

usage: peers.py METHOD JOB.json RESULT.json

JOB has `texts`, `n_groups` (for methods that must be told), `seed` and `vectors` (a .npy file with one row per text).
RESULT gets `groups`, a number or null per text, and `words`, the largest group's first. Runs without our packages.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

if TYPE_CHECKING:
    from scipy import sparse

# Nouns, roots, predicates, adverbs, foreign words: what says something by itself.
_CONTENT = ("NN", "XR", "VV", "VA", "MAG", "SL")
_N_COMPONENTS = 100
# Runs of k-means of which the best is kept.
_N_STARTS = 10
_N_TOP_WORDS = 10

Groups = list[int | None]
Matrix: TypeAlias = "NDArray[np.float32] | sparse.csr_matrix"


@dataclass(frozen=True)
class Job:
    """Texts to group.

    Attributes
    ----------
    n_groups : int
        For methods that must be told.
    vectors : Path
        One row per text, in their order.
    """

    texts: list[str]
    n_groups: int
    seed: int
    vectors: Path


@dataclass(frozen=True)
class Grouped:
    """A group per text, None for a text left out; and the words that a method shows, most prominent group first."""

    groups: Groups
    words: list[str]


def main(method: str, job: Path, result: Path) -> None:
    asked = json.loads(job.read_text("utf-8"))
    grouped = METHODS[method](Job(**{**asked, "vectors": Path(asked["vectors"])}))
    result.write_text(json.dumps({"groups": grouped.groups, "words": grouped.words}, ensure_ascii=False), "utf-8")


def bertopic_with_lsa(job: Job) -> Grouped:
    """BERTopic as it comes, on LSA of the texts."""
    tfidf = _tfidf().fit_transform(content_words(job.texts))
    n_components = min(_N_COMPONENTS, min(tfidf.shape) - 1)
    return _bertopic(job, normalize(TruncatedSVD(n_components, random_state=job.seed).fit_transform(tfidf)))


def bertopic_with_our_vectors(job: Job) -> Grouped:
    """BERTopic as it comes, on the vectors handed over."""
    return _bertopic(job, np.load(job.vectors))


def bertopic_with_kiwi(job: Job) -> Grouped:
    """BERTopic on the vectors handed over, with Kiwi's words and told how many topics there are."""
    vectorizer = CountVectorizer(analyzer=lambda text: content_words([text])[0])
    # It counts the topic of what it leaves out.
    return _bertopic(job, np.load(job.vectors), vectorizer, job.n_groups + 1)


def _bertopic(
    job: Job, vectors: Matrix, vectorizer: CountVectorizer | None = None, n_topics: int | None = None
) -> Grouped:
    from bertopic import BERTopic  # noqa: PLC0415 - only in the environment of the bench
    from umap import UMAP  # noqa: PLC0415 - the same

    # Its own settings, spelled out only to give it a seed: without one no two runs agree.
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=job.seed)
    # Told that the text is not English: it would throw every Korean letter away before it looks for words.
    model = BERTopic(language="multilingual", umap_model=umap, vectorizer_model=vectorizer, nr_topics=n_topics)
    topics, _ = model.fit_transform(job.texts, embeddings=np.asarray(vectors, dtype=np.float32))
    words = [word for topic in sorted(set(topics) - {-1}) for word, _ in model.get_topic(topic) if word]
    return Grouped([None if topic < 0 else int(topic) for topic in topics], words)


def nmf(job: Job) -> Grouped:
    """NMF of tf-idf; a text belongs to its heaviest topic."""
    vectorizer = _tfidf()
    matrix = vectorizer.fit_transform(content_words(job.texts))
    model = NMF(job.n_groups, random_state=job.seed)
    return _heaviest(model.fit_transform(matrix), model.components_, vectorizer)


def lda(job: Job) -> Grouped:
    """Latent Dirichlet allocation on counts; a text belongs to its likeliest topic."""
    vectorizer = CountVectorizer(analyzer=_as_is, min_df=2)
    matrix = vectorizer.fit_transform(content_words(job.texts))
    model = LatentDirichletAllocation(job.n_groups, random_state=job.seed)
    weights = model.fit_transform(matrix)
    weights[np.asarray(matrix.sum(axis=1)).ravel() == 0] = 0.0
    return _heaviest(weights, model.components_, vectorizer)


def kmeans(job: Job) -> Grouped:
    """k-means on tf-idf."""
    return _kmeans(job, _tfidf().fit_transform(content_words(job.texts)))


def kmeans_with_our_vectors(job: Job) -> Grouped:
    """k-means on the vectors handed over."""
    return _kmeans(job, np.load(job.vectors))


def _kmeans(job: Job, matrix: Matrix) -> Grouped:
    from sklearn.cluster import KMeans  # noqa: PLC0415 - takes seconds that other methods should not pay

    has_words = np.asarray(abs(matrix).sum(axis=1)).ravel() > 0
    found = KMeans(job.n_groups, n_init=_N_STARTS, random_state=job.seed).fit_predict(matrix[has_words])
    rest = iter(found)
    return Grouped([int(next(rest)) if has else None for has in has_words], [])


def _heaviest(weights: NDArray[np.float64], components: NDArray[np.float64], vectorizer: CountVectorizer) -> Grouped:
    best = weights.argmax(axis=1)
    groups = [int(b) if row[b] > 0 else None for b, row in zip(best, weights, strict=True)]
    terms = vectorizer.get_feature_names_out()
    sizes = np.bincount([group for group in groups if group is not None], minlength=len(components))
    words = [str(terms[i]) for g in np.argsort(-sizes) for i in np.argsort(-components[g])[:_N_TOP_WORDS]]
    return Grouped(groups, words)


def content_words(texts: Sequence[str]) -> list[list[str]]:
    """Cut texts with Kiwi and keep what says something by itself; predicates in their dictionary form."""
    if _KIWI.analyser is None:
        from kiwipiepy import Kiwi  # noqa: PLC0415 - loading takes seconds

        _KIWI.analyser = Kiwi()
    return [
        [
            f"{token.form}다" if token.tag.startswith("V") else token.form
            for token in tokens
            if token.tag.startswith(_CONTENT)
        ]
        for tokens in _KIWI.analyser.tokenize(list(texts))
    ]


class _Loaded:
    analyser: Any = None


_KIWI = _Loaded()


def _tfidf() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer=_as_is, sublinear_tf=True, min_df=2)


def _as_is(words: list[str]) -> list[str]:
    return words


METHODS: dict[str, Callable[[Job], Grouped]] = {
    "bertopic-lsa": bertopic_with_lsa,
    "bertopic-vectors": bertopic_with_our_vectors,
    "bertopic-kiwi": bertopic_with_kiwi,
    "nmf": nmf,
    "lda": lda,
    "kmeans": kmeans,
    "kmeans-vectors": kmeans_with_our_vectors,
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
