"""`voc theme`: what people decide about themes, each step kept and each step undone at will."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, Command, config_option, json_option, limit_option, say, step_done, who_option
from voc.cli.drawing import progress, show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from voc.steps.curation.curate import Decided
    from voc.steps.curation.decisions import Decision
    from voc.steps.curation.desk import Desk

_CHANGE_COLUMNS = {"id": "테마", "title": "망설임", "before": "이전", "after": "이후", "changed": "바뀐 주"}
_LOG_COLUMNS = {"seq": "단계", "at": "언제", "who": "누가", "said": "한 일", "why": "까닭", "state": "상태"}
_PROPOSAL_COLUMNS = {"id": "제안", "week": "주", "said": "무엇을", "score": "점수"}
_SENTENCE_COLUMNS = {"sentence": "문장", "moved": "옮김", "text": "고객의 말"}
_UNDONE, _MOVED = "되돌림", "손으로"


@click.group(epilog="Example: voc theme merge social_login --into login_fail --dry-run")
def command() -> None:
    """Edit themes. THEME is an id, a key of the catalogue or an exact title.

    Every step is kept with who, when and why, and any step can be undone. `--dry-run` shows what a step does to the
    last twelve weeks before it counts; afterwards the same numbers are printed, and the weeks are counted anew.
    """


def _deciding(command: Command) -> Command:
    """Add what every deciding command takes."""
    for option in reversed(
        [
            who_option("decides"),
            click.option("--why", metavar="TEXT", default="", help="Why, for those who read the log."),
            click.option("--expect", type=int, metavar="N", help="Do it only if N is still the last step of the log."),
            click.option("--dry-run", is_flag=True, help="Show what would change, change nothing."),
            json_option,
            config_option,
        ]
    ):
        command = option(command)
    return command


@command.command("rename", epilog='Example: voc theme rename d_0a1b2c3d4e5f "가족 동의 링크 불신" --why "짧게"')
@click.argument("theme")
@click.argument("title")
@_deciding
def rename(theme: str, title: str, **how: Any) -> int:  # noqa: ANN401 - the options of `_deciding`
    """Give a theme another title; it keeps its id."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - `voc theme --help` needs none of this

    return _decide(decisions.rename(theme, title), **how)


@command.command("merge", epilog="Example: voc theme merge social_login --into login_fail --dry-run")
@click.argument("themes", metavar="THEME...", nargs=-1, required=True)
@click.option("--into", required=True, metavar="THEME", help="The theme that shows all of it from now on.")
@_deciding
def merge(themes: tuple[str, ...], into: str, **how: Any) -> int:  # noqa: ANN401 - as above
    """Show the sentences of some themes in another one, those of later nights too."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.merge(themes, into), **how)


@command.command(
    "split", epilog='Example: voc theme split login_fail --search 지문 --title "지문 로그인 실패" --dry-run'
)
@click.argument("theme")
@click.option("--sentence", "places", multiple=True, metavar="DOC:INDEX", help="A sentence that goes; repeat it.")
@click.option("--search", "query", metavar="QUERY", help="The sentences with these words go.")
@click.option("--proposal", metavar="ID", help="The sentences that a proposal names go.")
@click.option("--title", required=True, help="Title of the theme that they make.")
@_deciding
def split(
    theme: str,
    places: tuple[str, ...],
    query: str | None,
    proposal: str | None,
    title: str,
    **how: Any,  # noqa: ANN401
) -> int:
    """Make a theme of its own of some of a theme's sentences; later ones that are like them follow."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    if sum(map(bool, (places, query, proposal))) != 1:
        raise UsageError(
            "Say which sentences go, in one way: --sentence DOC:INDEX ..., --search QUERY or --proposal ID."
        )
    if proposal:
        return _decide(decisions.accept(proposal, title=title, theme=theme), **how)
    return _decide(decisions.split(theme, title, places=places, query=query or ""), **how)


