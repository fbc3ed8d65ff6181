"""Measure sentence vectors and grouping on labelled sets, one recipe after the other.

usage: vectors.py [--titles CSV] [--requests CSV] [--posts CSV] [--pairs JSON] [--rows 6000] [--samples 3]

TITLES needs the columns text and label; POSTS title and category; REQUESTS text, topic and para_set; PAIRS is a
list of {sentence1, sentence2, labels: {real-label}}. Groups: k-means from five starts, the true number given, three
seeds; the last row puts sentences together as `voc analyze --themes N` does. The first sample of the titles is the
first rows of the file, the others are drawn with seeds 1, 2, ...
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from metrics import agreement
from rows import rows_of
from scipy import sparse
from scipy.stats import spearmanr
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from nlp.counts import count_terms, document_frequency
from nlp.partition import leading_components, partition
from nlp.reader import Reader
from nlp.smoothing import fit_smoothed
from nlp.space import fit_space, shown_terms
from nlp.types import Readable, Term
from nlp.vectors import Encoder, MorphemeEncoder, load_context_space, load_morpheme_space, load_word_encoder
from voc.config import load_settings

Matrix = np.ndarray
Recipe = Callable[[Sequence[Readable]], Matrix | sparse.csr_matrix]
_N_COMPONENTS, _WINDOW_POWER = 100, 0.75


@dataclass(frozen=True)
class Words:
    """A text as one sentence."""

    text: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Sample:
    """Texts in canonical order and what is known of them."""

    name: str
    texts: list[Words]
    labels: list[str]
    sets: list[str]


def main() -> None:
    """Print one row per recipe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("titles", "requests", "posts", "pairs"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--rows", type=int, default=6000)
    parser.add_argument("--samples", type=int, default=3)
    options = parser.parse_args()
    knowledge = load_settings(None).knowledge()
    reader = Reader(knowledge)
    samples = list(load(reader, options))
    pairs = load_pairs(reader, options.pairs) if options.pairs else None
    heads = [sample.name for sample in samples] + (["pairs: Spearman"] if pairs else [])
    print("| recipe | " + " | ".join(heads) + " |\n|" + "---|" * (len(heads) + 1))
    brand = knowledge.brand_words
    with threadpool_limits(1):
        for name, recipe in recipes(brand).items():
            cells = [scored(sample, recipe) for sample in samples] + ([nearness(pairs, recipe)] if pairs else [])
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        cells = [mixed(sample, load_word_encoder(brand)) for sample in samples]
        print("| the same, mixture instead of k-means | " + " | ".join(cells + ([""] if pairs else [])) + " |")


def recipes(brand: tuple[tuple[str, str], ...]) -> dict[str, Recipe]:
    """List what is compared, by name."""
    meaning = MorphemeEncoder(load_morpheme_space(brand))
    contexts = MorphemeEncoder(load_context_space(brand), "context-mean-1")
    both = load_word_encoder(brand)

    def smoothed(encoder: Encoder) -> Recipe:
        return lambda texts: fit_smoothed(texts, encoder).encode(texts, encoder)

    return {
        "tf-idf": tfidf,
        "LSA": lsa,
        "PPMI-SVD": ppmi_svd,
        "morphemes": lambda texts: centred(meaning.encode(texts)),
        "contexts": lambda texts: centred(contexts.encode(texts)),
        "both": lambda texts: centred(both.encode(texts)),
        "morphemes, LSA (space of themes)": lambda texts: fit_space(texts, meaning).encode(texts, meaning),
        "smoothed, morphemes": smoothed(meaning),
        "smoothed, both": smoothed(both),
    }


def load(reader: Reader, options: argparse.Namespace) -> Sequence[Sample]:
    """Read every set that was named."""
    samples = []
    if options.titles:
        rows = list(rows_of(options.titles))
        for seed in range(options.samples):
            chosen = range(options.rows) if seed == 0 else np.random.default_rng(seed).permutation(len(rows))
            some = [rows[i] for i in chosen[: options.rows]]
            samples.append(sample_of(reader, f"titles {seed}", some, ("text", "label", None)))
    if options.requests:
        columns = ("text", "topic", "para_set")
        samples.append(sample_of(reader, "requests", list(rows_of(options.requests)), columns))
    if options.posts:
        samples.append(sample_of(reader, "posts", list(rows_of(options.posts)), ("title", "category", None)))
    return samples


def sample_of(
    reader: Reader, name: str, rows: Sequence[dict[str, str]], columns: tuple[str, str, str | None]
) -> Sample:
    """Read the texts of some rows, sorted, so that their order plays no part."""
    text, label, group = columns
    ordered = sorted(rows, key=lambda row: (row[text], row[label]))
    return Sample(
        name,
        read(reader, [row[text] for row in ordered]),
        [row[label] for row in ordered],
        [row[group] for row in ordered] if group else [],
    )


def read(reader: Reader, texts: Sequence[str]) -> list[Words]:
    """Read each text as one sentence."""
    return [
        Words(text, tuple(term for sentence in of_text for term in sentence.terms))
        for text, of_text in zip(texts, reader.read(texts), strict=True)
    ]


def load_pairs(reader: Reader, path: Path) -> tuple[list[Words], list[float]]:
    """Read pairs: all first sentences, then all second ones; and how alike people find them."""
    pairs = json.loads(path.read_text(encoding="utf-8"))
    texts = [pair["sentence1"] for pair in pairs] + [pair["sentence2"] for pair in pairs]
    return read(reader, texts), [pair["labels"]["real-label"] for pair in pairs]


def scored(sample: Sample, recipe: Recipe) -> str:
    """Group by k-means and say how well the groups, and the nearest neighbours, fit."""
    rows = recipe(sample.texts)
    n = len(set(sample.labels))
    found = [
        agreement(KMeans(n, n_init=5, random_state=seed).fit_predict(rows).tolist(), sample.labels) for seed in range(3)
    ]
    cell = f"{np.mean([one.nmi for one in found]):.3f} / {np.mean([one.ari for one in found]):.3f}"
    return cell + (f", P@9 {precision_at_9(dense(rows), sample.sets):.2f}" if sample.sets else "")


def mixed(sample: Sample, encoder: Encoder) -> str:
    """Group as the command line does."""
    space = fit_smoothed(sample.texts, encoder)
    vectors = leading_components(sample.texts, lambda some: space.encode(some, encoder))
    terms = [shown_terms(text) for text in sample.texts]
    groups = partition(vectors, np.ones(len(terms), dtype=np.int64), terms, len(set(sample.labels)))
    found = agreement(groups.tolist(), sample.labels)
    return f"{found.nmi:.3f} / {found.ari:.3f}"


def precision_at_9(rows: Matrix, sets: Sequence[str]) -> float:
    """Return the share of the nine nearest texts that belong to the same set of ten."""
    unit = units(rows)
    cosines = unit @ unit.T
    np.fill_diagonal(cosines, -np.inf)
    nearest = np.argpartition(-cosines, 9, axis=1)[:, :9]
    names = np.array(sets)
    return float((names[nearest] == names[:, None]).mean())


def nearness(pairs: tuple[list[Words], list[float]], recipe: Recipe) -> str:
    """Return how well cosines rank pairs as people do."""
    texts, truth = pairs
    unit = units(dense(recipe(texts)))
    cosines = (unit[: len(truth)] * unit[len(truth) :]).sum(axis=1)
    return f"{spearmanr(cosines, truth)[0]:.3f}"


def tfidf(texts: Sequence[Readable]) -> sparse.csr_matrix:
    """Weigh terms by how rare they are."""
    return weighted(texts)[0]


def lsa(texts: Sequence[Readable]) -> Matrix:
    """Keep the leading components of tf-idf."""
    matrix, _ = weighted(texts)
    n = min(_N_COMPONENTS, min(matrix.shape) - 1)
    _, _, axes = sparse.linalg.svds(matrix, k=n, v0=np.ones(min(matrix.shape)))
    return units(np.asarray(matrix @ axes.T))


def ppmi_svd(texts: Sequence[Readable]) -> Matrix:
    """Give terms the components of their positive mutual information with their companions, texts their mean."""
    matrix, occurs = weighted(texts)
    together = (occurs.T @ occurs).tocoo()
    df = np.asarray(occurs.sum(axis=0)).ravel()
    smoothed = df**_WINDOW_POWER / (df**_WINDOW_POWER).sum()
    share = together.data / together.data.sum()
    information = np.log(share / (df[together.row] / df.sum() * smoothed[together.col]))
    apart = (together.row != together.col) & (information > 0)
    ppmi = sparse.csr_matrix((information[apart], (together.row[apart], together.col[apart])), shape=together.shape)
    n = min(_N_COMPONENTS, ppmi.shape[0] - 1)
    left, values, _ = sparse.linalg.svds(ppmi, k=n, v0=np.ones(ppmi.shape[0]))
    return centred(np.asarray(matrix @ (left * np.sqrt(values))))


def weighted(texts: Sequence[Readable]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return unit tf-idf rows, and which terms occur."""
    dtm, _ = count_terms([shown_terms(text) for text in texts], min_df=2)
    occurs = sparse.csr_matrix((np.ones(len(dtm.data)), dtm.indices, dtm.indptr), shape=dtm.shape)
    idf = np.log((1.0 + len(texts)) / (1.0 + document_frequency(dtm))) + 1.0
    matrix = sparse.csr_matrix(occurs.multiply(idf))
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.diags_array(1.0 / np.where(lengths > 0, lengths, 1.0))
    return sparse.csr_matrix(scale @ matrix), occurs


def centred(rows: Matrix) -> Matrix:
    """Subtract the mean and scale to unit length."""
    return units(rows - rows.mean(axis=0))


def dense(rows: Matrix | sparse.csr_matrix) -> Matrix:
    """Write out what is sparse."""
    return rows.toarray() if sparse.issparse(rows) else np.asarray(rows, dtype=np.float64)


def units(rows: Matrix) -> Matrix:
    """Scale rows to unit length; zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


if __name__ == "__main__":
    main()
