"""The brief of a week: made from the store and, once the week is over, frozen as it was handed out."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from voc.planning.brief import Brief, BriefNames, make_brief
from voc.planning.wording import channel_name
from voc.steps.workplace import Workplace
from voc.store import counted_weeks, save_snapshot


def brief_of(place: Workplace, week: str | None) -> Brief | None:
    """Return the brief of a week, of the last counted one where none is named; None while nothing has been counted."""
    with place.store.read() as connection:
        counted = counted_weeks(connection)
        if week is None and not counted:
            return None
        return make_brief(connection, week or counted[-1], brief_names(place), lambda: our_terms(place))


def freeze_brief(place: Workplace, week: str) -> None:
    """Keep the brief of a week as it is now; later documents no longer change it."""
    place.report("writing the brief", 0, None)
    ours = our_terms(place)
    with place.store.begin() as connection:
        brief = make_brief(connection, week, brief_names(place), lambda: ours)
        save_snapshot(connection, week, brief, frozen=True)


def brief_names(place: Workplace) -> BriefNames:
    """Collect what readers call stages, reasons and channels."""
    settings = place.settings
    return BriefNames(
        stages={stage.key: stage.name for stage in settings.stages},
        reasons={reason.key: reason.name for reason in settings.reasons},
        channels={source.name: channel_name(source.channel) for source in settings.sources},
    )


def our_terms(place: Workplace) -> Mapping[str, tuple[int, str]]:
    """Count the terms of the company's own texts: term to how often, and its usual surface form."""
    texts = [line for own in place.settings.our_words for line in own.lines]
    if not texts:
        return {}
    counts: Counter[str] = Counter()
    surfaces: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentences in place.reader.read(texts):
        for term in (term for sentence in sentences for term in sentence.terms):
            counts[term.shown] += 1
            surfaces[term.shown][term.surface] += 1
    return {
        term: (n, min(surfaces[term], key=lambda form: (-surfaces[term][form], form))) for term, n in counts.items()
    }
