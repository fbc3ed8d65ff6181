"""What a Zendesk ticket and its comments say: whose words they are, and the records that are made of them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from voc.config.families import ZendeskSettings
from voc.errors import RecordError
from voc.records import Rating, Record, Window
from voc.sources.base import Removal
from voc.sources.facts import Facts
from voc.sources.mail_html import mail_text
from voc.sources.own_words import own_words
from voc.sources.threads import opening_title, plain_value, refuse_transcript, segments, tagged_version, with_way

_CUSTOMER, _STAFF = "end-user", frozenset({"agent", "admin"})
# Comments that the system itself has written, such as after a merge.
_SYSTEM = "-1"
_MACHINE_FLAG = 4
_SCORES = {"good": 1.0, "good_with_comment": 1.0, "bad": 0.0, "bad_with_comment": 0.0}
# Ways on which somebody else's account hands on what a customer wrote.
_HANDED_ON = frozenset({"email", "api", "mobile_sdk", "web_widget", "chat", "native_messaging"})
# How a message came, for people; others keep Zendesk's own word.
_WAYS = {
    "email": "이메일",
    "web": "웹",
    "mobile": "앱",
    "mobile_sdk": "앱",
    "chat": "채팅",
    "native_messaging": "메시징",
    "voice": "전화",
    "phone": "전화",
    "api": "API",
}
# Where nobody writes a subject, the system makes one of the customer's name or first words.
_WITHOUT_SUBJECT = frozenset({"chat", "native_messaging", "sms", "voice", "phone", "line", "whatsapp", "any_channel"})


@dataclass(frozen=True)
class Ticket:
    """A ticket, what its records have in common, and who takes part.

    Attributes
    ----------
    template : Record
        Without words; its id is that of the thread.
    version : datetime
        When the system last touched it; what is read of it later is newer.
    roles : dict of str to str
        Role by user; grows with the users that come with the comments.
    user_ids : dict of str to str
        The company's own id by user, where it is wanted; grows as well.
    """

    facts: Facts
    template: Record
    version: datetime
    roles: dict[str, str]
    user_ids: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """Its number."""
        return self.facts.needed("id")

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted, so that its words go."""
        return self.facts.text("status") == "deleted"

    @property
    def via(self) -> str:
        """How it was opened, in Zendesk's words; blank where it is not told."""
        return self.facts.inner("via").text("channel")

    @property
    def is_opened_by_staff(self) -> bool:
        """Whether the first words are those of staff, even where they stand under the customer's name.

        A mail that was passed on, and what came from the company's own form or app, keeps the customer's words.
        """
        submitter, requester = self.facts.text("submitter_id"), self.facts.text("requester_id")
        is_other = bool(submitter) and submitter != requester and self.roles.get(submitter) != _CUSTOMER
        return is_other and self.via not in _HANDED_ON

    def is_customers(self, author: str) -> bool:
        """Tell whether a user is a customer.

        Raises
        ------
        RecordError
            It is not told.
        """
        role = self.roles.get(author) or (_CUSTOMER if author == self.facts.text("requester_id") else "")
        if role not in {_CUSTOMER, *_STAFF} and author != _SYSTEM:
            raise RecordError("whether its author is a customer or staff is not told")
        return role == _CUSTOMER


def read_ticket(facts: Facts, settings: ZendeskSettings, *, roles: dict[str, str], now: datetime) -> Ticket:
    """Make a ticket of what the export says.

    Raises
    ------
    RecordError
        It has no number, or a field of another kind.
    """
    number = facts.needed("id")
    thread = f"zendesk:{settings.subdomain}:{number}"
    tags, fields = facts.texts("tags"), _custom_fields(facts)
    version = fields.get(str(settings.app_version_field)) or tagged_version(settings, tags)
    template = Record(
        source=settings.name,
        external_id=thread,
        kind="ticket_message",
        channel=settings.channel,
        body="",
        rating=_rating(facts),
        parent_id=thread,
        url=f"{settings.address}/agent/tickets/{number}",
        product=_product(facts, settings),
        app_version=version,
        tags=tags,
        segment=segments(
            settings,
            fields={name: fields.get(str(field), "") for name, field in settings.segment_fields.items()},
            tags=tags,
        ),
        # A comment is never edited, only redacted.
        is_redacted=True,
    )
    touched_at = facts.epoch("generated_timestamp") or facts.moment("updated_at") or now
    return Ticket(facts, template, touched_at, roles)


