"""Words of any customers, themes and ratings, read beside the pages; each contrast as worked out by hand."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.dashboard import beside, contrasting
from voc.dashboard.background import Background
from voc.records import Rating
from voc.store import Store, parse_selection, typed_counts
from voc.store.latest_terms import latest_terms

W46, W47 = "2026-W46", "2026-W47"
NEW, OLD = {"등급": "신규"}, {"등급": "기존"}
VOICES = [
    *(Said(W46, f"환급이 {n}번 늦어요", source="shop_reviews", segment=NEW) for n in range(20)),
    *(Said(W47, f"환급이 {n}번 늦어요", source="shop_reviews", segment=NEW, theme="slow") for n in range(20)),
    *(Said(W47, f"인증이 {n}번 풀려요", source="shop_reviews", segment=NEW, stage="onboarding") for n in range(20)),
    *(Said(W47, f"수수료가 {n}번 비싸요", source="shop_reviews", segment=OLD, theme="fee", rating=Rating(1, 1, 5))
      for n in range(20)),
    *(Said(W47, f"화면이 {n}번 예뻐요", source="shop_reviews", hesitates=False, rating=Rating(10, 0, 10))
      for n in range(20)),
]  # fmt: skip
_ROW = re.compile(r'<tr><th scope="row"><a [^>]*>(.*?)</a></th><td class="n">(\d+)번</td><td class="n">(\d+)번')


@pytest.fixture
def app(open_app: Callable[..., Starlette], empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    """A dashboard whose process beside is a thread of this one."""
    plant(empty_store, VOICES)
    made = open_app()
    monkeypatch.setattr(beside, "_places", [made.state.place])
    made.state.background = Background(lambda: ThreadPoolExecutor(1))
    return made


def _drawn(app: Starlette, address: str) -> str:
    """Look at a page as often as it takes until nothing is being made."""
    visitor = Visitor(app)
    for _ in range(100):
        page = visitor.get(address)
        assert page.status_code == 200
        if "늘어난 말을 모으고" not in page.text and "의 말을 모으고" not in page.text and "견줄 말을" not in page.text:
            break
    return page.text


@pytest.mark.parametrize(
    ("segment", "risen"),
    [("", {("인증", "20", "0"), ("수수료", "20", "0")}), ("등급=신규", {("인증", "20", "0")})],
)
def test_words_on_the_rise_are_those_of_the_customers_chosen(
    app: Starlette, segment: str, risen: set[tuple[str, str, str]]
) -> None:
    """수수료 is a word of old customers alone: among the new ones it never rose."""
    rows = _ROW.findall(_drawn(app, f"/words?week={W47}&segment={segment}"))
    assert {row for row in rows if row[0] in {"인증", "수수료", "환급"}} == risen


def test_words_of_a_stage_follow_the_customers_chosen(app: Starlette) -> None:
    """Among new customers 인증 stands against 환급; among old ones there is no voice of that stage."""
    new = _drawn(app, f"/funnel?week={W47}&stage=onboarding&segment=등급=신규")
    assert re.search(r">인증</a> <small>20번 · 다른 단계 0번", new)
    old = _drawn(app, f"/funnel?week={W47}&stage=onboarding&segment=등급=기존")
    assert ">인증</a>" not in old


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("a_segment=등급=기존&b_segment=등급=신규", ("수수료", "20", "0")),
        ("a_theme=fee&b_theme=slow", ("수수료", "20", "0")),
        ("a_theme=slow", ("환급", "20", "20")),
        # 10 of 0-10 is five stars; praise is no hesitation, so that all words have to be asked for.
        ("a_rating=high&b_rating=low&a_kind=all&b_kind=all", ("화면", "20", "0")),
    ],
)
def test_any_two_selections_are_contrasted(app: Starlette, query: str, row: tuple[str, str, str]) -> None:
    assert row in _ROW.findall(_drawn(app, f"/words/contrast?week={W47}&{query}"))


def test_a_side_without_words_says_so(app: Starlette) -> None:
    page = _drawn(app, f"/words/contrast?week={W47}&a_rating=high")
    assert "고른 쪽에 말이 없습니다" in page


def test_a_contrast_links_to_the_voices_of_its_own_side(app: Starlette) -> None:
    page = _drawn(app, f"/words/contrast?week={W47}&a_segment=등급=기존&b_segment=등급=신규")
    link = re.search(r'<a href="(/search[^"]*)">수수료</a>', page)
    assert link
    assert re.search(r"<b>20건</b>", Visitor(app).get(unescape(link[1])).text)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("a_theme=slow", True),
        ("a_stage=onboarding&b_kind=all", True),
        (f"a_theme=slow&b_from={W46}", True),
        ("a_theme=slow&b_theme=fee", False),
        (f"a_from={W46}&a_theme=slow", False),
        ("a_theme=slow&a_kind=all", False),
    ],
)
def test_a_side_that_holds_the_other_is_told(app: Starlette, query: str, *, holds: bool) -> None:
    page = _drawn(app, f"/words/contrast?week={W47}&{query}")
    assert ("고른 쪽의 글도 들어 있어" in page) == holds


def test_contrasts_ready_made_lead_to_themselves(app: Starlette) -> None:
    page = Visitor(app).get(f"/words/contrast?week={W47}").text
    offered = re.findall(r'<a href="(/words/contrast\?a_[^"]*)" hx-get[^>]*>([^<]*)</a>', page)
    assert [name for _, name in offered] == ["앞 기간과", "낮은 별점과 높은 별점", "등급: 신규 · 기존"]
    for address, name in offered:
        assert f'aria-current="true">{name}</a>' in Visitor(app).get(unescape(address)).text


def test_so_many_sentences_are_read_and_the_page_says_so(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 hesitations of new customers in the week, the newest 25 are read: the 20 of 인증, and 5 of 환급."""
    monkeypatch.setattr(contrasting, "MOST_READ", 25)
    page = _drawn(app, f"/words/contrast?week={W47}&a_segment=등급=신규&b_segment=등급=기존")
    assert ("인증", "20", "0") in _ROW.findall(page)
    assert ("환급", "5", "0") in _ROW.findall(page)
    assert "한쪽에 최신 25개까지" in page


