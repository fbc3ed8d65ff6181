"""Sources that give the id by which the company's CRM tool knows a customer."""

from typing import Literal

from voc.config.audience import KeepUsers
from voc.config.checks import Text
from voc.config.section import Section


class AudienceSettings(Section):
    """Where a source gives the customer's id; kept sealed, apart from all that is analysed.

    Attributes
    ----------
    user_id : str
        Column of a file, question or hidden field of a form, key of a custom field.
    hashed : bool
        Whether the source delivers it as a hash already; then it stays one.
    keep : str or None
        How long it stays, counted from the voice that it came with; None leaves that to audience.yaml.
    """

    user_id: Text
    hashed: bool = False
    keep: KeepUsers | None = None


class ZendeskAudience(AudienceSettings):
    """Of the requester of a ticket: the `external_id` that the company's own system gave to the user."""

    user_id: Literal["external_id"] = "external_id"


class ChannelTalkAudience(AudienceSettings):
    """Of the customer of a chat: the `memberId` that the company's own system gave to the user."""

    user_id: Literal["memberId"] = "memberId"
