"""Terms of a selection: counted with their noun stretches, alike from the weekly counts and from the sentences."""

from collections.abc import Callable

from planted import Said, plant

from voc.records import Document
from voc.store import (
    Selection,
    Store,
    count_weeks,
    parse_selection,
    passages,
    term_counts,
    typed_counts,
)

Make = Callable[..., Document]
Fill = Callable[..., None]
SAID = [
    *[Said("2026-W46", "고객 센터 연결이 안 돼요")] * 3,
    Said("2026-W47", "고객 센터를 몰라요", stage="usage"),
    Said("2026-W47", "센터 연결이 좋아요", hesitates=False),
]


def test_noun_stretches_are_counted_beside_the_words(store: Store) -> None:
    """Three times 고객 센터 연결, once 고객 센터, once 센터 연결; a particle ends a stretch."""
    plant(store, SAID)
    with store.read() as connection:
        typed = typed_counts(connection, Selection())
        singles = {one.lemma: one.n for one in term_counts(connection, Selection())}
    assert {term: n for (term, _), n in typed.items() if " " in term and not term.endswith("다")} == {
        "고객 센터": 4,
        "센터 연결": 4,
        "고객 센터 연결": 3,
    }
    assert singles == {"고객": 4, "센터": 5, "연결": 4, "안 돼다": 3, "몰라다": 1, "좋아다": 1}


def test_weekly_counts_and_sentences_tell_the_same(store: Store) -> None:
    plant(store, SAID)
    with store.read() as connection:
        for asked in ("", "week=2026-W46", "stage!=usage", "hesitation=no", "week<=2026-W47,source=앱리뷰"):
            counted = typed_counts(connection, parse_selection(asked))
            # The kind, so that the sentences themselves are read.
            read = typed_counts(connection, parse_selection(f"{asked},kind=review"))
            assert counted == read
            assert counted


def test_counts_add_up_over_weeks_and_do_not_depend_on_when_they_are_made(store: Store) -> None:
    plant(store, SAID)
    with store.read() as connection:
        whole = typed_counts(connection, Selection())
        parts = [typed_counts(connection, parse_selection(f"week=2026-W{week}")) for week in (46, 47)]
    with store.begin() as connection:
        count_weeks(connection, ["2026-W47", "2026-W46"])
        again = typed_counts(connection, Selection())
    assert parts[0] + parts[1] == whole == again


def test_passages_come_newest_first_in_pages(store: Store) -> None:
    plant(store, SAID)
    with store.read() as connection:
        found = passages(connection, parse_selection("hesitation=yes"), limit=2)
        rest = passages(connection, parse_selection("hesitation=yes"), limit=9, offset=2)
    assert found[0].text == "고객 센터를 몰라요"
    assert [term.lemma for term in found[0].terms] == ["고객", "센터", "몰라다"]
    assert len(found) == 2
    assert [one.text for one in (*found[1:], *rest)] == ["고객 센터 연결이 안 돼요"] * 3


def test_a_stretch_too_long_for_a_row_is_left_out(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", f"{'가' * 60} {'나' * 60}"))
    with store.begin() as connection:
        count_weeks(connection)
        assert {len(term) for term, _ in typed_counts(connection, Selection())} == {60}
