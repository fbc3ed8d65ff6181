"""`voc check draft`: exit codes, what stands over the file, with a store and without."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.planning.draft_check import OwnWord
from voc.steps.draft_check import own_words
from voc.store import Store

Call = Callable[..., Any]


@pytest.fixture
def message(home: Path) -> Path:
    file = home / "push.md"
    file.write_text(
        "---\nchannel: 푸시\nis_ad: false\n---\n# 인증 안내\n인증이 안 되면 알려 주세요.\n", encoding="utf-8"
    )
    return file


def test_without_a_store_only_the_draft_is_checked_and_that_is_said(message: Path, call: Call) -> None:
    result = call("check", "draft", str(message))
    assert (result.code, result.out) == (0, "")
    assert "There is no store yet: only the draft itself was checked" in result.err
    assert "Nothing was found against this draft." in result.err


def test_what_forbids_sending_is_exit_code_1_and_options_stand_over_the_file(message: Path, call: Call) -> None:
    result = call("check", "draft", str(message), "--ad", "--at", "22:00", "--channel", "sms", "--json")
    rows = [json.loads(line) for line in result.out.splitlines()]
    assert result.code == 1
    assert {row["channel"] for row in rows} == {"sms"}
    assert {"night", "ad_mark_missing", "title_unused"} <= {row["code"] for row in rows}
    table = call("check", "draft", str(message), "--ad")
    assert "막힘" in table.out
    assert "초안" not in table.out.splitlines()[0]


def test_several_drafts_are_numbered(home: Path, call: Call) -> None:
    file = home / "week.yaml"
    file.write_text("drafts:\n  - body: 접수했습니다.\n  - body: 금일 접수했습니다.\n", encoding="utf-8")
    result = call("check", "draft", str(file), "--channel", "email", "--no-ad", "--json")
    assert [(row["draft"], row["code"]) for row in map(json.loads, result.out.splitlines())] == [("2", "hard_word")]


def test_a_text_of_windows_is_read(home: Path, call: Call) -> None:
    (home / "sms.txt").write_bytes("금일 접수했습니다.".encode("cp949"))
    assert "hard_word" in call("check", "draft", str(home / "sms.txt"), "--channel", "sms", "--no-ad").out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--channel", "sns"], "There is no channel 'sns' (did you mean 'SMS'?)"),
        (["--at", "25:00"], "send_at: '25:00' is no time"),
        (["--week", "2026-W47"], "There is no store"),
    ],
)
def test_wrong_usage_says_what_was_meant(message: Path, call: Call, options: list[str], said: str) -> None:
    result = call("check", "draft", str(message), *options)
    assert result.code in {1, 2}
    assert said in result.err


def test_with_a_store_the_hesitations_of_the_week_stand_beside_it(filled: Store, message: Path, call: Call) -> None:
    assert filled.address
    rows = [json.loads(line) for line in call("check", "draft", str(message), "--json").out.splitlines()]
    assert {row["code"] for row in rows} <= {"hesitation_touched", "hesitations_open", "not_their_word"}
    assert any("2026-W47" in row["advice"] for row in rows)
    assert call("check", "draft", str(message), "--week", "2020-W01").code == 2


def test_of_several_words_of_customers_the_one_most_say_counts_and_only_where_more_say_it_than_ours() -> None:
    pairs = [
        {"ours": "주민등록번호", "theirs": "주번", "n": 9, "n_ours": 5},
        {"ours": "주민등록번호", "theirs": "주민번호", "n": 71, "n_ours": 5},
        {"ours": "비밀번호", "theirs": "비번", "n": 4, "n_ours": 4},
    ]
    assert own_words(pairs, ["처리 현황", "주민등록번호"]) == [
        OwnWord("주민등록번호", "주민번호", 71, 5),
        OwnWord("처리 현황"),
    ]
