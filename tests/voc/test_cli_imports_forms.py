"""`voc import survey` over the life of a form: confirmed once, exported again, grown, reworded, ended."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from plain_import import use_plain_import
from survey_exports import google_forms, naver_form, surveymonkey, write_book, write_csv

from voc.config import Settings
from voc.store import iterate_documents, open_store

Call = Callable[..., Any]
HEAD = ("응답일시", "응답번호", "만족도 (1~5)", "아쉬운 점을 적어 주세요", "연락처")
ROWS = [
    (f"2026-11-{10 + i} 10:00:00", f"{900 + i}", f"{i % 5 + 1}", words, f"010-1234-567{i}")
    for i, words in enumerate(
        ["인증이 끊겨요", "수수료가 안 보여요", "없음", "환급이 늦어요", "문자가 두 번 와요", "앱이 꺼져요"]
    )
]


@pytest.fixture(autouse=True)
def _plain_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    use_plain_import(monkeypatch)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def outcome(call: Call, *arguments: object, code: int = 0) -> dict[str, Any]:
    result = call("import", "survey", *arguments, "--json")
    assert result.code == code, result.err
    return rows(result.out)[-1]


def texts(settings: Settings) -> list[str]:
    with open_store(settings.store_url()) as store, store.read() as connection:
        return sorted(one.text for page in iterate_documents(connection) for one in page if one.removed_at is None)


def form_file(home: Path) -> dict[str, Any]:
    (path,) = (home / "store" / "surveys").glob("*.json")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def confirmed(text: str) -> list[str]:
    """Take the printed command and let a real shell say what its arguments are."""
    return text.strip().splitlines()[-1].split(" ")


def in_a_shell(folder: Path, command: str) -> list[str]:
    """Run a command line in /bin/sh with a `voc` that only tells what it was given."""
    shim = folder / "bin" / "voc"
    shim.parent.mkdir(exist_ok=True)
    shim.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n", encoding="utf-8")
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "PATH": f"{shim.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
    arguments: list[str] = json.loads(done.stdout)
    return arguments


NASTY = (
    "질문 '1'번 \"답\"",
    "Q2 $HOME `id` $(id) \\n",
    "비고=메모; rm -rf *",
    "줄\n바꿈  질문?",
    "느낌표! & | > < #5 ~",
    "--dry-run",
    "탭\t과 100%",
    "😀 이모지 문항",
)


def test_the_printed_command_can_be_pasted_into_a_shell(home: Path, settings: Settings, call: Call) -> None:
    answers = [[f"{n}번째로 화면이 멈춰서 다시 켰어요 {i}" for i in range(len(NASTY))] for n in range(4)]
    file = write_csv(home / "설문 '가을'.csv", [("참여 시각", *NASTY), *(("2026-11-10", *row) for row in answers)])
    asked = call("import", "survey", file, "--exclude", f"{NASTY[2]}=테스트*", "--product", "바다 $마루")
    assert asked.code == 2
    arguments = in_a_shell(home, asked.err.strip().splitlines()[-1])
    assert arguments[:3] == ["import", "survey", str(file)]
    done = call(*arguments)
    assert done.code == 0, done.err
    assert len(texts(settings)) == len(NASTY) * 4
    held = form_file(home)
    assert set(held["mapping"]) == {"참여 시각", *("탭 과 100%" if "\t" in one else one for one in NASTY)}
    assert (held["excluded"], held["product"]) == ([[NASTY[2], "테스트*"]], "바다 $마루")


def test_a_command_on_one_line_wherever_that_names_the_column(home: Path, call: Call) -> None:
    file = write_csv(home / "a.csv", [("참여 시각", "줄\n바꿈 질문"), ("2026-11-10", "화면이 자꾸 멈춰서 껐어요")])
    asked = call("import", "survey", file)
    assert asked.err.strip().splitlines()[-1].endswith("--map 'open_text=줄 바꿈 질문'")
    both = write_csv(home / "b.csv", [("가\n나", "가 나"), ("화면이 자꾸 멈춰서 껐어요", "배송이 너무 늦어서 화나요")])
    arguments = in_a_shell(home, "\n".join(call("import", "survey", both).err.split("run:\n")[1:]))
    assert {"open_text=가\n나", "open_text=가 나"} <= set(arguments)


def test_the_dry_run_says_whose_export_it_is_and_why(home: Path, call: Call) -> None:
    result = call("import", "survey", naver_form(home), "--dry-run")
    assert result.code == 0
    assert "Recognised as 네이버 폼: its columns '번호', '참여일시' are written so." in result.err
    assert "The workbook holds 2 sheets; '원본 데이터' was read." in result.err
    assert "12 responses." in result.err
    assert "Not stored: 번호, 6. 성함, 7. 휴대폰 번호, 개인정보 수집 및 이용에 동의하십니까?." in result.err
    assert "주관식" in result.out
    assert not (home / "store").exists()
    told = outcome(call, surveymonkey(home), "--dry-run")
    assert (told["recognised"], told["responses"], told["dry_run"]) == ("surveymonkey", 4, True)
    assert "Custom Data 1" in told["unstored"]


def test_a_question_that_was_added_stops_the_next_import(home: Path, settings: Settings, call: Call) -> None:
    outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))
    wider = [(*HEAD, "좋은 점을 적어 주세요"), *((*row, "친절해요") for row in ROWS)]
    asked = call("import", "survey", write_csv(home / "b.csv", wider), "--json")
    assert asked.code == 2
    plan = {row["column"]: row for row in rows(asked.out)[:-1]}
    assert plan["좋은 점을 적어 주세요"]["doubtful"]
    assert plan["좋은 점을 적어 주세요"]["reason"].startswith("The saved mapping does not name it.")
    assert plan["아쉬운 점을 적어 주세요"]["reason"] == "A saved mapping says so."
    assert rows(asked.out)[-1]["command"] == asked.err.strip().splitlines()[-1]
    assert len(texts(settings)) == len(ROWS)
    arguments = in_a_shell(home, rows(asked.out)[-1]["command"])
    done = call(*arguments, "--json")
    told = rows(done.out)[-1]
    assert (done.code, told["new"], told["unchanged"]) == (0, len(ROWS), len(ROWS))
    # And left out, it is left out for good.
    assert form_file(home)["mapping"]["좋은 점을 적어 주세요"] == "open_text"


def test_columns_that_are_never_stored_may_come_and_go(home: Path, call: Call) -> None:
    form = outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))["form"]
    again = outcome(call, write_csv(home / "b.csv", [row[:-1] for row in [HEAD, *ROWS]]))
    assert (again["form"], again["new"], again["unchanged"]) == (form, 0, len(ROWS))


def test_a_reworded_question_is_asked_about_and_keeps_its_answers(home: Path, settings: Settings, call: Call) -> None:
    form = outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))["form"]
    reworded = [(*HEAD[:3], "아쉬웠던 점을 모두 적어 주세요", HEAD[4]), *ROWS]
    asked = call("import", "survey", write_csv(home / "b.csv", reworded))
    assert asked.code == 2
    assert f"It looks like an export of the saved form '{form}'" in asked.err
    arguments = in_a_shell(home, asked.err.strip().splitlines()[-1])
    assert arguments[-4:] == ["--form", form, "--renamed", "아쉬웠던 점을 모두 적어 주세요=아쉬운 점을 적어 주세요"]
    told = outcome(call, *arguments[2:])
    # The words are the same, their question is not: a revision, and no second voice.
    assert (told["new"], told["changed"]) == (0, len(ROWS))
    assert len(texts(settings)) == len(ROWS)
    # The new title is known from now on, reworded once more too.
    assert outcome(call, home / "b.csv")["unchanged"] == len(ROWS)
    third = [(*HEAD[:3], "무엇이 아쉬웠는지 적어 주세요", HEAD[4]), *ROWS]
    renamed = "무엇이 아쉬웠는지 적어 주세요=아쉬웠던 점을 모두 적어 주세요"
    told = outcome(call, write_csv(home / "c.csv", third), "--form", form, "--renamed", renamed)
    assert (told["new"], told["changed"]) == (0, len(ROWS))
    wrong = call("import", "survey", home / "c.csv", "--renamed", "없는 질문=있던 질문")
    assert (wrong.code, "is no renaming" in wrong.err) == (2, True)


def test_another_survey_gets_another_name(home: Path, settings: Settings, call: Call) -> None:
    outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))
    other = [(*HEAD[:3], "아쉬웠던 점을 모두 적어 주세요", HEAD[4]), *ROWS]
    told = outcome(call, write_csv(home / "b.csv", other), "--form", "가을-조사")
    assert (told["form"], told["new"]) == ("가을-조사", len(ROWS))
    assert len(texts(settings)) == 2 * len(ROWS)
    assert call("import", "survey", home / "b.csv", "--form", "../x").code == 2


def test_ids_that_begin_anew_do_not_replace_another_survey(home: Path, settings: Settings, call: Call) -> None:
    form = outcome(call, write_csv(home / "october.csv", [HEAD, *ROWS]))["form"]
    before = texts(settings)
    second = [
        HEAD,
        *((f"2026-08-{3 * i + 1:02} 09:3{i}:00", row[1], "5", f"{i}번 새 의견", "") for i, row in enumerate(ROWS)),
    ]
    refused = call("import", "survey", write_csv(home / "second.csv", second))
    assert refused.code == 2
    assert "as if another survey with the same questions began to count anew" in refused.err
    assert texts(settings) == before
    assert outcome(call, home / "second.csv", "--form", "second")["new"] == len(ROWS)
    # From now on two forms have these questions, and nobody but a person can tell them apart.
    both = call("import", "survey", home / "october.csv")
    assert (both.code, f"several saved forms alike: {form}, second" in both.err) == (2, True)
    # A corrected time zone shifts all times alike, and is no other survey.
    corrected = outcome(call, home / "october.csv", "--form", form, "--time-zone", "America/New_York")
    assert (corrected["new"], corrected["changed"]) == (0, len(ROWS))


def test_an_answer_edited_in_place_is_a_revision(home: Path, settings: Settings, call: Call) -> None:
    outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))
    edited = [HEAD, (*ROWS[0][:3], "인증이 이제 됩니다", ROWS[0][4]), *ROWS[1:]]
    told = outcome(call, write_csv(home / "a.csv", edited))
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 1, len(ROWS) - 1)
    assert "인증이 끊겨요" not in texts(settings)


def test_without_ids_a_sorted_and_grown_export_adds_only_what_is_new(home: Path, call: Call) -> None:
    bare = [tuple(cell for i, cell in enumerate(row) if i != 1) for row in [HEAD, *ROWS, ROWS[2], ROWS[2]]]
    first = outcome(call, write_csv(home / "a.csv", bare))
    assert (first["new"], first["rejects"]) == (len(ROWS) + 2, 0)
    newest_first = [bare[0], ("2026-11-20 08:00:00", "3", "쿠폰이 안 보여요", ""), *bare[:0:-1]]
    told = outcome(call, write_csv(home / "b.csv", newest_first))
    assert (told["new"], told["changed"], told["unchanged"]) == (1, 0, len(ROWS) + 2)
    assert outcome(call, home / "b.csv")["unchanged"] == len(ROWS) + 3


def test_a_complete_export_takes_back_what_it_lacks(home: Path, settings: Settings, call: Call) -> None:
    outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))
    fewer = write_csv(home / "b.csv", [HEAD, *ROWS[1:]])
    assert outcome(call, fewer)["removed"] == 0
    assert len(texts(settings)) == len(ROWS)
    assert outcome(call, fewer, "--complete")["removed"] == 1
    assert "인증이 끊겨요" not in texts(settings)
    # Half a file is no complete export, and a row that cannot be read may be any answer.
    half = call("import", "survey", write_csv(home / "c.csv", [HEAD, *ROWS[4:]]), "--complete")
    assert (half.code, "it is no complete export; nothing was taken back" in half.err) == (3, True)
    broken = write_csv(home / "d.csv", [HEAD, ("2026-13-01", *ROWS[1][1:]), *ROWS[2:]])
    unread = call("import", "survey", broken, "--complete")
    assert (unread.code, "nobody knows which answers are missing" in unread.err) == (3, True)
    assert len(texts(settings)) == len(ROWS) - 1


def test_test_responses_are_left_out_now_and_later(home: Path, settings: Settings, call: Call) -> None:
    tests: Sequence[Sequence[str]] = [("2026-11-01 09:00:00", "899", "5", "테스트입니다", "")]
    file = write_csv(home / "a.csv", [HEAD, *tests, *ROWS])
    told = outcome(call, file, "--exclude", "응답일시=2026-11-01*")
    assert (told["excluded"], told["new"]) == (1, len(ROWS))
    assert outcome(call, file)["excluded"] == 1
    assert "테스트입니다" not in texts(settings)
    wrong = call("import", "survey", file, "--exclude", "없는 열=1")
    assert (wrong.code, "names no response to leave out" in wrong.err) == (2, True)


def test_what_a_person_says_of_a_form_holds_for_its_next_export(home: Path, call: Call) -> None:
    sheet = [["바다마루 조사"], ["표 1", "표 2", "표 3"], HEAD, *ROWS]
    book = write_book(home / "a.xlsx", {"응답일시": [["응답일시", "x", "y"], ["2026-11-01", "1", "2"]], "응답": sheet})
    options = ("--sheet", "응답", "--header-row", "3", "--time-zone", "UTC", "--product", "바다마루", "--map", "drop=*")
    told = outcome(call, book, *options, "--purpose", "서비스 개선", "--keep-until", "2099-12-31")
    assert (told["new"], told["purpose"], told["keep_until"]) == (len(ROWS), "서비스 개선", "2099-12-31")
    held = form_file(home)
    assert {name: held[name] for name in ("sheet", "header_row", "time_zone", "product", "purpose", "keep_until")} == {
        "sheet": "응답",
        "header_row": 3,
        "time_zone": "UTC",
        "product": "바다마루",
        "purpose": "서비스 개선",
        "keep_until": "2099-12-31",
    }
    again = outcome(call, book)
    assert (again["form"], again["unchanged"], again["changed"]) == (told["form"], len(ROWS), 0)


def test_answers_are_not_imported_after_the_consent_has_ended(home: Path, settings: Settings, call: Call) -> None:
    file = write_csv(home / "a.csv", [HEAD, *ROWS])
    ended = call("import", "survey", file, "--keep-until", "2026-01-31")
    assert ended.code == 2
    assert "the respondents' consent ended on 2026-01-31" in ended.err
    assert not (home / "store").exists()
    outcome(call, file, "--keep-until", "2099-01-31")
    path = next((home / "store" / "surveys").glob("*.json"))
    path.write_text(path.read_text(encoding="utf-8").replace("2099-01-31", "2020-01-31"), encoding="utf-8")
    assert call("import", "survey", file).code == 2
    assert outcome(call, file, "--keep-until", "2099-06-30")["unchanged"] == len(ROWS)
    assert len(texts(settings)) == len(ROWS)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--time-zone", "Asia/Seol"), "Did you mean 'Asia/Seoul'"),
        (("--map", "open_text"), "is no mapping. Write FIELD=COLUMN"),
        (("--map", "open_text=*"), "only drop=* can stand for all other columns"),
        (("--map", "id=연락처", "--map", "drop=연락처"), "is named both as id and as drop"),
        (("--map", "open_text=아쉬운점"), "Did you mean '아쉬운 점을 적어 주세요'"),
        (("--header-row", "99"), "no row begins at 99"),
        (("--encoding", "utf-9"), "encoding 'utf-9' is not known"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_stored(
    home: Path, call: Call, options: tuple[str, ...], expected: str
) -> None:
    result = call("import", "survey", write_csv(home / "a.csv", [HEAD, *ROWS]), *options)
    assert (result.code in {1, 2}, expected in result.err) == (True, True), result.err
    assert not (home / "store").exists()


def test_a_form_without_a_response_holds_nothing_yet(home: Path, call: Call) -> None:
    result = call("import", "survey", write_csv(home / "a.csv", [HEAD]), "--json")
    assert result.code == 0
    assert "has column titles and no response below them" in result.err
    assert (rows(result.out)[-1]["rows"], rows(result.out)[-1]["responses"]) == (0, 0)
    assert not (home / "store").exists()
    empty = home / "b.csv"
    empty.write_bytes(b"")
    refused = call("import", "survey", empty)
    assert (refused.code, "is empty (0 bytes)" in refused.err) == (1, True)


def test_answers_without_a_time_are_stored_with_a_warning(home: Path, call: Call) -> None:
    file = write_csv(home / "a.csv", [("의견을 적어 주세요",), ("느려요",), ("비싸요",)])
    result = call("import", "survey", file)
    assert result.code == 0
    assert "No column tells when people answered" in result.err


def test_formulas_leave_as_text(home: Path, call: Call) -> None:
    """A cell that a spreadsheet would run is stored as words, and handed out so that it stays words."""
    bad = ("2026-13-01", "999", "3", '=HYPERLINK("http://x")', "@SUM(1)")
    result = call("import", "survey", write_csv(home / "a.csv", [HEAD, *ROWS, bad]), "--rejects", "bad.csv")
    assert result.code == 3
    handed_out = (home / "bad.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in handed_out
    assert "'@SUM" in handed_out


def test_a_saved_form_that_cannot_be_read_says_what_to_do(home: Path, call: Call) -> None:
    outcome(call, google_forms(home))
    path = next((home / "store" / "surveys").glob("*.json"))
    path.write_text("{", encoding="utf-8")
    broken = call("import", "survey", home / "응답.csv")
    assert (broken.code, "Delete it, and name the columns again" in broken.err) == (1, True)


def test_a_form_saved_by_an_earlier_version_is_known(home: Path, call: Call) -> None:
    told = outcome(call, write_csv(home / "a.csv", [HEAD, *ROWS]))
    path = next((home / "store" / "surveys").glob("*.json"))
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"form": held["form"], "mapping": held["mapping"]}), encoding="utf-8")
    assert outcome(call, home / "a.csv")["unchanged"] == told["new"]
