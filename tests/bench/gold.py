"""Measure `voc analyze` against hand labels.

usage: gold.py REVIEWS.csv[.gz] GOLD.csv [--where COLUMN=VALUE] [--config DIR]

REVIEWS needs the columns doc_id, text, date, rating; GOLD needs doc_id, start, end (code points in the delivered
text), act, hesitation, reason, stage, theme. A gold row takes the predicted sentence that overlaps it most. B-cubed
covers rows with hesitation 1 and a theme, a row without a predicted theme being a group of its own; coverage is the
share of gold hesitation rows whose sentence has a theme, precision is B-cubed precision there.
"""

import argparse
import csv
import gzip
import io
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score, f1_score

LABELS = ("act", "reason", "stage")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--where", metavar="COLUMN=VALUE", help="keep only these reviews, such as app=NAME")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        seconds = analyze(options, Path(folder) / "reviews.csv", out)
        gold = list(csv.DictReader(options.gold.open(encoding="utf-8-sig")))
        report(gold, matched(gold, out / "sentences.jsonl"), json.loads((out / "run.json").read_text("utf-8")), seconds)


def analyze(options: argparse.Namespace, chosen: Path, out: Path) -> float:
    """Run the command line on the chosen rows; return its wall time in seconds."""
    column, _, value = (options.where or "").partition("=")
    with chosen.open("w", encoding="utf-8", newline="") as file:
        writer: Any = None
        for row in rows_of(options.reviews):
            if not column or row[column] == value:
                writer = writer or csv.DictWriter(file, list(row))
                if file.tell() == 0:
                    writer.writeheader()
                writer.writerow(row)
    columns = ["--text", "text", "--id", "doc_id", "--date", "date", "--rating", "rating"]
    config = ["--config", str(options.config)] if options.config else []
    started = time.perf_counter()
    command = [Path(sys.executable).parent / "voc", "analyze", chosen, *columns, *config, "--out", out]
    done = subprocess.run(command, check=False)
    if done.returncode not in {0, 3}:
        sys.exit(f"voc analyze ended with {done.returncode}")
    return time.perf_counter() - started


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open("rb") as raw:
        unpacked = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        yield from csv.DictReader(io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline=""))


def matched(gold: Sequence[Mapping[str, str]], sentences: Path) -> list[Mapping[str, Any]]:
    """Find the predicted sentence of each gold row: the one that overlaps it most, the earlier of equals."""
    by_document: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in sentences.open(encoding="utf-8"):
        row = json.loads(line)
        by_document[row["doc_id"]].append(row)

    def overlap(row: Mapping[str, Any], label: Mapping[str, str]) -> int:
        return min(row["raw_end"], int(label["end"])) - max(row["raw_start"], int(label["start"]))

    return [max(by_document[label["doc_id"]], key=lambda row: overlap(row, label)) for label in gold]


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


def report(
    gold: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, Any]], run: Mapping[str, Any], seconds: float
) -> None:
    truth = [label["hesitation"] == "1" for label in gold]
    said = [row["is_hesitation"] for row in rows]
    print(f"gold rows                  {len(gold)}")
    print(f"hesitation F1 / kappa      {f1_score(truth, said):.3f} / {cohen_kappa_score(truth, said):.3f}")
    for name in LABELS:
        print(f"{name:<10} kappa           {cohen_kappa_score([g[name] for g in gold], [r[name] for r in rows]):.3f}")
    pairs = [(g, r) for g, r in zip(gold, rows, strict=True) if g["hesitation"] == "1"]
    themed = [(g["theme"], r["theme_id"] or f"none-{i}") for i, (g, r) in enumerate(pairs) if g["theme"] != "-"]
    precision, recall, f1 = b_cubed([p for _, p in themed], [t for t, _ in themed])
    covered = [(g["theme"], r["theme_id"]) for g, r in pairs if r["theme_id"] and g["theme"] != "-"]
    print(f"theme B-cubed P / R / F1   {precision:.3f} / {recall:.3f} / {f1:.3f}")
    print(f"coverage / precision there {sum(r['theme_id'] is not None for _, r in pairs) / len(pairs):.3f}"
          f" / {b_cubed([p for _, p in covered], [t for t, _ in covered])[0]:.3f}")  # fmt: skip
    counts = run["counts"]
    print(f"documents, sentences       {counts['documents']:,}, {counts['sentences']:,}")
    print(f"themes, coverage of run    {counts['themes']}, {run['coverage']:.3f}")
    print(f"whole process              {seconds:.1f} s")


if __name__ == "__main__":
    main()
