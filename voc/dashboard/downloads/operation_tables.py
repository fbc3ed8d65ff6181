"""Tables of sources and runs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from voc.dashboard.downloads.table import Column, Row, Table, on_clock
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.operation_words import FLOWS, HEALTH, LEVELS, RUN_STATES, STEP_MARKS, STEPS, STRANGE
from voc.errors import StoreError
from voc.planning.wording import COUNTS
from voc.steps.listings.runs_and_sources import run_rows, source_rows
from voc.steps.listings.steps import step_rows
from voc.store import Run, Step, load_run, load_steps

_PAGE = "/operation"


def _sources(view: View) -> Table:
    columns = [
        Column("소스", wide=24),
        Column("이름", wide=20),
        Column("형식"),
        Column("신호", wide=8),
        Column("상태"),
        Column("마지막 수집", "moment"),
        Column("새 글", "count"),
        Column("평소", "rate"),
        Column("따로 둔 줄", "count"),
        Column("여기까지 받음", "moment"),
        Column("확인할 것", wide=50),
    ]
    rows: list[Row] = [
        (
            view.source(one["source"]),
            one["source"],
            one["format"] or "",
            LEVELS.get(one["level"], ""),
            HEALTH[one["health"]],
            on_clock(one["last_at"]),
            one["last_read"],
            one["habit"],
            one["open_rejects"],
            on_clock(one["cursor_saved_at"]),
            _strange(one["reasons"]) or one["problem"] or "",
        )
        for one in source_rows(view.connection, view.place.settings)
    ]
    return Table(columns, rows)


def _runs(view: View) -> Table:
    columns = [
        Column("시작", "moment"),
        Column("끝", "moment"),
        Column("작업"),
        Column("소스", wide=24),
        Column("신호", wide=8),
        Column("결과", wide=12),
        Column("시도", "count"),
        Column("읽은 줄", "count"),
        Column("따로 둔 줄", "count"),
        Column("한 일", wide=40),
        Column("문제와 알림", wide=60),
    ]
    rows: list[Row] = [
        (
            on_clock(one["started_at"]),
            on_clock(one["ended_at"]),
            FLOWS.get(one["flow"], one["flow"]),
            ", ".join(one["sources"] or ()),
            LEVELS.get(one["level"], ""),
            RUN_STATES[one["state"]],
            one["attempt"],
            one["rows"],
            one["rejects"],
            ", ".join(f"{COUNTS.get(name, name)} {n:,}" for name, n in one["counts"].items() if n),
            _strange(one["reasons"]) or " / ".join([*one["problems"], *one["notes"]]),
        )
        for one in run_rows(view.connection, source=_asked_source(view), now=datetime.now(UTC))
    ]
    return Table(columns, rows)


def _steps(view: View) -> Table:
    columns = [
        Column("작업"),
        Column("단계"),
        Column("소스", wide=24),
        Column("줄·건", "count"),
        Column("걸린 시간(초)", "rate"),
        Column("평소(초)", "rate"),
        Column("메모리(MB)", "count"),
        Column("확인", wide=24),
    ]
    rows: list[Row] = [
        (
            FLOWS.get(one["flow"], one["flow"]),
            STEPS.get(one["step"], one["step"]),
            view.source(one["source"]) if one["source"] else "",
            one["rows"],
            one["seconds"],
            one["usual_seconds"],
            None if one["peak_mb"] is None else round(one["peak_mb"]),
            STEP_MARKS.get(one["mark"], ""),
        )
        for one in step_rows(view.connection, source=_asked_source(view))
    ]
    return Table(columns, rows)


def _run_steps(view: View) -> Table:
    run, steps = _run(view)
    columns = [
        Column("단계"),
        Column("소스", wide=24),
        Column("결과", wide=12),
        Column("줄", "count"),
        Column("새 글", "count"),
        Column("따로 둔 줄", "count"),
        Column("걸린 시간(초)", "rate"),
        Column("문제와 알림", wide=60),
    ]
    rows: list[Row] = [
        (
            STEPS.get(one.step, one.step),
            view.source(one.source) if one.source else "",
            RUN_STATES[one.state],
            one.n_rows,
            one.n_read,
            one.n_rejects,
            one.seconds,
            _strange(one.verdicts) or " / ".join([*([one.reason] if one.reason else []), *one.notes]),
        )
        for one in steps
    ]
    return Table(columns, rows, FLOWS.get(run.flow, run.flow))


def _run(view: View) -> tuple[Run, Sequence[Step]]:
    try:
        return load_run(view.connection, view.of), load_steps(view.connection, view.of)
    except StoreError:
        message = "그런 실행은 기록에 없습니다."
        raise UnknownValueError(message) from None


def _strange(reasons: Sequence[Mapping[str, Any]]) -> str:
    return " / ".join(STRANGE.get(one["what"], "확인이 필요합니다") for one in reasons)


def _asked_source(view: View) -> str | None:
    asked = view.query.get("source") or None
    known = [one["source"] for one in source_rows(view.connection, view.place.settings)]
    if asked not in {None, *known}:
        message = f"'{asked}'은(는) 소스에 없는 값입니다."
        raise UnknownValueError(message)
    return asked


OFFERS = {
    "sources": Offer("소스", _PAGE, _sources, weeks="none", knows=()),
    "runs": Offer("최근 실행", _PAGE, _runs, weeks="none", knows=("source",)),
    "steps": Offer("단계별 걸린 시간", _PAGE, _steps, weeks="none", knows=("source",)),
    "run-steps": Offer("실행의 단계", "/operation/runs/{of}", _run_steps, weeks="none", knows=()),
}
