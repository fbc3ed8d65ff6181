"""Charts of the pages of messages, spelled for the script that draws them; JSON values."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from voc.dashboard.period import Period
from voc.dashboard.theme_chart import Happening, chart_values, chart_weeks
from voc.planning.archive.response import Response
from voc.planning.archive.wording import level_name, trait_name
from voc.planning.theme_history import theme_history
from voc.store.messages import StoredMessage
from voc.weeks import SEOUL, week_label


def difference_chart(found: Response, outcome: str) -> dict[str, Any] | None:
    """Spell the differences that have an interval, in points of percent; None where there is none."""
    rows = [
        (one.within, one)
        for one in found.rows
        if one.within.difference is not None and not any(c.code == "few_messages" for c in one.within.cautions)
    ]
    if not rows:
        return None
    return {
        "title": f"{outcome}: 같은 조건끼리 견준 차이(%p)",
        "names": [f"{trait_name(row.trait)} {level_name(row.level)}" for row, _ in rows],
        "differences": [_points(row.difference) for row, _ in rows],
        "low": [_points(row.low) for row, _ in rows],
        "high": [_points(row.high) for row, _ in rows],
        "claimed": [row.is_claimed for row, _ in rows],
        "plain": [_points(one.plain.difference) for _, one in rows],
    }


def sending_chart(
    connection: Connection,
    title: str,
    theme_id: str,
    archive: Sequence[StoredMessage],
    spoken: Mapping[str, frozenset[str]],
    message: StoredMessage,
    counted: Sequence[str],
) -> dict[str, Any]:
    """Spell the trend of a theme with the weeks in which something was sent on it, this message's week shaded."""
    own = Period(message.week, message.week)
    weeks = chart_weeks(counted, own, is_whole=False)
    line = theme_history(connection, theme_id, weeks)
    sent: dict[str, list[Happening]] = {}
    for one in archive:
        if one.week in weeks and theme_id in spoken.get(one.message_id, ()):
            day = one.sent_at.astimezone(SEOUL)
            what = "이 메시지" if one.message_id == message.message_id else "메시지"
            sent.setdefault(one.week, []).append(
                Happening("campaign", f"{what}: {day:%m/%d} {one.segment or ''}".strip())
            )
    return {
        "theme_id": theme_id,
        "values": chart_values(title, line, sent, own),
        "rows": [(week_label(one.week), one.n_documents, one.rate, len(sent.get(one.week, []))) for one in line],
        "series": [one.n_documents for one in line],
    }


def _points(share: float | None) -> float:
    return round(100 * (share or 0.0), 3)
