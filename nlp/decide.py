"""Decide hesitation, reason, stage and catalogue theme of a sentence from its act, its rules and its nearest seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Protocol

import numpy as np

from nlp.acts import ActReading
from nlp.hesitation import THRESHOLD, weigh_hesitation
from nlp.labels import Evidence, SeedSpace
from nlp.types import NO_REASON, NO_STAGE, CatalogueTheme, FloatMatrix, IntMatrix, Readable, Reading
from nlp.usual import LEAVING_STAGE, NOTHING_POINTS, OTHER_REASON, USUAL_BELIEF, Usual
from nlp.vectors import Encoder
from nlp.whys import SaidWords

# Seeds speak more quietly than rules: a rule was written for the word, a vector only resembles it.
_SEED_WEIGHT = 0.55
# Below this belief a reason is `other`, a stage is `none`.
_REASON_FLOOR, _STAGE_FLOOR = 0.12, 0.3
# A complaint without a hesitation is mostly a mere outburst: only its own words place it.
_STAGE_NAMED = 0.5
# A theme by nearness alone needs a close seed; by a rule it needs only the rule.
_THEME_BY_SEED = 0.62
# A plain statement needs a closer one: most tell a story that only sounds alike.
_TOLD_BY_SEED = 0.75
_FEWEST_TOLD = 3
# A word alone is like too many seeds.
_FEWEST_ALIKE = 2
# A reason or stage of the sentence's own outweighs that of a chosen theme only by so much.
_STRONGER = 0.1
_NO_THEME = ("", "")
# Without a rule, a seed must be this near to outweigh what the failing word itself suggests.
_SEED_ALONE = 0.4


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
    themes : sequence of CatalogueTheme
        What reason and stage a theme brings with it.
    usual : Usual
        What is usual where nothing points to a reason or a stage.
    """

    def __init__(self, encoder: Encoder, seeds: "Seeds", themes: Sequence[CatalogueTheme], usual: Usual) -> None:
        self._encoder = encoder
        self._usual = usual
        self._of_theme = {theme.key: (theme.reason, theme.stage) for theme in themes}
        self._reasons = seeds.reasons.space(encoder)
        self._stages = seeds.stages.space(encoder)
        self._theme_seeds = seeds.themes.space(encoder)
        self._plain: dict[Reading, Reading] = {}
        self._theme_columns = {key: column for column, key in enumerate(self._theme_seeds.labels)}
        self._theme_clear = self._theme_seeds.clear_from(_THEME_BY_SEED)

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
        words = SaidWords(sentence.terms)
        theme, theme_score, theme_why = self._theme(sentence, row, near, words)
        evidence = sentence.evidence
        of_theme = self._of_theme.get(theme or "", _NO_THEME) if theme in evidence.themes else _NO_THEME
        reason, reason_score, reason_why = self._label(
            "reason", evidence.reasons, self._reasons, near.reasons, row, of_theme=of_theme[0]
        )
        stage, stage_score, stage_why = self._label(
            "stage", evidence.stages, self._stages, near.stages, row, of_theme=of_theme[1]
        )
        hesitation, hesitation_why = weigh_hesitation(
            sentence, cause=reason_score, theme=theme, theme_score=theme_score
        )
        stage_why = _with_rule(stage_why, evidence, f"stage:{stage}", words)
        if hesitation < THRESHOLD:
            stage, stage_score, stage_why = self._placed_without(sentence, stage, stage_score, stage_why)
            return _reading(
                sentence, hesitation, (NO_REASON, 0.0), (stage, stage_score), (None, 0.0),
                (hesitation_why, "no hesitation", stage_why, "no hesitation"),
            )  # fmt: skip
        reason_why = _with_rule(reason_why, evidence, f"reason:{reason}", words)
        if reason_score < (_REASON_FLOOR if evidence.reasons else _SEED_ALONE):
            suggested, suggested_why = self._usual.reason(sentence.act, sentence)
            if suggested != OTHER_REASON:
                reason, reason_score, reason_why = suggested, USUAL_BELIEF, suggested_why
            elif reason_score < _REASON_FLOOR:
                reason, reason_why = OTHER_REASON, NOTHING_POINTS
        if sentence.act.leaving:
            stage, stage_score, stage_why = LEAVING_STAGE, 0.7, "announces to leave"
        elif stage_score < _STAGE_FLOOR:
            stage, stage_why = self._usual.stage(reason)
            stage_score = USUAL_BELIEF if stage != NO_STAGE else 0.0
        return _reading(
            sentence, hesitation, (reason, reason_score), (stage, stage_score), (theme, theme_score),
            (hesitation_why, reason_why, stage_why, theme_why),
        )  # fmt: skip

    def _placed_without(self, sentence: ActedOn, stage: str, score: float, why: str) -> tuple[str, float, str]:
        """Place a sentence that voices no hesitation: praise in use, a complaint or request only by its own words."""
        act = sentence.act.act
        if sentence.act.avoiding:
            return LEAVING_STAGE, 0.7, "calls others away"
        named = stage != LEAVING_STAGE and sentence.evidence.stages.get(stage, 0.0) >= _STAGE_NAMED
        if named and act in {"complaint", "request"} and not sentence.act.outburst:
            return stage, score, why
        if act not in {"complaint", "request", "other"}:
            if score >= _STAGE_FLOOR:
                return stage, score, why
            if act == "praise" and (usual := self._usual.stage_of_praise(sentence)) != NO_STAGE:
                return usual, USUAL_BELIEF, "usual for praise"
        return NO_STAGE, 0.0, "nothing places it"

    def _label(
        self,
        kind: str,
        believed: Mapping[str, float],
        seeds: SeedSpace,
        nearness: tuple[FloatMatrix, IntMatrix],
        row: int | None,
        *,
        of_theme: str,
    ) -> tuple[str, float, str]:
        """Return the best label, its belief and why, rules and seeds together; the theme's own if none is stronger."""
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
        if of_theme in scores and scores[best] - scores[of_theme] < _STRONGER:
            best = of_theme
        why = f"like '{seeds.seed_text(nearest[best])}'" if best in nearest else ""
        return best, scores[best], why

    def _theme(
        self, sentence: ActedOn, row: int | None, near: "_Nearness", words: SaidWords
    ) -> tuple[str | None, float, str]:
        """Return the theme that a rule names best, or a seed where it is nearer than a loose rule is sure."""
        beliefs, _ = near.themes
        scores: dict[str, float] = {}
        for key, named in sentence.evidence.themes.items():
            column = self._theme_columns.get(key)
            seed = float(beliefs[row, column]) if row is not None and column is not None else 0.0
            scores[key] = round(min(1.0, 0.8 * named + 0.2 * seed), 6)
        best = min(scores, key=lambda key: (-scores[key], key), default=None)
        like = self._like_a_seed(sentence, row, near)
        if like is not None and (best is None or like[1] > scores[best]):
            return like
        if best is None:
            return None, 0.0, "no theme"
        return best, scores[best], _with_rule("", sentence.evidence, f"theme:{best}", words)

    def _like_a_seed(
        self, sentence: ActedOn, row: int | None, near: "_Nearness"
    ) -> tuple[str | None, float, str] | None:
        """Return the theme to whose seeds a sentence is nearer than the seeds of other themes are."""
        beliefs, positions = near.themes
        if row is None or not beliefs.shape[1] or len({term.lemma for term in sentence.terms}) < _FEWEST_ALIKE:
            return None
        clear = np.round(beliefs[row] - self._theme_clear, 6)
        column = int(np.argmax(clear))
        belief = float(beliefs[row, column])
        if clear[column] < 0 or (sentence.act.act == "statement" and belief < _TOLD_BY_SEED):
            return None
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


def _with_rule(why: str, evidence: Evidence, name: str, words: SaidWords) -> str:
    rule = evidence.rules.get(name)
    if rule is None:
        return why or "nothing points to one"
    return f"rule '{words.meeting(rule)}'" + (f", {why}" if why else "")


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
