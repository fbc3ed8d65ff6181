"""All parts of a brief that a marketer plans with, as further top-level keys of its plain data."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from voc.planning.audience import reach
from voc.planning.brief import Brief
from voc.planning.briefing.avoid import sent_lines, words_to_avoid
from voc.planning.briefing.echoes import voices_of_week
from voc.planning.briefing.ideas import Praised, message_ideas
from voc.planning.briefing.inputs import PlanInputs
from voc.planning.briefing.reach import plain_reach
from voc.planning.briefing.sent import named_channels, sent_on
from voc.planning.briefing.stages import stages_of_week
from voc.planning.figures import HISTORY_WEEKS
from voc.store import load_themes
from voc.store.messages import count_messages
from voc.store.quote_permissions import WITHDRAWN, load_permissions
from voc.store.relieved import praise_of_weeks
from voc.weeks import SEOUL, monday_of, shift_week, weeks_between

# Sentences of praise that are looked through, the newest weeks first.
_MOST_PRAISE = 20_000


def make_plan(connection: Connection, brief: Brief, inputs: PlanInputs) -> dict[str, Any]:
    """Put together what is added to a brief for planning.

    Returns
    -------
    dict
        `until` (the last day of the week), `by_stage`, `avoid`, `sent`, `reach`, `echoes`, `ideas`; JSON values. Twelve
        weeks, the brief's own included, count as lately.
    """
    weeks = weeks_between(shift_week(brief["week"], 1 - HISTORY_WEEKS), brief["week"])
    since, until = _midnight(monday_of(weeks[0])), _midnight(monday_of(shift_week(brief["week"], 1)))
    stored = load_themes(connection)
    themes = {one.theme_id: one for one in stored}
    dated = {**brief, "until": (until - timedelta(days=1)).date().isoformat()}
    listed = [str(one["theme_id"]) for one in (*brief["moved"], *brief["largest"]) if one["theme_id"] in themes]
    name = _channel_name(inputs)
    sent = {
        key: named_channels(row, name) for key, row in sent_on(connection, listed, since=since, until=until).items()
    }
    barred = {one.document_id for one in load_permissions(connection) if one.state == WITHDRAWN}
    praised = Praised(praise_of_weeks(connection, weeks, limit=_MOST_PRAISE), len(weeks), barred)
    lines = [*sent_lines(connection, since, until, name), *inputs.own_lines]
    return {
        "until": dated["until"],
        "by_stage": stages_of_week(connection, brief, stored, inputs.names),
        "avoid": {"n_texts": len(lines), "words": words_to_avoid(lines, inputs.careful)},
        "sent": {
            "n_messages": count_messages(connection),
            "n_weeks": len(weeks),
            "themes": [{"title": themes[key].title, **sent[key]} for key in listed],
        },
        "reach": [
            {"theme_id": key, **plain_reach(reach(connection, [key], weeks, suppress=inputs.suppress))}
            for key in listed
        ],
        "echoes": voices_of_week(connection, brief["week"], (since, until), names=inputs.names, channel_name=name),
        "ideas": message_ideas(connection, dated, themes, sent=sent, praised=praised, inputs=inputs),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)


def _channel_name(inputs: PlanInputs) -> Callable[[str], str]:
    return lambda key: inputs.message_channels.get(key, key)
