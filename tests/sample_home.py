"""The invented sample as a built store: made once per process, copied by whoever wants to change it."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from voc.config import load_settings
from voc.sample import SAMPLE_UNTIL, SAMPLE_WEEK, sample_calendar, write_inbox
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.demo import prepare_demo
from voc.steps.discover import discover
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace, night_window, open_workplace


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
