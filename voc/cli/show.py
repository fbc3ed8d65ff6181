"""`voc show`: what has been found, week by week, and how the work goes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from voc.cli.asking import DONE, NOTHING_COUNTED, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.cli.show_funnel import COLUMNS as FUNNEL_COLUMNS
from voc.cli.show_funnel import FIELDS as FUNNEL_FIELDS
from voc.cli.show_funnel import show_funnel
from voc.cli.show_messages import COLUMNS as MESSAGE_COLUMNS
from voc.cli.show_messages import FIELDS as MESSAGE_FIELDS
from voc.cli.show_messages import show_messages
from voc.cli.show_praise import COLUMNS as PRAISE_COLUMNS
from voc.cli.show_praise import FIELDS as PRAISE_FIELDS
from voc.cli.show_praise import show_praise
from voc.cli.spelling import spelled
from voc.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voc.config import Settings
    from voc.steps.workplace import Workplace

# Heading of each field in the table, in order; `--json` has all fields of FIELDS.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "themes": {
        "id": "테마", "title": "망설임", "n": "건수", "n_before": "지난주", "rate": "1,000건당", "state": "변화",
        "held": "보류 이유", "stage": "단계", "reason": "이유", "keywords": "고객의 말",
    },
    "keywords": {
        "stage": "단계", "surface": "고객의 말", "term": "기본형", "log_odds": "치우침", "n_target": "이 단계",
        "n_rest": "다른 단계",
    },
    "stages": {
        "name": "단계", "n": "망설인 목소리", "n_before": "지난주", "rate": "1,000건당", "themes": "많이 나온 망설임",
    },
    "trends": {
        "id": "테마", "title": "망설임", "state": "변화", "held": "보류 이유", "observed": "이번 주",
        "rate": "1,000건당", "expected": "예상 범위", "q": "q", "last_year": "작년 같은 주", "weeks": "주별 건수",
        "peaks": "튄 주", "marks": "사람이 바꾼 주",
    },
    "variants": {
        "ours": "우리 말", "theirs": "고객의 말", "n": "고객 수", "n_ours": "우리 말을 쓴 고객", "state": "상태",
        "score": "점수", "reason": "까닭", "example": "보기",
    },
    "runs": {
        "level": "신호", "started_at": "시작", "flow": "작업", "state": "결과", "attempt": "시도", "rows": "읽은 줄",
        "rejects": "따로 둔 줄", "counts": "한 일", "reasons": "문제", "notes": "알림",
    },
    "steps": {
        "flow": "작업", "step": "단계", "source": "소스", "n_runs": "횟수", "rows": "줄·건", "seconds": "초",
        "usual_seconds": "평소 초", "rows_per_s": "초당", "peak_mb": "메모리(MiB)", "usual_peak_mb": "평소 메모리",
        "mark": "확인",
    },
    "rejects": {"id": "번호", "source": "소스", "file": "파일", "line": "줄", "reason": "이유", "state": "상태"},
    "sources": {
        "level": "신호", "source": "소스", "format": "종류", "health": "상태", "last_at": "마지막 수집",
        "last_read": "새 글", "habit": "평소", "open_rejects": "따로 둔 줄", "cursor_saved_at": "여기까지 받음",
        "reasons": "문제",
    },
    "learning": {
        "label": "항목", "n_corrections": "고친 문장", "n_confirmed": "그중 확인", "missing": "학습까지 더 필요한 문장",
        "kappa_rules": "일치도(규칙)", "kappa_learned": "일치도(모델)", "is_used": "지금 읽는 쪽",
        "trained_at": "학습한 때",
    },
    "messages": MESSAGE_COLUMNS,
    "funnel": FUNNEL_COLUMNS,
    "praise": PRAISE_COLUMNS,
}  # fmt: skip
# Fields of the JSON lines; they are a promise: fields may be added, none renamed or taken away.
FIELDS: Mapping[str, str] = {
    "themes": "week id title n n_before rate rate_before state reason stage rating_impact keywords held",
    "keywords": "week stage term surface log_odds n_target n_rest",
    "stages": "week stage name n n_before rate rate_before themes",
    "trends": (
        "week id title state observed low high q held rate peaks weeks rates rates_by_source last_year calendar marks"
    ),
    "variants": "week ours theirs n n_ours kind reason score state document_id example synonyms_line brand_line",
    "runs": (
        "run_id flow window attempt started_at ended_at state rows rejects counts problems level reasons notes "
        "sources analysis_version"
    ),
    "steps": "flow step source last_at n_runs rows seconds usual_seconds rows_per_s peak_mb usual_peak_mb mark",
    "rejects": "id source file line reason state run_id",
    "sources": (
        "source channel format last_at last_rows last_read last_rejects open_rejects cursor_saved_at habit health "
        "problem level reasons notes"
    ),
    "learning": "label n_corrections n_confirmed missing kappa_rules kappa_learned is_used trained_at version",
    "messages": MESSAGE_FIELDS,
    "funnel": FUNNEL_FIELDS,
    "praise": PRAISE_FIELDS,
}
_OF_A_WEEK = ("themes", "keywords", "stages", "trends", "variants")
# Lists that are drawn by functions of their own.
_APART = {"praise": show_praise, "funnel": show_funnel}
_N_KEYWORDS, _N_KEYWORDS_OF_ONE = 10, 50
_EMPTY: Mapping[str, str] = {
    "runs": "Nothing has run yet. Start with `voc run nightly` (`voc init` first), or look at `voc demo`.",
    "steps": "No step has come to its end yet. Start with `voc run nightly`, or look at `voc demo`.",
    "rejects": "No row is set aside.",
    "sources": "No source is configured. Write one into sources.yaml; `voc check config` reads it.",
    "variants": (
        "No two customers wrote one of our words another way in the last twelve weeks, or there are no words of ours: "
        "put your screens, help pages and messages into config/our_words/*.txt, one text a line, and your names into "
        "config/lexicon/brand.tsv."
    ),
}
_HELP = """Show a list: what was found in a week, or how the work goes.

