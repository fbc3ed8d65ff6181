"""Decide hesitation, reason, stage and catalogue theme of a sentence from its act, its rules and its nearest seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Protocol

import numpy as np

from nlp.acts import ActReading
from nlp.labels import Evidence, SeedSpace
from nlp.types import NO_REASON, NO_STAGE, FloatMatrix, IntMatrix, Readable, Reading
from nlp.vectors import Encoder

THRESHOLD = 0.5
OTHER_REASON = "other"
_WISHED = "missing"
# A request or question of these words alone asks for a repair and does not say of what.
_FIX_IT = frozenset(
    """
    수정 개선 해결 업데이트 고치다 고쳐지다 확인 조치 처리 부탁 오류 에러 버그 문제 보완 요청 앱 바라다 안정화 대응
    복구 신경 쓰다 관리 패치 방법 빠르다 급하다 좋다 감사
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# Seeds speak more quietly than rules: a rule was written for the word, a vector only resembles it.
_SEED_WEIGHT = 0.55
# Below this belief a reason is `other`, a stage is `none`.
_REASON_FLOOR, _STAGE_FLOOR = 0.12, 0.3
# A theme by nearness alone needs a close seed; by a rule it needs only the rule.
_THEME_BY_SEED = 0.62
# A plain statement needs a closer one: most tell a story that only sounds alike.
_TOLD_BY_SEED = 0.75
_FEWEST_TOLD = 3
# A request, or a complaint without a failing word, needs this much belief in a reason.
_CAUSE_TO_ASK, _CAUSE_TO_COMPLAIN = 0.4, 0.3
_LEAVING_STAGE = "loyalty"
# Everyday failings happen in everyday use unless the sentence places them elsewhere (GUIDE: an app that will not open).
_USUAL_STAGE: Mapping[str, str] = {
    "defect": "usage",
    "support": "usage",
    "missing": "usage",
    "complexity": "usage",
    "access": "usage",
    "fatigue": "usage",
    "delay": "fulfilment",
}


class ActedOn(Readable, Protocol):
    """A sentence whose act and rules are known."""

    @property
    def act(self) -> ActReading:
        """The act with its signals."""
        ...

    @property
    def evidence(self) -> Evidence:
        """What the rules say."""
        ...


@dataclass(frozen=True, slots=True)
class SeedSentences:
    """The seeds of one kind of label: `keys[i]` is what `texts[i]` points to, `readable[i]` its terms."""

    keys: Sequence[str]
    texts: Sequence[str]
    readable: Sequence[Readable]

    def space(self, encoder: Encoder) -> SeedSpace:
        """Return the seeds as vectors."""
        return SeedSpace(self.keys, self.texts, encoder.encode(self.readable))

    def by_key(self) -> dict[str, list[Readable]]:
        """Group the seeds by what they point to."""
        grouped: dict[str, list[Readable]] = {}
        for key, sentence in zip(self.keys, self.readable, strict=True):
            grouped.setdefault(key, []).append(sentence)
        return grouped


@dataclass(frozen=True, slots=True)
class Seeds:
    """The seeds of all reasons, stages and themes."""

    reasons: SeedSentences
    stages: SeedSentences
    themes: SeedSentences


