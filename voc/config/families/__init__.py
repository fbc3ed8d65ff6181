"""What an entry of sources.yaml may say, by the family of the source."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from voc.config.families.app_stores import AppStoreConnectSettings, GooglePlaySettings, ItunesRssSettings
from voc.config.families.audience import AudienceSettings
from voc.config.families.base import NeededSecret, NetworkSettings, SourceSettings
from voc.config.families.community import (
    BoardSettings,
    GnuboardSettings,
    NaverBlogSettings,
    NaverSearchSettings,
    SiteSettings,
    TistorySettings,
    WebSettings,
    XeSettings,
)
from voc.config.families.files import FileSourceSettings, Format, HtmlSelectors, RatingScale
from voc.config.families.forms import (
    FormSettings,
    GoogleFormsSettings,
    SurveyMonkeySettings,
    TallySettings,
    TypeformSettings,
    WallaSettings,
)
from voc.config.families.tickets import ChannelTalkSettings, FreshdeskSettings, TicketSettings, ZendeskSettings

FILE = "file"


def needed_secrets(source: SourceSettings) -> tuple[NeededSecret, ...]:
    """List what a source needs from the environment."""
    return source.secrets if isinstance(source, NetworkSettings) else ()


def audience_of(source: SourceSettings) -> AudienceSettings | None:
    """Return where a source gives the customer's id in the CRM tool; None where it gives none, or is not to."""
    with_ids = FileSourceSettings | FormSettings | ZendeskSettings | FreshdeskSettings | ChannelTalkSettings
    return source.audience if isinstance(source, with_ids) else None


def _family(entry: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    """Tell the family of an entry; files were there first and need not say so.

    An entry that says neither its family nor anything of a file has none, so that the family is what is asked for.
    """
    if not isinstance(entry, dict):
        family = getattr(entry, "family", FILE)
    elif "family" in entry:
        family = entry["family"]
    else:
        family = FILE if entry.keys() & {"format", "path", "pattern"} else ""
    return family if isinstance(family, str) else ""


AnySource = Annotated[
    Annotated[FileSourceSettings, Tag(FILE)]
    | Annotated[ZendeskSettings, Tag("zendesk")]
    | Annotated[FreshdeskSettings, Tag("freshdesk")]
    | Annotated[ChannelTalkSettings, Tag("channel_talk")]
    | Annotated[GooglePlaySettings, Tag("google_play")]
    | Annotated[AppStoreConnectSettings, Tag("app_store_connect")]
    | Annotated[ItunesRssSettings, Tag("itunes_rss")]
    | Annotated[TypeformSettings, Tag("typeform")]
    | Annotated[SurveyMonkeySettings, Tag("surveymonkey")]
    | Annotated[TallySettings, Tag("tally")]
    | Annotated[GoogleFormsSettings, Tag("google_forms")]
    | Annotated[WallaSettings, Tag("walla")]
    | Annotated[NaverSearchSettings, Tag("naver_search")]
    | Annotated[NaverBlogSettings, Tag("naver_blog")]
    | Annotated[TistorySettings, Tag("tistory")]
    | Annotated[GnuboardSettings, Tag("gnuboard")]
    | Annotated[XeSettings, Tag("xe")]
    | Annotated[SiteSettings, Tag("site")],
    Discriminator(_family),
]

__all__ = [
    "FILE",
    "AnySource",
    "AppStoreConnectSettings",
    "AudienceSettings",
    "BoardSettings",
    "ChannelTalkSettings",
    "FileSourceSettings",
    "FormSettings",
    "Format",
    "FreshdeskSettings",
    "GnuboardSettings",
    "GoogleFormsSettings",
    "GooglePlaySettings",
    "HtmlSelectors",
    "ItunesRssSettings",
    "NaverBlogSettings",
    "NaverSearchSettings",
    "NeededSecret",
    "NetworkSettings",
    "RatingScale",
    "SiteSettings",
    "SourceSettings",
    "SurveyMonkeySettings",
    "TallySettings",
    "TicketSettings",
    "TistorySettings",
    "TypeformSettings",
    "WallaSettings",
    "WebSettings",
    "XeSettings",
    "ZendeskSettings",
    "audience_of",
    "needed_secrets",
]
