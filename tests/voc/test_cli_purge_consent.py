"""Surveys whose consent has ended: answers, rows that were set aside, letters in the index; what left is named."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plain_import import use_plain_import
from sqlalchemy import update

from voc.config import Settings
from voc.steps.rights import purge as purge_module
from voc.store import load_rejects, open_store, read_audit, status
from voc.store.held import answers_of_form
from voc.store.purge import is_unfinished
from voc.store.schema import rejects
from voc.store.search_index import index_documents

Call = Callable[..., Any]
HEADER = "응답일시,응답번호,만족도,어떤 점이 답답했나요,연락처"
MARKER = "은빛도마뱀"
# "밀렸" as the index spells it, without what its words may have in common with the one before it.
PAIR = "".join(f"{ord(letter):06x}" for letter in "밀렸")[-8:].encode()
GOOD = [f"2026-11-1{n} 10:00:00,{n},3,정산이 {n}일이나 밀렸어요," for n in range(8)]
BAD = f"2026-13-17 10:00:00,99,3,{MARKER} 그림만 뜨고 멈춰요,"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_import(monkeypatch)
    for module in ("rights.purge", "rights.purge_plan", "keeping"):
        monkeypatch.setattr(f"voc.steps.{module}.seoul_today", lambda: date(2099, 2, 1))


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def take(call: Call, home: Path, name: str, lines: list[str], *options: str, header: str = HEADER) -> str:
    """Imports a form whose consent ends on the last of January 2099, and returns the form's name."""
    file = home / name
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    result = call("import", "survey", file, "--keep-until", "2099-01-31", *options, "--json")
    assert result.code in {0, 3}, result.err
    return str(rows(result.out)[-1]["form"])


def contents(settings: Settings) -> list[tuple[str, dict[str, str]]]:
    with open_store(settings.store_url()) as store, store.read() as connection:
        return [(one.state, dict(one.reject.content)) for one in load_rejects(connection, state=None)]


def is_in_files(home: Path) -> bool:
    return any(MARKER.encode() in file.read_bytes() for file in (home / "store").glob("voc.db*"))


def test_rows_that_were_set_aside_go_with_the_answers(home: Path, settings: Settings, call: Call) -> None:
    form = take(call, home, "export.csv", [*GOOD, BAD])
    # Another form in a file of the same name, whose respondents agreed to longer.
    other = HEADER.replace("답답", "좋으").replace("만족도", "별점")
    (home / "export.csv").write_text(f"{other}\n{GOOD[0]}\n2026-14-01 10:00:00,7,4,화면이 예뻐요,\n", "utf-8")
    assert call("import", "survey", home / "export.csv", "--keep-until", "2099-12-31").code == 3
    assert is_in_files(home)
    dry = call("purge", "--dry-run", "--json")
    n_documents = rows(dry.out)[0]["n_documents"]
    assert [(row["form"], row["n_rejects"]) for row in rows(dry.out)] == [(form, 1)]
    assert call("purge").code == 0
    assert not is_in_files(home)
    states = contents(settings)
    assert sorted(state for state, _ in states) == ["erased", "open"]
    assert [content for state, content in states if state == "erased"] == [{}]
    assert call("purge", "--json").out == ""
    (line,) = rows(call("audit", "--action", "purge", "--json").out)
    assert line["said"] == f"글 비움: 설문 {form} {n_documents}건, 따로 둔 줄 1개(동의 기간 끝)"


def test_a_file_of_which_no_answer_could_be_read_goes_too(home: Path, settings: Settings, call: Call) -> None:
    # Mapped by hand, as nothing but the titles tells what it holds.
    pairs = ("--map", "date=응답일시", "--map", "id=응답번호", "--map", "open_text=어떤 점이 답답했나요")
    take(call, home, "export.csv", [BAD], *pairs, "--map", "rating:1-5=만족도", "--map", "drop=*")
    assert [state for state, _ in contents(settings)] == ["open"]
    assert call("purge").code == 0
    assert contents(settings) == [("erased", {})]
    assert not is_in_files(home)


def test_a_row_of_an_earlier_version_is_known_by_its_answers(home: Path, settings: Settings, call: Call) -> None:
    take(call, home, "export.csv", [*GOOD, BAD])
    with open_store(settings.store_url()) as store, store.begin() as connection:
        connection.execute(update(rejects).values(form=None))
    assert call("purge").code == 0
    assert contents(settings) == [("erased", {})]


def test_what_left_with_the_answers_is_named(home: Path, call: Call) -> None:
    form = take(call, home, "export.csv", [*GOOD, BAD])
    assert call("rejects", "export", "--out", home / "bad.csv").code == 0
    done = call("purge", "--json")
    (export,) = rows(done.out)[0]["exports"]
    assert (export["kind"], export["target"]) == ("rejects", str(home / "bad.csv"))
    assert f"Answers to the survey '{form}' left the store before their time was over" in done.err
    assert f"as rejects to {home / 'bad.csv'}" in done.err


def test_one_that_is_killed_at_its_end_is_finished_by_the_next(
    home: Path, settings: Settings, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = take(call, home, "export.csv", [*GOOD, BAD])
    with open_store(settings.store_url()) as store, store.begin() as connection:
        index_documents(connection, answers_of_form(connection, form))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(purge_module, "merge_index", killed)
        assert call("purge").code == 130
    with open_store(settings.store_url()) as store:
        assert status(store).n_forgotten > 0
        with store.read() as connection:
            assert is_unfinished(connection)
            (entry,) = read_audit(connection, action="purge")
    assert (entry.is_open, entry.details["consent_rejects"]) == (True, {form: 1})
    assert rows(call("audit", "--json").out)[0]["said"].endswith("(끝나지 않음)")
    # Nothing is left to be erased, but letters in the index: the next purge takes them out and closes the line.
    assert any(PAIR in file.read_bytes() for file in (home / "store").glob("voc.db*"))
    assert call("purge").code == 0
    assert not any(PAIR in file.read_bytes() for file in (home / "store").glob("voc.db*"))
    first, second = rows(call("audit", "--json").out)
    assert not first["said"].endswith("(끝나지 않음)")
    assert second["said"] == "멈춘 정리를 마침"
    with open_store(settings.store_url()) as store, store.read() as connection:
        assert not is_unfinished(connection)
