"""`voc show funnel`: the drop-off of each stage in a week, beside the hesitations that were voiced there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from voc.cli.asking import DONE, say
from voc.cli.drawing import show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings

COLUMNS: Mapping[str, str] = {
    "name": "단계", "entered": "들어온 고객", "passed": "넘어간 고객", "drop": "이탈률",
    "change": "지난주와 차이 (95% 구간)", "n": "망설인 목소리", "themes": "많이 나온 망설임",
}  # fmt: skip
FIELDS = "week stage name entered passed drop drop_before change_low change_high drop_state n themes"
_EMPTY = (
    "No figures of the funnel for this week. `voc import funnel FILE` takes a CSV or XLSX with week, stage, entered "
    "and passed; `voc import funnel --help` tells more."
)


def show_funnel(settings: "Settings", week: str | None, only: Mapping[str, str | None], *, as_json: bool) -> int:
    """List the stages of a week, of the last with figures where none is named.

    Raises
    ------
    UsageError
        The week, the stage or the kind of customers is not known.
    """
    from voc.steps.asked import check_stage  # noqa: PLC0415 - `voc show --help` needs none of this
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.listings.funnel import funnel_rows  # noqa: PLC0415
    from voc.store.funnel_weeks import last_funnel_week  # noqa: PLC0415
    from voc.weeks import monday_of, week_label  # noqa: PLC0415

    if only["source"]:
        raise UsageError("The figures of the funnel are of all customers, whatever they wrote. Leave out --source.")
    if only["stage"]:
        check_stage(settings, only["stage"])
    if week:
        monday_of(week)
    with existing_workplace(settings) as place, place.store.read() as connection:
        chosen = week or last_funnel_week(connection)
        rows: list[dict[str, Any]] = []
        if chosen:
            rows = funnel_rows(connection, settings, chosen, segment=only["segment"], stage=only["stage"])
        if rows and not as_json:
            say(week_label(str(chosen)))
    show_rows(rows if as_json else map(_spelled, rows), as_json=as_json, columns=COLUMNS, empty=_EMPTY)
    return DONE


def _spelled(row: dict[str, Any]) -> dict[str, Any]:
    from voc.planning.funnel_lines import change_text, drop_text  # noqa: PLC0415 - as above

    interval = None if row["change_low"] is None else {"low": row["change_low"], "high": row["change_high"]}
    told = {"drop": row["drop"], "drop_before": row["drop_before"], "change": interval, "state": row["drop_state"]}
    counts = {name: f"{row[name]:,}" for name in ("entered", "passed")}
    return {**row, **counts, "drop": drop_text(told), "change": change_text(told), "themes": ", ".join(row["themes"])}
