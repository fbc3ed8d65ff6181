"""Events of a dated file: its last week against the eleven before, copies along with what they repeat."""

from dataclasses import dataclass, replace

from planted import sentence

from nlp.types import Sentence
from voc.steps.one_file.file_events import file_events
from voc.weeks import shift_week

WEEK = "2026-W47"


@dataclass(frozen=True)
class Document:
    """What the search needs of a document of a file."""

    doc_id: str
    week: str | None
    copy_of: str | None = None


def _plain(lemma: str) -> str:
    return lemma


def _file() -> tuple[list[Document], list[list[Sentence]]]:
    """Five weeks of twenty ordinary documents, and twelve in the last week about something new."""
    documents = [Document(f"{n}-{m}", shift_week(WEEK, -n)) for n in range(5) for m in range(20)]
    texts = ["수수료 걱정"] * 100
    documents += [Document(f"x{n}", WEEK) for n in range(12)]
    texts += [f"가족 합산 링크{n % 3}" for n in range(12)]
    return documents, [[sentence(text)] for text in texts]


def test_the_event_of_the_last_week_is_found() -> None:
    documents, sentences = _file()
    found = file_events(documents, sentences, "hesitation", _plain)
    assert found is not None
    assert list(found.titles.values()) == ["가족 합산"]
    assert found.theme_ids == [None] * 100 + [*found.titles] * 12


def test_copies_found_nothing_and_follow_their_original() -> None:
    documents, sentences = _file()
    documents.append(Document("copy", WEEK, copy_of="x0"))
    found = file_events(documents, [*sentences, sentences[100]], "hesitation", _plain)
    assert found is not None
    assert found.theme_ids[-1] == found.theme_ids[100]
    only_copies = [replace(one, copy_of="y") if one.doc_id.startswith("x") else one for one in documents]
    none = file_events(only_copies, [*sentences, sentences[100]], "hesitation", _plain)
    assert none is not None
    assert none.titles == {}


def test_a_file_without_dates_has_no_events() -> None:
    documents, sentences = _file()
    assert file_events([replace(one, week=None) for one in documents], sentences, "all", _plain) is None


def test_the_order_of_rows_decides_nothing() -> None:
    documents, sentences = _file()
    there = file_events(documents, sentences, "hesitation", _plain)
    back = file_events(documents[::-1], sentences[::-1], "hesitation", _plain)
    assert there is not None
    assert back is not None
    assert (there.titles, there.theme_ids) == (back.titles, back.theme_ids[::-1])


def test_what_was_said_long_ago_takes_no_part() -> None:
    """Said as often a year ago, it is still new today."""
    documents, sentences = _file()
    documents += [Document(f"old{n}", shift_week(WEEK, -52)) for n in range(12)]
    found = file_events(documents, [*sentences, *sentences[100:112]], "hesitation", _plain)
    assert found is not None
    assert len(found.titles) == 1
    assert found.theme_ids[-12:] == [None] * 12
