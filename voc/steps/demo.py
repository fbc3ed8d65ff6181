"""A home for the demo: configuration and inbox in a folder of its own, an SQLite store in it whatever else is set."""

from dataclasses import replace
from pathlib import Path

from voc.config import Settings, load_settings
from voc.config.scaffold import plan_scaffold, write_scaffold
from voc.errors import UsageError

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
