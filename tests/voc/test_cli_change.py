"""`voc change` and `voc show praise`: recorded, listed, taken back; praise by feature."""

import json
from collections.abc import Callable
from typing import Any

from voc.store import Store

Call = Callable[..., Any]
RECORD = ("change", "record", "--on", "2026-10-21", "--kind", "screen", "--who", "한별")


def listed(call: Call) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call("change", "list", "--json").out.splitlines()]


def test_a_change_is_recorded_listed_and_taken_back(call: Call, filled: Store) -> None:  # noqa: ARG001 - the store
    called = call(*RECORD, "--what", "담당 010-1234-5678 번호를 뺌", "--theme", "인증 실패", "--json")
    made = json.loads(called.out)
    assert (made["what"], made["themes"], made["masked"]) == ("담당 <PHONE> 번호를 뺌", ["t_auth"], True)
    (row,) = listed(call)
    assert (row["change_id"], row["title"], row["state"], row["held"]["kind"]) == (
        made["change_id"],
        "인증 실패",
        "held",
        "missing",
    )
    assert "보류" in call("change", "list").out
    assert call("change", "undo", made["change_id"], "--who", "한별", "--dry-run").code == 0
    assert len(listed(call)) == 1
    assert call("change", "undo", made["change_id"], "--who", "한별").code == 0
    assert listed(call) == []
    assert call("change", "undo", made["change_id"], "--who", "한별").code == 2


def test_what_cannot_be_recorded_is_refused_and_a_dry_run_keeps_nothing(call: Call, filled: Store) -> None:  # noqa: ARG001
    for how, said in (
        (("--what", "x", "--theme", "t_aut"), "Did you mean 't_auth'"),
        (("--what", " ", "--theme", "t_auth"), "1 to 300 characters"),
        (("--what", "x", "--theme", "t_auth", "--on", "2026-13-01"), "is no day"),
        (("--what", "x", "--theme", "t_auth", "--on", "2062-01-01"), "lies too far away"),
    ):
        called = call(*RECORD, *how)
        assert (called.code, said in called.err) == (2, True), called.err
    assert json.loads(call(*RECORD, "--what", "x", "--theme", "t_auth", "--dry-run", "--json").out)["dry_run"]
    assert listed(call) == []
    assert "voc change record" in call("change", "list").err


def test_praise_names_its_feature_and_refuses_what_it_does_not_know(call: Call, filled: Store) -> None:  # noqa: ARG001
    assert "Did you mean 'support'" in call("show", "praise", "--feature", "suport").err
    assert call("show", "praise", "--stage", "onboarding").code == 2
    assert call("show", "themes", "--feature", "support").code == 2
    empty = call("show", "praise")
    assert (empty.code, empty.out) == (0, "")
    assert "config/features.yaml" in empty.err
