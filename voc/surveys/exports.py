"""Exports of known services, told by their columns, never by the file's name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from voc.surveys.roles import Role
from voc.surveys.wording import squeeze

Form = Literal["google_forms", "naver_form", "typeform", "surveymonkey", "tally", "walla", "generic"]
# As people call them.
FORM_NAMES: Mapping[Form, str] = {
    "google_forms": "구글 폼 (Google Forms)",
    "naver_form": "네이버 폼",
    "typeform": "Typeform",
    "surveymonkey": "SurveyMonkey",
    "tally": "Tally",
    "walla": "왈라 (Walla)",
    "generic": "an unknown tool",
}


class Recognised(NamedTuple):
    """Whose export a table is, and why: one sentence for people."""

    form: Form
    why: str


class ServiceColumn(NamedTuple):
    """What a service writes into a column of its own, and a sentence on it."""

    role: Role
    reason: str


def recognise(header: Sequence[str]) -> Recognised:
    """Tell whose export a table is by the columns that a service adds to every form.

    Examples
    --------
    >>> recognise(["#", "이유를 알려주세요", "Submit Date (UTC)", "Network ID"]).form
    'typeform'
    """
    titles = [squeeze(name) for name in header]
    for form, columns in _SIGNS.items():
        found = columns(titles)
        if found:
            shown = ", ".join(f"'{header[titles.index(title)]}'" for title in found)
            only = len(found) == 1
            return Recognised(
                form, f"its {'column' if only else 'columns'} {shown} {'is' if only else 'are'} written so"
            )
    return Recognised("generic", "none of the services known writes such columns; titles and answers were looked at")


def service_column(form: Form, name: str) -> ServiceColumn | None:
    """Return what a known service puts into a column; None for questions."""
    return _COLUMNS.get(form, {}).get(squeeze(name))


def _google(titles: Sequence[str]) -> Sequence[str]:
    return titles[:1] if titles[:1] in (["타임스탬프"], ["timestamp"]) else ()


def _naver(titles: Sequence[str]) -> Sequence[str]:
    is_number = titles[:1] in (["번호"], ["no"], ["no."], ["순번"])
    times = [title for title in titles[1:3] if title in {"응답일시", "참여일시", "응답시간", "참여시간"}]
    return [titles[0], times[0]] if is_number and times else ()


def _typeform(titles: Sequence[str]) -> Sequence[str]:
    return _all_of(titles, "#", "submitdate(utc)") or _all_of(titles, "#", "networkid")


def _surveymonkey(titles: Sequence[str]) -> Sequence[str]:
    return _all_of(titles, "respondentid", "collectorid")


def _tally(titles: Sequence[str]) -> Sequence[str]:
    return _all_of(titles, "submissionid", "respondentid", "submittedat")


def _walla(titles: Sequence[str]) -> Sequence[str]:
    return _all_of(titles, "submittedat", "customerkey") or _all_of(titles, "submittedat", "responseid")


def _all_of(titles: Sequence[str], *wanted: str) -> Sequence[str]:
    return wanted if set(wanted) <= set(titles) else ()


_SIGNS: Mapping[Form, Callable[[Sequence[str]], Sequence[str]]] = {
    "surveymonkey": _surveymonkey,
    "tally": _tally,
    "typeform": _typeform,
    "walla": _walla,
    "google_forms": _google,
    "naver_form": _naver,
}
_ID = ServiceColumn("id", "The service numbers every response here.")
_PERSON = ServiceColumn("respondent", "The service tells here who answered; only a keyed hash is kept.")
_WHEN = ServiceColumn("date", "The service writes the time of the response here.")
_CHANGED = ServiceColumn("updated_at", "The service writes the time of the last change here.")
_OURS = ServiceColumn("drop", "The service adds it by itself; it is no answer.")
_PRIVATE = ServiceColumn("drop", "The service writes personal data here.")
_CUSTOM = ServiceColumn(
    "drop", "Data of your own link; if it is the customer's id, name it: --map 'respondent=Custom Data 1'."
)
_COLUMNS: Mapping[Form, Mapping[str, ServiceColumn]] = {
    "typeform": {
        "#": _ID,
        "submitdate(utc)": _WHEN,
        "startdate(utc)": _OURS,
        "stagedate(utc)": _OURS,
        "responsetype": _OURS,
        "networkid": _PRIVATE,
        "tags": _OURS,
    },
    "surveymonkey": {
        "respondentid": _ID,
        "collectorid": _OURS,
        "startdate": _OURS,
        "enddate": _WHEN,
        "datecreated": _WHEN,
        "datemodified": _CHANGED,
        "ipaddress": _PRIVATE,
        "emailaddress": _PRIVATE,
        "firstname": _PRIVATE,
        "lastname": _PRIVATE,
        "customdata1": _CUSTOM,
    },
    "tally": {"submissionid": _ID, "respondentid": _PERSON, "submittedat": _WHEN},
    "walla": {"responseid": _ID, "customerkey": _PERSON, "submittedat": _WHEN},
}
