"""The whole check of one draft, or of several that belong together."""

from collections import Counter
from collections.abc import Iterator, Sequence

from voc.config.channels import Channel, ChannelsSection
from voc.config.proof import Figure
from voc.errors import UsageError
from voc.planning.draft_check.advertising import check_advertising
from voc.planning.draft_check.draft import Draft
from voc.planning.draft_check.evidence import Evidence, check_evidence
from voc.planning.draft_check.figures import check_figures
from voc.planning.draft_check.finding import Finding, Level
from voc.planning.draft_check.lengths import check_lengths
from voc.planning.draft_check.readability import check_readability
from voc.planning.draft_check.sentences import Analyse, cut
from voc.planning.draft_check.wording import Wording

_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "info": 2}


def check_drafts(
    drafts: Sequence[Draft],
    rules: ChannelsSection,
    analyse: Analyse,
    evidence: Evidence | None = None,
    *,
    figures: Sequence[Figure] = (),
) -> list[list[Finding]]:
    """Check drafts; those for one segment on one day count towards the day's number together.

    Parameters
    ----------
    analyse : callable
        Cuts texts into morphemes.
    evidence : Evidence or None
        What customers said; without it only the draft itself is looked at.
    figures : sequence of Figure
        The approved ones; without any, no figure is checked.

    Returns
    -------
    list of list of Finding
        Of each draft, the gravest first.

    Raises
    ------
    UsageError
        A draft names no channel, or one that is not configured.
    """
    wording = Wording(rules, analyse)
    found = []
    sent: Counter[tuple[object, str]] = Counter()
    for draft in drafts:
        channel = _channel(draft, rules)
        is_ad, findings = _as_what(draft, channel, rules, wording, analyse)
        if is_ad and channel.ads == "allowed":
            key = (draft.day, draft.segment or "")
            findings += check_advertising(_as_sent(draft, channel, sent[key]), channel, rules)
            sent[key] += 1
        findings += check_lengths(draft, channel, rules)
        findings += _texts(draft, rules, wording, analyse)
        findings += check_figures([one.text for one in cut(draft.text, analyse)], figures, draft.day)
        findings += check_evidence(draft, evidence, analyse) if evidence else ()
        found.append(sorted(findings, key=lambda one: _ORDER[one.level]))
    return found


def _channel(draft: Draft, rules: ChannelsSection) -> Channel:
    if draft.channel is None:
        known = ", ".join(one.key for one in rules.channels)
        raise UsageError(f"The draft names no channel. Write 'channel: sms' into it or give --channel. Known: {known}.")
    return rules.channel(draft.channel)


def _as_sent(draft: Draft, channel: Channel, n_before: int) -> Draft:
    """Return a draft as it is sent: without a title where there is none, after the others of its segment and day."""
    known: dict[str, object] = {}
    if channel.title is None and draft.body:
        known["title"] = None
    if draft.sent_today is None and draft.day is not None and draft.segment and n_before:
        known["sent_today"] = n_before
    return draft.model_copy(update=known)


def _as_what(
    draft: Draft, channel: Channel, rules: ChannelsSection, wording: Wording, analyse: Analyse
) -> tuple[bool, list[Finding]]:
    """Tell whether a draft is an advertisement, and what is to be said about that."""
    words = wording.ad_words(cut(draft.text, analyse))
    named = ", ".join(words)
    if channel.ads == "forbidden" and (draft.is_ad or words or rules.law.mark in draft.text):
        advice = f"{channel.name}에는 광고를 담을 수 없습니다. 광고하는 말을 빼거나 다른 채널로 보내세요."
        return True, [Finding("ads_forbidden", "error", named, advice)]
    if draft.is_ad is None:
        is_ad = bool(words) or rules.law.mark in draft.text
        taken = "광고로" if is_ad else "광고가 아닌 것으로"
        advice = f"광고인지(is_ad) 적혀 있지 않아 {taken} 보고 점검했습니다."
        return is_ad, [Finding("ad_assumed", "info", named, advice)]
    if not draft.is_ad and words:
        advice = "광고가 아니라고 적혀 있지만 광고로 볼 수 있는 말이 있습니다. 광고라면 is_ad: true로 점검하세요."
        return False, [Finding("looks_like_ad", "warning", named, advice)]
    return draft.is_ad, []


def _texts(draft: Draft, rules: ChannelsSection, wording: Wording, analyse: Analyse) -> Iterator[Finding]:
    yield from wording.check(cut(draft.text, analyse))
    # A title is a row of nouns by nature.
    yield from check_readability(cut(draft.body, analyse), rules.house)
