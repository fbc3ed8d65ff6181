import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import clean

ANY_TEXT = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("가나\u1100\u1161\u11a8\u200b\u200d\r\n\x00👨❤\ufe0f")
)


def test_decomposed_hangul_is_composed_and_points_back() -> None:
    cleaned = clean(unicodedata.normalize("NFD", "환급"))
    assert cleaned.text == "환급"
    # 환 is three letters, 급 is three.
    assert cleaned.raw_span(1, 2) == (3, 6)


def test_line_breaks_and_odd_spaces_become_plain() -> None:
    cleaned = clean("가\r\n나\r다\u2028라\u00a0마\u3164바")
    assert cleaned.text == "가\n나\n다\n라 마바"
    assert cleaned.raw_span(1, 2) == (1, 3)
    assert cleaned.raw_span(8, 10) == (9, 12)


def test_joiner_stays_inside_an_emoji_and_goes_elsewhere() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean(f"가\u200d나{family}").text == f"가나{family}"


def test_nul_is_dropped_and_a_lone_surrogate_replaced() -> None:
    cleaned = clean("가\x00나\ud800다")
    assert cleaned.text == "가나\ufffd다"
    assert [cleaned.raw_span(i, i + 1) for i in range(4)] == [(0, 1), (2, 3), (3, 4), (4, 5)]


def test_a_plain_text_is_left_alone() -> None:
    cleaned = clean("그대로\t입니다 👍")
    assert cleaned.text == "그대로\t입니다 👍"
    assert cleaned.raw_starts is None
    assert cleaned.raw_span(2, 5) == (2, 5)


def test_empty_spans_have_a_place() -> None:
    assert clean("").raw_span(0, 0) == (0, 0)
    cleaned = clean("\x00가")
    assert cleaned.raw_span(0, 0) == (1, 1)
    assert cleaned.raw_span(1, 1) == (2, 2)
    assert clean("\x00").raw_span(0, 0) == (0, 0)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(ANY_TEXT)
def test_spans_lie_in_the_raw_text_in_order(text: str) -> None:
    cleaned = clean(text)
    end = 0
    for i in range(len(cleaned.text)):
        start, stop = cleaned.raw_span(i, i + 1)
        assert 0 <= start < stop <= len(text)
        # Characters of one cluster share its span, so spans never go back.
        assert stop >= end
        end = stop


@given(ANY_TEXT, ANY_TEXT)
def test_a_span_holds_what_it_was_made_of(before: str, after: str) -> None:
    """A word between plain blanks is found again in the raw text, whatever stands around it."""
    raw = f"{before} 환급 {after}"
    cleaned = clean(raw)
    place = cleaned.text.find("환급", len(clean(f"{before} ").text) - 1)
    start, end = cleaned.raw_span(place, place + 2)
    assert clean(raw[start:end]).text == "환급"
