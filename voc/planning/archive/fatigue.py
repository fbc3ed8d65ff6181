"""Do people tire of us? Opt-outs and complaints of messages, by segment, against how many messages it got."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scipy.stats import false_discovery_control
from sqlalchemy import Connection

from nlp.drop_off import wilson
from nlp.frequency import ENOUGH_HITS, ENOUGH_WEEKS, Slope, share_of_messages, slope
from nlp.response_bands import FALSE_SHARE
from nlp.themebook import catalogue_id
from voc.planning.archive.bridge import EVERYBODY, results_of
from voc.planning.wording import particle
from voc.store import current_edits, segment_values, tallies, voices
from voc.store.messages import StoredMessage
from voc.weeks import weeks_between

# Themes of the catalogue in which customers complain of messages.
FATIGUE_KEYS = ("push_too_many", "spam_messages")
# All messages and all voices together, where there are several segments.
ALL_SEGMENTS = "모든 세그먼트"


@dataclass(frozen=True, slots=True)
class FatigueWeek:
    """A segment in a week.

    Attributes
    ----------
    n_messages : int
        Sent to the segment.
    opted_out : tuple of (share, low, high), or None
        Of the recipients, with a 95 % interval over messages; None where too little is known.
    n_opted_out, n_recipients : int
        Of the messages whose opt-outs are known.
    n_complaints, n_voices : int or None
        Voices that complain of messages, and all voices of the segment; None where no customers' segment fits.
    complaints : tuple of (rate, low, high), or None
        Per 1,000 voices, with a 95 % interval; None without voices.
    """

    week: str
    n_messages: int
    n_opted_out: int
    n_recipients: int
    opted_out: tuple[float, float, float] | None
    n_complaints: int | None
    n_voices: int | None
    complaints: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Fatigue:
    """A segment over the weeks of the archive.

    Attributes
    ----------
    voice_segment : str or None
        The customers' segment (`name=value`) whose voices stand beside it; everybody's where the segment is 전체.
    slope, complaints_slope : Slope or None
        What one more message a week adds to opt-outs, as a part of the usual share of each channel, and to complaints,
        as a part of the usual share of voices. Of all segments together there is no slope of opt-outs: nobody gets the
        messages of all.
    q, complaints_q : float
        Of these slopes, over all of them.
    said : tuple of str
        What may be said of it, in Korean sentences.
    """

    segment: str
    voice_segment: str | None
    weeks: tuple[FatigueWeek, ...]
    slope: Slope | None
    complaints_slope: Slope | None = None
    q: float = 1.0
    complaints_q: float = 1.0
    said: tuple[str, ...] = ()

    @property
    def is_claimed(self) -> bool:
        """Whether opt-outs may be said to go with the number of messages."""
        return self.slope is not None and self.q <= FALSE_SHARE


def fatigue(connection: Connection, messages: Sequence[StoredMessage]) -> list[Fatigue]:
    """Set opt-outs and complaints beside the number of messages, by segment and week.

    Parameters
    ----------
    messages : sequence of StoredMessage
        The archive.

    Returns
    -------
    list of Fatigue
        The segment with most messages first.
    """
    by_segment: defaultdict[str, list[StoredMessage]] = defaultdict(list)
    for one in messages:
        by_segment[one.segment or EVERYBODY].append(one)
    ordered = sorted(by_segment, key=lambda name: (-len(by_segment[name]), name))
    heard = _Complaints(connection)
    found = [_of_segment(name, by_segment[name], heard) for name in ordered]
    if len(found) > 1:
        found.append(replace(_of_segment(ALL_SEGMENTS, messages, heard), slope=None))
    return _judged(found)


def _of_segment(name: str, messages: Sequence[StoredMessage], heard: "_Complaints") -> Fatigue:
    voice_segment = heard.segment_of(name)
    weeks = tuple(_weeks(messages, heard, name, voice_segment))
    return Fatigue(name, voice_segment, weeks, _slope(messages), _complaints_slope(weeks))


def _judged(found: Sequence[Fatigue]) -> list[Fatigue]:
    """Control false discoveries over all lines, and say what may be said."""
    tested = [line.p for one in found for line in (one.slope, one.complaints_slope) if line is not None]
    shares = iter(false_discovery_control(tested) if tested else ())
    judged = []
    for one in found:
        q, complaints_q = (1.0 if line is None else float(next(shares)) for line in (one.slope, one.complaints_slope))
        judged.append(replace(one, q=q, complaints_q=complaints_q))
    return [replace(one, said=tuple(_said(one))) for one in judged]


class _Complaints:
    """Voices that complain of messages, by segment and week."""

    def __init__(self, connection: Connection) -> None:
        edits = current_edits(connection)
        shown = {edits.resolve(catalogue_id(key)) for key in FATIGUE_KEYS}
        self._themes = {one for one in shown if one is not None}
        self._connection = connection
        self._values = segment_values(connection)

    def segment_of(self, name: str) -> str | None:
        """Return the customers' segment of that name or value; None where none or several have it."""
        named = [
            f"{key}={value}"
            for key, values in self._values.items()
            for value in values
            if name in {value, f"{key}={value}"}
        ]
        return named[0] if len(named) == 1 else None

    def counts(self, segment: str | None, weeks: Collection[str]) -> tuple[Counter[str], Counter[str]]:
        """Count complaints and all voices by week; a voice on two of the themes counts in each."""
        said, heard = Counter[str](), Counter[str]()
        for one in tallies(
            self._connection, {"week", "theme"}, weeks=weeks, themes=sorted(self._themes), segment=segment
        ):
            said[one.week or ""] += one.n_documents
        for voice in voices(self._connection, weeks=weeks, segment=segment):
            heard[voice.week] += voice.n_documents
        return said, heard


