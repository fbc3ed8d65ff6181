"""The sentences of a brief: what the week comes to, in Korean, as plain text that every drawing shares."""

from typing import Any, TypeAlias

from voc.planning.wording import EVENTS, particle

Brief: TypeAlias = dict[str, Any]

# Weeks with voices before which nothing can be called new, as `nlp.trends` asks.
_ENOUGH_WEEKS = 4
_MANY = 3
# What is still felt in the week after.
_LASTING_EFFECT = frozenset({"release", "outage"})
_HOLD_REASONS = {
    "added": "새 소스 {subject} 추가되어 비교를 보류했습니다",
    "young": "{topic} 추가된 지 4주가 안 된 새 소스라 비교를 보류했습니다",
    "silent": "{name}에서 이번 주에 글이 들어오지 않아 비교를 보류했습니다",
    "removed": "{name}에서 글이 더는 들어오지 않아 비교를 보류했습니다",
    "thin": "{name}에서 들어온 글이 평소보다 크게 적어 비교를 보류했습니다",
    "flooded": "{name}에서 들어온 글이 평소의 네 배를 넘어 비교를 보류했습니다",
    "refusing": "{name}에서 읽지 못해 따로 둔 줄이 갑자기 늘어 비교를 보류했습니다",
    "ill": "{name}의 수집이 이번 주에 온전하지 않아 비교를 보류했습니다",
    "patchy": "{name}의 수집이 지난 몇 주 동안 온전하지 않아 비교를 보류했습니다",
    "mix": "전체에서 {subject} 차지하는 비중이 평소와 달라져 비교를 보류했습니다",
}
# Less than this does not show in the stars of a shop.
_LEAST_IMPACT = 0.05


def base_name(brief: Brief) -> str:
    """Name what a week, or several, are compared with.

    Examples
    --------
    >>> base_name({"n_weeks": 1}), base_name({"n_weeks": 4})
    ('지난주', '앞선 4주')

    Whoever looks back calls the week before another one otherwise:

    >>> base_name({"n_weeks": 1, "base_name": "그 전주"})
    '그 전주'
    """
    if brief.get("n_weeks", 1) > 1:
        return f"앞선 {brief['n_weeks']}주"
    return str(brief.get("base_name", "지난주"))


def headline(brief: Brief) -> str:
    """Say how many hesitated, in one sentence or two."""
    base = base_name(brief)
    (voices, voices_before), hesitating = brief["voices"], brief["hesitating"]
    if not voices:
        return "이번 주에 들어온 고객의 목소리가 없습니다. `voc show runs`로 수집이 되었는지 확인해 주세요."
    now, before = hesitating["n"]
    line = f"고객의 목소리 {voices:,}건 가운데 {now:,}건({now / voices:.0%})에서 망설임이 보였습니다."
    if not voices_before:
        return f"{line} {base}에는 들어온 목소리가 없어 견줄 수 없습니다."
    then = f"{voices_before:,}건 가운데 {before:,}건({before / voices_before:.0%})"
    line += f" {base}{particle(base, '은', '는')} {then}이었습니다."
    low, high = hesitating["expected"]
    if hesitating["state"] in {"new", "burst", "rising"}:
        line += f" 평소라면 {low:,}~{high:,}건일 텐데 눈에 띄게 많습니다."
    if hesitating["state"] in {"falling", "gone"}:
        line += f" 평소라면 {low:,}~{high:,}건일 텐데 눈에 띄게 적습니다."
    return line + (f" {held_line(hesitating)}." if held_line(hesitating) else "")


def verdict(brief: Brief) -> list[str]:
    """Say what changed, a sentence for each kind of change; that nothing did, or that it is too early to tell."""
    if not brief["voices"][0]:
        return []
    if brief["n_weeks_before"] < _ENOUGH_WEEKS:
        return [_too_early(brief["n_weeks_before"], brief.get("n_weeks", 1))]
    moved = brief["moved"]
    by_state = {state: [one for one in moved if one["state"] == state] for state in ("new", "burst", "rising")}
    said = []
    if by_state["new"]:
        said.append(f"처음 나타난 망설임은 {_titles(by_state['new'], with_count=True)}입니다.")
    said += [
        f"{_subject(one)} {_from_to(one, base_name(brief))} 갑자기 늘었습니다." for one in by_state["burst"][:_MANY]
    ]
    if by_state["rising"]:
        said.append(f"{_titles(by_state['rising'])}{_ending(by_state['rising'], '이', '가')} 늘고 있습니다.")
    said += _of_groups("이유로 보면", brief["reasons"])
    said += _of_groups("단계로 보면", brief["stages"])
    if brief["less"]:
        said.append(f"{_titles(brief['less'])}{_ending(brief['less'], '은', '는')} 줄었습니다.")
    if brief.get("held"):
        held = _titles(brief["held"], with_count=True)
        said.append(f"{held}{_ending(brief['held'], '은', '는')} 달라 보이지만 아래에 적은 이유로 비교를 보류했습니다.")
    quiet = f"앞선 {_n_weeks_before(brief)}주와 견주어 뚜렷하게 달라진 망설임은 없습니다."
    return said or [quiet]


