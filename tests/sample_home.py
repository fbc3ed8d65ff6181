"""The invented sample as a built store: made once per process, copied by whoever wants to change it."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from voc.config import load_settings
from voc.records import Document, document_id
from voc.sample import SAMPLE_UNTIL, SAMPLE_WEEK, sample_calendar, write_inbox
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.demo import prepare_demo
from voc.steps.discover import discover
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window, open_workplace
from voc.store import iterate_documents, save_page
from voc.weeks import shift_week

NEXT_WEEK = shift_week(SAMPLE_WEEK, 1)


@lru_cache(maxsize=1)
def read_home() -> Path:
    """Collect and read the sample, without any discovery."""
    home = Path(tempfile.mkdtemp(prefix="voc-sample-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    settings = prepare_demo(home, calendar=sample_calendar())
    write_inbox(home)
    with open_workplace(settings) as place:
        window = night_window(SAMPLE_UNTIL, datetime.now(UTC))
        for source in place.sources():
            collect(place, source, window, run_id="night")
        analyse(place)
        summarise(place)
    return home


@lru_cache(maxsize=1)
def weekly_home() -> Path:
    """Discover the themes of the last week of the sample, and count."""
    home = Path(tempfile.mkdtemp(prefix="voc-sample-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with opened(read_home(), home / "weekly") as place:
        discover(place, SAMPLE_WEEK, run_id="week")
        summarise(place)
    return home / "weekly"


@contextmanager
def opened(home: Path, copy: Path) -> Iterator[Workplace]:
    """Open a copy of a home."""
    shutil.copytree(home, copy)
    with open_workplace(load_settings(copy / "config")) as place:
        yield place


def arrive(place: Workplace, texts: Sequence[str]) -> list[Document]:
    """Let tickets of the week after the sample arrive, each by a customer of its own; nobody has read them yet."""
    with place.store.read() as connection:
        pattern = next(one for some in iterate_documents(connection) for one in some if one.source == "cs_tickets")
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    heard = [
        replace(
            pattern,
            id=document_id(pattern.source, f"next-{text}"),
            external_id=f"next-{text}",
            title=None,
            text=text,
            created_at=at + timedelta(minutes=n),
            week=NEXT_WEEK,
            author_hash=f"next{text}",
            fingerprint=text,
        )
        for n, text in enumerate(texts)
    ]
    with place.store.begin() as connection:
        save_page(connection, heard, run_id="next")
    return heard