def test_the_newest_sentences_tell_what_the_weekly_counts_tell(empty_store: Store) -> None:
    plant(empty_store, VOICES)
    with empty_store.read() as connection:
        for asked in (f"week={W47}", f"week>={W46},hesitation=yes", "stage=onboarding", "source!=shop_reviews"):
            selection = parse_selection(asked)
            assert latest_terms(connection, selection, most=999).counts == typed_counts(connection, selection)
        stars = latest_terms(connection, parse_selection(f"week={W47}"), stars=(3.5, 5.0), most=999)
    assert (stars.n_sentences, stars.counts["화면", "화면"]) == (20, 20)


@pytest.mark.parametrize("name", ["concordance", "contrast"])
def test_the_customers_stay_chosen_from_tab_to_tab(app: Starlette, name: str) -> None:
    page = unescape(Visitor(app).get(f"/words/{name}?week={W47}&segment=등급=신규").text)
    assert f"/words?week={W47}&segment=%EB%93%B1%EA%B8%89%3D%EC%8B%A0%EA%B7%9C" in page


def test_places_of_a_word_are_those_of_the_customers_chosen(app: Starlette) -> None:
    both, new = (Visitor(app).get(f"/words/concordance?q=수수료가{more}").text for more in ("", "&segment=등급=신규"))
    assert both.count('<td class="hit">') == 20
    assert "2026-11-16 · 앱스토어 리뷰" in both
    assert "쓰인 자리를 찾지 못했습니다" in new


def test_a_period_turned_round_is_the_period(app: Starlette) -> None:
    """Whoever moves both ends of a period moves one of them first."""
    page = Visitor(app).get(f"/words?from={W47}&to={W46}").text
    assert "2026-W46 ~ W47 · 2주" in page
