"""Learn: once a week the standing corrections train a model for each label; nights read with those that are better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from nlp.answers import in_doubt
from nlp.asked import asked_for
from nlp.corrections import Correction, Studied
from nlp.labelling import configured_values
from nlp.learning import MOST_UNCORRECTED, Trained, Trainer, Verdict
from nlp.sentences import passages
from voc.records import Document
from voc.steps.learned_from import is_learned_for_good, name_lesson
from voc.steps.lessons import progress_of
from voc.steps.workplace import Workplace
from voc.store import current_edits, load_documents, read_ledger, sentence_fingerprint
from voc.store.corrections import texts_before
from voc.store.learned import StoredModel, load_models, save_models
from voc.weeks import week_of

_WHAT = {
    "corrected": "corrected sentences",
    "confirmed": "sentences confirmed as they were read",
    "varied": "sentences with the second most frequent value",
}
_KEPT = (
    "What was learned from corrections stays in use: nobody corrected anything since, and texts that it was learned "
    "from may have been cleared."
)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a week of learning came to.

    Attributes
    ----------
    verdicts : tuple of Verdict
        One for each label; empty where nobody has corrected anything.
    anew : tuple of str
        Labels that nights read otherwise from now on: with a model that was not in use before, or by the rules again.
    is_kept : bool
        Whether the models stay as they are: of the same corrections, of which some texts were cleared since.
    """

    verdicts: tuple[Verdict, ...] = ()
    anew: tuple[str, ...] = ()
    is_kept: bool = False


def learn(place: Workplace, *, dry_run: bool = False) -> Learnt:
    """Train and judge a model for each label, and put the better ones to use from the next reading on.

    Old findings stay as they are until `voc refresh`. Without enough corrections nothing is trained, and models of
    before - of corrections that were undone since - are put out of use. Where nobody decided anything since, and texts
    were cleared, the models stay: each purge would leave others, and split the store by the version that read.
    """
    values = configured_values(place.settings.knowledge())
    with place.store.read() as connection:
        lesson = name_lesson(connection, place.reader.encoder.version, values)
        if is_learned_for_good(connection, lesson):
            return Learnt(is_kept=True)
        given = current_edits(connection).corrections
        is_worth_it = any(not label.missing for label in progress_of(connection)) or bool(load_models(connection))
    if not given:
        return Learnt(anew=_keep(place, [], lesson, dry_run=dry_run))
    if not is_worth_it:
        with place.store.read() as connection:
            progress = progress_of(connection)
        return Learnt(tuple(Verdict(p.label, p.n_corrections, p.n_confirmed, p.missing) for p in progress))
    place.report("learning from corrections", 0, None)
    with place.store.read() as connection:
        corrections = _corrections(place, connection, given)
        uncorrected = _uncorrected(place, connection)
    verdicts = Trainer(place.reader.encoder, values, uncorrected).learn(corrections)
    return Learnt(tuple(verdicts), _keep(place, verdicts, lesson, dry_run=dry_run))


def notes_on(learnt: Learnt) -> list[str]:
    """Say for each label who reads it from now on, and why; and what a change of readers asks for."""
    if learnt.is_kept:
        return [_KEPT]
    notes = [_note(one) for one in learnt.verdicts if one.n_corrections]
    if learnt.anew:
        notes.append(
            f"From the next night on, new documents are read otherwise ({', '.join(learnt.anew)}); older ones stay as "
            "they were read. `voc refresh` reads them the new way too; until then, changes of trends may be held back."
        )
    return notes


def _note(one: Verdict) -> str:
    if one.trained is None:
        needed = ", ".join(f"{n} more {_WHAT[what]}" for what, n in one.missing.items())
        return f"{one.label}: {one.n_corrections} corrections, nothing is learned yet; needed: {needed}."
    before, after = f"{one.trained.gain.before:.2f}", f"{one.trained.gain.after:.2f}"
    if one.trained.is_used:
        return (
            f"{one.label}: read with a model learned from {one.n_corrections} corrections; agreement with people "
            f"(kappa) {after}, without it {before}."
        )
    return (
        f"{one.label}: the rules keep reading it; a model learned from {one.n_corrections} corrections is not clearly "
        f"better (kappa {after}, without it {before}, difference uncertain by {one.trained.gain.error:.2f})."
    )


def _corrections(
    place: Workplace, connection: Connection, given: Mapping[tuple[str, str], Mapping[str, str]]
) -> list[Correction]:
    """Study the corrected documents; sentences that are not there any more, and values no more configured, are left."""
    documents = load_documents(connection, sorted({document for document, _ in given}))
    values = configured_values(place.settings.knowledge())
    # A reason may be `none` in a correction, never in a model.
    allowed = {**values, "reason": (*values["reason"], "none")}
    found = []
    for document, studied in zip(documents, place.reader.study(one.text for one in documents), strict=True):
        led = _led_by_question(document, studied)
        for index, fingerprint in enumerate(_fingerprints(document.text, studied)):
            if index in led:
                continue
            labels = given.get((document.id, fingerprint), {})
            known = {label: value for label, value in labels.items() if value in allowed[label]}
            if known:
                found.append(Correction(studied, index, known))
    return found


def _led_by_question(document: Document, studied: Sequence[Studied]) -> set[int]:
    """List the sentences that are read by the question asked: their words alone would teach something else."""
    if document.kind != "survey_answer":
        return set()
    return set(in_doubt(asked_for(document.title or ""), [one.sentence for one in studied]))


def _uncorrected(place: Workplace, connection: Connection) -> list[Studied]:
    """Study some documents from before the week of the last correction.

    Newer ones would be others every week, and the models with them, though nobody corrected anything.
    """
    last = max(entry.at for entry in read_ledger(connection) if entry.action == "correct")
    texts = texts_before(connection, week_of(last), limit=MOST_UNCORRECTED)
    return [one for document in place.reader.study(texts) for one in document]


def _fingerprints(text: str, studied: Sequence[Studied]) -> list[str]:
    whole = set(passages(text))
    spans = [(one.sentence.start, one.sentence.end) for one in studied]
    return [sentence_fingerprint(text[start:end], alone=(start, end) in whole) for start, end in spans]


def _keep(place: Workplace, verdicts: Sequence[Verdict], lesson: str, *, dry_run: bool) -> tuple[str, ...]:
    """Keep the models that were trained, and list the labels that are read otherwise with them than before."""
    now = datetime.now(UTC)
    models = [_stored(one, one.trained, lesson, now) for one in verdicts if one.trained is not None]
    with place.store.read() as connection:
        before = load_models(connection)
    if (before or models) and not dry_run:
        with place.store.begin() as connection:
            save_models(connection, models)
    return tuple(sorted({label for label, _ in _in_use(before) ^ _in_use(models)}))


def _in_use(models: Sequence[StoredModel]) -> set[tuple[str, str]]:
    return {(model.label, model.version) for model in models if model.is_used}


def _stored(verdict: Verdict, trained: Trained, lesson: str, now: datetime) -> StoredModel:
    return StoredModel(
        label=verdict.label,
        version=trained.model.version,
        trained_at=now,
        n_corrections=verdict.n_corrections,
        kappa_rules=round(trained.gain.before, 4),
        kappa_learned=round(trained.gain.after, 4),
        is_used=trained.is_used,
        payload=trained.model.to_bytes(),
        lesson=lesson,
    )