@command.command("move", epilog="Example: voc theme move 5f4dcc3b5aa765d61d8327deb882cf99:0 --to fee_burden")
@click.argument("places", metavar="DOC:INDEX...", nargs=-1, required=True)
@click.option("--to", required=True, metavar="THEME", help="Where they belong; none takes them out of every theme.")
@_deciding
def move(places: tuple[str, ...], to: str, **how: Any) -> int:  # noqa: ANN401 - as above
    """Put sentences into a theme; nothing but a person takes them out again."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.move(places, to), **how)


@command.command("hide", epilog='Example: voc theme hide delivery_fee --why "배송이 없는 서비스"')
@click.argument("theme")
@click.option("--show", is_flag=True, help="Show it again.")
@_deciding
def hide(theme: str, *, show: bool, **how: Any) -> int:  # noqa: ANN401 - as above
    """Leave a theme out of lists and briefs; totals count it all the same."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.hide(theme, hidden=not show), **how)


@command.command("pin", epilog="Example: voc theme pin surcharge")
@click.argument("theme")
@click.option("--unpin", is_flag=True, help="List it again only when it is large.")
@_deciding
def pin(theme: str, *, unpin: bool, **how: Any) -> int:  # noqa: ANN401 - as above
    """List a theme always, however small."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.pin(theme, pinned=not unpin), **how)


@command.command("set", epilog="Example: voc theme set surcharge --reason cost --stage conversion")
@click.argument("theme")
@click.option("--reason", metavar="R", help="A key of hesitations.yaml, or none.")
@click.option("--stage", metavar="S", help="A key of funnel.yaml, or none.")
@_deciding
def set_labels(theme: str, reason: str | None, stage: str | None, **how: Any) -> int:  # noqa: ANN401 - as above
    """Say for which reason, at which stage a theme stands; the labels of its sentences stay as read."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.set_labels(theme, reason=reason, stage=stage), **how)


@command.command("undo", epilog="Example: voc theme undo 12 --dry-run")
@click.argument("seq", metavar="[STEP]", required=False, type=click.IntRange(min=1))
@_deciding
def undo(seq: int | None, **how: Any) -> int:  # noqa: ANN401 - as above
    """Take back a step, the last one that stands without STEP; to undo an undo brings the step back.

    Where later steps rest on it, it says which; undo those first.
    """
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.undo(seq), **how)


