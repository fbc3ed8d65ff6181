"""`voc messages said`, `timeline`, `fatigue`, `after`: what was said before, when, how often, and what followed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, NOTHING_COUNTED, config_option, json_option, limit_option, say
from voc.cli.drawing import progress, show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.planning.archive.after import After
    from voc.planning.archive.fatigue import Fatigue, FatigueWeek
    from voc.planning.archive.said_before import Near
    from voc.planning.archive.timeline import SentWeek
    from voc.store.messages import StoredMessage

_SAID_COLUMNS = {
    "sent_on": "보낸 날", "channel": "채널", "how": "무엇이 같은지", "score": "닮음", "common": "같은 말",
    "text": "메시지", "result": "결과",
}  # fmt: skip
_TIMELINE_COLUMNS = {
    "week": "주", "n": "메시지", "channels": "채널", "n_recipients": "받은 사람(연인원)", "opened": "오픈",
    "clicked": "클릭", "converted": "전환", "opted_out": "수신거부", "n_voices": "망설임", "rate": "1,000건당",
}  # fmt: skip
_FATIGUE_COLUMNS = {
    "segment": "세그먼트", "week": "주", "n": "메시지", "opted_out": "수신거부율", "interval": "95% 구간",
    "n_complaints": "메시지 불만", "rate": "1,000건당", "rate_interval": "95% 구간 ", "n_voices": "목소리",
}  # fmt: skip
_AFTER_COLUMNS = {
    "week": "보낸 주",
    "theme": "망설임",
    "messages": "메시지",
    "state": "그 뒤",
    "said": "무엇을 말할 수 있나",
}
_HOW = {"same": "같은 문구", "wording": "비슷한 문구", "meaning": "같은 주제"}
_STATES = {"fell": "줄었음", "rose": "늘었음", "same": "달라지지 않음", "watching": "지켜보는 중", "held": "판단 보류"}
_LONGEST = 60


@click.command("said", epilog='Example: voc messages said "수수료가 아까워 망설이고 계신가요?"')
@click.argument("text")
@limit_option(5)
@json_option
@config_option
def said_command(*, text: str, limit: int, as_json: bool, config: Path | None) -> int:
    """Have we said this before? The past messages nearest to TEXT, a draft or a few words.

    Near wording comes first, by the lemmas and phrases that both have, rare ones weighing more; then messages on the
    same theme, the newest first. Sendings of one wording are one line.

    \b
    Fields with --json: message_id sent_at channel segment text how score words phrases themes n_sent_before result
    how: same (wording), wording, meaning (theme)
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc messages --help` needs none of this
    from voc.steps.archive.asked import NOTHING_SENT  # noqa: PLC0415
    from voc.steps.archive.said import PastWordings  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.store.messages import count_messages  # noqa: PLC0415

    if not text.strip():
        raise UsageError('There is no text. Name what you want to say: voc messages said "수수료 안내"')
    settings = load_settings(config)
    with progress() as report, existing_workplace(settings, report) as place:
        with place.store.read() as connection:
            n_messages = count_messages(connection)
        found = PastWordings(place).nearest(text, limit) if n_messages else []
    rows = [_near_row(one, settings, as_json=as_json) for one in found]
    empty = "Nothing like it was sent." if n_messages else NOTHING_SENT
    show_rows(rows, as_json=as_json, columns=_SAID_COLUMNS, empty=empty)
    return DONE


@click.command("timeline", epilog="Example: voc messages timeline --theme fee_burden")
@click.option("--theme", metavar="THEME", help="Only messages on this theme (id, key or title), beside its voices.")
@click.option("--channel", metavar="NAME", help="Only this channel, by key or name of channels.yaml.")
@json_option
@config_option
def timeline_command(*, theme: str | None, channel: str | None, as_json: bool, config: Path | None) -> int:
    """Show what was sent week by week; with --theme, beside how many voiced that theme.

    \b
    Fields with --json: week n channels themes n_recipients opened clicked converted opted_out n_voices n_all rate
    messages
    Shares are 0-1; rate is per 1,000 voices.
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.planning.archive.timeline import timeline  # noqa: PLC0415
    from voc.steps.archive.asked import NOTHING_SENT, asked_channel, asked_theme  # noqa: PLC0415
    from voc.steps.archive.said import themes_of_messages  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.store.messages import load_messages  # noqa: PLC0415

    settings = load_settings(config)
    with existing_workplace(settings) as place, place.store.read() as connection:
        messages = load_messages(connection)
        key = asked_channel(settings, messages, channel) if messages else None
        theme_id = asked_theme(settings, connection, theme).theme_id if theme else None
        found = timeline(connection, messages, themes_of_messages(connection), theme_id=theme_id, channel=key)
    rows = [_week_row(one, settings, as_json=as_json) for one in found]
    show_rows(rows, as_json=as_json, columns=_TIMELINE_COLUMNS, empty=NOTHING_SENT)
    return DONE


@click.command("fatigue", epilog="Example: voc messages fatigue")
@click.option("--segment", metavar="NAME", help="Only this segment of the archive.")
@json_option
@config_option
def fatigue_command(*, segment: str | None, as_json: bool, config: Path | None) -> int:
    """Set opt-outs and complaints of messages beside how many messages a segment got, week by week.

    Intervals of opt-outs are over messages, not recipients. Where little is known, nothing is said.

    \b
    Fields with --json, by kind:
      week     segment week n n_opted_out n_recipients opted_out low high n_complaints n_voices rate rate_low rate_high
      segment  segment voice_segment each low high p q n_weeks is_claimed complaints said
    each: what one more message a week adds to opt-outs, as a part of the usual share of each channel; complaints has
    the same of complaints (each low high p q n_weeks), or null
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.planning.archive.fatigue import fatigue  # noqa: PLC0415
    from voc.steps.archive.asked import NOTHING_SENT  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.store.messages import load_messages  # noqa: PLC0415

    with existing_workplace(load_settings(config)) as place, place.store.read() as connection:
        found = fatigue(connection, load_messages(connection))
    if segment and segment not in {one.segment for one in found}:
        known = ", ".join(one.segment for one in found) or "none"
        raise UsageError(f"Nothing was sent to a segment '{segment}'. Segments of the archive: {known}.")
    kept = [one for one in found if segment in {None, one.segment}]
    weeks = [_fatigue_row(one, week, as_json=as_json) for one in kept for week in one.weeks]
    lines = [_slope_row(one) for one in kept] if as_json else []
    show_rows([*weeks, *lines], as_json=as_json, columns=_FATIGUE_COLUMNS, empty=NOTHING_SENT)
    if not as_json:
        for sentence in (sentence for one in kept for sentence in one.said):
            click.echo(f"· {sentence}")
    return DONE


@click.command("after", epilog="Example: voc messages after fee_burden")
@click.argument("theme", metavar="[THEME]", required=False)
@click.option("--message", metavar="ID", help="The themes of this message (id, its first 6 digits, id of the tool).")
@json_option
@config_option
def after_command(*, theme: str | None, message: str | None, as_json: bool, config: Path | None) -> int:
    """Did a hesitation fall after a message? Its rate four weeks before and after each sending on it.

    THEME is an id, a key of the catalogue or an exact title. What else was sent and what the calendar says stands
    beside it. Whatever it says, it is no proof.

    \b
    Fields with --json: week theme_id theme messages state before since expected q weeks others events said
    state: fell, rose, same, watching (not yet four weeks), held. Rates are per 1,000 voices.
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.archive.followed import followed  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    if (theme is None) == (message is None):
        raise UsageError("Name a theme or a message: voc messages after THEME, or voc messages after --message ID")
    with existing_workplace(load_settings(config)) as place:
        found = followed(place, theme=theme, message=message)
    if found is None:
        say(NOTHING_COUNTED)
        return DONE
    rows = [_after_row(one) for one in found]
    shown = rows if as_json else [{**row, "messages": len(row["messages"]), "state": _STATES[row["state"]],
                                   "said": " ".join(row["said"])} for row in rows]  # fmt: skip
    empty = "No message speaks of this theme. `voc messages timeline` shows what was sent."
    show_rows(shown, as_json=as_json, columns=_AFTER_COLUMNS, empty=empty)
    return DONE


def _near_row(one: "Near", settings: "Settings", *, as_json: bool) -> dict[str, object]:
    from voc.planning.archive.results import result_sentence  # noqa: PLC0415 - as above
    from voc.steps.archive.asked import channel_named  # noqa: PLC0415

    sent = one.message
    row: dict[str, object] = {
        "message_id": sent.message_id,
        "sent_at": sent.sent_at.isoformat(),
        "channel": sent.channel,
        "segment": sent.segment,
        "text": sent.text,
        "how": one.how,
        "score": one.score,
        "words": list(one.words),
        "phrases": list(one.phrases),
        "themes": list(one.themes),
        "n_sent_before": one.n_sent_before,
        "result": result_sentence(sent),
    }
    if as_json:
        return row
    common = " / ".join(one.phrases) or ", ".join(one.words)
    shown = {"sent_on": _day(sent), "channel": channel_named(settings, sent.channel), "text": _short(sent.text)}
    return {**row, **shown, "how": _HOW[one.how], "score": f"{one.score:.2f}", "common": common}


def _week_row(one: "SentWeek", settings: "Settings", *, as_json: bool) -> dict[str, object]:
    from voc.steps.archive.asked import channel_named  # noqa: PLC0415 - as above

    row: dict[str, object] = {
        "week": one.week,
        "n": len(one.messages),
        "channels": dict(one.channels),
        "themes": dict(one.themes),
        "n_recipients": one.n_recipients,
        **{name: one.shares.get(name) for name in ("opened", "clicked", "converted", "opted_out")},
        "n_voices": one.n_voices,
        "n_all": one.n_all,
        "rate": one.rate,
        "messages": [sent.message_id for sent in one.messages],
    }
    if as_json:
        return row
    shares: dict[str, object] = {name: _percent(share) for name, share in one.shares.items()}
    channels = ", ".join(f"{channel_named(settings, key)} {n}" for key, n in one.channels.items())
    return {**row, **shares, "channels": channels, "n_recipients": f"{one.n_recipients:,}"}


def _fatigue_row(segment: "Fatigue", one: "FatigueWeek", *, as_json: bool) -> dict[str, Any]:
    share, low, high = one.opted_out or (None, None, None)
    rate, rate_low, rate_high = one.complaints or (None, None, None)
    row = {
        "kind": "week",
        "segment": segment.segment,
        "week": one.week,
        "n": one.n_messages,
        "n_opted_out": one.n_opted_out,
        "n_recipients": one.n_recipients,
        "opted_out": share,
        "low": low,
        "high": high,
        "n_complaints": one.n_complaints,
        "n_voices": one.n_voices,
        "rate": rate,
        "rate_low": rate_low,
        "rate_high": rate_high,
    }
    if as_json:
        return row
    drawn = {"opted_out": _percent(share), "rate": None if rate is None else f"{rate:.1f}"}
    intervals = {
        "interval": None if low is None or high is None else f"{low:.2%} ~ {high:.2%}",
        "rate_interval": None if rate_low is None or rate_high is None else f"{rate_low:.0f} ~ {rate_high:.0f}",
    }
    return {**row, **drawn, **intervals}


def _slope_row(one: "Fatigue") -> dict[str, Any]:
    names = ("each", "low", "high", "p", "n_weeks")
    line = {name: getattr(one.slope, name) if one.slope else None for name in names}
    other = one.complaints_slope
    complaints = {**{name: getattr(other, name) for name in names}, "q": one.complaints_q} if other else None
    about = {"kind": "segment", "segment": one.segment, "voice_segment": one.voice_segment}
    told = {"q": one.q, "is_claimed": one.is_claimed, "complaints": complaints, "said": list(one.said)}
    return {**about, **line, **told}


def _after_row(one: "After") -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415 - as above

    watch = one.watch
    return {
        "week": one.week,
        "theme_id": watch.theme.theme_id if watch.theme else None,
        "theme": watch.theme.title if watch.theme else None,
        "messages": [sent.message_id for sent in one.messages],
        "state": watch.state,
        "before": asdict(watch.before),
        "since": asdict(watch.since),
        "expected": list(watch.expected) if watch.expected else None,
        "q": watch.q,
        "weeks": [asdict(week) for week in watch.weeks],
        "others": [sent.message_id for sent in one.others],
        "events": [event.plain() for event in one.events],
        "said": list(one.said),
    }


def _day(sent: "StoredMessage") -> str:
    from voc.weeks import SEOUL  # noqa: PLC0415 - as above

    return sent.sent_at.astimezone(SEOUL).date().isoformat()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.2%}"