def cautions(brief: Brief) -> list[str]:
    """Say what speaks against taking the figures as they are: sources that broke, or that are new."""
    return [_caution(one) for one in brief["sources"]]


def count_line(theme: Brief, base: str = "지난주") -> str:
    """Say how often a theme came up and what was to be expected."""
    (now, before), (low, high) = theme["n"], theme["expected"]
    line = f"{now:,}건 · {base} {before:,}건 · 1,000건당 {theme['rate'][0]:g}건"
    return line if theme["state"] == "steady" and not theme.get("held") else f"{line} · 예상 범위 {_range(low, high)}"


def held_line(counted: Brief) -> str:
    """Say why a change is not called; empty where nothing is held back."""
    held = counted.get("held")
    return hold_reason(held["kind"], held["source"]) if held else ""


def hold_reason(kind: str, source: str | None) -> str:
    """Say why a change is not called, without a full stop.

    Parameters
    ----------
    kind : str
        See `voc.planning.holding.HoldKind`.
    source : str or None
        What readers call the source behind it; None where the analysis changed.

    Examples
    --------
    >>> hold_reason("added", "커뮤니티")
    "새 소스 '커뮤니티'가 추가되어 비교를 보류했습니다"
    """
    if source is None:
        return "분석 기준이 바뀌어, 지난 주들을 새 기준으로 다시 읽을 때까지 비교를 보류했습니다"
    name = f"'{source}'"
    subject, topic = f"{name}{particle(source, '이', '가')}", f"{name}{particle(source, '은', '는')}"
    return _HOLD_REASONS[kind].format(name=name, subject=subject, topic=topic)


def last_year_line(theme: Brief) -> str:
    """Say how often a theme came up a year before; empty where the store is too young."""
    found = theme.get("last_year")
    return f"작년 같은 주 {found['n']:,}건 · 1,000건당 {found['rate']:g}건" if found else ""


def same_time_line(brief: Brief) -> str:
    """Say what else happened in the week, or broke or was released in the week before; empty where nothing did."""
    events = brief.get("calendar", [])
    now = [one for one in events if brief["week"] in one["weeks"]]
    before = [
        one for one in events if one not in now and brief["base"] in one["weeks"] and one["kind"] in _LASTING_EFFECT
    ]
    said = [
        f"{when} {_event_names(found)}{particle(found[-1]['name'], '이', '가')} 있었습니다"
        for when, found in (("같은 주에", now), (f"{base_name(brief)}에", before))
        if found
    ]
    return ". ".join(said)


def calendar_line(brief: Brief) -> str:
    """List what the calendar holds for the weeks of the trend lines; empty where that is nothing."""
    events = brief.get("calendar", [])
    listed = ", ".join(f"{_days(one)} {_with_kind(one)}" for one in events)
    return f"추이와 겹친 일정: {listed}" if listed else ""


def origin_line(quote: Brief) -> str:
    """Say where a quote comes from: channel, day, rating as it was given."""
    parts = [str(quote["channel"])]
    if quote["date"]:
        _, month, day = str(quote["date"]).split("-")
        parts.append(f"{int(month)}/{int(day)}")
    if quote["rating"] is not None:
        parts.append(f"{quote['rating']:g}점")
    return ", ".join(parts)


def impact_line(theme: Brief) -> str:
    """Say what a theme does to the mean rating; empty where it hardly moves it."""
    impact = theme["rating_impact"]
    if impact is None or abs(impact) < _LEAST_IMPACT:
        return ""
    return f"이 목소리를 빼면 평균 별점이 {abs(impact):.2f}점 {'높아집니다' if impact > 0 else '낮아집니다'}"


def footnotes(brief: Brief) -> list[str]:
    """Say how to read the marks and what the figures rest on."""
    if not brief["voices"][0]:
        return []
    said = [
        (
            f"★ 처음 나타남, ▲▲ 급증, ▲ 증가, ▼ 감소는 앞선 {_n_weeks_before(brief)}주와 견주어 "
            "우연으로 보기 어려울 때만 붙입니다."
        ),
        f"망설임이 담긴 문장의 {brief['coverage']:.0%}가 테마로 묶였습니다. 같은 글의 사본은 한 번만 셉니다.",
        "별점은 1~5점 기준이며, 0~10점처럼 다른 척도는 1~5점으로 바꾸어 셈했습니다.",
    ]
    if brief.get("cleared"):
        said.append(
            f"보관 기간이 지나 이 주의 {', '.join(brief['cleared'])} 글은 지웠습니다. "
            "건수는 그대로이며, 인용할 글만 없습니다."
        )
    if brief["open_rejects"]:
        said.append(
            f"읽지 못해 따로 둔 줄이 {brief['open_rejects']:,}개 있습니다. `voc rejects list`로 볼 수 있습니다."
        )
    return said


