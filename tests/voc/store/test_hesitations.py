from collections.abc import Callable
from datetime import datetime

from voc.records import Document
from voc.store import Store, StoredTheme, ThemeChoice, hesitations, save_themes, set_themes
from voc.store.hesitations import count_hesitations, unplaced_hesitations
from voc.store.schema import documents

Make = Callable[..., Document]
Days = Callable[[int], datetime]
Fill = Callable[..., None]

WEEK, NEXT = "2026-W47", "2026-W48"
ALL = "0"


def _texts(store: Store, week: str, start: str) -> list[str]:
    with store.read() as connection:
        return [one.text for some in unplaced_hesitations(connection, week, start=start) for one in some]


def test_hesitations_are_counted_by_week_without_copies(store: Store, make: Make, days: Days, fill: Fill) -> None:
    fill(make("a", "인증이 안 돼요\n환급이 안 와요"), make("b", "좋아요"), make("c", "안 열려요", created_at=days(7)))
    fill(make("d", "안 켜져요"))
    with store.begin() as connection:
        copied = documents.update().where(documents.c.external_id == "d").values(copy_of=make("a").id)
        connection.execute(copied)
        assert count_hesitations(connection, [WEEK, NEXT, "2026-W49"]) == {WEEK: 2, NEXT: 1}
        assert count_hesitations(connection, []) == {}


def test_a_sample_is_the_documents_with_the_lowest_ids(store: Store, make: Make, fill: Fill) -> None:
    made = sorted((make(str(n), f"{n}번은 안 돼요") for n in range(6)), key=lambda one: one.id)
    fill(*made)
    with store.read() as connection:
        found = hesitations(connection, [WEEK], below=made[2].id)
    assert [one.document_id for one in found] == [made[0].id, made[1].id]
    assert sorted(_texts(store, WEEK, made[2].id)) == sorted(one.text for one in made[2:])


def test_only_what_a_theme_may_take_is_unplaced(store: Store, make: Make, days: Days, fill: Fill) -> None:
    placed, free, later = make("a", "안 돼요"), make("b", "안 와요"), make("c", "안 켜져요", created_at=days(7))
    fill(placed, free, later, make("d", "좋아요"))
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t", "테마", "defect", "none")])
        set_themes(connection, [ThemeChoice(placed.id, 0, "t", 0.9, "space")])
    assert _texts(store, WEEK, ALL) == ["안 와요"]


def test_equal_sentences_share_their_words(store: Store, make: Make, fill: Fill) -> None:
    fill(make("a", "로그인이 안 돼요"), make("b", "로그인이 안 돼요"))
    with store.read() as connection:
        one, other = hesitations(connection, [WEEK])
    assert one.terms is other.terms
    assert one.terms[0].lemma == "로그인이"
