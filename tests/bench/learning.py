"""Measure what learning from corrections brings: agreement of rules and learned models on sentences not corrected.

usage: learning.py REVIEWS.csv[.gz] GOLD.csv [GOLD.csv ...] [--sizes 50 100] [--draws 20] [--wrong 0.8]
                   [--unknown REASON] [--config DIR]

REVIEWS needs the columns doc_id, app and text; GOLD needs doc_id, app, start, end (code points in the delivered text),
act, hesitation, reason, stage. Each GOLD stands for one company. Of its rows some are drawn as the corrections that
people made, all four labels of each; the rest are read by the rules, and by the models that these corrections earned. A
gold row stands for the sentence that overlaps it most. With --wrong that share of the corrections is drawn from
sentences that the rules misread in some label, since people correct what is wrong. With --unknown the rules start out
blind to a reason, as they are to a company's own words.
"""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rows import rows_of

from nlp.agreement import kappa
from nlp.corrections import Correction, Studied, read_with
from nlp.labelling import LEARNABLE, NO, YES, configured_values, values_of
from nlp.learned import Learned
from nlp.learning import MOST_UNCORRECTED, Trainer, Verdict
from nlp.reader import Reader
from nlp.types import Knowledge
from voc.config import load_settings


@dataclass(frozen=True)
class Outcome:
    """One draw: kappa of the rules and of what reads after learning, by label, and the verdicts."""

    rules: Mapping[str, float]
    learned: Mapping[str, float]
    verdicts: Sequence[Verdict]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 100])
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--wrong", type=float, help="share of corrections where the rules are wrong")
    parser.add_argument("--unknown", metavar="REASON", help="read with rules that know nothing of a reason")
    parser.add_argument("--config", type=Path)
    options = parser.parse_args()
    knowledge = without(load_settings(options.config).knowledge(), options.unknown)
    reader = Reader(knowledge)
    print("gold n label rules learned difference(sd) used")
    for path in options.gold:
        rows, others = labelled(options.reviews, path, reader)
        trainer = Trainer(reader.encoder, configured_values(knowledge), others)
        for size in options.sizes:
            draws = drawn(rows, size, options.draws, wrong=options.wrong, rules=Learned((), reader.encoder))
            show(path.stem, size, [outcome(trainer, reader, *both) for both in draws])


def without(knowledge: Knowledge, reason: str | None) -> Knowledge:
    """Take away what is known of a reason: its words, its sentences, its themes."""
    return replace(
        knowledge,
        reasons=tuple(replace(one, words=(), sentences=()) if one.key == reason else one for one in knowledge.reasons),
        themes=tuple(one for one in knowledge.themes if one.reason != reason),
    )


def labelled(reviews: Path, gold: Path, reader: Reader) -> tuple[list[Correction], list[Studied]]:
    """Study the documents of a gold file and give each row the sentence that overlaps it most.

    The sentences of other documents of the same app come as a second list: those that nobody corrects.
    """
    rows = list(csv.DictReader(gold.open(encoding="utf-8-sig")))
    wanted = {row["doc_id"] for row in rows}
    apps = {row["app"] for row in rows}
    of_apps = {row["doc_id"]: row["text"] for row in rows_of(reviews) if row["app"] in apps}
    texts = {key: text for key, text in of_apps.items() if key in wanted}
    others = [text for key, text in sorted(of_apps.items()) if key not in wanted]
    documents = dict(zip(texts, reader.study(texts.values()), strict=True))
    found = {}
    for row in rows:
        document = documents[row["doc_id"]]
        index = max(range(len(document)), key=lambda i: overlap(document[i], row))
        labels = {name: row[name] for name in ("act", "reason", "stage")}
        labels["hesitation"] = YES if row["hesitation"] == "1" else NO
        found[row["doc_id"], index] = Correction(document, index, labels)
    step = max(1, len(others) // MOST_UNCORRECTED)
    uncorrected = [one for document in reader.study(others[::step]) for one in document]
    return [found[key] for key in sorted(found)], uncorrected


def overlap(one: Studied, row: Mapping[str, str]) -> int:
    return min(one.sentence.end, int(row["end"])) - max(one.sentence.start, int(row["start"]))


def drawn(
    rows: Sequence[Correction], size: int, n_draws: int, *, wrong: float | None, rules: Learned
) -> Iterator[tuple[list[Correction], list[Correction]]]:
    """Draw corrections again and again; yields (corrected, rest)."""
    readings = read_with([row.document for row in rows], rules)
    misread = np.array(
        [values_of(reading[row.index]) != row.labels for row, reading in zip(rows, readings, strict=True)]
    )
    for seed in range(n_draws):
        order = np.random.default_rng(seed).permutation(len(rows))
        if wrong is None:
            chosen = order[:size]
        else:
            bad, good = order[misread[order]], order[~misread[order]]
            chosen = np.concatenate([bad[: round(size * wrong)], good[: size - round(size * wrong)]])
        rest = np.setdiff1d(order, chosen)
        yield [rows[i] for i in chosen], [rows[i] for i in rest]


def outcome(trainer: Trainer, reader: Reader, corrected: Sequence[Correction], rest: Sequence[Correction]) -> Outcome:
    verdicts = trainer.learn(corrected)
    used = [one.trained.model for one in verdicts if one.trained and one.trained.is_used]
    return Outcome(
        agreement(rest, Learned((), reader.encoder)), agreement(rest, Learned(used, reader.encoder)), verdicts
    )


def agreement(rest: Sequence[Correction], learned: Learned) -> dict[str, float]:
    readings = read_with([row.document for row in rest], learned)
    said = [values_of(reading[row.index]) for row, reading in zip(rest, readings, strict=True)]
    return {name: kappa([row.labels[name] for row in rest], [one[name] for one in said]) for name in LEARNABLE}


def show(name: str, size: int, outcomes: Sequence[Outcome]) -> None:
    for number, label in enumerate(LEARNABLE):
        rules = np.array([one.rules[label] for one in outcomes])
        learned = np.array([one.learned[label] for one in outcomes])
        used = sum(bool(one.verdicts[number].trained and one.verdicts[number].trained.is_used) for one in outcomes)
        gain = learned - rules
        print(
            f"{name} {size} {label} {rules.mean():.3f}±{rules.std():.3f} {learned.mean():.3f}±{learned.std():.3f} "
            f"{gain.mean():+.3f}±{gain.std():.3f} {used}/{len(outcomes)}"
        )


if __name__ == "__main__":
    main()
