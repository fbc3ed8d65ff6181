"""The drop-off of each stage as bars, with that of the week before as a line across."""

from collections.abc import Mapping, Sequence
from typing import Any

from voc.planning.charts.paper import INK, LINE, SOFT, fitting, line, picture, rect, text
from voc.planning.funnel_lines import drop_text

_WIDTH, _EDGE, _NAMES, _TALL, _TOP = 760, 16, 170, 34, 76
_BARS_AT, _BARS = 186, 400
_BAR, _MOVED = "#8fbfe3", "#1f6fae"


def drop_chart(rows: Sequence[Mapping[str, Any]], about: str) -> str:
    """Draw a bar for each stage, dark where its drop-off changed beyond what is usual.

    Parameters
    ----------
    rows : sequence of mapping
        As in `funnel` of a brief.
    """
    shapes = []
    for place, row in enumerate(rows):
        y = _TOP + _TALL * place
        colour = _BAR if row["state"] == "steady" else _MOVED
        shapes.append(text(_EDGE, y + 18, fitting(row["name"], 13, _NAMES - 8), size=13))
        shapes.append(rect(_BARS_AT, y + 3, _BARS, 20, "#f5f7fa"))
        shapes.append(rect(_BARS_AT, y + 3, width_of(row["drop"]), 20, colour))
        if row["drop_before"] is not None:
            x = _BARS_AT + width_of(row["drop_before"])
            shapes.append(line([(x, y), (x, y + 26)], INK, width=2))
        shapes.append(text(_BARS_AT + _BARS + 10, y + 18, drop_text(dict(row)), size=13, weight=600))
        shapes.append(text(_WIDTH - _EDGE, y + 18, f"망설임 {row['n_voices']:,}건", colour=SOFT, anchor="end"))
    bottom = _TOP + _TALL * len(rows)
    shapes.append(line([(_BARS_AT, _TOP - 4), (_BARS_AT, bottom)], LINE))
    shapes.append(
        text(_BARS_AT, bottom + 16, "세로줄은 지난주입니다. 진한 막대는 평소의 오르내림을 넘은 것입니다.", colour=SOFT)
    )
    told = ". ".join(f"{row['name']} {row['drop']:.1%}" for row in rows)
    return picture("chart-funnel", (_WIDTH, bottom + 32), ("단계별 이탈률", about, told), shapes)


def width_of(share: float) -> float:
    """Return how long the bar of a share is.

    Examples
    --------
    >>> width_of(0.25)
    100.0
    """
    return _BARS * share
