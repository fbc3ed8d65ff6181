"""Which pictures a brief has."""

from voc.planning.brief import Brief
from voc.planning.charts.drops import drop_chart
from voc.planning.charts.heat import heat_chart
from voc.planning.charts.trend import MOST, trend_chart
from voc.weeks import shift_week

# Fewer weeks make no line.
_LEAST_WEEKS = 2


def charts_of(brief: Brief) -> dict[str, str]:
    """Draw the pictures of a brief as SVG: `trend`, `board`, `funnel`, each only where there is something to draw."""
    about, found = brief["label"], {}
    lines = [(one["title"], one["series"]) for one in (*brief["moved"], *brief["largest"])][:MOST]
    n_weeks = max((len(series) for _, series in lines), default=0)
    if n_weeks >= _LEAST_WEEKS:
        weeks = [shift_week(brief["week"], place - n_weeks + 1) for place in range(n_weeks)]
        found["trend"] = trend_chart(lines, weeks, f"{about} · 주별 건수")
    board = brief.get("board") or {}
    if board.get("rows"):
        rows = [(one["title"], one["n"]) for one in board["rows"]]
        found["board"] = heat_chart(board["stages"], rows, f"{about} · 건수")
    if brief.get("funnel"):
        found["funnel"] = drop_chart(brief["funnel"], f"{about} · 들어온 고객 가운데 넘어가지 않은 비율")
    return found
