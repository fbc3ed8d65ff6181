"""A model over letter runs: arithmetic by hand, bytes that come back, training that order cannot change."""

import numpy as np
import pytest

from nlp.counts import sublinear_tfidf
from nlp.letter_models import LetterModel, train
from nlp.letters import common_runs, count_runs

RUNS, _ = common_runs(["느려", "느려"], n_texts=2)  # 느, 려, 느려 in the order of their code points
BAD = ["결제가 느려요", "로딩이 느려요", "화면이 느려서", "앱이 느려짐", "너무 느려요", "느려 터짐"]
GOOD = ["결제가 빨라요", "로딩이 빨라요", "화면이 빨라서", "앱이 빨라짐", "너무 빨라요", "빨라 좋음"]


def model(weights: list[list[float]]) -> LetterModel:
    rarity = np.array([1.0, 1.0, 2.0], dtype=np.float32)
    return LetterModel(("no", "yes"), RUNS, rarity, np.array(weights, dtype=np.float32))


def test_loudness_is_sublinear_tf_idf_of_unit_length() -> None:
    loud = sublinear_tfidf(
        count_runs(["느려 느려", "좋아"], RUNS), np.array([1.0, 1.0, 2.0], dtype=np.float32)
    ).toarray()
    once = 1 + np.log(2)
    by_run = np.array([once, once, 2 * once])
    assert loud[0] == pytest.approx(by_run / np.linalg.norm(by_run))
    assert loud[1].tolist() == [0, 0, 0]


def test_probabilities_are_the_softmax_of_weighted_runs() -> None:
    found = model([[0, 3.0], [0, 0], [0, 0], [0, -1.0]]).probabilities(["느려", "좋아"])
    # 느, 려 and 느려 once each: (1, 1, 2) of length sqrt(6).
    assert found[0, 1] == pytest.approx(1 / (1 + np.exp(-(3 / np.sqrt(6) - 1))), abs=5e-5)
    assert found[1, 1] == pytest.approx(1 / (1 + np.exp(1.0)), abs=5e-5)


def test_telling_letters_speak_for_the_value_and_do_not_repeat_one_another() -> None:
    taught = train([*BAD, *GOOD], ["yes"] * 6 + ["no"] * 6)
    for_it, against, short = taught.telling(
        ["진짜 느려 터졌어요", "진짜 느려 터졌어요", "너무 느려요"], ["yes", "no", "yes"]
    )
    assert for_it[0] in {"느려", "느려요"}
    assert all("느" not in one for one in against)
    assert not any(a != b and a in b for a in short for b in short)
    assert taught.telling([], []) == []


def test_training_tells_the_classes_apart_by_letters_it_has_seen() -> None:
    taught = train([*BAD, *GOOD], ["yes"] * 6 + ["no"] * 6)
    beliefs = taught.probabilities(["전송이느려욧", "전송이빨라욧", "완전히 낯선 문장"])[:, 1]
    assert beliefs[1] < 0.4 < beliefs[2] < 0.6 < beliefs[0]


def test_runs_of_fewer_than_three_texts_are_not_kept() -> None:
    taught = train([*BAD, *GOOD, "홍길동 느려요"], ["yes"] * 6 + ["no"] * 6 + ["yes"])
    assert "홍" not in "".join(chr(int(run) & 0xFFFF) for run in taught.runs)


def test_a_rare_value_weighs_as_much_as_a_common_one() -> None:
    taught = train([*BAD, *GOOD[:3]], ["yes"] * 6 + ["no"] * 3)
    assert taught.probabilities(["ㅇㅇㅇ"])[0, 1] == pytest.approx(0.5, abs=0.1)


def test_bytes_give_the_model_back_and_are_the_same_every_time() -> None:
    taught = train([*BAD, *GOOD], ["yes"] * 6 + ["no"] * 6)
    back = LetterModel.from_bytes(taught.to_bytes())
    assert back.classes == ("no", "yes")
    assert back.to_bytes() == taught.to_bytes() == train([*BAD, *GOOD], ["yes"] * 6 + ["no"] * 6).to_bytes()
    assert back.probabilities(BAD).tolist() == taught.probabilities(BAD).tolist()
