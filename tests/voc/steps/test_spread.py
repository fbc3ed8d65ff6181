"""How batches are spread over processes, with processes that are played."""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from nlp.types import Knowledge
from voc.config import load_settings
from voc.errors import VocError
from voc.steps.analyse import analyse
from voc.steps.analyst import Analyst
from voc.steps.frozen import FrozenThemes
from voc.steps.reading import Batch, BatchReader, ReadingTask
from voc.steps.recipe import Recipe, load_recipe
from voc.steps.spread import readers
from voc.steps.spread.bundle import Bundle, WorkerError, Workshop, check_versions, own_versions
from voc.steps.spread.farm import KILLED, read_on
from voc.steps.workplace import Workplace
from voc.store import ReadDocument, ThemeChoice, Unread

AtWork = Callable[..., AbstractContextManager[Workplace]]


@dataclass
class PlayedFarm:
    """Reads in the order of a call; whoever reads a deadly document dies, and takes along what else is under way.

    Attributes
    ----------
    deaths : int
        How many readers have died.
    most : int
        Most batches that were ever under way.
    """

    deadly: Collection[str] = ()
    room: int = 3
    deaths: int = 0
    most: int = 0
    under_way: dict[int, ReadingTask] = field(default_factory=dict)
    done: dict[int, Batch | None] = field(default_factory=dict)
    n: int = 0

    def submit(self, task: ReadingTask) -> int:
        self.n += 1
        self.under_way[self.n] = task
        self.most = max(self.most, len(self.under_way))
        return self.n

    def finished(self, handles: Collection[int]) -> Sequence[int]:
        if not any(handle in self.done for handle in handles):
            # The last one handed over is done first.
            handle, task = self.under_way.popitem()
            if any(one.id in self.deadly for one in task.documents):
                self.deaths += 1
                self.done |= {handle: None, **dict.fromkeys(self.under_way)}
                self.under_way.clear()
            else:
                self.done[handle] = Batch([ReadDocument(one.id, "f", ()) for one in task.documents], [])
        return [handle for handle in handles if handle in self.done]

    def outcome(self, handle: int) -> Batch | None:
        return self.done.pop(handle)


def tasks(n_tasks: int, size: int, *, may_fail: int | None = 5) -> list[ReadingTask]:
    return [
        ReadingTask(tuple(Unread(f"{t:02}-{n:03}", "글", "f") for n in range(size)), {}, may_fail)
        for t in range(n_tasks)
    ]


def ids(batches: Iterator[Batch]) -> tuple[list[str], dict[str, str]]:
    given = list(batches)
    unreadable = {key: kind for batch in given for key, kind in batch.unreadable.items()}
    return sorted(one.id for batch in given for one in batch.read), unreadable


def wanted(of: Sequence[ReadingTask]) -> list[str]:
    return [one.id for task in of for one in task.documents]


@pytest.mark.parametrize("n_tasks", [0, 1, 2, 3, 10])
def test_every_task_is_read_once_and_few_are_under_way(n_tasks: int) -> None:
    given = tasks(n_tasks, 4)
    farm = PlayedFarm()
    assert ids(read_on(farm, given)) == (wanted(given), {})
    assert (farm.n, farm.most) == (n_tasks, min(3, n_tasks))


def test_tasks_are_asked_for_only_when_there_is_room() -> None:
    asked = 0

    def asking() -> Iterator[ReadingTask]:
        nonlocal asked
        for task in tasks(10, 1):
            asked += 1
            yield task

    reading = read_on(PlayedFarm(room=2), asking())
    next(reading)
    assert asked == 2
    next(reading)
    assert asked == 3


@pytest.mark.parametrize("deadly", [("03-017",), ("00-000", "09-063"), ("03-017", "03-018")])
def test_a_document_that_kills_is_found_and_all_others_are_read(deadly: tuple[str, ...]) -> None:
    given = tasks(10, 64)
    farm = PlayedFarm(deadly)
    assert ids(read_on(farm, given)) == (wanted(given), dict.fromkeys(deadly, KILLED))
    # Once in company, once alone, then as one of 8 pieces and one of 8 documents; two neighbours die one more time.
    assert farm.deaths <= 4 * len(deadly)
    assert farm.most == 3


def test_a_reader_that_died_of_something_else_costs_nothing_but_time() -> None:
    given = tasks(5, 8)
    farm = PlayedFarm(deadly={"02-004"})

    def mended() -> Iterator[Batch]:
        for batch in read_on(farm, given):
            farm.deadly = ()
            yield batch

    assert ids(mended()) == (wanted(given), {})
    assert farm.deaths == 1


