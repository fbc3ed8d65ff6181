"""What `voc check source` says about a source that is asked over the network."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, say
from voc.cli.drawing import show_rows

if TYPE_CHECKING:
    from datetime import datetime

    from voc.steps.check_network import NetworkReport

_QUESTIONS = {"key": "문항", "title": "질문", "role": "무엇으로", "doubtful": "확인 필요", "reason": "이유"}
_STATES = {"set": "set", "missing": "NOT SET", "unreadable": "cannot be read"}
_N_REASONS = 5
# What an answer without anything in it can mean, beside there being nothing.
_NOTHING = {
    "zendesk": "No ticket was touched since then, or the token belongs to somebody who sees none.",
    "freshdesk": "No ticket was touched since then, or the key belongs to somebody who sees none.",
    "channel_talk": "Only chats that were handed to a person are listed, not those that a bot ended.",
    "google_play": "The API tells only reviews of the last seven days that have words; older ones come from reports.",
    "app_store_connect": "Check `app_id`, and `territory`: null asks for the reviews of all countries.",
    "itunes_rss": "A wrong `app_id` or `country` is answered in the same way: compare them with the app's page.",
    "gnuboard": "Nothing was written since then, or guests may not see it: open the board without signing in.",
    "xe": "Nothing was written since then, or guests may not see it: open the board without signing in.",
    "site": "Nothing was written since then, or the selectors of `html` and `link` mean nothing on its pages.",
    "naver_search": "Try the words of `queries` in Naver's own search first.",
}
_NO_ANSWERS = "Nobody has filled the form in since then, or it is another form than you mean: see its questions."
_NOTHING_ELSE = "Check that sources.yaml names the right one, and from which day (`since`)."


def look_row(report: "NetworkReport") -> dict[str, Any]:
    """Return all that a look gave, for JSON."""
    return {
        "source": report.source.name,
        "family": report.source.family,
        "addresses": list(report.source.addresses),
        "needs": [
            {"variable": one.secret.variable, "what": one.secret.what, "where": one.secret.where, "state": one.state}
            for one in report.needs
        ],
        "asked_from": report.asked_from.isoformat(),
        "questions": [{name: getattr(one, name) for name in _QUESTIONS} for one in report.questions],
        "records": report.n_records,
        "kinds": [{"channel": channel, "kind": kind, "n": n} for (channel, kind), n in report.kinds.most_common()],
        "rejects": report.n_rejects,
        "removals": report.n_removals,
        "reasons": dict(report.reasons.most_common()),
        "first_at": report.first_at.isoformat() if report.first_at else None,
        "last_at": report.last_at.isoformat() if report.last_at else None,
        "problems": [f"{one.part}: {one.reason}" for one in report.problems],
        "is_cut_short": report.is_cut_short,
        "error": report.error or None,
        "may_pass": report.may_pass,
    }


def look_code(report: "NetworkReport") -> int:
    """Tell how a look ends: 0 sound, 1 nothing could be had, 3 something is to be seen to."""
    if report.is_failed:
        return FAILED
    return DONE if report.is_sound else PARTLY_DONE


def show_look(report: "NetworkReport") -> None:
    """Print what a source needs, what it answered and what to do next."""
    source = report.source
    hosts = ", ".join(dict.fromkeys(urlsplit(address).netloc for address in source.addresses))
    click.echo(f"{source.name} ({source.family}) asks {hosts}")
    for need in report.needs:
        click.echo(f"  {need.secret.variable}: {_STATES[need.state]} ({need.secret.what})")
        click.echo(f"    made at: {need.secret.where}")
    if report.is_missing_something:
        _say_missing(report)
        return
    _show_questions(report)
    if report.error:
        say(f"It failed: {report.error}{' This may pass: try again later.' if report.may_pass else ''}")
    _show_page(report)
    _say_next(report)


def _say_missing(report: "NetworkReport") -> None:
    for need in report.needs:
        variable = need.secret.variable
        if need.state == "missing":
            say(
                f"Set {variable} in the environment, or {variable}_FILE to the path of a file that holds the "
                f"{need.secret.what}; nothing was asked."
            )
        elif need.reason:
            say(need.reason)


def _show_questions(report: "NetworkReport") -> None:
    if not report.questions:
        return
    click.echo("\nThe form asks:")
    rows = [
        {**{name: getattr(one, name) for name in _QUESTIONS}, "doubtful": "예" if one.doubtful else ""}
        for one in report.questions
    ]
    show_rows(rows, as_json=False, columns=_QUESTIONS, empty="")
    doubtful = [one for one in report.questions if one.doubtful]
    if doubtful:
        say("Nothing of the answers marked 예 is stored until you say what they are. At the source in sources.yaml:")
        say("    questions:\n" + "\n".join(f'      "{one.key}": {one.role}' for one in doubtful))
        say("That is a guess; 'drop' stores nothing, and docs/sources.md lists what else can stand there.")


def _show_page(report: "NetworkReport") -> None:
    if report.n_records:
        kinds = ", ".join(f"{n:,} {kind} in channel {channel}" for (channel, kind), n in report.kinds.most_common())
        click.echo(f"\nOne page was read and not stored: {kinds}{_span(report)}")
    if report.n_removals:
        click.echo(f"{report.n_removals:,} that the source has taken back")
    for reason, n in report.reasons.most_common(_N_REASONS):
        click.echo(f"{n:,} x set aside: {reason}")
    for problem in report.problems:
        click.echo(f"could not be had: {problem.part}: {problem.reason}")


def _span(report: "NetworkReport") -> str:
    if report.first_at is None or report.last_at is None:
        return "; the source does not tell when they were written"
    first, last = _in_seoul(report.first_at), _in_seoul(report.last_at)
    return f", written {first}" if first == last else f", written from {first} to {last}"


def _say_next(report: "NetworkReport") -> None:
    name, day = report.source.name, _in_seoul(report.asked_from)[:10]
    if report.is_cut_short:
        say("Time was up before it gave anything: it answers, but slowly. A collection waits for as long as it takes.")
    elif report.is_empty:
        reason = _NO_ANSWERS if report.questions else _NOTHING.get(report.source.family, _NOTHING_ELSE)
        say(f"It answered and has nothing since {day}. {reason}")
    elif not report.is_failed:
        say(f"Collect it now: voc collect {name}; every night: voc run nightly. The first time goes back to {day}.")
    if not report.source.enabled:
        say("It is switched off: the nightly run leaves it out until 'enabled: true' stands in sources.yaml.")


def _in_seoul(moment: "datetime") -> str:
    from voc.weeks import SEOUL  # noqa: PLC0415 - `voc check --help` does not need it

    return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M}"
