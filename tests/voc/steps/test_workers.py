"""Reading in several processes and on a Dask cluster leaves what one process leaves, whoever dies meanwhile."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from dask_cluster import Cluster, cluster, free_port
from dialect import DOUBTFUL, sure_sentences
from home_process import plain_environment
from small_home import LAST_WEEK, UNTIL
from sqlalchemy import update

from nlp.reader import Reader
from voc.config import load_settings
from voc.privacy.documents import to_document
from voc.records import Record
from voc.steps import analyse, refresh
from voc.steps.collect import collect
from voc.steps.discover import discover
from voc.steps.own_words import learn_at_first
from voc.steps.spread import dask as spread_dask
from voc.steps.spread import readers
from voc.steps.spread.bundle import WorkerError
from voc.steps.workplace import Workplace, night_window, open_workplace
from voc.store import Selection, Store, count_unread, link_copies, save_page, verbatims
from voc.store.schema import documents, findings, readings

pytestmark = pytest.mark.slow

Dump = Callable[[Store], dict[str, list[str]]]
Report = Callable[[str, int, int | None], None]
READING = "reading Korean (2 workers)"
# Kills whatever process reads it.
POISON = "이 문장에는 독이 들었어요."
POISONED = """
import os, signal
from nlp.tokenize import Tokenizer

def tokenize_mended(self, texts, cut=Tokenizer.tokenize_mended):
    given = list(texts)
    if any("독이 들었" in text for text in given):
        os.kill(os.getpid(), signal.SIGKILL)
    return cut(self, given)

Tokenizer.tokenize_mended = tokenize_mended
"""


OLDER = """
import importlib.metadata as held
held.version = lambda name, real=held.version: "0.1.0" if name == "kiwipiepy-model" else real(name)
"""
MISSING = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"voc", "nlp"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""

# A night's reading as a process of its own.
READ = """
import sys
from pathlib import Path
from voc.config import load_settings
from voc.steps import analyse
from voc.steps.spread import readers
from voc.steps.workplace import open_workplace

analyse._BATCH, readers.WORTH_PROCESSES = 10, 50
report = lambda label, done, _total: print(label, done, sep=":", flush=True)
with open_workplace(load_settings(Path(sys.argv[1]) / "config"), report) as place:
    analyse.analyse(place)
"""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that several are under way at any time."""
    monkeypatch.setattr(analyse, "_BATCH", 40)
    monkeypatch.setattr(refresh, "_BATCH", 40)
    monkeypatch.setattr(readers, "WORTH_PROCESSES", 50)


@pytest.fixture(scope="module")
def unread(written_home: Path, tmp_path_factory: pytest.TempPathFactory, packaged_reader: Reader) -> Path:
    """A home whose 560 texts are collected and not read; they have taught the reader the customers' own words."""
    home = copy_of(written_home, tmp_path_factory.mktemp("unread"))
    with open_workplace(load_settings(home / "config")) as place:
        for source in place.sources():
            collect(place, source, night_window(UNTIL, None), run_id="run")  # type: ignore[arg-type] - no clock is asked
        add_texts(place, [*sure_sentences(), DOUBTFUL])
        place.__dict__["reader"] = packaged_reader
        learn_at_first(place)
        assert place.reader is not packaged_reader
    return home


@pytest.fixture(scope="module")
def taught(unread: Path) -> Reader:
    """The packaged reader with what the home's texts have taught it."""
    with open_workplace(load_settings(unread / "config")) as place:
        return place.reader


@pytest.fixture(scope="module")
def read(unread: Path, tmp_path_factory: pytest.TempPathFactory, taught: Reader) -> Path:
    """The same home, read by one process."""
    home = copy_of(unread, tmp_path_factory.mktemp("read"))
    with at_work(home, taught) as place:
        assert analyse.analyse(place) > 550
    return home


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Cluster]:
    """A Dask scheduler without workers."""
    folder = tmp_path / "dask"
    folder.mkdir()
    with cluster(folder) as running:
        yield running


def add_texts(place: Workplace, texts: list[str]) -> None:
    records = [Record("told", str(n), "review", "app_store", text) for n, text in enumerate(texts)]
    with place.store.begin() as connection:
        save_page(connection, [to_document(one, place.masker, place.author_key) for one in records])
        link_copies(connection)


def copy_of(home: Path, folder: Path) -> Path:
    return Path(shutil.copytree(home, folder / "home"))


@contextmanager
def at_work(home: Path, reader: Reader, *, report: Report = lambda *_: None, **limits: object) -> Iterator[Workplace]:
    """Open the workplace of a home with a reader that is loaded already, under some limits."""
    settings = load_settings(home / "config")
    schedules = settings.schedules.model_copy(update={"limits": settings.schedules.limits.model_copy(update=limits)})
    with open_workplace(replace(settings, schedules=schedules), report) as place:
        # Where a cached property keeps its value.
        place.__dict__["reader"] = reader
        yield place


