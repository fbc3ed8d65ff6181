"""소스와 실행: whether every source still delivers, what ran, what went wrong, and when it runs next."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.config import Settings
from voc.config.cron import next_runs
from voc.dashboard import operation_words as words
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import place_of
from voc.errors import StoreError
from voc.planning.wording import COUNTS, source_name
from voc.steps.brief import brief_names
from voc.steps.health.runs import overdue
from voc.steps.listings.runs_and_sources import run_rows, source_rows
from voc.steps.listings.steps import step_rows
from voc.store import load_run, load_steps

_N_NEXT = 3
_PLANNED = {"nightly": "수집, 분석, 집계", "weekly": "새 테마 찾기, 주간 브리프"}


def show(request: Request) -> Response:
    """Draw the sources, what runs next and what ran last."""
    place, now = place_of(request), datetime.now(UTC)
    asked = request.query_params.get("source") or None
    with place.store.read() as connection:
        sources = source_rows(connection, place.settings)
        if asked not in {None, *(one["source"] for one in sources)}:
            message = f"'{asked}'은(는) 소스에 없는 값입니다."
            raise UnknownValueError(message)
        shown: dict[str, Any] = {
            "sources": sources,
            "runs": run_rows(connection, source=asked, now=now),
            "steps": step_rows(connection, source=asked),
            "late": overdue(connection, now),
        }
    asked_ones = [one for one in sources if one["health"] not in {"off", "unknown"}]
    return page(
        request,
        "operation.html",
        **shown,
        source=asked,
        planned=_planned(place.settings, now),
        names=_names(request),
        n_asked=len(asked_ones),
        n_well=sum(one["level"] == "green" for one in asked_ones),
        words=words,
        counts=COUNTS,
    )


def show_run(request: Request) -> Response:
    """Draw one run with its steps."""
    with place_of(request).store.read() as connection:
        run, steps = _run(connection, request.path_params["run_id"])
    return page(request, "run.html", run=run, steps=steps, names=_names(request), words=words, counts=COUNTS)


def _run(connection: Connection, run_id: str) -> tuple[Any, Any]:
    try:
        return load_run(connection, run_id), load_steps(connection, run_id)
    except StoreError:
        message = "그런 실행은 기록에 없습니다."
        raise UnknownValueError(message) from None


def _names(request: Request) -> dict[str, str]:
    place = place_of(request)
    channels = brief_names(place).channels
    return {source.name: source_name(source.name, channels) for source in place.settings.sources}


def _planned(settings: Settings, now: datetime) -> list[dict[str, Any]]:
    schedules = settings.schedules
    crons = {"nightly": schedules.nightly, "weekly": schedules.weekly}
    return [
        {
            "flow": flow,
            "what": _PLANNED[flow],
            "next": [at.isoformat() for at in next_runs(cron, schedules.timezone, now, _N_NEXT)] if cron else [],
        }
        for flow, cron in crons.items()
    ]
