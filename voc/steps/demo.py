"""A home for the demo: configuration and inbox in a folder of its own, an SQLite store in it whatever else is set."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from voc.config import Settings, load_settings
from voc.config.scaffold import plan_scaffold, write_scaffold
from voc.errors import UsageError
from voc.steps.funnel.import_funnel import read_funnel, take_funnel
from voc.steps.messages.file import understand_messages
from voc.steps.messages.import_messages import take_messages
from voc.steps.night import turn
from voc.steps.progress import Report
from voc.steps.workplace import open_workplace

_MARKER = ".malgwi-demo"


def prepare_demo(folder: Path, *, calendar: str = "") -> Settings:
    """Write the configuration into an empty folder, or take up the demo that is there.

    Parameters
    ----------
    calendar : str
        The sample's own entries of `calendar.yaml`, written after the public holidays.

    Raises
    ------
    UsageError
        The folder holds something else: invented texts must never mix with real ones.
    """
    marker = folder / _MARKER
    if not marker.exists():
        if folder.exists() and any(folder.iterdir()):
            message = f"'{folder}' is not empty and holds no demo. Name a new folder, for instance: voc demo my-demo"
            raise UsageError(message)
        write_scaffold(plan_scaffold(), folder)
        with (folder / "config" / "calendar.yaml").open("a", encoding="utf-8", newline="\n") as file:
            file.write(calendar)
        marker.write_text("Invented sample of `voc demo`. Delete the whole folder to start over.\n", encoding="utf-8")
    settings = load_settings(folder / "config")
    # Not the store that the environment may name: the sample must never get into a real one.
    return replace(settings, store=settings.store.model_copy(update={"url": None}))


def take_sent(settings: Settings, folder: Path, report: Report) -> None:
    """Store the messages that the sample's service sent; those that are there stay as they are, a night reads them."""
    path = folder / "archive" / "messages.csv"
    with open_workplace(settings, report) as place, turn(place):
        take_messages(place, understand_messages(settings, path, report=report), who="voc demo")


def take_sample_funnel(settings: Settings, path: Path, until: date, report: Report) -> None:
    """Store the funnel of the sample's service, as it stood on the day after its last week."""
    now = datetime.combine(until, time(), UTC)
    with open_workplace(settings, report) as place:
        take_funnel(place, read_funnel(place, path, now=now))
