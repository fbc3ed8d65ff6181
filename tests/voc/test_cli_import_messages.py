"""`voc import messages` and what looks back on it: shown first, stored masked, twice is once, taken back."""

import csv
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from voc.config import Settings, load_settings
from voc.steps.messages.import_messages import import_messages
from voc.steps.workplace import open_workplace
from voc.store import open_store, read_audit
from voc.store.messages import StoredMessage, load_messages

Call = Callable[..., Any]
HEADER = "발송일시,채널,제목,본문,발송수,오픈수,메시지ID"
SENT = (
    "2026-11-03 10:00,푸시,새 소식,신분증 촬영이 자꾸 실패하나요? 밝은 곳에서 찍어 보세요.,1000,300,M-1",
    "2026-11-04 10:00,문자,,수수료를 미리 알려 드려요. 문의 010-1234-5678,500,,M-2",
    "2026-11-05 10:00,문자,=위험한 제목,마지막 날입니다,500,,M-3",
)
IMPOSSIBLE = "2026-11-06 10:00,문자,,010-2222-3333으로 연락 주세요,10,90,M-4"


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write(folder: Path, *lines: str, name: str = "sent.csv", header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(("\n".join([header, *lines]) + "\n").encode(encoding))
    return path


def stored(settings: Settings) -> list[StoredMessage]:
    with open_store(settings.store_url()) as store, store.read() as connection:
        return load_messages(connection)


@pytest.fixture(autouse=True)
def _nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the analyser takes seconds; the one test that needs it asks for it."""
    for module in ("import_messages", "undo"):
        monkeypatch.setattr(f"voc.steps.messages.{module}.read_messages", lambda _: 0)
    monkeypatch.setattr("voc.steps.messages.import_messages.link_import", lambda *_: 0)


def test_messages_are_shown_and_stored_masked(home: Path, settings: Settings, call: Call) -> None:
    result = call("import", "messages", write(home, *SENT), "--json")
    assert result.code == 0
    *plan, outcome = rows(result.out)
    assert [row["field"] for row in plan] == ["sent_at", "channel", "title", "body", "sent", "opened", "id"]
    assert (outcome["rows"], outcome["new"], outcome["changed"], outcome["rejects"]) == (3, 3, 0, 0)
    first, second, _ = stored(settings)
    assert (first.channel, first.n_sent, first.n_opened, first.week) == ("app_push", 1000, 300, "2026-W45")
    assert (second.title, second.body) == (None, "수수료를 미리 알려 드려요. 문의 <PHONE>")


def test_the_same_file_again_changes_nothing_and_new_results_change_the_row(
    home: Path, settings: Settings, call: Call
) -> None:
    call("import", "messages", write(home, *SENT))
    before = stored(settings)
    again = rows(call("import", "messages", home / "sent.csv", "--json").out)[-1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    assert stored(settings) == before
    assert len(rows(call("messages", "imports", "--json").out)) == 1
    # The next export of the tool: more opened, one message more, the column of titles gone.
    lines = [line.replace(",300,", ",340,") for line in SENT] + ["2026-11-09 10:00,푸시,더,하나 더 보냅니다,9,1,M-9"]
    later = rows(call("import", "messages", write(home, *lines, name="later.csv"), "--json").out)[-1]
    assert (later["new"], later["changed"], later["unchanged"]) == (1, 1, 2)
    assert [one.n_opened for one in stored(settings)] == [340, None, None, 1]
    assert [row["file"] for row in rows(call("messages", "imports", "--json").out)] == ["sent.csv", "later.csv"]


def test_without_an_id_a_message_is_known_by_what_it_was(home: Path, settings: Settings, call: Call) -> None:
    lines = [line.rpartition(",")[0] for line in SENT]
    header = HEADER.rpartition(",")[0]
    call("import", "messages", write(home, *lines, header=header))
    turned = [line.replace(",300", ",310") for line in reversed(lines)]
    again = rows(call("import", "messages", write(home, *turned, header=header, name="b.csv"), "--json").out)[-1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 1, 2)
    assert len(stored(settings)) == 3


def test_rows_that_cannot_be_are_set_aside_masked(home: Path, settings: Settings, call: Call) -> None:
    out = home / "rejects.csv"
    result = call("import", "messages", write(home, *SENT, IMPOSSIBLE), "--rejects", out)
    assert result.code == 3
    assert "line 5: '오픈수' (90) is more than '발송수' (10)" in result.err
    (row,) = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    assert row["본문"] == "<PHONE>으로 연락 주세요"
    assert len(rows(call("rejects", "list", "--source", "messages", "--json").out)) == 1
    assert len(stored(settings)) == 3
    # Corrected and imported again it is no reject any more.
    mended = IMPOSSIBLE.replace(",90,", ",9,")
    assert call("import", "messages", write(home, *SENT, mended)).code == 0
    assert call("rejects", "list", "--json").out == ""


def test_two_rows_of_one_message_with_other_results_are_not_mixed(home: Path, settings: Settings, call: Call) -> None:
    header = "발송일시,본문,발송수"
    lines = ("2026-11-03,첫 번째 글이에요,10", "2026-11-03,첫 번째 글이에요,10", "2026-11-03,첫 번째 글이에요,20")
    result = call("import", "messages", write(home, *lines, header=header), "--json")
    outcome = rows(result.out)[-1]
    assert (outcome["new"], outcome["repeated"], outcome["rejects"]) == (1, 1, 1)
    assert "line 4: it is the same message as line 2 with other results" in result.err
    assert [one.n_sent for one in stored(settings)] == [10]


def test_a_dry_run_stores_nothing_and_says_the_same(home: Path, call: Call) -> None:
    path = write(home, *SENT, IMPOSSIBLE)
    rehearsed = call("import", "messages", path, "--dry-run", "--json")
    assert rehearsed.code == 3
    assert not (home / "store").exists()
    done = call("import", "messages", path, "--json")
    without = ("dry_run", "import")
    one, other = (rows(result.out)[-1] for result in (rehearsed, done))
    assert {k: v for k, v in one.items() if k not in without} == {k: v for k, v in other.items() if k not in without}


def test_a_doubtful_column_stops_the_import_with_the_command_that_confirms_it(
    home: Path, settings: Settings, call: Call
) -> None:
    path = write(home, "2026-11-03,수수료를 미리 알려 드려요. 앱에서 보세요.", header="발송일,보낸 글")
    asked = call("import", "messages", path)
    assert asked.code == 2
    assert not (home / "store").exists()
    command = shlex.split(asked.err.splitlines()[-1])
    assert command[:3] == ["voc", "import", "messages"]
    assert call(*command[1:]).code == 0
    assert len(stored(settings)) == 1
    # The next export of the layout needs no --map.
    longer = write(home, "2026-11-04,환급 진행을 앱에서 바로 볼 수 있어요.", header="발송일,보낸 글", name="next.csv")
    assert call("import", "messages", longer).code == 0
    assert len(stored(settings)) == 2


def test_a_file_of_one_channel_says_which_once(home: Path, settings: Settings, call: Call) -> None:
    header, row = "발송일,본문", "2026-11-03,수수료를 미리 알려 드려요."
    assert "There is no channel" in call("import", "messages", write(home, row, header=header), "--channel", "봉화").err
    told = call("import", "messages", write(home, row, header=header), "--dry-run").err
    assert "No column tells the channel" in told
    assert call("import", "messages", write(home, row, header=header), "--channel", "푸시").code == 0
    more = write(home, row, "2026-11-04,환급 진행을 볼 수 있어요.", header=header, name="next.csv")
    assert rows(call("import", "messages", more, "--json").out)[-1]["unchanged"] == 1
    assert {one.channel for one in stored(settings)} == {"app_push"}


def test_an_import_is_taken_back(home: Path, settings: Settings, call: Call) -> None:
    call("import", "messages", write(home, *SENT))
    before = stored(settings)
    lines = [SENT[0].replace(",300,", ",340,"), "2026-11-09 10:00,푸시,더,하나 더 보냅니다,9,1,M-9"]
    number = rows(call("import", "messages", write(home, *lines, name="b.csv"), "--json").out)[-1]["import"]
    said = rows(call("messages", "undo", number[:6], "--dry-run", "--json").out)[-1]
    assert (said["removed"], said["restored"], said["unchanged"]) == (1, 1, 0)
    assert len(stored(settings)) == 4
    assert call("messages", "undo").code == 0
    assert stored(settings) == before
    again = call("messages", "undo", number)
    assert again.code == 2
    assert "was taken back before" in again.err
    # Imported once more it is a new import.
    more = rows(call("import", "messages", home / "b.csv", "--json").out)[-1]
    assert (more["new"], more["changed"]) == (1, 1)
    assert more["import"] != number


def test_the_archive_goes_out_as_csv_and_comes_back_the_same(home: Path, settings: Settings, call: Call) -> None:
    call("import", "messages", write(home, *SENT, encoding="cp949"))
    out = home / "archive.csv"
    assert call("messages", "export", "--out", out).code == 0
    content = out.read_bytes()
    assert content.startswith("\ufeff발송일시,".encode())
    assert "'=위험한 제목".encode() in content
    before = stored(settings)
    with open_store(settings.store_url()) as store, store.read() as connection:
        assert [entry.details["kind"] for entry in read_audit(connection)] == ["messages"]
    again = rows(call("import", "messages", out, "--json").out)[-1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    (home / "store" / "voc.db").unlink()
    call("import", "messages", out)
    facts = [[getattr(one, name) for name in one.__slots__ if name != "import_id"] for one in stored(settings)]
    assert facts == [[getattr(one, name) for name in one.__slots__ if name != "import_id"] for one in before]


def test_a_broken_import_leaves_nothing(home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(home, *SENT)

    def broken(*_: object) -> Iterator[object]:
        raise KeyboardInterrupt

    with open_workplace(load_settings(home / "config")) as place:
        with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
            patched.setattr("voc.steps.messages.import_messages.end_import", broken)
            import_messages(place, path)
        assert stored(settings) == []
        assert import_messages(place, path).n_new == 3


def test_messages_are_listed_by_week_and_channel(home: Path, call: Call) -> None:
    empty = call("messages", "imports")
    assert empty.code == 1
    call("import", "messages", write(home, *SENT, "2026-11-10 10:00,푸시,더,하나 더 보냅니다,9,1,M-9"))
    assert len(rows(call("show", "messages", "--json").out)) == 4
    week = rows(call("show", "messages", "--week", "2026-W45", "--channel", "문자", "--json").out)
    assert [row["body"][:3] for row in week] == ["수수료", "마지막"]
    assert "No message was sent in this selection" in call("show", "messages", "--week", "2026-W40").err
    assert call("show", "messages", "--week", "2026-99").code == 2
    assert call("show", "messages", "--stage", "onboarding").code == 2
    assert call("show", "messages", "--theme", "t_unknown").code == 2
    assert call("show", "themes", "--channel", "문자").code == 2
