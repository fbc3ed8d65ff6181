"""The table of the theme list."""

from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import OF_ALL, Offer, View
from voc.dashboard.figures import figures_of
from voc.dashboard.theme_rows import ThemeRow, ordered, read_order, read_show, theme_rows
from voc.planning.wording import ORIGINS, state_name


def _themes(view: View) -> Table:
    order, chosen = read_order(view.query.get("sort")), read_show(view.query.get("show"))
    figures = figures_of(view.request, view.connection, view.filters)
    rows = ordered(theme_rows(view.connection, figures, view.filters)[chosen], order)
    columns = [
        Column("테마", wide=30),
        Column("종류"),
        Column("표시", wide=10),
        Column("건수", "count"),
        Column("1,000건당", "rate"),
        Column(view.base, "count"),
        Column(f"{view.base}보다", "count"),
        Column("변화", wide=12),
        Column("단계"),
        Column("이유"),
        Column("별점 영향", "decimal"),
        Column("처음 나온 주", wide=12),
    ]
    return Table(columns, [_row(view, one) for one in rows])


def _row(view: View, row: ThemeRow) -> Row:
    theme = row.theme
    marks = [name for name, is_so in (("고정", theme.pinned), ("숨김", theme.hidden)) if is_so]
    return (
        theme.title,
        ORIGINS[theme.origin],
        ", ".join(marks),
        row.n,
        row.rate,
        row.n_before,
        row.n - row.n_before,
        _change(row),
        view.stage(theme.stage),
        view.reason(theme.reason),
        row.impact,
        theme.first_week or "",
    )


def _change(row: ThemeRow) -> str:
    if row.figures is None:
        return ""
    return "보류" if row.figures.held else state_name(row.state)


OFFERS = {"themes": Offer("테마 목록", "/themes", _themes, knows=(*OF_ALL, "stage", "reason", "show", "sort"))}
