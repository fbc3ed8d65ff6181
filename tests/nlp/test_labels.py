import numpy as np
import pytest

from nlp.labels import LabelRules, SeedSpace
from nlp.types import CatalogueTheme, Label, Term

REASONS = (Label("cost", "비용", ("수수료", "수수료 + 비싸다")), Label("trust", "신뢰", ("사기",)))
STAGES = (Label("usage", "이용", ("사용",)),)
THEMES = (CatalogueTheme("fee", "수수료 부담", "cost", "conversion", ("수수료 + 비싸다",)),)


@pytest.fixture(scope="module")
def rules() -> LabelRules:
    return LabelRules(REASONS, STAGES, THEMES)


def test_beliefs_of_independent_rules_add_up(rules: LabelRules) -> None:
    evidence = rules.weigh({"수수료", "비싸다"})
    # cost: 0.45 for one word, 0.7 for two, 0.8 from the theme: 1 - 0.55 * 0.3 * 0.2
    assert evidence.reasons == {"cost": pytest.approx(0.967)}
    # The theme's stage comes with it.
    assert evidence.stages == {"conversion": pytest.approx(0.8)}
    assert evidence.themes == {"fee": pytest.approx(0.8)}
    assert evidence.rules["reason:cost"] == "수수료 + 비싸다"


def test_one_word_speaks_more_quietly(rules: LabelRules) -> None:
    assert rules.weigh({"수수료"}).reasons == {"cost": pytest.approx(0.45)}


def test_no_rule_no_evidence(rules: LabelRules) -> None:
    evidence = rules.weigh({"바다"})
    assert not evidence.reasons
    assert not evidence.themes
    assert not evidence.rules


def said(words: str) -> list[Term]:
    return [Term(word, word, False, 0, 0) for word in words.split()]  # noqa: FBT003 - not negated


def test_words_far_apart_count_less_and_at_last_nothing(rules: LabelRules) -> None:
    features = {"수수료", "비싸다"}

    def belief(between: int) -> float:
        terms = said(f"수수료 {' '.join(f'나{i}' for i in range(between))} 비싸다")
        return rules.weigh(features, terms).themes.get("fee", 0.0)

    assert belief(0) == pytest.approx(0.8)
    assert belief(2) == pytest.approx(0.8 * 0.98**2)
    # Four small steps, then larger ones.
    assert belief(6) == pytest.approx(0.8 * 0.98**4 * 0.92**2)
    assert belief(12) > 0
    assert belief(13) == 0.0


def test_many_rules_of_one_theme_are_one_hint() -> None:
    themes = (
        CatalogueTheme("fee", "수수료 부담", "cost", "none", ("수수료 + 비싸다", "수수료 + 비싸다|세다", "수수료")),
    )
    evidence = LabelRules((), (), themes).weigh({"수수료", "비싸다"})
    assert evidence.themes == {"fee": pytest.approx(0.8)}
    assert evidence.reasons == {"cost": pytest.approx(0.8)}


def test_a_loose_rule_gives_way_to_any_other() -> None:
    themes = (
        CatalogueTheme("bugs", "오류", "defect", "usage", ("~ 오류 + 나다 + 자꾸",)),
        CatalogueTheme("pay", "결제 오류", "defect", "conversion", ("결제",)),
    )
    evidence = LabelRules((), (), themes).weigh({"오류", "나다", "자꾸", "결제"})
    assert evidence.themes == {"bugs": pytest.approx(0.4), "pay": pytest.approx(0.6)}


def test_a_clear_label_is_nearer_than_the_seeds_of_others() -> None:
    # Label b's seeds lie at cosines 0.8 and 0.6 from label a's, so a sentence of a must be nearer than the second.
    vectors = np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8]])
    seeds = SeedSpace(["a", "b", "b"], ["a1", "b1", "b2"], vectors)
    beliefs, _ = seeds.nearness(vectors)
    column = seeds.labels.index("a")
    second = sorted(beliefs[1:, column])[-2]
    assert 0 < second < beliefs[1:, column].max()
    assert seeds.clear_from(0.1)[column] == pytest.approx(second + 0.05)
    assert seeds.clear_from(0.9)[column] == 0.9


def test_nearness_is_worked_out_from_the_nearest_seeds() -> None:
    seeds = SeedSpace(["b", "a", "a"], ["bb", "a2", "a1"], np.array([[0.0, 1.0], [0.8, 0.6], [1.0, 0.0]]))
    assert seeds.labels == ("a", "b")
    beliefs, nearest = seeds.nearness(np.array([[1.0, 0.0], [0.0, 1.0]]))
    # a: cosines 1 and 0.8, blended 0.7 * 1 + 0.3 * 0.9 = 0.97, beyond 0.85: full. b: cosine 0, below 0.42: none.
    assert beliefs[0] == pytest.approx([1.0, 0.0], abs=1e-6)
    # Second row, label a: 0.7 times 0.6 plus 0.3 times 0.3 is 0.51, which lies 0.09 of 0.43 above 0.42.
    assert beliefs[1] == pytest.approx([0.09 / 0.43, 1.0], abs=1e-5)
    assert (seeds.seed_text(int(nearest[0, 0])), seeds.seed_text(int(nearest[1, 1]))) == ("a1", "bb")


def test_a_row_does_not_depend_on_its_batch() -> None:
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(300, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    seeds = SeedSpace([str(i % 7) for i in range(50)], [str(i) for i in range(50)], vectors[:50])
    whole, _ = seeds.nearness(vectors)
    for start, end in ((0, 1), (17, 18), (100, 163)):
        part, _ = seeds.nearness(vectors[start:end])
        assert (part == whole[start:end]).all()
