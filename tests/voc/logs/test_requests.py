"""A request that is asked again is told with host, status and attempt, and with the run that it belongs to."""

import json
from pathlib import Path

import pytest
from wire.client import client_of
from wire.faults import no_answer
from wire.server import Reply, WireServer, json_reply

from voc import logs
from voc.sources.http import no_waiting


@pytest.mark.usefixtures("closed")
def test_each_retry_is_one_event_without_address_or_answer(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    logs.begin(file=file)
    with WireServer(lambda _: json_reply({"reviews": ["결제창이 두 번 떠요"]})) as server:
        server.misbehave(lambda _: Reply(503, "점검 중입니다".encode(), {"Retry-After": "7"}))
        server.misbehave(no_answer)
        with no_waiting(), client_of(server) as http, logs.about(run_id="5c" * 16, source="played"):
            http.get_json(f"{server.url}/v1/reviews?token=tulip42")
    written = file.read_text("utf-8")
    first, second = (json.loads(line) for line in written.splitlines())
    assert (first["event"], first["level"], first["host"]) == ("request_again", "warning", "127.0.0.1")
    assert (first["status"], first["attempt"], first["wait_s"]) == (503, 1, 7)
    assert (second["attempt"], "status" in second, "wait_s" in second) == (2, False, False)
    assert (first["source"], second["run_id"]) == ("played", "5c" * 16)
    assert not {word for word in ("tulip42", "reviews", "점검", "결제창") if word in written}
