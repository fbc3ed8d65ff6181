"""What stands beside the hesitations: praise by feature, changes that are watched, lessons on the listed themes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from voc.config import Settings
from voc.planning.brief import Brief
from voc.planning.lessons import lesson_rows
from voc.planning.praise import praise_rows
from voc.planning.watch_rows import watch_rows

_N_FEATURES, _N_QUOTES, _N_LESSONS = 5, 2, 8
_OF_WATCH = ("change_id", "day", "kind", "what", "theme_id", "title", "state", "said")
_OF_LESSON = ("lesson_id", "at", "hypothesis", "message", "result", "lesson", "themes")


def learned_parts(
    connection: Connection, brief: Brief, settings: Settings, channels: Mapping[str, str], barred: Collection[str]
) -> dict[str, Any]:
    """Describe what was praised, what is watched, and what was learned about the listed themes.

    Parameters
    ----------
    channels : mapping of str to str
        Source to the name of its channel that readers know.
    barred : collection of str
        Documents whose authors do not want to be quoted.

    Returns
    -------
    dict
        `praise`, `watched`, `lessons`; JSON values.
    """
    week = str(brief["week"])
    praised = [row for row in praise_rows(connection, week, settings) if not row["is_proposed"] and row["n"]]
    listed = [str(one["theme_id"]) for one in (*brief["moved"], *brief["largest"])]
    return {
        "praise": _features(praised[:_N_FEATURES], channels, barred),
        "watched": [{name: row[name] for name in _OF_WATCH} for row in watch_rows(connection, week, settings)],
        "lessons": [{name: row[name] for name in _OF_LESSON} for row in lesson_rows(connection, listed)[:_N_LESSONS]],
    }


def _features(
    rows: Sequence[Mapping[str, Any]], channels: Mapping[str, str], barred: Collection[str]
) -> list[dict[str, Any]]:
    """Describe features with up to two quotes each; a sentence that praises several is quoted once."""
    found, quoted = [], set(barred)
    for row in rows:
        quotes = [_quote(one, channels) for one in row["quotes"] if one["doc_id"] not in quoted][:_N_QUOTES]
        quoted.update(one["doc_id"] for one in quotes)
        facts = {name: row[name] for name in ("feature", "name", "state")}
        found.append({**facts, "n": [row["n"], row["n_before"]], "quotes": quotes})
    return found


def _quote(one: Mapping[str, Any], channels: Mapping[str, str]) -> dict[str, Any]:
    return {**{name: one[name] for name in one if name != "source"}, "channel": channels.get(one["source"], "")}
