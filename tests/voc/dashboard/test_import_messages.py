"""보낸 메시지 가져오기: real files through the pages, by a process of its own, to messages in the store and back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from uploading import go, shown, upload
from visitor import Visitor

from voc.config import Settings, load_settings
from voc.dashboard import message_import_words as words
from voc.dashboard.reject_words import why_rejected
from voc.dashboard.work import WorkFolder, make_folder
from voc.dashboard.work.child import done
from voc.messages import understand
from voc.store import Store
from voc.store.messages import load_messages
from voc.tables import open_table

Visit = Callable[..., Visitor]
SCRIPT = "<img src=x onerror=alert(1)>"
PATH = "/imports/messages"
ROWS = (
    "발송일시,채널,제목,본문,발송수,도달수,오픈수",
    f"2026-11-03 10:00,푸시,{SCRIPT},수수료를 미리 알려 드려요. 문의 010-1234-5678,1000,990,300",
    "2026-11-04 10:00,인앱,,신분증 촬영이 자꾸 실패하나요?,500,480,",
    "2026-11-05 10:00,푸시,,열어 본 사람이 더 많은 글,500,480,481",
)


def csv_of(*rows: str) -> bytes:
    return "\n".join(rows).encode("cp949")


@pytest.fixture
def settings(home: Path) -> Settings:
    return load_settings(home / "config")


def step(settings: Settings, name: str, content: bytes, **asked: object) -> tuple[WorkFolder, Mapping[str, Any]]:
    """Do a step in this process, as the work beside a page does it."""
    work = make_folder(settings)
    (work.path / "file").mkdir()
    (work.path / "file" / "sent.csv").write_bytes(content)
    work.ask({"step": name, "name": "sent.csv", "who": "editor", **asked})
    return work, done(name, settings.location.path, work)


@pytest.mark.slow
def test_a_file_is_understood_tried_imported_and_taken_back(visit: Visit, people: Store) -> None:
    visitor = visit("editor")
    address = upload(visitor, "메시지.csv", csv_of(*ROWS), PATH)
    page = shown(visitor, address)
    assert "칸 7개" in page
    assert "메시지 3건" in page
    assert visitor.post(address, {"csrf": visitor.token_on(address), "do": "take"}).status_code == 409
    tried = go(visitor, address, "try")
    assert "아직 아무것도 저장하지 않았습니다" in tried
    assert "새로 저장할 메시지</dt><dd>2" in tried
    assert "‘오픈수’(481)이(가) ‘도달수’(480)보다 많습니다." in tried
    assert "설정에 없는 채널입니다: &#39;인앱&#39; (1)." in tried
    with people.read() as connection:
        assert load_messages(connection) == []
    taken = go(visitor, address, "take")
    assert "새로 저장한 메시지</dt><dd>2" in taken
    assert SCRIPT not in page + tried + taken
    with people.read() as connection:
        first, second = load_messages(connection)
    assert first.body == "수수료를 미리 알려 드려요. 문의 <PHONE>"
    assert second.traits is not None
    listed = visitor.get(PATH).text
    assert "메시지.csv" in listed
    number = listed.partition('name="import" value="')[2].partition('"')[0]
    answer = visitor.post(f"{PATH}/undo", {"csrf": visitor.token_on(PATH), "import": number})
    assert "사라진 메시지</dt><dd>2" in shown(visitor, answer.headers["location"])
    with people.read() as connection:
        assert load_messages(connection) == []
    assert visitor.post(f"{PATH}/undo", {"csrf": visitor.token_on(PATH), "import": number}).status_code == 409


def test_a_rehearsal_stores_nothing_and_tells_what_would_be(settings: Settings) -> None:
    work, result = step(settings, "try-messages", csv_of(*ROWS))
    assert "error" not in result
    assert (result["counts"]["n_new"], result["counts"]["n_rejects"]) == (2, 1)
    plan = work.read("plan")
    assert plan is not None
    # What is shown is masked.
    assert plan["rows"][0]["cells"][3] == "수수료를 미리 알려 드려요. 문의 <PHONE>"
    assert not (settings.home / "store" / "voc.db").exists()


def test_a_column_that_is_doubtful_is_chosen_by_a_person(settings: Settings) -> None:
    content = csv_of("발송일,보낸 글", "2026-11-03,수수료를 미리 알려 드려요. 앱에서 보세요.")
    work, looked = step(settings, "look-messages", content)
    assert looked["n_doubtful"] == 1
    _, refused = step(settings, "try-messages", content)
    assert "확인하지 않은 칸" in words.refusal(refused["error"])
    _, tried = step(settings, "try-messages", content, pairs=["body=보낸 글"])
    assert tried["counts"]["n_new"] == 1
    assert work.read("plan")["columns"][1]["doubtful"]  # type: ignore[index] # it was written


def test_only_editors_import_and_nobody_sees_anothers_file(visit: Visit) -> None:
    assert visit("reader").get(PATH).status_code == 403
    assert "보낸 메시지 가져오기" in visit("editor").get(PATH).text
    assert visit("editor").get(f"{PATH}/unknown").status_code == 404
    assert visit("reader").post(f"{PATH}/undo", {"import": "x"}).status_code == 403


def test_every_reason_and_refusal_has_korean_words(tmp_path: Path) -> None:
    odd = (
        "발송일,날짜,보낸 글,오픈율,클릭율,도달수,비고,아무 칸,메시지ID",
        "2026-11-03,2026-11-03,수수료를 미리 알려 드려요. 앱에서 보세요.,12%,0.5,많음,x,1,M-1",
        "2026-11-04,2026-11-03,신분증 촬영이 자꾸 실패하나요? 이렇게 해 보세요.,12%,0.5,많음,x,2,M-1",
    )
    (tmp_path / "odd.csv").write_text("\n".join(odd), encoding="utf-8")
    with open_table(tmp_path / "odd.csv") as table:
        said = [one.reason for one in understand(table).columns]
        said += [one.reason for one in understand(table, mapping={"보낸 글": "body"}, said_now=()).columns]
        said += [one.reason for one in understand(table, mapping={"보낸 글": "body"}).columns]
    assert [one for one in said if words.reason(one) == one] == []


@pytest.mark.parametrize(
    ("reason", "korean"),
    [
        ("'오픈수' (90) is more than '발송수' (10)", "‘오픈수’(90)이(가) ‘발송수’(10)보다 많습니다."),
        ("it does not say when it was sent", "언제 보냈는지 적혀 있지 않습니다."),
        ("it has neither a title nor a text", "제목도 본문도 없습니다."),
        ("'오픈수' is negative", "‘오픈수’이(가) 0보다 작습니다."),
        ("it is the same message as line 2 with other results; name", "2번째 줄과 같은 메시지인데"),
    ],
)
def test_rejects_are_told_in_korean(reason: str, korean: str) -> None:
    assert why_rejected(reason).startswith(korean)
