"""Telling webhooks of this machine how a run ended: what arrives, what is said where nothing can arrive."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from wire.server import Reply, Request, WireServer, text_reply

from voc.config import Settings, load_settings
from voc.config.notify import NotifySection, Webhook
from voc.errors import StoreError, UsageError
from voc.sources.http import no_waiting
from voc.steps.collect import Collected
from voc.steps.night import RunOutcome
from voc.steps.telling.notify import notifying
from voc.store import SaveCounts

SECRET_PATH = "/services/T0INVENTED/B0INVENTED/notapassword"
VARIABLE = "VOC_NOTIFY_SLACK_URL"


@pytest.fixture
def sink() -> Iterator[WireServer]:
    """Takes every message, as Slack does."""
    with WireServer(lambda _: text_reply("ok", kind="text/plain")) as server, no_waiting(attempts=3):
        yield server


@pytest.fixture
def settings(sink: WireServer, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """One webhook that hears of failures and is on this machine."""
    monkeypatch.setenv(VARIABLE, f"{sink.url}{SECRET_PATH}?token=hidden")
    return told(events=("failed",))


def told(**changes: object) -> Settings:
    facts = {"name": "crm_team", "kind": "slack", "url_env": VARIABLE, "allow_private": True, **changes}
    return replace(load_settings(), notify=NotifySection(webhooks=(Webhook.model_validate(facts),)))


def failing(settings: Settings, error: Exception) -> None:
    with pytest.raises(type(error)), notifying(settings, RunOutcome("nightly")):
        raise error


def partly() -> RunOutcome:
    return RunOutcome("nightly", collected=[Collected("desk", saved=SaveCounts(n_new=1, n_rejects=1))])


def bodies(sink: WireServer) -> list[dict[str, str]]:
    return [json.loads(request.body) for request in sink.requests]


def test_a_failure_arrives_as_json_at_the_whole_address(settings: Settings, sink: WireServer) -> None:
    failing(settings, StoreError("The disk is full."))
    (request,) = sink.requests
    assert (request.method, request.path, request.query) == ("POST", SECRET_PATH, {"token": "hidden"})
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    assert request.headers["user-agent"].startswith("malgwi/")
    assert bodies(sink)[0]["text"].startswith("[말귀] 야간 실행 실패 (")
    assert "· The disk is full.\n" in bodies(sink)[0]["text"]


def test_who_does_not_want_to_hear_of_something_does_not(settings: Settings, sink: WireServer) -> None:
    outcome = partly()
    with notifying(settings, outcome):
        pass
    assert (sink.requests, outcome.notes) == ([], [])
    with notifying(told(events=("partly",)), outcome):
        pass
    assert "일부 완료" in bodies(sink)[0]["text"]


@pytest.mark.parametrize("error", [UsageError("There is no source 'x'."), KeyboardInterrupt()])
def test_a_wrong_call_and_an_interruption_are_told_to_nobody(
    settings: Settings, sink: WireServer, error: BaseException
) -> None:
    with pytest.raises(type(error)), notifying(settings, RunOutcome("nightly")):
        raise error
    assert sink.requests == []


def test_a_dry_run_is_told_to_nobody(settings: Settings, sink: WireServer) -> None:
    with pytest.raises(StoreError), notifying(settings, RunOutcome("nightly"), silently=True):
        raise StoreError("The disk is full.")
    with notifying(told(), partly(), silently=True):
        pass
    assert sink.requests == []


def undelivered(settings: Settings) -> str:
    outcome = partly()
    with notifying(settings, outcome):
        pass
    (note,) = outcome.notes
    for secret in ("INVENTED", "notapassword", "hidden"):
        assert secret not in note
    return note


def test_an_address_that_is_not_set_is_named_by_its_variable(sink: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    note = undelivered(told())
    assert note.startswith(f"Webhook 'crm_team': its address is expected in the environment variable {VARIABLE}")
    monkeypatch.setenv(VARIABLE, "hidden")
    assert "is no web address (it is not shown)" in undelivered(told())
    assert sink.requests == []


def test_an_address_may_lie_in_a_file(sink: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "address").write_text(f"{sink.url}/hook\n", encoding="utf-8")
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv(f"{VARIABLE}_FILE", str(tmp_path / "address"))
    with notifying(told(), partly()):
        pass
    assert [request.path for request in sink.requests] == ["/hook"]


@pytest.mark.usefixtures("settings")
def test_a_webhook_that_was_taken_away_is_named_with_what_to_do(sink: WireServer) -> None:
    sink.answer = lambda _: text_reply("no_service", 404, "text/plain")
    note = undelivered(told())
    assert note == (
        "Webhook 'crm_team': POST 127.0.0.1 answered 404. The service takes nothing at this address: make a new "
        f"webhook there and set {VARIABLE} anew. Try it: voc check notify crm_team"
    )
    assert len(sink.requests) == 1


@pytest.mark.usefixtures("settings")
def test_a_service_in_trouble_is_asked_three_times_and_then_left_alone(sink: WireServer) -> None:
    sink.answer = lambda _: text_reply("try later", 503, "text/plain")
    note = undelivered(told())
    assert note.startswith("Webhook 'crm_team': POST 127.0.0.1 answered 503, asked 3 times")
    assert note.endswith("The run itself is not touched by that.")
    assert len(sink.requests) == 3


@pytest.mark.usefixtures("settings")
def test_a_message_never_follows_to_another_host(sink: WireServer) -> None:
    with WireServer(lambda _: text_reply("ok")) as other:

        def leading_away(_: Request) -> Reply:
            return Reply(307, b"", {"Location": f"{other.url}/steal"})

        sink.answer = leading_away
        assert "which the configuration does not name" in undelivered(told())
        assert other.requests == []


@pytest.mark.usefixtures("settings")
def test_a_private_address_is_asked_only_where_the_configuration_says_so(sink: WireServer) -> None:
    note = undelivered(told(allow_private=False))
    assert "lies in a private network" in note
    assert "write 'allow_private: true' at the webhook in notify.yaml" in note
    assert sink.requests == []


@pytest.mark.parametrize("changes", [{}, {"allow_private": False}])
def test_nothing_is_sent_readable_over_the_public_network(
    sink: WireServer, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]
) -> None:
    # A public address; nothing is sent there.
    monkeypatch.setattr("voc.sources.guard.socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("8.8.4.4", 80))])
    monkeypatch.setenv(VARIABLE, f"http://hooks.example.kr{SECRET_PATH}")
    note = undelivered(told(**changes))
    assert note.startswith(f"Webhook 'crm_team': the address in {VARIABLE} begins with http://")
    assert sink.requests == []


def test_a_wrong_environment_is_said_of_the_webhook_and_of_no_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, f"https://hooks.example.kr{SECRET_PATH}")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))
    assert undelivered(told()).startswith("Webhook 'crm_team': the environment's proxy")


def test_within_a_run_nobody_looks_on_so_that_a_wrong_call_is_told_too(settings: Settings, sink: WireServer) -> None:
    with pytest.raises(UsageError), notifying(settings, RunOutcome("nightly", run_id="0123456789abcdef")):
        raise UsageError("'limits' names what is not there.")
    assert "· 'limits' names what is not there.\n" in bodies(sink)[0]["text"]


def test_where_a_run_has_failed_what_could_not_be_told_is_said_on_stderr(
    settings: Settings, sink: WireServer, caplog: pytest.LogCaptureFixture
) -> None:
    sink.answer = lambda _: text_reply("no_service", 404, "text/plain")
    with caplog.at_level(logging.WARNING, "voc.notify"):
        failing(settings, StoreError("The disk is full."))
    (line,) = caplog.messages
    assert line.startswith("Webhook 'crm_team': POST 127.0.0.1 answered 404.")


def test_one_that_cannot_be_told_keeps_no_other_from_it(
    settings: Settings, sink: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VOC_NOTIFY_OTHER_URL", raising=False)
    broken = Webhook(name="other", kind="plain", url_env="VOC_NOTIFY_OTHER_URL")
    both = replace(settings, notify=NotifySection(webhooks=(broken, *settings.notify.webhooks)))
    failing(both, StoreError("The disk is full."))
    assert len(sink.requests) == 1


def test_a_trial_is_sent_and_shown(
    call: Callable[..., object], sink: WireServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    entry = f"name: crm_team\n    kind: kakaowork\n    url_env: {VARIABLE}\n    allow_private: true\n"
    (config / "notify.yaml").write_text(f"webhooks:\n  - {entry}", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, f"{sink.url}{SECRET_PATH}")
    dry = call("check", "notify", "--dry-run", "--event", "weekly", "--json", "--config", config)
    assert (dry.code, sink.requests) == (0, [])  # type: ignore[attr-defined] - see conftest
    row = json.loads(dry.out)  # type: ignore[attr-defined]
    assert (row["webhook"], row["verdict"]) == ("crm_team", "would send")
    assert json.loads(row["what"])["text"].startswith("[말귀] 주간 고객의 소리 · 시험 전송\n")
    assert call("check", "notify", "--config", config).code == 0  # type: ignore[attr-defined]
    assert bodies(sink)[0]["text"].startswith("[말귀] 시험 전송 실패")
    sink.answer = lambda _: text_reply("gone", 410, "text/plain")
    failed = call("check", "notify", "crm_team", "--config", config)
    assert failed.code == 1  # type: ignore[attr-defined]
    assert "answered 410" in failed.out  # type: ignore[attr-defined]
    assert "INVENTED" not in failed.out + failed.err  # type: ignore[attr-defined]
    wrong = call("check", "notify", "crm_teem", "--config", config)
    assert (wrong.code, "did you mean 'crm_team'?" in wrong.err) == (2, True)  # type: ignore[attr-defined]
