"""Reading with learned models: labels that agree with each other, and a why that names the words."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from nlp.acts import ActReading
from nlp.drafts import Draft
from nlp.errors import EncoderError
from nlp.label_models import LabelModel
from nlp.labels import Evidence
from nlp.learned import Learned, fitting
from nlp.types import FloatMatrix, Knowledge, Label, Readable, Reading, Term


class NoMeaning:
    """An encoder that knows no word."""

    version = "none-1"

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        return np.zeros((len(sentences), 2))


PLAIN = Reading(
    "statement", 0.1, is_hesitation=False, reason="none", reason_score=0.0, stage="none", stage_score=0.0,
    why=("plain ending", "a plain statement", "no hesitation", "nothing places it", "no hesitation"),
)  # fmt: skip
FAILING = replace(
    PLAIN, act="complaint", hesitation=0.8, is_hesitation=True, reason="access", reason_score=0.7, stage="onboarding",
    stage_score=0.6, theme="id_photo", theme_score=0.9, why=("a", "h", "r", "s", "t"),
)  # fmt: skip


def draft(text: str, reasons: dict[str, float] | None = None) -> Draft:
    terms = tuple(
        Term(word, word, negated=False, start=text.index(word), end=text.index(word) + len(word))
        for word in text.split()
    )
    return Draft(0, len(text), text, terms, ActReading("statement"), Evidence(reasons=reasons or {}), terms)


def model(label: str, classes: tuple[str, ...], weights: dict[str, tuple[float, ...]]) -> LabelModel:
    """Make a model of these traits; meaning and intercept weigh nothing."""
    traits = tuple(sorted(weights))
    rows = [weights[trait] for trait in traits] + [(0.0,) * len(classes)] * 3
    return LabelModel(label, classes, traits, np.array(rows, dtype=np.float32), 40, NoMeaning.version)


def revised(models: Sequence[LabelModel], sentence: Draft, reading: Reading) -> Reading:
    return Learned(models, NoMeaning()).revise([sentence], [reading])[0]


HEARS = model("hesitation", ("no", "yes"), {"word 정산이": (0.0, 2.0), "word 화면이": (1.0, 0.0)})


def test_without_models_readings_stay_as_they_are() -> None:
    assert revised([], draft("정산이 잠잠"), PLAIN) == PLAIN


def test_a_statement_in_which_a_model_hears_a_hesitation_becomes_a_complaint_with_the_rules_best_reason() -> None:
    found = revised([HEARS], draft("정산이 잠잠", {"cost": 0.2, "delay": 0.4}), PLAIN)
    assert (found.act, found.is_hesitation, found.reason) == ("complaint", True, "delay")
    assert found.hesitation == round(1 / (1 + np.exp(-2.0)), 4)
    assert found.why[1] == "learned from 40 corrections: '정산이'"
    assert found.why[2] == "the rules' best guess"


def test_a_hesitation_without_any_hint_of_a_reason_gets_other() -> None:
    assert revised([HEARS], draft("정산이 잠잠"), PLAIN).reason == "other"


def test_where_a_model_hears_none_reason_and_theme_go() -> None:
    found = revised([HEARS], draft("화면이 잠잠"), FAILING)
    assert (found.is_hesitation, found.reason, found.reason_score, found.theme) == (False, "none", 0.0, None)
    assert found.hesitation == round(1 - 1 / (1 + np.exp(-1.0)), 4) < 0.5
    assert (found.act, found.stage) == ("complaint", "onboarding")


def test_a_reason_is_asked_for_only_where_there_is_a_hesitation() -> None:
    reason = model("reason", ("access", "delay"), {"word 정산이": (0.0, 3.0)})
    assert revised([reason], draft("정산이 잠잠"), PLAIN).reason == "none"
    found = revised([reason], draft("정산이 잠잠"), FAILING)
    assert (found.reason, found.reason_score) == ("delay", round(1 / (1 + np.exp(-3.0)), 4))
    assert found.why[2] == "learned from 40 corrections: '정산이'"


def test_where_a_model_is_of_the_rules_opinion_their_why_stands() -> None:
    reason = model("reason", ("access", "delay"), {"word 정산이": (3.0, 0.0)})
    assert revised([reason], draft("정산이 잠잠"), FAILING).why == FAILING.why


def test_the_why_names_words_before_endings_and_only_those_that_speak_for_it() -> None:
    weights = {
        "word 정산이": (0.0, 1.0),
        "word 가게": (2.0, 0.0),
        "ending 잠": (0.0, 5.0),
        "rules reason=access": (0.0, 9.0),
    }
    found = revised([model("reason", ("access", "delay"), weights)], draft("가게 정산이 잠잠"), FAILING)
    assert found.why[2] == "learned from 40 corrections: '정산이', '잠'"


def test_a_sentence_is_read_the_same_in_any_company() -> None:
    learned = Learned([HEARS], NoMeaning())
    texts = ["정산이 잠잠", "화면이 커요", "오늘", "정산이 화면이"]
    together = learned.revise([draft(text) for text in texts], [PLAIN] * 4)
    assert together == [learned.revise([draft(text)], [PLAIN])[0] for text in texts]


def test_models_of_another_encoder_or_of_values_gone_are_left_out_and_never_applied() -> None:
    knowledge = Knowledge((), (Label("access", "가입"), Label("delay", "지연")), ())
    reason = model("reason", ("access", "delay"), {})
    gone = model("reason", ("access", "weather"), {})
    foreign = replace(HEARS, encoder_version="other-1")
    assert fitting([HEARS, reason, gone, foreign], knowledge, NoMeaning()) == [HEARS, reason]
    with pytest.raises(EncoderError, match="'hesitation' was trained with encoder 'other-1'"):
        Learned([foreign], NoMeaning())
