"""Runs as processes on a Prefect server: what it records, and runs that are killed, interrupted, failing, doubled."""

import json
import os
import random
import shutil
import signal
import sqlite3
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from home_process import PATIENCE_SECONDS, Home, Server

pytestmark = pytest.mark.slow

UNTIL = ("--until", "2026-11-23")
NIGHT, WEEK = ("run", "nightly", *UNTIL), ("run", "weekly", *UNTIL)
# Words of customers that stand in the small home.
SAID = ("신분증", "달구름", "상담원 연결", "포기했어요")


def wait_for(told: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, server: Server, written_home: Path) -> Home:
    """A home after a night and a week that nobody disturbed."""
    folder = tmp_path_factory.mktemp("unbroken")
    (folder / "temporary").mkdir()
    home = Home(Path(shutil.copytree(written_home, folder / "home")), folder / "temporary")
    home.settings = {"PREFECT_API_URL": server.url}
    # Nothing of the brief either: its titles are made of customers' words.
    with (home.path / "config" / "schedules.yaml").open("r+", encoding="utf-8") as schedules:
        text = schedules.read()
        schedules.seek(0)
        schedules.write(text.replace("brief: figures", "brief: none   "))
    code, out, err = home.run(*NIGHT)
    assert (code, out) == (3, ""), err
    code, out, err = home.run(*WEEK)
    assert (code, out) == (0, ""), err
    return home


def recorded(server: Server) -> list[dict[str, object]]:
    asked = urllib.request.Request(  # noqa: S310 - our own server
        f"{server.url}/flow_runs/filter", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - as above
        return list(json.load(answer))


def test_the_server_records_the_runs_and_not_a_word_of_a_customer(unbroken: Home, server: Server) -> None:
    assert unbroken.runs() == [
        ("nightly", "partly", None),
        ("weekly", "done", None),
    ]
    states = [run["state_type"] for run in recorded(server)]
    assert states.count("COMPLETED") >= 2
    held = b"".join(path.read_bytes() for path in server.database.parent.glob("prefect.db*"))
    assert b"collect-cs_tickets" in held
    for word in SAID:
        assert word.encode() not in held
        assert json.dumps(word).strip('"').encode() not in held


@pytest.mark.long
def test_a_run_again_takes_nothing_in_and_changes_nothing(unbroken: Home) -> None:
    before = unbroken.content()
    code, out, err = unbroken.run(*NIGHT)
    assert (code, out) == (0, "")
    assert "Nothing new: every file has been read before" in err
    code, out, err = unbroken.run(*WEEK)
    assert (code, out) == (0, "")
    assert "The brief of 2026-W47 was handed out before and stays as it was." in err
    assert unbroken.content() == before


@pytest.mark.long
def test_runs_killed_along_the_way_and_repeated_leave_what_unbroken_ones_leave(
    served_home: Home, unbroken: Home
) -> None:
    home = served_home
    after_start = random.Random(20261123).uniform(1.0, 4.0)  # noqa: S311 - a place to die at
    begun = time.monotonic()
    for command, told in (
        (NIGHT, lambda: time.monotonic() > begun + after_start),
        (NIGHT, lambda: home.count("run_steps") >= 3),
        (NIGHT, lambda: home.count("findings") > 0),
        (NIGHT, None),
        (WEEK, lambda: home.count("spaces") > 0),
        (WEEK, None),
    ):
        for left in home.temporary.glob("voc-*"):
            # As if it had been there for hours.
            os.utime(left, (0, 0))
        process = home.start(*command)
        if told is not None:
            wait_for(lambda told=told, process=process: told() or process.poll() is not None)
            process.kill()
        _, err = process.communicate(timeout=PATIENCE_SECONDS)
        assert "Traceback" not in err
    assert home.content() == unbroken.content()
    assert [state for _, state, _ in home.runs()].count("running") == 0
    # What the killed ones left was swept by the others.
    assert not list(home.temporary.glob("voc-*"))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_so_is_closed_and_can_be_repeated(served_home: Home, sign: signal.Signals) -> None:
    process = served_home.start(*NIGHT)
    wait_for(lambda: served_home.count("run_steps") > 0)
    process.send_signal(sign)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, err
    assert err.splitlines()[-1] == "voc: interrupted; nothing half-written was kept."
    assert "Traceback" not in err
    assert served_home.runs() == [("nightly", "failed", "It was interrupted.")]


@pytest.mark.long
def test_an_error_in_a_step_is_told_once_and_the_run_is_closed_as_failed(served_home: Home) -> None:
    served_home.settings = {**served_home.settings, "VOC_AUTHOR_KEY": ""}
    assert served_home.run(*NIGHT, "--source", "community")[0] == 0
    key = served_home.store.with_name("author.key")
    assert oct(key.stat().st_mode & 0o777) == "0o600"
    assert len(key.read_text(encoding="ascii").strip()) == 64
    with closing(sqlite3.connect(served_home.store)) as connection:
        connection.execute("DROP TABLE weekly_terms")
    # Another source, so that there is a week to count.
    code, out, err = served_home.run(*NIGHT, "--source", "app_reviews")
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith("voc: ")
    assert served_home.runs()[-1][:2] == ("nightly", "failed")


@pytest.mark.long
def test_two_nights_at_once_take_turns(served_home: Home, unbroken: Home) -> None:
    first, second = served_home.start(*NIGHT), served_home.start(*NIGHT)
    ended = [process.communicate(timeout=PATIENCE_SECONDS) for process in (first, second)]
    assert sorted((first.returncode, second.returncode)) == [0, 3], ended
    assert served_home.run(*WEEK)[0] == 0
    assert served_home.content() == unbroken.content()


def test_a_server_that_does_not_answer_is_named_before_anything_is_done(home: Home) -> None:
    home.settings = {"PREFECT_API_URL": "http://127.0.0.1:9/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    code, out, err = home.run(*NIGHT)
    assert (code, out) == (1, "")
    assert err.startswith("voc: Prefect's server at http://127.0.0.1:9/api does not answer")
    assert len(err.splitlines()) == 1
    assert home.runs() == []


def test_nobody_else_can_read_the_store(unbroken: Home) -> None:
    assert oct(unbroken.store.parent.stat().st_mode & 0o777) == "0o700"
    assert oct(unbroken.store.stat().st_mode & 0o777) == "0o600"
