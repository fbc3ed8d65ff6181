"""Typeform: the responses of one form, newest first, by the Responses API."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from voc.config.families import TypeformSettings
from voc.sources.credentials import bearer
from voc.sources.facts import Facts
from voc.sources.forms import (
    OTHER,
    Asks,
    FormService,
    Question,
    Response,
    alone,
    digits,
    hidden_fields,
    plain_title,
    readable,
    row_title,
)
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.walk import Progress
from voc.surveys import Scale

_PER_PAGE = 1000
# Responses that were begun and not sent carry a date of the year 1.
_NEVER = "0001-"
_BOLD = re.compile(r"\*([^*]{1,200})\*")
_ASKS: Mapping[str, Asks] = {
    "short_text": "words",
    "long_text": "words",
    "opinion_scale": "rating",
    "rating": "rating",
    "nps": "rating",
    "multiple_choice": "choice",
    "dropdown": "choice",
    "picture_choice": "choice",
    "yes_no": "choice",
    "email": "personal",
    "phone_number": "personal",
    "contact_info": "personal",
    "address": "personal",
    "website": "personal",
    "file_upload": "personal",
    "payment": "personal",
    "signature": "personal",
    "calendly": "personal",
}
_GROUPS = frozenset({"group", "inline_group", "matrix", "contact_info", "address"})
_OF_PERSONS = frozenset({"contact_info", "address"})
_SILENT = frozenset({"statement", "thankyou_screen", "welcome_screen"})
_YES_NO = {"true": "예", "false": "아니요"}
_HINTS = {
    401: "The token was refused: it is wrong or was deleted. Make a new one under Account > Personal tokens.",
    403: (
        "The token may not read this form: it needs the scopes 'forms:read' and 'responses:read', made by somebody "
        "who sees the form's workspace. Closed forms and forms with a password can be read all the same."
    ),
    404: (
        "No such form for this account: check `form_id` in sources.yaml (the end of the form's address, after /to/), "
        "whether the form was deleted, whether the token belongs to the form's account, and `base_url` for accounts "
        "in the EU (https://api.eu.typeform.com)."
    ),
}


class TypeformSource(FormService[TypeformSettings]):
    """Responses to one Typeform. They are never edited; deleted ones vanish without a word."""

    # Typeform shows responses some minutes after they were sent.
    overlap: ClassVar[timedelta] = timedelta(hours=1)

    @property
    def form_id(self) -> str:
        """The id of the form, as sources.yaml names it."""
        return self.settings.form_id

    def open(self) -> HttpClient:
        """Open a client that shows the token."""
        token = read_secrets(self.name, self.settings.secrets)[self.settings.token_env]
        return self.surroundings.client(self.settings, credentials=bearer(token), every_s=self.every_s, hints=_HINTS)

    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Ask for the form's definition."""
        fields = Facts.of(http.get_json(self._url).json()).items("fields")
        return tuple(readable(fields, _questions))

    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:
        """Go back from the newest response, page by page, to the first one since a moment."""
        progress = Progress(self.name, "the list of responses")
        params: dict[str, str | int] = {
            "page_size": _PER_PAGE,
            "since": since.strftime("%Y-%m-%dT%H:%M:%S"),
            "response_type": "completed",
        }
        while True:
            found = Facts.of(http.get_json(f"{self._url}/responses", params).json()).items("items")
            yield found
            oldest = next((token for raw in reversed(found) if (token := _token(raw))), "")
            if not oldest:
                return
            progress.step(oldest)
            params["before"] = oldest

    @property
    def _url(self) -> str:
        return f"{self.settings.base_url}/forms/{self.settings.form_id}"

    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response | None:
        """Read one response; None for one that was begun and not sent."""
        if raw.text("submitted_at").startswith(_NEVER):
            return None
        keys = {alias: key for key, question in form.items() for alias in (key, *question.aliases)}
        answers: dict[str, tuple[str, ...]] = {}
        odd: list[str] = []
        for given in raw.items("answers"):
            with alone(odd):
                one = Facts.of(given)
                field = one.inner("field")
                key = keys.get(field.text("id")) or field.text("ref") or field.needed("id")
                answers[key] = _values(one)
        return Response(
            id=raw.text("response_id").strip() or raw.needed("token"),
            answers=answers,
            created_at=raw.moment("submitted_at"),
            hidden=hidden_fields(raw.inner("hidden")),
            odd=tuple(odd),
        )


def _questions(one: Facts, above: str = "", group: str = "") -> Iterator[Question]:
    """Give the question that a field asks, or those of a group and the rows of a grid."""
    kind, own = one.text("type"), plain_title(_BOLD.sub(r"\1", one.text("title")))
    title = row_title(above, own) if group == "matrix" else own
    if kind in _GROUPS:
        yield from readable(one.inner("properties").items("fields"), lambda inner: _questions(inner, title, kind))
    elif kind not in _SILENT:
        yield _question(one, title, group if group in _OF_PERSONS else kind)


def _question(one: Facts, title: str, kind: str) -> Question:
    properties = one.inner("properties")
    given, ref = one.needed("id"), one.text("ref").strip()
    return Question(
        key=ref or given,
        title=title,
        asks=_ASKS.get(kind, "other"),
        type=kind,
        scale=_scale(kind, properties),
        options=_YES_NO if kind == "yes_no" else _options(properties),
        aliases=(given,),
    )


def _scale(kind: str, properties: Facts) -> Scale | None:
    if kind == "nps":
        return Scale(0.0, 10.0)
    if kind == "rating":
        return Scale(1.0, properties.number("steps") or 5.0)
    if kind != "opinion_scale":
        return None
    steps = properties.number("steps") or 11.0
    low = 1.0 if properties.flag("start_at_one", default=False) else 0.0
    return Scale(low, low + steps - 1)


def _options(properties: Facts) -> dict[str, str]:
    choices = [Facts.of(one) for one in properties.items("choices")]
    labels = [(one.text("id") or one.text("label"), plain_title(one.text("label"))) for one in choices]
    return {key: label for key, label in labels if label}


def _values(answer: Facts) -> tuple[str, ...]:
    kind = answer.text("type")
    if kind in {"choice", "choices"}:
        return _picked(answer.inner(kind))
    if kind == "number":
        number = answer.number("number")
        return () if number is None else (digits(number),)
    if kind == "boolean":
        return (str(answer.flag("boolean", default=False)).lower(),)
    value = answer.raw.get(kind)
    return (value,) if isinstance(value, str) else ()


def _picked(given: Facts) -> tuple[str, ...]:
    """Return the ids of choices, which outlive a new wording, or else their labels."""
    one = given.text("id") or given.text("label")
    picked = (one,) if one else given.texts("ids") or given.texts("labels")
    return (*picked, OTHER) if given.text("other").strip() else picked


def _token(raw: object) -> str:
    token = raw.get("token") if isinstance(raw, dict) else None
    return token if isinstance(token, str) else ""
