"""`voc theme` as people call it, on a store of nine voices whose numbers are counted by hand."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from voc.records import document_id
from voc.store import (
    LedgerEntry,
    Proposal,
    Store,
    StoredTheme,
    ThemeChoice,
    count_weeks,
    enter,
    load_proposals,
    one_at_a_time,
    save_proposals,
    save_themes,
    set_themes,
)
from voc.store.schema import metadata

Call = Callable[..., Any]
W46, W47 = "2026-W46", "2026-W47"
MONDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)  # of W47


def named(key: str) -> str:
    return document_id("shop_reviews", key)


NONSENSE = (
    (["rename", "인증 실페", "가"], "Did you mean '인증 실패'?"),
    (["rename", "t_auth", "환급 지연"], "'c_refund' has the title '환급 지연' already"),
    (["rename", "t_auth", "  "], "A title has 1 to 60"),
    (["rename", "t_auth", "c_refund"], "is a theme's id or key"),
    (["rename", "t_auth", "refund"], "is a theme's id or key"),
    (["rename", "t_auth", "none"], "stands for no theme"),
    (["merge", "t_auth", "--into", "인증 실패"], "cannot be merged into itself"),
    (["split", "t_auth", "--search", "인증", "--title", "가"], "All 3 sentences"),
    (["split", "t_auth", "--search", "문자", "--title", "가"], "nothing to split off"),
    (["split", "t_auth", "--title", "가"], "in one way"),
    (["split", "t_auth", "--sentence", "a1:0", "--title", "가"], "DOC:INDEX"),
    (["split", "t_auth", "--sentence", f"{named('a3')}:0", "--title", "가"], "1 of the 1 sentences are not in"),
    (["move", f"{named('a1')}:7", "--to", "refund"], "There is no sentence"),
    (["move", f"{named('a1')}:0", "--to", "t_auth"], "are in 't_auth' already"),
    (["move", f"{named('w3')}:0", "--to", "refund"], "is read as no hesitation, so no theme would count it"),
    (["hide", "t_auth", "--show"], "is shown already"),
    (["set", "t_auth"], "Say what to set"),
    (["set", "t_auth", "--reason", "accses"], "Did you mean 'access'?"),
    (["set", "t_auth", "--stage", "paying"], "There is no stage 'paying'"),
    (["undo"], "There is nothing to undo"),
    (["undo", "4"], "There is no step 4"),
    (["pin", "t_auth", "--who", " "], "Nobody signs"),
    (["accept", "0" * 32], "There is no open proposal"),
    (["decline", "0" * 32], "There is no open proposal"),
)


@pytest.fixture(autouse=True)
def themes(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside 인증 실패 (w1, a1, a2), a theme of refunds (w2, a3) and one that nobody voices."""
    monkeypatch.setenv("USER", "하나")
    with filled.begin() as connection:
        save_themes(
            connection,
            [
                StoredTheme("c_refund", "환급 지연", "delay", "fulfilment"),
                StoredTheme("d_quiet", "조용한 테마", "defect", "usage", origin="discovered"),
            ],
        )
        set_themes(connection, [ThemeChoice(named(key), 0, "c_refund", 0.9, "s1") for key in ("w2", "a3")])
        count_weeks(connection)


def dump(store: Store) -> dict[str, list[str]]:
    with store.read() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in metadata.sorted_tables}


def shown(call: Call) -> dict[str, tuple[int, int]]:
    rows = map(json.loads, call("show", "themes", "--json").out.splitlines())
    return {row["title"]: (row["n"], row["n_before"]) for row in rows}


def changes(text: str) -> dict[str, dict[str, list[int]]]:
    (row,) = map(json.loads, text.splitlines())
    return {one["id"]: {w: pair for w, pair in one["weeks"].items() if pair != [0, 0]} for one in row["changes"]}


def test_a_preview_tells_what_a_merge_then_does(call: Call, filled: Store) -> None:
    before = dump(filled)
    preview = call("theme", "merge", "refund", "--into", "인증 실패", "--dry-run", "--json")
    assert dump(filled) == before
    # a1, a2 and a3 are three voices of W47, w1 and w2 two of W46.
    wanted = {"t_auth": {W46: [1, 2], W47: [2, 3]}, "c_refund": {W46: [1, 0], W47: [1, 0]}}
    assert changes(preview.out) == wanted
    assert "Nothing was changed" in preview.err
    done = call("theme", "merge", "refund", "--into", "인증 실패", "--json")
    assert changes(done.out) == wanted
    assert json.loads(done.out)["weeks"] == [W46, W47]
    assert shown(call) == {"인증 실패": (3, 2)}


