from dataclasses import replace

from voc.store import Proposal, Store, load_proposals, save_proposals, settle_proposal
from voc.store.proposals import forget_in_proposals

MERGE = Proposal("m1", "2026-W46", "merge", ("c_refund", "d_1"), 0.8, {"words": ["환불", "늦다"]})


def split(name: str, *fingerprints: str) -> Proposal:
    part = {"title": "쿠폰 오류", "sentences": [["doc", i, one] for i, one in enumerate(fingerprints)]}
    return Proposal(name, "2026-W46", "split", ("c_coupon",), 0.6, {"parts": [part]})


def test_a_proposal_comes_back_as_it_was_saved_the_surest_first(store: Store) -> None:
    parting = split("s1", "a", "b")
    with store.begin() as connection:
        assert save_proposals(connection, [parting, MERGE]) == 2
        assert load_proposals(connection) == [MERGE, parting]
        assert load_proposals(connection, "declined") == []


def test_what_nothing_suggests_any_more_goes_unless_somebody_decided_it(store: Store) -> None:
    with store.begin() as connection:
        save_proposals(connection, [MERGE, split("s1", "a", "b"), split("s2", "x", "y")])
        settle_proposal(connection, "s1", "accepted")
        (accepted,) = load_proposals(connection, "accepted")
        later = replace(MERGE, week="2026-W47", score=0.7)
        assert save_proposals(connection, [later]) == 0
        assert load_proposals(connection) == [later, accepted]


def test_a_declined_proposal_never_comes_back(store: Store) -> None:
    with store.begin() as connection:
        save_proposals(connection, [MERGE, split("s1", "a", "b", "c")])
        for name in ("m1", "s1"):
            settle_proposal(connection, name, "declined")
        # The part of another week has grown and lost a sentence, and another name; it is the same part.
        again = [MERGE, split("s1", "a", "b", "c"), split("s9", "b", "c", "d", "e", "f")]
        assert save_proposals(connection, again) == 0
        assert load_proposals(connection, "open") == []
        assert save_proposals(connection, [split("s2", "c", "x", "y")]) == 1


def test_a_declined_split_whose_part_is_forgotten_stands_against_no_other(store: Store) -> None:
    with store.begin() as connection:
        save_proposals(connection, [split("s1", "a", "b")])
        settle_proposal(connection, "s1", "declined")
        forget_in_proposals(connection, ["doc"])
        assert save_proposals(connection, [split("s2", "x", "y")]) == 1
        assert [one.id for one in load_proposals(connection, "declined")] == ["s1"]
