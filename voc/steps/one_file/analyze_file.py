"""Analyse one file without a store: take it in, read it, find themes, keywords and trends, write the result."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from nlp.memory import no_collection
from nlp.reader import Reader
from nlp.self_training import SelfTrained, self_train
from nlp.themebook import Scope, Themebook
from nlp.types import Sentence
from voc.config import Settings
from voc.steps.encoder import plugged_encoder
from voc.steps.one_file.analysis_files import NAMES, FileAnalysis, write_analysis
from voc.steps.one_file.file_events import file_events, with_events
from voc.steps.one_file.intake import Columns, Intake, take_in
from voc.steps.one_file.publish import check_writable
from voc.steps.progress import Report, counted
from voc.steps.wiring import masker_of


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """What to analyse and how.

    Attributes
    ----------
    n_themes : int or None
        Put every sentence of the scope into exactly so many themes; None lets the data decide.
    """

    path: Path
    columns: Columns
    out: Path
    scope: Scope = "hesitation"
    n_themes: int | None = None


@dataclass(frozen=True, slots=True)
class AnalysisSummary:
    """Counts for the caller's last line."""

    out: Path
    n_rows: int
    n_documents: int
    n_sentences: int
    n_hesitations: int
    n_themes: int
    n_rejects: int
    n_empty: int
    coverage: float


@dataclass(slots=True)
class _Clock:
    """Seconds per step."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 3)


def analyze_file(request: AnalysisRequest, settings: Settings, report: Report) -> AnalysisSummary:
    """Analyse a file and write the result into a folder, all files or none.

    Raises
    ------
    TableError, UsageError
        The file cannot be read, or a column is not there.
    VocError
        The folder cannot be written.
    """
    check_writable(request.out, NAMES)
    # Millions of objects that stay to the end: looking through them for rubbish costs more than the rubbish.
    with no_collection():
        return _analyzed(request, settings, report)


def _analyzed(request: AnalysisRequest, settings: Settings, report: Report) -> AnalysisSummary:
    clock = _Clock()
    with clock.step("read file"):
        intake = take_in(request.path, request.columns, masker_of(settings), report)
    with clock.step("load reader"):
        report("loading the analyser", 0, None)
        reader = Reader(settings.knowledge(), plugged=plugged_encoder(settings))
    with clock.step("read sentences"):
        sentences = _read(reader, intake, report)
    with clock.step("learn from sure readings"):
        report("learning from sure readings", 0, None)
        learned = self_train(sentence for of_document in sentences for sentence in of_document)
        if learned is not None:
            reader = reader.taught(learned)
            sentences = list(reader.reread(sentences))
    with clock.step("find themes"):
        report("finding themes", 0, None)
        themebook = _find_themes(reader, intake, sentences, request)
    analysis = FileAnalysis(intake, sentences, themebook, [stage.key for stage in settings.stages])
    with clock.step("write"):
        report("writing", 0, None)
        write_analysis(request.out, analysis, _run_facts(request, settings, reader, learned, clock))
    return _summary(request.out, analysis)


def _read(reader: Reader, intake: Intake, report: Report) -> list[list[Sentence]]:
    texts = (document.text for document in intake.documents)
    return list(counted(reader.read(texts), "reading Korean", report, total=len(intake.documents)))


def _find_themes(
    reader: Reader, intake: Intake, sentences: Sequence[Sequence[Sentence]], request: AnalysisRequest
) -> Themebook:
    flat = [sentence for of_document in sentences for sentence in of_document]
    is_voice = [d.copy_of is None for d, s in zip(intake.documents, sentences, strict=True) for _ in s]
    maker = reader.themebook_maker()
    if request.n_themes is not None:
        return maker.make(flat, is_voice, scope=request.scope, n_themes=request.n_themes)
    events = file_events(intake.documents, sentences, request.scope, reader.nominal)
    if events is None or not events.titles:
        return maker.make(flat, is_voice, scope=request.scope)
    return with_events(maker.make(flat, is_voice, scope=request.scope, held=events.theme_ids), events)


def _run_facts(
    request: AnalysisRequest, settings: Settings, reader: Reader, learned: SelfTrained | None, clock: _Clock
) -> Mapping[str, object]:
    return {
        "input": request.path.name,
        "columns": asdict(request.columns),
        "settings": {"scope": request.scope, "themes": request.n_themes},
        "configuration": {
            "origin": settings.location.origin,
            "path": str(settings.location.path),
            "fingerprint": settings.fingerprint(),
        },
        "versions": {"malgwi": version("malgwi"), "analysis": reader.version, **reader.analyser_versions},
        "self_training": {"n_texts": learned.n_texts} if learned else None,
        "seconds": clock.seconds,
    }


def _summary(out: Path, analysis: FileAnalysis) -> AnalysisSummary:
    flat = [s.reading for of_document in analysis.sentences for s in of_document]
    return AnalysisSummary(
        out=out,
        n_rows=analysis.intake.n_rows,
        n_documents=len(analysis.intake.documents),
        n_sentences=len(flat),
        n_hesitations=sum(reading.is_hesitation for reading in flat),
        n_themes=len(analysis.themebook.themes),
        n_rejects=len(analysis.intake.rejects),
        n_empty=analysis.intake.n_empty,
        coverage=analysis.coverage,
    )
