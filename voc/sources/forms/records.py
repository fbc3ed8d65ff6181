"""From responses to records: one for each answer in words, with the response's rating."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from nlp.asked import says_little
from voc.config.families import FormSettings
from voc.errors import RecordError
from voc.records import Rating, Record
from voc.sources.forms.plan import FormPlan, Judged
from voc.sources.forms.questions import Response
from voc.surveys import LOW_INFORMATION, Role, wording
from voc.surveys.marks import read_mark

# What somebody typed beside the offered choices may be personal; that they did is kept.
OTHER = "기타"
_PRODUCT = "product"


@dataclass(frozen=True)
class Made:
    """What one response gave.

    Attributes
    ----------
    complaints : list of str
        Why a part of it was left out; the rest stands.
    """

    records: list[Record] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Maker:
    """Makes the records of one form's responses.

    Attributes
    ----------
    now : datetime
        When responses were first seen that do not tell their time.
    """

    plan: FormPlan
    settings: FormSettings
    now: datetime

    def make(self, response: Response) -> Made:
        """Make the records of a response; none where it has neither words nor a rating."""
        made = Made(complaints=[f"an answer could not be read: {reason}" for reason in response.odd])
        ratings = self._ratings(response, made)
        answers = list(self._words(response))
        template = self._template(response, ratings)
        if answers:
            made.records.extend(_about(template, one, text) for one, text in answers)
        elif ratings:
            made.records.append(replace(template, external_id=_rating_key(response.id), title=_title(ratings[0][0])))
        return made

    def gone(self, response: Response, made: Made, *, is_edit: bool) -> set[str]:
        """Return the ids of records that an earlier reading of a response may have given and that stand no more.

        A rating on its own goes as soon as it stands with words, be they new or newly taken for such. Words go with an
        edit only, and only where all of it could be read.
        """
        ids = {record.external_id for record in made.records}
        rating = _rating_key(response.id)
        if is_edit and not made.complaints:
            return {rating, *(_key(response.id, one) for one in self.plan.named("open_text"))} - ids
        return {rating} - ids if ids else set()

    def _words(self, response: Response) -> Iterator[tuple[Judged, str]]:
        for one in self.plan.named("open_text"):
            text = "\n".join(response.answers.get(one.question.key, ())).strip()
            if text:
                yield one, text

    def _ratings(self, response: Response, made: Made) -> list[tuple[Judged, Rating]]:
        found: list[tuple[Judged, Rating]] = []
        for one in self.plan.named("rating"):
            try:
                rating = _rating(one, response.answers.get(one.question.key, ()))
            except RecordError as error:
                made.complaints.append(f"'{one.name}': {error.reason}")
                continue
            if rating is not None:
                found.append((one, rating))
        return found

    def _template(self, response: Response, ratings: Sequence[tuple[Judged, Rating]]) -> Record:
        """Make what the records of one response have in common."""
        hidden = response.hidden
        version = next((value for name, value in hidden.items() if wording.asks_for_version(name)), "")
        respondent = hidden.get(self.settings.respondent or "", "")
        return Record(
            source=self.settings.name,
            external_id=response.id,
            kind="survey_rating",
            channel=self.settings.channel,
            body="",
            created_at=response.created_at or self.now,
            created_precision="second" if response.created_at else "seen",
            updated_at=response.updated_at,
            author_handle=respondent or self._first(response, "respondent") or None,
            rating=ratings[0][1] if ratings else None,
            product=hidden.get(_PRODUCT) or self._first(response, "product") or self.settings.product,
            app_version=version or self._first(response, "app_version") or None,
            tags=self._tags(response, ratings[1:]),
            segment=self._segment(response),
            external_user=self._user(response),
        )

    def _user(self, response: Response) -> str | None:
        """Return the customer's id of a hidden field or a question, where sources.yaml asks for it."""
        if self.settings.audience is None:
            return None
        name = self.settings.audience.user_id
        one = self.plan.find(name)
        values = (response.hidden.get(name, ""), *(response.answers.get(one.question.key, ()) if one else ()))
        return next((value.strip() for value in values if value.strip()), None)

    def _first(self, response: Response, role: Role) -> str:
        given = (value for one in self.plan.named(role) for value in _shown(one, response))
        return next((value for value in given if value != OTHER), "")

    def _tags(self, response: Response, more_ratings: Sequence[tuple[Judged, Rating]]) -> tuple[str, ...]:
        picked = [f"{one.name}={label}" for one in self.plan.named("choice") for label in _shown(one, response)]
        marks = [f"{one.name}={rating.value:g}" for one, rating in more_ratings]
        return tuple(dict.fromkeys((*picked, *marks)))

    def _segment(self, response: Response) -> dict[str, str]:
        found = {one.segment or one.name: _shown(one, response) for one in self.plan.named("segment")}
        for name, place in self.settings.segments.items():
            one = self.plan.find(place)
            if one is not None:
                found.pop(one.segment or one.name, None)
                found[name] = _shown(one, response) if one.question.options else ()
            elif response.hidden.get(place) and place != self.settings.respondent:
                found[name] = (response.hidden[place],)
        return {name: ", ".join(values) for name, values in found.items() if values}


def _title(one: Judged) -> str | None:
    return one.question.title or None


def _key(response_id: str, one: Judged) -> str:
    return f"{response_id}:{one.question.key}"


def _rating_key(response_id: str) -> str:
    return f"{response_id}:rating"


def _about(template: Record, one: Judged, text: str) -> Record:
    """Make the record of one question from what its response's records have in common."""
    return replace(
        template,
        external_id=_key(template.external_id, one),
        kind="survey_answer",
        title=_title(one),
        body=text,
        tags=(*template.tags, LOW_INFORMATION) if says_little(text) else template.tags,
    )


def _rating(one: Judged, values: tuple[str, ...]) -> Rating | None:
    question, scale = one.question, one.scale
    text = values[0].strip() if values else ""
    if not text or scale is None:
        return None
    if question.marks:
        mark = question.marks.get(text)
        return None if mark is None else Rating(mark, scale.min, scale.max)
    label = question.label(text) if question.options else text
    return None if label is None else read_mark(label, scale)


def _shown(one: Judged, response: Response) -> tuple[str, ...]:
    """Return the answers to a question as they may be kept: of a selection, only what it offers."""
    values = [value.strip() for value in response.answers.get(one.question.key, ()) if value.strip()]
    if not one.question.options:
        return tuple(values)
    return tuple(dict.fromkeys(one.question.label(value) or OTHER for value in values))