class Decider:
    """Turns acts, rules and vectors into readings.

    Parameters
    ----------
    encoder : Encoder
        Must not depend on a corpus: a reading is the same every night.
    seeds : Seeds
        The labels' seed sentences, cut as the reader cuts documents.
    """

    def __init__(self, encoder: Encoder, seeds: "Seeds") -> None:
        self._encoder = encoder
        self._reasons = seeds.reasons.space(encoder)
        self._stages = seeds.stages.space(encoder)
        self._theme_seeds = seeds.themes.space(encoder)
        self._plain: dict[Reading, Reading] = {}
        self._theme_columns = {key: column for column, key in enumerate(self._theme_seeds.labels)}

    def decide(self, sentences: Sequence[ActedOn]) -> list[Reading]:
        """Read each sentence; the reading depends on the sentence alone."""
        asked = [i for i, s in enumerate(sentences) if _may_hesitate(s)]
        vectors = self._encoder.encode([sentences[i] for i in asked])
        near = _Nearness(
            dict(zip(asked, range(len(asked)), strict=True)),
            self._reasons.nearness(vectors),
            self._stages.nearness(vectors),
            self._theme_seeds.nearness(vectors),
        )
        return [self._shared(self._read(sentence, near.rows.get(i), near)) for i, sentence in enumerate(sentences)]

    def _shared(self, reading: Reading) -> Reading:
        """Return one object for all equal readings without a hesitation; there are many sentences and few of these."""
        return reading if reading.is_hesitation else self._plain.setdefault(reading, reading)

    def _read(self, sentence: ActedOn, row: int | None, near: "_Nearness") -> Reading:
        reason, reason_score, reason_why = self._label(
            "reason", sentence.evidence.reasons, self._reasons, near.reasons, row
        )
        stage, stage_score, stage_why = self._label("stage", sentence.evidence.stages, self._stages, near.stages, row)
        reason_why = _with_rule(reason_why, sentence.evidence, f"reason:{reason}")
        stage_why = _with_rule(stage_why, sentence.evidence, f"stage:{stage}")
        theme, theme_score, theme_why = self._theme(sentence, row, near)
        hesitation, hesitation_why = weigh_hesitation(sentence, cause=reason_score, theme=theme)
        if hesitation < THRESHOLD:
            if stage_score < _STAGE_FLOOR:
                stage, stage_score, stage_why = NO_STAGE, 0.0, "nothing places it"
            if sentence.act.avoiding:
                stage, stage_score, stage_why = _LEAVING_STAGE, 0.7, "calls others away"
            return _reading(
                sentence, hesitation, (NO_REASON, 0.0), (stage, stage_score), (None, 0.0),
                (hesitation_why, "no hesitation", stage_why, "no hesitation"),
            )  # fmt: skip
        if reason_score < _REASON_FLOOR and sentence.act.wishing:
            reason, reason_score, reason_why = _WISHED, 0.5, "a wish for something that is not there"
        elif reason_score < _REASON_FLOOR:
            reason, reason_why = OTHER_REASON, "no rule and no near seed"
        if sentence.act.leaving:
            stage, stage_score, stage_why = _LEAVING_STAGE, 0.7, "announces to leave"
        elif stage_score < _STAGE_FLOOR:
            stage = _USUAL_STAGE.get(reason, NO_STAGE)
            stage_score, stage_why = (0.3, f"usual for {reason}") if stage != NO_STAGE else (0.0, "nothing places it")
        return _reading(
            sentence, hesitation, (reason, reason_score), (stage, stage_score), (theme, theme_score),
            (hesitation_why, reason_why, stage_why, theme_why),
        )  # fmt: skip

    def _label(
        self,
        kind: str,
        believed: Mapping[str, float],
        seeds: SeedSpace,
        nearness: tuple[FloatMatrix, IntMatrix],
        row: int | None,
    ) -> tuple[str, float, str]:
        """Return the best label, its belief and why, rules and seeds together."""
        scores = dict(believed)
        nearest: dict[str, int] = {}
        if row is not None:
            beliefs, positions = nearness
            for column in np.flatnonzero(beliefs[row]).tolist():
                key = seeds.labels[column]
                belief = float(beliefs[row, column]) * _SEED_WEIGHT
                scores[key] = 1.0 - (1.0 - scores.get(key, 0.0)) * (1.0 - belief)
                nearest[key] = int(positions[row, column])
        if not scores:
            return "", 0.0, f"no {kind}"
        best = min(scores, key=lambda key: (-round(scores[key], 6), key)) if len(scores) > 1 else next(iter(scores))
        why = f"like '{seeds.seed_text(nearest[best])}'" if best in nearest else ""
        return best, scores[best], why

    def _theme(self, sentence: ActedOn, row: int | None, near: "_Nearness") -> tuple[str | None, float, str]:
        beliefs, positions = near.themes
        by_rule = sentence.evidence.themes
        columns = self._theme_columns

        def score(key: str) -> float:
            seed = float(beliefs[row, columns[key]]) if row is not None and key in columns else 0.0
            return round(min(1.0, 0.8 * by_rule.get(key, 0.0) + 0.2 * seed), 6)

        if by_rule:
            best = min(by_rule, key=lambda key: (-score(key), key))
            return best, score(best), f"rule '{sentence.evidence.rules[f'theme:{best}']}'"
        if row is None or beliefs.shape[1] == 0:
            return None, 0.0, "no theme"
        column = int(np.argmax(np.round(beliefs[row], 6)))
        belief = float(beliefs[row, column])
        if belief < (_TOLD_BY_SEED if sentence.act.act == "statement" else _THEME_BY_SEED):
            return None, 0.0, "no theme"
        seed = self._theme_seeds.seed_text(int(positions[row, column]))
        return self._theme_seeds.labels[column], round(belief * 0.8, 6), f"like '{seed}'"


