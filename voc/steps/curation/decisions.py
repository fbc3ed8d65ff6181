"""Decisions about themes as people word them, checked and made into drafts of ledger entries."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from voc.errors import DecisionError, UsageError
from voc.steps.asked import check_reason, check_stage, narrowed
from voc.steps.curation.desk import Desk, keys_of
from voc.store import Proposal, SentenceKey, ShownSentence, StoredTheme, child_id, load_proposals, search

_LONGEST_TITLE = 60
_MOST_FOUND = 100_000
NO_THEME = "none"
DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision before it is signed and entered.

    Attributes
    ----------
    child : StoredTheme or None
        The theme that a split makes.
    """

    action: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)
    child: StoredTheme | None = None


Decision: TypeAlias = Callable[[Desk], Draft]


def rename(theme: str, title: str) -> Decision:
    """Give a theme another title."""

    def draft(desk: Desk) -> Draft:
        found = desk.theme(theme)
        return Draft("rename", found.theme_id, {"title": _title(desk, title, of=found), "was": found.title})

    return draft


def merge(themes: Sequence[str], into: str) -> Decision:
    """Show the sentences of some themes in another one."""

    def draft(desk: Desk) -> Draft:
        target = desk.theme(into)
        gone = sorted({desk.theme(theme).theme_id for theme in themes})
        if target.theme_id in gone:
            message = f"'{target.title}' ({target.theme_id}) cannot be merged into itself."
            raise DecisionError("into_itself", message)
        return Draft("merge", target.theme_id, {"themes": gone})

    return draft


def split(theme: str, title: str, *, places: Sequence[str] = (), query: str = "") -> Decision:
    """Make a theme of its own of some of a theme's sentences: those named, or those in which a query is found."""

    def draft(desk: Desk) -> Draft:
        parent = desk.theme(theme)
        chosen = desk.sentences(places) if places else _found(desk, parent, query)
        return _split(desk, parent, title, chosen)

    return draft


def move(places: Sequence[str], to: str) -> Decision:
    """Put sentences into a theme, or out of all themes; no later night and no event takes them from there."""

    def draft(desk: Desk) -> Draft:
        target = None if to == NO_THEME else desk.theme(to).theme_id
        chosen = desk.sentences(places)
        _check_hesitating(desk, chosen, target)
        moved = [one for one in chosen if one.theme_id != target]
        if not moved:
            raise DecisionError("there_already", f"The sentences are in '{to}' already. Nothing was changed.")
        return Draft("move", target or NO_THEME, {"to": target, "sentences": _plain(keys_of(moved))})

    return draft


def hide(theme: str, *, hidden: bool = True) -> Decision:
    """Leave a theme out of lists and briefs, or show it again; totals count it either way."""

    def draft(desk: Desk) -> Draft:
        found = desk.theme(theme)
        _check_news(found, "hidden" if hidden else "shown", is_news=found.hidden != hidden)
        return Draft("hide", found.theme_id, {"hidden": hidden})

    return draft


def pin(theme: str, *, pinned: bool = True) -> Decision:
    """List a theme always, however small, or only when it is large."""

    def draft(desk: Desk) -> Draft:
        found = desk.theme(theme)
        _check_news(found, "pinned" if pinned else "not pinned", is_news=found.pinned != pinned)
        return Draft("pin", found.theme_id, {"pinned": pinned})

    return draft


def set_labels(theme: str, *, reason: str | None = None, stage: str | None = None) -> Decision:
    """Say for which reason and at which stage a theme makes customers hesitate."""

    def draft(desk: Desk) -> Draft:
        found = desk.theme(theme)
        if reason is not None:
            check_reason(desk.settings, reason)
        if stage is not None:
            check_stage(desk.settings, stage)
        wanted = {"reason": reason, "stage": stage}
        news = {name: value for name, value in wanted.items() if value not in {None, getattr(found, name)}}
        if reason is None and stage is None:
            raise DecisionError("nothing_to_set", "Say what to set: --reason, --stage or both.")
        _check_news(found, "set like this", is_news=bool(news))
        return Draft("set", found.theme_id, news)

    return draft


