"""SurveyMonkey: the responses of one survey in the order in which they were last touched, by the API v3."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from voc.config.families import SurveyMonkeySettings
from voc.errors import RecordError, SourceError
from voc.sources.answers import Again, Answer, Stop
from voc.sources.credentials import bearer
from voc.sources.facts import Facts
from voc.sources.forms import FormService, Question, Response, alone, hidden_fields
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.surveymonkey_questions import questions_of
from voc.sources.walk import Progress

_PER_PAGE = 100
_TOO_MANY = 429
_DAY = "x-ratelimit-app-global-day"
_COLLECTED, _NOT_COLLECTED = frozenset({"completed", "partial"}), frozenset({"overquota", "disqualified"})
# So many pages without anything on end lead nowhere.
_EMPTY_PAGES = 20
_HINTS = {
    401: "The token was refused: it is wrong or its app was deleted. Copy the access token of the app once more.",
    403: (
        "The token may not read this survey: responses need a paid plan and the scopes 'View Surveys' and 'View "
        "Responses'; draft apps live 90 days. The token's account must own the survey or share it."
    ),
    404: (
        "No such survey for this account: check `survey_id` in sources.yaml (the number in the address of its pages), "
        "whether the survey was deleted, whether the token belongs to its account, and `base_url` for accounts in the "
        "EU or Canada."
    ),
}


class SurveyMonkeySource(FormService[SurveyMonkeySettings]):
    """Responses to one survey; a respondent who edits moves `date_modified`, so that the edit comes again."""

    overlap: ClassVar[timedelta] = timedelta(hours=1)
    is_in_order: ClassVar[bool] = True

    @property
    def form_id(self) -> str:
        """The id of the survey, as sources.yaml names it."""
        return self.settings.survey_id

    def open(self) -> HttpClient:
        """Open a client that shows the token."""
        token = read_secrets(self.name, self.settings.secrets)[self.settings.token_env]
        return self.surroundings.client(
            self.settings, credentials=bearer(token), every_s=self.every_s, hints=_HINTS, judge=_judge
        )

    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Ask for the survey's pages with their questions."""
        return questions_of(Facts.of(http.get_json(f"{self._url}/details").json()))

    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:
        """Go forward from a moment.

        Each page is asked for from the time at which the one before ended, not by its number: an edit under way moves
        a response to the end and all behind it one place forward, so that numbers would skip one.
        """
        progress = Progress(self.name, "the list of responses")
        number = 1
        while True:
            answer = Facts.of(http.get_json(f"{self._url}/responses/bulk", _params(since, number)).json())
            found = answer.items("data")
            yield found
            if not answer.inner("links").text("next"):
                return
            progress.step(f"{since} {[_id(raw) for raw in found] or number % _EMPTY_PAGES}")
            newest = self._newest(found)
            # A second earlier, as it is not told whether the moment itself is included.
            behind = since if newest is None else newest - timedelta(seconds=1)
            since, number = (behind, 1) if behind > since else (since, number + 1)

    def _newest(self, found: Sequence[object]) -> datetime | None:
        """Return when the last response of a page was touched; None where none of them tells.

        Raises
        ------
        SourceError
            The page is not in that order, so that going on from its end would lose some.
        """
        touched = [moment for raw in found if (moment := _touched(raw)) is not None]
        if touched != sorted(touched):
            message = (
                f"Source '{self.name}': the responses do not come in the order of `date_modified` that was asked for, "
                "so that some would be lost. What came before is stored. Please report this."
            )
            raise SourceError(message)
        return touched[-1] if touched else None

    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response | None:
        """Read one response; None for people who were turned away or, unless configured, did not reach the end."""
        status = raw.text("response_status") or "completed"
        if status in _NOT_COLLECTED or (status == "partial" and not self.settings.partial):
            return None
        if status not in _COLLECTED:
            raise RecordError("its 'response_status' is not a known one")
        created, touched = raw.moment("date_created"), raw.moment("date_modified")
        odd: list[str] = []
        return Response(
            id=raw.needed("id"),
            answers=_answers(raw, form, odd),
            created_at=created or touched,
            updated_at=touched,
            hidden=hidden_fields(raw.inner("custom_variables")),
            begun_at=created if touched != created else None,
            odd=tuple(odd),
        )

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/v3/surveys/{self.settings.survey_id}"


def _params(since: datetime, number: int) -> dict[str, str | int]:
    return {
        "page": number,
        "per_page": _PER_PAGE,
        "start_modified_at": since.strftime("%Y-%m-%dT%H:%M:%S"),
        "sort_by": "date_modified",
        "sort_order": "ASC",
    }


def _id(raw: object) -> object:
    return raw.get("id") if isinstance(raw, dict) else None


def _touched(raw: object) -> datetime | None:
    try:
        return Facts.of(raw).moment("date_modified")
    except RecordError:
        return None


def _answers(raw: Facts, form: Mapping[str, Question], odd: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for page in _objects(raw, "pages", odd):
        for question in _objects(page, "questions", odd):
            for answer in _objects(question, "answers", odd):
                with alone(odd):
                    key = _key(question.needed("id"), answer, form)
                    value = answer.text("choice_id") or answer.text("text")
                    found[key] = (*found.get(key, ()), value) if value else found.get(key, ())
    return found


def _objects(given: Facts, name: str, odd: list[str]) -> list[Facts]:
    """Return the objects of a list; whatever is none is noted."""
    found: list[Facts] = []
    with alone(odd):
        for one in given.items(name):
            with alone(odd):
                found.append(Facts.of(one))
    return found


def _key(question_id: str, answer: Facts, form: Mapping[str, Question]) -> str:
    """Return the question, the row of a grid or the box for a remark that an answer belongs to."""
    parts = (answer.text("other_id"), answer.text("row_id"))
    keys = (f"{question_id}:{part}" for part in parts if part)
    return next((key for key in keys if key in form), question_id)


def _judge(answer: Answer) -> Again | Stop | None:
    """Stop where the requests of the day are used up: waiting for tomorrow is no use."""
    if answer.status != _TOO_MANY or answer.headers.get(f"{_DAY}-remaining", "").strip() != "0":
        return None
    limit = answer.headers.get(f"{_DAY}-limit", "").strip()
    allowance = f"the {limit} requests" if limit.isdecimal() else "all requests"
    return Stop(
        f"{allowance} that the app may make in a day are used up (all surveys share them). What came before is stored; "
        "tomorrow's run goes on from there"
    )
