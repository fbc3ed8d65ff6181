"""What customers praise, by feature of the product, with the nouns that may be features nobody listed, and quotes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection

from nlp.praise import proposed_features
from voc.config import Settings
from voc.planning.figures import HISTORY_WEEKS, Judge
from voc.planning.holding import HeldBack
from voc.planning.periods import Periods, periods_up_to
from voc.planning.praise_book import praise_book
from voc.store import Condition, Selection, Verbatim, counted_weeks, tallies
from voc.store.praise import NOUN, PraiseCount, counted_alike, praise_counts
from voc.store.praise_quotes import praise_quotes
from voc.store.said_words import times_said
from voc.store.schema import EVERY
from voc.weeks import SEOUL, weeks_between

Rows: TypeAlias = list[dict[str, Any]]

# The longest list of proposals, and how many of the most said nouns are looked at.
_N_PROPOSED, _N_LOOKED_AT = 10, 80
# Weeks up to the last one that proposals are made of.
_PROPOSAL_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Praise:
    """What was praised in a week, or in several.

    Attributes
    ----------
    n, n_before : int
        Voices that praise anything, and those of the period before.
    rows : list of dict
        A row per feature, most voices first, then per proposal; see `praise_rows`.
    is_counted : bool
        False where the praise of the last week was not counted yet.
    has_base : bool
        Whether the period before has voices whose praise was counted alike.
    """

    n: int
    n_before: int
    rate: float
    rate_before: float
    rows: Rows
    is_counted: bool = True
    has_base: bool = False


def praise_rows(
    connection: Connection,
    week: str,
    settings: Settings,
    *,
    n_weeks: int = 1,
    source: str | None = None,
    segment: str | None = None,
    n_quotes: int = 3,
) -> Rows:
    """List the features that were praised in a week or the one before, most voices first, then proposed ones.

    Returns
    -------
    list of dict
        JSON values: week, feature, name, is_proposed, n, n_before, n_sentences, rate, rate_before, state, held,
        series, quotes. A feature that is proposed begins with `~`; its change is not judged.
    """
    return praise_of(
        connection, week, settings, n_weeks=n_weeks, source=source, segment=segment, n_quotes=n_quotes
    ).rows


def praise_of(
    connection: Connection,
    week: str,
    settings: Settings,
    *,
    n_weeks: int = 1,
    source: str | None = None,
    segment: str | None = None,
    n_quotes: int = 3,
) -> Praise:
    """Put together what was praised in a week, or in several that end with it."""
    periods = _periods(connection, week, n_weeks)
    if periods is None:
        return Praise(0, 0, 0.0, 0.0, [], is_counted=False)
    judge = Judge(connection, periods, source, segment)
    counted = praise_counts(connection, periods.weeks, segment=segment)
    rows = _feature_rows(judge, periods, counted, settings)
    if not segment:
        rows += _proposed(connection, settings, periods, source)
    quotes = _quotes(connection, rows, settings, periods, _selection(source, segment), n_quotes)
    of_any = judge.measures(_grid(judge, periods, [one for one in counted if one.feature == EVERY]))
    return Praise(
        of_any["n_documents"],
        of_any["n_before"],
        of_any["rate"],
        of_any["rate_before"],
        [{**row, "quotes": quotes.get(row["feature"], [])} for row in rows],
        has_base=judge.n_voices(-2) > 0,
    )


def _periods(connection: Connection, week: str, n_weeks: int) -> Periods | None:
    """Lay periods out over the weeks whose praise was counted by the same features as that of the last one."""
    first = min([*counted_weeks(connection), week])
    whole = periods_up_to(week, HISTORY_WEEKS, first=first, length=n_weeks)
    versions = counted_alike(connection, whole.weeks)
    if week not in versions:
        return None
    other = [one for one in whole.weeks if versions.get(one) != versions[week]]
    alike = weeks_between(max(other), week)[1:] if other else list(whole.weeks)
    return periods_up_to(week, HISTORY_WEEKS, first=alike[0] if alike else week, length=n_weeks)


def _feature_rows(judge: Judge, periods: Periods, counted: Sequence[PraiseCount], settings: Settings) -> Rows:
    by_feature: defaultdict[str, list[PraiseCount]] = defaultdict(list)
    for one in counted:
        by_feature[one.feature].append(one)
    names = {one.key: one.name for one in settings.features if one.key in by_feature}
    grids = [_grid(judge, periods, by_feature[key]) for key in names]
    rows = []
    for (key, name), grid, (trend, held) in zip(names.items(), grids, judge.verdicts(grids), strict=True):
        measured = judge.measures(grid)
        row = {
            "week": periods.names[-1],
            "feature": key,
            "name": name,
            "is_proposed": False,
            "n": measured["n_documents"],
            "n_before": measured["n_before"],
            "n_sentences": sum(one.n_sentences for one in by_feature[key] if one.week in periods.last),
            "rate": measured["rate"],
            "rate_before": measured["rate_before"],
            "state": trend.state,
            "held": _held(held),
            "series": list(measured["series"]),
        }
        rows += [row] if row["n"] or row["n_before"] else []
    return sorted(rows, key=lambda row: (-row["n"], -row["n_before"], row["feature"]))


def _grid(judge: Judge, periods: Periods, counted: Sequence[PraiseCount]) -> Any:  # noqa: ANN401 - counts by source and week
    return judge.grid([(one.source, periods.name(one.week), one.n_documents) for one in counted])


def _held(held: HeldBack | None) -> dict[str, Any] | None:
    return None if held is None else {"kind": held.kind, "source": held.source}


def _proposed(connection: Connection, settings: Settings, periods: Periods, source: str | None) -> Rows:
    """Propose nouns that stand in praise clearly more often than elsewhere; of the last four weeks at least."""
    weeks = periods.weeks[-max(_PROPOSAL_WEEKS, len(periods.last)) :]
    nouns = [one for one in praise_counts(connection, weeks, nouns=True) if source in {None, one.source}]
    n_voices, n_praise = Counter[str](), Counter[str]()
    for one in nouns:
        n_voices[one.feature.removeprefix(NOUN)] += one.n_documents
        n_praise[one.feature.removeprefix(NOUN)] += one.n_sentences
    most = [noun for noun, _ in sorted(n_voices.items(), key=lambda one: (-one[1], one[0]))[:_N_LOOKED_AT]]
    praising = [
        one for one in praise_counts(connection, weeks) if one.feature == EVERY and source in {None, one.source}
    ]
    sizes = [t for t in tallies(connection, {"week", "source"}, weeks=weeks, scope="all") if source in {None, t.source}]
    n_all = sum(one.n_sentences for one in sizes)
    stages = [*(stage.key for stage in settings.stages), "none"]
    said = times_said(connection, most, weeks, stages=stages, sources={one.source or "" for one in sizes})
    found = proposed_features(
        {noun: n_voices[noun] for noun in most},
        n_praise,
        said,
        n_praise=sum(one.n_sentences for one in praising),
        n_all=n_all,
    )
    return [_proposed_row(noun, nouns, periods) for noun in found[:_N_PROPOSED]]


def _proposed_row(noun: str, counted: Sequence[PraiseCount], periods: Periods) -> dict[str, Any]:
    own = [one for one in counted if one.feature == f"{NOUN}{noun}"]
    last = [one for one in own if one.week in periods.last]
    return {
        "week": periods.names[-1],
        "feature": f"{NOUN}{noun}",
        "name": noun,
        "is_proposed": True,
        "n": sum(one.n_documents for one in last),
        "n_before": None,
        "n_sentences": sum(one.n_sentences for one in last),
        "rate": None,
        "rate_before": None,
        "state": None,
        "held": None,
        "series": [],
    }


def _selection(source: str | None, segment: str | None) -> Selection:
    conditions = [Condition("source", "=", source)] if source else []
    if segment:
        name, _, value = segment.partition("=")
        conditions.append(Condition(f"segment.{name}", "=", value))
    return Selection(tuple(conditions))


def _quotes(
    connection: Connection, rows: Rows, settings: Settings, periods: Periods, selection: Selection, n: int
) -> Mapping[str, Rows]:
    """Quote the period; proposals, which come of four weeks, from these."""
    if not n or not rows:
        return {}
    book = praise_book(settings)
    found: dict[str, list[Verbatim]] = {}
    for is_proposed, weeks in ((False, periods.last), (True, periods.weeks[-_PROPOSAL_WEEKS:])):
        features = [row["feature"] for row in rows if row["is_proposed"] is is_proposed]
        if features:
            found |= praise_quotes(connection, book, features, weeks, limit=n, selection=selection)
    return {feature: [_quote(one) for one in quotes] for feature, quotes in found.items()}


def _quote(one: Verbatim) -> dict[str, Any]:
    return {
        "doc_id": one.document_id,
        "sentence_index": one.sentence_index,
        "text": one.text,
        "source": one.source,
        "date": one.created_at.astimezone(SEOUL).date().isoformat() if one.created_at else None,
        "rating": one.rating,
    }
