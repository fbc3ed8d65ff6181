"""Google Play's monthly review reports: UTF-16 CSV, read by column name, one review a row.

The month in which a review was edited holds its newest text under the same id; the newest `updated_at` wins.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from voc.errors import RecordError
from voc.records import Rating, Record
from voc.sources.base import SourceSpec
from voc.sources.identity import ContentIds
from voc.tables import BadRow, find_column, open_table, parse_date, parse_rating

_NEEDED = ("Star Rating", "Review Submit Date and Time")
_PLACE = "ReviewPlace:id="


def read(path: Path, spec: SourceSpec) -> Iterator[Record | BadRow]:
    """Read one month's report; a rating without words has an empty body.

    Raises
    ------
    TableError, MissingColumnError
        The file is no such report; raised before the first record.
    """
    with open_table(path, encoding=spec.encoding) as table:
        for name in _NEEDED:
            find_column(table.header, (name,), where=path.name)
        ids = ContentIds(spec.name)
        for row in table.rows():
            if isinstance(row, BadRow):
                yield row
                continue
            try:
                yield _record(row.cells, spec, ids)
            except RecordError as error:
                yield BadRow(row.line, error.reason, row.cells)


def _record(cells: Mapping[str, str], spec: SourceSpec, ids: ContentIds) -> Record:
    link = _get(cells, "Review Link")
    package = _get(cells, "Package Name")
    rating = parse_rating(_get(cells, "Star Rating"), minimum=1, maximum=5)
    return Record(
        source=spec.name,
        external_id=review_id(link) or _made_id(cells, ids),
        kind=spec.kind,
        channel=spec.channel,
        title=_get(cells, "Review Title") or None,
        body=cells.get("Review Text", "").strip(),
        created_at=_moment(cells, "Review Submit"),
        updated_at=_moment(cells, "Review Last Update"),
        rating=Rating(rating.value, 1, 5),
        url=link or None,
        language=_get(cells, "Reviewer Language") or None,
        product=spec.product or package or None,
        app_version=_get(cells, "App Version Name") or _get(cells, "App Version Code") or None,
    )


def _made_id(cells: Mapping[str, str], ids: ContentIds) -> str:
    """Make the id of a rating without a link; the number among equals keeps those apart that agree in all of it."""
    names = ("Package Name", "Review Submit Millis Since Epoch", "Device", "Reviewer Language")
    telling = ":".join(_get(cells, name) for name in names)
    _, _, number = ids.make(telling).removeprefix("h-").partition("-")
    return f"gpcsv:{telling}" + (f":{number}" if number else "")


def review_id(link: str) -> str | None:
    """Return the review's id from its link, in either of the two forms; None where the link has none.

    Examples
    --------
    >>> review_id("https://play.google.com/console/app/1/review-details?reviewId=gp%3AAbc&corpus=PUBLIC")
    'gp:Abc'
    >>> review_id("https://play.google.com/apps/publish?account=1#ReviewDetailsPlace:p=a#ReviewPlace:id=gp:Abc")
    'gp:Abc'
    """
    try:
        query = parse_qs(urlsplit(link).query)
    except ValueError:
        query = {}
    if query.get("reviewId", [""])[0]:
        return query["reviewId"][0]
    _, found, rest = link.partition(_PLACE)
    return unquote(rest.partition("&")[0]) or None if found else None


def _get(cells: Mapping[str, str], name: str) -> str:
    return cells.get(name, "").strip()


def _moment(cells: Mapping[str, str], which: str) -> datetime | None:
    """Read a time from its milliseconds, else from its text, which is the same instant."""
    millis = _get(cells, f"{which} Millis Since Epoch")
    if millis.isdecimal() and len(millis) < 15:  # noqa: PLR2004 - digits of the year 5138
        return datetime.fromtimestamp(int(millis) / 1000, UTC)
    text = _get(cells, f"{which} Date and Time")
    return parse_date(text, timezone=UTC).moment if text else None
