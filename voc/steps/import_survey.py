"""Import a survey that somebody dropped in: understand its columns first, then take it in like any other source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voc.config import FileSourceSettings, Settings
from voc.errors import UsageError
from voc.records import Cursor, Record, Window
from voc.sources import Page, RawReject, specify
from voc.steps.collect import Collected, collect
from voc.steps.rejects import close_settled
from voc.steps.reread import Noted
from voc.steps.survey_forms import SavedForm, find_form, form_name, forms_folder, save_form
from voc.steps.workplace import Workplace
from voc.surveys import SurveyFacts, SurveyPlan, configured_mapping, mapping_from, records_from, understand
from voc.tables import BadRow, MissingColumnError, Table, open_table

IMPORT = "survey-import"
_SOURCE, _CHANNEL = "survey", "survey"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class SurveyImport:
    """A survey file and what its columns are taken for.

    Attributes
    ----------
    facts : SurveyFacts
        Source, form, channel.
    known_from : str
        Where the mapping comes from: `sources.yaml`, `saved form`, or empty for a first look.
    """

    path: Path
    plan: SurveyPlan
    facts: SurveyFacts
    known_from: str = ""

    @property
    def is_configured(self) -> bool:
        """Whether sources.yaml knows this survey; its answers then have the same ids as from the inbox."""
        return self.known_from == "sources.yaml"

    @property
    def mapping(self) -> dict[str, str]:
        """What every column is, in the words of `--map`."""
        return {
            one.name: f"{one.role}:{one.scale.min:g}-{one.scale.max:g}"
            if one.scale and one.role == "rating"
            else one.role
            for one in self.plan.columns
        }


def understand_survey(settings: Settings, path: Path, pairs: Sequence[str] = ()) -> SurveyImport:
    """Tell what each column of a survey holds: as configured, as saved, else as its title and answers tell.

    Parameters
    ----------
    pairs : sequence of str
        `ROLE=COLUMN`, what a person said; it outranks everything.

    Raises
    ------
    TableError
        The file cannot be read.
    UsageError
        A pair is none, or names what is not there.
    """
    configured = next(
        (
            one
            for one in settings.sources
            if isinstance(one, FileSourceSettings) and one.format == "survey" and one.enabled
        ),
        None,
    )
    with open_table(path, encoding=configured.encoding if configured else None) as table:
        given = mapping_from(pairs, table.header, where=path.name)
        known, known_from, form = _known(settings, configured, table)
        plan = understand(table, mapping={**known, **given}, saved=bool(known))
    facts = SurveyFacts(
        source=configured.name if configured else _SOURCE,
        form=form,
        channel=configured.channel if configured else _CHANNEL,
        product=configured.product if configured else None,
        segments=configured.segments if configured and known_from == "sources.yaml" else {},
    )
    return SurveyImport(path, plan, facts, known_from)


def check_answers(survey: SurveyImport) -> None:
    """Make sure that a survey holds something to be stored.

    Raises
    ------
    UsageError
        No column holds answers in words or ratings.
    """
    if not survey.plan.named("open_text") and not survey.plan.named("rating"):
        message = (
            f"{survey.path.name}: no column holds answers in words or ratings. Name them, for instance: "
            "--map open_text=의견 --map rating:1-5=만족도."
        )
        raise UsageError(message)


def take_survey(place: Workplace, survey: SurveyImport, *, run_id: str = "", dry_run: bool = False) -> Collected:
    """Mask and store the answers page by page, as every source is collected; the form is kept for its next export.

    Imported again, what is there already is recognised; rejects of the file that no longer occur are closed.
    """
    noted = Noted(SurveyFile(survey), place)
    collected = collect(place, noted, Window(), run_id=run_id, dry_run=dry_run)
    if not dry_run and collected.is_whole:
        close_settled(place, noted.name, survey.path.name, noted.seen)
        if not survey.is_configured:
            save_form(forms_folder(place.settings), SavedForm(survey.facts.form, survey.mapping))
    return collected


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """One survey file as a source; it leaves no cursor."""

    survey: SurveyImport

    @property
    def name(self) -> str:
        """The source that the answers belong to."""
        return self.survey.facts.source

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:  # noqa: ARG002 - the protocol's signature
        """Deliver the whole file; ids of different forms never meet."""
        survey = self.survey
        records: list[Record] = []
        rejects: list[RawReject] = []
        with open_table(survey.path) as table:
            for found in records_from(survey.plan, table, survey.facts):
                if isinstance(found, BadRow):
                    rejects.append(RawReject(survey.path.name, found.line, found.reason, found.cells))
                else:
                    records.append(found if survey.is_configured else _named(found, survey.facts.form))
                if len(records) + len(rejects) >= _PAGE:
                    yield Page(tuple(records), tuple(rejects))
                    records, rejects = [], []
        yield Page(tuple(records), tuple(rejects))


def _named(record: Record, form: str) -> Record:
    return replace(record, external_id=f"{form}:{record.external_id}")


def _known(
    settings: Settings, configured: FileSourceSettings | None, table: Table
) -> tuple[Mapping[str, str], str, str]:
    """Find out whether a table is known: its mapping, from where, and the name of its form."""
    if configured is not None:
        mapping = _configured(settings, configured, table)
        if mapping:
            return mapping, "sources.yaml", configured.name
    saved = find_form(forms_folder(settings), table.header)
    if saved is None:
        return {}, "", form_name(table.header)
    there = {name: role for name, role in saved.mapping.items() if name in table.header}
    return there, "saved form", saved.form


def _configured(settings: Settings, source: FileSourceSettings, table: Table) -> Mapping[str, str]:
    """Read the table as the configured survey; nothing where it is another one."""
    if not source.questions:
        return {}
    try:
        return configured_mapping(table, specify(source, home=settings.home))
    except MissingColumnError:
        return {}
