"""The dictionary between our words and customers': what is listed, and with which evidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planted import Said, planted, sentence

from nlp.types import Knowledge
from nlp.variants import Use, Variant
from voc.planning.variants import OurWords, list_variants, reason_of

WEEK, LONG_AGO = "2026-W47", "2026-W30"
KNOWLEDGE = Knowledge((), (), (), brand_words=(("나래", "NNP"),), synonyms={"어플": "앱", "로긴": "로그인"})
SAID = [
    *[Said(WEEK, "어플이 느려요")] * 3,
    Said(WEEK, "앱이 느려요"),
    *[Said(WEEK, "고센이 늦어요 그래서 답답해요")] * 2,
    Said(WEEK, "고센이 늦어요"),
    Said(WEEK, "로긴이 어려워요"),
    *[Said(LONG_AGO, "로긴이 어려워요")] * 5,
]


def _listed(
    folder: Path, found: Sequence[Variant], ours: Sequence[str] = ("앱을 켜요", "고객 센터")
) -> list[dict[str, Any]]:
    def find(_ours: object, theirs: dict[str, Use], _own: object, **_: object) -> list[Variant]:
        assert not set(theirs) & set(KNOWLEDGE.synonyms), "what is known already is not searched for again"
        return [one for one in found if one.theirs in theirs]

    texts = [sentence(text) for text in ours]
    with planted(folder, SAID) as store, store.read() as connection:
        return list_variants(connection, WEEK, OurWords(texts, KNOWLEDGE), find)


def test_accepted_variants_come_first_with_people_on_both_sides(tmp_path: Path) -> None:
    """로긴 was said by one person in these twelve weeks: too few."""
    (row,) = _listed(tmp_path, [])
    assert (row["ours"], row["theirs"], row["n"], row["n_ours"], row["state"]) == ("앱", "어플", 3, 1, "accepted")
    assert (row["example"], row["synonyms_line"], row["brand_line"]) == ("어플이 느려요", None, None)


def test_a_suggestion_comes_with_its_reason_an_example_and_the_lines_that_accept_it(tmp_path: Path) -> None:
    found = Variant("고객센터", "고센", "short", 0, 0.0, 0.42, 0.51, is_cut=True)
    row = _listed(tmp_path, [found])[-1]
    assert (row["ours"], row["theirs"], row["n"], row["n_ours"], row["state"]) == (
        "고객센터",
        "고센",
        3,
        0,
        "suggested",
    )
    assert (row["kind"], row["score"], row["reason"]) == ("short", 0.51, "줄인 말 · 쓰이는 자리 0.42")
    assert row["example"] == "고센이 늦어요 그래서 답답해요", "nearest to the length of a line"
    assert (row["synonyms_line"], row["brand_line"]) == ("고센\t고객센터", "고센\tNNG\t고객센터")


def test_our_words_are_nouns_pairs_names_and_what_variants_stand_for() -> None:
    texts = [sentence("고객 센터를 찾아요"), sentence("로긴을 해요")]
    assert OurWords(texts, KNOWLEDGE).words == {"고객", "센터", "고객센터", "나래", "앱", "로그인"}


def test_without_words_of_ours_nothing_is_listed(tmp_path: Path) -> None:
    assert _listed(tmp_path, [], ours=[]) == []


def test_every_kind_has_a_reason_in_korean() -> None:
    reasons = {
        kind: reason_of(Variant("배달료", "배달비", kind, 1, 0.7, 0.5, 0.6))
        for kind in ("slip", "short", "sound", "ending", "meaning")
    }
    assert reasons == {
        "slip": "자모 1개 다름 · 쓰이는 자리 0.50",
        "short": "줄인 말 · 쓰이는 자리 0.50",
        "sound": "소리가 같음 · 쓰이는 자리 0.50",
        "ending": "끝 글자만 다름(료·비) · 쓰이는 자리 0.50",
        "meaning": "뜻이 가까움 0.70 · 쓰이는 자리 0.50",
    }
