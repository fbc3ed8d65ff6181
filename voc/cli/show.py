"""`voc show`: what has been found, week by week, and how the work goes."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, NOTHING_COUNTED, config_option, json_option, say
from voc.cli.drawing import show_rows
from voc.cli.spelling import spelled
from voc.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voc.config import Settings

# Heading of each field in the table, in order; `--json` has all fields of FIELDS.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "themes": {
        "id": "테마", "title": "망설임", "n": "건수", "n_before": "지난주", "rate": "1,000건당", "state": "변화",
        "stage": "단계", "reason": "이유", "keywords": "고객의 말",
    },
    "keywords": {
        "stage": "단계", "surface": "고객의 말", "term": "기본형", "log_odds": "치우침", "n_target": "이 단계",
        "n_rest": "다른 단계",
    },
    "stages": {
        "name": "단계", "n": "망설인 목소리", "n_before": "지난주", "rate": "1,000건당", "themes": "많이 나온 망설임",
    },
    "trends": {
        "id": "테마", "title": "망설임", "state": "변화", "observed": "이번 주", "expected": "예상 범위", "q": "q",
        "weeks": "주별 건수", "peaks": "튄 주",
    },
    "runs": {
        "started_at": "시작", "flow": "작업", "state": "결과", "attempt": "시도", "rows": "읽은 줄",
        "rejects": "따로 둔 줄", "counts": "한 일", "problems": "문제",
    },
    "rejects": {"id": "번호", "source": "소스", "file": "파일", "line": "줄", "reason": "이유", "state": "상태"},
    "sources": {
        "source": "소스", "channel": "채널", "health": "상태", "last_rows": "지난 실행", "habit": "평소",
        "open_rejects": "따로 둔 줄", "cursor_saved_at": "마지막 수집", "problem": "문제",
    },
}  # fmt: skip
# Fields of the JSON lines; they are a promise: fields may be added, none renamed or taken away.
FIELDS: Mapping[str, str] = {
    "themes": "week id title n n_before rate rate_before state reason stage rating_impact keywords",
    "keywords": "week stage term surface log_odds n_target n_rest",
    "stages": "week stage name n n_before rate rate_before themes",
    "trends": "week id title state observed low high q peaks weeks",
    "runs": "run_id flow window attempt started_at ended_at state rows rejects counts problems",
    "rejects": "id source file line reason state run_id",
    "sources": "source channel format last_rows last_rejects open_rejects cursor_saved_at habit health problem",
}
_OF_A_WEEK = ("themes", "keywords", "stages", "trends")
_N_KEYWORDS, _N_KEYWORDS_OF_ONE = 10, 50
_EMPTY: Mapping[str, str] = {
    "runs": "Nothing has run yet. Start with `voc run nightly` (`voc init` first), or look at `voc demo`.",
    "rejects": "No row is set aside.",
    "sources": "No source is configured. Write one into sources.yaml; `voc check config` reads it.",
}
_HELP = """Show a list: what was found in a week, or how the work goes.

Themes, keywords, stages and trends are about one week, the last counted one without --week. n counts voices (documents;
copies are left out), rate is per 1,000 voices of the week, keywords contrast the hesitations of a stage with those of
all others.

\b
Fields with --json:
""" + "\n".join(f"  {what}: {fields}" for what, fields in FIELDS.items())


@click.command(
    help=_HELP,
    epilog="Example: voc show themes --week 2026-W46 --stage onboarding",
)
@click.argument("what", metavar="WHAT", type=click.Choice(list(COLUMNS)))
@click.option("--week", metavar="WEEK", help="A week such as 2026-W46; the last counted one without it.")
@click.option("--stage", metavar="STAGE", help="Only this stage of the funnel.")
@click.option("--source", metavar="NAME", help="Only this source.")
@json_option
@config_option
def command(
    *, what: str, week: str | None, stage: str | None, source: str | None, as_json: bool, config: Path | None
) -> int:
    """Show a list; its help text is put together above."""
    from voc.config import load_settings  # noqa: PLC0415 - `voc show --help` needs none of this
    from voc.steps.asked import asked_week, check_source, check_stage  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415

    if what not in _OF_A_WEEK and (week or stage):
        raise UsageError(f"`voc show {what}` is not about a week or a stage. Leave out --week and --stage.")
    settings = load_settings(config)
    if stage:
        check_stage(settings, stage)
    with existing_store(settings) as store, store.read() as connection:
        if source:
            check_source(settings, connection, source)
        if what not in _OF_A_WEEK:
            rows = _work_rows(connection, settings, what, source)
        else:
            chosen = asked_week(connection, week)
            if chosen is None:
                say(NOTHING_COUNTED)
                return DONE
            rows = _week_rows(connection, settings, what, chosen, stage, source)
            _title(chosen, as_json=as_json)
    shown = rows if as_json else [spelled(row, settings) for row in rows]
    empty = _EMPTY.get(what, "Nothing to show for this week. `voc show stages` counts what there is.")
    show_rows(shown, as_json=as_json, columns=COLUMNS[what], empty=empty)
    return DONE


def _work_rows(connection: "Connection", settings: "Settings", what: str, source: str | None) -> list[dict[str, Any]]:
    from voc.steps.log_listings import reject_rows, run_rows, source_rows  # noqa: PLC0415 - as above

    if what == "runs":
        return run_rows(connection, source=source)
    if what == "rejects":
        return reject_rows(connection, source=source)
    return source_rows(connection, settings, source=source)


def _week_rows(
    connection: "Connection", settings: "Settings", what: str, week: str, stage: str | None, source: str | None
) -> list[dict[str, Any]]:
    from voc.steps import week_listings  # noqa: PLC0415 - as above

    if what == "keywords":
        limit = _N_KEYWORDS_OF_ONE if stage else _N_KEYWORDS
        stages = week_listings.funnel(settings, stage)
        return week_listings.keyword_rows(connection, week, stages, source=source, limit=limit)
    figures = week_listings.figures_of(connection, settings, week, source)
    if what == "themes":
        return week_listings.theme_rows(figures, stage=stage)
    if what == "trends":
        return week_listings.trend_rows(figures, stage=stage)
    return week_listings.stage_rows(figures, settings, stage=stage)


def _title(week: str, *, as_json: bool) -> None:
    from voc.weeks import week_label  # noqa: PLC0415 - as above

    if not as_json:
        say(week_label(week))