def undo(seq: int | None = None) -> Decision:
    """Take a step back, the last one that stands where none is named; to undo an undo brings the step back."""

    def draft(desk: Desk) -> Draft:
        standing = [
            e for e in desk.entries if e.seq not in desk.edits.undone and (seq is not None or e.action != "undo")
        ]
        found = next((e for e in reversed(standing) if seq in {None, e.seq}), None)
        if found is None and seq is None:
            raise DecisionError("no_step", "There is nothing to undo: no step of the ledger stands.")
        # Which numbers cannot be undone is the ledger's own rule.
        return Draft("undo", found.subject if found else "", {"seq": found.seq if found else seq})

    return draft


def accept(proposal_id: str, *, title: str | None = None, theme: str | None = None) -> Decision:
    """Do what a proposal suggests.

    Parameters
    ----------
    title : str or None
        Of the part that leaves; else the proposal's own.
    theme : str or None
        The theme that a person thinks the proposal is about, to be split.
    """

    def draft(desk: Desk) -> Draft:
        proposal = open_proposal(desk, proposal_id)
        themes = [desk.theme(one) for one in proposal.themes]
        if theme is not None and (proposal.kind != "split" or desk.theme(theme).theme_id != themes[0].theme_id):
            raise UsageError(
                f"Proposal '{proposal_id}' suggests no split of '{theme}'. List them: voc theme proposals."
            )
        if proposal.kind == "merge":
            if title is not None:
                raise UsageError("A merge makes no new theme, so it takes no --title; rename the theme that stays.")
            stays, goes = themes
            return Draft("merge", stays.theme_id, {"themes": [goes.theme_id], "proposal": proposal.id})
        part = proposal.details["parts"][0]
        keys = {(document, fingerprint) for document, _, fingerprint in part["sentences"]}
        chosen = [one for one in desk.held_by(themes[0].theme_id) if (one.document_id, one.fingerprint) in keys]
        made = _split(desk, themes[0], title or part["title"], chosen)
        return replace(made, details={**made.details, "proposal": proposal.id})

    return draft


def decline(proposal_id: str) -> Decision:
    """Turn a proposal down: the discovery does not make it again."""

    def draft(desk: Desk) -> Draft:
        proposal = open_proposal(desk, proposal_id)
        details = {"proposal": proposal.id, "kind": proposal.kind, "themes": list(proposal.themes)}
        return Draft(DECLINE, proposal.themes[0], details)

    return draft


def open_proposal(desk: Desk, proposal_id: str) -> Proposal:
    """Find a proposal that nobody has decided.

    Raises
    ------
    UsageError
        There is none of that id.
    """
    for proposal in load_proposals(desk.connection, "open"):
        if proposal.id == proposal_id:
            return proposal
    message = f"There is no open proposal '{proposal_id}'. `voc theme proposals` lists what there is."
    raise DecisionError("no_proposal", message)


def _split(desk: Desk, parent: StoredTheme, title: str, chosen: Sequence[ShownSentence]) -> Draft:
    elsewhere = [one for one in chosen if one.theme_id != parent.theme_id]
    if elsewhere:
        first = elsewhere[0]
        message = (
            f"{len(elsewhere)} of the {len(chosen)} sentences are not in '{parent.title}', for instance "
            f"{first.document_id}:{first.sentence_index}. Move them there first, or leave them out."
        )
        raise DecisionError("elsewhere", message, n=len(elsewhere))
    keys = keys_of(chosen)
    held = keys_of(desk.held_by(parent.theme_id))
    if not keys:
        message = f"No sentence of '{parent.title}' was chosen, so there is nothing to split off."
        raise DecisionError("none_chosen", message)
    if len(keys) == len(held):
        message = f"All {len(held)} sentences of '{parent.title}' were chosen. To call it otherwise, rename it."
        raise DecisionError("all_chosen", message, n=len(held))
    child = StoredTheme(
        child_id(desk.edits.length + 1, parent.theme_id),
        _title(desk, title),
        parent.reason,
        parent.stage,
        keywords=tuple(word for word in parent.keywords if any(str(word["surface"]) in one.text for one in chosen)),
        exemplars=_exemplars(chosen),
        origin="split",
    )
    details = {"child": child.theme_id, "title": child.title, "sentences": _plain(keys)}
    return Draft("split", parent.theme_id, details, child)


