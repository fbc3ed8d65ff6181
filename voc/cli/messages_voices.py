"""`voc messages voices`, `confirm`, `deny`: what customers said about messages, and what a person says to that."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, Command, config_option, json_option, limit_option, say, who_option
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.steps.judged_voices import Judged
    from voc.store.message_voices import VoiceState
    from voc.store.messages import StoredMessage
    from voc.store.voices_on import VoiceOn

_COLUMNS = {
    "sent_on": "보낸 날",
    "phrase": "메시지의 말",
    "how": "어떻게",
    "text": "고객의 말",
    "theme": "망설임",
    "day": "쓴 날",
    "source": "소스",
    "message": "메시지",
    "document": "글",
    "state": "상태",
}
_HOW = {"pasted": "붙여 넣음", "quoted": "인용", "mentioned": "언급"}
_STATES = {"found": "찾음", "confirmed": "확인", "denied": "아님"}
_SHORT_ID = 8


@click.command("voices", epilog="Example: voc messages voices --week 2026-W46")
@click.argument("message", metavar="[MESSAGE]", required=False)
@click.option("--week", metavar="WEEK", help="Only what was written in this week, such as 2026-W46.")
@limit_option(50)
@json_option
@config_option
def voices(*, message: str | None, week: str | None, limit: int, as_json: bool, config: Path | None) -> int:
    """List what customers said about messages, newest first: their words, their hesitation, the phrase that caused it.

    MESSAGE is an id, its first 6 digits or the id of the sending tool; all messages without it. A text is linked to a
    message that it pastes, quotes or speaks of; `voc messages deny` takes a wrong link away for good.

    \b
    Fields with --json: message_id sent_at channel document_id sentence_index text said phrase how score state source
    created_at week rating is_hesitation act reason stage theme_id theme
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc messages --help` needs none of this
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.judged_voices import listed_voices  # noqa: PLC0415

    with existing_workplace(load_settings(config)) as place, place.store.read() as connection:
        found, sent = listed_voices(connection, message=message, week=week)
    rows = [_json_row(one, sent[one.message_id]) if as_json else _row(one, sent[one.message_id]) for one in found]
    empty = "No text is linked to a message here. Messages come in with `voc import messages FILE`."
    show_rows(rows[:limit], as_json=as_json, columns=_COLUMNS, empty=empty)
    if len(rows) > limit:
        say(f"The first {limit} of {len(rows)} are shown; --limit asks for more.")
    return DONE


def _judging(command: Command) -> Command:
    """Add what both judging commands take."""
    for add in reversed(
        [
            click.argument("document", metavar="DOC"),
            click.argument("message", metavar="MESSAGE"),
            who_option("decides"),
            click.option("--dry-run", is_flag=True, help="Show what would change, change nothing."),
            json_option,
            config_option,
        ]
    ):
        command = add(command)
    return command


@click.command("confirm", epilog="Example: voc messages confirm 5f4dcc3b 1a2b3c4d")
@_judging
def confirm(**how: Any) -> int:  # noqa: ANN401 - the options of `_judging`
    """Say that a customer's text speaks of a message; also where nothing was found. No later run changes it.

    DOC is the store's id of the text (its first 6 digits do) or SOURCE:EXTERNAL_ID; MESSAGE is named as in
    `voc messages voices`.
    """
    return _judged("confirmed", **how)


@click.command("deny", epilog="Example: voc messages deny 5f4dcc3b 1a2b3c4d")
@_judging
def deny(**how: Any) -> int:  # noqa: ANN401 - as above
    """Say that a customer's text does not speak of a message: the link is shown no more, and never found again."""
    return _judged("denied", **how)


def _judged(
    state: "VoiceState", *, document: str, message: str, who: str, dry_run: bool, as_json: bool, config: Path | None
) -> int:
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.judged_voices import judge  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        done = judge(place, document, message, state, who=who, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_judged_row(done, dry_run=dry_run), ensure_ascii=False))
    else:
        voice, before = done.voice, _STATES.get(done.before or "", "-")
        click.echo(f"{voice.document_id} · {voice.message_id}: {before} → {_STATES[voice.state]}")
        if dry_run:
            say("Nothing was changed.")
    return DONE


def _judged_row(done: "Judged", *, dry_run: bool) -> dict[str, Any]:
    voice = done.voice
    return {
        "dry_run": dry_run,
        "document_id": voice.document_id,
        "message_id": voice.message_id,
        "before": done.before,
        "state": voice.state,
        "who": voice.who,
    }


def _row(one: "VoiceOn", sent: "StoredMessage") -> dict[str, object]:
    from voc.weeks import SEOUL  # noqa: PLC0415 - as above

    day = one.created_at.astimezone(SEOUL).date().isoformat() if one.created_at else "날짜 없음"
    return {
        **asdict(one),
        "sent_on": sent.sent_at.astimezone(SEOUL).date().isoformat(),
        "how": _HOW.get(one.how, one.how),
        "state": _STATES[one.state],
        "day": day,
        "message": one.message_id[:_SHORT_ID],
        "document": one.document_id[:_SHORT_ID],
    }


def _json_row(one: "VoiceOn", sent: "StoredMessage") -> dict[str, object]:
    about = asdict(one)
    return {
        "message_id": about.pop("message_id"),
        "sent_at": sent.sent_at.isoformat(),
        "channel": sent.channel,
        **about,
        "created_at": one.created_at.isoformat() if one.created_at else None,
    }
