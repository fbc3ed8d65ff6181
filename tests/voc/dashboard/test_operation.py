"""소스와 실행: what people are told of sources and runs, what they may take away, what they may set going."""

import csv
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from visitor import Visitor

from voc.config import Settings
from voc.records import Reject
from voc.steps.listings.runs_and_sources import source_rows
from voc.store import Store, load_rejects, load_runs, save_page
from voc.store.audit import EXPORT, read_audit
from voc.store.turn import one_at_a_time

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("filled")
FATAL = "<script>alert(1)</script>"


@pytest.fixture
def many(people: Store) -> Store:
    """Sixty rejected rows in all, in a file whose name is a script."""
    rows = [Reject("shop_reviews", f"{FATAL}.csv", n, "no date", {"내용": f"{n}번째"}) for n in range(5, 64)]
    with people.begin() as connection:
        save_page(connection, [], rows, run_id=load_runs(connection)[0].run_id)
    return people


def test_a_source_is_shown_with_its_health_rows_rejects_and_next_run(visit: Visit) -> None:
    page = visit("reader").get("/operation").text
    assert "소스 1곳이 정상입니다" in page
    assert 'href="/operation/rejects?source=shop_reviews">1</a>' in page
    assert "꺼 둠" in page
    # The packaged schedules: every night at two, Mondays at five.
    assert "02:00" in page
    assert "(월) 05:00" in page


def test_a_source_that_failed_is_shown_with_what_is_strange_and_the_sentence_of_the_log(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(connection: Connection, settings: Settings) -> list[dict[str, Any]]:
        strange = [{"what": "error", "text": "The folder <inbox> does not exist."}]
        return [{**row, "level": "red", "reasons": strange} for row in source_rows(connection, settings)]

    monkeypatch.setattr("voc.dashboard.pages.operation.source_rows", failed)
    page = visit("reader").get("/operation").text
    assert "수집하지 못했습니다" in page
    assert "The folder &lt;inbox&gt; does not exist." in page


def test_a_run_is_shown_with_its_steps_in_korean(visit: Visit, people: Store) -> None:
    with people.read() as connection:
        (run,) = load_runs(connection)
    visitor = visit("reader")
    assert f"/operation/runs/{run.run_id}" in visitor.get("/operation").text
    page = visitor.get(f"/operation/runs/{run.run_id}").text
    assert "밤 작업" in page
    assert "일부 완료" in page
    assert "11/23(월)" in page
    assert ">수집</th>" in page


@pytest.mark.parametrize(
    "path",
    [
        "/operation?source=nobody",
        "/operation/runs/none",
        "/operation/rejects?source=nobody",
        "/operation/rejects?state=lost",
        "/operation/rejects?page=0",
        "/operation/rejects?page=-1",
        "/operation/rejects?page=99999999999999999999",
        "/operation/jobs/..%2f..%2fstore",
        "/operation/jobs/AAAAAAAAAAAAAAAAAAAAAA",
    ],
)
def test_what_does_not_exist_is_not_found(visit: Visit, path: str) -> None:
    assert visit("admin").get(path).status_code == 404


def test_rejects_are_paged_and_their_names_are_no_markup(visit: Visit, many: Store) -> None:  # noqa: ARG001 - filled
    visitor = visit("reader")
    first, second = (visitor.get(f"/operation/rejects?page={n}").text for n in (1, 2))
    assert first.count("<tr><th scope=") == 1 + 50
    assert second.count("<tr><th scope=") == 1 + 10
    assert "다음 쪽" in first
    assert "다음 쪽" not in second
    assert FATAL not in first
    assert "&lt;script&gt;" in first
    assert "날짜가 없습니다.</td>" in second
    assert "번째" not in first, "the list shows what rows hold"


def test_whoever_takes_rejects_away_says_why_and_is_noted(visit: Visit, many: Store) -> None:
    visitor = visit("reader")
    form = {"csrf": visitor.token_on("/operation/rejects"), "source": "shop_reviews", "why": " "}
    assert visitor.post("/operation/rejects/download", form).status_code == 400
    answer = visitor.post("/operation/rejects/download", {**form, "why": "날짜를 고치려고"})
    assert answer.headers["content-disposition"] == 'attachment; filename="rejects.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 60
    assert "'=1+1 이상해요" in {cell for row in rows for cell in row}, "a formula was handed out"
    with many.read() as connection:
        (noted,) = read_audit(connection, action=EXPORT)
        assert noted.who == "reader"
        assert noted.details["why"] == "날짜를 고치려고"
        assert sorted(noted.details["rejects"]) == sorted(one.id for one in load_rejects(connection))


def test_only_an_admin_has_rows_read_again(visit: Visit) -> None:
    for name, status in (("reader", 403), ("editor", 403)):
        visitor = visit(name)
        form = {"csrf": visitor.token_on("/operation/rejects"), "source": "shop_reviews"}
        assert visitor.post("/operation/rejects/retry", form).status_code == status
        assert "/operation/rejects/retry" not in visitor.get("/operation/rejects").text


def test_while_another_run_is_at_work_nothing_is_begun(visit: Visit, people: Store, home: Path) -> None:
    visitor = visit("admin")
    form = {"csrf": visitor.token_on("/operation/rejects"), "source": "shop_reviews"}
    with one_at_a_time(people, patience_s=0, waiting=lambda: None):
        answer = visitor.post("/operation/rejects/retry", form)
    assert answer.status_code == 409
    assert "다른 실행이 진행 중입니다" in answer.text
    assert not (home / "store" / "uploads").exists()


def test_rows_are_read_again_and_what_became_of_them_is_told(visit: Visit, home: Path) -> None:
    """The file of the reject is not there: a process of its own says so."""
    visitor = visit("admin")
    form = {"csrf": visitor.token_on("/operation/rejects"), "source": "shop_reviews"}
    answer = visitor.post("/operation/rejects/retry", form)
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert visit("editor").get(address).status_code == 403
    *_, last = _until_done(visitor, address)
    assert "1줄: 파일이나 소스가 없어졌습니다" in last
    (folder,) = (one for one in (home / "store" / "uploads").iterdir() if one.is_dir())
    assert folder.stat().st_mode & 0o077 == 0, "others of this machine can look into it"


def _until_done(visitor: Visitor, address: str) -> Iterator[str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        page = visitor.get(address).text
        yield page
        if "hx-trigger" not in page:
            return
        time.sleep(0.2)
    pytest.fail("it does not end")
