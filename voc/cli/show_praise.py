"""`voc show praise`: what customers praise in a week, by feature of the product, with quotes."""

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voc.cli.asking import DONE, NOTHING_COUNTED, say
from voc.cli.drawing import show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings

COLUMNS: Mapping[str, str] = {
    "name": "기능", "n": "칭찬한 목소리", "n_before": "지난주", "rate": "1,000건당", "state": "변화",
    "quote": "고객의 말",
}  # fmt: skip
FIELDS = "week feature name is_proposed n n_before n_sentences rate rate_before state held series quotes"
_EMPTY = (
    "Nothing was praised in this week, or its praise was not counted yet: the next night does that. The features are "
    "those of config/features.yaml."
)


def show_praise(settings: "Settings", week: str | None, only: Mapping[str, str | None], *, as_json: bool) -> int:
    """List the features praised in a week, the last counted one where none is named.

    Raises
    ------
    UsageError
        The week, the feature, the source or the kind of customers is not known.
    """
    from voc.planning.praise import praise_rows  # noqa: PLC0415 - `voc show --help` needs none of this
    from voc.steps.asked import asked_week, check_segment, check_source  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.weeks import week_label  # noqa: PLC0415

    feature, source, segment = only["feature"], only["source"], only["segment"]
    if only["stage"]:
        raise UsageError("Praise is listed by feature, whatever the stage. Leave out --stage.")
    if feature and not feature.startswith("~"):
        _check_feature(settings, feature)
    with existing_workplace(settings) as place, place.store.read() as connection:
        if source:
            check_source(settings, connection, source)
        if segment:
            check_segment(connection, segment)
        chosen = asked_week(connection, week)
        if chosen is None:
            say(NOTHING_COUNTED)
            return DONE
        rows = praise_rows(connection, chosen, settings, source=source, segment=segment)
    rows = [row for row in rows if feature in {None, row["feature"]}]
    if not as_json:
        say(week_label(chosen))
    show_rows(rows if as_json else map(_spelled, rows), as_json=as_json, columns=COLUMNS, empty=_EMPTY)
    if not as_json and any(row["is_proposed"] for row in rows):
        say("Proposed: nouns that stand in praise and are no feature yet. Add what fits to config/features.yaml.")
    return DONE


def _check_feature(settings: "Settings", key: str) -> None:
    known = [one.key for one in settings.features]
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        message = f"There is no feature '{key}'.{hint} config/features.yaml has {', '.join(known) or 'none'}."
        raise UsageError(message)


def _spelled(row: dict[str, Any]) -> dict[str, Any]:
    from voc.planning.wording import MARKS, STATES  # noqa: PLC0415 - as above

    state = row["state"]
    shown = (
        "제안" if row["is_proposed"] else "보류" if row["held"] else f"{MARKS.get(state, '')} {STATES[state]}".strip()
    )
    quote = row["quotes"][0]["text"] if row["quotes"] else None
    return {**row, "state": shown, "quote": quote and " ".join(quote.split())}
