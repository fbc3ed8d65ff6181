"""The registry of sources: from an entry of sources.yaml to something that fetches."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voc.config.sections import SourceSettings
from voc.errors import ConfigError
from voc.sources import community_html, community_jsonl, play_reviews, reviews, tickets
from voc.sources.base import FileProblem, HtmlSelectors, Page, RawReject, Reader, Source, SourceSpec
from voc.sources.files import FileSource

# Formats of the family `file`. Surveys are read by a package beside this one, so their reader is handed in.
FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "tickets": tickets.read,
        "play_reviews": play_reviews.read,
        "reviews": reviews.read,
        "community_jsonl": community_jsonl.read,
        "community_html": community_html.read,
    }
)


def open_source(spec: SourceSpec, *, survey_reader: Reader) -> Source:
    """Make the source that an entry of sources.yaml describes.

    Parameters
    ----------
    spec : SourceSpec
        The entry.
    survey_reader : Reader
        Reads the format `survey`: `voc.surveys.read_file`.

    Raises
    ------
    ConfigError
        Its family or format is not known.
    """
    readers = {**FORMATS, "survey": survey_reader}
    if spec.family != "file":
        raise ConfigError(f"Source '{spec.name}' has family '{spec.family}', which is not known. Known: file.")
    if spec.format not in readers:
        near = difflib.get_close_matches(spec.format, readers, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        known = ", ".join(sorted(readers))
        message = f"Source '{spec.name}' has format '{spec.format}', which is not known.{hint} Known: {known}."
        raise ConfigError(message)
    return FileSource(spec, readers[spec.format])


def specify(settings: SourceSettings, *, home: Path) -> SourceSpec:
    """Resolve an entry of sources.yaml against the home folder."""
    html = settings.html
    return SourceSpec(
        name=settings.name,
        family=settings.family,
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
    )


__all__ = [
    "FORMATS",
    "FileProblem",
    "FileSource",
    "HtmlSelectors",
    "Page",
    "RawReject",
    "Reader",
    "Source",
    "SourceSpec",
    "open_source",
    "specify",
]
