"""`voc check source` over the network: what is missing, what one page holds, and what to do about what went wrong."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from wire import WIRES, Wire
from wire.faults import expired_token, json_reply, maintenance_page, server_error, too_many
from wire.server import Reply

from voc.config import NetworkSettings, load_settings
from voc.sources.http import no_waiting
from voc.steps.check_network import NetworkReport, check_network
from voc.steps.progress import silent

FAMILY = pytest.mark.parametrize("family", sorted(WIRES))
WITH_SECRETS = pytest.mark.parametrize("family", sorted(name for name, one in WIRES.items() if one.secrets))
Call = Callable[..., Any]
SECRET = "VOC_ZENDESK_CLIENT_SECRET"


def look(played: Any, **options: float) -> NetworkReport:  # noqa: ANN401 - the fixture's own
    settings = load_settings(played.home / "config")
    source = settings.source("played")
    assert isinstance(source, NetworkSettings)
    with no_waiting(attempts=2):
        return check_network(settings, source, silent, now=lambda: played.wire.now, **options)


def secret_values(wire: Wire) -> list[str]:
    return list(wire.secrets.values())


@FAMILY
def test_a_page_is_read_and_nothing_is_stored(family: str, play: Callable) -> None:
    played = play(family, 8)
    found = look(played)
    assert (found.error, found.problems, found.n_rejects) == ("", [], 0)
    assert 1 <= found.n_records <= 8
    assert found.is_sound or any(question.doubtful for question in found.questions)
    assert {need.state for need in found.needs} <= {"set"}
    assert not (played.home / "store").exists()


@FAMILY
def test_a_source_that_has_nothing_is_told_apart_from_one_that_fails(family: str, play: Callable) -> None:
    found = look(play(family, 0))
    assert (found.is_empty, found.is_failed, found.is_sound, found.error) == (True, False, False, "")


@WITH_SECRETS
def test_what_is_not_set_is_named_with_where_it_is_made_and_nothing_is_asked(
    family: str, play: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = play(family, 8)
    for variable in played.wire.secrets:
        monkeypatch.delenv(variable)
    found = look(played)
    assert {need.secret.variable for need in found.needs if need.state == "missing"} == set(played.wire.secrets)
    assert all(len(need.secret.where) > 10 for need in found.needs)
    assert played.server.requests == []


@WITH_SECRETS
def test_a_refused_key_is_said_without_the_key(family: str, play: Callable) -> None:
    played = play(family, 8)
    played.server.misbehave(expired_token, times=1000)
    found = look(played)
    assert "401" in found.error
    assert not found.may_pass
    assert not any(value in found.error for value in secret_values(played.wire))


@FAMILY
def test_a_host_that_answers_too_slowly_ends_the_look(family: str, play: Callable) -> None:
    played = play(family, 8)
    found = look(played, patience_s=-1.0)
    assert found.is_cut_short
    assert (found.n_records, found.is_empty, played.server.requests) == (0, False, [])


def test_a_secret_may_lie_in_a_file(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("zendesk", 3)
    file = played.home / "token"
    file.write_text(f"{played.wire.secrets[SECRET]}\n", encoding="utf-8")
    monkeypatch.delenv(SECRET)
    monkeypatch.setenv(f"{SECRET}_FILE", str(file))
    assert look(played).n_records == 3
    monkeypatch.setenv(f"{SECRET}_FILE", str(played.home / "nowhere"))
    (need,) = look(played).needs
    assert need.state == "unreadable"
    assert f"{SECRET}_FILE names a file that cannot be read" in need.reason


@pytest.mark.parametrize(
    ("fault", "said", "may_pass"),
    [
        (lambda _: json_reply({"error": "Forbidden"}, 403), "an admin with the scope 'read'", False),
        (lambda _: json_reply({"error": "Not found"}, 404), "check `subdomain`", False),
        (maintenance_page, "a web page instead of data", True),
        (server_error(500), "answered 500, asked 2 times", True),
        (too_many(120), "asks to wait 120 s", True),
        (lambda _: Reply(301, b"", {"Location": "https://desk.elsewhere.example/"}), "has moved", False),
        (lambda _: json_reply({"tickets": "none"}), "another form than expected", False),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(
    fault: Callable[[Reply], Reply], said: str, *, may_pass: bool, play: Callable
) -> None:
    played = play("zendesk", 3)
    played.server.misbehave(fault, on=played.wire.listing, times=1000)
    found = look(played)
    assert said in found.error
    assert found.is_failed
    assert found.may_pass is may_pass
    assert "is stored" not in found.error
    assert len(played.server.requests) <= 3


def test_an_unexpected_error_shows_its_kind_and_place_only(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("길동이 010-1234-5678")

    monkeypatch.setattr("voc.sources.zendesk.ZendeskSource.fetch", broken)
    found = look(play("zendesk", 3))
    assert found.error.startswith("unexpected KeyError in test_check_network.py line ")
    assert "010" not in found.error


def test_the_command_prints_needs_page_and_next_step(play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    result = call("check", "source", "played", "--config", played.home / "config")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == f"played (zendesk) asks {played.server.url.removeprefix('http://')}"
    assert lines[1] == f"  {SECRET}: set (secret of the OAuth client)"
    assert lines[2].startswith("    made at: Zendesk Admin Center > ")
    assert lines[-1] == (
        "One page was read and not stored: 3 ticket_message in channel cs, written from 2026-09-10 09:00 to "
        "2026-09-10 11:00"
    )
    assert "Collect it now: voc collect played" in result.err
    assert "goes back to 2026-09-01" in result.err
    assert not any(one.words in result.out + result.err for one in played.wire.voices.values())
    assert not any(value in result.out + result.err for value in secret_values(played.wire))


def test_json_is_one_row_with_the_promised_fields(play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    played.wire.is_strange = True
    result = call("check", "source", "played", "--json", "--config", played.home / "config")
    assert result.code == 3
    (row,) = map(json.loads, result.out.splitlines())
    help_text = " ".join(call("check", "source", "--help").out.split())
    assert " ".join(row) in help_text
    assert (row["records"], row["rejects"], row["reasons"]) == (3, 1, {"'id' is missing": 1})
    assert row["kinds"] == [{"channel": "cs", "kind": "ticket_message", "n": 3}]
    assert row["needs"][0]["state"] == "set"
    assert (row["first_at"], row["last_at"]) == ("2026-09-10T00:00:00+00:00", "2026-09-10T02:00:00+00:00")


@pytest.mark.parametrize(("n_voices", "code"), [(3, 0), (0, 3)])
def test_the_exit_code_tells_whether_all_is_well(n_voices: int, code: int, play: Callable, call: Call) -> None:
    played = play("zendesk", n_voices)
    assert call("check", "source", "played", "--config", played.home / "config").code == code


def test_nothing_is_explained_by_family(play: Callable, call: Call) -> None:
    said = call("check", "source", "played", "--config", play("freshdesk", 0).home / "config").err
    assert said.startswith("It answered and has nothing since 2026-09-01. No ticket was touched since then")
    asked = call("check", "source", "played", "--config", play("typeform", 0, "other").home / "config").err
    assert "Nobody has filled the form in since then" in asked


def test_a_form_shows_its_questions_and_what_must_be_confirmed(play: Callable, call: Call) -> None:
    played = play("walla", 3)
    played.write_sources(questions={"question_1": "open_text", "question_2": "rating:1-5", "question_3": "choice"})
    result = call("check", "source", "played", "--config", played.home / "config")
    assert result.code == 3
    headings, *rows = [line.split() for line in result.out.partition("The form asks:\n")[2].splitlines() if line]
    assert headings == ["문항", "질문", "무엇으로", "확인", "필요", "이유"]
    assert rows[0][0] == "question_1"
    doubtful = [question for question in look(played).questions if question.doubtful]
    assert doubtful
    assert all(f'      "{one.key}": {one.role}' in result.err for one in doubtful)


def test_pages_of_others_are_not_read_without_a_word_on_the_contact(play: Callable, call: Call) -> None:
    played = play("gnuboard", 3)
    sources = played.home / "config" / "sources.yaml"
    assert "Owners of the pages" not in call("check", "source", "played", "--config", sources.parent).err
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("contact: voc@haneulmart.example\n", ""), encoding="utf-8")
    assert "write 'contact: '" in call("check", "source", "played", "--config", sources.parent).err


def test_a_missing_secret_is_a_failure_with_both_ways_to_set_it(
    play: Callable, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = play("zendesk", 3)
    monkeypatch.delenv(SECRET)
    result = call("check", "source", "played", "--config", played.home / "config")
    assert result.code == 1
    assert f"{SECRET}: NOT SET" in result.out
    assert f"Set {SECRET} in the environment, or {SECRET}_FILE to the path of a file" in result.err


def test_a_source_that_is_switched_off_can_be_looked_at(play: Callable, call: Call) -> None:
    played = play("zendesk", 3)
    played.write_sources(enabled=False)
    result = call("check", "source", "played", "--config", played.home / "config")
    assert result.code == 0
    assert "It is switched off" in result.err
