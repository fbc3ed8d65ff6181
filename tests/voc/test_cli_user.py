"""`voc user`: who gets in with a password, noted in the audit log, and never a password on the screen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.privacy.passwords import hash_password, is_password
from voc.store import Store, find_user

Call = Callable[..., Any]
PASSWORD = "느린 우체통 열두 개"


@pytest.fixture(autouse=True)
def _who(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_USER", "한별")


def add(call: Call, name: str = "hana", role: str = "editor", password: str = PASSWORD) -> Any:  # noqa: ANN401 - what `call` gives
    return call("user", "add", name, "--role", role, "--password-stdin", stdin=f"{password}\n")


def test_a_person_is_added_listed_changed_and_removed(empty_store: Store, call: Call) -> None:
    added = add(call, " Hana@Example.kr ")
    assert (added.code, added.out, added.err) == (0, "", "Added hana@example.kr as editor.\n")
    (row,) = [json.loads(line) for line in call("user", "list", "--json").out.splitlines()]
    assert (row["name"], row["role"]) == ("hana@example.kr", "editor")
    assert set(row) == {"name", "role", "added_at", "password_set_at"}
    assert call("user", "set", "HANA@example.kr", "--role", "admin").code == 0
    assert call("user", "set", "hana@example.kr", "--password-stdin", stdin="다른 아주 긴 비밀번호\n").code == 0
    with empty_store.read() as connection:
        found = find_user(connection, "hana@example.kr")
    assert found is not None
    assert found.role == "admin"
    assert is_password("다른 아주 긴 비밀번호", found.password_hash)
    assert call("user", "remove", "hana@example.kr").err == "Removed hana@example.kr.\n"
    assert "Nobody has a password yet" in call("user", "list").err


@pytest.mark.usefixtures("empty_store")
def test_each_step_is_in_the_audit_log_without_the_password(call: Call) -> None:
    add(call)
    call("user", "set", "hana", "--role", "admin", "--password-stdin", stdin="다른 아주 긴 비밀번호\n")
    call("user", "remove", "hana")
    text = call("audit", "--action", "user", "--json").out
    rows = [json.loads(line) for line in text.splitlines()]
    assert {row["who"] for row in rows} == {"한별"}
    assert sorted(row["said"] for row in rows) == [
        "대시보드 사용자 hana (관리) 역할 변경",
        "대시보드 사용자 hana (편집) 추가",
        "대시보드 사용자 hana 비밀번호 변경",
        "대시보드 사용자 hana 삭제",
    ]
    assert "비밀번호\\n" not in text
    assert "argon2" not in text
    assert "사용자" in call("audit").out


@pytest.mark.usefixtures("empty_store")
@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("hana", "아홉글자입니다요", "The password has 8 characters, expected 10 to 256"),
        ("hana", "", "The password has 0 characters"),
        ("hana", "가" * 257, "The password has 257 characters"),
        ("하나 김", PASSWORD, "no space"),
        ("", PASSWORD, "A name has 1 to 64"),
        ("x" * 65, PASSWORD, "A name has 1 to 64"),
    ],
)
def test_what_will_not_do_is_said(call: Call, name: str, password: str, said: str) -> None:
    refused = add(call, name, password=password)
    assert refused.code == 2
    assert said in refused.err
    assert password == "" or password not in refused.err


@pytest.mark.usefixtures("empty_store")
def test_a_name_is_taken_once(call: Call) -> None:
    add(call)
    again = add(call, "HANA", "admin")
    assert (again.code, again.err) == (2, "There is a user 'hana' already. Change them with: voc user set hana")


@pytest.mark.usefixtures("empty_store")
def test_the_nearest_name_is_said_where_there_is_none(call: Call) -> None:
    add(call)
    for words in (("remove", "hanna"), ("set", "hanna", "--role", "admin")):
        refused = call("user", *words)
        assert (refused.code, "There is no user 'hanna' (did you mean 'hana'?)." in refused.err) == (2, True)
    assert "Say what to change" in call("user", "set", "hana").err


@pytest.mark.usefixtures("empty_store")
def test_a_password_is_asked_for_only_where_somebody_is(call: Call) -> None:
    refused = call("user", "add", "hana", "--role", "reader")
    assert (refused.code, refused.err) == (
        2,
        "Nobody can be asked for a password here. Repeat with --password-stdin.",
    )


@pytest.mark.usefixtures("empty_store")
def test_a_password_that_is_asked_for_is_typed_twice_and_not_shown(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.cli.user._is_person", lambda: True)
    added = call("user", "add", "hana", "--role", "reader", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert (added.code, PASSWORD in added.out + added.err) == (0, False)
    differs = call("user", "add", "bora", "--role", "reader", stdin=f"{PASSWORD}\n다른 것\n")
    assert "do not match" in differs.err
    assert differs.code != 0


def test_one_spelling_of_korean_is_as_good_as_the_other() -> None:
    kept = hash_password("느린 우체통 열두 개")
    assert is_password("느린 우체통 열두 개".encode().decode(), kept)
    assert is_password("\u1102\u1173\u1105\u1175\u11ab 우체통 열두 개", kept)
    assert not is_password("느린 우체통 열두개", kept)
    assert not is_password("느린 우체통 열두 개", None)
    assert not is_password("", "not a hash")


def test_help_names_no_way_to_give_a_password_as_an_argument(call: Call, home: Path) -> None:
    assert home
    assert "--password TEXT" not in call("user", "add", "--help").out


@pytest.mark.usefixtures("empty_store")
def test_a_dry_run_tells_what_would_be_done_asks_for_nothing_and_writes_nothing(call: Call) -> None:
    told = call("user", "add", " Hana ", "--role", "editor", "--dry-run")
    assert (told.code, told.err) == (0, "It would add hana as editor. Nothing was written.\n")
    assert "Nobody has a password yet" in call("user", "list").err
    add(call)
    before = call("user", "list", "--json").out
    changed = call("user", "set", "hana", "--role", "admin", "--password", "--dry-run").err
    assert changed == "It would change their role to admin and their password for hana. Nothing was written.\n"
    assert call("user", "remove", "hana", "--dry-run").err == "It would remove hana. Nothing was written.\n"
    assert call("user", "list", "--json").out == before
    assert len(call("audit", "--action", "user", "--json").out.splitlines()) == 1


@pytest.mark.usefixtures("empty_store")
def test_a_dry_run_refuses_what_would_be_refused(call: Call) -> None:
    add(call)
    assert "There is a user 'hana' already" in call("user", "add", "hana", "--role", "reader", "--dry-run").err
    assert "There is no user 'hanna' (did you mean 'hana'?)" in call("user", "remove", "hanna", "--dry-run").err