def _caution(one: Brief) -> str:
    name, usual = one["name"], f"최근 4주 평균 {one['usual']:g}건"
    if one["state"] == "silent":
        return (
            f"수집 확인: {name}에서 이번 주에 들어온 글이 없습니다({usual}). "
            "이 채널의 글이 빠져서 줄어든 것은 감소로 표시하지 않았습니다."
        )
    if one["state"] == "thin":
        return f"수집 확인: {name}에서 들어온 글이 {one['n']:,}건으로, 평소({usual})보다 크게 적습니다."
    if one["state"] == "flooded":
        return f"수집 확인: {name}에서 들어온 글이 {one['n']:,}건으로, 평소({usual})의 네 배를 넘습니다."
    if one["state"] == "refusing":
        return (
            f"수집 확인: {name}에서 읽지 못해 따로 둔 줄이 이번 주에 {one['n_rejects']:,}개로 갑자기 늘었습니다. "
            "voc rejects list로 볼 수 있습니다."
        )
    if one["state"] in {"ill", "patchy"}:
        when = "이번 주에" if one["state"] == "ill" else "지난 몇 주 동안"
        return f"수집 확인: {name}의 수집이 {when} 온전하지 않았습니다. voc show sources에서 까닭을 볼 수 있습니다."
    topic = particle(name, "은", "는")
    return f"{name}{topic} 이번 주에 처음 들어온 채널입니다. 여기서만 늘어난 것은 증가로 표시하지 않았습니다."


def _n_weeks_before(brief: Brief) -> int:
    return int(brief["n_weeks_before"] * brief.get("n_weeks", 1))


def _too_early(n_before: int, n_weeks: int) -> str:
    if n_weeks > 1:
        return (
            f"{n_weeks}주씩 견줄 앞선 기간이 아직 {n_before}개뿐이라 무엇이 새로 나타났는지 말할 수 없습니다. "
            f"{_ENOUGH_WEEKS}개가 쌓이면 알려 드립니다."
        )
    if not n_before:
        return "견줄 지난 자료가 아직 없어 무엇이 새로 나타났는지 말할 수 없습니다. 4주가 쌓이면 알려 드립니다."
    return (
        f"견줄 지난 자료가 아직 {n_before}주뿐이라 무엇이 새로 나타났는지 말할 수 없습니다. 4주가 쌓이면 알려 드립니다."
    )


def _titles(themes: list[Brief], *, with_count: bool = False) -> str:
    shown = [f"‘{one['title']}’" + (f"({one['n'][0]:,}건)" if with_count else "") for one in themes[:_MANY]]
    more = len(themes) - len(shown)
    return ", ".join(shown) + (f" 등 {len(themes)}가지" if more else "")


def _ending(themes: list[Brief], closed: str, opened: str) -> str:
    return particle("가지" if len(themes) > _MANY else themes[-1]["title"], closed, opened)


def _subject(theme: Brief) -> str:
    return f"‘{theme['title']}’{particle(theme['title'], '은', '는')}"


def _from_to(theme: Brief, base: str) -> str:
    now, before = theme["n"]
    return f"{before:,}건에서 {now:,}건으로" if before else f"{base}에는 없다가 {now:,}건으로"


def _of_groups(opening: str, groups: list[Brief]) -> list[str]:
    up = [one["name"] for one in groups if one["state"] in {"new", "burst", "rising"}]
    down = [one["name"] for one in groups if one["state"] in {"falling", "gone"}]
    parts = [
        f"{', '.join(f'‘{name}’' for name in names)}{particle(names[-1], '이', '가')} {verb}"
        for names, verb in ((up, "늘었"), (down, "줄었"))
        if names
    ]
    return [f"{opening} {'고, '.join(parts)}습니다."] if parts else []


def _event_names(events: list[Brief]) -> str:
    return ", ".join(f"'{one['name']}'" for one in events)


def _with_kind(event: Brief) -> str:
    kind = EVENTS.get(event["kind"], event["kind"])
    return str(event["name"]) if kind in event["name"] else f"{event['name']}({kind})"


def _days(event: Brief) -> str:
    start, end = (f"{int(month)}/{int(day)}" for _, month, day in (event[name].split("-") for name in ("start", "end")))
    return start if start == end else f"{start}-{end}"


def _range(low: int, high: int) -> str:
    return f"{low:,}~{high:,}건" if low != high else f"{low:,}건"
