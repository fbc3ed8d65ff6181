"""The heat map of a week: which hesitation was voiced at which stage, with the numbers in the cells."""

from collections.abc import Sequence

from voc.planning.board import step_of
from voc.planning.charts.paper import INK, SOFT, WHITE, fitting, picture, rect, text, wide

# One hue from light to dark: the order shows on a copier too.
SHADES = ("#ffffff", "#e8f1fa", "#c3dcf0", "#8fbfe3", "#4f97cc", "#1f6fae")
# From this step on ink is hard to read.
_DARK = 5
_WIDTH, _EDGE, _NAMES, _TALL, _TOP = 760, 16, 230, 30, 104


def heat_chart(stages: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], about: str) -> str:
    """Draw voices by theme (down) and stage (across).

    Parameters
    ----------
    stages : sequence of str
        Names, in the order of the funnel.
    rows : sequence of (title, counts)
        A count for each stage.
    """
    each = (_WIDTH - 2 * _EDGE - _NAMES) / max(1, len(stages))
    highest = float(max((max(counts, default=0) for _, counts in rows), default=0))
    shapes = [
        text(_EDGE + _NAMES + each * (place + 0.5), _TOP - 10 - 15 * above, part, colour=SOFT, anchor="middle")
        for place, name in enumerate(stages)
        for above, part in enumerate(reversed(folded(name, each - 4)))
    ]
    for n_row, (title, counts) in enumerate(rows):
        y = _TOP + _TALL * n_row
        shapes.append(text(_EDGE, y + 20, fitting(title, 13, _NAMES - 10), size=13))
        for place, count in enumerate(counts):
            x, step = _EDGE + _NAMES + each * place, step_of(count, highest) if highest else 0
            shapes.append(rect(x, y, each - 2, _TALL - 2, SHADES[step], edge="#eef1f5"))
            if count:
                colour = WHITE if step >= _DARK else INK
                shapes.append(text(x + each / 2 - 1, y + 20, f"{count:,}", colour=colour, anchor="middle"))
    told = ". ".join(
        f"{title}: {', '.join(f'{name} {count}건' for name, count in zip(stages, counts, strict=True) if count)}"
        for title, counts in rows
    )
    height = _TOP + _TALL * len(rows) + 16
    return picture("chart-board", (_WIDTH, height), ("단계마다 나온 망설임", about, told), shapes)


def folded(name: str, room: float) -> list[str]:
    """Fold the name of a stage behind its middle dots into two lines at most.

    Examples
    --------
    >>> folded("설치·가입·인증", 70), folded("신청·결제", 70), folded("재이용·추천·이탈", 70)
    (['설치·가입·', '인증'], ['신청·결제'], ['재이용·', '추천·이탈'])
    """
    if wide(name, 12) <= room:
        return [name]
    parts = name.replace("·", "·\n").split("\n")
    first = parts[0]
    while len(parts) > 1 and wide(first + parts[1], 12) <= room:
        first += parts.pop(1)
    return [fitting(one, 12, room) for one in (first, "".join(parts[1:])) if one]