def test_a_document_that_kills_is_an_error_where_none_may_fail() -> None:
    farm = PlayedFarm({"00-001"})
    with pytest.raises(WorkerError, match=r"^Reading document 00-001 kills the process that reads it, each time"):
        list(read_on(farm, tasks(1, 3, may_fail=None)))


def test_too_many_documents_that_fail_end_the_run(at_work: AtWork, own_home: Path) -> None:
    """Each batch alone stays below the limit; together they do not."""
    unreadable: dict[str, str] = {}
    with at_work(own_home) as place:
        analyst = Analyst(place, unreadable)
        failing = [Batch([], [], {f"d{n}{m}": "MemoryError" for m in range(3)}) for n in range(2)]
        readers = SimpleNamespace(n_workers=2, map=lambda _tasks: iter(failing))
        reading = analyst.read_waiting(readers, 10, outdated=False)
        assert next(reading).unreadable.keys() == unreadable.keys()
        with pytest.raises(VocError, match=r"failed at 6 documents \(MemoryError\), which is more than texts"):
            next(reading)


def test_where_batches_are_read_is_said_by_the_limits_and_by_how_much_waits(
    at_work: AtWork, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(name: str) -> Callable[..., object]:
        @contextmanager
        def farm(*_given: object) -> Iterator[SimpleNamespace]:
            yield SimpleNamespace(n_workers=7, name=name)

        return farm

    monkeypatch.setattr(readers, "LocalProcesses", opened("processes"))
    monkeypatch.setattr(readers, "DaskCluster", opened("cluster"))

    def reads(n_waiting: int, **limits: object) -> str:
        with at_work(own_home) as place:
            held = place.settings.schedules
            changed = held.model_copy(update={"limits": held.limits.model_copy(update=limits)})
            moved = replace(place, settings=replace(place.settings, schedules=changed))
            here = BatchReader(place.reader, FrozenThemes(None, {}, {}).placer(place.reader.encoder))
            with readers.open_readers(moved, here, n_waiting, 500) as opened_readers:
                return readers.labelled("reading", opened_readers)

    dask = "tcp://10.0.0.5:8786"
    assert reads(10**6) == "reading"
    assert reads(4_999, workers=4) == "reading"
    assert reads(5_000, workers=4) == "reading (7 workers)"
    assert reads(500, dask=dask) == "reading"
    assert reads(501, dask=dask) == "reading (7 workers)"


def test_without_the_extra_a_scheduler_is_refused_with_what_to_install(
    at_work: AtWork, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOC_DASK_ADDRESS", "tcp://10.0.0.5:8786")
    monkeypatch.setattr("voc.steps.analyse._BATCH", 20)
    monkeypatch.setitem(sys.modules, "dask", None)
    with at_work(own_home) as place:
        store_texts(place)
        with pytest.raises(WorkerError, match=r"Dask is not installed\. Install it with: pip install 'malgwi\[dask\]'"):
            analyse(place)


def store_texts(place: Workplace) -> None:
    from voc.privacy.documents import to_document  # noqa: PLC0415
    from voc.records import Record  # noqa: PLC0415
    from voc.store import save_page  # noqa: PLC0415

    records = [Record("told", str(n), "review", "app_store", f"{n}번이나 눌러도 안 돼요.") for n in range(30)]
    with place.store.begin() as connection:
        save_page(connection, [to_document(one, place.masker, place.author_key) for one in records])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("10.0.0.5:8786", "is no address of a Dask scheduler; expected tcp://HOST:PORT or tls://HOST:PORT"),
        ("tcp://10.0.0.5", "is no address of a Dask scheduler"),
        ("tcp://10.0.0.5:99999", "is no address of a Dask scheduler"),
        ("http://10.0.0.5:8786", "is no address of a Dask scheduler"),
        ("tcp://10.0.0.5:8786/path", "is no address of a Dask scheduler"),
        ("tcp://voc:hidden@10.0.0.5:8786", "holds a user or a password, and a Dask scheduler knows neither"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(own_home: Path, address: str, said: str) -> None:
    file = own_home / "config" / "schedules.yaml"
    file.write_text(f"limits: {{dask: '{address}'}}\n", encoding="utf-8")
    with pytest.raises(VocError) as caught:
        load_settings(own_home / "config")
    assert f"limits.dask: {said}" in str(caught.value)
    assert "10.0.0.5" not in str(caught.value)


def test_versions_that_differ_are_named_on_both_sides() -> None:
    found = {"numpy": "2.1.0", "Python": "3.11"}
    check_versions("w1", found, found)
    with pytest.raises(
        WorkerError, match=r"^The worker w1 .*: numpy 2\.1\.0, here 2\.2\.0; scipy none, here 1\.14\.0\."
    ):
        check_versions("w1", found, {"numpy": "2.2.0", "Python": "3.11", "scipy": "1.14.0"})
    assert {"malgwi", "kiwipiepy", "kiwipiepy-model", "numpy", "Python", "code"} <= own_versions().keys()


def test_bundles_have_equal_names_only_where_they_read_and_place_alike() -> None:
    knowledge = Knowledge((), (), ())
    one = Bundle(Recipe(knowledge, (), None, None), FrozenThemes(b"s", {"a": b"1"}, {"x": "y"}), "v1", {"numpy": "2"})
    others = [
        replace(one, analysis_version="v2"),
        replace(one, versions={"numpy": "3"}),
        replace(one, frozen=FrozenThemes(None, {"a": b"1"}, {"x": "y"})),
        replace(one, frozen=FrozenThemes(b"s", {"a": b"2"}, {"x": "y"})),
        replace(one, frozen=FrozenThemes(b"s", {"a": b"1"}, {"x": "z"})),
    ]
    assert replace(one).name == one.name
    assert len({one.name, *(other.name for other in others)}) == 6


class PlayedReader:
    """A reader that fails at some texts with an error that quotes them."""

    version = "v1"
    encoder = SimpleNamespace(version="e1")

    def read_answers(self, answers: Iterator[tuple[str | None, str]], *_remembered: object) -> Iterator[list[object]]:
        for _, text in answers:
            if "비밀" in text:
                raise ValueError(text)
            yield []


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Recipe]:
    """The recipes of which a reader was built, as it happens."""
    recipes: list[Recipe] = []

    def build(recipe: Recipe) -> PlayedReader:
        recipes.append(recipe)
        return PlayedReader()

    monkeypatch.setattr("voc.steps.spread.bundle._alone_on_a_processor", build)
    return recipes


def bundle(**changed: object) -> Bundle:
    recipe = Recipe(Knowledge((), (), ()), (), None, None)
    return replace(Bundle(recipe, FrozenThemes(None, {}, {}), "v1", own_versions()), **changed)  # type: ignore[arg-type]


def recipe(word: str) -> Recipe:
    return Recipe(Knowledge((word,), (), ()), (word.encode(),), word.encode(), None)


def test_a_process_builds_its_reader_once_and_keeps_it_while_only_themes_change(built: list[Recipe]) -> None:
    workshop, (task,) = Workshop(), tasks(1, 2)
    for one in (bundle(), bundle(), bundle(frozen=FrozenThemes(None, {}, {"a": "b"}))):
        assert [document.id for document in workshop.read(one, task).read] == ["00-000", "00-001"]
    assert len(built) == 1


def test_a_process_refuses_a_bundle_that_its_reader_does_not_fit(built: list[Recipe]) -> None:
    with pytest.raises(WorkerError, match=r"reads with version v1 of the analysis, here it is v2, although"):
        Workshop().read(bundle(analysis_version="v2"), tasks(1, 1)[0])
    with pytest.raises(WorkerError, match=r"numpy .*, here 1\.0"):
        Workshop().read(bundle(versions={**own_versions(), "numpy": "1.0"}), tasks(1, 1)[0])
    assert len(built) == 1


@pytest.mark.usefixtures("built")
def test_no_error_and_no_argument_of_a_worker_quotes_a_text() -> None:
    task = ReadingTask((Unread("d1", "비밀 이야기", "f"),), {}, None)
    assert repr(task) == "<1 documents to read>"
    assert "비밀" not in repr(bundle())
    assert repr(recipe("비밀")) == "<recipe: 1 models, own words>"
    assert repr(FrozenThemes("비밀".encode(), {"비밀": b""}, {})) == "<1 frozen themes>"
    batch = Batch([ReadDocument("비밀", "f", ())], [ThemeChoice("비밀", 0, None, None, "v")], {"비밀": "ValueError"})
    assert repr(batch) == "<1 documents read, 1 of them unreadable>"
    with pytest.raises(WorkerError, match=r"^The analyser failed on worker .* \(process \d+\): ValueError\.") as caught:
        Workshop().read(bundle(), task)
    assert "비밀" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.usefixtures("built")
def test_a_text_that_fails_on_a_worker_is_set_aside_there() -> None:
    texts = ("좋아요", "비밀 이야기", "느려요")
    batch = Workshop().read(bundle(), ReadingTask(tuple(Unread(t, t, "f") for t in texts), {}, 1))
    assert [one.id for one in batch.read] == [*texts]
    assert batch.unreadable == {"비밀 이야기": "ValueError"}


def test_a_recipe_gives_the_reader_it_was_written_for(at_work: AtWork, own_home: Path) -> None:
    with at_work(own_home) as place:
        with place.store.read() as connection:
            recipe = load_recipe(place.settings, connection)
        assert recipe.reader().version == place.reader.version
