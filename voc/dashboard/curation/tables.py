"""Rows of the log and of the proposals as the screen shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voc.dashboard.curation.choosing import named
from voc.steps.curation.desk import Desk
from voc.steps.curation.listings import Listing, log_rows, proposal_rows

_PAGE = 50
# Quotes of a proposal: enough to judge it by.
_QUOTES = 5


@dataclass(frozen=True)
class LogPage:
    """Some steps of the log, newest first.

    Attributes
    ----------
    n : int
        Steps in all.
    number, n_pages : int
        Which page this is, from 1, and how many there are.
    """

    rows: Listing
    n: int
    number: int
    n_pages: int


def log_page(desk: Desk, theme_id: str | None, number: int) -> LogPage:
    """Cut a page out of the log."""
    rows = [spelled(row) for row in reversed(log_rows(desk, theme_id))]
    first = (number - 1) * _PAGE
    return LogPage(rows[first : first + _PAGE], len(rows), number, max(1, -(-len(rows) // _PAGE)))


def steps_after(desk: Desk, seen: int) -> Listing:
    """List what was decided since somebody looked, oldest first; all of it where nobody knows when that was."""
    return [spelled(row) for row in log_rows(desk)[max(0, seen) :]][-_PAGE:]


def done_step(desk: Desk, asked: str | None) -> dict[str, Any] | None:
    """Find the step that a page says was just done; None where there is none of that number."""
    return next((spelled(row) for row in log_rows(desk) if str(row["seq"]) == asked), None) if asked else None


def proposal_table(desk: Desk) -> Listing:
    """List the open proposals with words and sentences to judge them by."""
    return [{**row, "quotes": _quotes(desk, row), "title": _part(row).get("title", "")} for row in proposal_rows(desk)]


def spelled(row: dict[str, Any]) -> dict[str, Any]:
    """Spell the time of a step as people read it."""
    at = datetime.fromisoformat(row["at"])
    return {**row, "at": f"{at:%Y-%m-%d %H:%M}", "moment": row["at"]}


def _part(row: dict[str, Any]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = row["details"].get("parts", [])
    return parts[0] if parts else {}


def _quotes(desk: Desk, row: dict[str, Any]) -> list[str]:
    places = [f"{document}:{index}" for document, index, _ in _part(row).get("sentences", ())][:_QUOTES]
    if places:
        return list(named(desk, places).values())
    return [str(one["text"]) for theme in row["themes"] for one in desk.themes[theme].exemplars[:2]]
