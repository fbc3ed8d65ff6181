"""`voc outreach`: people who wrote about us, to be thanked or apologised to by hand."""

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, Command, config_option, json_option, say, who_option
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voc.steps.curation.curate import Signature
    from voc.steps.outreach.acts import Step
    from voc.steps.outreach.listing import CaseView
    from voc.steps.workplace import Workplace
    from voc.store.outreach import OutreachCase

_COLUMNS = {
    "case_id": "번호",
    "state_name": "상태",
    "kind_name": "무엇을",
    "source": "소스",
    "n_posts": "글",
    "opened_on": "열린 날",
    "remind_on": "챙길 날",
    "start": "글의 첫머리",
}
_STATES = ("new", "review", "comment", "approval", "sent", "done", "on_hold", "do_not_contact")
_CHECKS = ("no_request", "no_condition", "no_promise", "disclosure")
_OFF = (
    "No case yet. Posts of the sources in outreach.yaml are looked at every night while enabled is true; open one by "
    "hand with: voc outreach open DOCUMENT --kind thanks"
)


@click.group(epilog="Example: voc outreach list --due")
def command() -> None:
    """Keep the queue of people to thank or to apologise to. A person writes to them; nothing is sent from here.

    \b
    States: new review comment approval sent done on_hold do_not_contact
            (새로 · 검토 · 댓글 · 편지/선물 승인 · 발송 · 완료 · 보류 · 연락 금지)
    """  # noqa: D301 - click wants the very character


def _signing(command: Command) -> Command:
    """Add what every command takes that changes a case."""
    for option in reversed(
        [
            who_option("does it"),
            click.option("--expect", type=int, metavar="N", help="Do it only if N is still the last step of the case."),
            click.option("--dry-run", is_flag=True, help="Say whether it could be done, keep nothing."),
            json_option,
            config_option,
        ]
    ):
        command = option(command)
    return command


@command.command("list", epilog="Example: voc outreach list --state review --state comment")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only these states; repeat it.")
@click.option("--kind", type=click.Choice(["thanks", "apology"]), help="Only thanks, or only apologies.")
@click.option("--due", is_flag=True, help="Only what is due today.")
@json_option
@config_option
def list_cases(*, states: tuple[str, ...], kind: str | None, due: bool, as_json: bool, config: Path | None) -> int:
    """List the cases, those that are due first. Who the author is stands nowhere in it.

    \b
    Fields with --json: case_id state state_name kind kind_name source n_posts opened_on changed_on remind_on is_due
                        document_id url start
    """  # noqa: D301 - click wants the very character
    from voc.steps.outreach.listing import case_rows  # noqa: PLC0415 - `voc outreach --help` needs none of this

    with _place(config) as place, place.store.read() as connection:
        rows = case_rows(connection, states=states, kind=kind, due=due)
    empty = "No case is like that." if states or kind or due else _OFF
    show_rows(rows, as_json=as_json, columns=_COLUMNS, empty=empty)
    return DONE


@command.command("show", epilog="Example: voc outreach show 4f1c0a9be2d7 --contact --reason '사과 편지'")
@click.argument("case_id", metavar="CASE")
@click.option("--contact", is_flag=True, help="Also how the author is reached; who asked and why is noted.")
@click.option("--reason", metavar="WHY", default="", help="What the contact is needed for.")
@who_option("asks")
@json_option
@config_option
def show(*, case_id: str, contact: bool, reason: str, who: str, as_json: bool, config: Path | None) -> int:
    """Show a case: its posts, what happened, what may be done next.

    \b
    Fields with --json: case_id state kind source remind_on approved_by may posts events; with --contact: handle link
    """  # noqa: D301 - as above
    from voc.steps.curation.curate import Signature  # noqa: PLC0415 - as above
    from voc.steps.outreach.listing import view_case  # noqa: PLC0415
    from voc.steps.outreach.reaching import open_contact  # noqa: PLC0415

    with _place(config) as place:
        with place.store.read() as connection:
            view = view_case(connection, place.settings, case_id)
        found = open_contact(place, case_id, Signature(who, datetime.now(UTC), reason)) if contact else None
    row = _view_row(view)
    if contact:
        row |= {"handle": found.handle if found else None, "link": found.link if found else None}
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        _draw(view)
        if found:
            click.echo(f"작성자: {found.handle}\n글 주소: {found.link or '-'}")
    if contact and found is None:
        say("How the author is reached is not kept (any more): the post itself may still be found by its address.")
    return DONE


@command.command("set", epilog="Example: voc outreach set 4f1c0a9be2d7 review --note '사과 초안을 준비합니다'")
@click.argument("case_id", metavar="CASE")
@click.argument("state", type=click.Choice(_STATES))
@click.option("--note", metavar="TEXT", default="", help="For whoever looks at it next.")
@click.option("--remind", metavar="YYYY-MM-DD", help="Day on which it is due; some days from now without it.")
@click.option("--confirm", "checks", multiple=True, type=click.Choice(_CHECKS), help="True of the letter or gift.")
@_signing
def set_state(case_id: str, state: str, *, note: str, remind: str | None, checks: tuple[str, ...], **how: Any) -> int:  # noqa: ANN401 - as above
    """Move a case. For approval, every point has to be confirmed; somebody else then approves it.

    \b
    Fields with --json: dry_run case_id state is_open remind_on
    """  # noqa: D301 - as above
    from voc.steps.outreach.acts import Step  # noqa: PLC0415 - as above

    return _step(case_id, Step(state, note, _day(remind), checks, how["expect"]), how)


