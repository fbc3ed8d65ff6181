"""Tables of the funnel board."""

from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import OF_ALL, Offer, View
from voc.dashboard.downloads.word_tables import words_of
from voc.dashboard.figures import figures_of
from voc.dashboard.pages.funnel import drop_offs_of, stage_words, voices_of
from voc.planning.board import make_board

# All themes, where the page shows the largest.
_ALL = 10_000


def _board(view: View) -> Table:
    figures = figures_of(view.request, view.connection, view.filters)
    board = make_board(view.connection, figures, most=_ALL)
    stages = [view.stage(one.key) for one in board.stages]
    columns = [
        Column("망설임", wide=30),
        *(Column(f"{name} 1,000건당", "rate") for name in stages),
        *(Column(f"{name} 건수", "count") for name in stages),
    ]
    whole: Row = ("모든 망설임", *(one.rate for one in board.stages), *(one.n_documents for one in board.stages))
    rows: list[Row] = [
        (row.figures.theme.title, *(cell.rate for cell in row.cells), *(cell.n for cell in row.cells))
        for row in board.rows
    ]
    return Table(columns, [whole, *rows] if rows else [])


def _words(view: View) -> Table:
    stage = view.filters.stage
    found = words_of(stage_words(view.request, view.connection, view.filters)) if stage else []
    columns = [
        Column("말", wide=20),
        Column("이 단계", "count"),
        Column("다른 단계", "count"),
        Column("뚜렷함", "decimal"),
    ]
    rows: list[Row] = [(one.surface, one.n_target, one.n_rest, one.log_odds) for one in found]
    return Table(columns, rows, view.stage(stage) if stage else "")


def _drops(view: View) -> Table:
    voices = voices_of(figures_of(view.request, view.connection, view.filters))
    columns = [
        Column("단계", wide=24),
        Column("들어온 고객", "count"),
        Column("넘어간 고객", "count"),
        Column("이탈률", "share"),
        Column(f"{view.base} 이탈률", "share"),
        Column("차이(최소)", "share"),
        Column("차이(최대)", "share"),
        Column("망설인 목소리", "count"),
    ]
    rows: list[Row] = [
        (
            view.stage(one.stage),
            one.n_entered,
            one.n_passed,
            one.drop,
            one.before[0] / one.before[1] if one.before else None,
            *(one.change or (None, None)),
            voices.get(one.stage, 0),
        )
        for one in drop_offs_of(view.connection, view.filters, view.names.stages)
    ]
    return Table(columns, rows)


OFFERS = {
    "funnel": Offer("퍼널", "/funnel", _board),
    "funnel-drop": Offer("단계별 이탈", "/funnel", _drops),
    "funnel-words": Offer("단계의 말", "/funnel", _words, knows=(*OF_ALL, "stage")),
}