def test_undo_brings_back_every_number(call: Call) -> None:
    before = shown(call)
    call("theme", "merge", "refund", "--into", "t_auth")
    call("theme", "undo")
    assert shown(call) == before == {"인증 실패": (2, 1), "환급 지연": (1, 1)}
    call("theme", "undo", "2")
    assert shown(call) == {"인증 실패": (3, 2)}


def test_a_split_by_words_counts_at_once(call: Call) -> None:
    preview = call("theme", "split", "t_auth", "--search", "또", "--title", "다시 막힌 인증", "--dry-run")
    assert preview.code == 0
    done = call("theme", "split", "t_auth", "--search", "또", "--title", "다시 막힌 인증", "--why", "따로 볼 것")
    assert done.code == 0, done.err
    assert "W47 2→1" in done.out
    assert shown(call) == {"인증 실패": (1, 1), "다시 막힌 인증": (1, 0), "환급 지연": (1, 1)}
    about, sentence = map(json.loads, call("theme", "show", "다시 막힌 인증", "--json").out.splitlines())
    assert (about["split_from"], about["origin"], about["reason"]) == ("t_auth", "split", "access")
    assert (sentence["sentence"], sentence["moved"]) == (f"{named('a2')}:0", True)
    assert json.loads(call("theme", "show", "t_auth", "--json").out.splitlines()[0])["parts"] == [about["id"]]


def test_a_split_of_named_sentences_and_a_move_between_themes(call: Call) -> None:
    call("theme", "split", "t_auth", "--sentence", f"{named('a1')}:0", "--title", "첫 인증")
    assert shown(call) == {"인증 실패": (1, 1), "첫 인증": (1, 0), "환급 지연": (1, 1)}
    call("theme", "move", f"{named('a1')}:0", f"{named('a2')}:1", "--to", "refund")
    assert shown(call) == {"인증 실패": (1, 1), "환급 지연": (3, 1)}
    call("theme", "move", f"{named('a3')}:0", "--to", "none")
    assert shown(call) == {"인증 실패": (1, 1), "환급 지연": (2, 1)}


def test_names_flags_and_labels_change_what_is_listed_but_no_count(call: Call) -> None:
    assert "No weekly number" in call("theme", "rename", "t_auth", "인증이  안 됨").err
    call("theme", "set", "t_auth", "--reason", "defect", "--stage", "usage")
    call("theme", "pin", "조용한 테마")
    rows = {row["id"]: row for row in map(json.loads, call("show", "themes", "--json").out.splitlines())}
    assert (rows["t_auth"]["title"], rows["t_auth"]["reason"], rows["t_auth"]["stage"]) == (
        "인증이 안 됨", "defect", "usage",
    )  # fmt: skip
    assert rows["d_quiet"]["n"] == 0
    call("theme", "hide", "refund")
    assert "환급 지연" not in shown(call)
    stages = {row["stage"]: row["n"] for row in map(json.loads, call("show", "stages", "--json").out.splitlines())}
    assert stages["fulfilment"] == 2, "what is hidden stays in the totals"
    call("theme", "hide", "refund", "--show")
    assert shown(call)["환급 지연"] == (1, 1)


