"""Learning from corrections: used where rules are wrong time and again, left where they are not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from dialect import UNSEEN, ordinary_sentences, waiting_sentences

from nlp.corrections import Correction
from nlp.labelling import LEARNABLE, configured_values, values_of
from nlp.learning import Trainer, Verdict
from nlp.reader import Reader
from nlp.types import Knowledge, Label

_TELLERS = ("언니가", "제가", "아버지가", "이웃이", "친구가", "동생이", "할머니가", "선생님이")
_TOLD = (
    "책을 읽었습니다",
    "신발을 샀습니다",
    "빵을 굽습니다",
    "산에 다녀왔습니다",
    "편지를 부쳤습니다",
    "꽃을 심었습니다",
)

WAITING = {"hesitation": "yes", "reason": "delay", "stage": "usage", "act": "complaint"}


@pytest.fixture(scope="module")
def company(knowledge: Knowledge) -> Knowledge:
    delay = Label("delay", "지연", ("입금 + 늦다",), ("입금이 늦어요",))
    stages = (*knowledge.stages, Label("consideration", "탐색"), Label("fulfilment", "처리"))
    return replace(knowledge, stages=stages, reasons=(*knowledge.reasons, delay, Label("other", "기타")))


@pytest.fixture(scope="module")
def by_rules(company: Knowledge) -> Reader:
    return Reader(company)


@pytest.fixture(scope="module")
def trainer(by_rules: Reader, company: Knowledge) -> Trainer:
    return Trainer(by_rules.encoder, configured_values(company))


@pytest.fixture(scope="module")
def corrections(by_rules: Reader) -> Callable[..., list[Correction]]:
    """Return a function that corrects the company's own words and confirms ordinary ones."""

    def made(n_waiting: int, n_confirmed: int) -> list[Correction]:
        waiting = by_rules.study(waiting_sentences(n_waiting))
        ordinary = by_rules.study(ordinary_sentences(n_confirmed))
        return [Correction(document, 0, WAITING) for document in waiting] + [
            Correction(document, 0, values_of(document[0].sentence.reading)) for document in ordinary
        ]

    return made


@pytest.fixture(scope="module")
def taught(trainer: Trainer, corrections: Callable[..., list[Correction]]) -> dict[str, Verdict]:
    return {one.label: one for one in trainer.learn(corrections(70, 50))}


def models_in(verdicts: Sequence[Verdict]) -> dict[str, bytes]:
    return {one.label: one.trained.model.to_bytes() for one in verdicts if one.trained}


def test_the_rules_know_nothing_of_the_companys_own_words(by_rules: Reader) -> None:
    readings = [s.reading for (s,) in by_rules.read(waiting_sentences(128))]
    assert not any(reading.is_hesitation for reading in readings)


def test_models_are_used_where_the_rules_are_wrong_time_and_again(taught: dict[str, Verdict]) -> None:
    for label in ("hesitation", "reason"):
        trained = taught[label].trained
        assert trained is not None
        assert trained.is_used
        assert trained.gain.after > 0.9 > trained.gain.before + 0.2
    assert (taught["hesitation"].n_corrections, taught["hesitation"].n_confirmed) == (120, 50)


def test_an_unseen_sentence_of_the_kind_is_read_with_them_and_says_why(
    company: Knowledge, by_rules: Reader, taught: dict[str, Verdict]
) -> None:
    models = [one.trained.model for one in taught.values() if one.trained and one.trained.is_used]
    learned = Reader(company, models)
    before, after = (next(reader.read([UNSEEN]))[0].reading for reader in (by_rules, learned))
    assert (before.is_hesitation, before.reason) == (False, "none")
    assert (after.is_hesitation, after.reason, after.act) == (True, "delay", "complaint")
    assert after.why[1].startswith("learned from 120 corrections: ")
    assert "'별마루" in after.why[2] or "'정산'" in after.why[2] or "'별마루정산'" in after.why[2]