def _weeks(
    messages: Sequence[StoredMessage], complaints: _Complaints, name: str, voice_segment: str | None
) -> Iterator[FatigueWeek]:
    weeks = weeks_between(min(one.week for one in messages), max(one.week for one in messages))
    is_known = voice_segment is not None or name in {EVERYBODY, ALL_SEGMENTS}
    said, heard = complaints.counts(voice_segment, weeks) if is_known else (Counter[str](), Counter[str]())
    for week in weeks:
        of_week = [one for one in messages if one.week == week]
        counts = [found for one in of_week if (found := results_of(one, "opted_out")) is not None]
        hits, tries = [one for one, _ in counts], [one for _, one in counts]
        yield FatigueWeek(
            week=week,
            n_messages=len(of_week),
            n_opted_out=sum(hits),
            n_recipients=sum(tries),
            opted_out=share_of_messages(hits, tries),
            n_complaints=said[week] if is_known else None,
            n_voices=heard[week] if is_known else None,
            complaints=_rate(min(said[week], heard[week]), heard[week]) if is_known else None,
        )


def _rate(n: int, n_voices: int) -> tuple[float, float, float] | None:
    if not n_voices:
        return None
    low, high = wilson(n, n_voices)
    return 1000 * n / n_voices, 1000 * low, 1000 * high


def _slope(messages: Sequence[StoredMessage]) -> Slope | None:
    """Fit opt-outs by the number of messages of the week, against the usual share of each channel."""
    known = [(one, found) for one in messages if (found := results_of(one, "opted_out")) is not None]
    usual = _usual([(one.channel, found) for one, found in known])
    n_sent = Counter(one.week for one in messages)
    hits, expected = Counter[str](), defaultdict[str, float](float)
    for one, (n_hits, n_tries) in known:
        hits[one.week] += n_hits
        expected[one.week] += n_tries * usual[one.channel]
    weeks = sorted(expected)
    return slope([n_sent[week] for week in weeks], [hits[week] for week in weeks], [expected[week] for week in weeks])


def _usual(known: Sequence[tuple[str, tuple[int, int]]]) -> Mapping[str, float]:
    hits, tries = Counter[str](), Counter[str]()
    for channel, (n_hits, n_tries) in known:
        hits[channel] += n_hits
        tries[channel] += n_tries
    return {channel: hits[channel] / tries[channel] for channel in tries}


def _complaints_slope(weeks: Sequence[FatigueWeek]) -> Slope | None:
    heard = [week for week in weeks if week.n_voices]
    n_voices = sum(week.n_voices or 0 for week in heard)
    usual = sum(week.n_complaints or 0 for week in heard) / n_voices if n_voices else 0.0
    return slope(
        [week.n_messages for week in heard],
        [week.n_complaints or 0 for week in heard],
        [usual * (week.n_voices or 0) for week in heard],
    )


def _said(one: Fatigue) -> Iterator[str]:
    if one.segment != ALL_SEGMENTS:
        yield _line(f"{one.segment}: ", "수신거부율", one.slope, one.q) or (
            f"{one.segment}: 아직 말할 수 없습니다. "
            f"보낸 수가 서로 다른 주가 {ENOUGH_WEEKS}주, 수신거부가 {ENOUGH_HITS}건은 되어야 합니다."
        )
    complaints = _line(f"{one.segment}: ", "메시지 불만의 비율", one.complaints_slope, one.complaints_q)
    if complaints:
        yield complaints


def _line(whose: str, what: str, line: Slope | None, q: float) -> str:
    """Say what a further message adds; empty where nothing can be said."""
    if line is None:
        return ""
    reach = f"95% 구간 {line.low:+.1%}~{line.high:+.1%}, {line.n_weeks}주"
    topic = f"{what}{particle(what, '이', '가')}"
    if q > FALSE_SHARE:
        return f"{whose}많이 보낸 주에 {topic} 높아진다고 말할 수 없습니다({reach})."
    moved = "높았습니다" if line.each > 0 else "낮았습니다"
    return f"{whose}한 주에 한 건 더 보낼 때마다 {topic} 평소의 {abs(line.each):.1%}만큼 {moved}({reach})."