@command.command(
    "note", epilog="Example: voc outreach note 4f1c0a9be2d7 '블로그에 댓글을 남겼습니다' --remind 2026-12-01"
)
@click.argument("case_id", metavar="CASE")
@click.argument("text")
@click.option("--remind", metavar="YYYY-MM-DD", help="Day on which it is due.")
@_signing
def note_case(case_id: str, text: str, *, remind: str | None, **how: Any) -> int:  # noqa: ANN401 - as above
    """Add a note to a case; personal data in it is masked.

    \b
    Fields with --json: dry_run case_id state is_open remind_on
    """  # noqa: D301 - as above
    from voc.steps.outreach.acts import Step  # noqa: PLC0415 - as above

    return _step(case_id, Step(None, text, _day(remind), (), how["expect"]), how)


@command.command("approve", epilog="Example: voc outreach approve 4f1c0a9be2d7 --who 이도현")
@click.argument("case_id", metavar="CASE")
@_signing
def approve_case(case_id: str, **how: Any) -> int:  # noqa: ANN401 - as above
    """Approve a letter or a gift that somebody else asked for.

    \b
    Fields with --json: dry_run case_id state is_open remind_on
    """  # noqa: D301 - as above
    from voc.steps.outreach.acts import approve  # noqa: PLC0415 - as above

    with _place(how["config"]) as place:
        case = approve(place, case_id, _signed(how["who"]), expect=how["expect"], dry_run=how["dry_run"])
    return _report(case, how, "is approved")


@command.command("open", epilog="Example: voc outreach open 0a1b2c3d4e5f60718293a4b5c6d7e8f9 --kind thanks")
@click.argument("document_id", metavar="DOCUMENT")
@click.option("--kind", type=click.Choice(["thanks", "apology"]), required=True, help="What its author is owed.")
@click.option("--note", metavar="TEXT", default="", help="Why.")
@_signing
def open_by_hand(document_id: str, *, kind: str, note: str, **how: Any) -> int:  # noqa: ANN401 - as above
    """Open a case for a post that the night did not choose.

    \b
    Fields with --json: dry_run case_id state is_open remind_on
    """  # noqa: D301 - as above
    from voc.steps.outreach.acts import open_case  # noqa: PLC0415 - as above

    with _place(how["config"]) as place:
        case = open_case(place, document_id, kind, _signed(how["who"]), note=note, dry_run=how["dry_run"])
    return _report(case, how, "is open")


def _step(case_id: str, step: "Step", how: dict[str, Any]) -> int:
    from voc.steps.outreach.acts import take_step  # noqa: PLC0415 - as above

    with _place(how["config"]) as place:
        case = take_step(place, case_id, step, _signed(how["who"]), dry_run=how["dry_run"])
    return _report(case, how, f"is at {case.state}")


def _report(case: "OutreachCase", how: dict[str, Any], done: str) -> int:
    if how["as_json"]:
        row = {"case_id": case.case_id, "state": case.state, "is_open": case.is_open, "remind_on": case.remind_on}
        click.echo(json.dumps({"dry_run": how["dry_run"], **row}, ensure_ascii=False))
    due = f"; due on {case.remind_on}" if case.remind_on else ""
    say(
        f"It could be done; nothing was changed ({case.case_id})."
        if how["dry_run"]
        else f"Case {case.case_id} {done}{due}."
    )
    return DONE


def _signed(who: str) -> "Signature":
    from voc.steps.curation.curate import Signature  # noqa: PLC0415 - as above

    return Signature(who, datetime.now(UTC))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is no day; expected YYYY-MM-DD.", param_hint="--remind") from error


@contextmanager
def _place(config: Path | None) -> "Iterator[Workplace]":
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        yield place


def _view_row(view: "CaseView") -> dict[str, Any]:
    case = view.case
    return {
        "case_id": case.case_id,
        "state": case.state,
        "kind": case.kind,
        "source": case.source,
        "remind_on": case.remind_on,
        "approved_by": view.now.approved_by,
        "may": list(view.may),
        "posts": [
            {"document_id": one.document_id, "role": one.role, "text": one.text, "url": one.url} for one in view.posts
        ],
        "events": [
            {"seq": one.seq, "at": one.at.isoformat(), "who": one.who, "action": one.action, **one.details}
            for one in view.events
        ],
    }


def _draw(view: "CaseView") -> None:
    from voc.planning.outreach.states import KINDS  # noqa: PLC0415 - as above
    from voc.planning.outreach.wording import event_sentence, state_name  # noqa: PLC0415

    case = view.case
    click.echo(f"{case.case_id} · {state_name(case.state)} · {KINDS[case.kind]} · {case.source}")
    for post in view.posts:
        click.echo(f"\n[{'새 글' if post.role == 'follow_up' else '처음 글'}] {post.url or ''}\n{post.text}")
    click.echo("")
    for event in view.events:
        click.echo(f"{event.seq}. {event.at:%Y-%m-%d} {event.who}: {event_sentence(event)}")
    click.echo(f"\n다음: {', '.join(f'{state_name(one)}({one})' for one in view.may)}")
