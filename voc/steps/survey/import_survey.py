"""Import a survey that somebody dropped in: understand its columns first, then take it in like any other source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from voc.config import Settings
from voc.errors import UsageError
from voc.privacy import stored_id
from voc.records import Record, Window
from voc.steps.collect import Collected, collect
from voc.steps.progress import Report, silent
from voc.steps.rejects import close_settled
from voc.steps.reread import Noted
from voc.steps.survey.file import SurveyFile, SurveyImport
from voc.steps.survey.forms import SavedForm, forms_folder, save_form
from voc.steps.survey.known import SurveyOptions, find_known, open_survey
from voc.steps.workplace import Workplace
from voc.store import load_documents
from voc.store.held import held_ids
from voc.surveys import SurveyPlan, understand
from voc.tables import BadRow, Row, Table

__all__ = ["IMPORT", "SurveyImport", "SurveyOptions", "check_answers", "take_survey", "understand_survey"]

IMPORT = "survey-import"
_REPORTED = 1000
# Response ids looked up to tell whether they are those of another survey.
_LOOKED_UP = 500
# So many ids that are known, and that belong to other moments, are those of another survey.
_ENOUGH_KNOWN = 5


def understand_survey(
    settings: Settings,
    path: Path,
    pairs: Sequence[str] = (),
    *,
    options: SurveyOptions | None = None,
    report: Report = silent,
) -> SurveyImport:
    """Tell what each column of a survey holds: as configured, as saved, else as its title and answers tell.

    Parameters
    ----------
    pairs : sequence of str
        `ROLE=COLUMN`, what a person said; it outranks everything.
    options : SurveyOptions, optional
        What else the person said.

    Raises
    ------
    TableError
        The file cannot be read.
    UsageError
        A pair is none or names what is not there, or the answers may not be kept any more.
    """
    asked = options or SurveyOptions()
    with open_survey(settings, path, asked) as opened:
        known = find_known(settings, opened, pairs, asked)
        plan = understand(
            told(opened.table, report),
            mapping=known.mapping,
            saved=known.is_saved,
            said_now=known.said_now,
            excluded=known.excluded,
        )
        notes = (*how_read(opened.table), *_oddities(plan))
    return SurveyImport(
        path,
        plan,
        known.facts,
        known.known_from,
        resembles=known.resembles,
        suggested=known.suggested,
        said=known.said,
        layout=opened.layout,
        encoding=asked.encoding,
        notes=notes,
        complete=asked.complete,
    )


def check_answers(survey: SurveyImport) -> None:
    """Make sure that a survey holds something to be stored; one without any response holds nothing yet.

    Raises
    ------
    UsageError
        No column holds answers in words or ratings.
    """
    is_empty = survey.plan.n_responses == survey.plan.n_excluded
    if not is_empty and not survey.plan.named("open_text") and not survey.plan.named("rating"):
        message = (
            f"{survey.path.name}: no column holds answers in words or ratings. Name them, for instance: "
            "--map open_text=의견 --map rating:1-5=만족도."
        )
        raise UsageError(message)


def take_survey(place: Workplace, survey: SurveyImport, *, run_id: str = "", dry_run: bool = False) -> Collected:
    """Mask and store the answers page by page, as every source is collected; the form is kept for its next export.

    Imported again, what is there already is recognised; rejects of the file that no longer occur are closed.

    Raises
    ------
    UsageError
        Its response ids are those of another survey.
    """
    file = SurveyFile(survey)
    _check_same_responses(place, file)
    if survey.complete:
        with place.store.read() as connection:
            file = replace(file, held=frozenset(held_ids(connection, file.name, survey.prefix)))
    noted = Noted(file, place)
    if not dry_run and not survey.is_configured and survey.plan.n_responses:
        # Before the first answer: the form tells how long answers may be kept.
        save_form(forms_folder(place.settings), SavedForm(survey.facts.form, survey.mapping, survey.said))
    collected = collect(place, noted, Window(), run_id=run_id, dry_run=dry_run)
    if not dry_run and not collected.error:
        close_settled(place, noted.name, survey.path.name, noted.seen)
    return collected


def _check_same_responses(place: Workplace, file: SurveyFile) -> None:
    """Refuse a file whose response ids begin anew: its answers would replace those of another survey."""
    times = _times_by_id(place, file)
    with place.store.read() as connection:
        known = load_documents(connection, list(times))
    shifts = Counter(one.created_at - at for one in known if one.created_at and (at := times[one.id]))
    # All by the same number of hours is another time zone, not another survey.
    n_alike = max(shifts.values(), default=0)
    if shifts.total() >= _ENOUGH_KNOWN and n_alike * 2 < shifts.total():
        ids = file.survey.plan.named("id")[0].name
        message = (
            f"{file.survey.path.name}: the response ids belong to responses of other times already, as if another "
            "survey with the same questions began to count anew. Nothing was stored. Give this one a name of its own: "
            "--form NAME; or leave the ids out"
        )
        raise UsageError(f"{message}: --map 'drop={ids}'.", kept=f"{message}.")


def _times_by_id(place: Workplace, file: SurveyFile) -> dict[str, datetime | None]:
    """Give the times of the first answers with ids of the file's own, by the ids of the store."""
    times: dict[str, datetime | None] = {}
    if not file.survey.plan.named("id"):
        return times
    with closing(file.found()) as found:
        for record in found:
            if isinstance(record, Record):
                key = stored_id(record.source, record.external_id, place.masker, place.author_key)
                times[key] = record.created_at
            if len(times) >= _LOOKED_UP:
                break
    return times


def told(table: Table, report: Report) -> Table:
    """Have a table say how far its reading is."""

    def rows() -> Iterator[Row | BadRow]:
        for number, row in enumerate(table.read(), start=1):
            if number % _REPORTED == 0:
                report("understanding the columns", number, None)
            yield row

    return replace(table, read=rows, finish=None)


def how_read(table: Table) -> tuple[str, ...]:
    """Say in sentences as what a file was read."""
    delimiter = {"\t": "TAB"}.get(table.delimiter or "", table.delimiter)
    parts = [table.kind.upper(), table.encoding, f"cells parted by {delimiter}" if delimiter else None]
    return (f"Read as {', '.join(part for part in parts if part)}.", *table.notes)


def _oddities(plan: SurveyPlan) -> Iterator[str]:
    if plan.n_responses and not plan.named("date") and not any(one.role == "date" for one in plan.columns):
        yield "No column tells when people answered, so the answers belong to no week. Name it: --map date=COLUMN."
    if plan.n_errors:
        yield f"{plan.n_errors:,} cells hold an error of the spreadsheet (such as #NAME?); they count as blank."
