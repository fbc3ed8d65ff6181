"""Surveys whose respondents agreed to an end: after that day their answers are erased; what was counted stays."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from voc.config import Settings
from voc.steps.survey_forms import forms_folder, load_forms
from voc.steps.workplace import Workplace
from voc.store.batches import batches
from voc.store.forget import erase_documents
from voc.store.held import answers_of_form

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class EndedConsent:
    """A survey that may not be kept any more.

    Attributes
    ----------
    keep_until : date
        The last day on which its answers might be kept.
    documents : tuple of str
        The answers that the store still holds.
    """

    form: str
    keep_until: date
    documents: tuple[str, ...]

    @property
    def n_documents(self) -> int:
        """How many answers there are."""
        return len(self.documents)


def ended_consents(connection: Connection, settings: Settings, today: date) -> list[EndedConsent]:
    """List the surveys whose time is over and that still have answers."""
    ended = [
        EndedConsent(one.form, one.facts.keep_until, tuple(answers_of_form(connection, one.form)))
        for one in load_forms(forms_folder(settings))
        if one.facts.keep_until is not None and one.facts.keep_until < today
    ]
    return [one for one in ended if one.documents]


def clear_consent(place: Workplace, consent: EndedConsent) -> None:
    """Erase the answers of a survey, as if each respondent had asked to be forgotten."""
    done = 0
    for some in batches(consent.documents, _AT_ONCE):
        place.report("clearing answers", done, consent.n_documents)
        with place.store.begin() as connection:
            erase_documents(connection, some)
        done += len(some)
