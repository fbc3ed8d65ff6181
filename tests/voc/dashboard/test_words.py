"""The words: on the rise, against ours, in contrast, in their places; hostile text in all of them."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.dashboard.background import Background
from voc.store import Store, save_snapshot
from voc.store.audit import FORGET, write_audit

W46, W47 = "2026-W46", "2026-W47"
SCRIPT = "<script>alert(1)</script>"
VOICES = [
    *(Said(W46, f"환급이 {n}번 늦어요", source="shop_reviews") for n in range(40)),
    *(Said(W47, f"환급이 {n}번 늦어요", source="shop_reviews") for n in range(40)),
    *(Said(W47, f"인증이 {n}번 풀려요", source="shop_reviews", stage="onboarding") for n in range(30)),
    Said(W47, f"{SCRIPT} 수수료가 비싸요", source="shop_reviews"),
]
_ROW = re.compile(
    r'<tr><th scope="row">(?:<a [^>]*>)?(.*?)(?:</a>)?</th><td class="n">(\d+)번</td><td class="n">(\d+)번'
)
_LINE = re.compile(r'<td class="left">(.*?)</td><td class="hit">(.*?)</td><td>(.*?)</td>')


@pytest.fixture
def app(open_app: Callable[..., Starlette], empty_store: Store) -> Starlette:
    """A dashboard of two weeks; what its process beside would make never gets ready."""
    plant(empty_store, VOICES)
    made = open_app()
    made.state.background = Background(_refuse)
    return made


def _refuse() -> ThreadPoolExecutor:
    raise RuntimeError


def test_words_on_the_rise_are_those_of_this_period_and_not_of_the_one_before(app: Starlette) -> None:
    """인증 is said by thirty and by none before, 환급 by forty both times."""
    rows = _ROW.findall(Visitor(app).get(f"/words?week={W47}").text)
    assert ("인증", "30", "0") in rows
    assert "환급" not in {word for word, _, _ in rows}


def test_the_first_period_has_nothing_to_rise_against(app: Starlette) -> None:
    assert "그 전주에 센 망설임이 없어 견줄 수 없습니다" in Visitor(app).get(f"/words?week={W46}").text


def test_a_frozen_week_shows_the_words_of_its_brief(app: Starlette, empty_store: Store) -> None:
    theirs = {"term": "x", "surface": f"떼인 돈{SCRIPT}", "n": 7, "n_week": 3, "doc_id": "d", "example": SCRIPT}
    with empty_store.begin() as connection:
        words = {"theirs": [theirs], "ours": [{"surface": "심사", "n": 2}]}
        save_snapshot(connection, W47, {"words": words}, frozen=True)
    page = Visitor(app).get(f"/words?week={W47}").text
    assert "떼인 돈&lt;script&gt;" in page
    assert "심사 <small>우리 글에 2번" in page
    assert "<script>alert" not in page


def test_while_words_are_compared_the_page_says_so_and_then_shows_them(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for once is made once; the page that comes after shows it."""
    asked: list[str] = []

    def words(week: str, _day: str, _standing: str) -> dict[str, Any]:
        asked.append(week)
        return {"theirs": [], "ours": [{"surface": "우리말", "n": 3}]}

    monkeypatch.setattr("voc.dashboard.pages.words.words_of_week", words)
    monkeypatch.setattr("voc.dashboard.pages.words.variants_of_week", lambda _week, _day, _standing: [])
    queue = _Later()
    app.state.background = Background(lambda: queue)
    visitor = Visitor(app)
    assert "고객의 말을 모으고 있습니다" in visitor.get("/words").text
    queue.begin()
    page = visitor.get("/words").text
    for _ in range(50):
        page = visitor.get("/words").text
        if "우리말" in page:
            break
    assert "우리말 <small>우리 글에 3번" in page
    assert asked == [W47]


def test_an_erased_example_is_shown_no_more(
    app: Starlette, empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the same day: what was made of the texts before is not what the page shows after."""
    said = ["지워질 말"]

    def words(_week: str, _day: str, _standing: str) -> dict[str, Any]:
        return {"theirs": [{"term": "x", "surface": said[0], "n": 7, "n_week": 3, "example": None}], "ours": []}

    monkeypatch.setattr("voc.dashboard.pages.words.words_of_week", words)
    monkeypatch.setattr("voc.dashboard.pages.words.variants_of_week", lambda _week, _day, _standing: [])
    app.state.background = Background(lambda: ThreadPoolExecutor(1))
    assert "지워질 말" in Visitor(app).get("/words").text
    said[0] = "남은 말"
    with empty_store.begin() as connection:
        write_audit(connection, FORGET, {}, at=datetime(2026, 11, 22, tzinfo=UTC))
    page = Visitor(app).get("/words").text
    assert "지워질 말" not in page
    assert "남은 말" in page


class _Later(ThreadPoolExecutor):
    """Does nothing before it is told to begin."""

    def __init__(self) -> None:
        super().__init__(1)
        from threading import Event  # noqa: PLC0415 - of this class alone

        self._may = Event()
        super().submit(self._may.wait, 30)

    def begin(self) -> None:
        self._may.set()


def test_what_cannot_be_made_is_said_and_the_rest_of_the_page_stands(app: Starlette) -> None:
    page = Visitor(app).get(f"/words?week={W47}").text
    assert "만들지 못했습니다" in page or "모으고 있습니다" in page
    assert ">인증</a>" in page


def test_two_selections_are_contrasted_by_the_form(app: Starlette) -> None:
    page = Visitor(app).get(f"/words/contrast?a_stage=onboarding&b_stage=fulfilment&week={W47}").text
    assert ("인증", "30", "0") in _ROW.findall(page)
    command = f'voc keywords --target "week>={W47},week<={W47},stage=onboarding,hesitation=yes"'
    assert command in unescape(page)


def test_the_same_selection_twice_is_no_contrast(app: Starlette) -> None:
    assert "두 쪽이 같습니다" in Visitor(app).get("/words/contrast").text


@pytest.mark.parametrize(
    "address",
    [
        "/words/contrast?a_stage=xx",
        "/words/contrast?b_source=xx",
        "/words/contrast?a_from=2026-W99",
        "/words/contrast?a_segment=등급=동",
        "/words/contrast?b_theme=xx",
        "/words/contrast?a_rating=xx",
        "/words/contrast?a_kind=xx",
        "/words?stage=xx",
        "/words?segment=x",
        "/words/concordance?week=x",
    ],
)
def test_what_does_not_exist_is_not_found(app: Starlette, address: str) -> None:
    assert Visitor(app).get(address).status_code == 404


def test_a_word_stands_in_the_middle_of_its_lines(app: Starlette) -> None:
    page = Visitor(app).get("/words/concordance?q=수수료가").text
    lines = [tuple(map(unescape, line)) for line in _LINE.findall(page)]
    assert lines == [(f"{SCRIPT} ", "수수료가", " 비싸요")]
    assert "<script>alert" not in page
