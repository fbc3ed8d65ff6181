"""Surface forms: what customers typed most stands for a term."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.surfaces import count_surfaces, most_typed
from nlp.types import Term

FORMS = ("느려요", "느림", "느린", "느리다")


def _term(lemma: str, surface: str, *, negated: bool = False) -> Term:
    return Term(lemma, surface, negated, 0, len(surface))


def test_the_form_typed_most_is_chosen_and_the_shortest_of_equals() -> None:
    typed = [[_term("느리다", "느림"), _term("앱", "앱")], [_term("느리다", "느려요")], [_term("느리다", "느려요")], []]
    assert most_typed(count_surfaces(typed)) == {"느리다": "느려요", "앱": "앱"}
    assert most_typed(count_surfaces([*typed, typed[0]])) == {"느리다": "느림", "앱": "앱"}
    assert most_typed({("앱", "어플"): 2, ("앱", "어풀"): 2}) == {"앱": "어풀"}


def test_a_predicate_is_shown_in_a_form_that_ends_a_sentence_however_rare() -> None:
    typed = [
        [_term("느리다", "느려서")],
        [_term("느리다", "느린")],
        [_term("느리다", "느린")],
        [_term("느리다", "느립니다")],
    ]
    assert most_typed(count_surfaces(typed)) == {"느리다": "느립니다"}
    assert most_typed(count_surfaces(typed[:3])) == {"느리다": "느리다"}


def test_words_between_a_predicate_and_its_negation_are_not_shown() -> None:
    forms = {("안 되다", "되는 게 없음"): 3, ("안 되다", "안 됨"): 1, ("안 되다", "안돼"): 9}
    assert most_typed(forms) == {"안 되다": "안 됨"}


def test_a_negated_predicate_is_a_term_of_its_own_and_a_noun_is_not() -> None:
    typed = [[_term("되다", "안돼요", negated=True), _term("되다", "돼요"), _term("환급", "환급", negated=True)]]
    assert count_surfaces(typed) == {("안 되다", "안돼요"): 1, ("되다", "돼요"): 1, ("환급", "환급"): 1}


def test_white_space_inside_a_form_is_folded() -> None:
    typed = [[_term("되다", "안  돼요", negated=True)], [_term("되다", "안\n돼요", negated=True)]]
    assert count_surfaces(typed) == {("안 되다", "안 돼요"): 2}


def test_weights_count_a_sentence_for_every_customer_who_wrote_it() -> None:
    typed = [[_term("느리다", "느림")], [_term("느리다", "느려요")]]
    assert count_surfaces(typed, weights=[3, 2]) == {("느리다", "느림"): 3, ("느리다", "느려요"): 2}


@given(st.lists(st.lists(st.sampled_from(FORMS), max_size=4), max_size=8), st.integers(0, 8))
def test_order_and_batches_do_not_matter(forms: list[list[str]], cut: int) -> None:
    lists = [[_term("느리다", form) for form in some] for some in forms]
    whole = count_surfaces(lists)
    batches = count_surfaces(lists[cut:])
    batches.update(count_surfaces(lists[:cut]))
    assert batches == whole
    assert most_typed(batches) == most_typed(whole)
    assert count_surfaces(lists, weights=[1] * len(lists)) == whole
