"""Surveys whose respondents agreed to an end: after that day their answers are erased; what was counted stays."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from voc.config import Settings
from voc.steps.rights.purge_line import PurgeLine
from voc.steps.survey.forms import forms_folder, load_forms
from voc.steps.workplace import Workplace
from voc.store.audit import Export, exports_holding
from voc.store.batches import batches
from voc.store.emptied import empty_rejects, rejects_of_form
from voc.store.forget import erase_documents
from voc.store.held import answers_of_form

_AT_ONCE = 500
_ENDED = "the consent to keep it has ended"


@dataclass(frozen=True, slots=True)
class EndedConsent:
    """A survey that may not be kept any more.

    Attributes
    ----------
    keep_until : date
        The last day on which its answers might be kept.
    documents : tuple of str
        The answers that the store still holds.
    rejects : tuple of str
        Rows of its files that were set aside and still have their content.
    exports : tuple of Export
        Files and the like that left the store with answers in them.
    """

    form: str
    keep_until: date
    documents: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    exports: tuple[Export, ...] = ()

    @property
    def n_documents(self) -> int:
        """How many answers there are."""
        return len(self.documents)


def ended_consents(connection: Connection, settings: Settings, today: date) -> list[EndedConsent]:
    """List the surveys whose time is over and that still have answers, or rows that were set aside."""
    ended = [
        _ended(connection, one.form, one.facts.keep_until)
        for one in load_forms(forms_folder(settings))
        if one.facts.keep_until is not None and one.facts.keep_until < today
    ]
    return [one for one in ended if one.documents or one.rejects]


def _ended(connection: Connection, form: str, keep_until: date) -> EndedConsent:
    answers, rejects = answers_of_form(connection, form), rejects_of_form(connection, form)
    exports = exports_holding(connection, answers, rejects)
    return EndedConsent(form, keep_until, tuple(answers), tuple(rejects), tuple(exports))


def clear_consent(place: Workplace, consent: EndedConsent, line: PurgeLine) -> None:
    """Erase the answers of a survey, as if each respondent had asked to be forgotten, and empty its rejected rows."""
    with place.store.begin() as connection:
        empty_rejects(connection, consent.rejects, _ENDED)
        line.add_answers(connection, consent.form, n_rejects=len(consent.rejects))
    done = 0
    for some in batches(consent.documents, _AT_ONCE):
        place.report("clearing answers", done, consent.n_documents)
        with place.store.begin() as connection:
            erase_documents(connection, some)
            line.add_answers(connection, consent.form, n_documents=len(some))
        done += len(some)


def left_before(consent: EndedConsent) -> list[str]:
    """Say in sentences what left the store with the answers: no program can take that back."""
    return [
        f"Answers to the survey '{consent.form}' left the store before their time was over, {one.said}. Delete them "
        "where they still are."
        for one in consent.exports
    ]
