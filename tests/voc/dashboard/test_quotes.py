"""The page of permissions to quote: who may record, what is refused, what it shows."""

from collections.abc import Callable

import pytest

from voc.records import document_id
from voc.store import Store
from voc.store.quote_permissions import load_permissions

GOOD = document_id("shop_reviews", "a5")


def _states(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as connection:
        return [(one.state, one.who, one.note) for one in load_permissions(connection)]


@pytest.mark.usefixtures("filled")
def test_an_editor_records_and_takes_back(visit: Callable, people: Store) -> None:
    visitor = visit("editor")
    assert "기록 없음" in visitor.get(f"/quotes?doc={GOOD}").text
    done = visitor.post("/quotes", {"doc": GOOD, "state": "granted", "note": "메일로 동의 010-1234-5678"})
    assert done.status_code == 303
    assert _states(people) == [("granted", "editor", "메일로 동의 <PHONE>")]
    shown = visitor.get(done.headers["location"]).text
    assert "기록했습니다." in shown
    assert "동의 받음" in shown
    visitor.post("/quotes", {"doc": GOOD, "state": "withdrawn", "note": ""})
    assert _states(people) == [("withdrawn", "editor", "")]


@pytest.mark.usefixtures("filled")
def test_a_permission_without_a_note_is_asked_for_one(visit: Callable, people: Store) -> None:
    refused = visit("editor").post("/quotes", {"doc": GOOD, "state": "granted", "note": " "})
    assert refused.status_code == 422
    assert "어떻게 동의를 받았는지 적어 주세요." in refused.text
    assert _states(people) == []


@pytest.mark.usefixtures("filled")
def test_readers_look_and_do_not_record(visit: Callable, people: Store) -> None:
    visitor = visit("reader")
    page = visitor.get(f"/quotes?doc={GOOD}")
    assert (page.status_code, '<form method="post" action="/quotes"' in page.text) == (200, False)
    assert visitor.post("/quotes", {"doc": GOOD, "state": "granted", "note": "x"}).status_code == 403
    assert _states(people) == []


@pytest.mark.usefixtures("filled")
def test_what_is_not_there_is_not_found(visit: Callable) -> None:
    visitor = visit("editor")
    assert visitor.get("/quotes?doc=ffff").status_code == 404
    assert visitor.post("/quotes", {"doc": "ffff", "state": "granted", "note": "x"}).status_code == 404
    assert "아직 기록한 것이 없습니다" in visitor.get("/quotes").text
