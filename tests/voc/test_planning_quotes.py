"""Quotes show the theme, are readable, and come from different people and channels."""

from datetime import UTC, datetime

from voc.planning.quotes import choose_quotes
from voc.store import Verbatim


def _said(number: int, text: str, source: str = "앱리뷰", hesitation: float = 0.9) -> Verbatim:
    return Verbatim(
        document_id=f"d{number}",
        sentence_index=0,
        text=text,
        source=source,
        week="2026-W47",
        created_at=datetime(2026, 11, 16, tzinfo=UTC),
        rating=None,
        act="complaint",
        hesitation=hesitation,
        is_hesitation=True,
        reason="delay",
        stage="fulfilment",
        theme_id="t1",
        theme_score=0.9,
        why=(),
    )


def _texts(found: list[Verbatim]) -> list[str]:
    return [one.text for one in found]


def test_a_quote_holds_words_of_the_theme() -> None:
    surest = _said(1, "도대체 왜 이러는지 모르겠습니다 정말", hesitation=1.0)
    showing = _said(2, "입금이 열흘째 지연되고 있습니다", hesitation=0.6)
    assert choose_quotes([surest, showing], 1, words=["입금 지연"]) == [showing]


def test_predicates_are_found_by_their_stem() -> None:
    showing = _said(2, "마음이 찜찜한 채로 기다립니다")
    assert choose_quotes(
        [_said(1, "그래서 일단은 두고 보는 중입니다"), showing], 1, words=["찜찜하다", "기다리다"]
    ) == [showing]


def test_readable_quotes_come_first() -> None:
    """Too short, too long and half masked ones only where nothing else is left."""
    short, long = _said(1, "입금 지연"), _said(2, "입금 지연 " * 30)
    masked, good = (
        _said(3, "입금 지연 건으로 <PHONE>로 전화 주세요"),
        _said(4, "입금 지연이 벌써 세 번째라 속이 탑니다"),
    )
    found = [short, long, masked, good]
    assert choose_quotes(found, 1, words=["입금 지연"]) == [good]
    assert len(choose_quotes(found, 4, words=["입금 지연"])) == 4


def test_quotes_come_from_different_channels() -> None:
    mine = [
        _said(1, "입금이 지연된다고 문자만 왔어요"),
        _said(2, "한 달째 지연이라 입금 날짜를 알고 싶어요"),
        _said(3, "지연 사유도 없이 입금을 안 해 주네요", source="커뮤니티"),
    ]
    assert [one.source for one in choose_quotes(mine, 2, words=["입금", "지연"])] == ["앱리뷰", "커뮤니티"]


def test_nobody_is_quoted_twice_and_nothing_said_twice() -> None:
    first = _said(1, "환급금 입금이 아직도 안 됐습니다")
    again = _said(2, "환급금 입금이 아직도 안 됐습니다 ㅠㅠ")
    other = _said(3, "언제쯤 통장에 들어오는지 알려 주세요")
    assert _texts(choose_quotes([first, again, other], 2)) == [first.text, other.text]


def test_what_is_quoted_already_comes_last() -> None:
    quoted, fresh = _said(1, "입금이 지연되고 있습니다 벌써"), _said(2, "지연된 입금은 언제 처리되나요")
    assert choose_quotes([quoted, fresh], 1, words=["입금", "지연"], already={quoted.text}) == [fresh]
    assert choose_quotes([quoted], 1, already={quoted.text}) == [quoted]


def test_the_order_given_decides_nothing() -> None:
    found = [
        _said(n, text)
        for n, text in enumerate(["입금이 늦어요 많이", "늦은 입금이 걱정입니다", "왜 늦는지 궁금합니다"])
    ]
    assert choose_quotes(found, 2, words=["입금"]) == choose_quotes(found[::-1], 2, words=["입금"])


def test_nothing_found_gives_no_quotes() -> None:
    assert choose_quotes([], 3) == []