def comment_record(ticket: Ticket, place: int, comment: Facts) -> Record | Removal | None:
    """Make the record of a comment; a removal for one that holds no words any more, None for what is not a customer's.

    Parameters
    ----------
    place : int
        In the ticket, from 0: the first repeats its description.

    Raises
    ------
    RecordError
        It cannot be told whose words these are.
    """
    author = comment.needed("author_id")
    flags = comment.inner("metadata").items("flags")
    if comment.text("type") == "VoiceComment" or _MACHINE_FLAG in flags or not ticket.is_customers(author):
        return None
    if place == 0 and ticket.is_opened_by_staff:
        return None
    external_id = f"{ticket.template.external_id}:{comment.needed('id')}"
    words = _words(comment)
    title = _title(ticket) if place == 0 else None
    if not comment.flag("public", default=True) or not (words.strip() or title):
        return Removal(external_id, ticket.version)
    body = own_words(words)
    if not body and not title:
        return None
    return replace(
        ticket.template,
        external_id=external_id,
        title=title,
        body=body,
        created_at=comment.moment("created_at"),
        author_handle=author,
        segment=with_way(ticket.template.segment, _way(ticket, comment)),
        external_user=ticket.user_ids.get(author),
    )


def rating_record(ticket: Ticket, said_at: datetime | None, window: Window) -> Record | None:
    """Make a record of what the customer wrote beside the rating; None where nothing was.

    Parameters
    ----------
    said_at : datetime or None
        When somebody last wrote in the ticket: a rating comes after that, and not after its last touch.
    """
    given = ticket.facts.raw.get("satisfaction_rating")
    facts = Facts.of(given) if isinstance(given, dict) else Facts({})
    words = facts.text("comment")
    if not words.strip():
        return None
    touched_at = ticket.facts.moment("updated_at")
    is_in_window = touched_at is not None and (window.end is None or touched_at < window.end)
    return replace(
        ticket.template,
        external_id=":".join(filter(None, (ticket.template.external_id, "rating", facts.text("id")))),
        body=words,
        created_at=touched_at if is_in_window else said_at,
        created_precision="seen",
        author_handle=ticket.facts.text("requester_id") or None,
        external_user=ticket.user_ids.get(ticket.facts.text("requester_id")),
    )


def read_roles(answer: Facts) -> dict[str, str]:
    """Return the role of each user who was sent along; nothing else of them is kept."""
    users = [one for one in answer.items("users") if isinstance(one, dict)]
    return {str(one["id"]): str(one.get("role") or "") for one in users if one.get("id") is not None}


def read_user_ids(answer: Facts, settings: ZendeskSettings) -> dict[str, str]:
    """Return the company's own id of each user who was sent along; nothing where nobody asks for it."""
    if settings.audience is None:
        return {}
    users = [one for one in answer.items("users") if isinstance(one, dict)]
    given = {str(one.get("id")): plain_value(one.get(settings.audience.user_id)) for one in users}
    return {user: own for user, own in given.items() if own}


def last_moment(comments: list[object]) -> datetime | None:
    """Return when somebody last wrote, staff included."""
    moments: list[datetime] = []
    for raw in comments:
        try:
            moment = Facts.of(raw).moment("created_at")
        except RecordError:
            continue
        if moment is not None:
            moments.append(moment)
    return max(moments, default=None)


def _title(ticket: Ticket) -> str | None:
    if ticket.via in _WITHOUT_SUBJECT or ticket.facts.flag("from_messaging_channel", default=False):
        return None
    return opening_title(ticket.facts.text("subject")) or opening_title(ticket.facts.text("raw_subject"))


def _words(comment: Facts) -> str:
    """Return the text of a comment; where only its HTML tells what is quoted, that is read."""
    html = comment.text("html_body")
    # Spaces in a row come as entities, also in the plain form.
    plain = (comment.text("plain_body") or comment.text("body")).replace("&nbsp;", " ")
    words = mail_text(html) if "<blockquote" in html or not plain else plain
    refuse_transcript(words)
    return words


def _rating(ticket: Facts) -> Rating | None:
    given = ticket.raw.get("satisfaction_rating")
    score = given.get("score") if isinstance(given, dict) else given
    value = _SCORES.get(score) if isinstance(score, str) else None
    return None if value is None else Rating(value, 0.0, 1.0)


def _product(ticket: Facts, settings: ZendeskSettings) -> str | None:
    names = {str(number): name for number, name in settings.products.items()}
    return names.get(ticket.text("brand_id")) or names.get(ticket.text("ticket_form_id")) or settings.product


def _custom_fields(ticket: Facts) -> dict[str, str]:
    # The same list twice, under both names.
    fields = [one for one in ticket.items("custom_fields") or ticket.items("fields") if isinstance(one, dict)]
    return {str(one.get("id")): plain_value(one.get("value")) for one in fields}


def _way(ticket: Ticket, comment: Facts) -> str:
    channel = comment.inner("via").text("channel") or ticket.via
    return _WAYS.get(channel, channel)