def content_of(home: Path, content: Dump) -> dict[str, list[str]]:
    with open_workplace(load_settings(home / "config")) as place:
        return content(place.store)


class Seen:
    """Notes what is told while texts are read, and may act on it."""

    def __init__(self, act: Callable[[str, int], None] = lambda *_: None) -> None:
        self.labels: list[str] = []
        self._act = act

    def __call__(self, label: str, done: int, _total: int | None) -> None:
        self.labels.append(label)
        self._act(label, done)


def test_two_processes_leave_what_one_leaves(
    unread: Path, read: Path, tmp_path: Path, taught: Reader, content: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyse, "_BATCH", 17)
    seen = Seen()
    home = copy_of(unread, tmp_path)
    with at_work(home, taught, report=seen, workers=2) as place:
        analyse.analyse(place)
        assert content(place.store) == content_of(read, content)
    assert READING in seen.labels


@pytest.mark.long
def test_processes_end_with_the_one_that_started_them_and_its_work_is_taken_up(
    unread: Path, read: Path, tmp_path: Path, taught: Reader, content: Dump
) -> None:
    """Killed outright it cannot tell them."""
    home = copy_of(unread, tmp_path)
    environment = plain_environment() | {"VOC_SCHEDULES_LIMITS_WORKERS": "2"}
    with subprocess.Popen(
        [sys.executable, "-c", READ, str(home)], env=environment, stdout=subprocess.PIPE, text=True
    ) as coordinator:
        told = (line.strip().rpartition(":") for line in coordinator.stdout or ())
        next(label for label, _, done in told if label == READING and int(done) >= 100)
        below = psutil.Process(coordinator.pid).children(recursive=True)
        coordinator.kill()
    assert len(below) >= 2
    assert not psutil.wait_procs(below, timeout=20)[1]
    with at_work(home, taught) as place:
        with place.store.read() as connection:
            assert 0 < count_unread(connection) <= 460
        analyse.analyse(place)
        assert content(place.store) == content_of(read, content)


@pytest.mark.long
def test_two_dask_workers_leave_what_one_process_leaves_also_where_themes_were_found(
    unread: Path, read: Path, tmp_path: Path, taught: Reader, content: Dump, dask: Cluster
) -> None:
    """First a night on the cluster; then all of it read anew, there and in one process, with the themes of a week."""
    dask.start_worker()
    dask.start_worker()
    seen = Seen()
    home = copy_of(unread, tmp_path)
    with at_work(home, taught, report=seen, dask=dask.address) as place:
        analyse.analyse(place)
        assert content(place.store) == content_of(read, content)
        discover(place, LAST_WEEK)
        with place.store.begin() as connection:
            for table in (documents, findings, readings):
                held = table.c.analysis_version
                connection.execute(update(table).where(held == place.reader.version).values(analysis_version="older"))
            # The older version heard no hesitation, so that every theme is chosen anew.
            slept = {"is_hesitation": False, "theme_id": None, "placed_theme_id": None}
            connection.execute(update(findings).values(**slept))
    other = copy_of(home, tmp_path / "other")
    with at_work(other, taught) as place:
        refresh.refresh(place)
        wanted = content(place.store)
    with at_work(home, taught, report=seen, dask=dask.address) as place:
        assert refresh.refresh(place).n_documents > 550
        assert content(place.store) == wanted
    assert any("'d_" in row for row in wanted["findings"])
    assert {READING, "reading anew (2 workers)"} <= {*seen.labels}


@pytest.mark.long
def test_a_worker_killed_in_the_middle_loses_nothing(
    unread: Path, read: Path, tmp_path: Path, taught: Reader, content: Dump, dask: Cluster
) -> None:
    workers = [dask.start_worker(), dask.start_worker()]
    killed: list[int] = []

    def kill_one(label: str, done: int) -> None:
        if not killed and label.startswith("reading") and done >= 200:
            killed.append(dask.kill_reader_of(workers[0]))

    home = copy_of(unread, tmp_path)
    with at_work(home, taught, report=Seen(kill_one), dask=dask.address) as place:
        n_read = analyse.analyse(place)
        assert content(place.store) == content_of(read, content)
    assert n_read > 550
    assert len(killed) == 1
    assert not psutil.pid_exists(killed[0])


