"""The funnel board: cells that agree with the quotes behind them, words of a stage, hostile titles."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.planning.board import make_board, step_of
from voc.planning.figures import week_figures
from voc.store import Store

W46, W47 = "2026-W46", "2026-W47"
TITLE = "<b>나쁜</b> 이름"
VOICES = [
    *(Said(W47, f"환급이 {n}번 느려요", theme="slow", source="shop_reviews") for n in range(4)),
    Said(W47, "환급이 멈춰요", theme="slow", source="shop_reviews", stage="usage"),
    Said(W46, "환급이 늦어요", theme="slow", source="shop_reviews"),
    Said(W47, "수수료가 비싸요", theme=TITLE, source="shop_reviews", stage="usage"),
    Said(W47, "편하고 좋아요", source="shop_reviews", hesitates=False),
]
_CELL = re.compile(r'<a href="(/search[^"]*)" title="(\d+)건 보기">([\d.]+)<')
_COUNT = re.compile(r'<p class="found" role="status"><b>(\d+)건')


@pytest.fixture
def visitor(open_app: Callable[..., Starlette], empty_store: Store) -> Visitor:
    """Somebody at a dashboard of eight voices, seven of them in the last week."""
    plant(empty_store, VOICES)
    return Visitor(open_app())


def test_a_cell_is_the_rate_of_its_theme_at_its_stage(visitor: Visitor, empty_store: Store) -> None:
    """Seven voices in the week: 4 are 571.4 per 1,000, 1 is 142.9; the square root puts 142.9 at the third shade."""
    with empty_store.read() as connection:
        figures = week_figures(connection, W47, ["fulfilment", "usage"])
        board = make_board(connection, figures, most=9)
    slow = next(row for row in board.rows if row.figures.theme.theme_id == "slow")
    assert [(one.n, one.rate, one.step) for one in slow.cells] == [(4, 571.4, 5), (1, 142.9, 3)]
    assert board.bounds == (22.9, 91.4, 205.7, 365.7, 571.4)
    assert ">571.4<" in visitor.get(f"/funnel?week={W47}").text


def test_only_so_many_themes_are_shown_and_the_others_counted(empty_store: Store, visitor: Visitor) -> None:  # noqa: ARG001 - planted
    with empty_store.read() as connection:
        board = make_board(connection, week_figures(connection, W47, ["fulfilment", "usage"]), most=1)
    assert ([row.figures.theme.theme_id for row in board.rows], board.n_more) == (["slow"], 1)


def test_every_cell_leads_to_as_many_quotes_as_it_says(visitor: Visitor) -> None:
    cells = _CELL.findall(visitor.get(f"/funnel?from={W46}&to={W47}").text)
    assert sorted(int(n) for _, n, _ in cells) == [1, 1, 5]
    for address, n, _ in cells:
        found = _COUNT.search(visitor.get(unescape(address)).text)
        assert found
        assert found[1] == n


def test_a_stage_without_voices_has_no_shade() -> None:
    assert [step_of(rate, 50.0) for rate in (0.0, 2.0, 2.1, 50.0)] == [0, 1, 2, 5]


def test_a_chosen_stage_shows_its_words(visitor: Visitor, empty_store: Store) -> None:
    voices = [Said(W47, f"서류가 {n}장 많아요", source="shop_reviews", stage="usage") for n in range(5)]
    plant(empty_store, voices, first=50)
    page = visitor.get(f"/funnel?week={W47}&stage=usage").text
    words = page.split('id="words"')[1]
    assert ">서류가</a> <small>5번 · 다른 단계 0번" in words or ">서류</a> <small>5번 · 다른 단계 0번" in words
    assert "환급" not in words


def test_hostile_titles_stay_text(visitor: Visitor) -> None:
    page = visitor.get(f"/funnel?week={W47}").text
    assert "<b>나쁜" not in page
    assert "&lt;b&gt;나쁜&lt;/b&gt; 이름" in page


@pytest.mark.parametrize(
    "query", ["stage=none_such", "week=2026-W60", "source=xx", "segment=x", "from=2027-W01&to=2024-W01"]
)
def test_what_does_not_exist_is_not_found(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/funnel?{query}").status_code == 404


def test_an_empty_store_says_what_to_do(open_app: Callable[..., Starlette], empty_store: Store) -> None:  # noqa: ARG001 - empty
    for path in ("/funnel", "/words", "/words/contrast", "/words/concordance", "/search"):
        assert "아직 센 주가 없습니다" in Visitor(open_app()).get(path).text
