"""Read on top of the rules with what people's corrections have taught: plain arithmetic, no training here.

Hesitation comes first; a reason is asked for only where there is one, so that a sentence's labels always agree.
Where a model says what the rules say, their explanation stands; where it does not, it names the words that moved it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nlp.drafts import Draft
from nlp.errors import EncoderError
from nlp.hesitation import THRESHOLD
from nlp.label_models import LabelModel
from nlp.labelling import LEARNABLE, YES, configured_values
from nlp.traits import ENDING, WORD, proposed, sentence_vectors, traits_of
from nlp.types import NO_REASON, FloatMatrix, FloatVector, Knowledge, Reading
from nlp.vectors import Encoder

_N_SHOWN = 3
# In the order of `Reading.why`.
_EXPLAINED = ("act", "hesitation", "reason", "stage", "theme")


def fitting(models: Sequence[LabelModel], knowledge: Knowledge, encoder: Encoder) -> list[LabelModel]:
    """Leave out the models that were trained with another encoder, or whose values are not configured any more."""
    values = configured_values(knowledge)
    return [
        model
        for model in models
        if model.encoder_version == encoder.version and set(model.classes) <= set(values[model.label])
    ]


class Learned:
    """The models in use, applied together.

    Parameters
    ----------
    models : sequence of LabelModel
        At most one for each label.
    encoder : Encoder
        Must not depend on a corpus.

    Raises
    ------
    EncoderError
        A model was trained with another encoder.
    """

    def __init__(self, models: Sequence[LabelModel], encoder: Encoder) -> None:
        for model in models:
            if model.encoder_version != encoder.version:
                raise EncoderError(
                    f"the model of '{model.label}' was trained with encoder '{model.encoder_version}', not "
                    f"'{encoder.version}'. Train anew: `voc run weekly`."
                )
        self._models = sorted(models, key=lambda model: LEARNABLE.index(model.label))
        self._encoder = encoder

    @property
    def version(self) -> tuple[tuple[str, str], ...]:
        """Label and version of each model."""
        return tuple((model.label, model.version) for model in self._models)

    def revise(self, sentences: Sequence[Draft], readings: Sequence[Reading]) -> list[Reading]:
        """Return each sentence's reading with the models' labels in place of the rules'.

        The answer for a sentence does not depend on the others.

        Parameters
        ----------
        readings : sequence of Reading
            As the rules decided them.
        """
        if not self._models or not sentences:
            return list(readings)
        traits = [traits_of(s, r) for s, r in zip(sentences, readings, strict=True)]
        vectors = sentence_vectors(sentences, self._encoder)
        judges = [_Judge(model, traits, vectors) for model in self._models]
        return [
            _revised(reading, rules, {judge.label: judge.opinion(row, rules[judge.label]) for judge in judges})
            for row, (reading, rules) in enumerate(zip(readings, map(proposed, sentences, readings), strict=True))
        ]


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What a model makes of a sentence; `words` say why, empty where it is of the rules' opinion."""

    value: str
    probability: float
    words: str

    def why(self, rules_why: str) -> str:
        return self.words or rules_why


class _Judge:
    """One model with what it thinks of some sentences."""

    def __init__(self, model: LabelModel, traits: Sequence[Sequence[str]], vectors: FloatMatrix) -> None:
        self.label = model.label
        self._model = model
        self._traits = traits
        self._rows = model.columns
        self._probabilities = model.probabilities(traits, vectors)

    def opinion(self, row: int, rules_value: str) -> _Opinion:
        best = int(self._probabilities[row].argmax())
        value = self._model.classes[best]
        words = "" if value == rules_value else self._why(row, best, rules_value)
        return _Opinion(value, float(self._probabilities[row, best]), words)

    def _why(self, row: int, best: int, rules_value: str) -> str:
        """Name the words that speak most for a value and against the rules' one."""
        gains: FloatVector = self._model.weights[:, best].astype("f8")
        if rules_value in self._model.classes:
            gains = gains - self._model.weights[:, self._model.classes.index(rules_value)]
        gain = {name: float(gains[self._rows[name]]) for name in self._traits[row] if name in self._rows}
        telling = [name for name in gain if gain[name] > 0 and name.startswith((WORD, ENDING))]
        telling.sort(key=lambda name: (name.startswith(ENDING), -gain[name], name))
        shown = ", ".join(f"'{name.split(' ', 1)[1]}'" for name in telling[:_N_SHOWN])
        return f"learned from {self._model.n_corrections} corrections: {shown or 'its meaning'}"


def _revised(reading: Reading, rules: Mapping[str, str], opinions: Mapping[str, _Opinion]) -> Reading:
    """Put the models' labels into a reading and keep its parts in agreement."""
    whys = dict(zip(_EXPLAINED, reading.why, strict=True))
    whys |= {label: opinion.why(whys[label]) for label, opinion in opinions.items()}
    changes: dict[str, Any] = {}
    if "hesitation" in opinions:
        changes |= _hesitation(opinions["hesitation"])
    hesitates = changes.get("is_hesitation", reading.is_hesitation)
    if not hesitates:
        changes |= {"reason": NO_REASON, "reason_score": 0.0, "theme": None, "theme_score": 0.0}
        whys |= {"reason": "no hesitation", "theme": "no hesitation"}
    elif "reason" in opinions:
        changes |= {"reason": opinions["reason"].value, "reason_score": opinions["reason"].probability}
    elif not reading.is_hesitation:
        changes |= {"reason": rules["reason"], "reason_score": THRESHOLD}
        whys["reason"] = "the rules' best guess"
    if "stage" in opinions:
        changes |= {"stage": opinions["stage"].value, "stage_score": opinions["stage"].probability}
    if "act" in opinions:
        changes["act"] = opinions["act"].value
    elif hesitates and reading.act == "statement":
        # A failing told as a plain fact is a complaint.
        changes["act"] = "complaint"
    return replace(reading, **changes, why=tuple(whys[name] for name in _EXPLAINED))


def _hesitation(opinion: _Opinion) -> dict[str, Any]:
    is_hesitation = opinion.value == YES
    score = opinion.probability if is_hesitation else round(1.0 - opinion.probability, 4)
    return {"hesitation": score, "is_hesitation": is_hesitation}
