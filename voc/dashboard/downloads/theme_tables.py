"""Tables of the page of a theme."""

from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.theme_chart import chart_weeks, happenings, said_of
from voc.planning.calendar import events_of
from voc.planning.theme_history import theme_history, theme_parts
from voc.planning.theme_kin import lineage, similar_themes
from voc.planning.watch import changes_on
from voc.store import StoredTheme, counted_weeks, current_edits, load_themes
from voc.store.series import Dimension
from voc.store.surface_forms import surface_forms
from voc.weeks import week_label

# The forms of words are counted over the last weeks of a long period.
_FORM_WEEKS = 8
_PAGE = "/themes/{of}"


def theme_of(view: View) -> StoredTheme:
    """Find the theme that the page is about.

    Raises
    ------
    UnknownValueError
        There is none of that id.
    """
    return _named(view, _themes(view))


def _named(view: View, themes: dict[str, StoredTheme]) -> StoredTheme:
    if view.of not in themes:
        message = "그런 테마가 없습니다. 테마 목록에서 다시 찾아 주세요."
        raise UnknownValueError(message)
    return themes[view.of]


def _themes(view: View) -> dict[str, StoredTheme]:
    return {theme.theme_id: theme for theme in load_themes(view.connection)}


def _weeks(view: View) -> Table:
    themes, filters = _themes(view), view.filters
    theme = _named(view, themes)
    weeks = chart_weeks(counted_weeks(view.connection), filters.period, is_whole=view.query.get("trend") == "all")
    line = theme_history(view.connection, view.of, weeks, source=filters.source, segment=filters.segment)
    relatives = lineage(current_edits(view.connection), view.of, themes)
    changes = changes_on(view.connection, view.of)
    happened = happenings(relatives, events_of(view.place.settings.calendar, weeks), weeks, changes)
    columns = [
        Column("주", wide=12),
        Column("날짜", wide=30),
        Column("건수", "count"),
        Column("1,000건당", "rate"),
        Column("모든 목소리", "count"),
        Column("그 주의 일", wide=40),
    ]
    rows: list[Row] = [
        (
            one.week,
            week_label(one.week).partition(" · ")[2],
            one.n_documents,
            one.rate,
            one.n_voices,
            ", ".join(what.text for what in happened.get(one.week, ())),
        )
        for one in reversed(line)
    ]
    return Table(columns, rows, theme.title)


def _by_source(view: View) -> Table:
    return _parts(view, "source")


def _by_stage(view: View) -> Table:
    return _parts(view, "stage")


def _parts(view: View, by: Dimension) -> Table:
    theme, filters = theme_of(view), view.filters
    weeks, before = filters.period.weeks, filters.period.before.weeks
    chosen = {"source": filters.source, "segment": filters.segment}
    parts = theme_parts(view.connection, view.of, weeks, before, by=by, **chosen)
    named = view.source if by == "source" else view.stage
    columns = [
        Column("소스" if by == "source" else "단계", wide=20),
        Column("건수", "count"),
        Column(view.base, "count"),
        Column("비율", "share"),
    ]
    rows: list[Row] = [(named(one.key), one.n_documents, one.n_before, one.share) for one in parts]
    return Table(columns, rows, theme.title)


def _keywords(view: View) -> Table:
    theme, filters = theme_of(view), view.filters
    forms = surface_forms(
        view.connection,
        [str(one["term"]) for one in theme.keywords],
        filters.period.weeks[-_FORM_WEEKS:],
        stages=[*view.names.stages, "none"],
        sources=[one.name for one in view.place.settings.sources],
    )
    rows: list[Row] = []
    for one in theme.keywords:
        found = forms.get(str(one["term"]), [])
        rows += [(str(one["surface"]), form, n) for form, n in found] or [(str(one["surface"]), "", None)]
    return Table(
        [Column("표현", wide=24), Column("고객이 적은 꼴", wide=24), Column("횟수", "count")], rows, theme.title
    )


def _similar(view: View) -> Table:
    themes = _themes(view)
    theme = _named(view, themes)
    found = similar_themes(theme, list(themes.values()))
    rows: list[Row] = [(one.theme.title, ", ".join(one.words)) for one in found]
    return Table([Column("테마", wide=30), Column("함께 쓰는 표현", wide=50)], rows, theme.title)


def _lineage(view: View) -> Table:
    themes = _themes(view)
    theme = _named(view, themes)
    found = lineage(current_edits(view.connection), view.of, themes)
    rows: list[Row] = [(one.week or "", said_of(one)) for one in found]
    return Table([Column("주", wide=12), Column("한 일", wide=50)], rows, theme.title)


OFFERS = {
    "theme-weeks": Offer("추이", _PAGE, _weeks),
    "theme-sources": Offer("소스별", _PAGE, _by_source),
    "theme-stages": Offer("단계별", _PAGE, _by_stage),
    "theme-keywords": Offer("고객이 쓰는 표현", _PAGE, _keywords, knows=()),
    "theme-similar": Offer("비슷한 테마", _PAGE, _similar, knows=()),
    "theme-lineage": Offer("내력", _PAGE, _lineage, knows=()),
}
