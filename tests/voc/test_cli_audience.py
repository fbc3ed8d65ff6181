"""`voc audience`: the file as a CRM tool and a spreadsheet get it, who may have it, and what the log says."""

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reaching import AUTH, KEY, PUSH, VARIABLE, Voiced, plant_voiced

from voc.store import Store, read_audit

Call = Callable[..., Any]
SOURCES = """
sources:
  - name: desk
    format: tickets
    path: inbox/desk
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, author: 고객번호}
    audience: {user_id: 고객번호}
"""
LAYOUTS = """
layouts:
  - name: ours
    encoding: cp949
    columns:
      - {name: 회원번호, value: user_id}
      - {name: 주제, value: theme}
      - {name: 캠페인, text: "=안내"}
  - name: bare
    header: false
    columns: [{name: id, value: user_id}, {name: on, value: last_voiced_on}, {name: from, value: source}]
"""
VOICES = (
    Voiced(AUTH, "ha", "M-1"),
    Voiced(AUTH, "hb", "M-2"),
    Voiced(AUTH, "hc"),
    Voiced(PUSH, "hb", "M-2"),
)


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose desk gives user ids."""
    monkeypatch.setenv(VARIABLE, KEY)
    monkeypatch.setenv("VOC_USER", "한별")
    (home / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return home


def rows(file: Path, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_bytes().decode(encoding), newline="")))


def test_one_row_for_each_user_in_the_layout_of_the_tool(desk: Path, empty_store: Store, call: Call) -> None:
    ids = plant_voiced(empty_store, VOICES)
    out = desk / "target.csv"
    result = call("audience", AUTH, "--out", out, "--reason", "알림 설정  안내", "--json")
    assert (result.code, rows(out)) == (0, [["external_id"], ["M-1"]])
    assert json.loads(result.out) == {
        "list": AUTH,
        "customers": 3,
        "users": 1,
        "suppressed": 1,
        "without_id": 1,
        "expired": 0,
        "left_out": 0,
        "file": str(out),
    }
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "Wrote 1 ids" in result.err
    assert "fewer than 5 users" in result.err
    with empty_store.read() as connection:
        (entry,) = read_audit(connection, action="export")
    assert (entry.who, dict(entry.details)) == (
        "한별",
        {
            "kind": "audience",
            "target": str(out),
            "documents": [ids[0]],
            "theme": AUTH,
            "rows": 1,
            "layout": "braze",
            "why": "알림 설정 안내",
        },
    )
    assert f"대상 명단 → {out} (1명)" in call("audit").out


def test_the_suppression_list_has_who_asked_to_be_left_alone(desk: Path, empty_store: Store, call: Call) -> None:
    plant_voiced(empty_store, VOICES)
    out = desk / "stop.csv"
    result = call("audience", "--suppression", "--layout", "bigin", "--out", out, "--reason", "발송 제외")
    assert (result.code, rows(out, "utf-8-sig")) == (0, [["user_id"], ["M-2"]])
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "제외 명단" in call("audit").out


def test_a_dry_run_counts_and_leaves_no_trace(desk: Path, empty_store: Store, call: Call) -> None:
    plant_voiced(empty_store, VOICES)
    result = call("audience", AUTH, "--dry-run", "--out", desk / "x.csv", "--json")
    assert (result.code, json.loads(result.out)["users"]) == (0, 1)
    assert "M-1" not in result.out + result.err
    assert not (desk / "x.csv").exists()
    with empty_store.read() as connection:
        assert read_audit(connection) == []


def test_a_layout_of_ones_own_is_spelled_as_it_says(desk: Path, empty_store: Store, call: Call) -> None:
    plant_voiced(empty_store, VOICES)
    (desk / "config" / "audience.yaml").write_text(LAYOUTS, encoding="utf-8")
    for name in ("ours", "bare"):
        assert call("audience", AUTH, "--layout", name, "--out", desk / name, "--reason", "안내").code == 0
    assert rows(desk / "ours", "cp949") == [["회원번호", "주제", "캠페인"], ["M-1", AUTH, "'=안내"]]
    assert rows(desk / "bare", "utf-8-sig") == [["M-1", "2026-11-16", "desk"]]


def test_an_id_is_written_as_it_is_or_left_out(desk: Path, empty_store: Store, call: Call) -> None:
    """What a spreadsheet could run is left out; what it could only show otherwise keeps every letter."""
    ids = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "@SUM(1)", "＝1(2)", "+8210", "-7f/a=", 'M,"1"', "회원 7"]
    plant_voiced(empty_store, [Voiced(AUTH, f"h{number}", user) for number, user in enumerate(ids)])
    out = desk / "target.csv"
    result = call("audience", AUTH, "--out", out, "--reason", "안내")
    assert rows(out)[1:] == [["+8210"], ["-7f/a="], ['M,"1"'], ["회원 7"]]
    assert "4 users are left out" in result.err


def test_hashed_ids_stay_hashed_and_are_never_mixed_with_plain_ones(desk: Path, empty_store: Store, call: Call) -> None:
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    plant_voiced(empty_store, [*VOICES, Voiced(AUTH, "hx", digest, source="shop", is_hashed=True)])
    out = desk / "target.csv"
    mixed = call("audience", AUTH, "--out", out, "--reason", "안내")
    assert (mixed.code, out.exists()) == (2, False)
    assert "plain ids (desk), others hashed ones (shop)" in mixed.err
    alone = call("audience", AUTH, "--source", "shop", "--out", out, "--reason", "안내")
    assert (alone.code, rows(out)) == (0, [["external_id"], [digest]])
    assert "hashed ids" in alone.err


REFUSED: tuple[tuple[tuple[str, ...], str], ...] = (
    ((AUTH, "--out", "x.csv"), "--reason WHY"),
    ((AUTH, "--out", "x.csv", "--reason", "  "), "--reason WHY"),
    ((AUTH, "--reason", "안내"), "--out FILE.csv"),
    (("--out", "x.csv", "--reason", "안내"), "Name a theme"),
    ((AUTH, "--suppression", "--dry-run"), "not both"),
    (("--suppression", "--weeks", "2", "--dry-run"), "only --source narrows it"),
    (("t_ahth", "--dry-run"), "Did you mean 't_auth'"),
    ((AUTH, "--layout", "brase", "--dry-run"), "did you mean 'braze'"),
    ((AUTH, "--source", "dezk", "--dry-run"), "Did you mean 'desk'"),
    ((AUTH, "--week", "2026-W47", "--weeks", "2", "--dry-run"), "Name the period once"),
    ((AUTH, "--segment", "등급=골드", "--dry-run"), "segments"),
)


def test_what_cannot_be_done_is_said(desk: Path, empty_store: Store, call: Call) -> None:
    plant_voiced(empty_store, VOICES)
    for arguments, said in REFUSED:
        result = call("audience", *arguments)
        assert (result.code, said in result.err) == (2, True), arguments
    assert not (desk / "x.csv").exists()


def test_without_a_key_or_a_source_nothing_is_handed_out(
    desk: Path, empty_store: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_voiced(empty_store, VOICES)
    monkeypatch.delenv(VARIABLE)
    keyless = call("audience", AUTH, "--dry-run")
    assert (keyless.code, f"{VARIABLE} is not set" in keyless.err) == (1, True)
    file = desk / "config" / "sources.yaml"
    file.write_text(SOURCES.replace("    audience: {user_id: 고객번호}\n", ""), encoding="utf-8")
    unset = call("audience", AUTH, "--dry-run")
    assert (unset.code, "No source gives user ids" in unset.err) == (2, True)


def test_whoever_is_forgotten_is_told_the_lists_they_stood_in(desk: Path, empty_store: Store, call: Call) -> None:
    ids = plant_voiced(empty_store, VOICES)
    out = desk / "target.csv"
    call("audience", AUTH, "--out", out, "--reason", "안내")
    assert "sealed, beside 1 of them" in call("forget", "--document", ids[0], "--list").err
    forgotten = json.loads(call("forget", "--document", ids[0], "--yes", "--json").out)
    assert [one["target"] for one in forgotten["exports"]] == [str(out)]
    again = json.loads(call("audience", AUTH, "--dry-run", "--json").out)
    assert (again["users"], again["customers"]) == (0, 2)


def test_a_file_that_cannot_be_noted_is_not_written(
    desk: Path, empty_store: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_voiced(empty_store, VOICES)

    def fail(*_arguments: object, **_about: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voc.steps.audience.note_export", fail)
    with pytest.raises(OSError, match="No space"):
        call("audience", AUTH, "--out", desk / "target.csv", "--reason", "안내")
    assert not (desk / "target.csv").exists()
