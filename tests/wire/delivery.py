"""What a source delivers from a played service, without a store: for edges that concern the records alone."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from voc.config.families import AnySource
from voc.records import Cursor, Record, Window, reading_text
from voc.sources import Page, Surroundings, connect
from voc.sources.http import no_waiting
from voc.sources.pace import Pacer
from wire.case import Wire
from wire.server import WireServer

NAME = "played"
_ENTRY: TypeAdapter[Any] = TypeAdapter(AnySource)


def deliver(
    wire: Wire, server: WireServer, window: Window | None = None, cursor: Cursor | None = None, **changes: object
) -> list[Page]:
    """Fetch all pages; `changes` go into the entry of sources.yaml."""
    entry = {**wire.entry(server.url), "name": NAME, "allow_private": True, "since": date(2026, 9, 1), **changes}
    surroundings = Surroundings(Path(), now=lambda: wire.now, pacer=Pacer(sleep=lambda _: None), timeout_s=0.4)
    with no_waiting():
        return list(connect(_ENTRY.validate_python(entry), surroundings).fetch(window or Window(), cursor))


def records_of(pages: list[Page]) -> dict[str, Record]:
    """Return the records by id; the last of each counts."""
    return {record.external_id: record for page in pages for record in page.records}


def texts_of(pages: list[Page]) -> dict[str, str]:
    """Return what is read of each record, by id."""
    return {key: reading_text(one.kind, one.title, one.body) for key, one in records_of(pages).items()}


def reasons_of(pages: list[Page]) -> list[str]:
    """Return why something was set aside."""
    return [reject.reason for page in pages for reject in page.rejects]
