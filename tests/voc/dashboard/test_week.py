"""The first screen: every figure worked out by hand, with what it is compared with, and the voices behind it."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.records import Rating
from voc.store import Store

W45, W46, W47 = "2026-W45", "2026-W46", "2026-W47"
GOLD = {"등급": "골드"}
VOICES = [
    # Ten voices, five of them hesitate, four of these under a theme; ratings 1, 1 and 4: mean 2.00.
    *(Said(W46, "환급이 늦어요", theme="slow", source="shop_reviews", rating=Rating(1, 1, 5)) for _ in range(2)),
    *(Said(W46, "환급이 늦어요", theme="slow", source="shop_reviews") for _ in range(2)),
    Said(W46, "인증이 풀려요", source="shop_reviews", rating=Rating(4, 1, 5)),
    *(Said(W46, "좋아요", source="shop_reviews", hesitates=False) for _ in range(5)),
    # Eight voices, six hesitate, three under the theme; ratings 1 and 10 of 0-10, which is 5 stars: mean 3.00.
    *(Said(W47, "환급이 늦어요", theme="slow", source="shop_reviews", segment=GOLD) for _ in range(2)),
    Said(W47, "환급이 늦어요", theme="slow", source="shop_reviews", rating=Rating(1, 1, 5)),
    *(Said(W47, "인증이 풀려요", source="desk") for _ in range(3)),
    Said(W47, "좋아요", source="shop_reviews", hesitates=False, rating=Rating(10, 0, 10)),
    Said(W47, "좋아요", source="shop_reviews", hesitates=False),
]  # fmt: skip
_TILE = re.compile(r"<div><dt>(.*?)</dt><dd>(.*?)<small>(.*?)</small></dd></div>", re.DOTALL)


@pytest.fixture
def visitor(open_app: Callable[..., Starlette], empty_store: Store) -> Visitor:
    """Somebody at a dashboard of eighteen voices in two weeks."""
    plant(empty_store, VOICES)
    return Visitor(open_app())


def _tiles(page: str) -> dict[str, tuple[str, str]]:
    plain = [
        (name, re.sub(r"<[^>]*>", "", value), re.sub(r"<[^>]*>", "", small))
        for name, value, small in _TILE.findall(page)
    ]
    return {name: (value.strip(), unescape(small).strip()) for name, value, small in plain}


def test_tiles_tell_the_week_and_what_it_is_compared_with(visitor: Visitor) -> None:
    """Six of eight hesitate (75%), five of ten before; three of six sentences lie in a theme, four of five before."""
    tiles = _tiles(visitor.get(f"/?week={W47}").text)
    assert tiles["목소리"] == ("8", "지난주 10 · -2")
    assert tiles["망설임 비율"] == ("75%", "지난주 50%")
    assert tiles["테마로 묶인 망설임"] == ("50%", "지난주 80%")
    assert tiles["평균 별점"] == ("3.00", "지난주 2.00 · 1~5점")
    assert tiles["온전한 소스"][0] == "1/2"


def test_tiles_follow_the_source_and_the_customers_chosen(visitor: Visitor) -> None:
    """The shop brought five voices, three of them hesitations and all of these in the theme; ten before."""
    shop = _tiles(visitor.get(f"/?week={W47}&source=shop_reviews").text)
    assert shop["목소리"] == ("5", "지난주 10 · -5")
    assert shop["테마로 묶인 망설임"] == ("100%", "지난주 80%")
    gold = _tiles(visitor.get(f"/?week={W47}&segment=등급=골드").text)
    assert (gold["목소리"], gold["평균 별점"]) == (("2", "견줄 기간 없음"), ("-", "별점이 달린 글 없음"))


def test_a_period_is_compared_with_as_many_weeks_before(visitor: Visitor) -> None:
    tiles = _tiles(visitor.get(f"/?from={W46}&to={W47}").text)
    assert tiles["목소리"] == ("18", "견줄 기간 없음")
    assert tiles["평균 별점"] == ("2.40", "1~5점 기준")  # (1 + 1 + 4 + 1 + 5) / 5


def test_whoever_looks_back_is_not_told_of_last_week(visitor: Visitor) -> None:
    """Seen from W47, 'last week' is W46 itself."""
    page = visitor.get(f"/?week={W46}").text
    assert "그 전주에는 들어온 목소리가 없어 견줄 수 없습니다" in page
    assert "지난주에는" not in page


@pytest.mark.parametrize(
    ("tile", "n"), [("목소리", 8), ("망설임 비율", 6)]
)  # fmt: skip
def test_tiles_lead_to_the_voices_that_they_count(visitor: Visitor, tile: str, n: int) -> None:
    link = re.search(rf'<dt>{tile}</dt><dd>[^<]*<a href="([^"]*)"', visitor.get(f"/?week={W47}").text)
    assert link
    assert f"<b>{n}건</b>" in visitor.get(unescape(link[1])).text


def test_the_list_tells_volume_change_and_what_it_did_to_the_rating(visitor: Visitor) -> None:
    """Three voices after four; without the one rated 1 the mean would be 5.00 instead of 3.00."""
    page = visitor.get(f"/?week={W47}").text
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if ">slow</a>" in row)
    seen = re.sub(r'<span class="hidden">.*?</span>', "", row)
    numbers = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r'<td class="n">(.*?)</td>', seen)]
    assert numbers == ["3", "-1", "-2.00"]
    assert "#verbatims" in row
    assert "▲" not in row
    assert "▼" not in row
