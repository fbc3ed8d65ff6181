"""What a run leaves to be looked at in Prefect: its sources as a table, the brief, a link to the dashboard.

Figures and names, and of the brief as much as schedules.yaml allows. Prefect keeps artifacts in a database of its own,
which `voc forget` does not reach, so customers' sentences are there only where somebody has asked for them.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from voc.steps.collect import Collected
from voc.steps.listings.runs_and_sources import source_rows
from voc.steps.night import RunOutcome
from voc.steps.telling.digest import shown_brief
from voc.steps.workplace import Workplace
from voc.weeks import SEOUL


def publisher(place: Workplace, outcome: RunOutcome, *, is_kept: bool) -> Callable[[], None]:
    """Return what creates the artifacts of a run; one that cannot be created is noted and changes nothing else.

    Parameters
    ----------
    is_kept : bool
        Whether the server is there to be looked at; otherwise nothing is created.
    """

    def publish() -> None:
        for create in (_sources, _brief, _dashboard) if is_kept else ():
            _try(create, place, outcome)

    return publish


def _try(create: Callable[[Workplace, RunOutcome], None], place: Workplace, outcome: RunOutcome) -> None:
    try:
        create(place, outcome)
    except Exception as error:  # noqa: BLE001 - a picture of the run must not break the run
        what = create.__name__.strip("_")
        outcome.notes.append(f"The artifact '{what}' could not be created ({type(error).__name__}); the run stands.")


def source_table(place: Workplace, collected: list[Collected]) -> list[dict[str, Any]]:
    """List what each source gave, how far it has been collected and how healthy it is; no words of anybody."""
    with place.store.read() as connection:
        known = {row["source"]: row for row in source_rows(connection, place.settings)}
    return [_row(one, known.get(one.source, {})) for one in collected]


def _row(one: Collected, known: dict[str, Any]) -> dict[str, Any]:
    """Make a row of the table, narrow enough for the page; what is not known is blank, as the page reads Markdown."""
    step, saved = one.as_step(), one.saved
    return {
        "source": one.source,
        "state": "partly" if step.state == "done" and saved.n_rejects else step.state,
        "health": ": ".join(filter(None, (known.get("level"), known.get("health")))),
        "rows": one.n_rows,
        "new": saved.n_new,
        "changed": saved.n_revised,
        "set aside": saved.n_rejects,
        "cursor saved at": _minute(known.get("cursor_saved_at")),
        "seconds": one.seconds,
    }


def _why(one: Collected) -> Iterator[str]:
    """Say what is strange; what an error or a part that was refused says stands in the run log only."""
    if one.error:
        yield "It failed; why stands in the run log."
    if one.problems:
        yield f"{len(one.problems):,} of its parts could not be taken; why stands in the run log."
    yield from (verdict.sentence for verdict in one.verdicts)


def _minute(moment: str | None) -> str:
    return datetime.fromisoformat(moment).astimezone(SEOUL).strftime("%m-%d %H:%M") if moment else ""


def _run_of(outcome: RunOutcome) -> str:
    return f"{outcome.flow} {outcome.run_id[:8]} · voc show runs"


def described(outcome: RunOutcome) -> str:
    """Name the run, and below it what is strange about each source; in the table itself a sentence takes all room."""
    strange = [f"- {one.source}: {' '.join(said)}" for one in outcome.collected if (said := list(_why(one)))]
    return "\n".join([_run_of(outcome), *([""] if strange else []), *strange])


def _sources(place: Workplace, outcome: RunOutcome) -> None:
    if outcome.collected:
        create_table_artifact(source_table(place, outcome.collected), key="sources", description=described(outcome))


def _brief(place: Workplace, outcome: RunOutcome) -> None:
    how_much = place.settings.schedules.artifacts.brief
    found = shown_brief(place, how_much, outcome.week or None)
    if found is not None:
        label, text = found
        left_out = "" if how_much == "full" else " · 고객 문장은 뺐습니다 (전체: voc brief)"
        create_markdown_artifact(text, key="brief", description=f"{label}{left_out}")


def _dashboard(place: Workplace, outcome: RunOutcome) -> None:
    address = place.settings.notify.dashboard_url
    if address:
        create_link_artifact(address, "말귀 대시보드 열기", key="dashboard", description=_run_of(outcome))
