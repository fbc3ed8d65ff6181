"""Encodings: which party's word is taken when header, page and bytes disagree."""

import pytest
from hypothesis import given
from strategies import korean_text

from voc.sources.web.decoding import Decoded, decode

# Syllables outside EUC-KR proper.
WORDS = "똠방각하 펲시 힣 ~ 배송이 늦어요"


def page(declared: str, words: str = WORDS) -> str:
    return f'<html><head><meta charset="{declared}"></head><body>{words}</body></html>'


@pytest.mark.parametrize("name", ["euc-kr", "EUC-KR", "ks_c_5601-1987", "x-windows-949", "ms949", "cp949", '"euc-kr"'])
def test_all_names_of_the_korean_encoding_mean_cp949(name: str) -> None:
    assert decode(WORDS.encode("cp949"), charset=name) == Decoded(WORDS, "cp949")
    plain = name.strip('"')
    assert decode(page(plain).encode("cp949")).text == page(plain)


def test_a_byte_order_mark_outranks_every_word() -> None:
    assert decode(WORDS.encode("utf-8-sig"), charset="euc-kr") == Decoded(WORDS, "utf-8-sig")
    assert decode(WORDS.encode("utf-16"), charset="utf-8") == Decoded(WORDS, "utf-16")


@pytest.mark.parametrize(
    ("header", "meta", "true"),
    [
        ("utf-8", "euc-kr", "cp949"),
        ("euc-kr", "utf-8", "utf-8"),
        ("utf-8", "utf-8", "cp949"),
        ("euc-kr", "euc-kr", "utf-8"),
        # The default of an old server, which decodes anything.
        ("iso-8859-1", "euc-kr", "cp949"),
        ("iso-8859-1", "utf-8", "utf-8"),
        (None, "utf-16", "utf-8"),
        ("klingon", "none", "cp949"),
        ("base64", "utf-8", "utf-8"),
    ],
)
def test_the_word_that_decodes_without_gaps_wins(header: str | None, meta: str, true: str) -> None:
    decoded = decode(page(meta).encode(true), charset=header)
    assert (decoded.text, decoded.encoding, decoded.n_replaced) == (page(meta), true, 0)


def test_feeds_declare_their_encoding_in_the_first_line() -> None:
    feed = f'<?xml version="1.0" encoding="ks_c_5601-1987"?><rss>{WORDS}</rss>'
    assert decode(feed.encode("cp949")).text == feed


def test_nobody_says_anything() -> None:
    assert decode(WORDS.encode()).encoding == "utf-8"
    assert decode(WORDS.encode("cp949")).encoding == "cp949"
    assert decode(b"") == Decoded("", "utf-8")


def test_hangul_in_utf8_is_utf8_whatever_was_declared() -> None:
    """These words are sound cp949 as well, of Chinese characters: 諛곗넚 寃곗젣 荑좏룿."""
    words = "배송 결제 쿠폰"
    assert words.encode().decode("cp949") == "諛곗넚 寃곗젣 荑좏룿"
    assert decode(words.encode(), charset="euc-kr") == Decoded(words, "utf-8")
    assert decode(page("euc-kr", words).encode()).text == page("euc-kr", words)


def test_a_latin_page_stays_latin() -> None:
    assert decode("Caf\xe9 und so".encode("latin-1"), charset="iso-8859-1").text == "Café und so"


def test_half_a_syllable_costs_only_itself() -> None:
    """Boards of old cut a title after so many bytes."""
    cut = "배송이 너무 늦".encode("cp949")[:-1]
    data = page("euc-kr", "|").encode("cp949").replace(b"|", cut + b"...<br>" + "환불은 빨랐어요".encode("cp949"))
    decoded = decode(data, charset="euc-kr")
    assert decoded.encoding == "cp949"
    assert decoded.n_replaced == 1
    assert "배송이 너무" in decoded.text
    assert "환불은 빨랐어요" in decoded.text


def test_a_page_cut_in_a_syllable_keeps_what_came() -> None:
    decoded = decode(page("utf-8").encode()[: page("utf-8").encode().index("늦".encode()) + 2], charset="utf-8")
    assert decoded.encoding == "utf-8"
    assert decoded.n_replaced == 1
    assert decoded.text.endswith("배송이 \ufffd")


@given(text=korean_text())
def test_utf8_comes_back_as_it_was(text: str) -> None:
    words = "가격 " + "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    assert decode(words.encode(), charset="euc-kr").text == words
