"""A linear model of one label: arithmetic by hand, and bytes that are the same every time."""

import numpy as np
import pytest

from nlp.label_models import LabelModel, design, on_weight_grid

# Two traits, a vector of two numbers, the intercept; two classes.
WEIGHTS = np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 0.5], [0.0, 0.0], [0.0, -1.0]], dtype=np.float32)
MODEL = LabelModel("reason", ("cost", "delay"), ("word 늦다", "word 정산"), WEIGHTS, 40, "test-1")


def test_design_lays_out_traits_then_the_vector_then_one() -> None:
    rows = design([["word 정산", "word 모름"], []], MODEL.columns, np.array([[0.5, 0.25], [0.0, 0.0]]))
    assert rows.toarray().tolist() == [[0, 1, 0.5, 0.25, 1], [0, 0, 0, 0, 1]]


def test_probabilities_are_the_softmax_of_summed_weights() -> None:
    found = MODEL.probabilities([["word 늦다", "word 정산"], []], np.array([[1.0, 9.0], [0.0, 0.0]]))
    # Scores (0, 1 + 2 + 0.5 - 1) and (0, -1).
    assert found[0, 1] == pytest.approx(1 / (1 + np.exp(-2.5)), abs=5e-5)
    assert found[1, 1] == pytest.approx(1 / (1 + np.exp(1.0)), abs=5e-5)
    assert found.sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-4)


def test_bytes_give_the_model_back_and_are_the_same_every_time() -> None:
    back = LabelModel.from_bytes(MODEL.to_bytes())
    assert (back.label, back.classes, back.traits, back.n_corrections, back.encoder_version) == (
        "reason", ("cost", "delay"), ("word 늦다", "word 정산"), 40, "test-1",
    )  # fmt: skip
    assert np.array_equal(back.weights, WEIGHTS)
    assert back.to_bytes() == MODEL.to_bytes()
    assert back.version == MODEL.version


def test_another_weight_is_another_version() -> None:
    other = WEIGHTS.copy()
    other[0, 1] += 1
    assert LabelModel("reason", MODEL.classes, MODEL.traits, other, 40, "test-1").version != MODEL.version


def test_weights_lie_on_a_grid_that_swallows_the_last_bits() -> None:
    assert on_weight_grid(np.array([[0.1]]))[0, 0] == on_weight_grid(np.array([[0.1 + 1e-9]]))[0, 0]
    assert on_weight_grid(np.array([[0.1]]))[0, 0] * 2**12 == round(0.1 * 2**12)