def test_the_log_tells_who_did_what_and_what_was_undone(call: Call) -> None:
    call("theme", "rename", "t_auth", "인증 막힘", "--why", "짧게")
    call("theme", "merge", "d_quiet", "--into", "refund", "--who", "두리")
    call("theme", "undo", "1")
    rows = [json.loads(line) for line in call("theme", "log", "--json").out.splitlines()]
    assert [(row["seq"], row["who"], row["action"], row["undone"]) for row in rows] == [
        (1, "하나", "rename", True),
        (2, "두리", "merge", False),
        (3, "하나", "undo", False),
    ]
    assert rows[0]["said"] == "‘인증 실패’의 이름을 ‘인증 막힘’으로 바꿈"
    assert rows[1]["said"] == "‘조용한 테마’를 ‘환급 지연’에 합침"
    assert [json.loads(line)["seq"] for line in call("theme", "log", "refund", "--json").out.splitlines()] == [2]
    assert "짧게" in call("theme", "log").out


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "step", [("theme", "merge", "refund", "--into", "t_auth"), ("correct", named("a1"), "0", "--act", "request")]
)
def test_a_step_whose_report_cannot_be_written_is_said_to_be_done(call: Call, step: tuple[str, ...]) -> None:
    command = shlex.join([sys.executable, "-c", "from voc.cli import main; main()", *step])
    ended = subprocess.run(["/bin/sh", "-c", f"{command} >/dev/full"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    said = "Step 1 is done; only its report could not be written (No space left on device)."
    assert said in ended.stderr
    assert "kept" not in ended.stderr
    assert json.loads(call("theme", "log", "--json").out)["action"] in step


def test_a_second_editor_is_told(call: Call) -> None:
    call("theme", "pin", "t_auth")
    late = call("theme", "pin", "refund", "--expect", "0")
    assert (late.code, "Somebody else has changed the themes meanwhile (step 1, you saw 0)" in late.err) == (1, True)
    assert call("theme", "pin", "refund", "--expect", "1").code == 0


def test_nonsense_is_wrong_usage_and_leaves_no_step(call: Call, filled: Store) -> None:
    before = dump(filled)
    for arguments, told in NONSENSE:
        result = call("theme", *arguments)
        assert (result.code, told in result.err) == (2, True), (arguments, result.err)
    assert dump(filled) == before


def test_a_theme_that_went_into_another_is_named_with_it(call: Call) -> None:
    call("theme", "merge", "refund", "--into", "t_auth")
    again = call("theme", "merge", "환급 지연", "--into", "d_quiet")
    assert again.code == 2
    by_id = call("theme", "rename", "refund", "다른 이름")
    assert "its sentences are shown in '인증 실패' (t_auth)" in by_id.err
    asked = call("keywords", "--target", "theme=c_refund", "--rest", "theme!=c_refund")
    assert (asked.code, "'c_refund' are shown in 't_auth' now" in asked.err) == (2, True)


def test_what_later_steps_rest_on_is_undone_last(call: Call) -> None:
    call("theme", "split", "t_auth", "--search", "또", "--title", "다시 막힌 인증")
    call("theme", "rename", "다시 막힌 인증", "또 막힌 인증")
    refused = call("theme", "undo", "1")
    assert (refused.code, "later steps rest on it (2)" in refused.err) == (2, True)
    assert [call("theme", "undo", seq).code for seq in (2, 1)] == [0, 0]
    assert shown(call) == {"인증 실패": (2, 1), "환급 지연": (1, 1)}


def test_trends_mark_the_week_in_which_people_changed_a_theme(call: Call, filled: Store) -> None:
    """On both sides of a merge, as long as it stands; a week that is not listed carries no mark."""
    steps = [(MONDAY - timedelta(days=7), "d_quiet"), (MONDAY, "c_refund"), (MONDAY + timedelta(days=70), "t_other")]
    with filled.begin() as connection:
        save_themes(connection, [StoredTheme("t_other", "다른 테마", "defect", "usage")])
        for at, gone in steps:
            enter(connection, LedgerEntry(0, at, "하나", "merge", "t_auth", {"themes": [gone]}, ""))
    (row,) = map(json.loads, call("show", "trends", "--json").out.splitlines())
    assert row["marks"] == [
        {"week": W46, "kind": "merge", "theme": "d_quiet"},
        {"week": W47, "kind": "merge", "theme": "c_refund"},
    ]
    assert "W46 합침, W47 합침" in call("show", "trends").out
    call("theme", "undo", "2")
    rows = {row["id"]: row["marks"] for row in map(json.loads, call("show", "trends", "--json").out.splitlines())}
    assert rows == {"t_auth": [{"week": W46, "kind": "merge", "theme": "d_quiet"}], "c_refund": []}


def test_the_log_says_labels_in_words_and_knows_themes_that_were_merged(call: Call) -> None:
    assert call("theme", "set", "t_auth", "--stage", "none").code == 0
    assert call("correct", named("a1"), "0", "--hesitation", "no").code == 0
    assert call("theme", "merge", "refund", "--into", "t_auth").code == 0
    said = [json.loads(line)["said"] for line in call("theme", "log", "--json").out.splitlines()]
    assert said[:2] == ["‘인증 실패’ 단계 → 없음", f"글 {named('a1')[:8]}의 문장 고침: 망설임 → 아니요, 이유 → 없음"]
    assert [json.loads(line)["seq"] for line in call("theme", "log", "refund", "--json").out.splitlines()] == [3]


def test_what_does_not_hesitate_any_more_is_not_moved_where_nobody_would_find_it(call: Call) -> None:
    call("correct", named("a1"), "0", "--hesitation", "no")
    refused = call("theme", "move", f"{named('a1')}:0", "--to", "refund")
    assert (refused.code, "was corrected not to hesitate" in refused.err) == (2, True)
    call("theme", "undo", "1")
    assert call("theme", "move", f"{named('a1')}:0", "--to", "refund").code == 0


def test_what_a_person_has_done_already_is_not_proposed(call: Call, filled: Store) -> None:
    merge = Proposal("1" * 8, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})
    with filled.begin() as connection:
        save_proposals(connection, [merge])
    call("theme", "merge", "refund", "--into", "t_auth")
    assert call("theme", "proposals", "--json").out == ""
    call("theme", "undo")
    assert json.loads(call("theme", "proposals", "--json").out)["id"] == merge.id


def test_proposals_are_accepted_or_declined_once(call: Call, filled: Store) -> None:
    key = json.loads(call("theme", "show", "t_auth", "--json").out.splitlines()[1])["sentence"].split(":")[0]
    with filled.read() as connection:
        sentences = metadata.tables["sentences"]
        fingerprint = connection.scalar(
            select(sentences.c.fingerprint).where(sentences.c.document_id == key, sentences.c.sentence_index == 0)
        )
    part = {"title": "떨어진 것", "sentences": [[key, 0, fingerprint]]}
    merge = Proposal("1" * 32, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})
    split = Proposal("2" * 32, W47, "split", ("t_auth",), 0.5, {"parts": [part]})
    with filled.begin() as connection:
        save_proposals(connection, [merge, split])
    rows = [json.loads(line) for line in call("theme", "proposals", "--json").out.splitlines()]
    assert [row["said"] for row in rows] == [
        "‘환급 지연’을 ‘인증 실패’에 합치기",
        "‘인증 실패’에서 ‘떨어진 것’ 나누기 (문장 1개)",
    ]
    before = dump(filled)
    assert call("theme", "accept", merge.id, "--dry-run").code == 0
    assert call("theme", "decline", merge.id, "--dry-run").code == 0
    assert dump(filled) == before
    assert call("theme", "accept", merge.id, "--title", "하나로").code == 2
    assert call("theme", "decline", merge.id).code == 0
    assert call("theme", "accept", split.id).code == 0
    assert "떨어진 것" in [
        *shown(call),
        json.loads(call("theme", "log", "--json").out.splitlines()[1])["details"]["title"],
    ]
    assert call("theme", "proposals", "--json").out == ""
    assert call("theme", "accept", merge.id).code == 2
    assert call("theme", "decline", split.id).code == 2


