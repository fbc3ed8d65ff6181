"""The registry of sources: from an entry of sources.yaml to something that fetches."""

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from voc import surveys
from voc.config.families import FileSourceSettings, NetworkSettings, SourceSettings
from voc.errors import ConfigError
from voc.sources import (
    app_store_connect,
    channel_talk,
    community_html,
    community_jsonl,
    freshdesk,
    gnuboard,
    google_forms,
    google_play,
    itunes_rss,
    naver_blog,
    naver_search,
    play_reviews,
    reviews,
    site,
    surveymonkey,
    tally,
    tickets,
    tistory,
    typeform,
    walla,
    xe,
    zendesk,
)
from voc.sources.base import (
    FormQuestion,
    FormSource,
    HtmlSelectors,
    Page,
    Problem,
    RawReject,
    Reader,
    Removal,
    Source,
    SourceSpec,
)
from voc.sources.files import FileSource
from voc.sources.surroundings import Surroundings

# Formats of the family `file`.
FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "tickets": tickets.read,
        "play_reviews": play_reviews.read,
        "reviews": reviews.read,
        "survey": surveys.read_file,
        "community_jsonl": community_jsonl.read,
        "community_html": community_html.read,
    }
)
# Families that are asked over the network; each takes its own settings.
FAMILIES: Mapping[str, Callable[[Any, Surroundings], Source]] = MappingProxyType(
    {
        "app_store_connect": app_store_connect.AppStoreConnectSource,
        "channel_talk": channel_talk.ChannelTalkSource,
        "freshdesk": freshdesk.FreshdeskSource,
        "gnuboard": gnuboard.open_gnuboard,
        "google_forms": google_forms.GoogleFormsSource,
        "google_play": google_play.GooglePlaySource,
        "itunes_rss": itunes_rss.ItunesRssSource,
        "naver_blog": naver_blog.NaverBlogSource,
        "naver_search": naver_search.NaverSearchSource,
        "site": site.SiteSource,
        "surveymonkey": surveymonkey.SurveyMonkeySource,
        "tally": tally.TallySource,
        "tistory": tistory.TistorySource,
        "typeform": typeform.TypeformSource,
        "walla": walla.WallaSource,
        "xe": xe.open_xe,
        "zendesk": zendesk.ZendeskSource,
    }
)


def connect(settings: SourceSettings, surroundings: Surroundings) -> Source:
    """Make the source that an entry of sources.yaml describes; nothing is read or asked yet.

    Raises
    ------
    ConfigError
        Its family or format is not known.
    """
    if isinstance(settings, FileSourceSettings):
        return open_source(specify(settings, home=surroundings.home))
    if isinstance(settings, NetworkSettings) and settings.family in FAMILIES:
        return FAMILIES[settings.family](settings, surroundings)
    known = ", ".join(("file", *FAMILIES))
    message = f"Source '{settings.name}' has family '{settings.family}', which is not known. Known: {known}."
    raise ConfigError(message)


def open_source(spec: SourceSpec) -> FileSource:
    """Make a source of files.

    Raises
    ------
    ConfigError
        Its format is not known.
    """
    if spec.format not in FORMATS:
        near = difflib.get_close_matches(spec.format, FORMATS, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        known = ", ".join(sorted(FORMATS))
        message = f"Source '{spec.name}' has format '{spec.format}', which is not known.{hint} Known: {known}."
        raise ConfigError(message)
    return FileSource(spec, FORMATS[spec.format])


def specify(settings: FileSourceSettings, *, home: Path) -> SourceSpec:
    """Resolve an entry of sources.yaml against the home folder."""
    html = settings.html
    return SourceSpec(
        name=settings.name,
        format=settings.format,
        path=(home / settings.path).absolute(),
        pattern=settings.pattern,
        channel=settings.channel,
        kind=settings.kind,
        columns={str(field): tuple(names) for field, names in settings.columns.items()},
        segments=dict(settings.segments),
        roles=settings.roles,
        rating_min=settings.rating_min,
        rating_max=settings.rating_max,
        product=settings.product,
        encoding=settings.encoding,
        html=HtmlSelectors(**html.model_dump()) if html else None,
        questions=dict(settings.questions),
        page_size=settings.page_size,
        user_column=settings.audience.user_id if settings.audience else "",
    )


__all__ = [
    "FAMILIES",
    "FORMATS",
    "FileSource",
    "FormQuestion",
    "FormSource",
    "HtmlSelectors",
    "Page",
    "Problem",
    "RawReject",
    "Reader",
    "Removal",
    "Source",
    "SourceSpec",
    "Surroundings",
    "connect",
    "open_source",
    "specify",
]
