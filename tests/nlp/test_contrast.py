"""Contrast: keywords between two sides, with phrases, one spelling each, and nothing said twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from nlp.contrast import Wordbook, contrast_words, count_typed, spelling, without_repeats
from nlp.keywords import Keyword, informative_prior, log_odds
from nlp.surfaces import SurfaceCounts
from nlp.terms import TermExtractor
from nlp.tokenize import load_tokenizer
from nlp.types import Reading, Sentence

READING = Reading("statement", 0.0, is_hesitation=False, reason="none", reason_score=0.0, stage="none", stage_score=0.0)
# Invented.
TROUBLE = (
    "고객센터 연결이 안 돼요",
    "고객 센터 연결 왜 안 되나요",
    "고객센터 연결은 언제 되나요",
    "고객센터 연결 너무 느려요",
    "고객센터가 전화를 안 받아요",
    "고객센터에 물어봤어요",
    "업데이트하고 느려서 못 쓰겠어요",
    "앱이 느린데요",
    "전화 연결 후 끊겨요",
)
PRAISE = (
    "화면이 예뻐요",
    "앱이 편해요",
    "글씨가 잘 보여요",
    "앱 화면 깔끔해요",
    "전화 상담 친절해요",
    "연결이 빨라요",
) * 2


def _read(texts: tuple[str, ...]) -> list[Sentence]:
    extractor = TermExtractor({}, frozenset())
    return [
        Sentence(0, len(text), text, tuple(extractor.extract(tokens, text, 0).terms), READING)
        for text, tokens in zip(texts, load_tokenizer().tokenize(texts), strict=True)
    ]


def test_a_phrase_stands_for_the_words_that_it_holds() -> None:
    """연결 is said in it four times of five; 고객센터, six times, gives way to it too, and is not listed again."""
    rows = contrast_words(count_typed(_read(TROUBLE)), count_typed(_read(PRAISE)))
    found = {row.term: row for row in rows}
    assert (found["고객 센터 연결"].surface, found["고객 센터 연결"].n_target) == ("고객센터 연결", 4)
    assert not {"고객", "센터", "연결", "고객 센터", "센터 연결"} & set(found)


def test_what_is_shown_ends_in_no_particle_and_no_open_ending() -> None:
    rows = contrast_words(count_typed(_read(TROUBLE)), count_typed(_read(PRAISE)), min_count=1)
    shown = {row.term: row.surface for row in rows}
    assert shown["느리다"] == "느려요"
    assert not any(surface.endswith(("이", "가", "을", "를", "은", "서", "고")) for surface in shown.values())
    assert "후" not in shown, "a noun that leans on the one before it"


def test_scores_are_log_odds_over_words_and_chosen_phrases() -> None:
    """앱 10 times here, 2 there; 돈 5 and 13. The prior holds a tenth of the 30 tokens: 1.2 and 1.8."""
    target = Counter({("앱", "앱"): 6, ("앱", "어플"): 4, ("돈", "돈"): 5})
    rest = Counter({("앱", "앱"): 2, ("돈", "돈"): 13})
    (row,) = contrast_words(target, rest)
    expected = log_odds([5, 10], [13, 2], informative_prior([18, 12], 3.0))[1]
    assert row == Keyword("앱", "앱", round(float(expected), 4), 10, 2)


def test_spellings_with_and_without_blanks_are_one_word() -> None:
    """환급액 five times whole and four times cut: nine, and none of the pieces is a word of its own."""
    target = Counter({("환급액", "환급액"): 5, ("환급", "환급"): 4, ("액", "액"): 4, ("환급 액", "환급액"): 4})
    rest = Counter({("앱", "앱"): 30})
    assert [(row.term, row.n_target) for row in contrast_words(target, rest)] == [("환급액", 9)]
    assert spelling("환급 액") == spelling("환급액")


def test_scraps_of_unknown_words_are_no_keywords() -> None:
    """샌 and 터 stand in one typed word each time; 트 is a stem without an ending; s is a letter of a model's name."""
    target = Counter({("샌", "샌"): 4, ("터", "터"): 4, ("샌 터", "샌터"): 4, ("트다", "트"): 5, ("s", "s"): 5})
    target |= Counter({("알다", "알"): 5})
    rest = Counter({("앱", "앱"): 40})
    assert {row.term for row in contrast_words(target, rest)} == {"샌 터", "알다"}


def test_a_word_stays_where_it_stands_before_the_phrase_and_is_used_more() -> None:
    rows = [Keyword("인증", "인증", 9.0, 30, 2), Keyword("인증 번호", "인증번호", 5.0, 9, 0)]
    assert without_repeats(rows) == rows
    assert without_repeats([rows[1], rows[0]]) == [rows[1]]
    assert without_repeats([Keyword("인증", "인증", 9.0, 18, 2), rows[1]]) == [rows[1]], "half of its uses"


def test_of_a_noun_and_its_adjective_the_first_stays() -> None:
    rows = [
        Keyword("불편", "불편", 5.0, 9, 0),
        Keyword("불편하다", "불편해요", 4.0, 8, 0),
        Keyword("하다", "해요", 3.0, 5, 0),
    ]
    assert [row.term for row in without_repeats(rows)] == ["불편", "하다"]


TYPED = st.dictionaries(
    st.sampled_from(["가", "나", "다르다", "가 나", "가나", "나 라", "라"]).flatmap(
        lambda term: st.tuples(st.just(term), st.sampled_from([term, term.replace(" ", "")]))
    ),
    st.integers(1, 30),
).map(lambda counts: _with_parts(counts))  # noqa: PLW0108 - defined below


def _with_parts(counts: dict[tuple[str, str], int]) -> SurfaceCounts:
    """Count the parts of every stretch too, as `count_typed` does."""
    typed: SurfaceCounts = Counter(counts)
    for (term, _), n in counts.items():
        if " " in term:
            typed.update({(part, part): n for part in term.split()})
    return typed


@given(TYPED, TYPED)
def test_no_keyword_of_one_side_is_one_of_the_other(one: SurfaceCounts, other: SurfaceCounts) -> None:
    here = {row.term: row for row in contrast_words(one, other, min_count=1, limit=None)}
    there = {row.term: row for row in contrast_words(other, one, min_count=1, limit=None)}
    assert not set(here) & set(there)
    assert all(row.log_odds > 0 and row.n_target > 0 and row.n_rest >= 0 for row in here.values())


@given(TYPED, TYPED, st.randoms(use_true_random=False))
def test_the_order_of_counts_does_not_matter(one: SurfaceCounts, other: SurfaceCounts, random: st.DataObject) -> None:
    def shuffled(counts: SurfaceCounts) -> SurfaceCounts:
        items = list(counts.items())
        random.shuffle(items)
        return Counter(dict(items))

    assert contrast_words(shuffled(one), shuffled(other)) == contrast_words(one, other)


def test_a_wordbook_of_everything_tells_any_part_from_the_rest() -> None:
    trouble, praise = count_typed(_read(TROUBLE)), count_typed(_read(PRAISE))
    words = Wordbook(trouble + praise)
    assert words.keywords(trouble) == contrast_words(trouble, praise)
    assert words.keywords(praise) == contrast_words(praise, trouble)
    assert words.keywords(Counter()) == []
    assert contrast_words(Counter(), Counter()) == []
