"""From a row whose columns are known to a record; shared by the formats that are plain tables."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from voc.errors import RecordError
from voc.records import Rating, Record
from voc.sources.base import SourceSpec
from voc.sources.columns import USER, ColumnMap, map_columns
from voc.sources.identity import ContentIds
from voc.tables import BadRow, GivenIds, ParsedDate, open_table, parse_date, parse_rating

_TAGS = re.compile(r"[;,|]")
# Where sources.yaml gives no scale.
STARS = (1.0, 5.0)


def read_mapped(path: Path, spec: SourceSpec, *, rating_alone: bool = False) -> Iterator[Record | BadRow]:
    """Read a table of one voice a row.

    Parameters
    ----------
    path : Path
        The file.
    spec : SourceSpec
        Names the columns.
    rating_alone : bool
        A rating without words is a record with an empty body, not a reject.

    Raises
    ------
    TableError, MissingColumnError
        The file as a whole cannot be used; raised before the first record.
    """
    with open_table(path, encoding=spec.encoding) as table:
        columns = map_columns(table.header, spec, where=path.name)
        mapper = RowMapper(spec, columns, rating_alone=rating_alone)
        for row in table.rows():
            if isinstance(row, BadRow):
                yield row
                continue
            try:
                record = mapper.record(row.cells)
            except RecordError as error:
                yield BadRow(row.line, error.reason, row.cells)
                continue
            if record is not None:
                yield record


@dataclass
class RowMapper:
    """Makes records from the rows of one file."""

    spec: SourceSpec
    columns: ColumnMap
    rating_alone: bool = False
    ids: ContentIds = field(init=False)
    given: GivenIds = field(init=False)

    def __post_init__(self) -> None:
        self.ids = ContentIds(self.spec.name)
        self.given = GivenIds()
        self.roles = frozenset(map(_plain, self.spec.roles))

    def record(self, cells: Mapping[str, str]) -> Record | None:
        """Make a row's record; None for a row that no customer wrote.

        Raises
        ------
        RecordError
            The row has no words, its date or rating cannot be read, or its id belongs to other words already.
        """
        get = self.columns.cell
        if self.roles and _plain(get(cells, "role")) not in self.roles:
            return None
        rating = self._rating(get(cells, "rating"))
        title, body = get(cells, "title"), self.columns.as_delivered(cells, "text")
        if not body.strip() and not title and not (rating and self.rating_alone):
            raise RecordError(f"'{self.columns.by_field['text']}' is empty")
        created, updated = self._time(cells, "created_at"), self._time(cells, "updated_at")
        author = get(cells, "author")
        # A number is made for every row, also where an id is given: ids must not depend on which rows have one.
        made = self.ids.make(get(cells, "created_at"), author, title, body)
        record = Record(
            source=self.spec.name,
            external_id=get(cells, "id") or made,
            kind=self.spec.kind,
            channel=self.spec.channel,
            body=body if body.strip() else "",
            title=title or None,
            created_at=_moment(created),
            created_precision=created.precision if created else "second",
            tz_assumed=created.tz_assumed if created else False,
            updated_at=_moment(updated),
            author_handle=author or None,
            parent_id=get(cells, "parent_id") or None,
            rating=rating,
            url=get(cells, "url") or None,
            language=get(cells, "language") or None,
            product=self.spec.product,
            app_version=get(cells, "app_version") or None,
            tags=split_tags(get(cells, "tags")),
            segment={
                name: cells[column].strip() for name, column in self.columns.segments.items() if cells[column].strip()
            },
            external_user=get(cells, USER) or None,
        )
        self.given.check(record)
        return record

    def _time(self, cells: Mapping[str, str], which: str) -> ParsedDate | None:
        text = self.columns.cell(cells, which)
        if not text:
            return None
        try:
            return parse_date(text)
        except RecordError as error:
            raise RecordError(f"'{self.columns.by_field[which]}': {error.reason}") from error

    def _rating(self, text: str) -> Rating | None:
        if not text:
            return None
        low, high = rating_scale(self.spec)
        try:
            return parse_rating(text, minimum=low, maximum=high)
        except RecordError as error:
            raise RecordError(f"'{self.columns.by_field['rating']}': {error.reason}") from error


def rating_scale(spec: SourceSpec) -> tuple[float, float]:
    """Return the ends of a source's rating scale."""
    return (
        STARS[0] if spec.rating_min is None else spec.rating_min,
        STARS[1] if spec.rating_max is None else spec.rating_max,
    )


def split_tags(text: str) -> tuple[str, ...]:
    """Split tags at semicolons, commas and bars; each once, in order.

    Examples
    --------
    >>> split_tags("환급; 수수료,환급")
    ('환급', '수수료')
    """
    return tuple(dict.fromkeys(tag.strip() for tag in _TAGS.split(text) if tag.strip()))


def _moment(parsed: ParsedDate | None) -> datetime | None:
    return parsed.moment if parsed else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
