"""Google Play's monthly reports, from the bucket in which the console puts them or a folder into which somebody does.

A report is read as a whole whenever it has changed: that of the running month grows every day. It tells when a review
was submitted, and holds ratings without words; the API tells neither.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import quote

from voc.config.families import GooglePlaySettings
from voc.errors import RecordError, SourceError, VocError
from voc.records import Cursor, Record, Window
from voc.sources import play_reviews
from voc.sources.base import Page, Problem, RawReject, SourceSpec
from voc.sources.facts import Facts
from voc.sources.files import FileSource
from voc.sources.http import HttpClient
from voc.sources.play_memory import PlayMemory
from voc.sources.walk import Gate, Progress
from voc.tables import BadRow

HINTS = {
    400: "Google refused how it was asked; check `reports_bucket` in sources.yaml.",
    401: "Google refused the access token: the service account was deleted or switched off. Make a new key.",
    403: (
        "The service account may not read the bucket: give its e-mail 'View app information and download bulk reports' "
        "for the whole account in Play Console > Users and permissions. That can take a day."
    ),
    404: "No such bucket: copy its address again from Play Console > Download reports > Reviews.",
}
_PER_PAGE = 1_000
_GONE = 404
_END_OF_SECOND = 999_999


def folder_pages(settings: GooglePlaySettings, folder: Path, window: Window, memory: PlayMemory) -> Iterator[Page]:
    """Deliver the reports of a folder, as a source of files does; what was read is noted in `memory`.

    Raises
    ------
    SourceError
        The folder does not exist.
    """
    source = FileSource(_spec(settings, folder), play_reviews.read)
    known = Cursor(settings.name, memory.files) if memory.files else None
    for page in source.fetch(window, known):
        memory.files = page.cursor.value if page.cursor else memory.files
        yield replace(page, records=_outranking(page.records), cursor=memory.cursor() if page.cursor else None)


@dataclass(frozen=True)
class Bucket:
    """The reports of one app in a bucket of Cloud Storage.

    Attributes
    ----------
    window : Window
        Reports of months before it are not read.
    memory : PlayMemory
        Which generation of each report was read to its end.
    """

    settings: GooglePlaySettings
    http: HttpClient
    window: Window
    memory: PlayMemory

    def pages(self, *, anew: bool = False) -> Iterator[Page]:
        """Deliver the reports that have changed, by month.

        Parameters
        ----------
        anew : bool
            Deliver those that have not changed, too.

        Raises
        ------
        SourceError
            The bucket cannot be read.
        """
        found, problems = self._list()
        if not found and not problems:
            problems.append(Problem(f"bucket {self.settings.reports_bucket}", self._nothing()))
        if problems:
            yield Page(problems=tuple(problems))
        first = self._first_month()
        for name, (month, generation) in sorted(found.items()):
            if month >= first and (anew or self.memory.generations.get(name) != generation):
                yield from self._report(name, generation)

    def _list(self) -> tuple[dict[str, tuple[str, str]], list[Problem]]:
        """Return month and generation of each report, by its name in the bucket, and what the list tells of no use."""
        prefix = f"reviews/reviews_{self.settings.package}_"
        ours = re.compile(rf"{re.escape(prefix)}(\d{{6}})\.csv")
        found: dict[str, tuple[str, str]] = {}
        problems: list[Problem] = []
        for one in self._listed(prefix):
            name = "the list of monthly reports"
            try:
                facts = Facts.of(one)
                name = facts.needed("name")
                if match := ours.fullmatch(name):
                    found[name] = match[1], facts.needed("generation")
            except RecordError as error:
                problems.append(Problem(name, f"It cannot be read as it is listed: {error.reason}."))
        return found, problems

    def _listed(self, prefix: str) -> Iterator[object]:
        progress = Progress(self.settings.name, "the list of monthly reports")
        asked = {"prefix": prefix, "fields": "items(name,generation),nextPageToken"}
        token = ""
        while True:
            answer = self.http.get_json(self._objects, {**asked, "pageToken": token} if token else asked)
            try:
                facts = Facts.of(answer.json())
                items, token = facts.items("items"), facts.text("nextPageToken")
            except RecordError as error:
                message = f"Source '{self.settings.name}': the list of reports has another form than expected: {error}"
                raise SourceError(message) from error
            yield from items
            if not token:
                return
            progress.step(token)

    @property
    def _objects(self) -> str:
        return f"{self.settings.storage_url}/storage/v1/b/{self.settings.reports_bucket}/o"

    def _first_month(self) -> str:
        # A day earlier, as nothing says in which zone the months of the reports begin.
        return f"{self.window.start - timedelta(days=1):%Y%m}" if self.window.start else ""

    def _nothing(self) -> str:
        return (
            f"It holds no report of {self.settings.package}. Check `package`; an app gets its first report in the "
            "month of its first review."
        )

    def _report(self, name: str, generation: str) -> Iterator[Page]:
        answer = self.http.get(f"{self._objects}/{quote(name, safe='')}", {"alt": "media"}, accept={_GONE})
        if answer.status == _GONE:
            return
        with TemporaryDirectory(prefix="voc-") as folder:
            path = Path(folder) / PurePosixPath(name).name
            path.write_bytes(answer.content)
            try:
                yield from self._read(path, name, generation)
            except SourceError:
                raise
            except VocError as error:
                yield Page(problems=(Problem(name, error.kept),))

    def _read(self, path: Path, name: str, generation: str) -> Iterator[Page]:
        """Deliver a report; the cursor says so once all of it is stored, and nothing of it waits for a later window."""
        gate = Gate(self.window)
        records: list[Record] = []
        rejects: list[RawReject] = []
        for found in play_reviews.read(path, _spec(self.settings, path.parent)):
            if isinstance(found, BadRow):
                rejects.append(RawReject(name, found.line, found.reason, found.cells))
            else:
                records += gate.take([found])
            if len(records) + len(rejects) >= _PER_PAGE:
                yield Page(_outranking(records), tuple(rejects))
                records, rejects = [], []
        if not gate.is_late:
            self.memory.generations[name] = generation
        yield Page(_outranking(records), tuple(rejects), self.memory.cursor())


def _spec(settings: GooglePlaySettings, folder: Path) -> SourceSpec:
    return SourceSpec(
        name=settings.name,
        format="play_reviews",
        path=folder,
        pattern=settings.reports_pattern,
        channel=settings.channel,
        kind="review",
        product=settings.product,
    )


def _outranking(records: Iterable[Record]) -> tuple[Record, ...]:
    """Put edits at the end of their second, that of the API being its start.

    Where both tell of one edit, the report stands: spelled differently there, the words would change every night.
    """
    return tuple(
        record
        if record.updated_at is None
        else replace(record, updated_at=record.updated_at.replace(microsecond=_END_OF_SECOND))
        for record in records
    )
