"""A brief that was handed out against what the store says of its week today: what came in, went out or changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from voc.planning.brief import Brief

Comparison: TypeAlias = dict[str, Any]

# A theme that stands in several lists is placed in the first of them.
_LISTS = ("moved", "largest", "less", "held")


class _Measured(NamedTuple):
    """A list of a brief whose entries are compared one by one.

    Attributes
    ----------
    part, key : str
        Name of the list, and the field that tells its entries apart.
    kind : str
        `count`, `share` (0-1) or `stars`; an entry that one of the briefs does not have counts 0, or nothing at all.
    """

    part: str
    key: str
    named: str
    kind: str
    measure: Callable[[Brief], float | None]


_MEASURED = (
    _Measured("stages", "key", "단계: {name}", "count", lambda one: int(one["n"][0])),
    _Measured("reasons", "key", "이유: {name}", "count", lambda one: int(one["n"][0])),
    _Measured("channels", "channel", "채널: {channel}", "count", lambda one: int(one["voices"][0])),
    _Measured("channels", "channel", "평균 별점: {channel}", "stars", lambda one: one["mean_rating"]),
    _Measured("funnel", "key", "이탈률: {name}", "share", lambda one: one["drop"]),
)


def compare_briefs(shown: Brief, now: Brief, n_now: Mapping[str, int] | None = None) -> Comparison:
    """Set a brief against another one of the same week; of customers' words there are only the titles of themes.

    Parameters
    ----------
    shown : Brief
        As it was handed out.
    now : Brief
        As it would be today; its words are not looked at.
    n_now : mapping of theme id to int
        Voices of today, also of themes that the brief of today would not list.

    Returns
    -------
    dict
        `figures`: `name`, `then`, `now` and `kind` of those that differ; `themes`: those that came in, went out or
        changed, see `_theme`; `is_same`: whether there is nothing of either.
    """
    figures = [one for one in _figures(shown, now) if one["then"] != one["now"]]
    themes = list(_themes(shown, now, n_now or {}))
    return {
        "week": shown["week"],
        "label": shown["label"],
        "is_same": not figures and not themes,
        "figures": figures,
        "themes": themes,
    }


def _figures(shown: Brief, now: Brief) -> Iterator[dict[str, Any]]:
    for place, when in enumerate(("", "(지난주)")):
        yield _figure(f"들어온 목소리{when}", "count", shown["voices"][place], now["voices"][place])
        then, today = (one["hesitating"]["n"][place] for one in (shown, now))
        yield _figure(f"망설임이 보인 목소리{when}", "count", then, today)
    yield _figure("테마로 묶인 망설임 문장", "share", shown["coverage"], now["coverage"])
    for measured in _MEASURED:
        yield from _entries(measured, shown.get(measured.part) or (), now.get(measured.part) or ())


def _entries(measured: _Measured, shown: Sequence[Brief], now: Sequence[Brief]) -> Iterator[dict[str, Any]]:
    before, after = ({one[measured.key]: one for one in rows} for rows in (shown, now))
    missing = 0 if measured.kind == "count" else None
    for key in dict.fromkeys((*before, *after)):
        then, today = (measured.measure(rows[key]) if key in rows else missing for rows in (before, after))
        yield _figure(measured.named.format(**(after.get(key) or before[key])), measured.kind, then, today)


def _figure(name: str, kind: str, then: float | None, now: float | None) -> dict[str, Any]:
    return {"name": name, "kind": kind, "then": then, "now": now}


def _themes(shown: Brief, now: Brief, n_now: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    before, after = _placed(shown), _placed(now)
    for theme_id in dict.fromkeys((*before, *after)):
        then, today = before.get(theme_id), after.get(theme_id)
        if then and today and not then["title"]:
            # Erased with the text that it repeated, which changes nothing else.
            then = {**then, "title": today["title"]}
        if then and not today and theme_id in n_now:
            today = {**then, "part": None, "n": n_now[theme_id], "state": None}
        if then != today:
            yield _theme(theme_id, then, today)


def _placed(brief: Brief) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for part in _LISTS:
        for theme in brief.get(part, ()):
            about = {"title": theme["title"], "part": part, "n": theme["n"][0], "state": theme["state"]}
            found.setdefault(theme["theme_id"], about)
    return found


def _theme(theme_id: str, then: dict[str, Any] | None, now: dict[str, Any] | None) -> dict[str, Any]:
    """Describe what became of a theme; `now` without a part is of one that would not be listed any more."""
    is_listed = now is not None and now["part"] is not None
    change = "in" if then is None else "changed" if is_listed else "out"
    title = (now or {}).get("title") or (then or {}).get("title") or ""
    return {"theme_id": theme_id, "title": title, "change": change, "then": then, "now": now}
