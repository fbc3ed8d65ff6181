"""Measure `voc analyze` against hand labels.

usage: gold.py REVIEWS.csv[.gz] GOLD.csv [--where COLUMN=VALUE] [--config DIR]

REVIEWS needs the columns doc_id, text, date, rating; GOLD needs doc_id, start, end (code points in the delivered
text), act, hesitation, reason, stage, theme. A gold row takes the predicted sentence that overlaps it most. B-cubed
covers rows with hesitation 1 and a theme, a row without a predicted theme being a group of its own; coverage is the
share of gold hesitation rows whose sentence has a theme, precision is B-cubed precision there.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import Analysis, analyse
from labels import is_scored, matched
from metrics import b_cubed
from rows import rows_of
from sklearn.metrics import cohen_kappa_score, f1_score

LABELS = ("act", "reason", "stage")
COLUMNS = ["--text", "text", "--id", "doc_id", "--date", "date", "--rating", "rating"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--where", metavar="COLUMN=VALUE", help="keep only these reviews, such as app=NAME")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args()
    column, _, value = (options.where or "").partition("=")
    reviews = [row for row in rows_of(options.reviews) if not column or row[column] == value]
    config = ["--config", options.config] if options.config else []
    gold = list(rows_of(options.gold))
    report(gold, analyse(reviews, [*COLUMNS, *config]))


def report(gold: Sequence[Mapping[str, str]], analysis: Analysis) -> None:
    rows: Sequence[Mapping[str, Any]] = matched(gold, analysis.sentences)
    truth = [label["hesitation"] == "1" for label in gold]
    said = [row["is_hesitation"] for row in rows]
    print(f"gold rows                  {len(gold)}")
    print(f"hesitation F1 / kappa      {f1_score(truth, said):.3f} / {cohen_kappa_score(truth, said):.3f}")
    for name in LABELS:
        print(f"{name:<10} kappa           {cohen_kappa_score([g[name] for g in gold], [r[name] for r in rows]):.3f}")
    pairs = [(g, r) for g, r in zip(gold, rows, strict=True) if g["hesitation"] == "1"]
    themed = [(g["theme"], r["theme_id"] or f"none-{i}") for i, (g, r) in enumerate(pairs) if is_scored(g)]
    precision, recall, f1 = b_cubed([p for _, p in themed], [t for t, _ in themed])
    covered = [(g["theme"], r["theme_id"]) for g, r in pairs if r["theme_id"] and is_scored(g)]
    print(f"theme B-cubed P / R / F1   {precision:.3f} / {recall:.3f} / {f1:.3f}")
    print(f"coverage / precision there {sum(r['theme_id'] is not None for _, r in pairs) / len(pairs):.3f}"
          f" / {b_cubed([p for _, p in covered], [t for t, _ in covered])[0]:.3f}")  # fmt: skip
    counts = analysis.run["counts"]
    print(f"documents, sentences       {counts['documents']:,}, {counts['sentences']:,}")
    print(f"themes, coverage of run    {counts['themes']}, {analysis.run['coverage']:.3f}")
    spent = analysis.spent
    print(f"whole process              {spent.wall_s:.1f} s, CPU {spent.cpu_s:.1f} s, {spent.peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
