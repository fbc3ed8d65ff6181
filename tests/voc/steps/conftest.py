"""One reader for all tests of the steps, small homes to run them on, and all of a store to compare."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from small_home import write_home
from sqlalchemy import select

from nlp.reader import Reader
from voc.config import load_settings
from voc.steps.workplace import Workplace, open_workplace
from voc.store import Store
from voc.store.schema import metadata

Content = dict[str, list[str]]


@pytest.fixture(scope="session")
def packaged_reader() -> Reader:
    """The reader of the packaged knowledge; loading it takes seconds."""
    return Reader(load_settings(Path(__file__).parents[3] / "config").knowledge())


@pytest.fixture(scope="session")
def written_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small home as written, to be copied."""
    home = tmp_path_factory.mktemp("written") / "home"
    write_home(home)
    return home


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VOC_CONFIG", "VOC_STORE_URL", "VOC_AUTHOR_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def own_home(written_home: Path, tmp_path: Path) -> Path:
    """A small home of one's own, without a store."""
    return Path(shutil.copytree(written_home, tmp_path / "home"))


@pytest.fixture
def at_work(packaged_reader: Reader) -> Callable[..., AbstractContextManager[Workplace]]:
    """Opens the workplace of a home with the reader that is loaded already: `with at_work(home) as place`."""

    @contextmanager
    def opened(home: Path, *, dry_run: bool = False) -> Iterator[Workplace]:
        with open_workplace(load_settings(home / "config"), dry_run=dry_run) as place:
            # Where a cached property keeps its value.
            place.__dict__["reader"] = packaged_reader
            yield place

    return opened


@pytest.fixture
def content() -> Callable[[Store], Content]:
    """Everything in a store but the run log and the moments at which cursors were saved and briefs frozen."""

    def dumped(store: Store) -> Content:
        held: Content = {}
        with store.read() as connection:
            for table in metadata.sorted_tables:
                columns = [column for column in table.columns if column.name not in {"saved_at", "frozen_at"}]
                if table.name not in {"runs", "run_steps"}:
                    held[table.name] = sorted(map(repr, connection.execute(select(*columns))))
        return held

    return dumped
