"""The sample's archive: what the invented service sent in its twelve weeks, with results that hold planted effects."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from voc.sample.master import moment, read_rows
from voc.sample.outcomes import Sent, as_rows
from voc.sample.wordings import N_ACTS, Line, Worded, body_of, title_of, topics

# Seoul time; the Monday of 2026-W36.
_FIRST_DAY = moment("2026-08-31")
# Messages a week: to those who used the service before fewer and fewer, as fewer of them complain of it.
WEEKLY = {"기존": (17, 16, 15, 13, 12, 10, 9, 8, 7, 6, 6, 5), "신규": (9,) * 12}
_HOURS = {"앱 푸시": (10, 18), "LMS": (10, 15), "SMS": (11, 17), "이메일": (9, 14), "알림톡": (11, 16)}
_SHARES = {"앱 푸시": 0.36, "LMS": 0.20, "이메일": 0.18, "알림톡": 0.16, "SMS": 0.10}
_REACH = {"앱 푸시": 12_000, "LMS": 8_000, "SMS": 6_000, "이메일": 15_000, "알림톡": 5_000}
_FRIENDLIER = ("알림톡", "LMS", "앱 푸시", "SMS", "이메일")
_COLUMNS = (
    "발송일시", "채널", "세그먼트", "퍼널단계", "캠페인", "제목", "본문", "이미지", "광고", "발송수", "도달수",
    "오픈수", "클릭수", "전환수", "매출", "수신거부수", "테스트", "변형", "메시지ID",
)  # fmt: skip
_SEED = 11
_TRIES = 30


@dataclass(frozen=True, slots=True)
class _Test:
    """A test of two wordings: in one trait alone they differ, and both went to both segments at the same time."""

    name: str
    channel: str
    at: tuple[str, ...]
    topic: str
    changed: str


_TESTS = (
    _Test("질문으로 시작하기", "앱 푸시", ("2026-09-15 10:30", "2026-10-13 10:30"), "hidden", "asks"),
    _Test("말투", "LMS", ("2026-09-22 15:10", "2026-10-20 15:10"), "fee", "register"),
    _Test("이미지", "앱 푸시", ("2026-09-29 18:20", "2026-11-10 18:20"), "small", "image"),
    _Test("이모지", "앱 푸시", ("2026-10-06 10:20", "2026-11-05 10:20"), "trust", "emoji"),
)


def write_archive(home: Path) -> int:
    """Write the messages as a CRM tool exports them, to `home/archive/messages.csv`; return how many there are.

    The same bytes every time.
    """
    path = home / "archive" / "messages.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = as_rows(sent_messages(), Random(_SEED))  # noqa: S311 - an invented archive, no secret
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_COLUMNS, *rows])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return len(rows)


def sent_messages() -> list[Sent]:
    """List all messages, in the order of sending."""
    random = Random(_SEED + 1)  # noqa: S311 - as above
    found = [*_routine(random), *_tests(), *_spoken_of()]
    return sorted(found, key=lambda one: (one.at, one.channel, one.segment, one.body, one.variant))


def _routine(random: Random) -> Iterator[Sent]:
    """Send week by week; friendly wording is kept for where people respond well, which the results know nothing of."""
    lines, said = topics(), set[str]()
    for segment, weekly in WEEKLY.items():
        for week, n in enumerate(weekly):
            for _ in range(n):
                sent = _one(random, lines, segment, week, said)
                said.add(sent.body)
                yield sent


def _one(random: Random, lines: Sequence[Line], segment: str, week: int, said: set[str]) -> Sent:
    """Word one message, if possible in words that were not sent before."""
    (channel,) = random.choices(list(_SHARES), list(_SHARES.values()))
    late = random.random() < 0.5  # noqa: PLR2004 - one of two hours
    at = _FIRST_DAY + timedelta(
        weeks=week, days=random.randrange(6), hours=_HOURS[channel][late], minutes=5 * random.randrange(10)
    )
    friendly = 0.1 + 0.8 * _goodness(channel, segment, late=late)
    for _ in range(_TRIES):
        worded = _worded(random, lines, channel, "haeyo" if random.random() < friendly else "hapnida")
        sent = _sent(worded, channel, segment, at, has_image=channel != "SMS" and random.random() < 0.5)  # noqa: PLR2004 - half of them
        if sent.body not in said:
            break
    return replace(sent, reach=round(_REACH[channel] * (0.6 + 0.8 * random.random())))


def _goodness(channel: str, segment: str, *, late: bool) -> float:
    """Rank where a message goes to by how well people respond there, 0-1."""
    rank = 4 * (len(_FRIENDLIER) - 1 - _FRIENDLIER.index(channel)) + 2 * (segment == "기존") + late
    return rank / (4 * len(_FRIENDLIER) - 1)


def _worded(random: Random, lines: Sequence[Line], channel: str, register: str) -> Worded:
    kinds = {"알림톡": ("info",), "SMS": ("ad",)}.get(channel, ("ad", "ad", "info"))
    kind = random.choice(kinds)
    line = random.choice([one for one in lines if one["kind"] == kind and one["register"] == register])
    chances = {"asks": 0.45, "is_long": 0.45, "hurries": 0.25 * (kind == "ad"), "names_others": 0.2}
    flags = {name: random.random() < chance for name, chance in chances.items()}
    core, emoji = random.choice(("core_a", "core_b")), random.random() < 0.3  # noqa: PLR2004 - three of ten
    return Worded(line, core, random.randrange(N_ACTS), has_emoji=emoji and channel in {"앱 푸시", "이메일"}, **flags)


def _sent(worded: Worded, channel: str, segment: str, at: datetime, *, has_image: bool) -> Sent:
    return Sent(
        at=at,
        channel=channel,
        segment=segment,
        stage=worded.line["stage"],
        campaign=worded.line["campaign"],
        title=title_of(worded, channel),
        body=body_of(worded, channel),
        has_image=has_image,
        is_ad=worded.is_ad,
        asks=worded.asks,
    )


def _tests() -> Iterator[Sent]:
    for test in _TESTS:
        lines = {line["register"]: line for line in topics() if line["topic"] == test.topic}
        for at, segment, variant in [(at, one, arm) for at in test.at for one in WEEKLY for arm in "AB"]:
            is_changed = variant == "B"
            line = lines["haeyo" if test.changed == "register" and is_changed else "hapnida"]
            changed = {name: is_changed and test.changed == name for name in ("asks", "image", "emoji")}
            worded = Worded(line, "core_a", asks=changed["asks"], has_emoji=changed["emoji"])
            sent = _sent(worded, test.channel, segment, moment(at), has_image=changed["image"])
            yield replace(sent, campaign=f"{test.name} 테스트", reach=16_000, test=test.name, variant=variant)


def _spoken_of() -> Iterator[Sent]:
    """Send what customers of the sample speak of in their texts, and what answers one of their hesitations."""
    for row in read_rows("messages_spoken_of"):
        yield Sent(
            at=moment(row["at"]),
            channel=row["channel"],
            segment=row["segment"],
            stage=row["stage"],
            campaign=row["campaign"],
            title=row["title"],
            body=row["text"],
            has_image=row["image"] == "Y",
            is_ad=row["ad"] == "Y",
            asks="?" in row["text"],
            reach=int(row["reach"]),
        )
