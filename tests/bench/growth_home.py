"""A home with the four sources of the generated customers, whose inbox gets a file a day of each."""

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from growth_texts import SOURCES, Voice

from voc.config.scaffold import plan_scaffold, write_scaffold

_FIELDS = ("id", "at", "text", "rating", "author")
_ENTRY = """\
  - name: {name}
    family: file
    format: reviews
    path: inbox/{name}
    channel: {name}
    kind: {kind}
    columns: {{id: [id], created_at: [at], text: [text], rating: [rating], author: [author]}}
    rating: {{min: 1, max: 5}}
"""


def write_home(home: Path) -> Path:
    """Write the configuration; return its folder."""
    write_scaffold(plan_scaffold(), home)
    entries = "".join(_ENTRY.format(name=source.name, kind=source.kind) for source in SOURCES)
    (home / "config" / "sources.yaml").write_text(f"sources:\n{entries}", "utf-8")
    for source in SOURCES:
        (home / "inbox" / source.name).mkdir(parents=True, exist_ok=True)
    return home / "config"


def deliver(home: Path, said: Iterable[Voice]) -> None:
    """Put texts into the inbox, given in order of time."""
    for day, of_day in groupby(said, lambda voice: voice.at.date()):
        files = {source.name: home / "inbox" / source.name / f"{day}.csv" for source in SOURCES}
        rows: dict[str, list[tuple[object, ...]]] = {name: [_FIELDS] for name in files}
        for voice in of_day:
            at = voice.at.isoformat(" ", "seconds")
            rows[voice.source.name].append((voice.key, at, voice.text, voice.rating, voice.author))
        for name, file in files.items():
            with file.open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows(rows[name])
