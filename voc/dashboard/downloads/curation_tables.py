"""The table of what people decided about themes."""

from voc.dashboard.downloads.table import Column, Row, Table, on_clock
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.pages.curation import theme_named
from voc.steps.curation.desk import Desk
from voc.steps.curation.listings import log_rows


def _log(view: View) -> Table:
    desk = Desk(view.connection, view.place.settings)
    theme_id = view.query.get("theme") or None
    about = theme_named(desk, theme_id) if theme_id else None
    columns = [
        Column("번호", "count"),
        Column("언제", "moment"),
        Column("누가"),
        Column("한 일", wide=60),
        Column("까닭", wide=40),
        Column("상태", wide=10),
    ]
    rows: list[Row] = [
        (row["seq"], on_clock(row["at"]), row["who"], row["said"], row["why"], "되돌림" if row["undone"] else "")
        for row in reversed(log_rows(desk, theme_id))
    ]
    return Table(columns, rows, about.title if about else "")


OFFERS = {"curation-log": Offer("테마 정리 기록", "/curation", _log, weeks="none", knows=("theme",))}
