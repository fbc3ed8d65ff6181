"""`voc import survey`: what a column is taken for is said before anything is stored; twice is once."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plain_import import use_plain_import

from voc.config import Settings, load_settings
from voc.records import Window
from voc.steps.collect import collect
from voc.steps.workplace import open_workplace
from voc.store import iterate_documents, open_store, status

Call = Callable[..., Any]
HEADER = "응답일시,응답번호,만족도,불편했던 점을 적어 주세요,연락처"
ANSWERS = (
    "2026-11-17 10:00:00,901,2,인증이 자꾸 끊겨서 그만뒀어요,010-1234-5678",
    "2026-11-18 11:00:00,902,4,수수료를 먼저 알려 주세요,010-2222-3333",
    "2026-11-19 11:00:00,903,5,,010-4444-3333",
)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def write(folder: Path, *lines: str, name: str = "form.csv", header: str = HEADER) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _plain_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_import(monkeypatch)


def texts(settings: Settings) -> dict[str, str]:
    with open_store(settings.store_url()) as store, store.read() as connection:
        return {one.text: one.kind for page in iterate_documents(connection) for one in page}


def test_answers_are_stored_masked_with_their_rating(home: Path, settings: Settings, call: Call) -> None:
    result = call("import", "survey", write(home, *ANSWERS), "--json")
    assert result.code == 0
    *plan, outcome = rows(result.out)
    assert {row["column"]: (row["role"], row["scale"]) for row in plan} == {
        "응답일시": ("date", None),
        "응답번호": ("id", None),
        "만족도": ("rating", "1-5"),
        "불편했던 점을 적어 주세요": ("open_text", None),
        "연락처": ("drop", None),
    }
    assert all(row["reason"] for row in plan)
    assert (outcome["source"], outcome["rows"], outcome["new"], outcome["rejects"]) == ("survey", 3, 3, 0)
    assert texts(settings) == {
        "인증이 자꾸 끊겨서 그만뒀어요": "survey_answer",
        "수수료를 먼저 알려 주세요": "survey_answer",
        "": "survey_rating",
    }


def test_the_same_file_again_changes_nothing(home: Path, settings: Settings, call: Call) -> None:
    file = write(home, *ANSWERS)
    call("import", "survey", file)
    again = rows(call("import", "survey", file, "--json").out)[-1]
    assert (again["new"], again["unchanged"], again["changed"]) == (0, 3, 0)
    # The next export of the form, under another name and one answer longer.
    longer = write(home, *ANSWERS, "2026-11-20 09:00:00,904,1,환급이 늦어요,", name="form (2).csv")
    more = rows(call("import", "survey", longer, "--json").out)[-1]
    assert (more["new"], more["unchanged"]) == (1, 3)
    # What somebody brings says nothing about what the inbox usually gives.
    assert [row["last_rows"] for row in rows(call("show", "sources", "--json").out)] == [None, None]
    assert len(texts(settings)) == 4


def test_a_doubtful_column_stores_nothing_and_prints_the_command(home: Path, call: Call) -> None:
    file = write(home, "2026-11-17 10:00:00,3,잘 쓰고 있습니다", "2026-11-18 10:00:00,1,앱이 자꾸 꺼져서 불편합니다",
                 header="응답일시,개수,그 밖")  # fmt: skip
    result = call("import", "survey", file)
    assert result.code == 2
    assert not (home / "store").exists()
    command = result.err.strip().splitlines()[-1]
    assert command.startswith(f"voc import survey {file} --map ")
    assert "'rating:1-5=개수'" in command
    assert "'open_text=그 밖'" in command
    confirmed = call(
        "import", "survey", file, "--map", "drop=개수", "--map", "open_text=그 밖", "--map", "date=응답일시"
    )
    assert confirmed.code == 0
    # What was confirmed is known from now on.
    again = call("import", "survey", file)
    assert again.code == 0
    assert "known from: saved form" in again.err
    assert len(list((home / "store" / "surveys").glob("*.json"))) == 1


def test_a_dry_run_stores_nothing(home: Path, call: Call) -> None:
    result = call("import", "survey", write(home, *ANSWERS), "--dry-run", "--json")
    assert (result.code, rows(result.out)[-1]["new"], rows(result.out)[-1]["dry_run"]) == (0, 3, True)
    assert not (home / "store").exists()


def test_rows_that_cannot_be_read_are_set_aside_and_handed_out(home: Path, settings: Settings, call: Call) -> None:
    answers = [f"2026-11-17 10:00:{n:02},{n},3,{n}번째로 느려요," for n in range(20)]
    bad = '2026-13-17 10:00:00,99,3,"=cmd 010-1234-5678로 연락 주세요",'
    result = call("import", "survey", write(home, *answers, bad), "--rejects", "bad.csv")
    assert result.code == 3
    (row,) = csv.DictReader((home / "bad.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["line"], row["응답번호"]) == ("form.csv", "22", "99")
    assert row["불편했던 점을 적어 주세요"] == "'=cmd <PHONE>로 연락 주세요"
    # The corrected file closes the reject.
    assert call("import", "survey", write(home, *answers, bad.replace("13-17", "11-17"))).code == 0
    with open_store(settings.store_url()) as store:
        assert dict(status(store).n_rejects) == {}
        assert status(store).n_documents == 21


def test_forms_with_the_same_response_ids_stay_apart(home: Path, settings: Settings, call: Call) -> None:
    call("import", "survey", write(home, *ANSWERS))
    other = HEADER.replace("연락처", "나이를 골라 주세요").replace("만족도", "별점")
    second = write(home, *(a.replace("어요", "습니다") for a in ANSWERS), name="other.csv", header=other)
    assert rows(call("import", "survey", second, "--json").out)[-1]["new"] == 3
    with open_store(settings.store_url()) as store:
        assert status(store).n_documents == 6


def test_an_export_of_the_configured_survey_is_the_same_as_in_the_inbox(home: Path, call: Call) -> None:
    sources = home / "config" / "sources.yaml"
    more = (
        "  - {name: club_survey, format: survey, path: inbox/club, channel: survey, kind: survey_answer,\n"
        "     columns: {id: 응답번호, created_at: 응답일시},\n"
        '     questions: {"불편했던 점을 적어 주세요": open_text, 연락처: drop}}\n'
    )
    sources.write_text(sources.read_text(encoding="utf-8") + more, encoding="utf-8")
    file = write(home, *ANSWERS)
    result = call("import", "survey", file, "--map", "rating:1-5=만족도", "--json")
    assert (result.code, rows(result.out)[-1]["source"], rows(result.out)[-1]["form"]) == (
        0,
        "club_survey",
        "club_survey",
    )
    refused = call("import", "survey", file, "--map", "rating:1-5=만족도", "--complete")
    assert (refused.code, "may come from several files" in refused.err) == (2, True)
    (home / "inbox" / "club").mkdir()
    write(home / "inbox" / "club", *ANSWERS)
    with open_workplace(load_settings(home / "config")) as place:
        (source,) = place.sources(("club_survey",))
        assert collect(place, source, Window()).saved.n_new == 0


def test_what_is_no_survey_is_refused(home: Path, call: Call) -> None:
    assert call("import", "survey", home / "missing.csv").code == 2
    nothing = write(home, "2026-11-17 10:00:00,1", header="응답일시,응답번호")
    result = call("import", "survey", nothing)
    assert result.code == 2
    assert "no column holds answers" in result.err
    wrong = call("import", "survey", write(home, *ANSWERS), "--map", "opentext=만족도")
    assert wrong.code == 2
    assert "Did you mean 'open_text'?" in wrong.err
    assert not (home / "store").exists()
