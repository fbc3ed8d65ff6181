"""What is shown of sentences: the machine's part with people's decisions on top, on both databases."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select

from voc.errors import StoreError, UsageError
from voc.records import Document
from voc.store import (
    LedgerEntry,
    ReadDocument,
    Store,
    StoredTheme,
    ThemeChoice,
    append_ledger,
    apply_edits,
    child_id,
    count_weeks,
    current_edits,
    enter,
    forget_document,
    hesitations,
    load_themes,
    machine_themes,
    marked_weeks,
    read_ledger,
    save_page,
    save_readings,
    save_themes,
    set_themes,
    shown_sentences,
    tallies,
    theme_documents,
)
from voc.store.packing import SCORES
from voc.store.schema import findings, metadata, sentences, weekly_counts
from voc.store.search_index import unindex_documents
from voc.store.shown import corrected

Make = Callable[..., Document]
Read = Callable[..., ReadDocument]
AT = datetime(2026, 11, 20, tzinfo=UTC)
WEEK = "2026-W47"
THEMES = ("a", "b", "c", "d")
MACHINE = {
    "act": "complaint",
    "hesitation": 0.9,
    "is_hesitation": True,
    "reason": "defect",
    "reason_score": 0.8,
    "stage": "usage",
    "stage_score": 0.7,
}


def entry(action: str, subject: str, details: Mapping[str, Any]) -> LedgerEntry:
    return LedgerEntry(0, AT, "하나", action, subject, details, "")


def shelve(connection: Connection) -> None:
    save_themes(connection, [StoredTheme(key, f"테마 {key}", "defect", "usage") for key in THEMES])


def put(connection: Connection, document: Document, read: Read, *placed: str | None, version: str = "v1") -> None:
    """Let a night read a document and place its sentences."""
    save_page(connection, [document])
    save_readings(connection, [read(document)], analysis_version=version)
    choices = [ThemeChoice(document.id, index, theme, 0.8, "s1") for index, theme in enumerate(placed)]
    set_themes(connection, choices)


def found(connection: Connection, document: Document) -> list[str | None]:
    return [one.theme_id for one in shown_sentences(connection, of_documents=[document.id])]


def key_of(connection: Connection, document: Document, index: int = 0) -> list[str]:
    return [document.id, shown_sentences(connection, of_documents=[document.id])[index].fingerprint]


@pytest.fixture
def placed(store: Store, make: Make, read: Read) -> Document:
    """A document of two hesitations in themes a and b, counted."""
    document = make("1", "인증이 안 돼요\n환급이 안 와요")
    with store.begin() as connection:
        shelve(connection)
        put(connection, document, read, "a", "b")
        count_weeks(connection)
    return document


def test_a_merge_shows_everything_in_its_target_tonight_and_later(
    store: Store, placed: Document, make: Make, read: Read
) -> None:
    later = make("2", "로그인이 안 돼요")
    with store.begin() as connection:
        enter(connection, entry("merge", "b", {"themes": ["a"]}))
        assert marked_weeks(connection) == [WEEK]
        put(connection, later, read, "a")
        assert found(connection, placed) == ["b", "b"]
        assert found(connection, later) == ["b"]
        assert {one.theme_id for one in hesitations(connection, [WEEK])} == {"a", "b"}
        enter(connection, entry("undo", "b", {"seq": 1}))
        assert found(connection, placed) == ["a", "b"]
        assert found(connection, later) == ["a"]


def test_a_move_survives_reading_anew_and_a_new_placing(store: Store, placed: Document, read: Read) -> None:
    with store.begin() as connection:
        enter(connection, entry("move", "c", {"to": "c", "sentences": [key_of(connection, placed)]}))
        assert found(connection, placed) == ["c", "b"]
        save_readings(connection, [read(placed)], analysis_version="v2")
        assert found(connection, placed) == ["c", None]
        choices = [ThemeChoice(placed.id, index, "d", 0.9, "s2") for index in (0, 1)]
        assert set_themes(connection, choices) == 1
        assert found(connection, placed) == ["c", "d"]
        enter(connection, entry("undo", "c", {"seq": 1}))
        assert found(connection, placed) == ["d", "d"]


def test_a_sentence_taken_out_of_all_themes_stays_out(store: Store, placed: Document) -> None:
    with store.begin() as connection:
        enter(connection, entry("move", "none", {"to": None, "sentences": [key_of(connection, placed)]}))
        set_themes(connection, [ThemeChoice(placed.id, 0, "d", 0.9, "s2")])
        assert found(connection, placed) == [None, "b"]
        assert [one.is_taken_out for one in hesitations(connection, [WEEK])] == [True, False]


def test_a_correction_keeps_what_the_machine_read_and_gives_it_back(store: Store, placed: Document, read: Read) -> None:
    def row(connection: Connection) -> dict[str, Any]:
        asked = select(findings).where(findings.c.document_id == placed.id, findings.c.sentence_index == 0)
        return dict(connection.execute(asked).mappings().one())

    with store.begin() as connection:
        before = row(connection)
        labels = {"reason": "trust", "stage": "awareness"}
        key = key_of(connection, placed)
        enter(connection, entry("correct", placed.id, {"fingerprint": key[1], "labels": labels}))
        after = row(connection)
        assert (after["reason"], after["reason_score"], after["stage"], after["act"]) == (
            "trust",
            1.0,
            "awareness",
            "complaint",
        )
        assert after["machine"] == {name: before[name] for name in SCORES}
        save_readings(connection, [read(placed, reason="delay")], analysis_version="v2")
        assert (row(connection)["reason"], row(connection)["machine"]["reason"]) == ("trust", "delay")
        enter(connection, entry("undo", placed.id, {"seq": 1}))
        assert (row(connection)["reason"], row(connection)["machine"]) == ("delay", None)


def test_what_a_person_says_does_not_hesitate_leaves_its_theme_and_comes_back(store: Store, placed: Document) -> None:
    with store.begin() as connection:
        details = {"fingerprint": key_of(connection, placed)[1], "labels": {"hesitation": "no"}}
        enter(connection, entry("correct", placed.id, details))
        assert found(connection, placed) == [None, "b"]
        assert theme_documents(connection, ["a", "b"], [WEEK]) == {("b", WEEK): 1}
        enter(connection, entry("undo", placed.id, {"seq": 1}))
        assert found(connection, placed) == ["a", "b"]


def test_voices_of_forgotten_people_follow_their_theme(store: Store, placed: Document) -> None:
    """Their words are gone, their counts stay: in the theme that holds them now, or where a person had put them."""

    def counted(connection: Connection) -> dict[str, int]:
        return {theme: n for (theme, _), n in theme_documents(connection, THEMES, [WEEK]).items()}

    with store.begin() as connection:
        enter(connection, entry("move", "d", {"to": "d", "sentences": [key_of(connection, placed, 1)]}))
        forget_document(connection, placed.id)
        enter(connection, entry("merge", "c", {"themes": ["a", "b"]}))
        assert counted(connection) == {"d": 1, "c": 1}
        enter(connection, entry("merge", "c", {"themes": ["d"]}))
        assert counted(connection) == {"c": 1}
        enter(connection, entry("undo", "c", {"seq": 2}))
        assert counted(connection) == {"c": 1, "a": 1}


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        ({"stage": "awareness"}, {"stage": "awareness", "stage_score": 1.0}),
        ({"act": "praise"}, {"act": "praise"}),
        ({"reason": "cost"}, {"reason": "cost", "reason_score": 1.0, "hesitation": 1.0, "is_hesitation": True}),
        (
            {"hesitation": "no", "reason": "cost"},
            {"hesitation": 0.0, "is_hesitation": False, "reason": "none", "reason_score": 1.0},
        ),
    ],
)
def test_corrections_are_sure_of_themselves(labels: dict[str, str], wanted: dict[str, Any]) -> None:
    assert corrected(MACHINE, labels) == {**MACHINE, **wanted}


def test_only_the_weeks_that_change_are_counted_again(store: Store, placed: Document) -> None:
    with store.begin() as connection:
        enter(connection, entry("hide", "a", {"hidden": True}))
        enter(connection, entry("merge", "d", {"themes": ["c"]}))
        assert marked_weeks(connection) == []
        assert apply_edits(connection, documents=[placed.id]) == 0
        enter(connection, entry("merge", "d", {"themes": ["a"]}))
        assert marked_weeks(connection) == [WEEK]


def test_themes_are_shown_as_edited_and_kept_as_made(store: Store) -> None:
    words = ({"term": "인증", "surface": "인증이", "score": 2.0}, {"term": "문자", "surface": "문자", "score": 1.0})
    more = ({"term": "인증", "surface": "인증", "score": 3.0},)
    with store.begin() as connection:
        save_themes(
            connection,
            [
                StoredTheme("a", "하나", "defect", "usage", keywords=words, exemplars=({"doc_id": "1", "text": "가"},)),
                StoredTheme("b", "둘", "delay", "usage", keywords=more, exemplars=({"doc_id": "2", "text": "나"},)),
            ],
        )
        made = machine_themes(connection)
        for action, details in (
            ("rename", {"title": "셋", "was": "하나"}),
            ("set", {"reason": "access", "stage": "onboarding"}),
            ("pin", {"pinned": True}),
            ("hide", {"hidden": True}),
        ):
            enter(connection, entry(action, "a", details))
        enter(connection, entry("merge", "a", {"themes": ["b"]}))
        one, other = load_themes(connection)
        assert (one.title, one.reason, one.stage, one.pinned, one.hidden) == ("셋", "access", "onboarding", True, True)
        assert [(k["term"], k["score"]) for k in one.keywords] == [("인증", 3.0), ("문자", 1.0)]
        assert [exemplar["text"] for exemplar in one.exemplars] == ["가", "나"]
        assert (one.state, other.state) == ("new", "merged")
        assert load_themes(connection, ["b"]) == [other]
        assert machine_themes(connection) == made
        for seq in (5, 4, 3, 2, 1):
            enter(connection, entry("undo", "a", {"seq": seq}))
        assert load_themes(connection) == made


def test_what_makes_no_sense_is_refused_and_leaves_nothing(store: Store, placed: Document) -> None:
    child = child_id(1, "a")
    with store.begin() as connection:
        key = key_of(connection, placed)
        save_themes(connection, [StoredTheme(child, "새 테마", "defect", "usage", origin="split")])
        enter(connection, entry("split", "a", {"child": child, "title": "새 테마", "sentences": [key]}))
        enter(connection, entry("rename", child, {"title": "둘", "was": "새 테마"}))
        enter(connection, entry("merge", "c", {"themes": ["b"]}))
    refused = {
        "later steps rest on it \\(2\\)": entry("undo", "a", {"seq": 1}),
        "no step 9": entry("undo", "", {"seq": 9}),
        "cannot hold": entry("merge", "b", {"themes": ["a"]}),
        "'rename' of 'b'": entry("rename", "b", {"title": "셋", "was": "b"}),
    }
    for message, one in refused.items():
        with store.begin() as connection, pytest.raises(UsageError, match=message):
            enter(connection, one)
    with store.begin() as connection:
        with pytest.raises(StoreError, match="Somebody else"):
            enter(connection, entry("pin", "a", {"pinned": True}), expect=2)
        assert len(read_ledger(connection)) == 3
        for seq in (2, 1):
            enter(connection, entry("undo", "", {"seq": seq}))
        with pytest.raises(UsageError, match="undone already"):
            enter(connection, entry("undo", "", {"seq": 1}))
        assert found(connection, placed) == ["a", "c"]


# Any sequence of decisions and nights -------------------------------------------------------------------------------

NUMBER = st.integers(0, 99)
STEP = st.one_of(
    st.tuples(st.just("night"), NUMBER, NUMBER),
    st.tuples(st.just("reread"), NUMBER, NUMBER),
    st.tuples(st.just("rename"), NUMBER, NUMBER),
    st.tuples(st.just("merge"), NUMBER, NUMBER),
    st.tuples(st.just("split"), NUMBER, NUMBER),
    st.tuples(st.just("move"), NUMBER, NUMBER),
    st.tuples(st.just("correct"), NUMBER, NUMBER),
    st.tuples(st.just("undo"), NUMBER, NUMBER),
)
TEXTS = ("인증이 안 돼요", "환급이 안 와요\n인증이 안 돼요", "고마워요\n로그인이 안 돼요", "문자가 안 와요")


class Story:
    """A store in which nights and decisions follow each other."""

    def __init__(self, store: Store, make: Make, read: Read) -> None:
        self.store, self.make, self.read = store, make, read
        self.documents: list[Document] = []
        self.n = 0

    def empty(self) -> None:
        with self.store.begin() as connection:
            unindex_documents(connection, sorted(set(connection.scalars(select(sentences.c.document_id)))))
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            shelve(connection)

    def happens(self, kind: str, one: int, two: int) -> bool:
        """Let a step happen; False where it was refused."""
        with self.store.begin() as connection:
            if kind == "night":
                self._night(connection, one, two)
                return True
            if not self.documents:
                return False
            if kind == "reread":
                self._reread(connection, one, two)
                return True
            made = self._entry(connection, kind, one, two)
            if made is None:
                return False
            if made.action == "split":
                child = StoredTheme(made.details["child"], "새 테마", "defect", "usage", origin="split")
                save_themes(connection, [child])
            try:
                enter(connection, made)
            except UsageError:
                connection.rollback()
                return False
            return True

    def _night(self, connection: Connection, one: int, two: int) -> None:
        document = self.make(f"n{self.n}", TEXTS[one % len(TEXTS)])
        self.n += 1
        self.documents.append(document)
        themes = [*self._themes(connection), None]
        put(
            connection,
            document,
            self.read,
            *[themes[(two + i) % len(themes)] for i in range(document.text.count("\n") + 1)],
        )

    def _reread(self, connection: Connection, one: int, two: int) -> None:
        document = self.documents[one % len(self.documents)]
        themes = [*self._themes(connection), None]
        save_readings(connection, [self.read(document, stage="usage")], analysis_version=f"v{two}")
        set_themes(connection, [ThemeChoice(document.id, 0, themes[two % len(themes)], 0.5, "s2")])

    def _themes(self, connection: Connection) -> list[str]:
        edits = current_edits(connection)
        standing = [child for child, split in sorted(edits.splits.items()) if split.is_active]
        return [*THEMES, *standing]

    def _entry(self, connection: Connection, kind: str, one: int, two: int) -> LedgerEntry | None:
        themes = self._themes(connection)
        theme, other = themes[one % len(themes)], themes[two % len(themes)]
        said = shown_sentences(connection, of_documents=[document.id for document in self.documents])
        sentence = said[two % len(said)]
        key = [sentence.document_id, sentence.fingerprint]
        length = current_edits(connection).length
        made: dict[str, tuple[str, Mapping[str, Any]]] = {
            "rename": (theme, {"title": f"이름 {two}", "was": theme}),
            "merge": (theme, {"themes": [other]}),
            "split": (theme, {"child": child_id(length + 1, theme), "title": "새 테마", "sentences": [key]}),
            "move": (theme, {"to": theme if one % 5 else None, "sentences": [key]}),
            "correct": (key[0], {"fingerprint": key[1], "labels": {"hesitation": "yes" if one % 2 else "no"}}),
            "undo": ("", {"seq": 1 + one % max(1, length)}),
        }
        return entry(kind, *made[kind])

    def state(self) -> list[object]:
        """Everything that people see."""
        with self.store.begin() as connection:
            count_weeks(connection)
            rows = sorted(map(repr, connection.execute(select(findings))))
            counts = sorted(map(repr, connection.execute(select(weekly_counts))))
            themes = [
                one for one in load_themes(connection) if not one.theme_id.startswith("s_") or one.state != "merged"
            ]
            return [rows, counts, themes]

    def check(self) -> None:
        """Hold the store against the ledger replayed from its first step on."""
        with self.store.begin() as connection:
            edits = current_edits(connection)
            assert not edits.void
            asked = select(findings, sentences.c.fingerprint).join(
                sentences,
                (sentences.c.document_id == findings.c.document_id)
                & (sentences.c.sentence_index == findings.c.sentence_index),
            )
            rows = connection.execute(asked).mappings().all()
            for row in rows:
                key = (row["document_id"], row["fingerprint"])
                assert row["theme_id"] == edits.shown(key, row["placed_theme_id"])
                labels = edits.corrections.get(key)
                assert (row["machine"] is None) == (labels is None)
                if labels:
                    assert row["is_hesitation"] == (labels["hesitation"] == "yes")
            count_weeks(connection)
            counted = tallies(connection, {"theme"}, scope="all")
            assert sum(tally.n_sentences for tally in counted) == len(rows)
            splits = [one.details["child"] for one in read_ledger(connection) if one.action == "split"]
            assert len(splits) == len(set(splits)) == len(edits.splits)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=12))
def test_no_decision_is_lost_whatever_happens(
    store: Store, make: Make, read: Read, steps: Sequence[tuple[str, int, int]]
) -> None:
    """What is shown is the ledger over the machine's placing; every sentence counts once; no step goes away."""
    story = Story(store, make, read)
    story.empty()
    story.happens("night", 1, 0)
    kept: list[LedgerEntry] = []
    for step in steps:
        story.happens(*step)
        story.check()
        with store.read() as connection:
            entries = read_ledger(connection)
        assert entries[: len(kept)] == kept
        kept = entries


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(STEP, max_size=6), step=STEP, nights=st.lists(st.tuples(NUMBER, NUMBER), max_size=2))
def test_undo_gives_back_what_was_there(
    store: Store,
    make: Make,
    read: Read,
    before: Sequence[tuple[str, int, int]],
    step: tuple[str, int, int],
    nights: Sequence[tuple[int, int]],
) -> None:
    """At once all is as before; after some nights it is as if those had come without the step."""
    story = Story(store, make, read)
    story.empty()
    for one in (("night", 1, 0), ("night", 2, 3), *before):
        story.happens(*one)
    wanted = story.state()
    if step[0] in {"night", "reread"} or not story.happens(*step):
        return
    with store.begin() as connection:
        seq = current_edits(connection).length
        enter(connection, entry("undo", "", {"seq": seq}))
    assert story.state() == wanted
    with store.begin() as connection:
        enter(connection, entry("undo", "", {"seq": seq + 1}))
    for number, (one, _) in enumerate(nights):
        with store.begin() as connection:
            document = make(f"later{number}", TEXTS[one % len(TEXTS)])
            put(connection, document, read, *(THEMES[(one + i) % 4] for i in range(document.text.count("\n") + 1)))
    with store.begin() as connection:
        enter(connection, entry("undo", "", {"seq": seq}))
    story.check()
    with store.begin() as connection:
        edits = current_edits(connection)
        assert {one.seq for one in read_ledger(connection)} - edits.undone >= {seq + 2}


def test_append_ledger_alone_still_counts_from_one(store: Store) -> None:
    with store.begin() as connection:
        assert append_ledger(connection, entry("pin", "a", {"pinned": True})).seq == 1
        assert current_edits(connection).pinned == {"a": True}
