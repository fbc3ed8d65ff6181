"""`voc purge`: clear texts whose keeping period has ended; the counts stay."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, PARTLY_DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.cli.forget import is_person
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.config.keeping import Keeping
    from voc.steps.rights.purge_plan import Purge, PurgeRequest

_COLUMNS = {
    "source": "소스", "keep_texts": "보관 기간", "first_week": "첫 주", "last_week": "마지막 주", "n_weeks": "주 수",
    "n_documents": "글", "n_rejects": "따로 둔 줄",
}  # fmt: skip


@click.command(epilog="Example: voc purge --source naver_search --older-than 30d --dry-run")
@click.option("--source", metavar="NAME", help="Only this source.")
@click.option("--older-than", metavar="PERIOD", help="Whole weeks whose Monday is older: 2y, 24m, 12w, 400d.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Whole weeks that ended before this day."
)
@click.option("--all", "everything", is_flag=True, help="All texts of a source that is collected no more.")
@click.option("--dry-run", is_flag=True, help="Only count what would be cleared.")
@click.option("--yes", is_flag=True, help="Do not ask; needed with a period, a day or --all where nobody can answer.")
@json_option
@config_option
def command(  # noqa: PLR0913 - one parameter per option of the contract
    *,
    source: str | None,
    older_than: str | None,
    before: datetime | None,
    everything: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    """Clear old texts with all that quotes them; what was counted stays as it is.

    Without a period, a day or --all the periods of the configuration apply (keep_texts in privacy.yaml and
    sources.yaml, --keep-until of surveys); the nightly run does the same. Whole weeks of a source go. What is delivered
    again from these weeks stays out. Files in the inbox, backups and exports are yours to delete.

    \b
    Fields with --json: dry_run source keep_texts form first_week last_week n_weeks n_documents n_rejects n_unread
    exports (with a form): at who kind target
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc purge --help` needs none of this
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.rights.purge import purge  # noqa: PLC0415
    from voc.steps.rights.purge_plan import PurgeRequest, plan_purge  # noqa: PLC0415

    settings = load_settings(config)
    request = PurgeRequest(source, _period(older_than), before.date() if before else None, everything)
    _check(settings, request)
    with progress() as report, existing_workplace(settings, report) as place:
        if source:
            with place.store.read() as connection:
                check_source(settings, connection, source)
        if dry_run:
            return _show(plan_purge(place, request), settings, request, dry_run=True, as_json=as_json)
        if request.is_asked and not yes:
            planned = plan_purge(place, request)
            if not planned.is_empty:
                _confirm(planned)
        cleared = purge(place, request)
    return _show(cleared, settings, request, dry_run=False, as_json=as_json)


def _period(older_than: str | None) -> "Keeping | None":
    from voc.config.keeping import parse_keeping  # noqa: PLC0415 - as above

    if older_than is None:
        return None
    try:
        return parse_keeping(older_than)
    except ValueError as error:
        raise UsageError(f"--older-than: {error}.") from error


def _check(settings: "Settings", request: "PurgeRequest") -> None:
    """Refuse what contradicts itself, and what the next night would bring back."""
    if sum((request.older_than is not None, request.before is not None, request.everything)) > 1:
        raise UsageError("Name one of --older-than, --before and --all.")
    if request.before is not None and request.before > request.day:
        raise UsageError(f"--before {request.before} lies in the future. Name a day up to {request.day}.")
    if request.everything and request.source is None:
        raise UsageError("--all needs the source whose texts go: --source NAME.")
    enabled = {one.name for one in settings.sources if one.enabled}
    if request.everything and request.source in enabled:
        raise UsageError(
            f"The source '{request.source}' is still collected, so the next night would bring texts in again. Set "
            "'enabled: false' for it in sources.yaml first. Nothing was changed."
        )
    if request.source is not None and not request.is_asked and settings.keeping(request.source) is None:
        raise UsageError(
            f"The texts of '{request.source}' are kept for ever. Set keep_texts for it in sources.yaml, or say what is "
            "too old: --older-than PERIOD, --before DAY."
        )


def _confirm(planned: "Purge") -> None:
    if not is_person():
        raise UsageError(
            f"The texts of {planned.n_documents:,} documents would be cleared for good. Nobody can be asked here: "
            "repeat with --yes, or with --dry-run to count only. Nothing was changed."
        )
    click.confirm(f"Clear the texts of {planned.n_documents:,} documents for good?", abort=True, err=True)


def _show(purge: "Purge", settings: "Settings", request: "PurgeRequest", *, dry_run: bool, as_json: bool) -> int:
    rows = [
        _row(
            dry_run=dry_run,
            source=one.source,
            keep_texts=str(request.older_than or settings.keeping(one.source) or "") or None,
            first_week=one.weeks[0] if one.weeks else None,
            last_week=one.weeks[-1] if one.weeks else None,
            n_weeks=len(one.weeks),
            n_documents=one.n_documents,
            n_rejects=one.n_rejects,
            n_unread=one.n_unread,
        )
        for one in purge.clearances
    ]
    rows += [
        _row(
            dry_run=dry_run,
            keep_texts=f"until {one.keep_until}",
            form=one.form,
            n_documents=one.n_documents,
            n_rejects=len(one.rejects),
            exports=[{**asdict(export), "at": export.at.isoformat()} for export in one.exports],
        )
        for one in purge.consents
    ]
    shown = rows if as_json else [{**row, "source": row["source"] or row["form"]} for row in rows]
    show_rows(shown, as_json=as_json, columns=_COLUMNS, empty=_nothing(settings, request))
    _tell(purge, dry_run=dry_run)
    return PARTLY_DONE if purge.problems else DONE


def _row(**facts: object) -> dict[str, object]:
    """Fill in what a row says nothing of."""
    nothing = dict.fromkeys(("source", "keep_texts", "form", "first_week", "last_week"))
    zeros = dict.fromkeys(("n_weeks", "n_documents", "n_rejects", "n_unread"), 0)
    return {"dry_run": False, **nothing, **zeros, "exports": [], **facts}


def _tell(purge: "Purge", *, dry_run: bool) -> None:
    from voc.steps.rights.consent import left_before  # noqa: PLC0415 - as above

    for problem in purge.problems:
        say(problem)
    if purge.is_empty:
        return
    n_unread = sum(one.n_unread for one in purge.clearances)
    if n_unread:
        say(f"{n_unread:,} of them have not been read, so they count as voices only; voc run nightly reads them first.")
    for line in (line for one in purge.consents for line in left_before(one)):
        say(line)
    if dry_run:
        say("Nothing was changed.")
    else:
        say("Counts stay. Files in the inbox, backups and exports (voc audit --action export) are yours to delete.")


def _nothing(settings: "Settings", request: "PurgeRequest") -> str:
    keeps = any(settings.keeping(one.name) is not None for one in settings.sources)
    if request.is_asked or keeps or settings.keeping("") is not None:
        return "Nothing is old enough to be cleared."
    return "Texts are kept for ever: no keep_texts is set in privacy.yaml or sources.yaml. Nothing was cleared."
