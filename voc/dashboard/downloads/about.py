"""What a file is: of which weeks, under which filters, compared with what, when it was taken and by whom."""

from collections.abc import Mapping
from datetime import datetime

from voc.dashboard.downloads.table import Table
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.figures import themes_of
from voc.dashboard.theme_rows import SHOWN
from voc.dashboard.theme_verbatims import RATINGS
from voc.dashboard.words_asked import KINDS, SIDES
from voc.planning.archive.wording import OUTCOME_NAMES
from voc.planning.wording import LABEL_VALUES
from voc.weeks import SEOUL

_NAMES = {
    "q": "찾은 말",
    "source": "소스",
    "segment": "고객 구분",
    "stage": "퍼널 단계",
    "reason": "이유",
    "theme": "테마",
    "hesitation": "망설임",
    "act": "말의 종류",
    "rating": "별점",
    "kind": "말",
    "show": "보기",
    "channel": "채널",
    "outcome": "반응",
}


def about_lines(view: View, offer: Offer, table: Table, who: str) -> list[tuple[str, str]]:
    """List what there is to know of a file, as name and words."""
    lines = [("표", f"{offer.title}: {table.subject}" if table.subject else offer.title)]
    if view.chosen:
        lines += _period(view)
    lines += conditions(view, offer)
    lines += [
        ("줄", f"{len(table.rows):,}"),
        ("내려받은 때", f"{datetime.now(SEOUL):%Y-%m-%d %H:%M} (서울)"),
        ("내려받은 사람", who),
        ("개인정보", "고객의 말은 개인정보를 가린 것입니다."),
    ]
    return [*lines, ("빠진 줄", table.cut)] if table.cut else lines


def _period(view: View) -> list[tuple[str, str]]:
    if view.period is None:
        return [("기간", "전체")] if view.weeks == "asked" else []
    base = [("견준 기간", view.period.before.label)] if view.weeks == "period" else []
    return [("기간", view.period.label), *base]


def conditions(view: View, offer: Offer) -> list[tuple[str, str]]:
    """Spell the conditions of an address as its page does; those that the table does not know are not among them."""
    found = []
    for name in offer.knows:
        side, _, field = name.rpartition("_")
        value = view.query.get(name)
        if value and field in _NAMES:
            said = f"{SIDES[side]} · {_NAMES[field]}" if side else _NAMES[field]
            found.append((said, _values(view, field).get(value, value)))
    return found


def _values(view: View, field: str) -> Mapping[str, str]:
    if field in {"source", "segment", "stage", "reason"} and view.chosen:
        return view.known.choices(field)
    if field == "source":
        return {value: view.source(value) for value in [view.query["source"]]} if "source" in view.query else {}
    if field == "theme":
        return {one.theme_id: one.title for one in themes_of(view.request, view.connection)}
    fixed: Mapping[str, Mapping[str, str]] = {
        **LABEL_VALUES,
        "rating": RATINGS,
        "kind": KINDS,
        "show": dict(SHOWN.items()),
        "outcome": OUTCOME_NAMES,
    }
    return fixed.get(field, {})
