"""The invented sample: a tax-refund service's customers over twelve weeks, what `voc demo` runs on.

Every text, name, number, bank and board is invented. `documents/` is the master, written by hand; `write_inbox` turns
it into the files that the tools of real life would deliver. What it is meant to show stands in `README.md`.
"""

from datetime import date
from importlib.resources import files

from voc.sample.archive import write_archive
from voc.sample.funnel import write_funnel
from voc.sample.master import PlannedTheme, Voice, read_plan, read_rows, read_voices
from voc.sample.writer import write_inbox

__all__ = [
    "SAMPLE_FIRST_WEEK",
    "SAMPLE_UNTIL",
    "SAMPLE_WEEK",
    "PlannedTheme",
    "Voice",
    "read_plan",
    "read_rows",
    "read_voices",
    "sample_calendar",
    "write_archive",
    "write_funnel",
    "write_inbox",
]

SAMPLE_FIRST_WEEK = "2026-W36"
# The last week is whole; the day after it is the first that the sample does not hold.
SAMPLE_WEEK = "2026-W47"
SAMPLE_UNTIL = date(2026, 11, 23)


def sample_calendar() -> str:
    """Return the invented service's campaigns, releases and outages, as `calendar.yaml` has them."""
    return files("voc.sample").joinpath("calendar.yaml").read_text(encoding="utf-8")
