"""Set `voc analyze` and its peers side by side on labelled text, and print one table.

usage: quality.py --data DIR [--gold PATH ...] [--sets NAME ...] [--methods NAME ...] [--once] [--save FILE]

DIR holds any of these CSV files (UTF-8, `.gz`), your own under the same names:
  topics_news_titles.csv.gz     text, label             the first 6,000 titles
  paraphrase_requests.csv.gz    text, topic, para_set   scored twice, by topic and by set
  community_petitions.csv.gz    title, category         titles only
  app_reviews.csv.gz            doc_id, app, date, rating, text
PATH is a CSV file, or a folder of them, with hand-labelled sentences of one app's reviews: doc_id, app, start, end
(code points in the delivered text), hesitation (1 or 0), theme (`-` where there is none).

Every run is a process of its own; seconds and memory are those of the whole process with all that it starts. Peers live
in an environment of their own (`make bench` builds it) and never see our packages; one that cannot be imported, or
fails, is named with the reason. docs/benchmarks.md says what the columns mean and which favours the peers get.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis import analyse
from keyword_table import FINDERS, found_words, keyword_rows, words_of_groups
from keyword_table import HEAD as KEYWORD_HEAD
from lines import HEAD, Line, line, table
from our_vectors import our_vectors
from rivals import PEERS, Rival, ours, outcome_of, peer
from sets import LabelledReviews, LabelledSet, labelled_reviews, labelled_texts
from variants import BASE

OURS = "voc analyze"
BENCH_PYTHON = Path(".venv-bench/bin/python")
N_TITLES = 6000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], metavar="PATH")
    parser.add_argument("--sets", nargs="*", metavar="NAME", help="only these sets")
    parser.add_argument(
        "--methods", nargs="*", choices=[*PEERS, *FINDERS], metavar="NAME", help="only these peers, or none"
    )
    parser.add_argument("--once", action="store_true", help="without stability: a quarter of the time")
    parser.add_argument("--rows", type=int, metavar="N", help="only the first N rows of sets of whole texts")
    parser.add_argument("--python", type=Path, default=BENCH_PYTHON, help="interpreter of the peers' environment")
    parser.add_argument("--save", type=Path, metavar="FILE", help="also write each line as JSON when it is measured")
    options = parser.parse_args()
    chosen = [one for one in labelled_sets(options) if not options.sets or one.name in options.sets]
    if not chosen:
        parser.error(f"'{options.data}' holds none of the files named above, or none of the sets {options.sets}")
    lines: list[Line] = []
    keywords: list[list[str]] = []
    for labelled in chosen:
        measure(labelled, options, lines, keywords)
    print(table(HEAD, [one.cells() for one in lines]))
    if keywords:
        print("\n" + table(KEYWORD_HEAD, keywords))


def labelled_sets(options: argparse.Namespace) -> Iterator[LabelledSet]:
    """Open the sets whose files are there."""
    data, n = options.data, options.rows
    titles, requests = data / "topics_news_titles.csv.gz", data / "paraphrase_requests.csv.gz"
    petitions, reviews = data / "community_petitions.csv.gz", data / "app_reviews.csv.gz"
    if titles.exists():
        yield labelled_texts("news", titles, text="text", label="label", n_rows=n or N_TITLES)
    if requests.exists():
        yield labelled_texts("requests-topic", requests, text="text", label="topic", n_rows=n)
        yield labelled_texts("requests-set", requests, text="text", label="para_set", n_rows=n)
    if petitions.exists():
        yield labelled_texts("petitions", petitions, text="title", label="category", n_rows=n)
    if reviews.exists():
        for path in options.gold:
            for gold in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
                yield labelled_reviews(reviews, gold)


def measure(labelled: LabelledSet, options: argparse.Namespace, lines: list[Line], keywords: list[list[str]]) -> None:
    """Run everything on one set: ours, whose sentences the peers get, then the peers, then the keyword finders."""
    analysis = analyse(labelled.rows, labelled.options, hash_seed=BASE.seed)
    task = labelled.task(analysis)
    bases = {OURS: outcome_of(labelled, analysis)}

    def take(method: str, rival: Rival) -> None:
        print(f"{labelled.name}: {method} ...", file=sys.stderr, flush=True)
        bases[method] = bases.get(method) or rival(BASE)
        lines.append(line(task, (labelled.name, method), rival, bases[method], is_stable=not options.once))
        save(options.save, HEAD, lines[-1].cells())

    take(OURS, ours(labelled))
    wanted = [*PEERS, *FINDERS] if options.methods is None else options.methods
    peers = [method for method in PEERS if method in wanted]
    if peers:
        vectors = our_vectors(list(task.texts.values()))
        for method in peers:
            take(PEERS[method], peer(options.python, method, task, vectors))
    if isinstance(labelled, LabelledReviews):
        words = words_of_groups(bases)
        words += [found_words(options.python, method, task) for method in FINDERS if method in wanted]
        for row in keyword_rows(labelled.name, task, words):
            keywords.append(row)
            save(options.save, KEYWORD_HEAD, row)


def save(file: Path | None, head: Sequence[str], cells: Sequence[str]) -> None:
    """Append a line of a table, so that a long run that is stopped has not been for nothing."""
    if file:
        with file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(dict(zip(head, cells, strict=False)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