def test_ordinary_sentences_are_read_as_before(
    company: Knowledge, by_rules: Reader, taught: dict[str, Verdict]
) -> None:
    models = [one.trained.model for one in taught.values() if one.trained and one.trained.is_used]
    texts = ordinary_sentences(64)[50:]
    before, after = (
        [values_of(s.reading) for (s,) in reader.read(texts)] for reader in (by_rules, Reader(company, models))
    )
    assert after == before


def test_a_reader_with_models_has_a_version_of_its_own(
    company: Knowledge, by_rules: Reader, taught: dict[str, Verdict]
) -> None:
    models = [one.trained.model for one in taught.values() if one.trained]
    assert Reader(company).version == by_rules.version
    assert len({Reader(company, models[:n]).version for n in range(len(models) + 1)}) == len(models) + 1


def test_the_same_corrections_in_any_order_give_the_same_bytes(
    trainer: Trainer, corrections: Callable[..., list[Correction]], taught: dict[str, Verdict]
) -> None:
    given = corrections(70, 50)
    shuffled = [given[i] for i in np.random.default_rng(3).permutation(len(given))]
    again = trainer.learn([*shuffled, *given[:5]])
    assert models_in(again) == models_in(list(taught.values()))
    assert [one.trained.gain for one in again if one.trained] == [
        one.trained.gain for one in taught.values() if one.trained
    ]


def test_rules_that_are_always_right_are_never_replaced(
    trainer: Trainer, corrections: Callable[..., list[Correction]]
) -> None:
    for one in trainer.learn(corrections(0, 64)):
        assert one.n_confirmed == 64
        assert one.trained is not None
        assert one.trained.gain.before == pytest.approx(1.0)
        assert not one.trained.is_used


def test_corrections_without_rhyme_or_reason_replace_nothing(
    trainer: Trainer, corrections: Callable[..., list[Correction]]
) -> None:
    generator = np.random.default_rng(11)
    given = [
        replace(one, labels={"stage": str(generator.choice(["usage", "loyalty", "none", "conversion"]))})
        for one in corrections(60, 60)
    ]
    (stage,) = (one for one in trainer.learn(given) if one.label == "stage")
    assert stage.trained is not None
    assert not stage.trained.is_used


def test_too_few_corrections_train_nothing_and_say_what_is_missing(
    trainer: Trainer, corrections: Callable[..., list[Correction]]
) -> None:
    verdicts = trainer.learn(corrections(30, 4))
    assert [one.label for one in verdicts] == list(LEARNABLE)
    assert all(one.trained is None for one in verdicts)
    (hesitation,) = (one for one in verdicts if one.label == "hesitation")
    assert hesitation.missing["corrected"] == 6
    assert hesitation.missing["confirmed"] == 6


def test_no_corrections_are_no_error(trainer: Trainer) -> None:
    assert [(one.n_corrections, one.trained) for one in trainer.learn([])] == [(0, None)] * 4


def test_mostly_wrong_sentences_do_not_teach_to_contradict_the_rules(by_rules: Reader, company: Knowledge) -> None:
    """People corrected the company's words and confirmed a few others; what they never spoke of is read as before."""
    studied = list(by_rules.study([*waiting_sentences(60), *ordinary_sentences(18)]))
    given = [
        Correction(one, 0, WAITING if i < 60 else values_of(one[0].sentence.reading)) for i, one in enumerate(studied)
    ]
    told = [f"{when} {who} {what}" for when in ("오늘", "어제", "지난달") for who in _TELLERS for what in _TOLD]
    uncorrected = [one for document in by_rules.study(told) for one in document]
    trainer = Trainer(by_rules.encoder, configured_values(company), uncorrected)
    models = [one.trained.model for one in trainer.learn(given) if one.trained and one.trained.is_used]
    assert "hesitation" in [model.label for model in models]
    texts = ["어제 새로 가입했습니다", "오늘 날씨가 흐립니다", "의자를 하나 샀습니다", "회원가입을 마쳤습니다"]
    readings = [s.reading for (s,) in Reader(company, models).read(texts)]
    assert [reading.is_hesitation for reading in readings] == [False] * 4
