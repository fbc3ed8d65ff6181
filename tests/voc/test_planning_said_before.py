"""Have we said this before: wording first, then meaning; bounded, and the same answer in any order."""

from hypothesis import given
from hypothesis import strategies as st
from sent_archive import stored

from voc.planning.archive.said_before import Asked, SaidBefore

FEE = stored(
    "fee",
    "수수료가 아까워 망설이고 계십니까? 받지 못하면 수수료도 없습니다.",
    hours=1,
    terms=["수수료", "아깝다", "망설이다", "받다"],
)
AGAIN = stored("again", FEE.body, hours=50, terms=FEE.terms)
FREE = stored("free", "무료로 조회해 보세요.", hours=2, terms=["무료", "조회"])
WAIT = stored("wait", "입금이 늦어 걱정이시죠.", hours=3, terms=["입금", "늦다", "걱정"])
THEMES = {"fee": ["t_fee"]} | {FREE.message_id: ["t_fee"], WAIT.message_id: ["t_wait"]}
ALL = [FEE, AGAIN, FREE, WAIT]


def test_the_same_wording_scores_one_and_counts_its_sendings() -> None:
    (first, *_) = SaidBefore(ALL, THEMES).nearest(Asked(FEE.body, FEE.terms or ()), 3)
    assert (first.message.message_id, first.how, first.score, first.n_sent_before) == (AGAIN.message_id, "same", 1.0, 2)
    assert first.phrases == ("수수료가 아까워 망설이고 계십니까 받지 못하면 수수료도 없습니다",)


def test_wording_comes_before_meaning() -> None:
    """수수료 stands in one message; another one only speaks of the same theme, and a third of neither."""
    found = SaidBefore(ALL, THEMES).nearest(Asked("수수료가 아까워서요", ["수수료", "아깝다"], ["t_fee"]), 5)
    assert [(one.message.message_id, one.how) for one in found] == [
        (AGAIN.message_id, "wording"),
        (FREE.message_id, "meaning"),
    ]
    assert set(found[0].words) == {"수수료", "아깝다"}
    assert found[1].themes == ("t_fee",)


def test_a_phrase_is_found_by_its_letters_alone() -> None:
    (found,) = SaidBefore(ALL, THEMES).nearest(Asked("받지 못하면 수수료도", []), 5)
    assert (found.how, found.score) == ("wording", 1.0)


def test_the_same_wording_comes_before_one_that_holds_it() -> None:
    """A newer message that says all of it, and more, also covers the text: both score 1."""
    longer = stored("longer", f"{FREE.body} 무료입니다.", hours=90, terms=FREE.terms)
    found = SaidBefore([*ALL, longer], {}).nearest(Asked(FREE.body, FREE.terms or ()), 2)
    assert [(one.message.message_id, one.how, one.score) for one in found] == [
        (FREE.message_id, "same", 1.0), (longer.message_id, "wording", 1.0),
    ]  # fmt: skip


def test_of_one_theme_the_newest_comes_first() -> None:
    later = stored("later", "조회하세요.", hours=80, terms=["조회하다"])
    themes = {**THEMES, later.message_id: ["t_fee"]}
    found = SaidBefore([*ALL, later], themes).nearest(Asked("얼마나 떼나요", ["떼다", "조회"], ["t_fee"]), 5)
    assert next(one.message.message_id for one in found if one.how == "meaning") == later.message_id


def test_nothing_alike_gives_nothing() -> None:
    assert SaidBefore(ALL, THEMES).nearest(Asked("날씨가 좋네요", ["날씨", "좋다"]), 5) == []
    assert SaidBefore([], {}).nearest(Asked("수수료", ["수수료"]), 5) == []


@given(st.permutations(ALL), st.integers(0, 5))
def test_the_order_of_the_archive_does_not_matter(messages: list, n: int) -> None:
    asked = Asked("수수료 조회 걱정", ["수수료", "조회", "걱정"], ["t_wait"])
    found = SaidBefore(messages, THEMES).nearest(asked, n)
    assert found == SaidBefore(ALL, THEMES).nearest(asked, n)
    assert len(found) <= n
