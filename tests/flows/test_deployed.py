"""What a server is shown of runs that fail, and who is told; the flows are called as functions, without a server."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from wire.server import WireServer, text_reply

from flows import deployed
from flows.server import _closed_to_pages
from voc.errors import SourceError, StoreError, VocError
from voc.steps.night import RunOutcome
from voc.tables import MissingColumnError

HOOK = "notify.yaml"
WEBHOOK = "webhooks:\n  - {name: desk, kind: plain, url_env: VOC_NOTIFY_DESK_URL, allow_private: true}\n"
DOUBTFUL = "언제,점수판,이야기\n2026-11-17,가나,배송이 늦었어요\n2026-11-18,다라,상자가 찢어져 왔어요\n"
ROW = MissingColumnError("내용", ("상자가 찢어져 왔어요", "초롱"), where="a.csv")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("VOC_CONFIG", "VOC_STORE_URL", "VOC_LOG", "VOC_LOG_FILE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home" / "config"
    folder.mkdir(parents=True)
    (folder / HOOK).write_text(WEBHOOK, encoding="utf-8")
    return folder


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[WireServer]:
    with WireServer(lambda _: text_reply("ok", kind="text/plain")) as server:
        monkeypatch.setenv("VOC_NOTIFY_DESK_URL", f"{server.url}/hook")
        yield server


def failed(config: Path, path: str) -> str:
    state = deployed.survey_import.fn(path=path, config=str(config))
    assert state.type.value == "FAILED"
    return str(state.message)


def test_a_survey_lies_in_the_home_folder(config: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text(DOUBTFUL, encoding="utf-8")
    (config.parent / "link.csv").symlink_to(tmp_path / "outside.csv")
    for path in (str(tmp_path / "outside.csv"), "../outside.csv", "link.csv", "/etc/hostname"):
        assert f"'{path}' leads out of the home folder" in failed(config, path)
    assert "There is no file" in failed(config, "nowhere.csv")


def test_a_survey_that_cannot_be_understood_is_told(config: Path, sink: WireServer) -> None:
    (config.parent / "doubtful.csv").write_text(DOUBTFUL, encoding="utf-8")
    (config.parent / "empty.csv").write_bytes(b"")
    assert "Some columns of doubtful.csv are doubtful" in failed(config, "doubtful.csv")
    assert "is empty (0 bytes)" in failed(config, "empty.csv")
    told = [json.loads(request.body) for request in sink.requests]
    assert [one["event"] for one in told] == ["failed", "failed"]
    assert "설문 가져오기 실패" in told[0]["text"]
    assert "Some columns of doubtful.csv are doubtful" in told[0]["text"]
    failed(config, "nowhere.csv")
    assert len(sink.requests) == 2, "of a wrong call nobody else is told"


@pytest.mark.parametrize(
    ("error", "run_id", "shown"),
    [
        (StoreError("The store is busy."), "", "The store is busy."),
        # It may be what kept the run log from being written.
        (StoreError("The disk is full."), "ab", "The disk is full."),
        (VocError("Prefect's server does not answer."), "", "Prefect's server does not answer."),
        (SourceError("Of 금빛나루: no answer."), "ab", "SourceError; the reason stands in the run log: voc show runs"),
        (KeyError("상자가 찢어져 왔어요"), "ab", "KeyError; the reason stands in the run log: voc show runs"),
    ],
)
def test_why_a_run_failed_is_shown_where_no_run_log_tells(error: Exception, run_id: str, shown: str) -> None:
    assert deployed._reason(error, RunOutcome("nightly", run_id=run_id)) == shown


@pytest.mark.parametrize("run_id", ["", "ab"])
@pytest.mark.parametrize("error", [ROW, KeyError("상자가 찢어져 왔어요")])
def test_a_server_never_sees_what_stood_in_a_file(error: Exception, run_id: str) -> None:
    shown = deployed._reason(error, RunOutcome("survey-import", run_id=run_id))
    assert "상자" not in shown
    assert shown


def test_no_other_page_of_the_web_may_talk_to_an_own_server() -> None:
    from prefect.settings import get_current_settings  # noqa: PLC0415 - takes seconds

    before = get_current_settings().server.api
    with _closed_to_pages(4321):
        inside = get_current_settings().server.api
        assert inside.cors_allowed_origins == "http://127.0.0.1:4321,http://localhost:4321"
        assert inside.csrf_protection_enabled
    assert get_current_settings().server.api == before
