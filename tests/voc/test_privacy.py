"""Masking: settings, spans, and what holds for every text."""

import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import ConfigError
from voc.privacy import KINDS, ExtraPattern, Masked, Masker, MaskSettings, Span

MASKER = Masker()

# Pieces that patterns react to, so that random texts are full of near misses.
PIECES = [
    *["010", "-", " ", "1234", "5678", "900101", "1234567", "02", "+82", ".", "@", "naver.com", "gildong", "\n"],
    *[
        "홍길동",
        "님",
        "씨",
        "이름은 ",
        "입니다",
        "예금주 ",
        "계좌 ",
        "카드 ",
        "서울시 ",
        "한강구 ",
        "한빛로 ",
        "101동 ",
        "302호",
        "생일 ",
    ],
    *[
        "공일공",
        "이삼사오",
        "4111",
        "1111",
        "(",
        ")",
        "<PHONE>",
        "<NAME>",
        "https://a.kr/?token=",
        "&x=",
        "//u:p@",
        "가",
        "나",
    ],
    *[
        "주문번호 ",
        "원",
        "년",
        "월",
        "일",
        "생",
        "M12345678",
        ":",
        "::",
        "fe80",
        "1.2.3.4",
        "\u200b",
        "０",
        "길동",
        "상담원",
        "/",
        "저는 ",
    ],
]
PIECED = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def test_spans_point_into_both_texts() -> None:
    masked = MASKER.mask("홍길동님 010-1234-5678로요")
    assert masked == Masked("<NAME>님 <PHONE>로요", (Span(0, 3, "NAME", 0, 6), Span(5, 18, "PHONE", 8, 15)))


def test_spans_count_characters_of_the_text_given_in() -> None:
    # A zero-width space between the digits and full-width signs: 13 characters and one invisible one.
    masked = MASKER.mask("a ０１０－1234\u200b－5678.")
    assert masked == Masked("a <PHONE>.", (Span(2, 16, "PHONE", 2, 9),))


def test_offsets_map_back_to_the_text_given_in() -> None:
    masked = MASKER.mask("홍길동님 010-1234-5678로요")
    assert masked.raw_span(6, 7) == (3, 4)  # 님
    assert masked.raw_span(0, 8) == (0, 5)  # <NAME>님 and the space
    assert masked.raw_span(9, 12) == (5, 18)  # a piece of <PHONE>
    assert masked.raw_span(15, 17) == (18, 20)  # 로요
    assert masked.raw_span(0, 17) == (0, 20)
    assert masked.raw_span(15, 15) == (18, 18)
    assert Masked("가나", ()).raw_span(1, 2) == (1, 2)


def test_parts_of_one_address_become_one_tag() -> None:
    masked = MASKER.mask("서울시 한강구 한빛로 12, 나래빌라 302호 1층입니다")
    assert masked.text.count("<ADDRESS>") == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("phone", "010-1234-5678"),
        ("email", "a.b@naver.com"),
        ("rrn", "900101-1234567"),
        ("card", "4111-1111-1111-1111"),
        ("account", "신한은행 110-234-567890"),
        ("passport", "여권번호 M12345678"),
        ("licence", "면허 11-23-456789-01"),
        ("birth", "90년생"),
        ("bizno", "사업자번호 123-45-67890"),
        ("customs", "통관부호 P123456789012"),
        ("address", "한빛아파트 101동 1202호"),
        ("name", "홍길동님"),
        ("secret", "https://a.kr/?token=abcdef"),
        ("ip", "192.168.10.25"),
    ],
)
def test_each_kind_can_be_switched_off(kind: str, text: str) -> None:
    assert MASKER.mask(text).spans[0].tag == kind.upper()
    assert Masker(MaskSettings(kinds=frozenset(KINDS) - {kind})).mask(text) == (text, ())


def test_what_is_kept_by_settings_stays_but_not_inside_a_longer_number() -> None:
    masker = Masker(MaskSettings(keep=frozenset({"02-1234-5678", "1234"})))
    assert masker.mask("대표번호 02-1234-5678, 제 번호 010-9999-5678").text == "대표번호 02-1234-5678, 제 번호 <PHONE>"
    assert masker.mask("11234567890123 신한은행").text == "<ACCOUNT> 신한은행"


def test_not_names_are_never_names() -> None:
    masker = Masker(MaskSettings(not_names=frozenset({"나라미"})))
    assert MASKER.mask("나라미님 최고").text == "<NAME>님 최고"
    assert masker.mask("나라미님 최고").text == "나라미님 최고"
    assert masker.mask("이름은 나라미입니다").text == "이름은 나라미입니다"