def test_a_proposal_is_open_again_once_its_step_is_undone(call: Call, filled: Store) -> None:
    """And accepted or declined again with the undo of the undo."""
    merge = Proposal("1" * 8, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})
    other = Proposal("2" * 8, W47, "merge", ("t_auth", "d_quiet"), 0.8, {"words": ["안"]})
    with filled.begin() as connection:
        save_proposals(connection, [merge, other])
    call("theme", "accept", merge.id)
    call("theme", "decline", other.id)
    states = []
    for step in (1, 3, 2, 5):
        assert call("theme", "undo", str(step)).code == 0
        with filled.read() as connection:
            states.append({one.id: one.state for one in load_proposals(connection)})
    assert states == [
        {merge.id: "open", other.id: "declined"},
        {merge.id: "accepted", other.id: "declined"},
        {merge.id: "accepted", other.id: "open"},
        {merge.id: "accepted", other.id: "declined"},
    ]
    call("theme", "undo", "2")
    call("theme", "accept", other.id)
    # Brought back, the older step does not outrank the newer one.
    call("theme", "undo", "7")
    with filled.read() as connection:
        assert {one.state for one in load_proposals(connection)} == {"accepted"}


def test_a_declined_proposal_is_a_step_of_the_log(call: Call, filled: Store) -> None:
    """With who and why, as JSON too; no number changes."""
    merge = Proposal("1" * 8, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})
    parting = Proposal("2" * 8, W47, "split", ("t_auth",), 0.8, {"parts": [{"title": "가", "sentences": []}]})
    with filled.begin() as connection:
        save_proposals(connection, [merge, parting])
    before = shown(call)
    row = json.loads(call("theme", "decline", merge.id, "--why", "서로 다른 이야기", "--json").out)
    assert (row["seq"], row["action"], row["subject"], row["changes"], row["weeks"]) == (1, "decline", "t_auth", [], [])
    assert row["details"] == {"proposal": merge.id, "kind": "merge", "themes": ["t_auth", "c_refund"]}
    assert "Step 2 is done" in call("theme", "decline", parting.id, "--who", "두리", "--expect", "1").err
    rows = [json.loads(line) for line in call("theme", "log", "--json").out.splitlines()]
    assert [(row["who"], row["why"], row["said"]) for row in rows] == [
        ("하나", "서로 다른 이야기", "‘환급 지연’을 ‘인증 실패’에 합치자는 제안을 거절함"),
        ("두리", "", "‘인증 실패’를 나누자는 제안을 거절함"),
    ]
    assert [json.loads(line)["seq"] for line in call("theme", "log", "refund", "--json").out.splitlines()] == [1]
    assert shown(call) == before


