"""Suggest merges and splits from what the themes hold now; a person accepts or declines them."""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

from nlp.proposals import MergeIdea, Proposer, SplitIdea, Told
from nlp.types import Act, Reading, Sentence
from voc.store import Edits, HeldSentence, Proposal


def as_sentence(one: HeldSentence) -> Sentence:
    """Bring a stored hesitation into the form that discovery reads."""
    return Sentence(0, len(one.text), one.text, one.terms, _reading(one.act, one.reason, one.stage))


@cache
def _reading(act: Act, reason: str, stage: str) -> Reading:
    """Make a reading once for all sentences that say the same; there are some hundred of them."""
    return Reading(act, 1.0, is_hesitation=True, reason=reason, reason_score=1.0, stage=stage, stage_score=1.0)


def suggested(
    week: str, held: Sequence[HeldSentence], theme_ids: Sequence[str | None], edits: Edits, proposer: Proposer
) -> list[Proposal]:
    """Suggest merges and splits of the themes as readers find them.

    Parameters
    ----------
    held : sequence of HeldSentence
        Recent hesitations, copies left out.
    theme_ids : sequence of str or None
        Theme that holds each of them now, merges left aside.
    """
    themes: dict[str, list[Told]] = {}
    places: dict[tuple[str, str], list[HeldSentence]] = {}
    for one, theme_id in zip(held, theme_ids, strict=True):
        shown = edits.resolve(theme_id)
        if shown is not None:
            themes.setdefault(shown, []).append(Told(one.document_id, as_sentence(one)))
            places.setdefault((shown, one.text), []).append(one)
    merges, splits = proposer.ideas(themes)
    leaving = {idea.theme: [one for text in idea.texts for one in places[idea.theme, text]] for idea in splits}
    return [*(_merge(week, idea) for idea in merges), *(_split(week, idea, leaving[idea.theme]) for idea in splits)]


def _merge(week: str, idea: MergeIdea) -> Proposal:
    # Which of the two is larger may change; the suggestion is the same.
    name = _name("merge", *sorted((idea.into, idea.source)))
    return Proposal(name, week, "merge", (idea.into, idea.source), idea.score, {"words": list(idea.words)})


def _split(week: str, idea: SplitIdea, leaving: Sequence[HeldSentence]) -> Proposal:
    ordered = sorted(leaving, key=lambda one: (one.document_id, one.sentence_index))
    part = {
        "title": idea.title,
        "sentences": [[one.document_id, one.sentence_index, one.fingerprint] for one in ordered],
    }
    return Proposal(_name("split", idea.theme, idea.title), week, "split", (idea.theme,), idea.score, {"parts": [part]})


def _name(*parts: str) -> str:
    return blake2b(chr(31).join(parts).encode(), digest_size=4).hexdigest()
