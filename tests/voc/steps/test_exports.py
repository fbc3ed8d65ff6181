"""What leaves with customers' sentences is noted: messages and artifacts that quote, and no others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from small_home import LAST_WEEK

from voc.records import Window
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.digest import shown_brief
from voc.steps.night import WEEKLY, RunOutcome
from voc.steps.plan import freeze_once
from voc.steps.summarise import summarise
from voc.steps.workplace import Workplace
from voc.store import read_audit

AtWork = Callable[..., AbstractContextManager[Workplace]]
WEBHOOKS = """
webhooks:
  - {name: team, kind: slack, url_env: VOC_NOTIFY_TEAM_URL, quotes: true}
  - {name: figures, kind: slack, url_env: VOC_NOTIFY_FIGURES_URL}
  - {name: alarms, kind: slack, url_env: VOC_NOTIFY_ALARMS_URL, events: [failed], quotes: true}
"""


def test_only_what_quotes_is_an_export(own_home: Path, at_work: AtWork) -> None:
    (own_home / "config" / "notify.yaml").write_text(WEBHOOKS, encoding="utf-8")
    with at_work(own_home) as place:
        for source in place.sources():
            collect(place, source, Window())
        analyse(place)
        summarise(place)
        outcome = RunOutcome(WEEKLY, week=LAST_WEEK)
        freeze_once(place, outcome)
        assert outcome.brief is not None
        for how_much in ("none", "figures", "full"):
            shown_brief(place, how_much, LAST_WEEK)
        with place.store.read() as connection:
            exports = [one.details for one in read_audit(connection, action="export")]
    assert [(one["kind"], one["target"], one["week"]) for one in exports] == [
        ("webhook", "team", LAST_WEEK),
        ("artifact", "Prefect", LAST_WEEK),
    ]
    themes = (*outcome.brief["moved"], *outcome.brief["largest"])
    quoted = {quote["doc_id"] for theme in themes for quote in theme["quotes"]}
    assert quoted
    assert all(quoted <= set(one["documents"]) for one in exports)