def test_personal_data_that_people_type_is_masked_before_it_is_kept(call: Call, filled: Store) -> None:
    """In titles, and in why they decided."""
    call("theme", "rename", "t_auth", "010-1234-5678 문의", "--why", "홍길동님이 부탁함")
    call("theme", "split", "t_auth", "--search", "또", "--title", "a@example.com 인증")
    call("correct", named("a3"), "0", "--act", "request", "--why", "010-1234-5678로 확인함")
    rows = [json.loads(line) for line in call("theme", "log", "--json").out.splitlines()]
    assert [row["why"] for row in rows] == ["<NAME>님이 부탁함", "", "<PHONE>로 확인함"]
    assert [row["details"].get("title") for row in rows] == ["<PHONE> 문의", "<EMAIL> 인증", None]
    assert set(shown(call)) == {"<PHONE> 문의", "<EMAIL> 인증", "환급 지연"}
    assert not any("1234" in line or "길동" in line for lines in dump(filled).values() for line in lines)


def test_nobody_declines_while_a_run_may_be_saving_its_proposals(
    call: Call, filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voc.steps.workplace._TURN_PATIENCE_S", 0.0)
    with filled.begin() as connection:
        save_proposals(connection, [Proposal("1" * 8, W47, "merge", ("t_auth", "c_refund"), 0.9, {"words": ["안"]})])
    with one_at_a_time(filled, patience_s=0.0, waiting=lambda: None):
        waited = call("theme", "decline", "1" * 8)
        assert call("theme", "decline", "1" * 8, "--dry-run").code == 0
    assert (waited.code, "Another run is working" in waited.err) == (1, True)
    assert call("theme", "decline", "1" * 8).code == 0


def test_a_proposed_split_can_have_a_title_of_ones_own(call: Call, filled: Store) -> None:
    with filled.read() as connection:
        sentences = metadata.tables["sentences"]
        asked = select(sentences.c.fingerprint).where(sentences.c.document_id == named("a2"))
        fingerprint = connection.scalars(asked.order_by(sentences.c.sentence_index)).first()
    part = {"title": "떨어진 것", "sentences": [[named("a2"), 0, fingerprint]]}
    with filled.begin() as connection:
        save_proposals(connection, [Proposal("2" * 32, W47, "split", ("t_auth",), 0.5, {"parts": [part]})])
    assert call("theme", "split", "refund", "--proposal", "2" * 32, "--title", "또 막힘").code == 2
    assert call("theme", "split", "t_auth", "--proposal", "2" * 32, "--title", "또 막힘").code == 0
    assert shown(call)["또 막힘"] == (1, 0)