@command.command("accept", epilog="Example: voc theme accept 3c9909af --dry-run")
@click.argument("proposal", metavar="ID")
@click.option("--title", help="Title of the part that leaves; else the proposal's own.")
@_deciding
def accept(proposal: str, title: str | None, **how: Any) -> int:  # noqa: ANN401 - as above
    """Do what a proposal suggests."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.accept(proposal, title=title), **how)


@command.command("decline", epilog='Example: voc theme decline 3c9909af --why "서로 다른 이야기"')
@click.argument("proposal", metavar="ID")
@_deciding
def decline(proposal: str, **how: Any) -> int:  # noqa: ANN401 - as above
    """Turn a proposal down; the discovery does not make it again, unless the step is undone."""
    from voc.steps.curation import decisions  # noqa: PLC0415 - as above

    return _decide(decisions.decline(proposal), **how)


@command.command("proposals", epilog="Example: voc theme proposals --json")
@json_option
@config_option
def proposals(*, as_json: bool, config: Path | None) -> int:
    """List the merges and splits that the weekly run suggests; nothing happens until somebody accepts.

    \b
    Fields with --json: id week kind themes score details said
    """  # noqa: D301 - click wants the very character
    from voc.steps.curation.listings import proposal_rows  # noqa: PLC0415 - as above

    with _desk(config) as desk:
        rows = proposal_rows(desk)
    show_rows(rows, as_json=as_json, columns=_PROPOSAL_COLUMNS, empty="Nothing is proposed.")
    return DONE


@command.command("log", epilog="Example: voc theme log login_fail")
@click.argument("theme", required=False)
@json_option
@config_option
def log(*, theme: str | None, as_json: bool, config: Path | None) -> int:
    """List who did what, when and why, oldest first; only what concerns THEME where one is named.

    \b
    Fields with --json: seq at who action subject details why undone said
    """  # noqa: D301 - as above
    from voc.steps.curation.listings import log_rows  # noqa: PLC0415 - as above

    with _desk(config) as desk:
        rows = log_rows(desk, theme)
    if not as_json:
        rows = [
            {**row, "at": row["at"][:16].replace("T", " "), "state": _UNDONE if row["undone"] else ""} for row in rows
        ]
    show_rows(rows, as_json=as_json, columns=_LOG_COLUMNS, empty="Nobody has changed a theme yet.")
    return DONE


@command.command("show", epilog="Example: voc theme show login_fail --limit 50")
@click.argument("theme")
@limit_option(20)
@json_option
@config_option
def show(*, theme: str, limit: int, as_json: bool, config: Path | None) -> int:
    """Show a theme, where it came from, and its sentences with the names that split and move take.

    \b
    Fields with --json, first line: id title origin reason stage first_week state hidden pinned merged split_from parts
    n_documents n_sentences; then a line per sentence: sentence text moved
    """  # noqa: D301 - as above
    from voc.cli.spelling import spelled  # noqa: PLC0415 - as above
    from voc.steps.curation.listings import sentence_rows, theme_row  # noqa: PLC0415

    with _desk(config) as desk:
        found = desk.theme(theme)
        about, rows = theme_row(desk, found), sentence_rows(desk, found, limit=limit)
        spelled_out = spelled(about, desk.settings)
    if as_json:
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        kinds = [str(spelled_out[name]) for name in ("reason", "stage", "state", "origin")]
        click.echo(f"{found.title} ({found.theme_id}) · {' · '.join(kinds)}")
        click.echo(f"{about['n_documents']:,} documents, {about['n_sentences']:,} sentences")
        for name, label in (("merged", "holds also"), ("parts", "was split into"), ("split_from", "was split off")):
            if about[name]:
                click.echo(f"{label}: {about[name] if name == 'split_from' else ', '.join(about[name])}")
        rows = [{**row, "moved": _MOVED if row["moved"] else ""} for row in rows]
    show_rows(rows, as_json=as_json, columns=_SENTENCE_COLUMNS, empty="No sentence is in it now.")
    return DONE


def _desk(config: Path | None) -> "AbstractContextManager[Desk]":
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.curation.desk import open_desk  # noqa: PLC0415

    return open_desk(load_settings(config))


def _decide(
    decision: "Decision",
    *,
    who: str,
    why: str,
    expect: int | None,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.curation.curate import Signature, decide  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    signed = Signature(who, datetime.now(UTC), why)
    with progress() as report, existing_workplace(load_settings(config), report) as place:
        decided = decide(place, decision, signed, dry_run=dry_run, expect=expect)
    with nullcontext() if dry_run else step_done(decided.entry.seq):
        _report(decided, dry_run=dry_run, as_json=as_json)
    return DONE


def _report(decided: "Decided", *, dry_run: bool, as_json: bool) -> None:
    changes = [
        {"id": one.theme_id, "title": one.title, "weeks": {week: list(pair) for week, pair in one.weeks.items()}}
        for one in decided.changes
    ]
    entry = decided.entry
    if as_json:
        row = {
            "dry_run": dry_run,
            "seq": entry.seq,
            "action": entry.action,
            "subject": entry.subject,
            "details": dict(entry.details),
            "changes": changes,
            "weeks": list(decided.weeks),
        }
        click.echo(json.dumps(row, ensure_ascii=False))
    elif changes:
        rows = [_change_row(one) for one in changes]
        show_rows(rows, as_json=False, columns=_CHANGE_COLUMNS, empty="")
    else:
        say("No weekly number of the last twelve weeks changes.")
    if dry_run:
        say(f"Nothing was changed. The log has {entry.seq - 1} steps; --expect {entry.seq - 1} makes sure of that.")
    else:
        n = len(decided.weeks)
        n_weeks = f"{n} week{'s are' if n > 1 else ' is'} counted anew" if n else "no week had to be counted anew"
        say(f"Step {entry.seq} is done, {n_weeks}. To take it back: voc theme undo {entry.seq}")


def _change_row(change: dict[str, Any]) -> dict[str, Any]:
    weeks = change["weeks"]
    return {
        "id": change["id"],
        "title": change["title"],
        "before": sum(before for before, _ in weeks.values()),
        "after": sum(after for _, after in weeks.values()),
        "changed": " ".join(
            f"{week[5:]} {before}→{after}" for week, (before, after) in weeks.items() if before != after
        ),
    }
