"""Self-training: a corpus's own ways of speaking, learned from what the rules read surely in it.

The rules know how customers complain everywhere. Each company's customers have words beside these, and what the rules
read surely is full of them. Two linear models over letter runs learn from those sentences, one whether a sentence
voices a hesitation, one for which reason. Where the rules are in doubt both are asked, and the mean of their beliefs
decides. No label by a person is used. Method: Scudder 1965, "Probability of error of some adaptive pattern-recognition
machines".
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from zlib import crc32

from nlp.hesitation import RULED_OUT, THRESHOLD
from nlp.labelling import NO, YES
from nlp.letter_models import LetterModel, train
from nlp.types import NO_REASON, NO_STAGE, Reading, Sentence
from nlp.usual import NOTHING_POINTS, OTHER_REASON, USUAL_BELIEF, Usual

# What the rules read surely, and what they surely do not read as a hesitation.
_SURE, _SURELY_NOT = 0.7, 0.12
_SURE_REASON = 0.6
# So many distinct sentences of either kind make a model; so many of a reason make the reason one of its values.
_FEWEST, _FEWEST_OF_REASON = 200, 20
# More texts than this cost time and teach nothing new.
_MOST = 20_000
# From here on the rules are not in doubt; nor are they about praise and noise.
_BEYOND_DOUBT = 0.85
_ASKED_ACTS = frozenset({"complaint", "request", "question", "statement"})


@dataclass(frozen=True, slots=True)
class SelfTrained:
    """What a corpus has taught.

    Attributes
    ----------
    hesitation : LetterModel
        Of the values yes and no.
    reason : LetterModel or None
        None where too few reasons are read surely.
    n_texts : int
        Distinct sentences that it learned from.
    """

    hesitation: LetterModel
    reason: LetterModel | None
    n_texts: int

    @property
    def version(self) -> str:
        """Content hash; equal versions decide alike."""
        return blake2b(self.to_bytes(), digest_size=8).hexdigest()

    def revise(self, texts: Sequence[str], readings: Sequence[Reading], usual: Usual) -> list[Reading]:
        """Ask again about the sentences of which the rules are in doubt.

        The answer for a sentence does not depend on the others.

        Parameters
        ----------
        readings : sequence of Reading
            Of each text by itself, as the rules decided.
        usual : Usual
            Where customers stand who hesitate for a reason.
        """
        revised = list(readings)
        doubtful = [i for i, reading in enumerate(readings) if _is_in_doubt(reading)]
        for i, mean, letters in self._turned(texts, readings, doubtful):
            revised[i] = _turned(readings[i], mean, letters)
        unexplained = [i for i, reading in enumerate(revised) if _is_unexplained(reading)]
        for i, reason, belief, letters in self._reasons(texts, revised, unexplained):
            revised[i] = _explained(revised[i], reason, belief, letters)
        return [_placed(one, usual) if one is not rules else one for one, rules in zip(revised, readings, strict=True)]

    def _turned(
        self, texts: Sequence[str], readings: Sequence[Reading], rows: Sequence[int]
    ) -> Iterator[tuple[int, float, list[str]]]:
        """Give the rows of which the mean says the contrary of the rules, with the mean and the letters that did it."""
        if not rows:
            return
        beliefs = self.hesitation.probabilities([texts[i] for i in rows])[:, self.hesitation.classes.index(YES)]
        means = {i: (readings[i].hesitation + float(belief)) / 2 for i, belief in zip(rows, beliefs, strict=True)}
        turned = [i for i, mean in means.items() if (mean >= THRESHOLD) is not readings[i].is_hesitation]
        values = [YES if means[i] >= THRESHOLD else NO for i in turned]
        letters = self.hesitation.telling([texts[i] for i in turned], values)
        yield from ((i, means[i], of_text) for i, of_text in zip(turned, letters, strict=True))

    def _reasons(
        self, texts: Sequence[str], readings: Sequence[Reading], rows: Sequence[int]
    ) -> Iterator[tuple[int, str, float, list[str]]]:
        """Give the rows that have another reason than the rules say, with its probability and the telling letters."""
        if self.reason is None or not rows:
            return
        beliefs = self.reason.probabilities([texts[i] for i in rows])
        best = [
            (i, self.reason.classes[int(one.argmax())], float(one.max())) for i, one in zip(rows, beliefs, strict=True)
        ]
        other = [(i, reason, belief) for i, reason, belief in best if reason != readings[i].reason]
        letters = self.reason.telling([texts[i] for i, _, _ in other], [reason for _, reason, _ in other])
        yield from ((*one, of_text) for one, of_text in zip(other, letters, strict=True))

    def to_bytes(self) -> bytes:
        """Write both models; equal ones give equal bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as held:
            held.writestr(zipfile.ZipInfo("n_texts"), str(self.n_texts))
            held.writestr(zipfile.ZipInfo("hesitation"), self.hesitation.to_bytes())
            if self.reason is not None:
                held.writestr(zipfile.ZipInfo("reason"), self.reason.to_bytes())
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "SelfTrained":
        """Read what `to_bytes` wrote."""
        with zipfile.ZipFile(io.BytesIO(payload)) as held:
            reason = LetterModel.from_bytes(held.read("reason")) if "reason" in held.namelist() else None
            return cls(LetterModel.from_bytes(held.read("hesitation")), reason, int(held.read("n_texts")))


