"""Ticket and chat systems: Zendesk, Freshdesk, Channel Talk (채널톡)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from voc.config.checks import Address, EnvName, HostLabel, Key, Names, Text
from voc.config.families.audience import AudienceSettings, ChannelTalkAudience, ZendeskAudience
from voc.config.families.base import NeededSecret, NetworkSettings

PerMinute = Annotated[int, Field(ge=1, le=100_000)]


class TicketSettings(NetworkSettings):
    """What tickets and chats have in common.

    Attributes
    ----------
    segment_tags : mapping of segment name to tags
        Tags that tell a customer's segment, such as 가입: [신규, 기존]; of several the first counts.
    app_version_tag : str or None
        How a tag begins that tells the version of the app, `v` of `v5_12_0`.
    """

    segment_tags: Mapping[str, Names] = Field(default_factory=dict)
    app_version_tag: Text | None = None


class ZendeskSettings(TicketSettings):
    """Tickets of one Zendesk account.

    Attributes
    ----------
    subdomain : str
        The first part of the account's address, `haneulmart` of `haneulmart.zendesk.com`.
    base_url : str or None
        Another address than that.
    client_id : str or None
        Of an OAuth client; with it, access tokens are fetched and renewed. Without, `token_env` holds one.
    products : mapping of id to product
        Names of what a brand's or a form's id stands for; tickets of others are about `product`.
    app_version_field : int or None
        Id of the custom field that holds the version of the app.
    segment_fields : mapping of segment name to id
        Custom fields that hold customer segments.
    with_automated : bool
        Whether conversations are collected too that only Zendesk's automated answering has handled.
    audience : ZendeskAudience or None
        Keeps the requester's `external_id`, sealed; None keeps no id.
    exports_per_minute, requests_per_minute : int
        Pace of the export and of everything else; support staff share the account's limit.
    """

    family: Literal["zendesk"]
    channel: Key = "cs"
    subdomain: HostLabel
    base_url: Address | None = None
    client_id: Text | None = None
    client_secret_env: EnvName = "VOC_ZENDESK_CLIENT_SECRET"
    token_env: EnvName = "VOC_ZENDESK_TOKEN"
    products: Mapping[int, Text] = Field(default_factory=dict)
    app_version_field: int | None = None
    segment_fields: Mapping[str, int] = Field(default_factory=dict)
    with_automated: bool = False
    audience: ZendeskAudience | None = None
    exports_per_minute: PerMinute = 10
    requests_per_minute: PerMinute = 100

    @property
    def address(self) -> str:
        """Where the account lies."""
        return self.base_url or f"https://{self.subdomain}.zendesk.com"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The account's own host."""
        return (self.address,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The secret of the OAuth client, or an access token."""
        where = (
            "Zendesk Admin Center > Apps and integrations > APIs > OAuth clients; made by an admin, with the scope "
            "'read' (API tokens end on 2027-04-30 and are not used)"
        )
        if self.client_id:
            return (NeededSecret(self.client_secret_env, "secret of the OAuth client", where),)
        return (NeededSecret(self.token_env, "OAuth access token", where),)


class FreshdeskSettings(TicketSettings):
    """Tickets of one Freshdesk account.

    Attributes
    ----------
    domain : str
        The first part of the account's address, `haneulmart` of `haneulmart.freshdesk.com`.
    products : mapping of id to product
        Names of what a `product_id` stands for; tickets of others are about `product`.
    app_version_field : str or None
        Key among `custom_fields` that holds the version of the app.
    segment_fields : mapping of segment name to key
        Custom fields that hold customer segments.
    full_walk_days : int
        Days after which all deleted tickets are looked through, beside those of the last day.
    audience : AudienceSettings or None
        Which of `custom_fields` holds the customer's id in the CRM tool; None keeps no id.
    requests_per_minute : int
        All integrations of an account share its limit (trial accounts 50).
    """

    family: Literal["freshdesk"]
    channel: Key = "cs"
    domain: HostLabel
    base_url: Address | None = None
    key_env: EnvName = "VOC_FRESHDESK_KEY"
    products: Mapping[int, Text] = Field(default_factory=dict)
    app_version_field: Text | None = None
    segment_fields: Mapping[str, Text] = Field(default_factory=dict)
    audience: AudienceSettings | None = None
    full_walk_days: Annotated[int, Field(ge=1, le=90)] = 7
    requests_per_minute: PerMinute = 40

    @property
    def address(self) -> str:
        """Where the account lies."""
        return self.base_url or f"https://{self.domain}.freshdesk.com"

    @property
    def addresses(self) -> tuple[str, ...]:
        """The account's own host."""
        return (self.address,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The API key of a staff account."""
        where = "Freshdesk > profile picture > Profile settings > View API key; of an account that sees all tickets"
        return (NeededSecret(self.key_env, "API key", where),)


class ChannelTalkSettings(TicketSettings):
    """Chats of one Channel Talk workspace.

    Attributes
    ----------
    full_walk_days : int
        Days after which all chats are looked through again: an old one can have been reopened.
    audience : ChannelTalkAudience or None
        Keeps the customer's `memberId`, sealed; None keeps no id.
    """

    family: Literal["channel_talk"]
    channel: Key = "chat"
    base_url: Address = "https://api.channel.io"
    key_env: EnvName = "VOC_CHANNEL_TALK_KEY"
    secret_env: EnvName = "VOC_CHANNEL_TALK_SECRET"
    audience: ChannelTalkAudience | None = None
    full_walk_days: Annotated[int, Field(ge=1, le=90)] = 7
    requests_per_minute: PerMinute = 120

    @property
    def addresses(self) -> tuple[str, ...]:
        """The open API."""
        return (self.base_url,)

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The two halves of an API key."""
        where = "채널톡 > 채널 설정 > 보안 및 개발 > API 인증 및 관리 > 새 인증 키 만들기"
        return (
            NeededSecret(self.key_env, "access key", where),
            NeededSecret(self.secret_env, "access secret", where),
        )
