"""`voc audience`: customers who voiced a theme, or asked to be left alone, as a file for a CRM tool."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from voc.planning.audience import Asked, Listing
    from voc.steps.audience_file import AudienceFile, AudienceRequest
    from voc.steps.workplace import Workplace

_COLUMNS = {
    "list": "명단",
    "customers": "말한 고객",
    "users": "명단에 든 회원",
    "suppressed": "연락 거부",
    "without_id": "회원 ID 없음",
    "expired": "보관 기간 지남",
}
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="Example: voc audience notification_missing --weeks 4 --out target.csv --reason '알림 설정 안내, 11월'    "
    "voc audience --suppression --out stop.csv --reason '발송 제외'"
)
@click.argument("theme", required=False)
@click.option("--suppression", is_flag=True, help="Those who asked to be left alone, instead of a theme's.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv", help="Where it is written.")
@click.option("--reason", metavar="WHY", help="What the list is for; stands in the log.")
@click.option("--layout", metavar="NAME", help="braze, bigin or one of audience.yaml; the first one without it.")
@click.option("--week", metavar="WEEK", help="Only voices of this week, such as 2026-W46.")
@click.option("--weeks", type=click.IntRange(1, 104), metavar="N", help="Only voices of the last N counted weeks.")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="Only voices written from this day (Seoul) on.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="Only voices written before this day.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only this source; may be repeated.")
@click.option("--segment", metavar="NAME=VALUE", help="Only customers of this segment.")
@click.option("--dry-run", is_flag=True, help="Count who would be listed, and write nothing.")
@json_option
@config_option
def command(  # noqa: PLR0913 - one parameter per option
    *,
    theme: str | None,
    suppression: bool,
    out: Path | None,
    reason: str | None,
    layout: str | None,
    week: str | None,
    weeks: int | None,
    since: datetime | None,
    until: datetime | None,
    sources: tuple[str, ...],
    segment: str | None,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    """Write the user ids of the customers who voiced THEME, one row for each user, for a CRM tool.

    THEME is an id, a key of the catalogue or a title. Only sources whose `audience` in sources.yaml says so give ids;
    whoever asked to be left alone is never in the list. Consent to what is sent is yours to check (docs/audience.md).

    \b
    Fields with --json: list customers users suppressed without_id expired; and left_out file when a file is written
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc audience --help` needs none of this
    from voc.steps.audience import check_giving, look_up, reason_of  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    _check(theme, suppression=suppression, narrowing=(week, weeks, since, until, segment))
    why = "" if dry_run else reason_of(reason)
    if out is None and not dry_run:
        raise UsageError("Name the file to write: --out FILE.csv. --dry-run counts who would stand in it.")
    settings = load_settings(config)
    chosen, now = settings.audience.layout(layout), datetime.now(UTC)
    with progress() as report, existing_workplace(settings, report) as place:
        check_giving(place)
        with place.store.read() as connection:
            request = _request(place, connection, theme, sources)
            asked = _narrowed(connection, request.asked, (week, weeks), (since, until), segment)
            _tell_asking(place, connection, request)
        request = replace(request, asked=asked)
        listing = look_up(place, request, now=now)
        row = _row(request, listing)
        if dry_run or out is None:
            show_rows([row], as_json=as_json, columns=_COLUMNS, empty="")
            return DONE
        made = _handed(place, request, listing, chosen=chosen.name, out=out, why=why, now=now)
    show_rows(
        [{**row, "left_out": made.n_unsafe, "file": str(out)}] if as_json else [row],
        as_json=as_json,
        columns=_COLUMNS,
        empty="",
    )
    _tell(settings.audience.least, made, out)
    return DONE


def _check(theme: str | None, *, suppression: bool, narrowing: tuple[object, ...]) -> None:
    if (theme is None) != suppression:
        raise UsageError("Name a theme (`voc show themes`), or ask for --suppression; not both.")
    if suppression and any(one is not None for one in narrowing):
        raise UsageError(
            "A suppression list holds everybody who ever asked to be left alone; only --source narrows it."
        )


def _request(
    place: "Workplace", connection: "Connection", theme: str | None, sources: tuple[str, ...]
) -> "AudienceRequest":
    from voc.planning.audience import Asked  # noqa: PLC0415 - as above
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.audience_file import AudienceRequest  # noqa: PLC0415
    from voc.steps.curation.desk import Desk  # noqa: PLC0415

    for source in sources:
        check_source(place.settings, connection, source)
    if theme is None:
        return AudienceRequest(None, Asked((), sources=sources))
    found = Desk(connection, place.settings).theme(theme)
    return AudienceRequest(found, Asked((found.theme_id,), sources=sources))


def _narrowed(
    connection: "Connection",
    asked: "Asked",
    weeks: tuple[str | None, int | None],
    days: tuple[datetime | None, datetime | None],
    segment: str | None,
) -> "Asked":
    from voc.steps.asked import asked_week, check_segment  # noqa: PLC0415 - as above
    from voc.steps.days import midnight  # noqa: PLC0415
    from voc.store import counted_weeks  # noqa: PLC0415

    week, n_weeks = weeks
    if sum((week is not None, n_weeks is not None, any(days))) > 1:
        raise UsageError("Name the period once: --week, --weeks, or --since with --until.")
    if segment is not None:
        check_segment(connection, segment)
    chosen: tuple[str, ...] | None = None
    if week is not None:
        chosen = (asked_week(connection, week) or week,)
    elif n_weeks is not None:
        chosen = tuple(counted_weeks(connection)[-n_weeks:])
    name, _, value = (segment or "").partition("=")
    since, until = (None if day is None else midnight(_date(day)) for day in days)
    return replace(asked, weeks=chosen, since=since, until=until, segment=(name, value) if segment else None)


def _tell_asking(place: "Workplace", connection: "Connection", request: "AudienceRequest") -> None:
    """Say why nobody is listed of a theme by which people ask to be left alone."""
    from voc.planning.audience import suppression_themes  # noqa: PLC0415 - as above

    theme = request.theme
    if theme is not None and theme.theme_id in suppression_themes(connection, place.settings):
        say(f"Whoever voices '{theme.title}' asks to be left alone (audience.yaml): see --suppression.")


def _date(moment: datetime) -> date:
    return moment.date()


def _row(request: "AudienceRequest", listing: "Listing") -> dict[str, object]:
    return {
        "list": request.theme.title if request.theme else "연락을 원하지 않는 고객",
        "customers": listing.n_customers,
        "users": len(listing.users),
        "suppressed": listing.n_suppressed,
        "without_id": listing.n_without_id,
        "expired": listing.n_expired,
    }


def _handed(
    place: "Workplace",
    request: "AudienceRequest",
    listing: "Listing",
    *,
    chosen: str,
    out: Path,
    why: str,
    now: datetime,
) -> "AudienceFile":
    from voc.steps.audience import write_audience  # noqa: PLC0415 - as above
    from voc.steps.audience_file import spell_audience  # noqa: PLC0415

    made = spell_audience(request, place.settings.audience.layout(chosen), listing, now=now)
    write_audience(place, request, made, out, why=why)
    return made


def _tell(least: int, made: "AudienceFile", out: Path) -> None:
    kind = "hashed ids" if made.is_hashed else "ids"
    say(f"Wrote {made.n_users:,} {kind} to {out} as {made.layout.name}. Only you can read it; `voc audit` names it.")
    if made.n_unsafe:
        say(f"{made.n_unsafe:,} users are left out: a spreadsheet could run their id as a formula.")
    if 0 < made.n_users < least:
        say(f"The list has fewer than {least} users: whoever gets the message may guess why. Consider a wider one.")
    say("Before you send: check consent to advertising and the purpose that customers agreed to (docs/audience.md).")
