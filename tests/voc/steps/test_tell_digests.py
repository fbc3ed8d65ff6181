"""The digest of a week: once for each webhook, whatever dies in between; noted as an export by what it quotes."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from small_home import LAST_WEEK, UNTIL
from sqlalchemy import Connection, update
from wire.server import WireServer, text_reply

from nlp.reader import Reader
from voc.config import load_settings
from voc.errors import StoreError
from voc.records import Window
from voc.sources.http import no_waiting
from voc.steps import plan
from voc.steps.analyse import analyse
from voc.steps.collect import collect
from voc.steps.night import NIGHTLY, WEEKLY, NightRequest, RunOutcome, logged
from voc.steps.plan import freeze_once, plan_night, plan_week
from voc.steps.summarise import summarise
from voc.steps.telling import tell_digests
from voc.steps.telling.notify import notifying
from voc.steps.telling.tell_digests import DigestTelling, is_owed
from voc.steps.workplace import Workplace, open_workplace
from voc.store import Store, load_snapshot, read_audit
from voc.store.digests import owe_digests
from voc.store.schema import digests

AtWork = Callable[..., AbstractContextManager[Workplace]]
WEBHOOKS = """
webhooks:
  - {name: team, kind: slack, url_env: VOC_NOTIFY_TEAM_URL, quotes: true, allow_private: true}
  - {name: figures, kind: plain, url_env: VOC_NOTIFY_FIGURES_URL, allow_private: true}
  - {name: alarms, kind: plain, url_env: VOC_NOTIFY_ALARMS_URL, events: [failed], allow_private: true}
"""


@pytest.fixture(scope="module")
def counted_home(written_home: Path, packaged_reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose weeks are counted and whose last has no brief yet."""
    home = Path(shutil.copytree(written_home, tmp_path_factory.mktemp("counted") / "home"))
    (home / "config" / "notify.yaml").write_text(WEBHOOKS, encoding="utf-8")
    with open_workplace(load_settings(home / "config")) as place:
        place.__dict__["reader"] = packaged_reader
        for source in place.sources():
            collect(place, source, Window())
        analyse(place)
        summarise(place)
    return home


@pytest.fixture
def place(counted_home: Path, tmp_path: Path, at_work: AtWork) -> Iterator[Workplace]:
    """A copy of that home at work."""
    with at_work(Path(shutil.copytree(counted_home, tmp_path / "home"))) as opened:
        yield opened


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[WireServer]:
    """Takes every message."""
    with WireServer(lambda _: text_reply("ok", kind="text/plain")) as server, no_waiting(attempts=2):
        for name in ("TEAM", "FIGURES", "ALARMS"):
            monkeypatch.setenv(f"VOC_NOTIFY_{name}_URL", f"{server.url}/{name.lower()}")
        yield server


def got(sink: WireServer) -> list[str]:
    return [request.path for request in sink.requests]


def weekly() -> RunOutcome:
    return RunOutcome(WEEKLY, week=LAST_WEEK)


def tell(place: Workplace) -> list[str]:
    outcome = weekly()
    DigestTelling(place, outcome).tell()
    return outcome.notes


def exports(place: Workplace) -> list[tuple[str, bool]]:
    with place.store.read() as connection:
        return [(one.details["target"], one.is_open) for one in read_audit(connection, action="export")]


def test_each_webhook_hears_of_a_week_once(place: Workplace, sink: WireServer) -> None:
    freeze_once(place, weekly())
    assert tell(place) == []
    assert sorted(got(sink)) == ["/figures", "/team"]
    for _ in range(2):
        outcome = weekly()
        freeze_once(place, outcome)
        assert tell(place) == []
    assert len(sink.requests) == 2
    # Quotes leave with one of them alone.
    assert exports(place) == [("team", False)]


