"""What answers to our messages: by trait within bands, by all traits at once, and as a naive table would have it."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.response_bands import ENOUGH_MESSAGES, FALSE_SHARE, Difference, differences
from nlp.response_model import HIGH_INFLATION, Adjusted, Effect, adjusted
from nlp.response_plain import PlainDifference, plain_difference
from nlp.sends import Send
from voc.planning.archive.bridge import UNKNOWN, Outcome, Passed, Row, comparable, sends_of
from voc.planning.archive.wording import PASSED_NAMES, left_out, level_name, trait_name, trait_order
from voc.store.messages import StoredMessage

_N_KEYWORDS = 8
_ANY_HOUR = "하루 종일"
# A campaign that holds more than this share of the messages makes them alike beyond what the bands say.
_MUCH = 0.2
_WIDE = 2.0


@dataclass(frozen=True, slots=True)
class Compared:
    """A level of a trait against its reference: within bands, and as a table without bands has it.

    Attributes
    ----------
    is_plain_claimed : bool
        Whether somebody who looks at the table without bands would call it a difference (p at most 0.05).
    """

    within: Difference
    plain: PlainDifference

    @property
    def is_plain_claimed(self) -> bool:
        """Whether a table without bands would call it a difference."""
        return self.plain.p <= FALSE_SHARE

    @property
    def disagrees(self) -> bool:
        """Whether the two tables tell readers different things."""
        if self.is_plain_claimed != self.within.is_claimed:
            return True
        known = self.within.difference
        return self.within.is_claimed and known is not None and known * self.plain.difference < 0


@dataclass(frozen=True, slots=True)
class Response:
    """How messages were answered, by how they are worded.

    Attributes
    ----------
    n_messages, n_rows : int
        Stored messages with usable numbers, and the rows that they make (see `bridge`).
    hours : tuple of Compared
        By hour band, within channel and segment only.
    model : Adjusted or None
        None without messages.
    notes : tuple of str
        What to keep in mind, in Korean sentences.
    """

    outcome: Outcome
    n_messages: int
    n_rows: int
    rows: tuple[Compared, ...]
    hours: tuple[Compared, ...]
    model: Adjusted | None
    diagnostics: tuple[str, ...]
    notes: tuple[str, ...]


def response(
    messages: Iterable[StoredMessage], outcome: Outcome, *, channel: str | None = None, n_keywords: int = _N_KEYWORDS
) -> Response:
    """Compare messages by their traits.

    Parameters
    ----------
    messages : iterable of StoredMessage
        The archive, in any order.
    channel : str or None
        Only this channel.
    n_keywords : int
        So many lemmas are compared as well: those that most messages say and enough do not.
    """
    asked = [one for one in messages if channel is None or one.channel == channel]
    found = comparable(asked, outcome)
    sends = sends_of(found.rows, common_words(found.rows, n_keywords))
    model = _fitted(sends) if sends else None
    return Response(
        outcome=outcome,
        n_messages=found.n_messages,
        n_rows=len(found.rows),
        rows=tuple(sorted(_compared(sends), key=lambda one: trait_order(one.within.trait))),
        hours=tuple(_hours(found.rows)),
        model=model,
        diagnostics=tuple(_diagnostics(model)) if model else (),
        notes=tuple(_notes(found.rows, found.n_messages, found.passed_over)),
    )


def common_words(rows: Sequence[Row], n: int) -> list[str]:
    """Choose the lemmas that most rows say, enough of them saying it and enough not."""
    counts = Counter(term for row in rows for term in set(row.first.terms or ()))
    fit = [term for term, said in counts.items() if ENOUGH_MESSAGES <= said <= len(rows) - ENOUGH_MESSAGES]
    return sorted(sorted(fit, key=lambda term: (-counts[term], term))[:n])


def _compared(sends: Sequence[Send]) -> Iterator[Compared]:
    for row in differences(sends):
        # Messages of which nobody knows whether they had an image only keep their place in the other comparisons.
        if UNKNOWN not in {row.level, row.reference}:
            yield Compared(row, plain_difference(sends, row.trait, row.level, row.reference))


def _fitted(sends: Sequence[Send]) -> Adjusted:
    model = adjusted(sends)
    known = [one for one in model.effects if UNKNOWN not in {one.level, one.reference}]
    return replace(model, effects=tuple(sorted(known, key=lambda one: trait_order(one.trait))))


def _hours(rows: Sequence[Row]) -> Iterator[Compared]:
    """Compare hours, which are a part of the band elsewhere."""
    sends = [
        replace(send, band=(send.band[0], send.band[1], _ANY_HOUR), traits={**send.traits, "hour": send.band[2]})
        for send in sends_of(rows)
    ]
    return (one for one in _compared(sends) if one.within.trait == "hour")


def _diagnostics(model: Adjusted) -> Iterator[str]:
    n_bands = f"조건(채널·세그먼트·시간대) {model.n_bands:,}가지"
    yield f"메시지 {model.n_messages:,}건을 {n_bands}로 나누어 함께 맞추었습니다."
    if model.n_passed_over:
        yield (
            f"{model.n_passed_over:,}건은 넣지 않았습니다. "
            "같은 조건에 견줄 메시지가 없거나, 그 조건에서 모두 반응했거나 아무도 반응하지 않았습니다."
        )
    if not model.effects:
        yield "남은 메시지가 적어 모형을 맞출 수 없습니다. 메시지가 더 쌓이면 보입니다."
        return
    if not math.isnan(model.dispersion):
        yield from _spread(model)
    for effect in model.effects:
        if effect.inflation > HIGH_INFLATION:
            yield f"{_named(effect)}: 다른 특징과 자주 함께여서 구간이 넓습니다(분산 팽창 {effect.inflation:.1f}배)."
    for trait, level, why in model.left_out:
        yield left_out(trait, level, why)


def _spread(model: Adjusted) -> Iterator[str]:
    yield (
        f"받은 사람마다 따로 반응했다면 1이어야 할 흩어짐이 {model.dispersion:.1f}입니다. "
        + (
            "메시지마다 반응이 크게 다르므로, 사람 수가 아니라 메시지 수로 구간을 잡았습니다."
            if model.dispersion > _WIDE
            else "메시지끼리 반응이 고릅니다."
        )
    )
    yield f"한 메시지를 받은 사람들의 닮음은 {model.likeness:.4f}, 남은 자유도는 {model.n_free:,}입니다."


def _named(effect: Effect) -> str:
    return f"{trait_name(effect.trait)} {level_name(effect.level)}"


def _notes(rows: Sequence[Row], n_messages: int, passed_over: Mapping[Passed, int]) -> Iterator[str]:
    if passed_over:
        reasons = ", ".join(f"{PASSED_NAMES[reason]} {n:,}건" for reason, n in passed_over.items())
        yield f"견주지 못한 메시지가 있습니다: {reasons}."
    if n_messages > len(rows):
        yield (
            "같은 날 같은 캠페인·조건으로 나간 같은 문구는 하나로 묶었습니다: "
            f"메시지 {n_messages:,}건을 {len(rows):,}건으로 세었습니다."
        )
    yield from _of_campaigns(rows)
    if rows:
        yield "메시지를 고른 사람이 알고 있던 다른 까닭은 이 표에 없습니다. 원인을 가리려면 A/B 테스트가 필요합니다."


def _of_campaigns(rows: Sequence[Row]) -> Iterator[str]:
    counts = Counter(row.first.campaign for row in rows if row.first.campaign)
    for campaign, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        if n >= ENOUGH_MESSAGES and n > _MUCH * len(rows):
            yield (
                f"캠페인 ‘{campaign}’의 메시지가 {n:,}건({n / len(rows):.0%})입니다. "
                "한 캠페인의 메시지는 서로 닮아, 실제 구간은 보이는 것보다 넓을 수 있습니다."
            )