class _Nearness:
    """Seed nearness of the sentences that were asked for, by their row."""

    def __init__(
        self,
        rows: Mapping[int, int],
        reasons: tuple[FloatMatrix, IntMatrix],
        stages: tuple[FloatMatrix, IntMatrix],
        themes: tuple[FloatMatrix, IntMatrix],
    ) -> None:
        self.rows = rows
        self.reasons = reasons
        self.stages = stages
        self.themes = themes


def _may_hesitate(sentence: ActedOn) -> bool:
    """Tell whether seeds are worth asking: not for praise and noise, nor for a statement of a word or two."""
    if sentence.act.act == "statement":
        return len(sentence.terms) >= _FEWEST_TOLD or bool(sentence.act.doubt)
    return bool(sentence.terms) and (sentence.act.act not in {"praise", "other"} or bool(sentence.act.doubt))


def _with_rule(why: str, evidence: Evidence, name: str) -> str:
    rule = evidence.rules.get(name)
    if rule is None:
        return why or "nothing points to one"
    return f"rule '{rule}'" + (f", {why}" if why else "")


def weigh_hesitation(sentence: ActedOn, *, cause: float, theme: str | None) -> tuple[float, str]:
    """Score how surely a sentence voices something that keeps a customer from the next step.

    Parameters
    ----------
    cause : float
        Belief in the best reason, 0-1.
    theme : str or None
        Catalogue theme, if any.

    Returns
    -------
    (float, str)
        0-1, and why.
    """
    act = sentence.act
    named = 0.25 if theme is not None else 0.2 * min(1.0, cause / 0.5)
    if act.act == "complaint":
        return _weigh_complaint(act, named, cause=cause, theme=theme)
    if act.act in {"request", "question"}:
        return _weigh_asking(sentence, named, nameless=theme is None and cause < _CAUSE_TO_ASK)
    if act.act == "statement":
        return (0.3 + named if cause else 0.1), "a plain statement"
    return 0.05, act.act


def _weigh_asking(sentence: ActedOn, named: float, *, nameless: bool) -> tuple[float, str]:
    act = sentence.act
    problem = act.problem or act.doubt
    asks_when = act.act == "request" or "언제" in sentence.text
    if asks_when and sentence.terms and all(term.lemma in _FIX_IT for term in sentence.terms):
        return 0.3, "names nothing but the repair"
    if act.wishing:
        return 0.6 + named, "a wish for something that is not there"
    weight = 0.15 if problem else 0.0
    if act.act == "question":
        return 0.5 + named + weight, "a question before the next step"
    if nameless and not problem:
        return 0.25, "a request that names nothing"
    return 0.45 + named + weight, f"a request about {problem or 'a cause'}"


def _weigh_complaint(act: ActReading, named: float, *, cause: float, theme: str | None) -> tuple[float, str]:
    if act.leaving:
        return 0.75 + named, "announces to leave"
    problem = act.problem or act.doubt
    if act.avoiding and not problem:
        return 0.2, "a bare call to keep away"
    if problem:
        return 0.6 + named, f"a complaint about '{problem}'"
    if act.outburst:
        return 0.3, "an outburst without a cause"
    if cause >= _CAUSE_TO_COMPLAIN or theme is not None:
        return 0.5 + named, "a complaint with a cause"
    return 0.3 + named / 2, "a complaint without a cause"


def _reading(
    sentence: ActedOn,
    hesitation: float,
    reason: tuple[str, float],
    stage: tuple[str, float],
    theme: tuple[str | None, float],
    why: tuple[str, str, str, str],
) -> Reading:
    # A failing told as a plain fact is a complaint: 재설치했더니 로그인 화면만 나와요.
    told = sentence.act.act == "statement" and hesitation >= THRESHOLD
    return Reading(
        act="complaint" if told else sentence.act.act,
        hesitation=round(min(hesitation, 1.0), 4),
        is_hesitation=hesitation >= THRESHOLD,
        reason=reason[0],
        reason_score=round(reason[1], 4),
        stage=stage[0],
        stage_score=round(stage[1], 4),
        theme=theme[0],
        theme_score=round(theme[1], 4),
        # Few whys are said again and again: one string each serves a whole corpus.
        why=tuple(map(intern, (sentence.act.why, *why))),
    )
