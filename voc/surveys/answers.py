"""From the responses of a survey to records: one for each answer in words, with the response's rating."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b

from voc.errors import RecordError
from voc.records import Precision, Rating, Record
from voc.surveys.content import split_choices
from voc.surveys.plan import PlannedColumn, SurveyPlan
from voc.surveys.roles import Scale
from voc.tables import BadRow, GivenIds, Row, Table, look_up_column, parse_date, parse_rating
from voc.weeks import SEOUL

_OTHER = "기타"
_STARS = Scale(1.0, 5.0)


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What the file itself does not tell.

    Attributes
    ----------
    source : str
        The source's name.
    form : str
        Names the survey; part of the ids made for responses that bring none. The same for every export of one survey.
    segments : mapping of segment name to column
        Customer segments, beside those that the plan finds.
    """

    source: str
    form: str
    channel: str = "survey"
    product: str | None = None
    timezone: tzinfo = SEOUL
    segments: Mapping[str, str] = field(default_factory=dict)


def records_from(plan: SurveyPlan, table: Table, facts: SurveyFacts) -> Iterator[Record | BadRow]:
    """Make records of a survey's responses, in the order of the file.

    Each answer in words is one record of kind `survey_answer`, titled with its question; a response with ratings only
    is one `survey_rating`. The first rating goes with every record, choices and further ratings become tags. A
    response without words or rating is no record. Columns that are doubtful or dropped are not used.

    Notes
    -----
    Where the export has no response id, one is made of the form, the time as written, the respondent and the answers
    in words; it does not survive an edit by the respondent.
    """
    segments = {name: look_up_column(table.header, (column,)) for name, column in facts.segments.items()}
    maker = _Maker(plan, facts, {name: column for name, column in segments.items() if column is not None})
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            records = maker.records(row)
        except RecordError as error:
            yield BadRow(row.line, error.reason, row.cells)
            continue
        yield from records


@dataclass(frozen=True, slots=True)
class _Time:
    moment: datetime | None = None
    precision: Precision = "second"
    tz_assumed: bool = False


class _Maker:
    """Makes the records of one file's responses."""

    def __init__(self, plan: SurveyPlan, facts: SurveyFacts, segments: Mapping[str, str]) -> None:
        self.facts = facts
        self.choices = plan.choices
        self.words = plan.named("open_text")
        self.ratings = plan.named("rating")
        self.picked = plan.named("choice")
        self.segments = {**{column.name: column.name for column in plan.named("segment")}, **segments}
        self.single = {role: _first(plan.named(role)) for role in ("date", "id", "respondent", "app_version")}
        self.seen: Counter[str] = Counter()
        self.given = GivenIds()

    def records(self, row: Row) -> list[Record]:
        """Make the records of one response.

        Raises
        ------
        RecordError
            Its time or a rating cannot be read, or its id belongs to another response already.
        """
        records = self._records(row.cells)
        for record in records:
            self.given.check(record)
        return records

    def _records(self, cells: Mapping[str, str]) -> list[Record]:
        time = self._time(cells)
        ratings = {column: rating for column in self.ratings if (rating := _rating(column, cells)) is not None}
        answers = [(column, cells[column.name]) for column in self.words if cells[column.name].strip()]
        key = self._response_key(cells, [text for _, text in answers])
        first = next(iter(ratings.values()), None)
        tags = self._tags(cells, dict(list(ratings.items())[1:]))
        template = self._template(key, time, first, tags, cells)
        if answers:
            return [_about(template, column, text) for column, text in answers]
        return [_about(template, next(iter(ratings)), "")] if ratings else []

    def _template(
        self, key: str, time: _Time, rating: Rating | None, tags: tuple[str, ...], cells: Mapping[str, str]
    ) -> Record:
        """Make what the records of one response have in common; its id is that of the response."""
        return Record(
            source=self.facts.source,
            external_id=key,
            kind="survey_rating",
            channel=self.facts.channel,
            body="",
            created_at=time.moment,
            created_precision=time.precision,
            tz_assumed=time.tz_assumed,
            author_handle=self._cell(cells, "respondent") or None,
            rating=rating,
            product=self.facts.product,
            app_version=self._cell(cells, "app_version") or None,
            tags=tags,
            segment=self._segment(cells),
        )

    def _cell(self, cells: Mapping[str, str], role: str) -> str:
        column = self.single[role]
        return cells[column.name].strip() if column else ""

    def _time(self, cells: Mapping[str, str]) -> _Time:
        column, text = self.single["date"], self._cell(cells, "date")
        if not text or column is None:
            return _Time()
        in_utc = "(utc)" in column.name.casefold()
        try:
            parsed = parse_date(text, timezone=UTC if in_utc else self.facts.timezone)
        except RecordError as error:
            raise RecordError(f"'{column.name}': {error.reason}") from error
        return _Time(parsed.moment, parsed.precision, parsed.tz_assumed and not in_utc)

    def _response_key(self, cells: Mapping[str, str], words: list[str]) -> str:
        given = self._cell(cells, "id")
        if given:
            return given
        made = _short_hash(self.facts.form, self._cell(cells, "date"), self._cell(cells, "respondent"), *words, size=16)
        self.seen[made] += 1
        return f"h-{made}" + (f"-{self.seen[made]}" if self.seen[made] > 1 else "")

    def _tags(self, cells: Mapping[str, str], more_ratings: Mapping[PlannedColumn, Rating]) -> tuple[str, ...]:
        picked = [
            f"{column.name}={choice if choice in self.choices.get(column.name, ()) else _OTHER}"
            for column in self.picked
            for choice in split_choices(cells[column.name])
        ]
        return tuple(dict.fromkeys([*picked, *(f"{c.name}={rating.value:g}" for c, rating in more_ratings.items())]))

    def _segment(self, cells: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, column in self.segments.items():
            value = cells[column].strip()
            if value:
                known = self.choices.get(column)
                found[name] = value if known is None or value in known else _OTHER
        return found


def _about(template: Record, column: PlannedColumn, text: str) -> Record:
    """Make the record of one question from what its response's records have in common."""
    return replace(
        template,
        external_id=f"{template.external_id}:{_short_hash(column.name)}",
        kind="survey_answer" if text else "survey_rating",
        title=column.name,
        body=text,
    )


def _first(columns: tuple[PlannedColumn, ...]) -> PlannedColumn | None:
    return columns[0] if columns else None


def _rating(column: PlannedColumn, cells: Mapping[str, str]) -> Rating | None:
    text = cells[column.name].strip()
    if not text:
        return None
    scale = column.scale or _STARS
    try:
        return parse_rating(text, minimum=scale.min, maximum=scale.max)
    except RecordError as error:
        raise RecordError(f"'{column.name}': {error.reason}") from error


def _short_hash(*parts: str, size: int = 4) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
