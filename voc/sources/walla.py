"""Walla (왈라): the responses to one form, by the open API."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from voc.config.families import WallaSettings
from voc.errors import SourceError
from voc.sources.credentials import FixedHeaders
from voc.sources.facts import Facts
from voc.sources.forms import FormService, Numbered, Question, Response, digits, hidden_fields, numbered_pages
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets

_PER_PAGE = 100
_KEY = re.compile(r"question_\d{1,4}")
_HINTS = {
    401: "The key was refused: it is wrong or was deleted. Make a new one in 왈라 > 워크스페이스 설정 > API 키.",
    403: "The key may not read this form: the form must lie in the key's workspace, and its plan must include the API.",
    404: (
        "No such form: check `form_id` in sources.yaml, whether the form was deleted, and whether the key belongs to "
        "the workspace of the form."
    ),
}


class WallaSource(FormService[WallaSettings]):
    """Responses to one form. They name their questions by number only, so that sources.yaml says what each is."""

    overlap: ClassVar[timedelta] = timedelta(days=1)

    @property
    def form_id(self) -> str:
        """The id of the form, as sources.yaml names it."""
        return self.settings.form_id

    def open(self) -> HttpClient:
        """Open a client that shows the key."""
        key = read_secrets(self.name, self.settings.secrets)[self.settings.key_env]
        credentials = FixedHeaders({"X-WALLA-API-KEY": key})
        return self.surroundings.client(self.settings, credentials=credentials, every_s=self.every_s, hints=_HINTS)

    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Look which questions the first responses answer, beside those that sources.yaml names."""
        settings = self.settings
        first = [one for one in self._page(http, 1).found if isinstance(one, dict)]
        seen = {name for one in first for name in one if _KEY.fullmatch(name)}
        keys = sorted({*seen, *settings.titles, *settings.choices}, key=lambda name: (len(name), name))
        return tuple(Question(key, settings.titles.get(key, ""), "other") for key in keys)

    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:  # noqa: ARG002 - base class's own
        """Go through all responses: the listing takes no time, and its order is not documented."""
        return numbered_pages(lambda number: self._page(http, number), source=self.name, what="the list of responses")

    def _page(self, http: HttpClient, number: int) -> Numbered:
        url = f"{self.settings.base_url}/open-api/v1/forms/{self.settings.form_id}/responses"
        answer = Facts.of(http.get_json(url, {"page": number, "limit": _PER_PAGE}).json())
        if not answer.flag("success", default=True):
            message = (
                f"Source '{self.name}': Walla answered without success and does not say why. Check `form_id` in "
                "sources.yaml and whether the key belongs to the workspace of the form."
            )
            raise SourceError(message)
        data = answer.inner("data")
        pagination = data.inner("pagination")
        is_more = number < (pagination.number("totalPages") or 0)
        return Numbered(data.items("responses"), pagination.number("totalCount"), is_more)

    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response:  # noqa: ARG002 - the base class's own
        """Read one response; what is neither an answer nor Walla's own is a hidden field."""
        answers = {name: _texts(value) for name, value in raw.raw.items() if _KEY.fullmatch(name)}
        return Response(
            id=raw.needed("responseId"),
            answers={name: texts for name, texts in answers.items() if texts},
            created_at=raw.moment("submittedAt"),
            hidden={name: value for name, value in hidden_fields(raw).items() if name not in answers},
        )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for one in value for text in _texts(one))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (digits(value),)
    return (value,) if isinstance(value, str) and value else ()
