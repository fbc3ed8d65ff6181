"""Which themes belong together: by what people merged and split, and by the words they share."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from voc.planning.theme_kin import lineage, similar_themes
from voc.store import MERGED, Edits, LedgerEntry, StoredTheme, child_id, replay


def _theme(theme_id: str, **weights: float) -> StoredTheme:
    keywords = tuple({"term": term, "surface": f"{term}!", "score": score} for term, score in weights.items())
    return StoredTheme(theme_id, f"{theme_id} 이야기", "delay", "usage", keywords=keywords)


THEMES = {one.theme_id: one for one in (_theme("a"), _theme("b"), _theme("c"))}


def _edits(*steps: tuple[str, str, dict[str, object]]) -> Edits:
    at = datetime(2026, 11, 18, 3, tzinfo=UTC)
    return replay(
        LedgerEntry(n, at, "한별", action, subject, details, "")
        for n, (action, subject, details) in enumerate(steps, 1)
    )


def _told(edits: Edits, theme_id: str) -> list[tuple[str, str, str | None]]:
    return [(one.relation, one.theme_id, one.week) for one in lineage(edits, theme_id, THEMES)]


def test_a_merge_is_told_from_both_sides() -> None:
    edits = _edits(("merge", "a", {"themes": ["b", "c"]}))
    assert _told(edits, "a") == [("took_in", "b", "2026-W47"), ("took_in", "c", "2026-W47")]
    assert _told(edits, "b") == [("went_into", "a", "2026-W47")]


def test_a_split_is_told_from_both_sides_until_it_is_undone() -> None:
    child = child_id(1, "a")
    split = ("split", "a", {"child": child, "title": "새 이야기", "sentences": [["0" * 32, "f"]]})
    assert _told(_edits(split), "a") == [("split_off", child, "2026-W47")]
    assert _told(_edits(split), child) == [("split_from", "a", "2026-W47")]
    undone = _edits(split, ("undo", "a", {"seq": 1}))
    assert _told(undone, "a") == []
    assert _told(undone, child) == [("went_into", "a", None)]


def test_a_theme_that_nobody_touched_has_no_lineage() -> None:
    assert _told(_edits(("merge", "a", {"themes": ["b"]})), "c") == []


def test_what_two_themes_share_is_weighed_against_all_their_words() -> None:
    """Shared: min(1, .5) of 환급; together: max(1, .5) + 1 of 입금 = 2, so a quarter."""
    (found,) = similar_themes(_theme("a", 환급=1.0), [_theme("b", 환급=0.5, 입금=1.0), _theme("c", 인증=1.0)])
    assert (found.theme.theme_id, found.words, found.score) == ("b", ("환급!",), 0.25)


@pytest.mark.parametrize("changed", [{"hidden": True}, {"state": MERGED}, {"theme_id": "a"}])
def test_what_does_not_stand_for_itself_is_not_similar(changed: dict[str, object]) -> None:
    other = replace(_theme("b", 환급=1.0), **changed)  # type: ignore[arg-type]
    assert similar_themes(_theme("a", 환급=1.0), [other]) == []


def test_themes_without_words_are_similar_to_none() -> None:
    assert similar_themes(_theme("a"), [_theme("b")]) == []
