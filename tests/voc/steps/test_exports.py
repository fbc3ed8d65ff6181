"""What leaves with customers' sentences is noted: artifacts that quote, and no others. Messages: test_tell_digests."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from small_home import LAST_WEEK

from voc.records import Window
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.night import WEEKLY, RunOutcome
from voc.steps.plan import freeze_once
from voc.steps.summarise import summarise
from voc.steps.telling.digest import shown_brief
from voc.steps.workplace import Workplace
from voc.store import load_snapshot, read_audit

AtWork = Callable[..., AbstractContextManager[Workplace]]


def test_only_what_quotes_is_an_export(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        for source in place.sources():
            collect(place, source, Window())
        analyse(place)
        summarise(place)
        freeze_once(place, RunOutcome(WEEKLY, week=LAST_WEEK))
        for how_much in ("none", "figures", "full"):
            shown_brief(place, how_much, LAST_WEEK)
        with place.store.read() as connection:
            (export,) = [one.details for one in read_audit(connection, action="export")]
            brief = load_snapshot(connection, LAST_WEEK) or {}
    assert (export["kind"], export["target"], export["week"]) == ("artifact", "Prefect", LAST_WEEK)
    themes = (*brief["moved"], *brief["largest"])
    quoted = {quote["doc_id"] for theme in themes for quote in theme["quotes"]}
    assert quoted
    assert quoted <= set(export["documents"])
