"""What people are told about a run: the texts of notify.yaml filled in, as plain text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter

from voc.config import Settings
from voc.config.notify import ABOUT_WEEKS, NotifyEvent
from voc.planning.wording import COUNTS
from voc.steps.night import BACKFILL, NIGHTLY, WEEKLY, RunOutcome
from voc.steps.telling.notice_problems import problems_of
from voc.weeks import SEOUL

RUN_NAMES = {
    NIGHTLY: "야간 실행",
    WEEKLY: "주간 실행",
    BACKFILL: "지난 날짜 다시 수집",
    "survey-import": "설문 가져오기",
}
# A message is a pointer to the run log, not the log.
_MOST_LINES, _LONGEST_LINE = 8, 300


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told.

    Attributes
    ----------
    text : str
        Without customers' sentences.
    text_with_quotes : str
        With some of them, masked; the same as `text` where the event has none.
    quoted : tuple of (str, str)
        Documents, each with the line in which it is quoted.
    """

    event: NotifyEvent
    run_id: str
    text: str
    text_with_quotes: str
    quoted: tuple[tuple[str, str], ...] = ()


def notices_of(
    settings: Settings, outcome: RunOutcome, started_at: datetime, error: Exception | None = None
) -> list[Notice]:
    """Say what is to be told about a run that has not ended well; of weeks tells `voc.steps.telling.tell_digests`.

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
    return [_notice(settings, event, outcome, started_at, error) for event in found]


def trial_notice(settings: Settings, event: NotifyEvent) -> Notice:
    """Make a message that tries a webhook, and says so."""
    values = {
        **dict.fromkeys(ABOUT_WEEKS, ""),
        "run": "시험 전송",
        "run_id": "00000000",
        "started": moment(datetime.now(UTC)),
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
    values = {
        "run": RUN_NAMES.get(outcome.flow, outcome.flow),
        "run_id": outcome.run_id[:8],
        "started": moment(started_at),
        "dashboard": settings.notify.dashboard_url or "",
        "problems": listed(problems_of(outcome, error)),
        "counts": _counts(outcome),
    }
    text = fill(getattr(settings.notify.texts, event), values)
    return Notice(event, outcome.run_id, text, text)


def moment(at: datetime) -> str:
    """Spell a moment in Seoul's time."""
    local = at.astimezone(SEOUL)
    return f"{local.month}월 {local.day}일 {local:%H:%M}"


def _counts(outcome: RunOutcome) -> str:
    n_new = sum(one.saved.n_new for one in outcome.collected)
    said = [f"새 글 {n_new:,}"] if outcome.collected else []
    said += [f"{COUNTS.get(name, name)} {n:,}" for name, n in outcome.counts.items()]
    return ", ".join(said)


def listed(sentences: Iterable[str], *, mark: str = "· ") -> str:
    """Put sentences on lines of their own; of many only the first."""
    lines = [f"{mark}{short(sentence)}" for sentence in sentences]
    rest = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], *([f"… 외 {rest}건"] if rest > 0 else [])])


def short(sentence: str) -> str:
    """Spell a sentence on one line that is not too long."""
    line = " ".join(sentence.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
