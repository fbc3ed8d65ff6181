"""`voc outreach`: the queue from the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from planted_case import CASE, plant_case
from reaching import KEY, VARIABLE

from voc.store import Store

Call = Callable[..., Any]


@pytest.fixture
def case(filled: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case of somebody who is not glad, with a contact that is kept."""
    monkeypatch.setenv(VARIABLE, KEY)
    return plant_case(filled)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_an_empty_queue_says_how_it_is_filled(filled: Store, call: Call) -> None:
    assert filled
    said = call("outreach", "list")
    assert (said.code, said.out) == (0, "")
    assert "Posts of the sources in outreach.yaml are looked at every night while enabled is true" in said.err


def test_a_case_is_listed_and_shown_without_its_author(case: str, call: Call) -> None:
    (row,) = lines(call("outreach", "list", "--json").out)
    assert (row["case_id"], row["state_name"], row["kind_name"], row["n_posts"]) == (case, "새로", "사과", 1)
    assert call("outreach", "list", "--state", "done").err == "No case is like that.\n"
    shown = call("outreach", "show", case)
    assert "1. 2026-11-23 말귀: 사과할 일로 엶 (칭찬 0문장, 불만·망설임 1문장)" in shown.out
    assert "다음: 검토(review), 댓글(comment), 보류(on_hold), 연락 금지(do_not_contact)" in shown.out
    assert "bom_diary" not in shown.out


def test_two_persons_walk_a_case_to_its_end(case: str, call: Call) -> None:
    assert call("outreach", "set", case, "review", "--who", "하나", "--note", "편지를 씁니다").code == 0
    refused = call("outreach", "set", case, "approval", "--who", "하나")
    assert refused.code == 2
    assert "--confirm no_request --confirm no_condition --confirm no_promise --confirm disclosure" in refused.err
    points = ("no_request", "no_condition", "no_promise", "disclosure")
    checks = [part for point in points for part in ("--confirm", point)]
    assert call("outreach", "set", case, "approval", "--who", "하나", *checks).code == 0
    assert "somebody else has to give it" in call("outreach", "approve", case, "--who", "하나").err
    assert "somebody else than whoever asked for it does" in call("outreach", "set", case, "sent", "--who", "하나").err
    tried = call("outreach", "approve", case, "--who", "두리", "--dry-run")
    assert tried.err == f"It could be done; nothing was changed ({case}).\n"
    assert call("outreach", "approve", case, "--who", "두리").code == 0
    assert call("outreach", "set", case, "sent", "--who", "하나").code == 0
    (row,) = lines(call("outreach", "set", case, "done", "--who", "하나", "--json").out)
    assert row == {"dry_run": False, "case_id": case, "state": "done", "is_open": False, "remind_on": None}
    told = lines(call("outreach", "show", case, "--json").out)[0]["events"]
    assert [(one["who"], one["action"]) for one in told] == [
        ("말귀", "opened"),
        ("하나", "moved"),
        ("하나", "moved"),
        ("두리", "approved"),
        ("하나", "moved"),
        ("하나", "moved"),
    ]


def test_a_contact_is_shown_for_a_reason_only(case: str, call: Call, home: Path) -> None:
    assert home
    refused = call("outreach", "show", case, "--contact", "--who", "하나")
    assert refused.code == 2
    assert "Say what the contact is needed for: --reason WHY" in refused.err
    shown = call("outreach", "show", case, "--contact", "--who", "하나", "--reason", "사과 편지")
    assert shown.out.endswith("작성자: bom_diary\n글 주소: https://blog.example.kr/bom/1\n")
    (line,) = [row for row in lines(call("audit", "--json").out) if row["action"] == "contact"]
    assert line["who"] == "하나"
    assert "사과 편지" in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("set", "nobody", "review"), "There is no case 'nobody'"),
        (("set", CASE, "sent"), "A case at 새로 (new) cannot be moved to 'sent'. Possible: review, comment, on_hold"),
        (("note", CASE, ""), "There is nothing to keep"),
        (("note", CASE, "말" * 2001), "The note has 2,001 characters; at most 2,000 are kept"),
        (("note", CASE, "다시 봄", "--remind", "2026-13-01"), "'2026-13-01' is no day; expected YYYY-MM-DD"),
        (("open", "nothing", "--kind", "thanks"), "'nothing' is no post"),
    ],
)
def test_nonsense_is_wrong_usage_and_leaves_no_step(case: str, call: Call, asked: tuple[str, ...], said: str) -> None:
    refused = call("outreach", *asked, "--who", "하나")
    assert refused.code == 2
    assert said in refused.err
    assert len(lines(call("outreach", "show", case, "--json").out)[0]["events"]) == 1
