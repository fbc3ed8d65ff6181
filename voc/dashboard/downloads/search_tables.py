"""Tables of what was looked for: the customers' texts, and the places of a word."""

from collections.abc import Sequence

from nlp.concordance import Hit as Place
from nlp.concordance import Passage
from nlp.concordance import concordance as lines_of
from voc.dashboard.downloads.table import Column, Row, Table, on_day
from voc.dashboard.downloads.view import OF_ALL, Offer, View
from voc.dashboard.figures import themes_of
from voc.dashboard.pages.search import lemmas_when_ready
from voc.dashboard.search_asked import read_search
from voc.store import MERGED
from voc.store.search import Hit
from voc.store.search_pages import MOST_COUNTED, Label, labels_of, look_up

# As on the page: lines are of the newest documents.
_N_DOCUMENTS, _WIDTH = 200, 34
_KNOWS = ("q", *OF_ALL, "stage", "reason", "theme", "hesitation", "act", "rating")


def _search(view: View) -> Table:
    themes = themes_of(view.request, view.connection)
    titles = {one.theme_id: one.title for one in themes if one.state != MERGED}
    asked = read_search(view.query, view.filters, titles)
    question = asked.question(lemmas_when_ready(view.request, asked.query))
    found = look_up(view.connection, question, page=1, size=MOST_COUNTED)
    labels = labels_of(view.connection, [one.document_id for one in found.hits], asked.selection)
    columns = [
        Column("고객의 글", wide=70),
        Column("소스", wide=18),
        Column("날짜", "day"),
        Column("별점", "rate"),
        Column("같은 글", "count"),
        Column("테마", wide=30),
        Column("단계"),
    ]
    rows = [_row(view, hit, labels[hit.document_id], titles) for hit in found.hits]
    documents = frozenset(hit.document_id for hit in found.hits)
    return Table(columns, rows, asked.query, documents, None if found.is_exact else len(rows))


def _row(view: View, hit: Hit, labels: Sequence[Label], titles: dict[str, str]) -> Row:
    themed = [one for one in labels if one.theme_id in titles]
    return (
        hit.text,
        view.source(hit.source),
        on_day(hit.created_at),
        hit.rating,
        hit.n_copies,
        ", ".join(dict.fromkeys(titles[one.theme_id or ""] for one in themed)),
        ", ".join(dict.fromkeys(view.stage(one.stage) for one in themed)),
    )


def _places(view: View) -> Table:
    asked = read_search(view.query, view.filters, ())
    columns = [
        Column("앞", wide=40),
        Column("낱말", wide=16),
        Column("뒤", wide=40),
        Column("곳", "count"),
        Column("날짜", "day"),
        Column("소스", wide=18),
    ]
    if not asked.query:
        return Table(columns, [])
    question = asked.question(lemmas_when_ready(view.request, asked.query))
    found = look_up(view.connection, question, page=1, size=_N_DOCUMENTS)
    hits = {one.document_id: one for one in found.hits}
    places = [Place(Passage(one.document_id, 0, one.text), *span) for one in hits.values() for span in one.spans]
    rows: list[Row] = [
        (line.left, line.hit, line.right, line.n, on_day(hit.created_at), view.source(hit.source))
        for line in lines_of(places, width=_WIDTH)
        for hit in [hits[line.document_id]]
    ]
    most = None if found.is_exact and found.n <= _N_DOCUMENTS else len(hits)
    return Table(columns, rows, asked.query, frozenset(hits), most)


OFFERS = {
    "search": Offer("검색 결과", "/search", _search, weeks="asked", knows=_KNOWS),
    "concordance": Offer("쓰인 자리", "/words/concordance", _places, weeks="asked", knows=_KNOWS),
}
