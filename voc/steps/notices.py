"""What people are told about a run: the texts of notify.yaml filled in, as plain text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any

from voc.config import Settings
from voc.config.notify import ABOUT_WEEKS, NotifyEvent
from voc.errors import VocError
from voc.planning.sentences import cautions, headline, origin_line, verdict
from voc.steps.night import BACKFILL, NIGHTLY, WEEKLY, RunOutcome
from voc.weeks import SEOUL

_RUN_NAMES = {
    NIGHTLY: "야간 실행",
    WEEKLY: "주간 실행",
    BACKFILL: "지난 날짜 다시 수집",
    "survey-import": "설문 가져오기",
}
_COUNT_NAMES = {"read": "읽은 글", "weeks": "집계한 주", "new themes": "새 주제", "texts cleared": "비운 글"}
# A message is a pointer to the run log, not the log.
_MOST_LINES, _LONGEST_LINE = 8, 300
_N_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told.

    Attributes
    ----------
    text : str
        Without customers' sentences.
    text_with_quotes : str
        With some of them, masked; the same as `text` where the event has none.
    """

    event: NotifyEvent
    run_id: str
    text: str
    text_with_quotes: str


def notices_of(
    settings: Settings, outcome: RunOutcome, started_at: datetime, error: Exception | None = None
) -> list[Notice]:
    """Say what is to be told about a run that has ended.

    Parameters
    ----------
    error : Exception or None
        What ended it before its time.
    """
    found: list[NotifyEvent] = []
    if error is not None or outcome.is_failed:
        found.append("failed")
    elif not outcome.is_whole:
        found.append("partly")
    if error is None and outcome.brief is not None:
        found.append("weekly")
    return [_notice(settings, event, outcome, started_at, error) for event in found]


def trial_notice(settings: Settings, event: NotifyEvent) -> Notice:
    """Make a message that tries a webhook, and says so."""
    values = {
        **dict.fromkeys(ABOUT_WEEKS, ""),
        "run": "시험 전송",
        "run_id": "00000000",
        "started": _moment(datetime.now(UTC)),
        "week": "시험 전송",
        "problems": "· 설정이 맞는지 확인하려고 보낸 알림입니다. 실제 실행과는 관계없습니다.",
        "headlines": "· 설정이 맞는지 확인하려고 보낸 알림입니다. 실제 브리프와는 관계없습니다.",
        "counts": "새 글 0",
        "dashboard": settings.notify.dashboard_url or "",
    }
    text = fill(getattr(settings.notify.texts, event), values)
    return Notice(event, "00000000", text, text)


def fill(template: str, values: Mapping[str, str]) -> str:
    r"""Fill in a text; a line whose placeholders are all empty is left out.

    Examples
    --------
    >>> fill("{run} 실패\n대시보드: {dashboard}\n끝", {"run": "야간 실행", "dashboard": ""})
    '야간 실행 실패\n끝'
    """
    lines = []
    for line in template.strip().split("\n"):
        names = [name for _, name, _, _ in Formatter().parse(line) if name is not None]
        if not names or any(values[name] for name in names):
            lines.append(line.format_map(values))
    return "\n".join(lines)


def _notice(
    settings: Settings, event: NotifyEvent, outcome: RunOutcome, started_at: datetime, error: Exception | None
) -> Notice:
    template: str = getattr(settings.notify.texts, event)
    values = {
        "run": _RUN_NAMES.get(outcome.flow, outcome.flow),
        "run_id": outcome.run_id[:8],
        "started": _moment(started_at),
        "dashboard": settings.notify.dashboard_url or "",
    }
    if event != "weekly" or outcome.brief is None:
        values |= {"problems": _listed(_problems(outcome, error)), "counts": _counts(outcome)}
        text = fill(template, values)
        return Notice(event, outcome.run_id, text, text)
    brief = outcome.brief
    values |= {"week": str(brief["label"]), "headlines": _listed(_headlines(brief)), "quotes": ""}
    quoting = values | {"quotes": _listed(_quotes(brief), mark="“")}
    return Notice(event, outcome.run_id, fill(template, values), fill(template, quoting))


def _moment(at: datetime) -> str:
    local = at.astimezone(SEOUL)
    return f"{local.month}월 {local.day}일 {local:%H:%M}"


def _problems(outcome: RunOutcome, error: Exception | None) -> Iterator[str]:
    if error is not None:
        # The words of a foreign error may be a customer's.
        yield str(error) if isinstance(error, VocError) else f"unexpected {type(error).__name__}"
    for one in outcome.collected:
        yield from (f"{one.source}: {reason}" for reason in one.reasons)
        if one.saved.n_rejects:
            yield f"{one.source}: {one.saved.n_rejects:,}줄을 읽지 못해 따로 두었습니다 (voc rejects list)"
    if outcome.unreadable:
        yield f"분석하지 못한 글 {len(outcome.unreadable):,}건"


def _counts(outcome: RunOutcome) -> str:
    n_new = sum(one.saved.n_new for one in outcome.collected)
    said = [f"새 글 {n_new:,}"] if outcome.collected else []
    said += [f"{_COUNT_NAMES.get(name, name)} {n:,}" for name, n in outcome.counts.items()]
    return ", ".join(said)


def _headlines(brief: Mapping[str, Any]) -> Iterator[str]:
    yield headline(dict(brief))
    yield from verdict(dict(brief))
    yield from cautions(dict(brief))


def _quotes(brief: Mapping[str, Any]) -> Iterator[str]:
    """Choose the first sentence of each of the themes that moved most."""
    quoted = [theme["quotes"][0] for theme in (*brief["moved"], *brief["largest"]) if theme["quotes"]]
    for quote in quoted[:_N_QUOTES]:
        yield f"{quote['text']}” {origin_line(quote)}"


def _listed(sentences: Iterator[str], *, mark: str = "· ") -> str:
    lines = [f"{mark}{_short(' '.join(sentence.split()))}" for sentence in sentences]
    rest = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], *([f"… 외 {rest}건"] if rest > 0 else [])])


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= _LONGEST_LINE else f"{sentence[: _LONGEST_LINE - 1]}…"
