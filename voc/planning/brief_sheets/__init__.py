"""A brief as a workbook: 요약, 테마, 키워드, 원문, and what else it holds; numbers as numbers, days as days."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from voc.planning.brief import Brief
from voc.planning.brief_sheets.further import further_sheets
from voc.planning.brief_sheets.planned import planned_sheets
from voc.planning.brief_sheets.summary import summary_sheet
from voc.planning.brief_sheets.themes import keyword_sheet, theme_sheet
from voc.planning.brief_sheets.verbatims import Listed, verbatim_sheet
from voc.planning.sheets import workbook_of
from voc.weeks import monday_of

__all__ = ["brief_workbook"]


def brief_workbook(brief: Brief, listed: Sequence[Listed]) -> bytes:
    """Draw a brief as a workbook; the same brief and verbatims give the same bytes.

    Parameters
    ----------
    listed : sequence of Listed
        What customers said on the themes of the brief, see `list_verbatims`.
    """
    sheets = (
        summary_sheet(brief),
        theme_sheet(brief),
        keyword_sheet(brief),
        verbatim_sheet(listed),
        *planned_sheets(brief),
        *further_sheets(brief),
    )
    return workbook_of(sheets, title=f"주간 고객의 소리 {brief['label']}", created=_made_at(brief))


def _made_at(brief: Brief) -> datetime:
    """Return when a brief was frozen; of others, the end of its week, which stays the same."""
    if brief.get("frozen_at"):
        return datetime.fromisoformat(brief["frozen_at"]).astimezone(UTC)
    return datetime.combine(monday_of(brief["week"]) + timedelta(weeks=1), time(), UTC)
