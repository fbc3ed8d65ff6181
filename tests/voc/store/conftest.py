"""Stores on both databases, and makers of what goes into them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pytest
from postgres_server import Server
from sqlalchemy import select

from nlp.types import Reading, Term
from voc.records import Document, document_id
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    Store,
    open_store,
    save_page,
    save_readings,
    sentence_fingerprint,
)
from voc.store.schema import metadata
from voc.weeks import week_of

START = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
VERSION = "v1"


@pytest.fixture(scope="session")
def postgres(server: Server) -> str:
    """The address of a database that all tests share."""
    return server.new_database()


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


@pytest.fixture
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Gives addresses of databases without tables: `new_address("sqlite")`, `new_address("postgresql")`."""
    numbers = count(1)

    def made(kind: str) -> str:
        if kind == "postgresql":
            server: Server = request.getfixturevalue("server")
            return server.new_database()
        number = next(numbers)
        return f"sqlite:///{tmp_path}/store{number if number > 1 else ''}/voc.db"

    return made


@pytest.fixture(scope="session")
def empty_tables(server: Server) -> str:
    """The address of a database with empty tables, to make others like it."""
    address = server.new_database()
    open_store(address).close()
    return address


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, new_address: Callable[[str], str]) -> str:
    """The address of a database without tables; with them where a test opens a store there at once."""
    if request.param == "postgresql" and "store" in request.fixturenames:
        server: Server = request.getfixturevalue("server")
        return server.new_database(like=request.getfixturevalue("empty_tables"))
    return new_address(request.param)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    with open_store(address) as opened:
        yield opened


@pytest.fixture
def make() -> Callable[..., Document]:
    """Makes documents: `make("key", "text", author_hash=...)`."""

    def document(key: str, words: str = "환급이 언제 되나요", source: str = "앱리뷰", **facts: object) -> Document:
        created_at = facts.pop("created_at", START)
        assert created_at is None or isinstance(created_at, datetime)
        made = Document(
            id=document_id(source, key),
            source=source,
            external_id=key,
            kind="review",
            channel="review",
            title=None,
            text=words,
            created_at=created_at,
            created_precision="second",
            tz_assumed=False,
            updated_at=None,
            week=None if created_at is None else week_of(created_at),
            author_hash=None,
            parent_id=None,
            completeness="full",
            rating=None,
            url=None,
            language="ko",
            product=None,
            app_version=None,
            tags=(),
            segment={},
            removed_at=None,
            fingerprint="",
        )
        made = replace(made, **facts)
        mark = f"{made.text}{made.rating}{made.segment}{made.removed_at}{made.url}"
        return replace(made, fingerprint=made.fingerprint or blake2b(mark.encode(), digest_size=16).hexdigest())

    return document


def _sentence(whole: str, start: int, end: int, facts: dict[str, object]) -> ReadSentence:
    """Every eojeol a term, its lemma the word itself; a hesitation where the word 안 stands."""
    words = whole[start:end]
    terms, place = [], 0
    for word in words.split():
        place = words.index(word, place)
        lemma = f"{word[:-2]}다" if word.endswith("어요") else word
        terms.append(Term(lemma, word, negated=False, start=place, end=place + len(word)))
        place += len(word)
    hesitates = "안" in words
    reading = Reading(
        act="complaint" if hesitates else "statement",
        hesitation=0.9 if hesitates else 0.1,
        is_hesitation=hesitates,
        reason="defect" if hesitates else "none",
        reason_score=0.8,
        stage="onboarding" if "인증" in words else "fulfilment",
        stage_score=0.7,
        why=("rule",),
    )
    reading = replace(reading, **facts)
    return ReadSentence(start, end, sentence_fingerprint(words), CachedReading(reading, tuple(terms)))


@pytest.fixture
def read() -> Callable[..., ReadDocument]:
    """Reads a document the plain way: a sentence per line."""

    def reader(document: Document, **facts: object) -> ReadDocument:
        sentences, start = [], 0
        for line in document.text.split("\n"):
            sentences.append(_sentence(document.text, start, start + len(line), dict(facts)))
            start += len(line) + 1
        return ReadDocument(document.id, document.fingerprint, tuple(sentences))

    return reader


@pytest.fixture
def fill(store: Store, read: Callable[..., ReadDocument]) -> Callable[..., None]:
    """Saves and reads documents in one go."""

    def filled(*documents: Document) -> None:
        with store.begin() as connection:
            save_page(connection, documents, run_id="run")
            save_readings(connection, [read(one) for one in documents], analysis_version=VERSION)

    return filled


@pytest.fixture
def dump(store: Store) -> Callable[[], dict[str, list[object]]]:
    """Everything in the store but runs and the moments at which cursors were saved."""

    def dumped() -> dict[str, list[object]]:
        content: dict[str, list[object]] = {}
        with store.read() as connection:
            for table in metadata.sorted_tables:
                columns = [column for column in table.columns if column.name != "saved_at"]
                if table.name not in {"runs", "run_steps"}:
                    content[table.name] = sorted(map(repr, connection.execute(select(*columns))))
        return content

    return dumped


@pytest.fixture
def days() -> Callable[[int], datetime]:
    """A moment some days after the first."""
    return lambda number: START + timedelta(days=number)
