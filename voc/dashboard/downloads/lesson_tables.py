"""Tables of what was learned, of what was changed and came after, and of what customers praise."""

from datetime import UTC, date, datetime

from voc.dashboard.downloads.table import Column, Row, Table, on_clock
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.lesson_choices import message_name
from voc.dashboard.pages.lessons import found_rows
from voc.dashboard.pages.praise import praise_in
from voc.planning.watch_rows import KINDS, STATES
from voc.planning.wording import state_name
from voc.steps.changes import change_rows
from voc.steps.curation.desk import Desk
from voc.store.messages import find_messages


def _lessons(view: View) -> Table:
    theme = view.query.get("theme") or None
    if theme is not None and theme not in Desk(view.connection, view.place.settings).themes:
        raise UnknownValueError("그런 테마가 없습니다. 목록에서 다시 골라 주세요.")
    rows, _ = found_rows(view.request, view.connection, " ".join(view.query.get("q", "").split()), theme)
    ids = {message for row in rows for message in row["messages"]}
    sent = {one.message_id: message_name(one, view.place.settings) for one in find_messages(view.connection, ids)}
    columns = [
        Column("번호", wide=10),
        Column("언제", "moment"),
        Column("누가"),
        Column("가설", wide=40),
        Column("메시지", wide=40),
        Column("결과", wide=40),
        Column("배운 것", wide=40),
        Column("테마", wide=30),
        Column("보낸 메시지", wide=40),
        Column("실험", wide=20),
    ]
    spelled: list[Row] = [
        (
            row["lesson_id"],
            on_clock(row["at"]),
            row["who"],
            *(row[name] for name in ("hypothesis", "message", "result", "lesson")),
            ", ".join(one["title"] for one in row["themes"]),
            ", ".join(sent[one] for one in row["messages"] if one in sent),
            ", ".join(row["tests"]),
        )
        for row in rows
    ]
    return Table(columns, spelled)


def _changes(view: View) -> Table:
    rows = change_rows(view.connection, view.place.settings, datetime.now(UTC))
    columns = [
        Column("바꾼 날", "day"),
        Column("종류", wide=10),
        Column("바꾼 것", wide=40),
        Column("테마", wide=30),
        Column("그 뒤", wide=14),
        Column("지켜본 주", "count"),
        Column("전 4주 건수", "count"),
        Column("전 4주 1,000건당", "rate"),
        Column("그 뒤 건수", "count"),
        Column("그 뒤 1,000건당", "rate"),
        Column("예상 아래", "rate"),
        Column("예상 위", "rate"),
        Column("설명", wide=60),
        Column("같은 때", wide=60),
    ]
    spelled: list[Row] = [
        (
            date.fromisoformat(row["day"]),
            KINDS[row["kind"]],
            row["what"],
            row["title"] or "",
            STATES[row["state"]],
            row["n_weeks"],
            row["before"]["n"],
            row["before"]["rate"],
            row["since"]["n"],
            row["since"]["rate"],
            *(row["expected"] or (None, None)),
            f"{row['said']} {row['note']}",
            ", ".join(f"{one['on']} {one['text']}" for one in row["beside"]),
        )
        for row in rows
    ]
    return Table(columns, spelled)


def _praise(view: View) -> Table:
    found = praise_in(view.request, view.connection, view.filters)
    columns = [
        Column("기능", wide=24),
        Column("칭찬한 목소리", "count"),
        Column("1,000건당", "rate"),
        Column(view.base, "count"),
        Column("변화", wide=12),
        Column("고객의 말", wide=70),
        Column("소스", wide=18),
        Column("날짜", wide=12),
        Column("별점", "rate"),
    ]
    rows: list[Row] = []
    for row in found.rows:
        state = "제안" if row["is_proposed"] else "보류" if row["held"] else state_name(row["state"])
        head = (row["name"], row["n"], row["rate"], row["n_before"], state)
        quotes = [(one["text"], view.source(one["source"]), one["date"] or "", one["rating"]) for one in row["quotes"]]
        rows += [(*head, *quote) for quote in quotes or [("", "", "", None)]]
    documents = frozenset(str(one["doc_id"]) for row in found.rows for one in row["quotes"])
    return Table(columns, rows, documents=documents)


OFFERS = {
    "lessons": Offer("배운 것", "/lessons", _lessons, weeks="none", knows=("q", "theme")),
    "changes": Offer("바꾼 것과 그 뒤", "/lessons/changes", _changes, weeks="none", knows=()),
    "praise": Offer("기능별 칭찬", "/praise", _praise),
}
