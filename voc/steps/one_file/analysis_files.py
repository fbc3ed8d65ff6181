"""The files of `voc analyze`: what stands in each of their rows."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from nlp.contrast import Wordbook, count_typed
from nlp.memory import no_collection
from nlp.themebook import Theme, Themebook
from nlp.types import EXPLAINED, Sentence
from voc.steps.one_file.intake import FileDocument, Intake
from voc.steps.one_file.publish import published, write_lines
from voc.weeks import weeks_between

# run.json comes last: where it stands, the others are whole and of the same run.
NAMES = ("sentences.jsonl", "themes.jsonl", "keywords.jsonl", "documents.jsonl", "rejects.jsonl", "run.json")

JsonRow = Mapping[str, object]

_spelled = json.JSONEncoder(ensure_ascii=False).encode


@dataclass
class FileAnalysis:
    """All results for one file.

    Attributes
    ----------
    sentences : list of list of Sentence
        Per document of the intake, in its order.
    stages : sequence of str
        Keys of the funnel, in order.
    """

    intake: Intake
    sentences: Sequence[Sequence[Sentence]]
    themebook: Themebook
    stages: Sequence[str]
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = np.cumsum([0, *(len(s) for s in self.sentences)]).tolist()

    @cached_property
    def weeks(self) -> list[str]:
        """Every week from the first to the last date of the file."""
        known = sorted(d.week for d in self.intake.documents if d.week is not None)
        return weeks_between(known[0], known[-1]) if known else []

    @cached_property
    def coverage(self) -> float:
        """Share of hesitation sentences in a theme, 0-1."""
        held = [theme is not None for _, _, s, theme, _ in self.occurrences() if s.reading.is_hesitation]
        return round(sum(held) / len(held), 4) if held else 0.0

    def occurrences(self) -> Iterator[tuple[FileDocument, int, Sentence, str | None, float]]:
        """Go through all sentences: document, index, sentence, theme id, theme score."""
        ids, scores = self.themebook.theme_ids, self.themebook.scores
        for document, start, sentences in zip(self.intake.documents, self._starts, self.sentences, strict=False):
            for index, sentence in enumerate(sentences):
                yield document, index, sentence, ids[start + index], scores[start + index]


def write_analysis(out: Path, analysis: FileAnalysis, facts: Mapping[str, object]) -> None:
    """Write all files of an analysis, or none; other files in the folder are left alone.

    Raises
    ------
    VocError
        The folder cannot be made or written.
    """
    with no_collection(), published(out, NAMES) as folder:
        _write_rows(folder / "sentences.jsonl", _sentence_rows(analysis))
        _write_rows(folder / "themes.jsonl", _theme_rows(analysis))
        _write_rows(folder / "keywords.jsonl", _keyword_rows(analysis))
        _write_rows(folder / "documents.jsonl", _document_rows(analysis))
        _write_rows(folder / "rejects.jsonl", _reject_rows(analysis))
        run = json.dumps({**facts, **_counts(analysis)}, ensure_ascii=False, indent=2) + "\n"
        write_lines(folder / "run.json", [run])


def _write_rows(path: Path, rows: Iterable[JsonRow]) -> None:
    write_lines(path, (_spelled(row) + "\n" for row in rows))


def _sentence_rows(analysis: FileAnalysis) -> Iterator[JsonRow]:
    for document, index, sentence, theme_id, theme_score in analysis.occurrences():
        raw_start, raw_end = document.raw_span(sentence.start, sentence.end)
        reading = sentence.reading
        yield {
            "doc_id": document.doc_id,
            "sentence_index": index,
            "start": sentence.start,
            "end": sentence.end,
            "raw_start": raw_start,
            "raw_end": raw_end,
            "text": sentence.text,
            "act": reading.act,
            "hesitation": reading.hesitation,
            "is_hesitation": reading.is_hesitation,
            "reason": reading.reason,
            "reason_score": reading.reason_score,
            "stage": reading.stage,
            "stage_score": reading.stage_score,
            "theme_id": theme_id,
            "theme_score": theme_score,
            "quoted": [list(span) for span in sentence.quoted],
            "why": dict(zip(EXPLAINED, reading.why, strict=True)),
        }


def _document_rows(analysis: FileAnalysis) -> Iterator[JsonRow]:
    for document, sentences in zip(analysis.intake.documents, analysis.sentences, strict=True):
        yield {
            "doc_id": document.doc_id,
            "text": document.text,
            "date": document.date,
            "week": document.week,
            "copy_of": document.copy_of,
            "n_sentences": len(sentences),
        }


def _reject_rows(analysis: FileAnalysis) -> Iterator[JsonRow]:
    for reject in analysis.intake.rejects:
        yield {"row": reject.row, "doc_id": reject.doc_id, "reason": reject.reason}


@dataclass(slots=True)
class _Tally:
    """What one theme adds up to; copies are not counted."""

    n_sentences: int = 0
    documents: dict[str, FileDocument] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)


def _theme_rows(analysis: FileAnalysis) -> list[JsonRow]:
    tallies = {theme.id: _Tally() for theme in analysis.themebook.themes}
    shown = {theme.id: set(theme.portrait.exemplars) for theme in analysis.themebook.themes}
    for document, index, sentence, theme_id, _ in analysis.occurrences():
        if theme_id is None or document.copy_of is not None:
            continue
        tally = tallies[theme_id]
        tally.n_sentences += 1
        tally.documents[document.doc_id] = document
        if sentence.text in shown[theme_id]:
            tally.places.setdefault(sentence.text, (document.doc_id, index))
    themes = sorted(analysis.themebook.themes, key=lambda theme: (-len(tallies[theme.id].documents), theme.id))
    movements = _movements(analysis, [list(tallies[theme.id].documents.values()) for theme in themes])
    return [_theme_row(theme, tallies[theme.id], movement) for theme, movement in zip(themes, movements, strict=True)]


def _movements(analysis: FileAnalysis, documents: Sequence[Sequence[FileDocument]]) -> Sequence[JsonRow]:
    """Say how each theme moved from week to week; nothing where the file has no dates."""
    if not analysis.weeks or not documents:
        return [{"weeks": {}} for _ in documents]
    # Loaded here: the statistics take most of a second, and many files have no dates.
    from voc.steps.one_file.file_trends import movements  # noqa: PLC0415 - see above

    return movements(analysis.weeks, analysis.intake.documents, documents)


def _theme_row(theme: Theme, tally: _Tally, movement: JsonRow) -> JsonRow:
    exemplars = [
        {"doc_id": tally.places[text][0], "sentence_index": tally.places[text][1], "text": text}
        for text in theme.portrait.exemplars
        if text in tally.places
    ]
    return {
        "theme_id": theme.id,
        "title": theme.title,
        "n_sentences": tally.n_sentences,
        "n_documents": len(tally.documents),
        "reason": theme.reason,
        "stage": theme.stage,
        "keywords": [{"term": k.term, "surface": k.surface, "score": k.score} for k in theme.portrait.keywords],
        "exemplars": exemplars,
        **movement,
    }


def _keyword_rows(analysis: FileAnalysis) -> Iterator[JsonRow]:
    """Contrast the hesitations of each stage with those of all others."""
    said: dict[str, list[Sentence]] = {stage: [] for stage in analysis.stages}
    for document, _, sentence, _, _ in analysis.occurrences():
        if sentence.reading.is_hesitation and document.copy_of is None:
            said.setdefault(sentence.reading.stage, []).append(sentence)
    typed = {stage: count_typed(sentences) for stage, sentences in said.items()}
    words = Wordbook(sum(typed.values(), Counter[tuple[str, str]]()))
    for stage in analysis.stages:
        for keyword in words.keywords(typed[stage]):
            yield {
                "stage": stage,
                "term": keyword.term,
                "surface": keyword.surface,
                "log_odds": keyword.log_odds,
                "n_target": keyword.n_target,
                "n_rest": keyword.n_rest,
            }


def _counts(analysis: FileAnalysis) -> Mapping[str, object]:
    documents = analysis.intake.documents
    flat = [sentence.reading for of_document in analysis.sentences for sentence in of_document]
    voices = dict.fromkeys(analysis.weeks, 0)
    for document in documents:
        if document.week is not None and document.copy_of is None:
            voices[document.week] += 1
    return {
        "counts": {
            "rows": analysis.intake.n_rows,
            "documents": len(documents),
            "copies": sum(document.copy_of is not None for document in documents),
            "empty": analysis.intake.n_empty,
            "rejects": len(analysis.intake.rejects),
            "undated": analysis.intake.n_undated,
            "sentences": len(flat),
            "hesitations": sum(reading.is_hesitation for reading in flat),
            "themes": len(analysis.themebook.themes),
        },
        "voices_per_week": voices,
        "coverage": analysis.coverage,
    }