def test_extra_patterns_come_first_and_may_limit_what_goes() -> None:
    masker = Masker(MaskSettings(extra=(ExtraPattern("회원번호", "MEMBER", r"회원번호 ?(?P<v>\d{8})"),)))
    assert masker.mask("회원번호 ２０２４１２３４입니다").text == "회원번호 <MEMBER>입니다"
    plain = Masker(MaskSettings(extra=(ExtraPattern("member", "MEMBER", r"NR[a-z]{3}"),)))
    assert plain.mask("내 코드는 NRabc").text == "내 코드는 <MEMBER>"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (lambda: MaskSettings(kinds=frozenset({"phones"})), "unknown kind 'phones'"),
        (lambda: MaskSettings(extra=(ExtraPattern("x", "member", r"\d"),)), "tag 'member'"),
        (lambda: MaskSettings(extra=(ExtraPattern("x", "X", r"("),)), "no regular expression"),
        (lambda: MaskSettings(extra=(ExtraPattern("x", "X", r"\d*"),)), "empty text"),
    ],
)
def test_wrong_settings_say_what_is_wrong(bad: Callable[[], MaskSettings], said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        bad()


def test_decomposed_text_is_masked_too() -> None:
    text = unicodedata.normalize("NFD", "예금주는 홍길동입니다")
    masked = MASKER.mask(text)
    assert unicodedata.normalize("NFC", masked.text) == "예금주는 <NAME>입니다"


def rebuilt(text: str, masked: Masked) -> str:
    pieces, at = [], 0
    for span in masked.spans:
        pieces += [text[at : span.start], f"<{span.tag}>"]
        at = span.end
    return "".join([*pieces, text[at:]])


@given(PIECED | st.text(max_size=60))
@settings(max_examples=600, deadline=None)
def test_spans_explain_the_masked_text(text: str) -> None:
    masked = MASKER.mask(text)
    assert rebuilt(text, masked) == masked.text
    assert all(masked.text[span.masked_start : span.masked_end] == f"<{span.tag}>" for span in masked.spans)
    ends = [0, *(end for span in masked.spans for end in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in masked.spans)


@given(PIECED | st.text(max_size=60))
@settings(max_examples=1200, deadline=None)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = MASKER.mask(text).text
    assert MASKER.mask(once) == (once, ())


@given(st.text(alphabet="느릴슬퍼좋쁘멋벽렵많걸렸붙췄넣꺼튕답앱 .,!?ㅋㅠ\n", max_size=80))
def test_text_without_digits_or_cues_stays(text: str) -> None:
    assert MASKER.mask(text) == (text, ())


@given(PIECED, st.integers(0, 200), st.integers(0, 200))
def test_mapped_offsets_stay_inside_and_in_order(text: str, first: int, second: int) -> None:
    masked = MASKER.mask(text)
    start, end = sorted((min(first, len(masked.text)), min(second, len(masked.text))))
    raw_start, raw_end = masked.raw_span(start, end)
    assert 0 <= raw_start <= raw_end <= len(text)


LONG = [
    *[
        "가",
        "1",
        "1 ",
        " ",
        "가 ",
        "010-",
        "a",
        "a@",
        "1.1.",
        "홍길동님 ",
        "서울시 강남구 ",
        "로 1",
        "12동 ",
        "이름은 ",
        "(1",
        "공일",
    ],
    *[
        "900101-1",
        "가1",
        ":",
        "a:",
        "\u200b",
        "1\u200b",
        "a.",
        "https://",
        "?a=",
        "계좌 1",
        "1-",
        "1/",
        "생일 ",
        "1990년 ",
        "0 1 0 ",
    ],
    *[
        "1\n",
        "010 1234 567 ",
        "홍길동 ",
        "이름: ",
        "입금자명 ",
        "가나다빌라 1",
        "[at] ",
        "홍길동 010-1234-5678 ",
        "<",
        "<A",
        "아파트 1",
    ],
]


@pytest.mark.parametrize("piece", LONG)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    started = time.process_time()
    MASKER.mask(text)
    assert time.process_time() - started < 2.0  # well under a second on an idle machine


def test_text_with_nothing_to_mask_passes_quickly() -> None:
    text = "배송이 너무 느리고 포장도 엉망이라 실망했어요 다음엔 안 살 듯"
    best = min(_seconds(text, 20_000) for _ in range(5))
    assert 20_000 / best > 200_000  # about 1,000,000 a second on an idle machine


def _seconds(text: str, n: int) -> float:
    started = time.process_time()
    for _ in range(n):
        MASKER.mask(text)
    return time.process_time() - started


@pytest.mark.parametrize("text", ["홍길동입니다 환불해 주세요", "홍길동 입니다 환불요", "문의\n  홍길동 입니다."])
def test_a_name_that_opens_a_line_is_masked_with_a_blank_behind_it_too(text: str) -> None:
    assert MASKER.mask(text).text == text.replace("홍길동", "<NAME>")
    assert MASKER.mask("최고의 앱 입니다").spans == ()