Themes, keywords, stages and trends are about one week, the last counted one without --week. n counts voices (documents;
copies are left out), rate is per 1,000 voices of the week, keywords contrast the hesitations of a stage with those of
all others. --segment takes the voices of some customers alone, such as --segment 등급=골드; rates are then per 1,000
of theirs. Variants are what customers of the last twelve weeks write for words of ours (config/our_words/): slips,
short forms, other names; suggestions come with the line that accepts them. Messages are those that were sent
(`voc import messages`), of all time without --week, with their results and the themes that they speak of. The funnel
(`voc import funnel`) is the drop-off of each stage beside its hesitations, without --week of the last with figures.
Praise is what sentences of praise are about, by feature of the product (config/features.yaml), with quotes.

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
@click.option("--segment", metavar="NAME=VALUE", help="Only customers of this segment.")
@click.option("--channel", metavar="NAME", help="Of messages: only those sent on this channel.")
@click.option("--theme", metavar="THEME", help="Of messages: only those that speak of this theme.")
@click.option("--feature", metavar="KEY", help="Of praise: only this feature.")
@json_option
@config_option
def command(
    *,
    what: str,
    week: str | None,
    as_json: bool,
    config: Path | None,
    **only: str | None,
) -> int:
    """Show a list; its help text is put together above."""
    from voc.config import load_settings  # noqa: PLC0415 - `voc show --help` needs none of this
    from voc.steps.asked import asked_week, check_segment, check_source, check_stage  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    _check_selection(what, week, only)
    if what == "messages":
        return _show_messages(week, only, config, as_json=as_json)
    if what in _APART:
        return _APART[what](load_settings(config), week, only, as_json=as_json)
    stage, source, segment = (only[name] for name in ("stage", "source", "segment"))
    settings = load_settings(config)
    if stage:
        check_stage(settings, stage)
    with progress() as report, existing_workplace(settings, report) as place, place.store.read() as connection:
        if source:
            check_source(settings, connection, source)
        if segment:
            check_segment(connection, segment)
        if what not in _OF_A_WEEK:
            rows = _work_rows(connection, settings, what, source)
            _say_beside(connection, what)
        else:
            chosen = asked_week(connection, week)
            if chosen is None:
                say(NOTHING_COUNTED)
                return DONE
            if what == "variants":
                rows = _variant_rows(place, chosen)
            else:
                rows = _week_rows(connection, settings, what, _Asked(chosen, stage, source, segment))
            _title(chosen, as_json=as_json)
    shown = rows if as_json else [spelled(row, settings) for row in rows]
    empty = _EMPTY.get(what, "Nothing to show for this week. `voc show stages` counts what there is.")
    show_rows(shown, as_json=as_json, columns=COLUMNS[what], empty=empty)
    if what == "variants":
        _tell_how_to_accept(rows)
    return DONE