def _found(desk: Desk, parent: StoredTheme, query: str) -> list[ShownSentence]:
    """List the parent's sentences in which a query is found, as typed or in any form of its words."""
    of_parent = narrowed(theme=parent.theme_id)
    hits = search(desk.connection, query, query.split(), of_parent, limit=_MOST_FOUND)
    spans = {hit.document_id: hit.spans for hit in hits}
    return [
        one
        for one in desk.held_by(parent.theme_id)
        if any(start < one.end and one.start < end for start, end in spans.get(one.document_id, ()))
    ]


def _exemplars(chosen: Sequence[ShownSentence]) -> tuple[Mapping[str, Any], ...]:
    texts = {one.text: one for one in reversed(chosen)}
    return tuple(
        {"doc_id": one.document_id, "sentence_index": one.sentence_index, "text": one.text}
        for one in sorted(texts.values(), key=lambda one: (one.document_id, one.sentence_index))[:5]
    )


def _title(desk: Desk, title: str, *, of: StoredTheme | None = None) -> str:
    clean = desk.masker.mask(" ".join(unicodedata.normalize("NFC", title).split())).text
    if not clean or len(clean) > _LONGEST_TITLE or not clean.isprintable():
        message = f"A title has 1 to {_LONGEST_TITLE} printable characters; this one has {len(clean)}."
        raise DecisionError("bad_title", message, longest=_LONGEST_TITLE, n=len(clean))
    if clean == NO_THEME or desk.by_id(clean):
        taken = "stands for no theme" if clean == NO_THEME else "is a theme's id or key"
        message = f"'{clean}' {taken}, so a theme of that title could not be named by it. Choose another title."
        raise DecisionError("reserved_title", message, title=clean)
    for theme in desk.themes.values():
        if theme.title == clean and desk.edits.is_live(theme.theme_id):
            is_own = of is not None and theme.theme_id == of.theme_id
            advice = "Nothing was changed." if is_own else "Choose another title, or merge the two."
            message = f"'{theme.theme_id}' has the title '{clean}' already. {advice}"
            raise DecisionError("own_title" if is_own else "taken_title", message, title=clean)
    return clean


def _check_news(theme: StoredTheme, what: str, *, is_news: bool) -> None:
    if not is_news:
        message = f"'{theme.title}' ({theme.theme_id}) is {what} already. Nothing was changed."
        raise DecisionError("no_news", message)


def _check_hesitating(desk: Desk, chosen: Sequence[ShownSentence], target: str | None) -> None:
    """Refuse to put into a theme what is no hesitation: themes and weekly counts would not agree on it."""
    for one in chosen if target is not None else ():
        if one.is_hesitation:
            continue
        place = f"{one.document_id}:{one.sentence_index}"
        if desk.edits.corrections.get((one.document_id, one.fingerprint), {}).get("hesitation") == "no":
            message = (
                f"Sentence {place} was corrected not to hesitate, so no theme holds it. Undo that first (voc theme "
                "log), or leave it out."
            )
            raise DecisionError("corrected_away", message)
        message = (
            f"Sentence {place} is read as no hesitation, so no theme would count it. Say first why it hesitates "
            f"(voc correct {one.document_id} {one.sentence_index} --reason R), or leave it out."
        )
        raise DecisionError("no_hesitation", message)


def _plain(keys: Sequence[SentenceKey]) -> list[list[str]]:
    return [list(key) for key in keys]
