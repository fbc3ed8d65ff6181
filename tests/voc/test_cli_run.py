"""`voc run` and `voc demo`: how flows are called, and what is said at their end."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_home import write_home

from voc.cli import demo as demo_module
from voc.cli import main
from voc.cli import run as run_module
from voc.config import Settings
from voc.errors import StoreError, VocError
from voc.sources import Problem
from voc.steps.collect import Collected
from voc.steps.demo import prepare_demo
from voc.steps.night import NightRequest, RunOutcome
from voc.steps.verdicts import Verdict
from voc.store import SaveCounts

Call = Callable[..., tuple[int, str, str]]


class Flow:
    """Stands for a flow: notes what it was asked and answers as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, NightRequest]] = []
        self.outcome = RunOutcome("nightly")
        self.error: BaseException | None = None

    def load(self, name: str) -> Callable[..., RunOutcome]:
        def run(_settings: Settings, request: NightRequest, _report: object) -> RunOutcome:
            self.asked.append((name, request))
            if self.error:
                raise self.error
            return self.outcome

        return run


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    stand_in = Flow()
    monkeypatch.setattr(run_module, "load_flow", stand_in.load)
    return stand_in


@pytest.fixture
def voc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls the command line in a small home as the shell would."""
    write_home(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_STORE_URL"):
        monkeypatch.delenv(name, raising=False)

    def called(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["voc", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return called


def collected(source: str = "cs_tickets", **facts: object) -> Collected:
    facts.setdefault("n_rows", 3)
    return Collected(source, **facts)  # type: ignore[arg-type] - facts of a Collected


def test_options_reach_the_flow(voc: Call, flow: Flow) -> None:
    flow.outcome.collected = [collected(saved=SaveCounts(n_new=3))]
    code, out, err = voc("run", "nightly", "--until", "2026-11-23", "--source", "survey", "--source", "community")
    assert (code, out) == (0, "")
    assert flow.asked == [("nightly", NightRequest(date(2026, 11, 23), ("survey", "community"), dry_run=False))]
    assert err == "cs_tickets: 3 rows, stored 3 new\n"
    assert voc("run", "weekly", "--dry-run")[0] == 0
    assert flow.asked[1] == ("weekly", NightRequest(None, (), dry_run=True))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nightly", "--source", "cs_ticket"), "voc: There is no source 'cs_ticket'"),
        (("run", "nightly", "--until", "23.11.2026"), "does not match the format '%Y-%m-%d'"),
        (("run", "monthly"), "'monthly' is not one of 'nightly', 'weekly'"),
        (("run",), "Missing argument"),
        (("run", "nightly", "--config", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_call_ends_with_two_before_any_flow(
    voc: Call, flow: Flow, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = voc(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert flow.asked == []


def test_an_unknown_source_names_the_nearest(voc: Call, flow: Flow) -> None:
    assert "'cs_tickets'" in voc("run", "nightly", "--source", "cs_ticket")[2]
    assert flow.asked == []


@pytest.mark.parametrize(
    ("gave", "code", "said"),
    [
        ([collected(saved=SaveCounts(n_new=3))], 0, "cs_tickets: 3 rows, stored 3 new\n"),
        (
            [collected(saved=SaveCounts(n_new=1, n_revised=1, n_rejects=1))],
            3,
            "cs_tickets: 3 rows, stored 1 new, 1 changed, 1 set aside (voc rejects list)\n",
        ),
        ([collected(problems=[Problem("a.csv", "it is a picture")])], 3, "  not taken: a.csv: it is a picture\n"),
        ([collected(verdicts=[Verdict("red", "silent", "It is quiet.")])], 3, "  red: It is quiet.\n"),
        ([collected(verdicts=[Verdict("amber", "cursor", "It stays.")])], 0, "  amber: It stays.\n"),
        ([collected(), collected("survey", error="closed")], 3, "  failed: closed\n"),
        ([collected(error="closed"), collected("survey", error="gone")], 1, "  failed: gone\n"),
    ],
)
def test_the_exit_code_tells_done_partly_and_failed(
    voc: Call, flow: Flow, gave: list[Collected], code: int, said: str
) -> None:
    flow.outcome.collected = gave
    ended, out, err = voc("run", "nightly")
    assert (ended, out) == (code, "")
    assert err.endswith(said)


def test_a_document_that_could_not_be_read_is_named_and_the_run_is_partly_done(voc: Call, flow: Flow) -> None:
    flow.outcome.collected = [collected(saved=SaveCounts(n_new=3))]
    flow.outcome.unreadable = {"4f2a": "RecursionError"}
    code, _, err = voc("run", "nightly")
    assert code == 3
    assert "document 4f2a could not be read (RecursionError)." in err


def test_an_empty_inbox_says_what_to_do(voc: Call, flow: Flow, tmp_path: Path) -> None:
    flow.outcome.collected = [collected(n_rows=0)]
    code, _, err = voc("run", "nightly")
    assert code == 0
    assert "Nothing new: every file has been read before" in err
    (tmp_path / "inbox" / "cs_tickets" / "tickets.csv").unlink()
    code, _, err = voc("run", "nightly")
    assert code == 0
    assert f"The inbox is empty. Put files into the folders below {tmp_path / 'inbox'}" in err
    assert "voc demo" in err


def test_with_every_source_switched_off_there_is_nothing_to_run(voc: Call, flow: Flow, tmp_path: Path) -> None:
    sources = tmp_path / "config" / "sources.yaml"
    text = sources.read_text(encoding="utf-8").replace("    family: file\n", "    family: file\n    enabled: false\n")
    sources.write_text(text, encoding="utf-8")
    code, _, err = voc("run", "nightly")
    assert (code, flow.asked) == (2, [])
    assert "No source is enabled. Set 'enabled: true' for one in" in err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (StoreError("The disk is full."), 1, "voc: The disk is full.\n"),
        (KeyboardInterrupt(), 130, "\nvoc: interrupted; nothing half-written was kept.\n"),
        (
            KeyError("010-1234-5678"),
            1,
            "voc: unexpected KeyError. Run again with `voc --debug ...` for the details.\n",
        ),
        (
            OSError(28, "No space left on device", "/data/file"),
            1,
            "voc: No space left on device: '/data/file'. Nothing half-written was kept.\n",
        ),
    ],
)
def test_an_error_is_one_line_without_a_traceback(
    voc: Call, flow: Flow, error: BaseException, code: int, said: str
) -> None:
    flow.error = error
    assert voc("run", "nightly") == (code, "", said)


def test_debug_shows_the_traceback(voc: Call, flow: Flow) -> None:
    flow.error = VocError("closed")
    with pytest.raises(VocError, match="closed"):
        voc("--debug", "run", "nightly")


def test_a_demo_never_mixes_with_what_is_there(voc: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_module, "load_flow", lambda _name: pytest.fail("a flow was run"))
    before = sorted(tmp_path.rglob("*"))
    code, out, err = voc("demo", ".")
    assert (code, out) == (2, "")
    assert "'.' is not empty and holds no demo." in err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_demo_keeps_to_its_own_store_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_STORE_URL", f"sqlite:///{tmp_path}/real.db")
    monkeypatch.setenv("VOC_CONFIG", str(tmp_path / "elsewhere"))
    first = prepare_demo(tmp_path / "demo")
    assert first.store_url() == f"sqlite:///{tmp_path}/demo/store/voc.db"
    assert first.home == tmp_path / "demo"
    assert prepare_demo(tmp_path / "demo").store_url() == first.store_url()


def test_a_back_fill_names_its_first_day(voc: Call, flow: Flow) -> None:
    assert voc("run", "nightly", "--since", "2026-10-01", "--until", "2026-10-08", "--source", "cs_tickets")[0] == 0
    ((name, request),) = flow.asked
    assert name == "nightly"
    assert request == NightRequest(date(2026, 10, 8), ("cs_tickets",), since=date(2026, 10, 1))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("weekly", "--since", "2026-10-01"), "The weekly run takes no --since."),
        (("nightly", "--since", "2026-10-08", "--until", "2026-10-01"), "leaves no day"),
        (("nightly", "--since", "2999-01-01"), "lies in the future"),
    ],
)
def test_days_that_make_no_back_fill_are_a_wrong_call(
    voc: Call, flow: Flow, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = voc("run", *arguments)
    assert (code, out, flow.asked) == (2, "", [])
    assert said in err