def _check_selection(what: str, week: str | None, only: Mapping[str, str | None]) -> None:
    """Refuse what a list cannot be narrowed by.

    Raises
    ------
    UsageError
        An option makes no sense for the list.
    """
    of_customers = [name for name in ("stage", "source", "segment") if only[name]]
    if what == "messages" and of_customers:
        raise UsageError("`voc show messages` takes --week, --channel and --theme; leave out the other selections.")
    if what != "messages" and (only["channel"] or only["theme"]):
        raise UsageError(f"`voc show {what}` is not about messages. Leave out --channel and --theme.")
    if what != "praise" and only["feature"]:
        raise UsageError(f"`voc show {what}` is not about features. Leave out --feature.")
    if what == "variants" and of_customers:
        raise UsageError("`voc show variants` takes all customers together. Leave out --stage, --source and --segment.")
    if what not in (*_OF_A_WEEK, "messages", "funnel", "praise") and (week or only["stage"] or only["segment"]):
        raise UsageError(
            f"`voc show {what}` is not about a week, a stage or customers. Leave out --week, --stage and --segment."
        )


def _show_messages(week: str | None, only: Mapping[str, str | None], config: Path | None, *, as_json: bool) -> int:
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.messages.listing import MessageChoice  # noqa: PLC0415

    return show_messages(load_settings(config), MessageChoice(week, only["channel"], only["theme"]), as_json=as_json)


def _say_beside(connection: "Connection", what: str) -> None:
    """Say what belongs to a list and is no row of it."""
    from voc.steps.health.runs import overdue  # noqa: PLC0415 - as above
    from voc.steps.lessons import own_words_note  # noqa: PLC0415

    if what == "learning":
        say(own_words_note(connection))
    if what == "sources" and (late := overdue(connection, datetime.now(UTC))):
        say(late)


def _tell_how_to_accept(rows: list[dict[str, Any]]) -> None:
    """Print the lines that make suggestions the analyser's own knowledge; on stderr, beside the data."""
    suggested = [row for row in rows if row["state"] == "suggested"]
    lines = [row["synonyms_line"] for row in suggested]
    brand = [row["brand_line"] for row in suggested if row["brand_line"]]
    if lines:
        say("Read the examples. To accept a suggestion, add its line to config/lexicon/synonyms.tsv (Tab between):")
        say("\n".join(lines))
    if brand:
        say("These the analyser takes apart: accept them in config/lexicon/brand.tsv too:")
        say("\n".join(brand))
    if lines:
        say("Then `voc check config` reads the files and `voc refresh` reads the sentences anew.")


def _variant_rows(place: "Workplace", week: str) -> list[dict[str, Any]]:
    from voc.steps.variants import variant_rows  # noqa: PLC0415 - as above

    return [{"week": week, **row} for row in variant_rows(place, week)]


def _work_rows(connection: "Connection", settings: "Settings", what: str, source: str | None) -> list[dict[str, Any]]:
    from voc.steps.lessons import learning_rows  # noqa: PLC0415 - as above
    from voc.steps.listings.runs_and_sources import reject_rows, run_rows, source_rows  # noqa: PLC0415
    from voc.steps.listings.steps import step_rows  # noqa: PLC0415

    if what == "runs":
        return run_rows(connection, source=source)
    if what == "steps":
        return step_rows(connection, source=source)
    if what == "rejects":
        return reject_rows(connection, source=source)
    if what == "learning":
        return learning_rows(connection)
    return source_rows(connection, settings, source=source)


class _Asked(NamedTuple):
    """What a list of a week is about."""

    week: str
    stage: str | None
    source: str | None
    segment: str | None


def _week_rows(connection: "Connection", settings: "Settings", what: str, asked: _Asked) -> list[dict[str, Any]]:
    from voc.steps.asked import of_segment  # noqa: PLC0415 - as above
    from voc.steps.listings import weeks as week_listings  # noqa: PLC0415
    from voc.store import current_edits  # noqa: PLC0415

    week, stage, source, segment = asked
    if what == "keywords":
        limit = _N_KEYWORDS_OF_ONE if stage else _N_KEYWORDS
        stages, base = week_listings.funnel(settings, stage), of_segment(segment, week=week, source=source)
        return week_listings.keyword_rows(connection, base, stages, week=week, limit=limit)
    figures = week_listings.figures_of(connection, settings, week, source, segment)
    if what == "themes":
        return week_listings.theme_rows(figures, settings, stage=stage)
    if what == "trends":
        return week_listings.trend_rows(figures, current_edits(connection), settings, stage=stage)
    return week_listings.stage_rows(figures, settings, stage=stage)


def _title(week: str, *, as_json: bool) -> None:
    from voc.weeks import week_label  # noqa: PLC0415 - as above

    if not as_json:
        say(week_label(week))
