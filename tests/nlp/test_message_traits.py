"""How a message of ours is worded, from its text and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.message_traits import MessageTraits, count_bytes, message_traits, wording_of
from nlp.tokenize import load_tokenizer

REGISTERS = (
    ("환급금이 도착했습니다. 신청 바랍니다", "hapnida"),
    ("확인하십시오. 감사합니다^^", "hapnida"),
    ("받을 돈이 있으신 건 아닙니까?", "hapnida"),
    ("함께 확인해 봅시다!", "hapnida"),
    ("얼마 받을 수 있을까요? 3분이면 끝나요", "haeyo"),
    ("돌려받을 돈이 있으시죠? 확인해 보세요", "haeyo"),
    ("오늘이 마지막이야. 놓치지 마", "banmal"),
    ("세금 돌려받자!", "banmal"),
    ("놓치면 후회한다", "banmal"),
    ("환급금 조회하기", "none"),
    ("환급금이 도착했습니다. 확인해 보세요", "mixed"),
)
ASKING = ("얼마나 돌아올까요", "혹시 잊지 않으셨나요", "궁금하시죠?")
NOT_ASKING = ("지금 확인하세요", "바로 가기 https://보기.kr/?u=1", "확인했으니까 괜찮아요")
PROOF = (
    "이미 120만 명이 선택했어요",
    "3,200명의 사장님이 신청했습니다",
    "많은 고객님이 다시 찾으세요",
    "다른 회원들은 평균 18만 원을 받았어요",
    "만족도 98%로 확인됐어요",
    "고객님들의 실제 후기를 확인하세요",
    "업계 1위 서비스",
)
NO_PROOF = (
    "선착순 100명이 받아요",
    "추첨을 통해 30명의 회원께 드려요",
    "2명이 함께 쓰는 요금제",
    "고객님께 안내드려요",
)
HURRY = (
    "오늘까지 신청하세요",
    "선착순 100명",
    "마감 임박! 서두르세요",
    "D-3 남았어요",
    "놓치지 마세요",
    "오늘만 무료",
    "단 3일 동안",
    "2시간 남았어요",
)
CALM = (
    "신청 방법을 알려 드려요",
    "언제든 편하게 확인하세요",
    "오늘의 소식",
    "오늘도 좋은 하루 보내세요",
    "3분이면 끝나요",
)


def _read(text: str) -> MessageTraits:
    return message_traits(text, next(load_tokenizer().tokenize([wording_of(text)])))


@pytest.mark.parametrize(("text", "register"), REGISTERS)
def test_final_endings_decide_the_register(text: str, register: str) -> None:
    assert _read(text).register == register


@pytest.mark.parametrize("text", ASKING)
def test_questions_are_known_by_mark_or_ending(text: str) -> None:
    assert _read(text).question


@pytest.mark.parametrize("text", NOT_ASKING)
def test_a_reason_or_a_link_is_no_question(text: str) -> None:
    assert not _read(text).question


@pytest.mark.parametrize("text", PROOF)
def test_other_customers_are_social_proof(text: str) -> None:
    assert _read(text).social_proof


@pytest.mark.parametrize("text", NO_PROOF)
def test_a_limited_number_of_winners_is_no_social_proof(text: str) -> None:
    assert not _read(text).social_proof


@pytest.mark.parametrize("text", HURRY)
def test_deadlines_and_scarcity_press(text: str) -> None:
    assert _read(text).urgency


@pytest.mark.parametrize("text", CALM)
def test_a_calm_text_does_not_press(text: str) -> None:
    assert not _read(text).urgency


def test_figures_count_but_not_those_of_the_opt_out_line_or_a_link() -> None:
    assert _read("평균 18만 원").number
    assert not _read("(광고) 환급 안내\n무료수신거부 080-123-4567").number
    assert not _read("무료거부 0801234567").number
    assert not _read("자세히 https://보기.kr/a12").number


def test_emoji_are_found_and_typed_faces_are_none() -> None:
    assert [_read(text).emoji for text in ("축하해요🎉", "별점 ⭐", "완료 ✅", "☀️ 아침", "고마워요^^", "▶ 보기")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_length_counts_the_whole_message_as_a_carrier_would() -> None:
    """Four syllables, two brackets, a space, a line break and two letters: 8 + 2 + 1 + 1 + 2 bytes."""
    traits = _read("(광고) 안내\nOK")
    assert (traits.n_characters, traits.n_bytes, traits.n_unencodable) == (10, 14, 0)


@given(st.text(), st.text())
def test_bytes_add_up(left: str, right: str) -> None:
    (n_left, missing_left), (n_right, missing_right) = count_bytes(left), count_bytes(right)
    assert count_bytes(left + right) == (n_left + n_right, missing_left + missing_right)


@given(st.text())
def test_what_is_no_wording_is_blanked_and_offsets_hold(text: str) -> None:
    assert len(wording_of(text)) == len(text)
    assert wording_of(wording_of(text)) == wording_of(text)
