"""Let neighbours speak for sentences that only point at them.

그래서 포기했어요, 재설치해도 같아요, 계속 안 돼요: what failed stands in the sentence before. Such a sentence takes
reason, stage and theme from the nearest earlier hesitation of its document, else from the next one; a complaint or
question that only points (몇 번을 했는지) becomes a hesitation by it, a bare outburst (황당하네요) does not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.types import NO_REASON, Reading, Sentence
from nlp.usual import OTHER_REASON
from nlp.wording import POINTING

# What was tried changed nothing: 재설치해도 같아요. A sentence without a word of complaint says so too.
_NO_CHANGE = re.compile(r"도\s*(?:또\s*|여전히\s*|결과는\s*)?(?:똑?같[아은습네음]|마찬가지|그대로|동일하|동일합)")
# Only these can point to a trouble without naming one.
_VOICED = frozenset({"complaint", "question"})

# What a sentence inherits is a little less certain than what it says itself.
_INHERITED = 0.8
_REACH = 3
# Inherited once, a hesitation stays above the threshold.
_CLEAR = 0.63
# Up to this a reason or a stage is a guess: it was usual, or a seed sounded a little alike.
_GUESSED = 0.4
# So few words say little of their own.
_FEW = 2
_WITHOUT_CAUSE = frozenset({OTHER_REASON, NO_REASON})


def resolve(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Fill in what hesitation sentences without a cause of their own leave to their neighbours."""
    if len(sentences) < 2:  # noqa: PLR2004 - a lone sentence has no neighbour
        return list(sentences)
    return [_resolved(sentences, i) for i in range(len(sentences))]


def _resolved(sentences: Sequence[Sentence], i: int) -> Sentence:
    reading = sentences[i].reading
    text = sentences[i].text
    unchanged = reading.act == "statement" and _NO_CHANGE.search(text) is not None
    points = unchanged or POINTING.search(text) is not None
    if not reading.is_hesitation:
        if not (unchanged or (points and reading.act in _VOICED)):
            return sentences[i]
    elif reading.reason != OTHER_REASON and reading.theme is not None:
        return sentences[i]
    guessed = reading.reason_score < _GUESSED and (points or len(sentences[i].terms) <= _FEW)
    neighbour = _cause_near(sentences, i, like=OTHER_REASON if guessed else reading.reason)
    if neighbour is None:
        return sentences[i]
    return replace(sentences[i], reading=_inherit(reading, neighbour, guessed=guessed), alone=reading)


def _cause_near(sentences: Sequence[Sentence], i: int, *, like: str) -> Reading | None:
    """Find the neighbour that names the cause; one that contradicts the sentence's own reason does not count."""
    before = range(i - 1, max(-1, i - 1 - _REACH), -1)
    after = range(i + 1, min(len(sentences), i + 2))
    for j in (*before, *after):
        other: Reading = sentences[j].reading
        fits = like in _WITHOUT_CAUSE or like == other.reason
        if other.is_hesitation and other.hesitation >= _CLEAR and other.reason != OTHER_REASON and fits:
            return other
    return None


def _inherit(reading: Reading, neighbour: Reading, *, guessed: bool) -> Reading:
    act, hesitation, reason, stage, theme = reading.why
    changes: dict[str, object] = {}
    if not reading.is_hesitation:
        changes.update(hesitation=round(neighbour.hesitation * _INHERITED, 4), is_hesitation=True)
        hesitation = f"points to the neighbouring sentence ({neighbour.why[1]})"
    if guessed or reading.reason in _WITHOUT_CAUSE:
        changes.update(reason=neighbour.reason, reason_score=round(neighbour.reason_score * _INHERITED, 4))
        reason = f"from the neighbouring sentence ({neighbour.why[2]})"
    if reading.stage_score < _GUESSED and neighbour.stage_score * _INHERITED > reading.stage_score:
        changes.update(stage=neighbour.stage, stage_score=round(neighbour.stage_score * _INHERITED, 4))
        stage = f"from the neighbouring sentence ({neighbour.why[3]})"
    if reading.theme is None and neighbour.theme is not None:
        changes.update(theme=neighbour.theme, theme_score=round(neighbour.theme_score * _INHERITED, 4))
        theme = f"from the neighbouring sentence ({neighbour.why[4]})"
    return replace(reading, **changes, why=(act, hesitation, reason, stage, theme))  # type: ignore[arg-type]
