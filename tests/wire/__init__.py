"""Services on this machine that speak the documented formats; one for each family of sources."""

from wire.app_store_connect import AppStoreConnectWire
from wire.case import FIRST, NOW, Voice, Wire, voice
from wire.channel_talk import ChannelTalkWire
from wire.freshdesk import FreshdeskWire
from wire.gnuboard import GnuboardWire
from wire.google_forms import GoogleFormsWire
from wire.google_play import GooglePlayWire
from wire.itunes_rss import ItunesRssWire
from wire.naver_blog import NaverBlogWire
from wire.naver_search import NaverSearchWire
from wire.server import WireServer
from wire.site import SiteWire
from wire.surveymonkey import SurveyMonkeyWire
from wire.tally import TallyWire
from wire.tistory import TistoryWire
from wire.typeform import TypeformWire
from wire.walla import WallaWire
from wire.xe import XeWire
from wire.zendesk import ZendeskWire

WIRES: dict[str, type[Wire]] = {
    one.family: one
    for one in (
        AppStoreConnectWire,
        ChannelTalkWire,
        FreshdeskWire,
        GnuboardWire,
        GoogleFormsWire,
        GooglePlayWire,
        ItunesRssWire,
        NaverBlogWire,
        NaverSearchWire,
        TistoryWire,
        SiteWire,
        SurveyMonkeyWire,
        TallyWire,
        TypeformWire,
        WallaWire,
        XeWire,
        ZendeskWire,
    )
}

__all__ = [
    "FIRST",
    "NOW",
    "WIRES",
    "AppStoreConnectWire",
    "ChannelTalkWire",
    "FreshdeskWire",
    "GnuboardWire",
    "GoogleFormsWire",
    "GooglePlayWire",
    "ItunesRssWire",
    "NaverBlogWire",
    "NaverSearchWire",
    "SiteWire",
    "SurveyMonkeyWire",
    "TallyWire",
    "TistoryWire",
    "TypeformWire",
    "Voice",
    "WallaWire",
    "Wire",
    "WireServer",
    "XeWire",
    "ZendeskWire",
    "voice",
]
