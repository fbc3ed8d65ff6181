"""Every page on a real PostgreSQL: the same letters as on SQLite, whatever it is asked."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from planted import Said, plant
from postgres_server import Server
from sent_archive import put_archive, small_archive
from sent_messages import message_id
from starlette.applications import Starlette
from visitor import Visitor

from voc.config import load_settings
from voc.dashboard import beside
from voc.dashboard.app import make_app
from voc.dashboard.background import Background
from voc.planning.brief import BriefNames, make_brief
from voc.records import Rating
from voc.steps.workplace import Workplace
from voc.store import LedgerEntry, Store, count_weeks, enter, open_store, save_snapshot
from voc.store.funnel_weeks import StageWeek, save_funnel

pytestmark = pytest.mark.slow

NEW, OLD = {"등급": "신규"}, {"등급": "기존", "길": "검색"}
VOICES = [
    *(Said(week, f"환급이 {n}번 늦어요", source="shop_reviews", segment=NEW, theme="slow", rating=Rating(n + 1, 1, 5))
      for week in ("2026-W43", "2026-W44", "2026-W45", "2026-W46") for n in range(4)),
    *(Said("2026-W47", f"환급이 {n}번 늦어요", source="shop_reviews", segment=NEW, theme="slow") for n in range(12)),
    *(Said("2026-W47", f"인증이 {n}번 풀려요", source="desk", segment=OLD, stage="onboarding", theme="가입")
      for n in range(8)),
    *(Said("2026-W46", f"수수료가 {n}번 비싸요", source="desk", segment=OLD, stage="usage", theme="fee",
           rating=Rating(2, 0, 10)) for n in range(5)),
    Said("2026-W47", "ABC 100% 'x' _ 화면이 예뻐요", source="desk", hesitates=False, stage="none", reason="none"),
]  # fmt: skip
GOLD = "segment=등급=신규"
PAGES = [
    "/", f"/?{GOLD}", "/?source=desk", "/?from=2026-W46&to=2026-W47", "/?week=2026-W45",
    *(f"/themes?sort={sort}" for sort in ("n", "-n", "change", "title", "state", "stage", "reason", "impact", "first")),
    "/themes?show=all", "/themes?show=hidden", f"/themes?{GOLD}&stage=onboarding", "/themes?reason=delay",
    "/themes/slow", f"/themes/slow?from=2026-W43&to=2026-W47&{GOLD}&rating=low", "/themes/slow?act=complaint&trend=all",
    "/themes/fee", "/themes/slow?stage=fulfilment&reason=delay&source=shop_reviews",
    "/funnel", "/funnel?stage=onboarding", f"/funnel?stage=fulfilment&{GOLD}", "/funnel?stage=none&source=desk",
    "/words", f"/words?{GOLD}", "/words?stage=onboarding&source=desk", "/words?reason=delay&from=2026-W44&to=2026-W47",
    "/words/contrast?a_theme=slow&b_theme=가입", "/words/contrast?a_segment=등급=신규&b_segment=등급=기존",
    "/words/contrast?a_rating=low&b_rating=high&a_from=2026-W43&b_from=2026-W43&a_kind=all&b_kind=all",
    "/words/contrast?a_stage=onboarding&b_stage=fulfilment",
    "/words/concordance?q=환급", f"/words/concordance?q=인증이&{GOLD}",
    "/search", "/search?q=환급", "/search?q=늦다", "/search?q=100%25", "/search?q='x'", "/search?q=_",
    f"/search?q=환급&{GOLD}&from=2026-W46", "/search?theme=slow&rating=low", "/search?act=complaint&stage=onboarding",
    "/search?hesitation=no", "/search?reason=delay&source=desk&page=1", "/search?rating=middle&hesitation=yes",
    "/curation", "/curation?theme=slow", "/curation/proposals", "/themes/slow/edit", "/themes/slow/sentences",
    "/themes/slow/sentences?q=환급", "/operation", "/operation/rejects", "/imports", "/quotes", "/outreach",
    "/messages", "/messages?theme=slow", "/messages?q=쉽게&channel=app_push&segment=신규", "/messages?q=100%25_",
    f"/messages?after={message_id('7-3')}", f"/messages/{message_id('t-a')}", "/messages/response",
    "/messages/response?outcome=opted_out&channel=sms", "/messages/fatigue",
    "/brief?week=2026-W46", "/brief?week=2026-W46&compare=1", "/brief/file?week=2026-W46",
]  # fmt: skip
_NAMES = BriefNames({"onboarding": "가입", "fulfilment": "처리", "usage": "이용"}, {"delay": "지연"}, {})
_TOKENS = re.compile(r'name="csrf" value="[^"]*"|csrf=[\w.-]+')


@pytest.fixture(scope="module")
def both(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """The same voices and decisions on both databases."""
    addresses = {
        "sqlite": f"sqlite:///{tmp_path_factory.mktemp('both')}/voc.db",
        "postgresql": server.new_database(),
    }
    stores = {name: open_store(address) for name, address in addresses.items()}
    for store in stores.values():
        plant(store, VOICES)
        put_archive(store, small_archive(), {message_id("t-a"), message_id("t-b")}, theme="slow")
        with store.begin() as connection:
            at = datetime(2026, 11, 18, 3, tzinfo=UTC)
            enter(connection, LedgerEntry(0, at, "한별", "rename", "slow", {"title": "환급이 늦음", "was": "slow"}, ""))
            enter(connection, LedgerEntry(0, at, "한별", "hide", "fee", {"hidden": True}, ""))
            count_weeks(connection)
            rows = [StageWeek(week, "onboarding", None, 100, 70) for week in ("2026-W46", "2026-W47")]
            save_funnel(connection, rows, file="f.csv", at=at)
            brief = make_brief(connection, "2026-W46", _NAMES, list)
            save_snapshot(connection, "2026-W46", brief, frozen=True, at=at)
    yield stores
    for store in stores.values():
        store.close()


@pytest.fixture
def apps(both: dict[str, Store], home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Starlette]:
    """A dashboard on each; dictionary forms are the words typed, and nobody compares them with ours."""
    monkeypatch.setenv("VOC_USER", "한별")
    monkeypatch.setattr("voc.dashboard.pages.words.words_of_week", _no_words)
    monkeypatch.setattr("voc.dashboard.pages.words.variants_of_week", _no_variants)
    monkeypatch.setattr("voc.dashboard.pages.search.query_lemmas", _as_typed)
    settings = load_settings(home / "config")
    return {name: make_app(Workplace(settings, store)) for name, store in both.items()}


def _no_words(_week: str, _day: str, _standing: str) -> dict[str, list[str]]:
    return {"theirs": [], "ours": []}


def _no_variants(_week: str, _day: str, _standing: str) -> list[str]:
    return []


def _as_typed(query: str) -> tuple[str, ...]:
    return tuple(query.split())


def _read(app: Starlette, address: str) -> str:
    """Read a page once nothing of it is being made any more."""
    visitor = Visitor(app)
    for _ in range(200):
        answer = visitor.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        if "모으고 있습니다" not in answer.text and "준비를 하고 있습니다" not in answer.text:
            return _TOKENS.sub("", answer.text)
    raise AssertionError(address)


def test_pages_say_the_same_on_both_databases(apps: dict[str, Starlette], monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, dict[str, str]] = {}
    for name, app in apps.items():
        monkeypatch.setattr(beside, "_places", [app.state.place])
        thread = ThreadPoolExecutor(1)
        app.state.background = Background(lambda thread=thread: thread)  # type: ignore[misc]
        read[name] = {address: _read(app, address) for address in PAGES}
    differ = [address for address in PAGES if read["sqlite"][address] != read["postgresql"][address]]
    assert not differ
    assert "환급이 늦음" in read["postgresql"]["/themes?sort=n"]
    # Twelve of W47 and four of W46.
    assert "<b>16건</b>" in read["postgresql"][f"/search?q=환급&{GOLD}&from=2026-W46"]