def _turned(reading: Reading, mean: float, letters: Sequence[str]) -> Reading:
    """Say the contrary of what the rules say of a hesitation; its reason is looked for afterwards."""
    act, _, _, stage, theme = reading.why
    turned = replace(reading, hesitation=round(mean, 4), is_hesitation=mean >= THRESHOLD)
    if turned.is_hesitation:
        heard = _sounds_like("what is surely one here", letters)
        told = "complaint" if reading.act == "statement" else reading.act
        return replace(turned, act=told, reason=OTHER_REASON, why=(act, heard, NOTHING_POINTS, stage, theme))
    heard = _sounds_like("what is surely none here", letters)
    why = (act, heard, "no hesitation", stage, "no hesitation")
    return replace(turned, reason=NO_REASON, reason_score=0.0, theme=None, theme_score=0.0, why=why)


def _explained(reading: Reading, reason: str, belief: float, letters: Sequence[str]) -> Reading:
    """Give a hesitation the reason of those that sound alike."""
    act, hesitation, _, stage, theme = reading.why
    why = (act, hesitation, _sounds_like("others of this reason", letters), stage, theme)
    return replace(reading, reason=reason, reason_score=belief, why=why)


def _placed(reading: Reading, usual: Usual) -> Reading:
    """Place a hesitation that nothing has placed where customers usually stand."""
    if not reading.is_hesitation or reading.stage != NO_STAGE:
        return reading
    stage, stage_why = usual.stage(reading.reason)
    act, hesitation, reason, _, theme = reading.why
    score = USUAL_BELIEF if stage != NO_STAGE else 0.0
    return replace(reading, stage=stage, stage_score=score, why=(act, hesitation, reason, stage_why, theme))


def _sounds_like(what: str, letters: Sequence[str]) -> str:
    shown = ", ".join(f"'{one}'" for one in letters)
    return f"sounds like {what}: {shown}" if shown else f"sounds like {what}"


def self_train(sentences: Iterable[Sentence]) -> SelfTrained | None:
    """Learn from what the rules read surely; None where that is too little.

    Parameters
    ----------
    sentences : iterable of Sentence
        As the rules alone read them; their order and repetitions play no part.
    """
    readings = _sample({s.text: s.alone or s.reading for s in sentences})
    values = {text: value for text, one in readings.items() if (value := _surely(one)) is not None}
    counts = Counter(values.values())
    if min(counts[YES], counts[NO]) < _FEWEST:
        return None
    return SelfTrained(train(list(values), list(values.values())), _reason_model(readings), len(readings))


def _reason_model(readings: Mapping[str, Reading]) -> LetterModel | None:
    reasons = {text: one.reason for text, one in readings.items() if _has_sure_reason(one)}
    counts = Counter(reasons.values())
    kept = {text: reason for text, reason in reasons.items() if counts[reason] >= _FEWEST_OF_REASON}
    return train(list(kept), list(kept.values())) if len(set(kept.values())) > 1 else None


def _sample(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Take at most so many texts, the same whatever comes before or after them, sorted."""
    chosen = sorted(readings, key=lambda text: (crc32(text.encode()), text))[:_MOST]
    return {text: readings[text] for text in sorted(chosen)}


def _surely(reading: Reading) -> str | None:
    if reading.hesitation >= _SURE:
        return YES
    return NO if reading.hesitation <= _SURELY_NOT and reading.act != "other" else None


def _has_sure_reason(reading: Reading) -> bool:
    return reading.is_hesitation and reading.reason_score >= _SURE_REASON and reading.reason != OTHER_REASON


def _is_in_doubt(reading: Reading) -> bool:
    return reading.act in _ASKED_ACTS and reading.hesitation < _BEYOND_DOUBT and reading.why[1] not in RULED_OUT


def _is_unexplained(reading: Reading) -> bool:
    return reading.is_hesitation and reading.theme is None and reading.reason_score <= USUAL_BELIEF
