"""Forget: erase what an author wrote, or one document, everywhere in the store; the counts stay."""

import os
import re
from dataclasses import dataclass

from sqlalchemy import Connection

from voc import logs
from voc.errors import UsageError, VocError
from voc.privacy import hash_handle, stored_id
from voc.records import document_id
from voc.steps.audit_log import acting
from voc.steps.night import turn
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import Forgotten, forget_author, forget_document, link_copies, load_documents, marked_weeks, scrub
from voc.store.forget import erase_author, erase_document

_STORE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """Whom or what to forget: an author of a source, or a document.

    Attributes
    ----------
    author : str or None
        The handle as the source delivers it; asks for `source`.
    document : str or None
        The store's id, or with `source` the id that the source gave it.
    """

    author: str | None = None
    document: str | None = None
    source: str | None = None

    def __post_init__(self) -> None:
        if (self.author is None) == (self.document is None):
            raise UsageError("Name either --author HANDLE with --source NAME, or --document ID.")
        if self.author is not None and (self.source is None or not self.author.strip()):
            raise UsageError("--author needs the author's handle and the source that it belongs to: --source NAME.")
        if self.document is not None and self.source is None and not _STORE_ID.fullmatch(self.document):
            message = (
                f"'{self.document}' is no id of the store (32 digits 0-9 a-f). If it is the id that the source gave "
                "the document, name the source too: --source NAME."
            )
            raise UsageError(message)


def would_forget(place: Workplace, request: ForgetRequest) -> Forgotten:
    """Count what forgetting would erase; everything is as before afterwards."""
    with place.store.begin() as connection:
        if request.document is not None:
            erased = erase_document(connection, document_of(place, connection, request.document, request.source))
        else:
            erased = erase_author(connection, *author_of(place, request), request.author)
        connection.rollback()
    return erased


def forget(place: Workplace, request: ForgetRequest) -> tuple[Forgotten, list[str]]:
    """Erase, clear the files of what deleting leaves behind, and count the weeks anew.

    The words go from documents, older revisions, sentences, search, themes' exemplars, frozen briefs and rejected rows.
    Documents stay forgotten when the source delivers them again.

    Returns
    -------
    Forgotten
        What was erased, in numbers.
    list of str
        The weeks that were counted anew.
    """
    with turn(place):
        with place.store.begin() as connection:
            erased = _erase(place, connection, request)
            # Also where nothing was left to erase: a command that was killed in between has left weeks to be counted.
            is_uncounted = bool(marked_weeks(connection))
        weeks: list[str] = []
        if erased.n_documents or is_uncounted:
            _link(place)
            weeks = summarise(place)
        # Last, and also where nothing was left to erase: a log that could not be emptied then is emptied now.
        scrub(place.store)
        logs.tell("forgotten", n_documents=erased.n_documents, n_rejects=erased.n_rejects, n_weeks=len(weeks))
        return erased, weeks


def _link(place: Workplace) -> None:
    """Let another text stand for the copies of one that was forgotten."""
    n = 1
    while n:
        with place.store.begin() as connection:
            n = link_copies(connection)


def _erase(place: Workplace, connection: Connection, request: ForgetRequest) -> Forgotten:
    if request.document is not None:
        name = document_of(place, connection, request.document, request.source)
        return forget_document(connection, name, who=acting())
    return forget_author(connection, *author_of(place, request), handle=request.author, who=acting())


def author_of(place: Workplace, request: ForgetRequest) -> tuple[str, str]:
    """Return the source and the hash of the author whom a request names.

    Raises
    ------
    VocError
        The key that authors were hashed with is not there.
    """
    _check_key(place)
    return request.source or "", hash_handle(request.author or "", place.author_key)


def document_of(place: Workplace, connection: Connection, name: str, source: str | None) -> str:
    """Find the store's id of a document that is named by that id or by its source's."""
    if source is None:
        return name
    made = document_id(source, name)
    if load_documents(connection, [made]):
        return made
    # An id that is personal data itself is kept as its keyed hash.
    return name if _STORE_ID.fullmatch(name) else stored_id(source, name, place.masker, place.author_key)


def _check_key(place: Workplace) -> None:
    """Make sure that there is a key: with a new one every author would be unknown, and nothing would be erased."""
    variable = place.settings.privacy.author_key_env
    if not os.environ.get(variable, "").strip() and not place.author_key_file.exists():
        message = (
            f"The key that authors were hashed with is not here: {variable} is not set and {place.author_key_file} "
            "does not exist. Without it nobody can be found by handle; set it, or name documents with --document."
        )
        raise VocError(message)
