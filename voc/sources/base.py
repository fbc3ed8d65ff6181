"""What every source is: something that fetches a window of records, page by page, and says where to resume."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from voc.records import Cursor, Kind, Record, Window
from voc.tables import BadRow


@dataclass(frozen=True, slots=True)
class HtmlSelectors:
    """Where things stand on a saved page, as CSS selectors; all but `item` and `remove` within one item.

    Attributes
    ----------
    id : str or None
        An attribute of the item such as `data-id`, or a selector.
    remove : tuple of str
        What is not a customer's own voice: quotes, signatures, notices.
    """

    item: str
    body: str | None = None
    id: str | None = None
    title: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One entry of sources.yaml with its paths resolved; what a source is made from.

    Attributes
    ----------
    path : Path
        Absolute; the inbox folder.
    pattern : str
        File names below it, such as `*.csv` or `**/*.xlsx`; upper and lower case are the same.
    columns : mapping of field to column names
        Alternatives in the order in which they are looked for.
    segments : mapping of segment name to column
        Customer segments.
    roles : tuple of str
        Values of the `role` column that mean "written by a customer"; empty keeps every row.
    rating_min, rating_max : float or None
        The scale; None is 1 to 5.
    questions : mapping of column to role
        What the columns of a survey hold, see `voc.surveys`.
    page_size : int
        Records per page.
    user_column : str
        Column with the customer's id in the company's own tools; empty where none is wanted.
    """

    name: str
    format: str
    path: Path
    channel: str
    kind: Kind
    pattern: str = "*"
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    rating_min: float | None = None
    rating_max: float | None = None
    product: str | None = None
    encoding: str | None = None
    html: HtmlSelectors | None = None
    questions: Mapping[str, str] = field(default_factory=dict)
    page_size: int = 1_000
    user_column: str = ""


@dataclass(frozen=True, slots=True)
class RawReject:
    """A row that could not become a record, before masking: for the collecting step only, never to be stored.

    Attributes
    ----------
    file, line : str, int
        Path below the inbox folder, with `/`; line from 1.
    reason : str
        Why, without customer text.
    cells : mapping of str to str
        The row by column name, unmasked.
    form : str or None
        Of a survey that was imported: its form, so that the row goes with the answers to it.
    """

    file: str
    line: int
    reason: str
    cells: Mapping[str, str]
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a source that could not be had while the others went on; a run with one ends partly done.

    Attributes
    ----------
    part : str
        A file, a board, a ticket by its number: nothing that a customer wrote.
    """

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Something that the source has taken back; its words go everywhere.

    Attributes
    ----------
    external_id : str
        Of a record, or of the thread (`parent_id`) whose records all go.
    """

    external_id: str
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what a source delivers.

    Attributes
    ----------
    cursor : Cursor or None
        To be saved once all of the page is stored; None where resuming after this page would lose something.
    removals : tuple of Removal
        Apply after the page's records.
    """

    records: tuple[Record, ...] = ()
    rejects: tuple[RawReject, ...] = ()
    cursor: Cursor | None = None
    problems: tuple[Problem, ...] = ()
    removals: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A question of a form at a survey service, and what its answers are taken for.

    Attributes
    ----------
    key : str
        By which `questions` in sources.yaml names it: the service's id of the question.
    title : str
        What customers are asked, which is the company's own text; may be empty.
    role : str
        As `questions` spells it, such as `open_text`, `rating:0-10` or `drop`.
    reason : str
        Why, half a sentence for people.
    doubtful : bool
        Somebody should confirm it; until then nothing of its answers is stored.
    """

    key: str
    title: str
    role: str
    reason: str = ""
    doubtful: bool = False


@runtime_checkable
class FormSource(Protocol):
    """What a source of a survey service can do beside fetching."""

    def describe(self) -> Sequence[FormQuestion]:
        """Ask the service what the form asks, and tell what each question is taken for; nothing is stored.

        Raises
        ------
        SourceError
            The form cannot be had.
        """


class Source(Protocol):
    """One configured source."""

    @property
    def name(self) -> str:
        """Its name in sources.yaml."""

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the records of a window that came since a cursor was given.

        Parameters
        ----------
        window : Window
            Half-open, on the record's `updated_at`, else `created_at`; records without either always pass.
        cursor : Cursor or None
            Of an earlier fetch; None delivers all.

        Raises
        ------
        SourceError
            Nothing can be delivered before someone changes something.
        """


# Reads one file of a format. Raises TableError before the first record where the file as a whole is no good.
Reader = Callable[[Path, SourceSpec], Iterator[Record | BadRow]]
