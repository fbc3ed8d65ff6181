"""Customers' words on a theme: those that show it best, and all of them, up to a bound."""

from collections.abc import Sequence

from voc.dashboard.downloads.table import Column, Row, Table, on_day
from voc.dashboard.downloads.theme_tables import theme_of
from voc.dashboard.downloads.view import OF_ALL, Offer, View
from voc.dashboard.theme_verbatims import public_link, read_asked
from voc.planning.wording import LABEL_VALUES
from voc.store import Verbatim
from voc.store.findings import verbatims_at
from voc.store.verbatim_pages import verbatim_page

# Sentences of one file; as many are looked through at a time.
MOST = 10_000
_PAGE = "/themes/{of}"
_KNOWS = (*OF_ALL, "stage", "reason", "act", "rating")
_COLUMNS = (
    Column("고객의 말", wide=70),
    Column("소스", wide=18),
    Column("날짜", "day"),
    Column("별점", "rate"),
    Column("말의 종류", wide=10),
    Column("단계"),
    Column("이유"),
    Column("원문", wide=30),
)


def _verbatims(view: View) -> Table:
    theme, asked = theme_of(view), read_asked(view.query)
    wanted = asked.wanted(theme.theme_id, view.filters)
    found: list[Verbatim] = []
    after, is_more = None, True
    while is_more and len(found) < MOST:
        page = verbatim_page(view.connection, wanted, after=after, limit=MOST - len(found))
        found += page.verbatims
        after, is_more = page.after, page.after is not None
    return _spelled(view, found, theme.title, most=MOST if is_more else None)


def _exemplars(view: View) -> Table:
    theme = theme_of(view)
    places = [(str(one["doc_id"]), int(one["sentence_index"])) for one in theme.exemplars]
    found = [one for one in verbatims_at(view.connection, places) if one.theme_id == theme.theme_id]
    return _spelled(view, found, theme.title)


def _spelled(view: View, found: Sequence[Verbatim], subject: str, *, most: int | None = None) -> Table:
    documents = frozenset(one.document_id for one in found)
    return Table(_COLUMNS, [_row(view, one) for one in found], subject, documents, most)


def _row(view: View, one: Verbatim) -> Row:
    return (
        one.text,
        view.source(one.source),
        on_day(one.created_at),
        one.rating,
        LABEL_VALUES["act"].get(one.act, one.act),
        view.stage(one.stage),
        view.reason(one.reason),
        public_link(one) or "",
    )


OFFERS = {
    "theme-exemplars": Offer("테마를 잘 보여 주는 말", _PAGE, _exemplars, knows=()),
    "theme-verbatims": Offer("고객의 말", _PAGE, _verbatims, knows=_KNOWS),
}
