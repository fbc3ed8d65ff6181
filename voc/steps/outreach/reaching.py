"""Opening the seal of a contact: on request only, with a reason, and noted with who asked."""

from dataclasses import dataclass

from voc.errors import DecisionError
from voc.privacy.sealing import sealer_from
from voc.steps.curation.curate import Signature
from voc.steps.outreach.acts import case_with_events
from voc.steps.workplace import Workplace
from voc.store.audit import CONTACT, write_audit
from voc.store.outreach_contacts import find_contact


@dataclass(frozen=True, slots=True)
class Contact:
    """How an author is reached; never stored, logged or kept in memory like this."""

    handle: str
    link: str | None

    def __repr__(self) -> str:
        """Tell nothing."""
        return "<contact>"


def open_contact(place: Workplace, case_id: str, signed: Signature) -> Contact | None:
    """Open the contact of a case for somebody who says why; None where none is kept any more.

    Raises
    ------
    UsageError
        There is no such case, its author must not be contacted, or no reason is given.
    PrivacyError
        The key is not there.
    """
    if not signed.why.strip():
        message = "Say what the contact is needed for: --reason WHY. It is noted with your name."
        raise DecisionError("no_reason", message)
    sealer = sealer_from(place.settings.privacy.reach_key_env)
    with place.store.begin() as connection:
        case, _ = case_with_events(connection, case_id)
        if case.state == "do_not_contact":
            message = "The author of this case must not be contacted, so the contact is not shown."
            raise DecisionError("not_shown", message)
        sealed = find_contact(connection, case.source, case.author_hash, now=signed.at)
        if sealed is None:
            return None
        link = sealer.open(sealed.sealed_link) if sealed.sealed_link else None
        contact = Contact(sealer.open(sealed.sealed_handle), link)
        write_audit(connection, CONTACT, {"case": case_id, "reason": signed.why.strip()}, at=signed.at, who=signed.who)
        return contact
