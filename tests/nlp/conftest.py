"""One analyser and one reader for all tests of the reading side; loading them takes seconds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.reader import Reader
from nlp.tokenize import Tokenizer, load_tokenizer
from nlp.types import CatalogueTheme, Knowledge, Label, Sentence
from voc.config import load_settings

BRAND_WORDS = (("환급나래", "NNP"), ("보라페이", "NNP"))

STAGES = (
    Label("onboarding", "가입", ("가입|회원가입", "설치|깔다", "인증|본인인증|신분증"), ("회원가입을 하려고 했어요",)),
    Label("conversion", "신청", ("신청|결제|주문",), ("환급 신청을 눌렀어요",)),
    Label("usage", "이용", ("이용|사용", "로그인"), ("앱을 매일 쓰고 있어요",)),
    Label("loyalty", "이탈", ("탈퇴|삭제|갈아타다",), ("이제 그만 쓰고 떠납니다",)),
)
REASONS = (
    Label(
        "trust",
        "신뢰",
        ("사기|사기꾼", "의심|의심스럽다"),
        ("이거 사기 같아서 멈췄어요", "믿어도 되는 곳인지 모르겠어요"),
    ),
    Label("cost", "비용", ("수수료|요금 + 비싸다|아깝다",), ("수수료가 너무 비싸서 망설여져요",)),
    Label("access", "인증", ("인증|로그인 + 되다!|하다!|실패|오류",), ("본인 인증이 계속 실패해요",)),
    Label("defect", "오류", ("오류|에러 - 오류!", "튕기다|멈추다"), ("앱이 자꾸 튕겨요",)),
    Label("support", "응대", ("고객센터|상담원|전화 + 받다!|없다",), ("고객센터가 전화를 안 받아요",)),
    Label("missing", "기능 부족", ("기능|지원 + 없다|지원!",), ("다크 모드 기능이 없어요",)),
)
THEMES = (
    CatalogueTheme(
        "id_photo",
        "신분증 촬영 인식 실패",
        "access",
        "onboarding",
        ("신분증 + 인식|촬영|찍다 + 되다!|실패|오류|하다!",),
        ("신분증을 아무리 찍어도 인식이 안 돼요", "신분증 촬영이 자꾸 실패해요", "민증 사진이 흐리다고만 나와요"),
    ),
    CatalogueTheme(
        "support_phone",
        "고객센터 전화 연결",
        "support",
        "usage",
        ("고객센터|상담원 + 받다!|연결!|없다",),
        (
            "고객센터가 전화를 안 받아요",
            "상담원 연결이 안 돼요",
            "전화를 걸어도 아무도 안 받네요",
            "상담 전화 대기만 삼십 분째예요",
            "전화 연결이 하늘의 별 따기예요",
            "고객센터 번호로 걸면 통화 중이에요",
            "상담원이랑 통화하기 너무 힘들어요",
            "전화는 받지도 않네요",
        ),
    ),
)
POLARITY = {
    "좋다": (1, "praise"),
    "편하다": (1, "praise"),
    "최고": (2, "praise"),
    "빠르다": (1, "praise"),
    "강추": (2, "praise"),
    "짱": (2, "praise"),
    "감사": (1, "thanks"),
    "추천": (1, "praise"),
    "오류": (-2, "problem"),
    "튕기다": (-2, "problem"),
    "느리다": (-1, "problem"),
    "불편하다": (-1, "problem"),
    "사기": (-2, "problem"),
    "실패": (-2, "problem"),
    "복잡하다": (-1, "problem"),
    "비싸다": (-1, "problem"),
    "나쁘다": (-1, "problem"),
    "어렵다": (-1, "problem"),
    "문제": (-1, "problem"),
    "멈추다": (-1, "problem"),
    "짜증": (-1, "outburst"),
    "최악": (-2, "outburst"),
    "쓰레기": (-2, "outburst"),
    "별로": (-1, "outburst"),
    "아깝다": (-1, "outburst"),
    "답답하다": (-1, "problem"),
    "의심": (-1, "doubt"),
    "불안하다": (-1, "doubt"),
    "걱정": (-1, "doubt"),
}


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge(
        stages=STAGES,
        reasons=REASONS,
        themes=THEMES,
        brand_words=BRAND_WORDS,
        stop_words=frozenset("하다 되다 있다 없다 것 수 같다 나다 주다 보다 오다 이다 앱".split()),  # noqa: SIM905
        polarity=POLARITY,
        synonyms={"어플": "앱", "민증": "신분증"},
    )


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return load_tokenizer(BRAND_WORDS)


@pytest.fixture(scope="session")
def reader(knowledge: Knowledge) -> Reader:
    return Reader(knowledge)


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[[str], list[Sentence]]:
    """Return a function that reads one text."""
    return lambda text: next(reader.read([text]))


@pytest.fixture(scope="session")
def shipped_reader() -> Reader:
    """Return a reader with the project's own configuration; its brand words would cost another analyser."""
    settings = load_settings(Path(__file__).parents[2] / "config")
    return Reader(replace(settings.knowledge(), brand_words=BRAND_WORDS))