def test_a_week_whose_learning_fails_is_told_all_the_same(
    place: Workplace, sink: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(plan, "learn", broken)
    outcome = weekly()

    def run() -> None:
        with notifying(place.settings, outcome), logged(place, outcome, LAST_WEEK):
            for step in plan_week(place, outcome):
                step.work()

    with pytest.raises(MemoryError):
        run()
    assert sorted(got(sink)) == ["/alarms", "/figures", "/figures", "/team", "/team"]
    texts = [json.loads(request.body)["text"] for request in sink.requests]
    assert [text.startswith("[말귀] 주간 고객의 소리 · 2026-W47") for text in texts].count(True) == 2


def test_what_a_run_that_was_killed_owes_is_told_by_the_next_night(place: Workplace, sink: WireServer) -> None:
    freeze_once(place, weekly())
    # Killed here. The night sends it before anything else that might fail.
    outcome = RunOutcome(NIGHTLY)
    window = NightRequest(UNTIL).window(None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    (first, *_) = plan_night(place, outcome, window)
    assert first.name == "digest"
    first.work()
    assert sorted(got(sink)) == ["/figures", "/team"]
    assert not is_owed(place)
    assert "digest" not in [step.name for step in plan_night(place, outcome, window)]


def test_a_webhook_that_is_down_gets_it_next_time_and_no_other_waits(place: Workplace, sink: WireServer) -> None:
    freeze_once(place, weekly())
    with place.store.begin() as connection:
        owe_digests(connection, "2026-W46", ["team"])
    sink.answer = lambda asked: text_reply("no", 500 if asked.path == "/team" else 200, "text/plain")
    (note,) = tell(place)
    assert note.startswith("Webhook 'team': POST 127.0.0.1 answered 500, asked 2 times")
    assert note.endswith("The digest of 2026-W46 is sent with the next run.")
    # It is not asked for the second week once it took the first one not; nothing left.
    assert (got(sink).count("/team"), got(sink).count("/figures"), exports(place)) == (2, 1, [])
    sink.answer = lambda _: text_reply("ok", kind="text/plain")
    assert tell(place) == []
    assert (got(sink).count("/team"), got(sink).count("/figures")) == (4, 1)
    assert exports(place) == [("team", False)]


def test_who_dies_while_sending_may_have_sent_and_says_so_once(
    place: Workplace, sink: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_once(place, weekly())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tell_digests, "handed_over", killed)
        with pytest.raises(KeyboardInterrupt):
            tell(place)
    # `figures` comes first; `team` was not begun.
    (note,) = tell(place)
    assert note.startswith("Whether the digest of 2026-W47 reached the webhook 'figures' is not known")
    assert got(sink) == ["/team"]
    assert tell(place) == []
    assert got(sink) == ["/team"]


class KilledError(BaseException):
    """The process is dead, and nothing is written any more."""


@pytest.mark.parametrize("after_commit", [False, True])
def test_no_death_makes_anybody_hear_twice_or_lose_a_week_unsaid(
    place: Workplace, sink: WireServer, monkeypatch: pytest.MonkeyPatch, *, after_commit: bool
) -> None:
    freeze_once(place, weekly())
    begin = Store.begin
    for at in range(1, 5):
        sink.requests.clear()
        with place.store.begin() as connection:
            connection.execute(update(digests).values(begun_at=None, told_at=None))
        left = [at]

        @contextmanager
        def dying(store: Store, left: list[int] = left) -> Iterator[Connection]:
            left[0] -= 1
            with begin(store) as connection:
                yield connection
                if left[0] == 0 and not after_commit:
                    raise KilledError
            if left[0] == 0:
                raise KilledError

        with monkeypatch.context() as patch:
            patch.setattr(Store, "begin", dying)
            with pytest.raises(KilledError):
                tell(place)
        notes = tell(place)
        for webhook in ("figures", "team"):
            n_said = sum(f"reached the webhook '{webhook}' is not known" in note for note in notes)
            n_got = got(sink).count(f"/{webhook}")
            assert n_got <= 1
            assert n_got + n_said >= 1
        assert (len(notes) <= 1, is_owed(place)) == (True, False)


def test_a_store_that_goes_away_behind_the_sending_causes_no_second_message(
    place: Workplace, sink: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_once(place, weekly())
    real, telling = tell_digests.end_digest, DigestTelling(place, weekly())

    def away(*_: object, **__: object) -> None:
        raise StoreError("the store is away")

    monkeypatch.setattr(tell_digests, "end_digest", away)
    with pytest.raises(StoreError):
        telling.tell()
    monkeypatch.setattr(tell_digests, "end_digest", real)
    telling.tell()
    assert (sorted(got(sink)), telling.outcome.notes) == (["/figures", "/team"], [])
    assert not is_owed(place)


def test_a_webhook_that_is_configured_no_more_is_owed_nothing(place: Workplace, sink: WireServer) -> None:
    with place.store.begin() as connection:
        owe_digests(connection, "2026-W40", ["team"])
        owe_digests(connection, LAST_WEEK, ["gone"])
    freeze_once(place, weekly())
    tell(place)
    assert not is_owed(place)
    assert "/gone" not in got(sink)


def test_an_export_names_the_documents_of_the_message_and_no_others(place: Workplace, sink: WireServer) -> None:
    freeze_once(place, weekly())
    tell(place)
    with place.store.read() as connection:
        brief = load_snapshot(connection, LAST_WEEK) or {}
        (export,) = read_audit(connection, action="export")
    (text,) = (json.loads(request.body)["text"] for request in sink.requests if request.path == "/team")
    quotes = [quote for theme in (*brief["moved"], *brief["largest"]) for quote in theme["quotes"]]
    sent = {quote["doc_id"] for quote in quotes if f"“{quote['text']}”" in text}
    assert sent
    assert len({quote["doc_id"] for quote in quotes}) > len(sent)
    assert set(export.details["documents"]) == sent
    assert (export.details["kind"], export.details["week"]) == ("webhook", LAST_WEEK)


def test_nothing_is_owed_where_nobody_asked_for_it(own_home: Path, at_work: AtWork) -> None:
    with at_work(own_home) as place:
        assert "digest" not in [step.name for step in plan_week(place, weekly())]
