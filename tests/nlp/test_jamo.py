"""Letters of Hangul: distances and sounds worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.jamo import distance, is_short_for, is_slip_of_hand, jamo, shared_start, sound, spoken_alike

WORDS = st.text(alphabet="인층증로그긴환급불금액aB1", max_size=6)


def test_syllables_come_apart_and_other_letters_stay() -> None:
    assert jamo("환급액") == "ㅎㅘㄴㄱㅡㅂㅇㅐㄱ"
    assert jamo("값 OTP") == "ㄱㅏㅄ otp"
    assert jamo("ㅋㅋ") == "ㅋㅋ"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("간편인증", "간편인층", 1),  # ㅈ for ㅊ
        ("로그인", "로긴", 2),  # ㅡ and ㅇ left out
        ("환급금", "환급액", 3),  # ㄱㅡㅁ for ㅇㅐㄱ
        ("환급", "환불", 3),
        ("알림", "아림", 1),
        ("abcd", "abdc", 1),  # swapped with its neighbour
        ("인증", "인증", 0),
    ],
)
def test_slips_are_counted_in_jamo(one: str, other: str, slips: int) -> None:
    assert distance(jamo(one), jamo(other), at_most=5) == slips
    assert distance(jamo(one), jamo(other), at_most=1) == min(slips, 2)


@given(WORDS, WORDS, WORDS)
def test_distance_is_even_handed_and_takes_no_detour(one: str, other: str, third: str) -> None:
    def between(a: str, b: str) -> int:
        return distance(jamo(a), jamo(b), at_most=30)

    assert between(one, other) == between(other, one)
    assert (between(one, other) == 0) == (jamo(one) == jamo(other))
    assert between(one, other) <= between(one, third) + between(third, other) + 1, "a swap may count once too often"


def test_a_hand_slips_to_like_letters() -> None:
    assert is_slip_of_hand(jamo("인증"), jamo("인층"))
    assert is_slip_of_hand(jamo("혜택"), jamo("해택"))
    assert is_slip_of_hand(jamo("접수"), jamo("젖수")), "ㅂ and ㅈ are neighbours on the keyboard"
    assert not is_slip_of_hand(jamo("접수"), jamo("절수")), "ㅂ and ㄹ are not"
    assert not is_slip_of_hand(jamo("인증"), jamo("민증"))
    assert is_slip_of_hand(jamo("알림"), jamo("아림")), "left out"


@pytest.mark.parametrize(
    ("latin", "korean"),
    [
        ("login", "로긴"),
        ("update", "업데이트"),
        ("service", "서비스"),
        ("android", "안드로이드"),
        ("message", "메시지"),
    ],
)
def test_loan_words_sound_like_their_models(latin: str, korean: str) -> None:
    assert sound(latin) == sound(korean)
    assert spoken_alike(latin, korean)
    assert spoken_alike(korean, latin)


def test_consonants_alone_do_not_make_a_loan_word() -> None:
    assert sound("sns") == sound("전체") == "SNS"
    assert not spoken_alike("sns", "전체")
    assert not spoken_alike("best", "웹사이트")
    assert not spoken_alike("amazing", "미션"), "one begins with a vowel"


def test_a_short_form_keeps_the_first_letter_and_the_order() -> None:
    assert is_short_for("고센", "고객센터")
    assert is_short_for("비번", "비밀번호")
    assert not is_short_for("터고", "고객센터")
    assert not is_short_for("고", "고객센터")
    assert not is_short_for("고객센터", "고객센터")
    assert not is_short_for("고고", "고객센터"), "each letter once"


def test_words_share_a_start() -> None:
    assert [shared_start(*pair) for pair in (("환급금", "환급액"), ("환급", "환급"), ("", "환급"), ("가", "나"))] == [
        2,
        2,
        0,
        0,
    ]
