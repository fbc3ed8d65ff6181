"""A survey file as a source like any other: what is known of it, and the records in it."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voc.records import Cursor, Record, Window
from voc.sources import Page, Problem, RawReject, Removal
from voc.steps.survey.forms import FormFacts
from voc.surveys import SurveyFacts, SurveyPlan, records_from
from voc.tables import BadRow, Layout, open_table

_PAGE = 1000
# An export that lacks more of what is stored than this is a part, not the whole.
_MOST_MISSING = 0.5
# A clock or a time zone may be off by so much. Later dates are slips; one would be the last counted week for years.
_CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SurveyImport:
    """A survey file and what its columns are taken for.

    Attributes
    ----------
    facts : SurveyFacts
        Source, form, channel.
    known_from : str
        Where the mapping comes from: `sources.yaml`, `saved form`, or empty for a first look.
    resembles : str
        The saved form of which this may be an export; a person has to say so. Empty where there is no doubt.
    suggested : tuple of str
        Which questions may have been reworded since: `NEW=OLD`.
    said : FormFacts
        What people said of the form, now and before.
    notes : tuple of str
        How the file was read, and what seems odd about it; one sentence each.
    complete : bool
        Whether the file holds every response there is.
    """

    path: Path
    plan: SurveyPlan
    facts: SurveyFacts
    known_from: str = ""
    resembles: str = ""
    suggested: tuple[str, ...] = ()
    said: FormFacts = field(default_factory=FormFacts)
    layout: Layout = field(default_factory=Layout)
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    complete: bool = False

    @property
    def is_configured(self) -> bool:
        """Whether sources.yaml knows this survey; its answers then have the same ids as from the inbox."""
        return self.known_from == "sources.yaml"

    @property
    def prefix(self) -> str:
        """What the ids of its answers begin with, so that those of different forms never meet."""
        return "" if self.is_configured else f"{self.facts.form}:"

    @property
    def mapping(self) -> dict[str, str]:
        """What every column is, in the words of `--map`."""
        return {one.name: _in_words(one.role, one.scale, one.segment) for one in self.plan.columns}


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """One survey file as a source; it leaves no cursor.

    Attributes
    ----------
    held : frozenset of str or None
        Ids of the answers that the store holds of the form; those that the file lacks are taken back. None leaves
        them alone.
    """

    survey: SurveyImport
    held: frozenset[str] | None = None

    @property
    def name(self) -> str:
        """The source that the answers belong to."""
        return self.survey.facts.source

    @property
    def form(self) -> str | None:
        """The form that its answers and rejects belong to; None for a configured survey, which is no import's own."""
        return None if self.survey.is_configured else self.survey.facts.form

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:  # noqa: ARG002 - the protocol's signature
        """Deliver the whole file; ids of different forms never meet."""
        records: list[Record] = []
        rejects: list[RawReject] = []
        missing = set(self.held or ())
        n_rejects = 0
        for found in self.found():
            if isinstance(found, BadRow):
                rejects.append(RawReject(self.survey.path.name, found.line, found.reason, found.cells, self.form))
                n_rejects += 1
            else:
                records.append(found)
                missing.discard(found.external_id)
            if len(records) + len(rejects) >= _PAGE:
                yield Page(tuple(records), tuple(rejects))
                records, rejects = [], []
        yield Page(tuple(records), tuple(rejects))
        if missing:
            yield self._taken_back(missing, n_rejects)

    def found(self) -> Generator[Record | BadRow, None, None]:
        """Read the file's answers with the ids that they are stored under."""
        survey, until = self.survey, datetime.now(UTC) + _CLOCKS_DIFFER
        with open_table(survey.path, encoding=survey.encoding, layout=survey.layout) as table:
            for one in records_from(survey.plan, table, survey.facts, until=until):
                if isinstance(one, BadRow):
                    yield one
                else:
                    yield replace(one, external_id=f"{survey.prefix}{one.external_id}")

    def _taken_back(self, missing: set[str], n_rejects: int) -> Page:
        """Take back what is stored and stands in the file no more, unless the file seems not to be whole."""
        n_held = len(self.held or ())
        if n_rejects:
            reason = f"{n_rejects:,} rows could not be read, so nobody knows which answers are missing"
        elif len(missing) > n_held * _MOST_MISSING:
            reason = f"{len(missing):,} of {n_held:,} stored answers are missing from it, so it is no complete export"
        else:
            now = datetime.now(UTC)
            return Page(removals=tuple(Removal(one, now) for one in sorted(missing)))
        return Page(problems=(Problem(self.survey.path.name, f"{reason}; nothing was taken back"),))


def _in_words(role: str, scale: object, segment: str) -> str:
    if role == "rating" and scale:
        return f"rating:{scale}"
    return f"segment:{segment}" if role == "segment" and segment else role
