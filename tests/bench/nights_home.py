"""A home whose inbox gets one file of reviews a day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from rows import rows_of, write_rows

from voc.config.scaffold import plan_scaffold, write_scaffold

_COLUMNS = ("doc_id", "date", "rating", "text")
_SOURCES = """\
sources:
  - name: reviews
    family: file
    format: reviews
    path: inbox/reviews
    pattern: "*.csv"
    channel: reviews
    kind: review
    columns: {id: doc_id, created_at: date, rating: rating, text: text}
    rating: {min: 1, max: 5}
"""

Row = Mapping[str, str]


def write_home(home: Path) -> Path:
    """Write a configuration with a single source; return its folder."""
    write_scaffold(plan_scaffold(), home)
    (home / "config" / "sources.yaml").write_text(_SOURCES, "utf-8")
    return home / "config"


def reviews_by_day(file: Path, where: str | None) -> dict[date, list[Row]]:
    """Read reviews with text, by their day; `where` is COLUMN=VALUE."""
    column, _, value = (where or "").partition("=")
    days: dict[date, list[Row]] = {}
    for row in rows_of(file):
        if row["text"].strip() and (not column or row[column] == value):
            day = date.fromisoformat(row["date"][:10])
            days.setdefault(day, []).append({name: row[name] for name in _COLUMNS})
    return days


def deliver(home: Path, days: Mapping[date, Sequence[Row]], first: date, until: date) -> int:
    """Put the files of the days from `first` to before `until` into the inbox; return how many reviews they hold."""
    inbox = home / "inbox" / "reviews"
    inbox.mkdir(parents=True, exist_ok=True)
    n = 0
    for offset in range((until - first).days):
        day = first + timedelta(days=offset)
        rows = days.get(day, [])
        if rows:
            write_rows(inbox / f"{day}.csv", rows)
        n += len(rows)
    return n
