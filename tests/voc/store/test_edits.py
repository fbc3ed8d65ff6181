"""The ledger replayed: pure cases worked out by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from voc.store import LedgerEntry, Mark, changed, child_id, replay

# A Sunday evening in UTC is a Monday in Seoul.
AT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
ONE, TWO = ("doc1", "fp1"), ("doc2", "fp2")


def ledger(*steps: tuple[str, str, Mapping[str, Any]]) -> list[LedgerEntry]:
    return [LedgerEntry(seq, AT, "하나", *step, "") for seq, step in enumerate(steps, start=1)]


def merge(into: str, *themes: str) -> tuple[str, str, Mapping[str, Any]]:
    return ("merge", into, {"themes": list(themes)})


def move(to: str | None, *keys: tuple[str, str]) -> tuple[str, str, Mapping[str, Any]]:
    return ("move", to or "none", {"to": to, "sentences": [list(key) for key in keys]})


def split(seq: int, parent: str, *keys: tuple[str, str]) -> tuple[str, str, Mapping[str, Any]]:
    details = {"child": child_id(seq, parent), "title": "새 테마", "sentences": [list(key) for key in keys]}
    return ("split", parent, details)


def undo(seq: int) -> tuple[str, str, Mapping[str, Any]]:
    return ("undo", "", {"seq": seq})


def test_an_empty_ledger_changes_nothing() -> None:
    edits = replay([])
    assert (edits.length, edits.resolve("a"), edits.resolve(None)) == (0, "a", None)
    assert edits.shown(ONE, "a") == "a"
    assert edits.is_live("a")


def test_merges_are_followed_to_the_end() -> None:
    edits = replay(ledger(merge("b", "a"), merge("c", "b", "e")))
    assert [edits.resolve(theme) for theme in "abcde"] == ["c", "c", "c", "d", "c"]
    assert not edits.is_live("b")
    assert edits.held(ONE, "a") == "a", "the machine goes on with the theme itself"


def test_a_merge_in_a_circle_has_no_effect_and_is_listed() -> None:
    """b is gone at step 2, and so can take nothing in."""
    edits = replay(ledger(merge("a", "b"), merge("b", "a"), merge("a", "a")))
    assert edits.resolve("b") == "a"
    assert edits.resolve("a") == "a"
    assert edits.void == {2, 3}


def test_a_move_outranks_the_machine_and_follows_merges() -> None:
    edits = replay(ledger(move("b", ONE), merge("c", "b"), move(None, TWO)))
    assert edits.shown(ONE, "a") == "c"
    assert edits.shown(TWO, "a") is None
    assert edits.shown(("doc3", "fp1"), "a") == "a"
    assert edits.held(ONE, "a") == "b"


def test_the_last_move_counts_and_the_one_before_comes_back_when_it_is_undone() -> None:
    assert replay(ledger(move("b", ONE), move("c", ONE))).shown(ONE, "a") == "c"
    assert replay(ledger(move("b", ONE), move("c", ONE), undo(2))).shown(ONE, "a") == "b"


def test_a_split_takes_its_founders_and_what_the_machine_puts_there() -> None:
    child = child_id(1, "a")
    standing = replay(ledger(split(1, "a", ONE)))
    assert standing.shown(ONE, "a") == child
    assert standing.shown(TWO, child) == child
    undone = replay(ledger(split(1, "a", ONE), undo(1)))
    assert undone.shown(ONE, "a") == "a"
    assert undone.shown(TWO, child) == "a"
    assert undone.held(TWO, child) == "a"
    assert child in undone.splits


def test_an_undo_that_is_undone_undoes_nothing() -> None:
    steps = (merge("b", "a"), undo(1), undo(2))
    assert replay(ledger(*steps[:2])).resolve("a") == "a"
    assert replay(ledger(*steps)).resolve("a") == "b"
    assert replay(ledger(*steps)).undone == {2}
    assert replay(ledger(*steps, undo(3))).undone == {1, 3}


def test_titles_labels_and_flags_are_those_of_the_last_step_that_stands() -> None:
    edits = replay(
        ledger(
            ("rename", "a", {"title": "하나", "was": "영"}),
            ("rename", "a", {"title": "둘", "was": "하나"}),
            ("set", "a", {"stage": "usage"}),
            ("set", "a", {"reason": "cost"}),
            ("hide", "a", {"hidden": True}),
            ("pin", "b", {"pinned": True}),
            undo(2),
        )
    )
    assert (edits.titles, edits.stages, edits.reasons) == ({"a": "하나"}, {"a": "usage"}, {"a": "cost"})
    assert (edits.hidden, edits.pinned) == ({"a": True}, {"b": True})


def test_corrections_of_a_sentence_add_up_label_by_label() -> None:
    first = ("correct", "doc1", {"fingerprint": "fp1", "labels": {"reason": "cost", "stage": "usage"}})
    second = ("correct", "doc1", {"fingerprint": "fp1", "labels": {"reason": "trust"}})
    assert replay(ledger(first, second)).corrections[ONE] == {"reason": "trust", "stage": "usage"}
    assert replay(ledger(first, second, undo(2))).corrections[ONE] == {"reason": "cost", "stage": "usage"}


def test_what_does_not_hesitate_is_in_no_theme_whoever_put_it_there() -> None:
    denied = ("correct", "doc1", {"fingerprint": "fp1", "labels": {"hesitation": "no"}})
    assert replay(ledger(move("b", ONE), denied)).shown(ONE, "a") is None


def test_what_rests_on_an_undone_step_is_void() -> None:
    child = child_id(1, "a")
    steps = (split(1, "a", ONE), ("rename", child, {"title": "둘", "was": "새 테마"}), merge(child, "b"))
    assert replay(ledger(*steps)).void == frozenset()
    assert replay(ledger(*steps, undo(1))).void == {2, 3}


def test_ids_of_parts_differ_from_step_to_step() -> None:
    ids = {child_id(seq, parent) for seq in range(1, 200) for parent in ("a", "b")}
    assert len(ids) == 398
    assert all(one.startswith("s_") for one in ids)


def test_marks_stand_on_both_sides_in_the_week_of_seoul() -> None:
    child = child_id(2, "c")
    edits = replay(ledger(merge("b", "a"), split(2, "c", ONE), merge("d", "e"), undo(3)))
    assert edits.marks == (
        Mark("a", "2026-W48", "merge", "b"),
        Mark("b", "2026-W48", "merge", "a"),
        Mark("c", "2026-W48", "split", child),
        Mark(child, "2026-W48", "split", "c"),
    )


def test_changes_name_the_themes_and_documents_to_look_at() -> None:
    steps = ledger(merge("b", "a"), move("a", ONE), move("c", TWO), undo(1))
    assert changed(replay(steps[:0]), replay(steps[:1])) == ({"a"}, set())
    assert changed(replay(steps[:2]), replay(steps[:3])) == (set(), {"doc2"})
    # The moved sentence of doc1 was shown in b as long as a was merged into it.
    assert changed(replay(steps[:3]), replay(steps)) == ({"a"}, {"doc1"})
