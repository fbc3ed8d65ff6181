"""Tables of the first screen."""

from collections.abc import Iterable
from typing import Any

from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.earlier import earlier_of
from voc.dashboard.figures import brief_of, figures_of
from voc.planning.wording import state_name
from voc.steps.audit_log import quoted_documents

_N_QUOTES = 3


def _tiles(view: View) -> Table:
    figures = figures_of(view.request, view.connection, view.filters)
    brief = brief_of(view.request, view.connection, view.filters)
    (now, before), (hesitating, hesitating_before) = brief["voices"], brief["hesitating"]["n"]
    well = sum(one.state == "normal" for one in figures.sources)
    period = view.filters.period
    columns = [
        Column("기간", wide=36),
        Column("목소리", "count"),
        Column("망설임", "count"),
        Column("망설임 비율", "share"),
        Column("테마로 묶인 망설임", "share"),
        Column("평균 별점", "decimal"),
        Column("온전한 소스", "count"),
        Column("소스", "count"),
    ]
    earlier = earlier_of(view.connection, view.filters)
    rows: list[Row] = [
        (
            period.label,
            now,
            hesitating,
            _share(hesitating, now),
            brief["coverage"],
            figures.mean_rating,
            well,
            len(figures.sources),
        ),
        (
            period.before.label,
            before,
            hesitating_before,
            _share(hesitating_before, before),
            earlier.coverage,
            earlier.mean_rating,
            None,
            None,
        ),
    ]
    return Table(columns, rows)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _moves(view: View) -> Table:
    brief = brief_of(view.request, view.connection, view.filters)
    return _of_themes(view, [*brief["moved"], *brief["less"], *brief["held"]])


def _large(view: View) -> Table:
    brief = brief_of(view.request, view.connection, view.filters)
    return _of_themes(view, [*brief["moved"], *brief["largest"]])


def _of_themes(view: View, themes: list[dict[str, Any]]) -> Table:
    columns = [
        Column("망설임", wide=30),
        Column("변화"),
        Column("건수", "count"),
        Column(view.base, "count"),
        Column("1,000건당", "rate"),
        Column("단계"),
        Column("이유"),
        Column("별점 영향", "decimal"),
        *(Column(f"고객의 말 {n}", wide=40) for n in range(1, _N_QUOTES + 1)),
    ]
    return Table(columns, [tuple(_theme(one)) for one in themes], documents=frozenset(quoted_documents({"of": themes})))


def _theme(one: dict[str, Any]) -> Iterable[Any]:
    impact = one["rating_impact"]
    quotes = [quote["text"] for quote in one.get("quotes", ())][:_N_QUOTES]
    return (
        one["title"],
        "보류" if one["held"] else state_name(one["state"]),
        *one["n"],
        one["rate"][0],
        one["stage"],
        one["reason"],
        None if impact is None else -impact,
        *quotes,
        *[""] * (_N_QUOTES - len(quotes)),
    )


OFFERS = {
    "week-tiles": Offer("이번 주 숫자", "/", _tiles),
    "week-moves": Offer("달라진 망설임", "/", _moves),
    "week-large": Offer("많이 나온 망설임", "/", _large),
}