@pytest.mark.long
def test_when_all_workers_die_those_that_come_after_go_on(
    unread: Path, read: Path, tmp_path: Path, taught: Reader, content: Dump, dask: Cluster
) -> None:
    lost = dask.start_worker("--no-nanny")
    steps: list[str] = []

    def act(label: str, done: int) -> None:
        if not steps and label.startswith("reading") and done >= 200:
            steps.append("killed")
            lost.kill()
        if label == "waiting for workers" and steps == ["killed"]:
            steps.append("came")
            dask.start_worker("--no-nanny")

    home = copy_of(unread, tmp_path)
    with at_work(home, taught, report=Seen(act), dask=dask.address) as place:
        analyse.analyse(place)
        assert content(place.store) == content_of(read, content)
    assert steps == ["killed", "came"]


@pytest.mark.long
def test_without_any_worker_the_run_ends_and_the_next_goes_on(
    unread: Path,
    read: Path,
    tmp_path: Path,
    taught: Reader,
    content: Dump,
    dask: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = dask.start_worker("--no-nanny")

    def kill(label: str, done: int) -> None:
        if label.startswith("reading") and done >= 200:
            monkeypatch.setattr(spread_dask, "PATIENCE_SECONDS", 0.0)
            lost.kill()

    home = copy_of(unread, tmp_path)
    with at_work(home, taught, report=Seen(kill), dask=dask.address) as place:
        with pytest.raises(WorkerError, match=r"has had no worker for 0 s\. What was read before is stored"):
            analyse.analyse(place)
        with place.store.read() as connection:
            assert 0 < count_unread(connection) < 400
    with at_work(home, taught) as place:
        analyse.analyse(place)
        assert content(place.store) == content_of(read, content)


def test_a_scheduler_that_is_not_there_is_said_before_anything_is_read(
    unread: Path, tmp_path: Path, taught: Reader
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with at_work(copy_of(unread, tmp_path), taught, dask=address) as place:
        with pytest.raises(
            WorkerError, match=rf"^No Dask scheduler answers at {address} within 10 s .*Nothing was read"
        ):
            analyse.analyse(place)
        with place.store.read() as connection:
            assert count_unread(connection) > 550


@pytest.mark.parametrize(
    ("preload", "said"),
    [
        (
            OLDER,
            r"would not read as this process does: kiwipiepy-model 0\.1\.0, here 0\.24\.0\. Nothing was read there",
        ),
        (MISSING, r"at the scheduler tcp://\S+ cannot load malgwi \(.*No module named 'voc'.*Nothing was read there"),
    ],
    ids=["other versions", "no package"],
)
def test_a_worker_that_would_read_otherwise_is_refused_by_name(
    unread: Path, tmp_path: Path, taught: Reader, dask: Cluster, preload: str, said: str
) -> None:
    (tmp_path / "preload.py").write_text(preload, encoding="utf-8")
    dask.start_worker("--preload", str(tmp_path / "preload.py"))
    with at_work(copy_of(unread, tmp_path), taught, dask=dask.address) as place:
        with pytest.raises(WorkerError, match=rf"^The worker tcp://127\.0\.0\.1:\d+ {said}"):
            analyse.analyse(place)
        with place.store.read() as connection:
            assert count_unread(connection) > 550


@pytest.mark.long
def test_a_text_that_kills_processes_is_found_and_set_aside(
    written_home: Path, tmp_path: Path, packaged_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each death costs a process and the seconds to load another, so the batches are small."""
    monkeypatch.setattr(analyse, "_BATCH", 4)
    monkeypatch.setattr(readers, "WORTH_PROCESSES", 0)
    folder = tmp_path / "poison"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(POISONED, encoding="utf-8")
    # Every Python process that starts from now on dies of the text.
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with at_work(copy_of(written_home, tmp_path), packaged_reader, workers=2) as place:
        check_poison(place)


@pytest.mark.long
def test_a_text_that_kills_workers_of_a_cluster_is_found_and_set_aside(
    written_home: Path, tmp_path: Path, packaged_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyse, "_BATCH", 4)
    poison = tmp_path / "poison.py"
    poison.write_text(POISONED, encoding="utf-8")
    home = copy_of(written_home, tmp_path)
    with cluster(tmp_path, allowed_failures=0) as dask, at_work(home, packaged_reader, dask=dask.address) as place:
        dask.start_worker("--preload", str(poison))
        check_poison(place)


def check_poison(place: Workplace) -> None:
    add_texts(place, [*(f"{n}번째 배송도 늦었어요." for n in range(20)), POISON])
    unreadable: dict[str, str] = {}
    assert analyse.analyse(place, unreadable=unreadable) == 21
    with place.store.read() as connection:
        assert count_unread(connection) == 0
        texts = {one.text for one in verbatims(connection, Selection())}
        read = {one.document_id for one in verbatims(connection, Selection())}
    assert [*unreadable.values()] == ["WorkerKilled"]
    assert len(texts) == 20
    assert not read & unreadable.keys()
