"""Google Forms: the responses to one form, by the Forms API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from voc.config.families import GoogleFormsSettings
from voc.sources.credentials import google_credentials
from voc.sources.facts import Facts
from voc.sources.forms import Asks, FormService, Question, Response, alone, plain_title, readable, row_title
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.walk import Progress
from voc.surveys import Scale

_PER_PAGE = 1000
_SCOPES = "https://www.googleapis.com/auth/forms.body.readonly https://www.googleapis.com/auth/forms.responses.readonly"
_STARS = 5.0
_HINTS = {
    400: "Check `form_id` in sources.yaml, and the credentials: a service account that was deleted is refused here.",
    401: "The credentials were refused: the key was deleted, or the user withdrew the consent. Make a new one.",
    403: (
        "Add the service account's e-mail to the form's editors (the form > Share), switch the Google Forms API on for "
        "the project, and for a user's credentials allow the scopes forms.body.readonly and forms.responses.readonly."
    ),
    404: (
        "No such form: `form_id` is the id in the address of the editing page (docs.google.com/forms/d/ID/edit), not "
        "the one in the link sent to customers (/forms/d/e/...). The form may also have been deleted, or never shared "
        "with these credentials."
    ),
}


class GoogleFormsSource(FormService[GoogleFormsSettings]):
    """Responses to one form; a respondent who edits keeps the id and moves `lastSubmittedTime`."""

    # Whether the filter tests the first or the last submission is not documented.
    overlap: ClassVar[timedelta] = timedelta(days=1)

    @property
    def form_id(self) -> str:
        """The id of the form, as sources.yaml names it."""
        return self.settings.form_id

    def open(self) -> HttpClient:
        """Open a client that fetches tokens."""
        settings = self.settings
        content = read_secrets(self.name, settings.secrets)[settings.credentials_env]
        credentials = google_credentials(content, settings.token_url, _SCOPES, variable=settings.credentials_env)
        return self.surroundings.client(settings, credentials=credentials, every_s=self.every_s, hints=_HINTS)

    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Ask for the form's items."""
        items = Facts.of(http.get_json(self._url).json()).items("items")
        return tuple(readable(items, _questions))

    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:
        """Go through the responses since a moment; each page needs the filter of the first."""
        progress = Progress(self.name, "the list of responses")
        params: dict[str, str | int] = {
            "filter": f"timestamp >= {since.strftime('%Y-%m-%dT%H:%M:%SZ')}",
            "pageSize": _PER_PAGE,
        }
        while True:
            answer = Facts.of(http.get_json(f"{self._url}/responses", params).json())
            yield answer.items("responses")
            following = answer.text("nextPageToken")
            if not following:
                return
            progress.step(following)
            params["pageToken"] = following

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/v1/forms/{self.settings.form_id}"

    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response:  # noqa: ARG002 - the base class's own
        """Read one response; questions that nobody answered are absent."""
        created, touched = raw.moment("createTime"), raw.moment("lastSubmittedTime")
        email = "respondentEmail"
        odd: list[str] = []
        return Response(
            id=raw.needed("responseId"),
            answers=_answers(raw.inner("answers"), odd),
            created_at=created or touched,
            updated_at=touched,
            # Only where the owner of the form allows a keyed hash of it.
            hidden={email: raw.text(email)} if self.settings.respondent == email else {},
            begun_at=created if touched != created else None,
            odd=tuple(odd),
        )


def _questions(item: Facts) -> Iterator[Question]:
    """Go through what an item asks: one question, or the rows of a grid; texts and pictures ask nothing."""
    title = plain_title(item.text("title"))
    single = item.inner("questionItem").inner("question")
    if single.raw:
        yield _question(single, title)
    group = item.inner("questionGroupItem")
    columns = group.inner("grid").inner("columns")
    for row in map(Facts.of, group.items("questions")):
        label = row_title(title, plain_title(row.inner("rowQuestion").text("title")))
        yield replace(_question(row, label), asks="choice", type="grid", options=_options(columns))


def _question(question: Facts, title: str) -> Question:
    asks, kind, scale = _type(question)
    options = _options(question.inner("choiceQuestion"))
    return Question(question.needed("questionId"), title, asks, kind, scale=scale, options=options)


def _type(question: Facts) -> tuple[Asks, str, Scale | None]:
    """Tell what the type of a question means, its name, and the scale of a rating."""
    if "textQuestion" in question.raw:
        is_long = question.inner("textQuestion").flag("paragraph", default=False)
        return "words", "paragraph" if is_long else "short answer", None
    if "scaleQuestion" in question.raw:
        ends = question.inner("scaleQuestion")
        # What the API leaves out is nought.
        return "rating", "linear scale", Scale(ends.number("low") or 0.0, ends.number("high") or _STARS)
    if "ratingQuestion" in question.raw:
        steps = question.inner("ratingQuestion").number("ratingScaleLevel")
        return "rating", "rating", Scale(1.0, steps or _STARS)
    if "choiceQuestion" in question.raw:
        return "choice", question.inner("choiceQuestion").text("type").lower() or "choice", None
    if "fileUploadQuestion" in question.raw:
        return "personal", "file upload", None
    kind = next((name.removesuffix("Question") for name in question.raw if name.endswith("Question")), "unknown")
    return "other", kind, None


def _options(choice: Facts) -> dict[str, str]:
    """Return the values offered; the one that stands for 'other' brings whatever somebody typed."""
    options = [Facts.of(option) for option in choice.items("options")]
    values = [option.text("value") for option in options if not option.flag("isOther", default=False)]
    return {value: plain_title(value) for value in values if value}


def _answers(given: Facts, odd: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, answer in given.raw.items():
        with alone(odd):
            values = Facts.of(answer).inner("textAnswers").items("answers") if answer else []
            found[key] = tuple(text for one in values if (text := Facts.of(one).text("value")))
    return {key: texts for key, texts in found.items() if texts}
