"""A store's own texts teach its reader once, before the first reading, and anew when a person asks for it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dialect import DOUBTFUL, sure_sentences

from nlp.reader import Reader
from voc.config import load_settings
from voc.errors import UsageError
from voc.privacy.documents import to_document
from voc.records import Record
from voc.steps.analyse import analyse
from voc.steps.lessons import own_words_note
from voc.steps.refresh import refresh
from voc.steps.workplace import Workplace, open_workplace
from voc.store import Selection, Verbatim, count_outdated, link_copies, save_page, verbatims
from voc.store.own_words import count_read, load_own_words, texts_of_customers

AtWork = Callable[..., AbstractContextManager[Workplace]]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def store_reviews(place: Workplace, bodies: Sequence[str], *, name: str) -> None:
    records = [Record(name, str(i), "review", "app_store", body, created_at=NOW) for i, body in enumerate(bodies)]
    with place.store.begin() as connection:
        save_page(connection, [to_document(one, place.masker, place.author_key) for one in records])


def doubtful(place: Workplace) -> Verbatim:
    with place.store.read() as connection:
        return next(one for one in verbatims(connection, Selection(), limit=1000) if one.text == DOUBTFUL)


def test_the_first_night_learns_and_reads_with_it(at_work: AtWork, own_home: Path, packaged_reader: Reader) -> None:
    with at_work(own_home) as place:
        store_reviews(place, [*sure_sentences(), DOUBTFUL], name="first")
        analyse(place)
        one = doubtful(place)
        assert (one.is_hesitation, one.reason) == (True, "cost")
        assert place.reader.version != packaged_reader.version
        with place.store.read() as connection:
            learned = load_own_words(connection)
            assert count_outdated(connection, place.reader.version) == 0
            assert own_words_note(connection).startswith("Own words: learned on ")
    assert learned is not None
    assert learned.n_texts == 463


def test_the_next_process_reads_with_what_was_learned(at_work: AtWork, own_home: Path) -> None:
    with at_work(own_home) as place:
        store_reviews(place, sure_sentences(), name="first")
        analyse(place)
        version = place.reader.version
    with open_workplace(load_settings(own_home / "config")) as place:
        assert place.reader.version == version
        store_reviews(place, [DOUBTFUL], name="second")
        analyse(place)
        assert doubtful(place).is_hesitation


@pytest.mark.slow
@pytest.mark.long
def test_later_nights_learn_nothing_by_themselves(at_work: AtWork, own_home: Path, packaged_reader: Reader) -> None:
    with at_work(own_home) as place:
        store_reviews(place, sure_sentences()[:300], name="first")
        analyse(place)
        store_reviews(place, [*sure_sentences()[300:], DOUBTFUL], name="second")
        analyse(place)
        assert not doubtful(place).is_hesitation
        assert place.reader.version == packaged_reader.version
        with place.store.read() as connection:
            assert load_own_words(connection) is None
            assert "--own-words" in own_words_note(connection)
        told = refresh(place, own_words=True, dry_run=True)
        assert told.n_outdated == 463
        with place.store.read() as connection:
            assert load_own_words(connection) is None
    with at_work(own_home) as place:
        done = refresh(place, own_words=True)
        assert (done.n_documents, done.n_relabelled >= 1) == (463, True)
        assert doubtful(place).is_hesitation
        again = refresh(place, own_words=True)
        assert again.n_outdated == 0


def test_too_few_texts_are_an_error_only_for_who_asks(at_work: AtWork, own_home: Path) -> None:
    with at_work(own_home) as place:
        store_reviews(place, sure_sentences()[:50], name="first")
        assert analyse(place) == 50
        with pytest.raises(UsageError, match="200 that hesitate"):
            refresh(place, own_words=True)


def test_copies_teach_once(at_work: AtWork, own_home: Path) -> None:
    told = "별찌충전 수수료가 비싸다고 상담원에게 몇 번을 말했는데 아무도 듣지 않아서 이렇게 길게 적어 둡니다"
    with at_work(own_home) as place:
        store_reviews(place, [told], name="first")
        store_reviews(place, [told], name="second")
        with place.store.begin() as connection:
            link_copies(connection)
        with place.store.read() as connection:
            assert len(texts_of_customers(connection, limit=10)) == 1
            assert count_read(connection) == (0, 1)
