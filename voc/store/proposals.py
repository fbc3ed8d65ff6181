"""Proposals of merges and splits: what the weekly discovery suggests and a person accepts or declines."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, delete, select, update

from voc.store.batches import batches, put
from voc.store.schema import proposals

ProposalKind = Literal["merge", "split"]
ProposalState = Literal["open", "accepted", "declined"]
OPEN: ProposalState = "open"

# Parts that share this much of the smaller one's sentences are the same part.
_SAME_PART = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """One suggestion about themes.

    Attributes
    ----------
    id : str
        Made from what is suggested, so that the same suggestion of another week is the same proposal.
    week : str
        ISO week of the discovery that last suggested it.
    kind : "merge" or "split"
    themes : tuple of str
        Of a merge the theme that stays and the one that goes into it; of a split the theme that is parted.
    score : float
        0-1: how near the two themes are, or how clear the parting is.
    details : mapping
        Of a merge {"words": [str]}, what both say. Of a split {"parts": [{"title": str, "sentences":
        [[document_id, sentence_index, fingerprint]]}]}, the part that leaves.
    state : "open", "accepted" or "declined"
    """

    id: str
    week: str
    kind: ProposalKind
    themes: tuple[str, ...]
    score: float
    details: Mapping[str, Any]
    state: ProposalState = OPEN


def save_proposals(connection: Connection, suggested: Sequence[Proposal]) -> int:
    """Make these the open proposals; those that nobody decided and nothing suggests any more go.

    What a person has accepted or declined stays decided: the same suggestion is not opened again, nor a split of the
    same theme whose leaving part is mostly that of a declined one.

    Returns
    -------
    int
        Open proposals that were not open before.
    """
    known = load_proposals(connection)
    decided = [one for one in known if one.state != OPEN]
    opened = [one for one in suggested if not _is_decided(one, decided)]
    before = {one.id for one in known if one.state == OPEN}
    gone = sorted(before - {one.id for one in opened})
    for some in batches(gone):
        connection.execute(delete(proposals).where(proposals.c.id.in_(some)))
    put(connection, proposals, [_row(one) for one in sorted(opened, key=lambda one: one.id)])
    return sum(one.id not in before for one in opened)


def load_proposals(connection: Connection, state: ProposalState | None = None) -> list[Proposal]:
    """Load the proposals of a state, all without one; the surest first."""
    asked = select(proposals)
    if state is not None:
        asked = asked.where(proposals.c.state == state)
    found = [_proposal(row) for row in connection.execute(asked).mappings()]
    return sorted(found, key=lambda one: (-one.score, one.id))


def settle_proposal(connection: Connection, proposal_id: str, state: ProposalState) -> None:
    """Keep a proposal in step with what people decided about it, which the ledger knows; one that is gone stays so."""
    connection.execute(update(proposals).where(proposals.c.id == proposal_id).values(state=state))


def forget_in_proposals(connection: Connection, document_ids: Collection[str]) -> None:
    """Take the sentences of documents out of proposals, decided ones too; an open split that loses all of them goes."""
    gone = frozenset(document_ids)
    for one in load_proposals(connection):
        left = _without(one, gone)
        if left == one:
            continue
        if left.state == OPEN and not _leaving(left):
            connection.execute(delete(proposals).where(proposals.c.id == one.id))
        else:
            put(connection, proposals, [_row(left)])


def _without(one: Proposal, gone: Collection[str]) -> Proposal:
    if one.kind != "split":
        return one
    parts = [
        {**part, "sentences": [place for place in part["sentences"] if place[0] not in gone]}
        for part in one.details["parts"]
    ]
    return replace(one, details={**one.details, "parts": parts})


def _is_decided(one: Proposal, decided: Sequence[Proposal]) -> bool:
    return any(one.id == other.id or _is_same_split(one, other) for other in decided)


def _is_same_split(one: Proposal, other: Proposal) -> bool:
    if one.kind != "split" or other.kind != "split" or one.themes != other.themes or other.state != "declined":
        return False
    leaving, declined = _leaving(one), _leaving(other)
    # Of a declined part that is forgotten as a whole nothing can be the same.
    return bool(declined) and len(leaving & declined) >= _SAME_PART * min(len(leaving), len(declined))


def _leaving(split: Proposal) -> set[str]:
    """Name the sentences of the part that leaves by their fingerprints."""
    return {fingerprint for part in split.details["parts"] for _, _, fingerprint in part["sentences"]}


def _proposal(row: RowMapping) -> Proposal:
    return Proposal(**{**row, "themes": tuple(row["themes"])})


def _row(one: Proposal) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(one)} | {
        "themes": list(one.themes),
        "details": dict(one.details),
    }
