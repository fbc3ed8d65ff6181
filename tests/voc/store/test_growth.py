"""What a night costs must not grow with the store: counted in steps of SQLite's machine, so that no clock is needed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from growth_home import write_home
from growth_store import multiply
from growth_texts import Voice, voices
from sqlalchemy import Connection, func, select

from voc.config import load_settings
from voc.records import Document
from voc.steps.own_words import learn_at_first
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import (
    ReadDocument,
    Store,
    StoredTheme,
    ThemeChoice,
    count_outdated,
    documents_to_read,
    hesitations,
    link_copies,
    open_store,
    save_page,
    save_readings,
    save_themes,
    sentence_fingerprint,
    set_themes,
)
from voc.store.corrections import texts_before
from voc.store.own_words import OwnWords, save_own_words, texts_of_customers
from voc.store.schema import documents, readings, sentences, weekly_voices
from voc.weeks import shift_week, weeks_between

Make = Callable[..., Document]
Read = Callable[..., ReadDocument]

A_NIGHT = 15
DAYS_OF_A_NIGHT = 7
FIRST = datetime(2026, 1, 5)  # noqa: DTZ001 - the generator has no zones
# Above it something looks at the whole store: with ten times the documents that costs many times as much.
MOST = 1.5
_EVERY = 50


class Counter:
    """Counts the steps of SQLite's machine."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.n = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        with self._store.read() as connection:
            raw = connection.connection.dbapi_connection
        assert raw is not None
        self.n = 0
        raw.set_progress_handler(self._seen, _EVERY)
        try:
            yield
        finally:
            raw.set_progress_handler(None, _EVERY)

    def _seen(self) -> int:
        self.n += 1
        return 0


def document(make: Make, voice: Voice) -> Document:
    return make(
        voice.key,
        voice.text,
        voice.source.name,
        kind=voice.source.kind,
        author_hash=voice.author,
        created_at=voice.at.replace(tzinfo=UTC),
    )


def night(place: Workplace, said: Sequence[Document], read: Read) -> None:
    """Do to the store what a night does, with sentences read the plain way and a theme for every third."""
    by_id = {one.id: one for one in said}
    with place.store.begin() as connection:
        save_page(connection, said)
    with place.store.begin() as connection:
        while link_copies(connection):
            pass
    learn_at_first(place)
    with place.store.begin() as connection:
        waiting = documents_to_read(connection, "v1", 1000, outdated=False)
        save_readings(connection, [read(by_id[one.id]) for one in waiting], analysis_version="v1")
        save_themes(connection, [StoredTheme(f"t{n}", "테마", "defect", "none") for n in range(5)])
        placed = [ThemeChoice(one.id, 0, f"t{n % 5}", 0.7, "space") for n, one in enumerate(waiting) if n % 3 == 0]
        set_themes(connection, placed)
    with place.store.read() as connection:
        assert count_outdated(connection, "v1") == 0
    summarise(place)


def ask(connection: Connection, week: str) -> None:
    """Ask what the week's run asks of the texts: recent hesitations, some that nobody corrected."""
    hesitations(connection, weeks_between(shift_week(week, -11), week))
    texts_before(connection, week, limit=A_NIGHT)
    texts_of_customers(connection, limit=A_NIGHT)


@pytest.fixture
def steps_after(tmp_path: Path, make: Make, read: Read) -> Callable[[int], tuple[int, int]]:
    """Counts the steps of one night on a store that has seen so many before, and those of asking about its week."""
    settings = load_settings(write_home(tmp_path))

    def steps(n_nights: int) -> tuple[int, int]:
        said = [
            document(make, voice)
            for voice in voices((n_nights + 1) * A_NIGHT, first=FIRST, n_days=(n_nights + 1) * DAYS_OF_A_NIGHT)
        ]
        with open_store(f"sqlite:///{tmp_path}/{n_nights}.db") as store:
            place = Workplace(settings, store)
            with store.begin() as connection:
                save_own_words(connection, OwnWords("taught", FIRST.replace(tzinfo=UTC), 400, b"models"))
            for start in range(0, n_nights * A_NIGHT, 10 * A_NIGHT):
                night(place, said[start : min(start + 10 * A_NIGHT, n_nights * A_NIGHT)], read)
            counter = Counter(store)
            with counter.counting():
                night(place, said[-A_NIGHT:], read)
            n_night = counter.n
            with counter.counting(), store.read() as connection:
                ask(connection, said[-1].week or "")
            return n_night, counter.n

    return steps


def test_ten_times_the_store_takes_as_many_steps(steps_after: Callable[[int], tuple[int, int]]) -> None:
    (night_small, asking_small), (night_large, asking_large) = steps_after(13), steps_after(130)
    assert night_large <= MOST * night_small
    assert asking_large <= MOST * asking_small


def test_a_multiplied_store_is_whole(store: Store, make: Make, read: Read) -> None:
    """Every sentence has the fingerprint of its words and a reading; only words that name no thing are shared."""
    with store.begin() as connection:
        said = [document(make, voice) for voice in voices(40, first=FIRST, n_days=7)]
        save_page(connection, said)
        save_readings(connection, [read(one) for one in said], analysis_version="v1")
    multiply(store, 3, days=7, tell=lambda *_: None)
    with store.read() as connection:
        held = select(documents.c.id, documents.c.text, sentences).join(sentences)
        rows = connection.execute(held).mappings().all()
        names = set(connection.scalars(select(readings.c.fingerprint)))
        assert connection.scalar(select(func.count()).select_from(documents)) == 120
        assert connection.scalar(select(func.sum(weekly_voices.c.n_documents + weekly_voices.c.n_copies))) == 120
    assert {row["fingerprint"] for row in rows} == names
    assert all(row["fingerprint"] == sentence_fingerprint(row["text"][row["start"] : row["end"]]) for row in rows)
    assert len({row["text"] for row in rows}) > 2 * len({one.text for one in said})
