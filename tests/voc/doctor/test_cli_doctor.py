"""`voc doctor`: works where other commands fail, shows no secret, tells by its exit code that something is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voc.steps.doctor import rounds
from voc.store import Store

Call = Callable[..., Any]
AREAS = ["configuration", "versions", "store", "sources", "schedule", "machine", "clock", "screen", "network"]


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    for name in ("PREFECT_API_URL", "SSL_CERT_FILE", "TZ", "VOC_LOG_FILE"):
        monkeypatch.delenv(name, raising=False)


def rows(output: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.usefixtures("filled")
def test_every_area_is_looked_at_and_each_line_has_its_verdict(call: Call) -> None:
    found = rows(call("doctor", "--json").out)
    assert list(dict.fromkeys(row["area"] for row in found)) == AREAS
    assert all(list(row) == ["area", "check", "verdict", "what"] for row in found)
    assert {row["verdict"] for row in found} <= {"ok", "note", "wrong"}
    assert [row for row in found if row["area"] in {"versions", "store"} and row["verdict"] == "wrong"] == []


def test_a_table_and_a_sum_are_for_people(filled: Store, call: Call) -> None:
    result = call("doctor")
    assert "정상" in result.out
    assert filled.address in result.out
    assert result.err.endswith("in order.\n")


def test_a_broken_configuration_is_explained_and_the_round_goes_on(home: Path, call: Call) -> None:
    (home / "config" / "schedules.yaml").write_text("nightly: '0 25 * * *'\n", encoding="utf-8")
    result = call("doctor", "--json")
    found = rows(result.out)
    assert result.code == 1
    assert "schedules.yaml:1:10: nightly: the hour '25' is not between 0 and 23" in found[0]["what"]
    assert {row["area"] for row in found} == set(AREAS) - {"store", "sources", "schedule"}


def test_a_broken_store_is_explained_and_the_exit_code_says_so(home: Path, call: Call) -> None:
    (home / "store").mkdir(mode=0o700)
    (home / "store" / "voc.db").write_bytes(b"this is no store" * 300)
    result = call("doctor", "--json")
    assert result.code == 1
    wrong = [row for row in rows(result.out) if row["verdict"] == "wrong"]
    assert ("store", "reachable") in {(row["area"], row["check"]) for row in wrong}
    assert {row["area"] for row in rows(result.out)} >= {"clock", "network"}


def test_an_area_that_cannot_be_looked_at_does_not_end_the_round(
    home: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home

    def fail() -> None:
        raise RuntimeError("환급이 안 돼요")

    monkeypatch.setattr(rounds, "screen", fail)
    result = call("doctor", "--json")
    (told,) = [row for row in rows(result.out) if row["area"] == "screen"]
    assert told["what"] == "could not be looked at (unexpected RuntimeError). Please report this"
    assert "환급" not in result.out + result.err
    assert "network" in {row["area"] for row in rows(result.out)}


@pytest.mark.usefixtures("filled")
def test_no_secret_is_shown(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "tulip42-correct-horse"
    monkeypatch.setenv("VOC_AUTHOR_KEY", secret)
    monkeypatch.setenv("HTTPS_PROXY", f"http://mina:{secret}@127.0.0.1:3128")
    monkeypatch.setenv("PREFECT_API_URL", f"http://mina:{secret}@127.0.0.1:1/api")
    result = call("doctor", "--json")
    assert result.code == 1, "no server answers there"
    assert secret not in result.out + result.err


@pytest.mark.slow
@pytest.mark.usefixtures("filled")
def test_deep_reads_a_sentence(call: Call) -> None:
    found = {(row["area"], row["check"]): row for row in rows(call("doctor", "--deep", "--json").out)}
    assert found["versions", "reading"]["verdict"] == "ok"
    assert found["store", "integrity"]["what"] == "no damage found"
