"""The search as a browser without script gets it: words, conditions, pages, texts that want to be more than text."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import quote

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.dashboard.background import Background
from voc.records import Rating
from voc.store import Store

W46, W47 = "2026-W46", "2026-W47"
HOSTILE = "<script>alert(1)</script>\"onmouseover='x' & 수수료가 비싸요"
_HIT = re.compile(r'<p class="said">(.*?)</p>', re.DOTALL)
_COUNT = re.compile(r'<p class="found" role="status"><b>(.*?)</b>')

VOICES = [
    Said(W46, "환급이 느려요", theme="slow", source="shop_reviews"),
    Said(W47, "환급이 빨라요", theme="slow", source="shop_reviews", stage="usage", rating=Rating(3, 0, 10)),
    Said(W47, "조용한 수요일", source="shop_reviews", hesitates=False, segment={"요금": "기본"}),
    Said(W47, HOSTILE, theme="cost", source="shop_reviews", rating=Rating(5, 1, 5)),
]


@pytest.fixture
def app(open_app: Callable[..., Starlette], empty_store: Store, filled: Store) -> Starlette:  # noqa: ARG001 - filled first
    """A dashboard whose analyser never gets ready."""
    plant(filled, VOICES)
    made = open_app()
    made.state.background = Background(_refuse)
    return made


def _refuse() -> ThreadPoolExecutor:
    raise RuntimeError


@pytest.fixture
def visitor(app: Starlette) -> Visitor:
    """Somebody at it."""
    return Visitor(app)


def _found(visitor: Visitor, address: str) -> tuple[str, list[str]]:
    """Return the count and the texts of a page, their marks in square brackets."""
    answer = visitor.get(address)
    assert answer.status_code == 200
    texts = [one.replace("<mark>", "[").replace("</mark>", "]") for one in _HIT.findall(answer.text)]
    count = _COUNT.search(answer.text)
    assert count
    return count[1], [unescape(one) for one in texts]


def test_letters_are_found_and_marked(visitor: Visitor) -> None:
    assert _found(visitor, "/search?q=수요일") == ("1건", ["조용한 [수요일]"])


def test_a_dictionary_form_finds_inflected_words_without_the_analyser(visitor: Visitor) -> None:
    """느리다 is none of the letters of 느려요; the planted reading calls its lemma 느려다."""
    assert _found(visitor, "/search?q=느려다")[1] == ["환급이 [느려요]"]


def test_dictionary_forms_join_once_the_analyser_is_there(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.dashboard.pages.search.query_lemmas", lambda _query: ("느려다",))
    monkeypatch.setattr("voc.dashboard.pages.search._PATIENCE_S", 5)
    app.state.background = Background(lambda: ThreadPoolExecutor(1))
    visitor = Visitor(app)
    assert _found(visitor, "/search?q=느린")[1] == ["환급이 [느려요]"]
    assert "활용한 말도 찾았습니다: 느려다" in visitor.get("/search?q=느린").text


def test_without_the_analyser_the_page_says_that_it_found_letters_alone(visitor: Visitor) -> None:
    assert "지금은 글자 그대로 찾은 결과입니다" in visitor.get("/search?q=환급").text


@pytest.mark.parametrize(
    ("conditions", "texts"),
    [
        ("stage=usage&theme=slow", ["환급이 빨라요"]),
        (f"theme=slow&from={W46}&to={W46}", ["환급이 느려요"]),
        (f"theme=slow&week={W47}", ["환급이 빨라요"]),
        ("segment=요금%3D기본", ["조용한 수요일"]),
        # 3 of 0-10 are 2.2 stars.
        ("theme=slow&rating=low", ["환급이 빨라요"]),
        ("q=수수료&rating=low", []),
        ("q=수수료&rating=high&hesitation=yes", [HOSTILE.replace("수수료", "[수수료]")]),
        ("q=수요일&hesitation=yes", []),
    ],
)
def test_conditions_narrow(visitor: Visitor, conditions: str, texts: list[str]) -> None:
    """Where no word is looked for, the sentences that meet a condition are marked, here the whole text."""
    marked = [text if "[" in text or "segment" in conditions else f"[{text}]" for text in texts]
    assert _found(visitor, f"/search?{conditions}")[1] == marked


def test_hostile_text_stays_text(visitor: Visitor) -> None:
    page = visitor.get(f"/search?q={quote('<script>alert')}").text
    assert "<script>alert" not in page
    assert "<mark>&lt;script&gt;alert</mark>(1)&lt;/script&gt;" in page
    assert 'value="&lt;script&gt;alert"' in page


@pytest.mark.parametrize("query", ['""', "*", "a OR b", "NEAR(", "%00", "%ED%A0%80", "' --", "\\", "환급*"])
def test_nothing_in_a_query_has_a_meaning(visitor: Visitor, query: str) -> None:
    assert _found(visitor, f"/search?q={quote(query, safe='%')}") == ("0건", [])


@pytest.mark.parametrize(
    "query",
    ["theme=none_such", "stage=xx", "reason=xx", "source=xx", "segment=a%3Db", "act=xx", "hesitation=maybe",
     "rating=9", "week=2026-W99", "from=yesterday", "page=0", "page=41", "page=-1", "page=x", "page=²"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/search?{query}").status_code == 404


def test_a_query_longer_than_any_question_is_refused(visitor: Visitor) -> None:
    answer = visitor.get("/search?q=" + "가" * 101)
    assert answer.status_code == 400
    assert "100자" in answer.text


def test_pages_follow_each_other_without_gap(app: Starlette, filled: Store) -> None:
    plant(filled, [Said(W46, f"한꺼번에 {n}번", source="shop_reviews") for n in range(30)], first=100)
    visitor = Visitor(app)
    count, first = _found(visitor, "/search?q=한꺼번에")
    _, second = _found(visitor, "/search?q=한꺼번에&page=2")
    assert (count, len(first), len(second)) == ("30건", 25, 5)
    assert len({*first, *second}) == 30
    assert 'rel="next"' not in visitor.get("/search?q=한꺼번에&page=2").text


def test_more_than_a_thousand_are_not_counted(app: Starlette, filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is set to 10 here; pages end with it."""
    monkeypatch.setattr("voc.store.search_pages.MOST_COUNTED", 10)
    plant(filled, [Said(W46, f"한꺼번에 {n}번", source="shop_reviews") for n in range(12)], first=100)
    visitor = Visitor(app)
    assert _found(visitor, "/search?q=한꺼번에")[0] == "10건 이상"


def test_every_page_has_a_box_to_search_from(visitor: Visitor) -> None:
    for path in ("/", "/funnel", "/words", "/search"):
        assert '<form class="seek" method="get" action="/search"' in visitor.get(path).text
