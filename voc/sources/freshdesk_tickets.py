"""What a Freshdesk ticket and its conversations say: whose words they are, and the records that are made of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from voc.config.families import FreshdeskSettings
from voc.records import Record
from voc.sources.base import Removal
from voc.sources.facts import Facts
from voc.sources.mail_html import mail_text
from voc.sources.own_words import own_words
from voc.sources.threads import opening_title, plain_value, refuse_transcript, segments, tagged_version, with_way

# Tickets that staff open: a call written down, a mail sent first. Customers speak in the answers only.
_BY_STAFF = frozenset({"3", "10"})
# A mail that staff passed on to somebody else.
_PASSED_ON = "8"
# How a ticket came, for people.
_WAYS = {"1": "이메일", "2": "웹", "3": "전화", "7": "채팅", "9": "위젯", "10": "이메일"}
# States of a ticket that is over; before that nobody is asked for a rating.
_OVER = frozenset({"4", "5"})
_WAS_OVER = ("resolved_at", "closed_at", "reopened_at")


@dataclass(frozen=True)
class Ticket:
    """A ticket and what its records have in common.

    Attributes
    ----------
    template : Record
        Without words and rating; its id is that of the thread.
    version : datetime
        When the ticket was last changed; what is read of it later is newer.
    """

    facts: Facts
    template: Record
    version: datetime

    @property
    def number(self) -> str:
        """By which people call it."""
        return self.facts.needed("id")

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted or marked as spam, so that its words go."""
        return self.facts.flag("deleted", default=False) or self.facts.flag("spam", default=False)

    @property
    def may_be_rated(self) -> bool:
        """Whether it was over once, so that the customer may have been asked."""
        stats = self.facts.inner("stats")
        return self.facts.text("status") in _OVER or any(stats.text(name) for name in _WAS_OVER)


def thread_id(settings: FreshdeskSettings, number: str) -> str:
    """Return the id of a ticket's thread, which is also that of its first message."""
    return f"freshdesk:{settings.domain}:{number}"


def read_ticket(facts: Facts, settings: FreshdeskSettings, *, now: datetime) -> Ticket:
    """Make a ticket of what the list says.

    Raises
    ------
    RecordError
        It has no number, or a field of another kind.
    """
    number = facts.needed("id")
    # Staff file a ticket under a type as they give it tags.
    tags = tuple(dict.fromkeys((*facts.texts("tags"), *filter(None, (facts.text("type").strip(),)))))
    fields = {name: plain_value(value) for name, value in facts.inner("custom_fields").raw.items()}
    chosen = segments(
        settings, fields={name: fields.get(field, "") for name, field in settings.segment_fields.items()}, tags=tags
    )
    products = {str(key): name for key, name in settings.products.items()}
    template = Record(
        source=settings.name,
        external_id=thread_id(settings, number),
        kind="ticket_message",
        channel=settings.channel,
        body="",
        parent_id=thread_id(settings, number),
        url=f"{settings.address}/a/tickets/{number}",
        product=products.get(facts.text("product_id")) or settings.product,
        app_version=fields.get(settings.app_version_field or "") or tagged_version(settings, tags),
        tags=tags,
        segment=with_way(chosen, _WAYS.get(facts.text("source"), "")),
        # Customers cannot change what they have sent; staff who do take something out.
        is_redacted=True,
        external_user=(fields.get(settings.audience.user_id) or None) if settings.audience else None,
    )
    return Ticket(facts, template, facts.moment("updated_at") or now)


def first_record(ticket: Ticket) -> Record | None:
    """Make the record of the description, with which a ticket begins; None where staff wrote it, or nobody did.

    Raises
    ------
    RecordError
        It cannot be told whose words these are.
    """
    facts = ticket.facts
    if facts.text("source") in _BY_STAFF:
        return None
    words, title = _own(facts, "description"), opening_title(facts.text("subject"))
    if not words and not title:
        return None
    return replace(
        ticket.template,
        title=title,
        body=words,
        created_at=facts.moment("created_at"),
        author_handle=facts.text("requester_id") or None,
    )


def answer_record(ticket: Ticket, conversation: Facts) -> Record | Removal | None:
    """Make the record of what a customer answered; a removal for what is hidden now, None for what is not theirs.

    Raises
    ------
    RecordError
        It cannot be told whose words these are.
    """
    external_id = f"{ticket.template.external_id}:{conversation.needed('id')}"
    if not conversation.flag("incoming", default=False) or conversation.text("source") == _PASSED_ON:
        return None
    if conversation.flag("private", default=False):
        return Removal(external_id, ticket.version)
    words = _own(conversation, "body")
    if not words:
        return None
    author = conversation.text("user_id")
    return replace(
        ticket.template,
        external_id=external_id,
        body=words,
        created_at=conversation.moment("created_at"),
        author_handle=author or None,
        # The field of the ticket tells of its requester; somebody else may have answered.
        external_user=ticket.template.external_user if author == ticket.facts.text("requester_id") else None,
    )


def _own(facts: Facts, name: str) -> str:
    """Return the customer's own words; the HTML tells lines and quotes, which the plain form runs together."""
    html = facts.text(name)
    words = mail_text(html) if html.strip() else facts.text(f"{name}_text")
    refuse_transcript(words)
    return own_words(words).strip()
