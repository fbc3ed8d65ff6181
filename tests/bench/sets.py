"""Labelled sets: what `voc analyze` is run on, what peers are given of it, and what is scored."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from analysis import Analysis
from labels import is_scored, matched
from rows import rows_of

Key = Hashable
Groups = Mapping[Key, Hashable | None]


@dataclass(frozen=True)
class Task:
    """What is to be grouped, and what is known about it.

    Attributes
    ----------
    texts : dict of key to str
        What peers group, in the order of the file.
    document_of : dict of key to str
        The row that each text comes from.
    truth : list of (key, label)
        What is scored.
    counted : list of key
        Whose share with a group is the coverage.
    rest_is_one : bool
        Whether what has no group is one group when scored, instead of a group for each.
    """

    texts: Mapping[Key, str]
    document_of: Mapping[Key, str]
    truth: Sequence[tuple[Key, str]]
    counted: Sequence[Key]
    rest_is_one: bool

    @property
    def n_groups(self) -> int:
        """The true number of groups."""
        return len({label for _, label in self.truth})


class LabelledSet(Protocol):
    """Rows with a known grouping."""

    @property
    def name(self) -> str:
        """What the table calls it."""
        ...

    @property
    def rows(self) -> list[dict[str, str]]:
        """What `voc analyze` reads; `doc_id` is the id."""
        ...

    @property
    def options(self) -> list[str]:
        """How `voc analyze` is called."""
        ...

    def groups(self, analysis: Analysis) -> Groups:
        """List what has been grouped, with None for what was left out."""
        ...

    def task(self, analysis: Analysis) -> Task:
        """Describe what is to be grouped, by the sentences of an analysis."""
        ...


@dataclass(frozen=True)
class LabelledTexts:
    """Whole texts with one label each; the number of groups is given."""

    name: str
    rows: list[dict[str, str]]
    truth: Mapping[str, str]

    @property
    def options(self) -> list[str]:
        """Ask for as many themes as there are labels."""
        return ["--text", "text", "--id", "doc_id", "--scope", "all", "--themes", str(len(set(self.truth.values())))]

    def groups(self, analysis: Analysis) -> Groups:
        """Give a document the theme of most of its sentences, of equals the earlier."""
        found: dict[str, Counter[str]] = {}
        for sentence in analysis.sentences:
            found.setdefault(sentence["doc_id"], Counter()).update(filter(None, [sentence["theme_id"]]))
        return {key: themes.most_common(1)[0][0] if themes else None for key, themes in found.items()}

    def task(self, analysis: Analysis) -> Task:  # noqa: ARG002 - whole texts need no sentences
        """Hand out the texts as they are."""
        texts = {row["doc_id"]: row["text"] for row in self.rows}
        return Task(texts, {key: key for key in texts}, list(self.truth.items()), list(texts), rest_is_one=True)


@dataclass(frozen=True)
class LabelledReviews:
    """All reviews of one app, some of whose sentences are labelled by hand; the data decide how many themes."""

    name: str
    rows: list[dict[str, str]]
    gold: list[dict[str, str]]
    options: list[str] = field(
        default_factory=lambda: ["--text", "text", "--id", "doc_id", "--date", "date", "--rating", "rating"]
    )

    def groups(self, analysis: Analysis) -> Groups:
        """Take the theme of each sentence that was read as a hesitation."""
        return {_place(row): row["theme_id"] for row in analysis.sentences if row["is_hesitation"]}

    def task(self, analysis: Analysis) -> Task:
        """Hand out what was read as a hesitation and, so that peers miss none, what is labelled as one."""
        pairs = [
            (_place(row), label)
            for label, row in zip(self.gold, matched(self.gold, analysis.sentences), strict=True)
            if label["hesitation"] == "1"
        ]
        labelled = {key for key, _ in pairs}
        chosen = [row for row in analysis.sentences if row["is_hesitation"] or _place(row) in labelled]
        return Task(
            texts={_place(row): row["text"] for row in chosen},
            document_of={_place(row): row["doc_id"] for row in chosen},
            truth=[(key, label["theme"]) for key, label in pairs if is_scored(label)],
            counted=[key for key, _ in pairs],
            rest_is_one=False,
        )


def _place(row: Mapping[str, object]) -> Key:
    return row["doc_id"], row["raw_start"]


def labelled_texts(name: str, file: Path, *, text: str, label: str, n_rows: int | None = None) -> LabelledTexts:
    """Read the first rows of a file of labelled texts."""
    rows = list(islice((row for row in rows_of(file) if row[text].strip()), n_rows))
    chosen = [{"doc_id": f"{place:06}", "text": row[text]} for place, row in enumerate(rows)]
    return LabelledTexts(name, chosen, {one["doc_id"]: row[label] for one, row in zip(chosen, rows, strict=True)})


def labelled_reviews(reviews: Path, gold_file: Path) -> LabelledReviews:
    """Read the labels of an app and all its reviews."""
    gold = list(rows_of(gold_file))
    app = gold[0]["app"]
    columns = ("doc_id", "date", "rating", "text")
    rows = [{name: row[name] for name in columns} for row in rows_of(reviews) if row["app"] == app]
    return LabelledReviews(gold_file.stem, rows, gold)
