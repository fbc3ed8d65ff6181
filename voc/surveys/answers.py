"""From the responses of a survey to records: one for each answer in words, with the response's rating."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from hashlib import blake2b

from nlp.asked import says_little
from voc.errors import RecordError
from voc.records import Precision, Rating, Record
from voc.surveys.choices import split_at
from voc.surveys.content import UNTICKED, said
from voc.surveys.judge import PlannedColumn
from voc.surveys.marks import LIKERT, read_mark
from voc.surveys.plan import SurveyPlan
from voc.surveys.roles import Role
from voc.tables import BadRow, GivenIds, Remembered, Row, Table, look_up_column, parse_date
from voc.weeks import SEOUL

# The tag of answers such as 없음, `-` or ㅇㅇ: voices that say nothing.
LOW_INFORMATION = "low_information"
_OTHER = "기타"
_SINGLE: tuple[Role, ...] = ("date", "updated_at", "id", "respondent", "product", "app_version")


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """What the file itself does not tell.

    Attributes
    ----------
    source : str
        The source's name.
    form : str
        Names the survey; part of the ids made for responses that bring none. The same for every export of one survey.
    product : str or None
        What all answers speak about, unless a column tells.
    timezone : tzinfo
        Of times without an offset.
    segments : mapping of segment name to column
        Customer segments, beside those that the plan finds.
    renamed : mapping of column to column
        Questions that were reworded: the title now to the first one, which the ids are made of.
    user_column : str
        Column with the customer's id in the company's own tools; empty where none is wanted.
    """

    source: str
    form: str
    channel: str = "survey"
    product: str | None = None
    timezone: tzinfo = SEOUL
    segments: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    user_column: str = ""


def records_from(
    plan: SurveyPlan, table: Table, facts: SurveyFacts, *, until: datetime | None = None
) -> Iterator[Record | BadRow]:
    """Make records of a survey's responses, in the order of the file.

    Each answer in words is one record of kind `survey_answer`, titled with its question; a response with ratings only
    is one `survey_rating`. The first rating goes with every record, choices and further ratings become tags, and an
    answer that says nothing (없음) gets the tag `low_information`. A response without words or rating is no record.
    Columns that are doubtful or dropped are not used, nor are responses that the plan excludes.

    Parameters
    ----------
    until : datetime or None
        Responses of this moment or later are bad rows.

    Notes
    -----
    With a response id, an answer's id is made of it and the question: an answer edited in place keeps it. Without one
    it is made of the form, the wall-clock time, the respondent, the question and the answer's words, of nothing else
    in the row. So it stays when rows are added, sorted otherwise or exported to another kind of file, and when other
    columns are mapped. Equal answers of one moment are numbered in the order of the file; they are alike, so which is
    which plays a part only where their ratings differ. It does not survive an edit of the words or the time, a
    reworded question (unless `renamed` says so), or a time or respondent that is mapped later: such an answer counts
    as new and the old one stays.
    """
    segments = {name: look_up_column(table.header, (column,)) for name, column in facts.segments.items()}
    known = {name: column for name, column in segments.items() if column is not None}
    user = look_up_column(table.header, (facts.user_column,)) if facts.user_column else None
    plan, facts = _without_ids(plan, user), replace(facts, user_column=user or "")
    maker = _Maker(plan, facts, known, until)
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        if any(one.holds(row.cells) for one in plan.excluded):
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

    def __init__(
        self, plan: SurveyPlan, facts: SurveyFacts, segments: Mapping[str, str], until: datetime | None
    ) -> None:
        self.facts = facts
        self.until = until
        self.plan = plan
        self.words = plan.named("open_text")
        self.ratings = plan.named("rating")
        self.picked = plan.named("choice")
        self.segments = {**{one.segment or one.name: one.name for one in plan.named("segment")}, **segments}
        self.single = {role: _first(plan.named(role)) for role in _SINGLE}
        # Ids made so far, with how often.
        self.made = Remembered()
        self.given = GivenIds()

    def records(self, row: Row) -> list[Record]:
        """Make the records of one response.

        Raises
        ------
        RecordError
            Its time or a rating cannot be read, its time is yet to come, or its id belongs to another response already.
        """
        records = self._records(row.cells)
        for record in records:
            self.given.check(record)
        return records

    def _records(self, cells: Mapping[str, str]) -> list[Record]:
        ratings = {one: rating for one in self.ratings if (rating := _rating(one, cells)) is not None}
        answers = [(one, cells[one.name]) for one in self.words if said(cells[one.name])]
        if not answers and not ratings:
            return []
        template = self._template(cells, ratings)
        if answers:
            return [self._about(template, column, text, cells) for column, text in answers]
        column, rating = next(iter(ratings.items()))
        record = self._about(template, column, "", cells)
        return [replace(record, external_id=self._id(template, column, f"{rating.value:g}", cells))]

    def _template(self, cells: Mapping[str, str], ratings: Mapping[PlannedColumn, Rating]) -> Record:
        """Make what the records of one response have in common."""
        time = self._time(cells, "date")
        if self.until and time.moment and time.moment >= self.until:
            message = f"its date {time.moment.astimezone(SEOUL).date()} lies in the future"
            raise RecordError(message)
        return Record(
            source=self.facts.source,
            external_id="",
            kind="survey_rating",
            channel=self.facts.channel,
            body="",
            created_at=time.moment,
            created_precision=time.precision,
            tz_assumed=time.tz_assumed,
            updated_at=self._time(cells, "updated_at").moment,
            author_handle=self._cell(cells, "respondent") or None,
            rating=next(iter(ratings.values()), None),
            product=self._cell(cells, "product") or self.facts.product,
            app_version=self._cell(cells, "app_version") or None,
            tags=self._tags(cells, dict(list(ratings.items())[1:])),
            segment=self._segment(cells),
            external_user=said(cells[self.facts.user_column]) or None if self.facts.user_column else None,
        )

    def _about(self, template: Record, column: PlannedColumn, text: str, cells: Mapping[str, str]) -> Record:
        """Make the record of one question from what its response's records have in common."""
        little = (LOW_INFORMATION,) if text and says_little(text) else ()
        return replace(
            template,
            external_id=self._id(template, column, text, cells) if text else "",
            kind="survey_answer" if text else "survey_rating",
            title=column.asked,
            body=text,
            tags=(*template.tags, *little),
        )

    def _id(self, template: Record, column: PlannedColumn, answer: str, cells: Mapping[str, str]) -> str:
        """Name an answer, see `records_from`."""
        question = self.facts.renamed.get(column.name, column.name)
        response = self._cell(cells, "id")
        if response:
            return f"{response}:{_short_hash(question)}"
        parts = (self._wall_clock(template), template.author_handle or "", question, " ".join(answer.split()))
        made = _short_hash(self.facts.form, *parts, size=16)
        number = int(self.made.get(made) or 0) + 1
        self.made.put(made, str(number))
        return f"h-{made}" + (f"-{number}" if number > 1 else "")

    def _wall_clock(self, template: Record) -> str:
        """Spell a time as a clock beside the respondent showed it, however written and whatever zone is assumed."""
        if template.created_at is None:
            return ""
        zone = self.facts.timezone if template.tz_assumed else SEOUL
        return template.created_at.astimezone(zone).replace(tzinfo=None).isoformat()

    def _cell(self, cells: Mapping[str, str], role: Role) -> str:
        column = self.single[role]
        return said(cells[column.name]) if column else ""

    def _time(self, cells: Mapping[str, str], role: Role) -> _Time:
        column, text = self.single[role], self._cell(cells, role)
        if not text or column is None:
            return _Time()
        in_utc = "(utc)" in column.name.casefold()
        try:
            parsed = parse_date(text, timezone=UTC if in_utc else self.facts.timezone)
        except RecordError as error:
            raise RecordError(f"'{column.name}': {error.reason}") from error
        return _Time(parsed.moment, parsed.precision, parsed.tz_assumed and not in_utc)

    def _tags(self, cells: Mapping[str, str], more_ratings: Mapping[PlannedColumn, Rating]) -> tuple[str, ...]:
        picked = [f"{one.asked}={choice}" for one in self.picked for choice in self._choices(one, cells[one.name])]
        more = [f"{one.asked}={rating.value:g}" for one, rating in more_ratings.items()]
        return tuple(dict.fromkeys([*picked, *more]))

    def _choices(self, column: PlannedColumn, cell: str) -> list[str]:
        text = said(cell)
        if column.choice:
            return [column.choice] if text and text.casefold() not in UNTICKED else []
        separator = self.plan.separators.get(column.name, "")
        return [self._usual(column.name, choice) for choice in split_at(text, separator)]

    def _usual(self, column: str, choice: str) -> str:
        """Keep a choice that several people made; a rare one may be somebody's own words."""
        known = self.plan.choices.get(column)
        return choice if known is None or choice in known else _OTHER

    def _segment(self, cells: Mapping[str, str]) -> dict[str, str]:
        values = {name: (column, said(cells[column])) for name, column in self.segments.items()}
        return {name: self._usual(column, value) for name, (column, value) in values.items() if value}


def _without_ids(plan: SurveyPlan, column: str | None) -> SurveyPlan:
    """Use the column of the user's id for nothing that is stored; of a respondent only a keyed hash is."""
    if column is None:
        return plan
    columns = (
        replace(one, role="drop", doubtful=False) if one.name == column and one.role != "respondent" else one
        for one in plan.columns
    )
    return replace(plan, columns=tuple(columns))


def _first(columns: tuple[PlannedColumn, ...]) -> PlannedColumn | None:
    return columns[0] if columns else None


def _rating(column: PlannedColumn, cells: Mapping[str, str]) -> Rating | None:
    text = said(cells[column.name])
    if not text:
        return None
    try:
        return read_mark(text, column.scale or LIKERT)
    except RecordError as error:
        raise RecordError(f"'{column.name}': {error.reason}") from error


def _short_hash(*parts: str, size: int = 4) -> str:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
