"""The theme list and the theme page, on a store whose every voice is known, as a browser without script gets them."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote

import pytest
from planted import Said, plant
from starlette.applications import Starlette
from visitor import Visitor

from voc.records import Rating
from voc.store import LedgerEntry, Store, StoredTheme, count_weeks, enter, load_themes, save_themes, verbatim_pages

W45, W46, W47 = "2026-W45", "2026-W46", "2026-W47"
SCRIPT = "<script>alert('훔치기')</script>"
HOSTILE = f"{SCRIPT}\"onmouseover='x' & 환급이 안 와요"
AT = datetime(2026, 11, 18, 3, tzinfo=UTC)
MADE = {
    "slow": StoredTheme(
        "slow",
        "환급이 늦음",
        "delay",
        "fulfilment",
        keywords=({"term": "환급", "surface": "환급", "score": 1.0}, {"term": "오다", "surface": "와요", "score": 0.5}),
        first_week=W45,
    ),
    "late": StoredTheme(
        "late", "입금이 늦음", "delay", "fulfilment", keywords=({"term": "환급", "surface": "환급", "score": 1.0},)
    ),
    "bad": StoredTheme("bad", f"나쁜 이름 {SCRIPT}", "cost", "fulfilment", origin="discovered"),
    "secret": StoredTheme("secret", "치워 둔 이야기", "cost", "fulfilment", hidden=True),
}


def _said(week: str, n: int, theme: str, **facts: object) -> list[Said]:
    texts = [f"{week} {theme} 환급이 {place}번 안 와요" for place in range(n)]
    return [Said(week, text, theme=theme, source="shop_reviews", **facts) for text in texts]  # type: ignore[arg-type]


@pytest.fixture
def visitor(open_app: Callable[..., Starlette], filled: Store) -> Visitor:
    """Somebody at a dashboard of four themes besides the one of the filled store."""
    voices = [
        *_said(W45, 2, "slow"),
        *_said(W46, 1, "slow"),
        *_said(W46, 2, "late"),
        *_said(W47, 3, "slow", rating=Rating(1, 1, 5)),
        *_said(W47, 1, "secret"),
        Said(W47, HOSTILE, theme="bad", source="shop_reviews"),
    ]
    plant(filled, voices)
    with filled.begin() as connection:
        save_themes(connection, list(MADE.values()))
        count_weeks(connection, [W45, W46, W47])
    return Visitor(open_app())


def _step(store: Store, action: str, subject: str, **details: object) -> None:
    with store.begin() as connection:
        enter(connection, LedgerEntry(0, AT, "한별", action, subject, details, ""))
        count_weeks(connection)


def _titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/themes/([^?"]+)', page)


def _verbatims(page: str) -> list[str]:
    return re.findall(r"<li><p data-words>(.*?)</p>", page)


def _chart(page: str) -> dict[str, list[object]]:
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    values: dict[str, list[object]] = json.loads(found[1])
    return values


def test_the_list_holds_the_themes_of_the_period_most_voices_first(visitor: Visitor) -> None:
    """W47: slow 3, t_auth 2, bad 1; late was said in the week before only; secret is hidden."""
    answer = visitor.get("/themes?week=2026-W47")
    assert answer.status_code == 200
    assert _titles(answer.text) == ["slow", "t_auth", "bad", "late"]
    assert "치워 둔 이야기" not in answer.text
    assert "찾아낸 테마" in answer.text


def test_the_address_says_how_the_list_is_sorted(visitor: Visitor) -> None:
    """Changes: slow +2, t_auth +1, bad +1, late -2; of equal ones the one with more voices comes first."""
    assert _titles(visitor.get("/themes?week=2026-W47&sort=change").text) == ["slow", "t_auth", "bad", "late"]
    turned = visitor.get("/themes?week=2026-W47&sort=-change").text
    assert _titles(turned)[0] == "late"
    assert 'aria-sort="ascending"' in turned
    by_title = _titles(visitor.get("/themes?week=2026-W47&sort=title").text)
    assert by_title == ["bad", "t_auth", "late", "slow"]


def test_hidden_themes_are_found_where_they_are_asked_for(visitor: Visitor) -> None:
    page = visitor.get("/themes?week=2026-W47&show=hidden").text
    assert _titles(page) == ["secret"]
    assert ">숨김<" in page
    assert "secret" in _titles(visitor.get("/themes?week=2026-W47&show=all").text)


def test_the_list_is_filtered_by_stage_and_reason_of_the_theme(visitor: Visitor) -> None:
    assert _titles(visitor.get("/themes?week=2026-W47&stage=onboarding").text) == ["t_auth"]
    empty = visitor.get("/themes?week=2026-W47&reason=privacy")
    assert "이 조건에 맞는 테마가 없습니다" in empty.text


@pytest.mark.parametrize(
    "address",
    [
        "/themes?sort=colour",
        "/themes?show=secret",
        "/themes/no_such_theme",
        "/themes/slow?trend=forever",
        "/themes/slow?act=singing",
        "/themes/slow?rating=best",
        "/themes/slow?after=1:2:3",
        "/themes/slow?source=nowhere",
    ],
)
def test_what_does_not_exist_is_not_found(visitor: Visitor, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_the_page_tells_the_theme_in_numbers(visitor: Visitor) -> None:
    page = visitor.get("/themes/slow?week=2026-W47").text
    chart = _chart(page)
    assert (chart["weeks"], chart["n"]) == ([W45, W46, W47], [2, 1, 3])
    assert chart["period"] == [W47, W47]
    assert "<h1>환급이 늦음</h1>" in re.sub(r"<span.*</span> ?", "", page)
    assert "2026-W45에 처음 나옴" in page
    # The forms of 환급 in the hesitations of the week: every planted voice says 환급이.
    word, form = re.search(r'<b><a href="([^"]+)">환급</a></b> <small><a href="([^"]+)">환급</a> \d', page).groups()  # type: ignore[union-attr]
    assert unquote(unescape(word)) == "/search?q=환급&theme=slow&from=2026-W47&to=2026-W47"
    assert unquote(unescape(form)) == "/words/concordance?q=환급&from=2026-W47&to=2026-W47"
    assert visitor.get(unescape(word)).status_code == visitor.get(unescape(form)).status_code == 200


def test_the_page_lists_what_was_said_newest_first(visitor: Visitor) -> None:
    page = visitor.get("/themes/slow?from=2026-W46&to=2026-W47").text
    expected = [f"{W47} slow 환급이 {place}번 안 와요" for place in (2, 1, 0)] + [f"{W46} slow 환급이 0번 안 와요"]
    assert _verbatims(page) == expected
    low = visitor.get("/themes/slow?from=2026-W46&to=2026-W47&rating=low").text
    assert _verbatims(low) == expected[:3]
    assert _verbatims(visitor.get("/themes/slow?week=2026-W47&act=praise").text) == []


def test_the_next_page_goes_on_where_the_first_one_ended(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verbatim_pages.verbatim_page
    monkeypatch.setattr("voc.dashboard.pages.theme.verbatim_page", lambda *a, **k: whole(*a, **k, limit=2))
    first = visitor.get("/themes/slow?week=2026-W47").text
    following = re.search(r'rel="next" href="([^"#]+)', first)
    assert following
    second = visitor.get(following[1].replace("&amp;", "&")).text
    assert len(_verbatims(first)) == 2
    assert _verbatims(first) + _verbatims(second) == [f"{W47} slow 환급이 {place}번 안 와요" for place in (2, 1, 0)]
    assert 'rel="next"' not in second


def test_themes_of_the_same_words_are_named(visitor: Visitor) -> None:
    """환급 (1) of 환급 (1) and 오다 (0.5) is shared: 1 of 1.5."""
    page = visitor.get("/themes/slow?week=2026-W47").text
    assert re.search(r'/themes/late\?week=2026-W47">입금이 늦음</a> <small>함께 쓰는 표현: 환급<', page)


def test_a_merged_theme_says_where_its_words_are(visitor: Visitor, filled: Store) -> None:
    _step(filled, "merge", "slow", themes=["late"])
    gone = visitor.get("/themes/late?week=2026-W47").text
    assert "이 테마는 따로 세지 않습니다" in gone
    assert '<a href="/themes/slow?week=2026-W47">환급이 늦음</a>에서 볼 수 있습니다' in gone
    kept = visitor.get("/themes/slow?week=2026-W47").text
    assert "‘입금이 늦음’ 합침" in kept
    assert _chart(kept)["happened"] == [{"week": W47, "kind": "edit", "text": "‘입금이 늦음’ 합침"}]
    assert _chart(kept)["n"] == [2, 3, 3]


def test_a_hidden_theme_and_an_empty_period_say_so(visitor: Visitor) -> None:
    assert "숨긴 테마입니다" in visitor.get("/themes/secret?week=2026-W47").text
    empty = visitor.get("/themes/late?week=2026-W47").text
    assert "이 기간과 조건에 맞는 말이 없습니다" in empty
    assert '<a href="/themes/late?week=2026-W46">' in empty


@pytest.mark.parametrize("address", ["/", "/themes", "/themes/bad"])
def test_script_in_a_title_or_a_verbatim_is_only_text(visitor: Visitor, address: str) -> None:
    page = visitor.get(f"{address}?week=2026-W47").text
    assert SCRIPT not in page
    assert "alert(" in page or address == "/"
    assert not re.search(r"<script(?! (src=\"/static/|type=\"application/json\"))", page)


def test_script_in_the_values_of_a_chart_cannot_end_them(visitor: Visitor) -> None:
    page = visitor.get("/themes/bad?week=2026-W47").text
    assert _chart(page)["title"] == MADE["bad"].title
    assert page.count("</script>") == page.count("<script")


def test_the_first_screen_leads_to_the_themes_with_the_same_filters(visitor: Visitor) -> None:
    page = visitor.get("/?week=2026-W47&source=shop_reviews").text
    assert '<a href="/themes/slow?week=2026-W47&amp;source=shop_reviews">환급이 늦음</a>' in page


def test_looking_changes_nothing(visitor: Visitor, filled: Store) -> None:
    with filled.read() as connection:
        before = load_themes(connection)
    for address in ("/themes", "/themes/slow", "/themes/bad?trend=all"):
        assert visitor.get(address).status_code == 200
    with filled.read() as connection:
        assert load_themes(connection) == before


@pytest.mark.parametrize("address", ["/", "/themes", "/themes/slow"])
def test_a_filter_is_answered_with_the_middle_of_the_page_alone(visitor: Visitor, address: str) -> None:
    whole = visitor.get(f"{address}?week=2026-W47").text
    part = visitor.ask("GET", f"{address}?week=2026-W47", {"HX-Request": "true", "HX-Target": "main#main"}).text
    assert part.lstrip().startswith("<title>")
    assert "<!doctype" not in part
    start = whole.index('<main id="main" tabindex="-1">') + len('<main id="main" tabindex="-1">')
    assert part[part.index("</title>") + len("</title>") :].strip() == whole[start : whole.index("</main>")].strip()
