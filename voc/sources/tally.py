"""Tally: the submissions of one form, by the API."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from voc.config.families import TallySettings
from voc.sources.credentials import bearer
from voc.sources.facts import Facts
from voc.sources.forms import FormService, Numbered, Question, Response, alone, digits, numbered_pages
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.tally_questions import questions_of

# More are asked for than some accounts are given; only `hasMore` tells the end.
_PER_PAGE = 500
# When somebody began is not told.
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_HINTS = {
    401: "The key was refused: it is wrong, was revoked, or its user left. Make a new one under Settings > API keys.",
    403: "The key's user does not see this form: invite the user to its workspace, or make a key by one who does.",
    404: (
        "No such form: check `form_id` in sources.yaml (the end of the form's address, after /r/) and whether the form "
        "was deleted. A closed form or one with a password can be read all the same, by a user who sees it."
    ),
}


class TallySource(FormService[TallySettings]):
    """Submissions of one form. What somebody typed and did not send comes once it was sent, under the same id."""

    # A submission that was begun days before may be completed now; that its time moves is not documented.
    overlap: ClassVar[timedelta] = timedelta(days=7)

    @property
    def form_id(self) -> str:
        """The id of the form, as sources.yaml names it."""
        return self.settings.form_id

    def open(self) -> HttpClient:
        """Open a client that shows the key."""
        key = read_secrets(self.name, self.settings.secrets)[self.settings.key_env]
        return self.surroundings.client(self.settings, credentials=bearer(key), every_s=self.every_s, hints=_HINTS)

    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Ask for the form's blocks, which tell scales and choices, and for the questions beside its submissions."""
        form = Facts.of(http.get_json(self._url).json())
        answer = Facts.of(http.get_json(f"{self._url}/submissions", {"page": 1, "limit": 1}).json())
        return questions_of(answer.items("questions"), form.items("blocks"))

    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:
        """Go through the pages of submissions since a moment."""
        which = "all" if self.settings.partial else "completed"

        def ask(number: int) -> Numbered:
            params: dict[str, str | int] = {
                "page": number,
                "limit": _PER_PAGE,
                "filter": which,
                "startDate": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            }
            answer = Facts.of(http.get_json(f"{self._url}/submissions", params).json())
            total = answer.inner("totalNumberOfSubmissionsPerFilter").number(which)
            return Numbered(answer.items("submissions"), total, answer.flag("hasMore", default=False))

        return numbered_pages(ask, source=self.name, what="the list of submissions")

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/forms/{self.settings.form_id}"

    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response | None:
        """Read one submission; None for one that was not sent, unless it is to be collected."""
        is_completed = raw.flag("isCompleted", default=True)
        if not is_completed and not self.settings.partial:
            return None
        answers: dict[str, tuple[str, ...]] = {}
        hidden = {"respondentId": raw.text("respondentId")}
        odd: list[str] = []
        for given in raw.items("responses"):
            with alone(odd):
                one = Facts.of(given)
                key = one.needed("questionId")
                question = form.get(key)
                if question is not None and question.asks == "hidden":
                    hidden |= _hidden(one, question)
                else:
                    answers |= _answers(one, key, form)
        return Response(
            id=raw.needed("id"),
            answers=answers,
            created_at=raw.moment("submittedAt"),
            hidden=hidden,
            begun_at=_LONG_AGO if is_completed and self.settings.partial else None,
            odd=tuple(odd),
        )


def _answers(one: Facts, key: str, form: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """Return an answer under its question; that to a grid under each of its rows."""
    value = one.raw.get("answer")
    if isinstance(value, dict):
        rows = {f"{key}:{row}": _texts(given) for row, given in value.items()}
        return rows if rows.keys() & form.keys() else {key: ()}
    return {key: _texts(value)}


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for one in value for text in _texts(one))
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, int | float):
        return (digits(value),)
    return (value,) if isinstance(value, str) else ()


def _hidden(one: Facts, question: Question) -> dict[str, str]:
    """Return hidden fields by name: one question may hold one of them or all."""
    value = one.raw.get("answer")
    given = value if isinstance(value, dict) else {question.title: value}
    texts = {question.options.get(name, name): _texts(inner) for name, inner in given.items()}
    return {name: found[0] for name, found in texts.items() if found and found[0]}
