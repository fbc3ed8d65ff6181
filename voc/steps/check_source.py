"""Look a source over: which files are there, what their columns are taken for, what a dry read gives."""

from collections import Counter
from dataclasses import dataclass, field

from voc.config import FileSourceSettings, Settings
from voc.errors import SourceError, UsageError, VocError
from voc.sources import FORMATS, Reader, SourceSpec, specify
from voc.sources.columns import map_columns
from voc.sources.inbox import InboxFile, list_files
from voc.steps.progress import Report
from voc.surveys import configured_mapping, understand
from voc.tables import BadRow, Table, open_table

# Formats that are tables whose columns sources.yaml or the usual names tell.
_MAPPED = ("tickets", "reviews", "community_jsonl")


@dataclass(slots=True)
class FileReport:
    """What a dry read of one file gave; no customer text in it.

    Attributes
    ----------
    columns : dict of str to str
        Field to column; for a survey column to role.
    unused : list of str
        Columns that nothing is read from.
    reasons : Counter of str
        Why rows were rejected, with how many.
    problem : str
        Why the file as a whole is refused; empty where it is not.
    """

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    n_records: int = 0
    n_rejects: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    problem: str = ""


def check_source(settings: Settings, name: str, report: Report) -> list[FileReport]:
    """Read every file of a source as a run would, and store nothing.

    Raises
    ------
    UsageError
        There is no such source.
    SourceError
        Its folder is not there.
    """
    source = settings.source(name)
    if not isinstance(source, FileSourceSettings):
        raise UsageError(f"Source '{name}' reads no files.")
    spec = specify(source, home=settings.home)
    reader = FORMATS[source.format]
    found: list[FileReport] = []
    files = list_files(spec.path, spec.pattern, source=name)
    for place, file in enumerate(files):
        report(f"reading {name}", place, len(files))
        found.append(_read(file, source, spec, reader))
    return found


def _read(file: InboxFile, source: FileSourceSettings, spec: SourceSpec, reader: Reader) -> FileReport:
    made = FileReport(file.name)
    try:
        if file.leads_out(spec.path):
            made.problem = "It is a link that leads out of the inbox. Put the file itself there."
            return made
        _note_columns(made, file, source, spec)
        for one in reader(file.path, spec):
            if isinstance(one, BadRow):
                made.n_rejects += 1
                made.reasons[one.reason] += 1
            else:
                made.n_records += 1
    except SourceError:
        raise
    except VocError as error:
        made.problem = str(error)
    except OSError as error:
        made.problem = f"It cannot be read ({error.strerror or type(error).__name__}). Check its rights."
    return made


def _note_columns(made: FileReport, file: InboxFile, source: FileSourceSettings, spec: SourceSpec) -> None:
    if source.format == "community_html":
        return
    with open_table(file.path, encoding=spec.encoding) as table:
        if source.format in _MAPPED:
            mapped = map_columns(table.header, spec, where=file.name)
            made.columns = {**mapped.by_field, **{f"segment.{name}": c for name, c in mapped.segments.items()}}
        elif source.format == "survey":
            made.columns = _roles(table, spec)
        used = set(made.columns if source.format == "survey" else made.columns.values())
        if source.format != "play_reviews":
            made.unused = [name for name in table.header if name not in used]


def _roles(table: Table, spec: SourceSpec) -> dict[str, str]:
    mapping = configured_mapping(table, spec)
    plan = understand(table, mapping=mapping, saved=bool(mapping))
    segments = {column for column in spec.segments.values() if column in table.header}
    roles = {one.name: one.role for one in plan.columns if not one.doubtful and one.role != "drop"}
    return {**roles, **dict.fromkeys(segments, "segment")}
