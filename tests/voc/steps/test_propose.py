"""Suggestions of the weekly discovery: what they name, and that the same one keeps its name."""

from dataclasses import replace

import pytest

from nlp.proposals import MergeIdea, SplitIdea
from nlp.types import Term
from voc.steps.propose import suggested
from voc.store import Edits, HeldSentence, Proposal


class Ideas:
    """Stands for the proposer: gives what it was made with, and keeps what it was asked."""

    def __init__(self, merges: list[MergeIdea], splits: list[SplitIdea]) -> None:
        self.given = merges, splits
        self.asked: dict[str, list[str]] = {}

    def ideas(self, themes: dict[str, list[object]]) -> tuple[list[MergeIdea], list[SplitIdea]]:
        self.asked = {key: [one.sentence.text for one in told] for key, told in themes.items()}  # type: ignore[attr-defined]
        return self.given


MERGE = MergeIdea("a", "b", 0.7, ("쿠폰", "오류"))
SPLIT = SplitIdea("a", 0.6, "쿠폰 오류", "위젯 느림", ("쿠폰 오류",))


def held(document: str, index: int, text: str) -> HeldSentence:
    terms = (Term(text, text, negated=False, start=0, end=len(text)),)
    return HeldSentence(document, index, text, f"f-{text}", terms, "complaint", "defect", "usage", "a", "2026-W46")


HELD = [held("d2", 0, "쿠폰 오류"), held("d1", 3, "위젯 느림"), held("d1", 1, "쿠폰 오류"), held("d3", 0, "앱 최고")]
THEMES = ["a", "a", "a", None]


def make(ideas: Ideas, edits: Edits | None = None, themes: list[str | None] | None = None) -> list[Proposal]:
    return suggested("2026-W46", HELD, themes or THEMES, edits or Edits(), ideas)  # type: ignore[arg-type]


def test_a_merge_names_both_themes_and_what_they_share() -> None:
    (proposal,) = make(Ideas([MERGE], []))
    assert (proposal.kind, proposal.themes, proposal.score, proposal.state) == ("merge", ("a", "b"), 0.7, "open")
    assert proposal.details == {"words": ["쿠폰", "오류"]}


def test_a_split_lists_every_sentence_that_would_leave() -> None:
    (proposal,) = make(Ideas([], [SPLIT]))
    (part,) = proposal.details["parts"]
    assert (proposal.themes, part["title"]) == (("a",), "쿠폰 오류")
    assert part["sentences"] == [["d1", 1, "f-쿠폰 오류"], ["d2", 0, "f-쿠폰 오류"]]


def test_the_same_suggestion_has_the_same_name_another_week() -> None:
    first = make(Ideas([MERGE], [SPLIT]))
    turned = replace(MERGE, into="b", source="a", score=0.6)
    later = make(Ideas([turned], [replace(SPLIT, score=0.5, texts=("위젯 느림",))]))
    assert [one.id for one in first] == [one.id for one in later]
    assert len({one.id for one in first}) == 2


@pytest.mark.parametrize("merged", [True, False])
def test_themes_are_taken_as_readers_find_them(*, merged: bool) -> None:
    ideas = Ideas([], [])
    make(ideas, Edits(merges={"b": "a"} if merged else {}), ["a", "b", "a", None])
    assert sorted(map(len, ideas.asked.values())) == ([3] if merged else [1, 2])
